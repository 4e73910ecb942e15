"""docs/configuration.md has the keys and the defaults that there are; `make docs` brings it up to date."""

import re

from notion_planner.config import VARIABLES
from notion_planner.settings import Settings
from tests.docs.configuration import PATH, document, keys

TEXT = PATH.read_text(encoding="utf-8")


def test_the_table_is_the_one_that_is_written_from_the_model() -> None:
    assert document(TEXT) == TEXT, "`make docs` writes it anew"


def test_a_default_a_meaning_and_a_key_that_are_gone_are_noticed() -> None:
    changed = TEXT.replace("| `sync.change_budget` | 0.3 |", "| `sync.change_budget` | 0.5 |")
    extra = TEXT.replace("| `plans.parent` ", "| `plans.gone` | | nothing |\n| `plans.parent` ")
    reworded = TEXT.replace("requests in flight at a time", "parallelism")
    assert len({TEXT, changed, reworded}) == 3
    assert extra != TEXT
    assert document(changed) == document(reworded) == document(extra) == TEXT


def test_every_key_has_a_meaning() -> None:
    assert [key for key, field in keys(Settings) if not field.description] == []


def test_the_page_and_the_example_name_every_variable_that_is_read() -> None:
    table = PATH.read_text("utf-8").partition("## Environment")[2]
    documented = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", table))
    example = set(
        re.findall(r"^([A-Z_]+)=", (PATH.parents[1] / ".env.example").read_text("utf-8"), re.MULTILINE)
    )
    assert documented == set(VARIABLES)
    assert example < documented
