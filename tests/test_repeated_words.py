"""A page on which somebody wrote one word thousands of times is read at once; each took minutes before."""

from collections.abc import Callable
from time import process_time

import pytest

from notion_planner.config import starter_settings
from notion_planner.extractor import extract
from notion_planner.notion.markup import canonical, mentioned_pages, plain_line
from notion_planner.notion.units import keys_of
from notion_planner.preview.fingerprint import basis_of
from notion_planner.state.plan_state import Existing
from notion_planner.state.toggle import find_toggles


def basis(text: str) -> object:
    return basis_of(extract(""), starter_settings(), Existing(plan_markdown=text), {})


@pytest.mark.parametrize(
    ("reads", "text"),
    [
        (mentioned_pages, "<mention-page x>" * 40_000),
        (mentioned_pages, "\\<mention-page x\\>" * 40_000),
        (canonical, "<table>\n" * 20_000),
        (canonical, "<table>\n<tr>" + "<td>\n" * 60_000 + "</table>"),
        (canonical, "<details " * 200_000),
        (keys_of, "<table>\n" + "<tr>\n" * 20_000 + "</table>"),
        (keys_of, "<table>\n<tr>\n" + "<td>\n" * 60_000 + "</tr>\n</table>"),
        (lambda text: find_toggles(text, "S"), "<details>\n<summary>S</summary>\n" * 30_000),
        (plain_line, "a" + " " * 300_000 + "x"),
        (basis, "http://" * 60_000),
        (extract, "## Goals " + "-" * 80_000 + "x"),
        (extract, "## Requirements\n- FR-1: The " + "✅" * 100_000 + "x"),
    ],
)
def test_a_page_of_one_word_is_read_at_once(reads: Callable[[str], object], text: str) -> None:
    begun = process_time()
    assert reads(text) is not None
    assert process_time() - begun < 5
