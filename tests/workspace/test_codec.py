"""Notion's Markdown: its grammar survives a round trip, ordinary Markdown is taken as Notion takes it."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notion_planner.workspace.codec.block_reader import read_blocks
from notion_planner.workspace.codec.block_writer import Shown, write_blocks
from notion_planner.workspace.codec.emojis import named_emojis, with_emojis
from notion_planner.workspace.codec.inline_reader import read_inline
from notion_planner.workspace.codec.inline_writer import write_inline
from notion_planner.workspace.codec.tags import markdown_color
from notion_planner.workspace.rules.blocks import HEADINGS, MEDIA, MEETING_SECTIONS, Tree, made
from notion_planner.workspace.rules.languages import LANGUAGES
from notion_planner.workspace.rules.rich_text import (
    COLORS,
    PLAIN,
    equation_item,
    mention_item,
    merged,
    plain_date,
    text_item,
)

PAGE = "38c9ce7b-60a4-8114-b301-ddc78a46ec5d"
EMOJI = {"id": PAGE, "name": "tada", "url": "https://emoji.example/tada.png"}
KNOWN = {"tada": EMOJI}
USER = "38c9ce7b-60a4-4114-b301-ddc78a46ec5e"


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


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters="\x85"), min_size=1
)
# A bare address becomes a link when it is read: that is Notion's doing, not a loss.
plain_words = words.filter(lambda text: "http" not in text)
phrases = st.lists(plain_words, min_size=1, max_size=4).map(" ".join)
citations = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9]{0,8}", fullmatch=True)
addresses = st.from_regex(r"https://[a-z]{1,8}\.example/[a-zA-Z0-9_()%?=.&-]{0,12}", fullmatch=True)


@st.composite
def styles(draw: st.DrawFn) -> dict[str, Any]:
    flags = {name: draw(st.booleans()) for name in ("bold", "italic", "strikethrough", "underline")}
    return {**PLAIN, **flags, "color": draw(st.sampled_from(COLORS))}


def date_items(style: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    days = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(str)
    moments = st.builds("{}T{:02}:{:02}:00".format, days, st.integers(0, 23), st.integers(0, 59))
    zones = st.sampled_from([None, "Europe/Paris", "America/New_York"])

    def build(start: str, end: str | None, zone: str | None) -> dict[str, Any]:
        value = {"start": start, "end": end, "time_zone": zone}
        return mention_item("date", value, style, plain_date(value))

    return st.one_of(
        st.builds(build, days, st.none() | days, st.none()),
        st.builds(build, moments, st.none() | moments, zones),
    )


def texts(style: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    lines = st.lists(phrases, min_size=1, max_size=2).map("\n".join)
    return st.one_of(
        st.builds(text_item, lines, st.just(style)),
        st.builds(text_item, plain_words, st.just({**style, "code": True})),
        st.builds(text_item, phrases, st.just(style), addresses),
        st.builds(lambda url: {**text_item(url, style, url), "citation": True}, citations),
    )


def things(style: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    named = {"page": PAGE, "database": PAGE, "data_source": PAGE, "user": USER}
    formulas = st.from_regex(r"[a-z]\^?[0-9a-z]{1,5}", fullmatch=True)
    return st.one_of(
        st.sampled_from(sorted(named)).map(lambda kind: mention_item(kind, {"id": named[kind]}, style)),
        st.just({**mention_item("user", {"id": USER}, style), "agent": True}),
        st.just(mention_item("custom_emoji", EMOJI, style, ":tada:")),
        date_items(style),
        formulas.map(lambda text: equation_item(text, style)),
    )


def items() -> st.SearchStrategy[list[dict[str, Any]]]:
    item = styles().flatmap(lambda style: st.one_of(texts(style), things(style)))
    return st.lists(item, max_size=5).map(merged)


def without_words(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items by what they are; what a mention says is not its own."""
    return [
        {**item, "plain_text": "", "href": None} if item["type"] == "mention" else item for item in listed
    ]


colors = st.sampled_from(COLORS)
hues = st.sampled_from([markdown_color(color) for color in COLORS[1:]])
tints = st.one_of(st.just({}), st.sampled_from(COLORS[1:]).map(lambda color: {"_color": color}))
ids = st.uuids(version=4).map(str)


def leaf(type_: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Tree]:
    return st.builds(partial(made, type_), rich_text=items(), color=colors, **more)


def codes() -> st.SearchStrategy[Tree]:
    lines = st.lists(st.text(st.sampled_from("ab `~\t*<>$\\"), max_size=8), min_size=1, max_size=4)
    text = lines.map(lambda listed: merged([text_item("\n".join(listed))]))
    return st.builds(partial(made, "code"), rich_text=text, language=st.sampled_from(sorted(LANGUAGES)))


