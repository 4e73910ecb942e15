"""A specification of three lines and plans of the profile quick, but where a test is about more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Notion

TINY = Path(__file__).with_name("tiny.yaml")
QUICK = """\
plans: {parent: Engineering Plans}
tasks: {database: Engineering Tasks}
planning: {profile: quick}
"""


@pytest.fixture
def profile() -> str:
    return "quick"


@pytest.fixture
def notion(profile: str | None) -> Iterator[Notion]:
    notion = Notion(seed=TINY, profile=profile)
    yield notion
    notion.workspace.close()


@pytest.fixture
def local() -> Iterator[Notion]:
    """The local workspace that the commands use, as a person sees it, and the commands' configuration."""
    Path("config.yaml").write_text(QUICK, encoding="utf-8")
    notion = Notion(path=Path(".notion-planner/workspace.db"), seed=TINY, profile="quick")
    yield notion
    notion.workspace.close()
