"""Notion's Markdown: its grammar survives a round trip, ordinary Markdown is taken as Notion takes it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.workspace.codec.block_reader import read_blocks
from notion_planner.workspace.codec.block_writer import Shown, write_blocks
from notion_planner.workspace.codec.emojis import named_emojis, with_emojis
from notion_planner.workspace.codec.inline_reader import read_inline
from notion_planner.workspace.codec.inline_writer import write_inline
from notion_planner.workspace.rules.blocks import Tree
from tests.workspace.block_strategies import KNOWN, PAGE, documents, items, without_words


def address_of(identifier: str | None) -> str:
    return f"https://app.notion.com/p/{(identifier or PAGE).replace('-', '')}"


def shown(trees: tuple[Tree, ...]) -> tuple[Shown, ...]:
    """What the store gives to the writer for these blocks."""
    return tuple(
        Shown(
            tree.type,
            {**{key: resolved(value) for key, value in tree.payload.items()}, **addresses_in(tree)},
            url=address_of(tree.id),
            title=tree.payload.get("title", "") if tree.type.startswith("child_") else "",
            children=shown(tree.children),
        )
        for tree in trees
    )


def addresses_in(tree: Tree) -> dict[str, Any]:
    origin = tree.payload.get("synced_from")
    return {
        **({"_origin_url": address_of(origin["block_id"])} if origin else {}),
        **({"_source_url": address_of(tree.payload["source"])} if tree.payload.get("source") else {}),
    }


def resolved(value: Any) -> Any:
    """Mentions with words and address, as the store gives them."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if isinstance(value, dict) and value.get("type") == "mention":
        kind = value["mention"]["type"]
        words = {"user": "@Ada", "date": value["plain_text"], "custom_emoji": value["plain_text"]}
        href = address_of(PAGE) if kind in ("page", "database", "data_source") else value["href"]
        return {**value, "plain_text": words.get(kind, "Title"), "href": href}
    return value


def markdown(trees: tuple[Tree, ...]) -> str:
    return write_blocks(shown(trees))


@given(items)
def test_rich_text_survives(listed: list[dict[str, Any]]) -> None:
    line = write_inline(resolved(listed))
    assert without_words(named_emojis(read_inline(line), KNOWN)) == without_words(listed), line


def compared(trees: tuple[Tree, ...]) -> list[Any]:
    return [
        (
            (tree.type, tree.id),
            {
                key: [without_words(cell) for cell in value]
                if key == "cells"
                else without_words(value)
                if isinstance(value, list) and key in ("rich_text", "caption", "title")
                else value
                for key, value in tree.payload.items()
            },
            compared(tree.children),
        )
        for tree in trees
    ]


@pytest.mark.slow
@given(documents)
def test_blocks_survive(trees: tuple[Tree, ...]) -> None:
    text = markdown(trees)
    assert compared(with_emojis(read_blocks(text), KNOWN)) == compared(trees), text


@given(st.text(st.sampled_from('ab1 *_~`$[](){}<>\\|#-.:!\n\t"=/h'), max_size=80))
def test_what_was_read_once_reads_the_same_again(source: str) -> None:
    once = markdown(read_blocks(source))
    assert markdown(read_blocks(once)) == once


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## New Section\n\nHello from markdown.", "## New Section\nHello from markdown."),
        ("__b__ and _i_", "**b** and *i*"),
        ("* a\n+ b", "- a\n- b"),
        ("3. a\n4) b", "1. a\n1. b"),
        ("###### deep", "#### deep"),
        ("2 * 3 * 4", "2 \\* 3 \\* 4"),
        ("snake_case_name", "snake_case_name"),
        ("```ts\nx\n```", "```typescript\nx\n```"),
        ("- - a", "- \n\t- a"),
        ("> a\n> b", "> a\n> b"),
        ("see https://a.example/b.", "see [https://a.example/b](https://a.example/b)."),
        ("https://\\[host\\]/path", "https://\\[host\\]/path"),
        ("costs $5 or $10", "costs \\$5 or \\$10"),
        ("***both***", "***both***"),
        ("\\``", "\\`\\`"),
        ("*a **b** c*", "*a* ***b*** *c*"),
    ],
)
def test_ordinary_markdown_reads_as_notion_writes_it(source: str, expected: str) -> None:
    assert markdown(read_blocks(source)) == expected


def test_a_pipe_table_becomes_a_table_block() -> None:
    (table,) = read_blocks("| a | b |\n|---|:-:|\n| `x|y` | 2 |\n| only |")
    assert table.payload["table_width"] == 2
    assert table.payload["has_column_header"] is True
    cells = [row.payload["cells"] for row in table.children]
    assert [["".join(item["plain_text"] for item in cell) for cell in row] for row in cells] == [
        ["a", "b"],
        ["x|y", "2"],
        ["only", ""],
    ]


def test_details_hold_untabbed_lines_until_they_close() -> None:
    (toggle, after) = read_blocks("<details>\n<summary>T</summary>\ninside\n</details>\nafter")
    assert [child.type for child in toggle.children] == ["paragraph"]
    assert after.type == "paragraph"


@pytest.mark.parametrize(
    "source",
    [
        "[" * 2_000,
        "*a " * 2_000,
        "<" * 2_000,
        '<"' * 1_000,
        "`a" * 2_000,
        "\t" * 2_000 + "x",
        "- " * 2_000,
        "|" * 2_000 + "\n" + "|-" * 1_000,
        "<details>\n" * 2_000,
        "$a" * 2_000,
        "](" * 2_000,
        "<td>" * 1_000,
    ],
)
def test_hostile_text_is_read(source: str) -> None:
    markdown(read_blocks(source))
