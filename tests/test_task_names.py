"""Which tasks a text names: what people write, and what only looks like a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.tracking.task_names import name_of, names_in

ID = "38c9ce7b60a481d79c8f0027e2be250c"
DASHED = "38c9ce7b-60a4-81d7-9c8f-0027e2be250c"


def found(text: str, prefix: str | None = "TASK") -> list[tuple[str, str]]:
    return [(name.kind, name.value) for name in names_in(text, prefix=prefix)]


@pytest.mark.parametrize(
    "text",
    [
        f"Closes https://www.notion.so/acme/Add-search-{ID}.",
        f"[the task](https://app.notion.com/p/Add-search-{ID}?pvs=4)",
        f"<https://acme.notion.site/Add-search-{ID}>",
        f"- [x] https://www.notion.so/acme/{'0' * 32}?v={'1' * 32}&p={ID}&pm=s",
        f'<p>See <a href="https://www.notion.so/{DASHED}">this</a></p>',
    ],
)
def test_an_address_of_notion_names_the_page_that_it_shows(text: str) -> None:
    assert found(text) == [("page", DASHED)]


@pytest.mark.parametrize(
    "text",
    ["TASK-12: add search", "Fixes task-12, at last", "[TASK-12] (TASK-012)", "**TASK-12**", "# TASK-12\n"],
)
def test_a_number_with_the_databases_prefix_is_a_name(text: str) -> None:
    assert found(text) == [("number", "12")]


@pytest.mark.parametrize(
    "text",
    [
        "UTF-8 and FR-12",
        "feature/TASK-12-search",
        "SUBTASK-12 or X-TASK-12",
        "`TASK-12`",
        "```\nTASK-12\n```",
        "    TASK-12",
        "<!-- for example TASK-12 -->",
        "text <!-- TASK-12 --> more",
        "<!--\n\nTASK-12\n\n-->\n",
        f"https://github.com/acme/TASK-12/{ID}",
        f"https://notion.so.evil.example/{ID}",
        f"https://evil.example/?u=https://notion.so/{ID}",
        "https://www.notion.so/acme/",
        "https://[notion.so/x",
        "TASK-1234567890",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert found(text) == []


def test_without_an_id_property_no_number_is_a_name() -> None:
    assert found("TASK-12", prefix=None) == []


def test_a_planner_key_is_a_name() -> None:
    assert found(f"Done: {ID}/security:rate-limiting.") == [("key", f"{ID}/security:rate-limiting")]


def test_names_come_once_and_in_their_order() -> None:
    text = f"TASK-2, TASK-1\n\nhttps://notion.so/{ID} and again task-2"
    assert found(text) == [("number", "2"), ("number", "1"), ("page", DASHED)]


def test_a_prefix_is_taken_literally() -> None:
    assert found("A.C-1 ABC-2", prefix="A.C") == [("number", "1")]


@pytest.mark.parametrize("argument", [ID, DASHED, f"https://www.notion.so/x-{ID}", " TASK-3 ", f"{ID}/docs"])
def test_an_argument_may_be_any_kind_of_name(argument: str) -> None:
    assert name_of(argument, prefix="TASK") is not None


@pytest.mark.parametrize("argument", ["", "docs", "TASK-", "12", "https://example.com/x"])
def test_an_argument_that_names_nothing_is_none(argument: str) -> None:
    assert name_of(argument, prefix="TASK") is None


@given(st.text(alphabet="TASK-12 <!->`[](:/.)notion.so\n#*_", max_size=300))
def test_any_text_is_read(text: str) -> None:
    names_in(text, prefix="TASK")
