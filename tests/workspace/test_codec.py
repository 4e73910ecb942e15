"""Notion's Markdown: its grammar survives a round trip, ordinary Markdown is taken as Notion takes it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notion_planner.workspace.codec.block_reader import read_blocks
from notion_planner.workspace.codec.block_writer import Shown, write_blocks
from notion_planner.workspace.codec.inline_reader import read_inline
from notion_planner.workspace.codec.inline_writer import write_inline
from notion_planner.workspace.rules.blocks import Tree, made
from notion_planner.workspace.rules.rich_text import (
    COLORS,
    PLAIN,
    equation_item,
    mention_item,
    merged,
    text_item,
)

PAGE = "38c9ce7b-60a4-8114-b301-ddc78a46ec5d"
USER = "38c9ce7b-60a4-4114-b301-ddc78a46ec5e"


def shown(trees: tuple[Tree, ...]) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            tree.type,
            {key: resolved(value) for key, value in tree.payload.items()},
            children=shown(tree.children),
        )
        for tree in trees
    )


def resolved(value: Any) -> Any:
    """Mentions with words and address, as the store gives them."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if isinstance(value, dict) and value.get("type") == "mention":
        kind = value["mention"]["type"]
        words = {"page": "Title", "user": "@Ada"}.get(kind, value["plain_text"])
        href = f"https://app.notion.com/p/{PAGE.replace('-', '')}" if kind == "page" else None
        return {**value, "plain_text": words, "href": href}
    return value


def markdown(trees: tuple[Tree, ...]) -> str:
    return write_blocks(shown(trees))


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters="\x85"), min_size=1
)
# A bare address becomes a link when it is read: that is Notion's doing, not a loss.
plain_words = words.filter(lambda text: "http" not in text)
phrases = st.lists(plain_words, min_size=1, max_size=4).map(" ".join)
addresses = st.from_regex(r"https://[a-z]{1,8}\.example/[a-zA-Z0-9_()%?=.&-]{0,12}", fullmatch=True)


@st.composite
def styles(draw: st.DrawFn) -> dict[str, Any]:
    flags = {name: draw(st.booleans()) for name in ("bold", "italic", "strikethrough", "underline")}
    return {**PLAIN, **flags, "color": draw(st.sampled_from(COLORS))}


@st.composite
def items(draw: st.DrawFn) -> list[dict[str, Any]]:
    listed = []
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(
            st.sampled_from(["text", "text", "text", "code", "link", "page", "user", "date", "equation"])
        )
        style = draw(styles())
        if kind == "equation":
            listed.append(equation_item(draw(st.from_regex(r"[a-z]\^?[0-9a-z]{1,5}", fullmatch=True))))
        elif kind == "page":
            listed.append(mention_item("page", {"id": PAGE}, style))
        elif kind == "user":
            listed.append(mention_item("user", {"id": USER}, style))
        elif kind == "date":
            date = {"start": "2026-07-04", "end": None, "time_zone": None}
            listed.append(mention_item("date", date, style, "2026-07-04"))
        elif kind == "code":
            code = draw(plain_words)
            listed.append(text_item(code, {**style, "code": True}))
        else:
            address = draw(addresses) if kind == "link" else None
            listed.append(text_item(draw(phrases), style, address))
    return merged(listed)


