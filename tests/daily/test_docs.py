"""docs/daily.md is true: every command in it runs, in its order, and nothing that it names is missing."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from notion_planner.progress import MOST_SNAPSHOTS
from notion_planner.settings import TasksPlace
from tests.conftest import SPEC, Cli, Notion
from tests.daily.conftest import CONFIG, MADE, SETTINGS, make_board
from tests.docs.documents import specify
from tests.scenarios.conftest import TINY

TEXT = (Path(__file__).parents[2] / "docs/daily.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ notion-planner ")
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.S)
    for line in block.splitlines()
]


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch) -> Iterator[Notion]:
    monkeypatch.setenv("NOTION_PLANNER_ME", "person@localhost")
    notion = Notion(SETTINGS, Path(".notion-planner/workspace.db"), seed=TINY)
    specify(notion)
    make_board(notion)
    Path("config.yaml").write_text(CONFIG)
    notion.sync(SPEC, today=MADE)
    yield notion
    notion.workspace.close()


@pytest.mark.slow
def test_every_command_runs(cli: Cli, workspace: Notion) -> None:
    failed = {line: found for line in COMMANDS if (found := cli(*shlex.split(line)))[0] != 0}
    assert failed == {}
    assert len(COMMANDS) > 25


def test_every_daily_command_has_its_place() -> None:
    named = {line.split()[0] for line in COMMANDS}
    assert named == {"next", "ready", "blocked", "status", "report", "context", "export", "import"}


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"at most {MOST_SNAPSHOTS} of them" in TEXT
    assert f"`tasks.stale_after` days ({TasksPlace.model_fields['stale_after'].default})" in TEXT
