"""What documents say, to compare it with what they say in another dress."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from notion_planner.extractor import extract
from notion_planner.model.spec import Spec

SPECS = sorted((Path(__file__).parents[1] / "specs").rglob("*.md"))
_KINDS = ("requirements", "acceptance_criteria", "user_stories", "open_questions", "out_of_scope", "risks")
_FENCE = ("```", "~~~")


@cache
def document(path: Path) -> tuple[str, Spec]:
    """Its text and what it says: read once for all tests, for nobody can change either."""
    text = path.read_text(encoding="utf-8")
    return text, extract(text)


def said(spec: Spec) -> dict[str, list[str]]:
    """The words of each kind of item, whatever their case and breaks."""
    return {
        kind: [re.sub(r"\s+", " ", item.text).casefold() for item in getattr(spec, kind)] for kind in _KINDS
    }


def prose(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is neither empty nor code nor of a table nor a tag."""
    fenced = tabled = False
    for line in text.split("\n"):
        bare = line.strip()
        fenced ^= bare.startswith(_FENCE)
        tabled = (tabled or bare.startswith("<table")) and "</table>" not in bare
        is_other = fenced or tabled or bare.startswith((*_FENCE, "|", "<", "---"))
        yield line, bool(bare) and not is_other