def tables() -> st.SearchStrategy[Tree]:
    tinted = st.one_of(st.just({}), hues.map(lambda hue: {"color": hue}))
    column = st.one_of(tinted, st.just({"width": "120"}), st.just({"color": "blue_bg", "width": "80"}))

    def row(width: int) -> st.SearchStrategy[Tree]:
        cells = st.lists(items(), min_size=width, max_size=width)
        shades = st.lists(tinted, min_size=width, max_size=width)
        return st.builds(
            lambda listed, colored, own: made(
                "table_row",
                cells=listed,
                **({"_cell_colors": colored} if any(colored) else {}),
                **({"_attributes": own} if own else {}),
            ),
            cells,
            shades,
            tinted,
        )

    def table(width: int) -> st.SearchStrategy[Tree]:
        return st.builds(
            lambda rows, headers, fit, listed: made(
                "table",
                *rows,
                table_width=width,
                has_column_header=headers[0],
                has_row_header=headers[1],
                **({"_fit": True} if fit else {}),
                **({"_columns": listed} if listed else {}),
            ),
            st.lists(row(width), min_size=1, max_size=3),
            st.tuples(st.booleans(), st.booleans()),
            st.booleans(),
            st.none() | st.lists(column, min_size=width, max_size=width),
        )

    return st.integers(1, 3).flatmap(table)


def media() -> st.SearchStrategy[Tree]:
    def build(type_: str, caption: list[dict[str, Any]], url: str, tint: dict[str, str]) -> Tree:
        name = {"name": url.rstrip("/").rsplit("/", 1)[-1]} if type_ == "file" else {}
        source = {"type": "external", "external": {"url": url}}
        return made(type_, caption=caption, **source, **name, **tint)

    return st.builds(build, st.sampled_from(MEDIA), items(), addresses, tints)


def held_pages() -> st.SearchStrategy[Tree]:
    """Pages and databases inside the page, the latter also as linked views."""
    pages = st.builds(
        lambda title, tint, identifier: Tree("child_page", {"title": title, **tint}, (), identifier),
        phrases,
        tints,
        ids,
    )
    icons = st.sampled_from([None, {"type": "emoji", "emoji": "🗂"}])
    databases = st.builds(
        lambda title, tint, identifier, inline, icon, source: Tree(
            "child_database",
            {"title": title, **tint, "is_inline": inline, "icon": icon, "source": source},
            (),
            identifier,
        ),
        phrases,
        tints,
        ids,
        st.booleans(),
        icons,
        st.none() | ids,
    )
    return st.one_of(pages, databases)


leaves = st.one_of(
    leaf("paragraph"),
    st.sampled_from(HEADINGS).flatmap(leaf),
    leaf("quote"),
    leaf("to_do", checked=st.booleans()),
    st.just(made("divider")),
    codes(),
    st.builds(
        lambda lines: made("equation", expression="\n".join(lines)),
        st.lists(st.from_regex(r"[a-z^+\\{}]{1,9}", fullmatch=True), min_size=1, max_size=3),
    ),
    st.builds(lambda color: made("table_of_contents", color=color), colors),
    media(),
    tables(),
    held_pages(),
    st.builds(lambda identifier: Tree("unknown", {}, (), identifier), ids),
)
# Titles of pages and words of meetings are no blocks of their own, so nothing but a line may begin them.
meeting_titles = phrases.map(lambda text: merged([text_item(text)]))
callout_icons = st.sampled_from(
    [
        None,
        {"type": "emoji", "emoji": "🎯"},
        {"type": "external", "external": {"url": "https://a.example/i.svg"}},
    ]
)


def parents(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    inner = st.lists(children, max_size=3)
    textual = st.builds(
        lambda block, nested: made(block.type, *nested, **block.payload),
        st.sampled_from(
            ("paragraph", "bulleted_list_item", "numbered_list_item", "to_do", "quote", "toggle")
        ).flatmap(leaf),
        inner,
    )
    toggles = st.builds(
        lambda block, nested: made(block.type, *nested, **block.payload),
        st.sampled_from(HEADINGS).flatmap(lambda type_: leaf(type_, is_toggleable=st.just(True))),
        inner,
    )
    callouts = st.builds(
        lambda block, nested: made("callout", *nested, **block.payload),
        leaf("callout", icon=callout_icons),
        inner,
    )
    columns = st.lists(inner.filter(bool), min_size=2, max_size=3).map(
        lambda listed: made("column_list", *[made("column", *nested) for nested in listed])
    )
    synced = st.builds(
        lambda origin, nested: made(
            "synced_block",
            *nested,
            synced_from={"type": "block_id", "block_id": origin} if origin else None,
        ),
        st.none() | ids,
        inner,
    )
    meetings = st.builds(
        lambda title, parts: Tree(
            "meeting_notes",
            {"title": title},
            tuple(Tree(type_, {}, tuple(nested)) for type_, nested in parts.items()),
        ),
        meeting_titles,
        st.fixed_dictionaries({}, optional=dict.fromkeys(MEETING_SECTIONS, inner)),
    )
    return st.one_of(textual, toggles, callouts, columns, synced, meetings)


documents = st.lists(st.recursive(leaves, parents, max_leaves=5), max_size=3).map(tuple)
generous = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@generous
@given(items())
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


@generous
@given(documents)
def test_blocks_survive(trees: tuple[Tree, ...]) -> None:
    text = markdown(trees)
    assert compared(with_emojis(read_blocks(text), KNOWN)) == compared(trees), text


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
