"""Laws of replacing content: it becomes what was asked for, and what was not touched is not touched."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.workspace import Workspace
from tests.workspace.writer import send

WORKSPACE = Workspace.open()
PLANS = send(WORKSPACE, "POST", "search", {"query": "Engineering Plans"})["results"][0]["id"]
lines = st.sampled_from(
    [
        "alpha words",
        "beta words",
        "alpha words!",
        "- one",
        "- two",
        "\t- inner",
        "\t\tdeep",
        "- [ ] task",
        "- [x] task",
        "## Head",
        "> said",
        "---",
        "```\ncode\n```",
        "1. first",
        "<details>\n<summary>T</summary>\n\tin\n</details>",
    ]
)
documents = st.lists(lines, max_size=9).map("\n".join)


def made(markdown: str) -> str:
    body = {"parent": {"page_id": PLANS}, "properties": {"title": []}, "markdown": markdown}
    return str(send(WORKSPACE, "POST", "pages", body)["id"])


def read(page: str) -> str:
    return str(send(WORKSPACE, "GET", f"pages/{page}/markdown", None)["markdown"])


def replaced(page: str, markdown: str) -> str:
    body = {"type": "replace_content", "replace_content": {"new_str": markdown}}
    return str(send(WORKSPACE, "PATCH", f"pages/{page}/markdown", body)["markdown"])


def blocks(page: str) -> list[Any]:
    found = send(WORKSPACE, "GET", f"blocks/{page}/children", None)["results"]
    return [
        (block["id"], block["type"], blocks(block["id"]) if block["has_children"] else []) for block in found
    ]


@given(documents, documents)
def test_replaced_content_reads_like_new_content(before: str, after: str) -> None:
    page = made(before)
    assert replaced(page, after) == read(made(after))


@given(documents)
def test_replacing_with_the_same_keeps_every_block(markdown: str) -> None:
    page = made(markdown)
    before = blocks(page)
    replaced(page, read(page))
    assert blocks(page) == before


@given(st.integers(0, 8), lines)
def test_one_inserted_line_keeps_every_other_block(at: int, line: str) -> None:
    page = made("\n".join(f"line {number}" for number in range(9)))
    before = blocks(page)
    current = read(page).split("\n")
    replaced(page, "\n".join([*current[:at], line.strip("\t"), *current[at:]]))
    kept = {identifier for identifier, _, _ in blocks(page)}
    assert {identifier for identifier, _, _ in before} <= kept


def test_many_blocks_in_one_place_leave_those_behind_them_in_order() -> None:
    page = made("first\nsecond\nlast")
    inserted = [f"- item {number}" for number in range(60)]
    wanted = "\n".join(["first", *inserted, "second, edited", "between", "last"])
    assert replaced(page, wanted) == wanted
    assert read(page) == wanted