def without_words(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items by what they are; what a mention says is not its own."""
    return [
        {**item, "plain_text": "", "href": None} if item["type"] == "mention" else item for item in listed
    ]


colors = st.sampled_from(COLORS)
LANGUAGES = ("python", "plain text", "mermaid", "sql", "c++")


def leaf(type_: str, **more: Any) -> st.SearchStrategy[Tree]:
    return st.builds(lambda rich, color: made(type_, rich_text=rich, color=color, **more), items(), colors)


leaves = st.one_of(
    leaf("paragraph"),
    leaf("heading_1"),
    leaf("heading_2"),
    leaf("heading_3"),
    leaf("heading_4"),
    leaf("quote"),
    st.builds(lambda checked: checked, st.booleans()).flatmap(lambda flag: leaf("to_do", checked=flag)),
    st.just(made("divider")),
    st.builds(
        lambda lines, language: made(
            "code", rich_text=merged([text_item("\n".join(lines))]), language=language
        ),
        st.lists(st.text(st.sampled_from("ab `~\t*<>$\\"), max_size=8), min_size=1, max_size=4),
        st.sampled_from(LANGUAGES),
    ),
    st.builds(lambda text: made("equation", expression=text), st.from_regex(r"[a-z]{1,9}", fullmatch=True)),
    st.builds(lambda color: made("table_of_contents", color=color), colors),
    st.builds(
        lambda caption, url: made("image", caption=caption, type="external", external={"url": url}),
        phrases.map(lambda text: [text_item(text)]),
        st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9_%?=.&-]{0,12}", fullmatch=True),
    ),
    st.integers(1, 3).flatmap(
        lambda width: st.builds(
            lambda rows, header: made(
                "table",
                *[made("table_row", cells=row) for row in rows],
                table_width=width,
                has_column_header=header,
                has_row_header=not header,
            ),
            st.lists(st.lists(items(), min_size=width, max_size=width), min_size=1, max_size=3),
            st.booleans(),
        )
    ),
)


def parents(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    inner = st.lists(children, max_size=3)
    kinds = ("paragraph", "bulleted_list_item", "numbered_list_item", "to_do", "quote", "toggle")
    textual = st.builds(
        lambda type_, rich, color, nested: made(type_, *nested, rich_text=rich, color=color),
        st.sampled_from(kinds),
        items(),
        colors,
        inner,
    )
    toggles = st.builds(
        lambda rich, nested: made("heading_2", *nested, rich_text=rich, is_toggleable=True), items(), inner
    )
    callouts = st.builds(
        lambda rich, color, nested: made(
            "callout", *nested, rich_text=rich, color=color, icon={"type": "emoji", "emoji": "🎯"}
        ),
        items(),
        colors,
        inner,
    )
    columns = st.lists(inner.filter(bool), min_size=2, max_size=2).map(
        lambda pair: made("column_list", *[made("column", *nested) for nested in pair])
    )
    return st.one_of(textual, toggles, callouts, columns)


documents = st.lists(st.recursive(leaves, parents, max_leaves=5), max_size=3).map(tuple)
generous = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@generous
@given(items())
def test_rich_text_survives(listed: list[dict[str, Any]]) -> None:
    line = write_inline(resolved(listed))
    assert without_words(read_inline(line)) == without_words(listed), line


def compared(trees: tuple[Tree, ...]) -> list[Any]:
    return [
        (
            tree.type,
            {
                key: [without_words(cell) for cell in value]
                if key == "cells"
                else without_words(value)
                if key in ("rich_text", "caption")
                else value
                for key, value in tree.payload.items()
            },
            compared(tree.children),
        )
        for tree in trees
    ]


@generous
@given(documents)
def test_blocks_survive(trees: tuple[Tree, ...]) -> None:
    text = markdown(trees)
    assert compared(read_blocks(text)) == compared(trees), text


@generous
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
        ("costs $5 or $10", "costs \\$5 or \\$10"),
        ("***both***", "***both***"),
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
        "[" * 20_000,
        "*a " * 20_000,
        "<" * 20_000,
        '<"' * 10_000,
        "`a" * 20_000,
        "\t" * 20_000 + "x",
        "- " * 20_000,
        "|" * 20_000 + "\n" + "|-" * 10_000,
        "<details>\n" * 5_000,
        "$a" * 20_000,
        "](" * 20_000,
        "<td>" * 9_000,
    ],
)
def test_hostile_text_is_read(source: str) -> None:
    markdown(read_blocks(source))
