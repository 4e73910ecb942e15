"""Rich text and blocks as hypothesis draws them: all kinds, styles and nestings that Markdown can say."""

from datetime import date
from functools import partial
from typing import Any

from hypothesis import strategies as st

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


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters="\x85"), min_size=1
)
# A bare address becomes a link when it is read: that is Notion's doing, not a loss.
plain_words = words.filter(lambda text: "http" not in text)
phrases = st.lists(plain_words, min_size=1, max_size=4).map(" ".join)
citations = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9]{0,8}", fullmatch=True)
addresses = st.from_regex(r"https://[a-z]{1,8}\.example/[a-zA-Z0-9_()%?=.&-]{0,12}", fullmatch=True)


flags = dict.fromkeys(("bold", "italic", "strikethrough", "underline"), st.booleans())
styles = st.fixed_dictionaries({**flags, "color": st.sampled_from(COLORS)})


def date_items() -> st.SearchStrategy[dict[str, Any]]:
    days = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(str)
    moments = st.builds("{}T{:02}:{:02}:00".format, days, st.integers(0, 23), st.integers(0, 59))
    zones = st.sampled_from([None, "Europe/Paris", "America/New_York"])

    def build(start: str, end: str | None, zone: str | None) -> dict[str, Any]:
        value = {"start": start, "end": end, "time_zone": zone}
        return mention_item("date", value, None, plain_date(value))

    return st.one_of(
        st.builds(build, days, st.none() | days, st.none()),
        st.builds(build, moments, st.none() | moments, zones),
    )


def texts() -> st.SearchStrategy[dict[str, Any]]:
    lines = st.lists(phrases, min_size=1, max_size=2).map("\n".join)
    return st.one_of(
        st.builds(text_item, lines),
        st.builds(text_item, plain_words, st.just({**PLAIN, "code": True})),
        st.builds(text_item, phrases, st.none(), addresses),
        citations.map(lambda url: {**text_item(url, None, url), "citation": True}),
    )


def things() -> st.SearchStrategy[dict[str, Any]]:
    named = {"page": PAGE, "database": PAGE, "data_source": PAGE, "user": USER}
    formulas = st.from_regex(r"[a-z]\^?[0-9a-z]{1,5}", fullmatch=True)
    return st.one_of(
        st.sampled_from(sorted(named)).map(lambda kind: mention_item(kind, {"id": named[kind]})),
        st.just({**mention_item("user", {"id": USER}), "agent": True}),
        st.just(mention_item("custom_emoji", EMOJI, None, ":tada:")),
        date_items(),
        formulas.map(equation_item),
    )


def styled(item: dict[str, Any], style: dict[str, Any]) -> dict[str, Any]:
    return {**item, "annotations": {**item["annotations"], **style}}


item = st.builds(styled, texts() | things(), styles)
items = st.lists(item, max_size=5).map(merged)
few_items = st.lists(item, max_size=2).map(merged)


def without_words(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items by what they are; what a mention says is not its own."""
    return [
        {**item, "plain_text": "", "href": None} if item["type"] == "mention" else item for item in listed
    ]


colors = st.sampled_from(COLORS)
hues = st.sampled_from([markdown_color(color) for color in COLORS[1:]])
tints = st.one_of(st.just({}), st.sampled_from(COLORS[1:]).map(lambda color: {"_color": color}))
ids = st.uuids(version=4).map(str)


def leaf(*types: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Tree]:
    return st.builds(made, st.sampled_from(types), rich_text=few_items, color=colors, **more)


def codes() -> st.SearchStrategy[Tree]:
    lines = st.lists(st.text(st.sampled_from("ab `~\t*<>$\\"), max_size=8), min_size=1, max_size=4)
    text = lines.map(lambda listed: merged([text_item("\n".join(listed))]))
    return st.builds(partial(made, "code"), rich_text=text, language=st.sampled_from(sorted(LANGUAGES)))


def tables() -> st.SearchStrategy[Tree]:
    tinted = st.one_of(st.just({}), hues.map(lambda hue: {"color": hue}))
    column = st.one_of(tinted, st.just({"width": "120"}), st.just({"color": "blue_bg", "width": "80"}))

    def row(width: int) -> st.SearchStrategy[Tree]:
        cells = st.lists(few_items, min_size=width, max_size=width)
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

    return st.one_of(table(1), table(2), table(3))


def media() -> st.SearchStrategy[Tree]:
    def build(type_: str, caption: list[dict[str, Any]], url: str, tint: dict[str, str]) -> Tree:
        name = {"name": url.rstrip("/").rsplit("/", 1)[-1]} if type_ == "file" else {}
        source = {"type": "external", "external": {"url": url}}
        return made(type_, caption=caption, **source, **name, **tint)

    return st.builds(build, st.sampled_from(MEDIA), few_items, addresses, tints)


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
    leaf(*HEADINGS),
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
        leaf("paragraph", "bulleted_list_item", "numbered_list_item", "to_do", "quote", "toggle"),
        inner,
    )
    toggles = st.builds(
        lambda block, nested: made(block.type, *nested, **block.payload),
        leaf(*HEADINGS, is_toggleable=st.just(True)),
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
