"""docs/getting-started.md: its commands run in its order, and print what it shows."""

import io
import re
import shlex
from pathlib import Path

import pytest

from notion_planner.errors import ExitCode
from notion_planner.workspace import Workspace
from tests.conftest import Cli

pytestmark = pytest.mark.slow

TEXT = (Path(__file__).parents[2] / "docs" / "getting-started.md").read_text(encoding="utf-8")
LOCAL, OWN = TEXT.split("## In your own Notion")


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Each command line with the lines that it is shown to print."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.S)
    found: list[tuple[str, list[str]]] = []
    for line in "".join(blocks).splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


def run_all(text: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for line, shown in commands(text):
        command, _, source = line.partition(" < ")
        given = Path(source).read_text(encoding="utf-8") if source else ""
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        program, *arguments = shlex.split(command)
        assert program == "notion-planner"
        code, out, err = cli(*arguments)
        assert code == ExitCode.DONE, f"{line}\n{out}{err}"
        for part in shown:
            assert part.strip() in out, f"{line}\n{out}"


def test_the_local_part_runs_as_shown(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    specification = re.findall(r"```markdown\n(.*?)```", LOCAL, re.S)
    Path("export.md").write_text(specification[0], encoding="utf-8")
    run_all(LOCAL, cli, monkeypatch)


def test_the_part_on_ones_own_notion_runs_as_shown(
    cli: Cli, remote: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("secret.txt").write_text(remote.token + "\n", encoding="utf-8")
    run_all(OWN, cli, monkeypatch)
    assert Path(".env").stat().st_mode & 0o777 == 0o600
