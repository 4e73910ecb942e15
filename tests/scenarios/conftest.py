"""Plans of the profile quick, but where a test is about the pages of a standard one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Notion

QUICK = """\
plans: {parent: Engineering Plans}
tasks: {database: Engineering Tasks}
planning: {profile: quick}
"""


@pytest.fixture
def profile() -> str:
    return "quick"


@pytest.fixture
def local() -> Iterator[Notion]:
    """The local workspace that the commands use, as a person sees it, and the commands' configuration."""
    Path("config.yaml").write_text(QUICK, encoding="utf-8")
    notion = Notion(path=Path(".notion-planner/workspace.db"), profile="quick")
    yield notion
    notion.workspace.close()
