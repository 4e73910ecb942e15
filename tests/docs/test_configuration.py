"""docs/configuration.md has the keys and the defaults that there are; `make docs` brings it up to date."""

import pytest

from notion_planner.settings import Settings
from tests.docs.configuration import PATH, document, keys

TEXT = PATH.read_text(encoding="utf-8")


def test_the_table_is_the_one_that_is_written_from_the_model() -> None:
    assert document(TEXT) == TEXT, "`make docs` writes it anew"


def test_a_default_that_changed_and_a_key_that_is_gone_are_noticed() -> None:
    changed = TEXT.replace("| `sync.change_budget` | 0.3 |", "| `sync.change_budget` | 0.5 |")
    extra = TEXT.replace("| `plans.parent` ", "| `plans.gone` | | nothing |\n| `plans.parent` ")
    assert changed != TEXT
    assert extra != TEXT
    assert document(changed) == document(extra) == TEXT


@pytest.mark.parametrize("key", [key for key, _ in keys(Settings)])
def test_every_key_has_a_meaning(key: str) -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{key}` |"))
    assert row.split("|")[3].strip() not in ("", "None")
