"""Scores the extractor on a corpus of labelled documents: ``make accuracy`` prints the table.

The corpus is a folder with ``docs/*.md``, ``gold/*.json`` and its own ``score.py``; it is named as an
argument or by NOTION_PLANNER_CORPUS, else looked for beside the project. Without it nothing is scored.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from notion_planner.extractor import extract, flat

_BESIDE = Path(__file__).parent.parent.parent / "shared" / "corpus"


def predict(corpus: Path, folder: Path) -> None:
    for document in sorted((corpus / "docs").glob("*.md")):
        read = flat(extract(document.read_text(encoding="utf-8-sig")))
        text = json.dumps(read, ensure_ascii=False, indent=1)
        (folder / f"{document.stem}.json").write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="?", default=os.environ.get("NOTION_PLANNER_CORPUS", str(_BESIDE)))
    parser.add_argument("--strict", action="store_true", help="count predictions on lines left open as wrong")
    parser.add_argument("--show", metavar="ID", help="list what is wrong in one document")
    arguments = parser.parse_args()
    corpus = Path(arguments.corpus)
    if not (corpus / "score.py").is_file():
        print(f"No corpus in {corpus}: name its folder as an argument or in NOTION_PLANNER_CORPUS.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        predict(corpus, Path(folder))
        command = [sys.executable, str(corpus / "score.py"), folder]
        command += ["--strict"] if arguments.strict else []
        command += ["--show", arguments.show] if arguments.show else []
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
