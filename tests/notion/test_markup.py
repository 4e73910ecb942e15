"""Spec text stays in its place, and texts that mean the same compare as the same."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notion_planner.notion.markup import (
    canonical,
    escape,
    fenced,
    fingerprint,
    mention_page,
    mentioned_pages,
    sections,
)

ID = "393abc1e-edcd-811c-9c6d-eac14ef25c6d"
URL = f"https://app.notion.com/p/Plan-{ID.replace('-', '')}"
HOSTILE = st.text(alphabet="ab1 \t\n\r#*_-+.>`~$[](){}<>|^\\:!\u2028\x00\u202e😀/=\"'&%", max_size=60)


@given(HOSTILE)
def test_escaped_text_is_one_line_without_unescaped_markup(text: str) -> None:
    escaped = str(escape(text))
    bare = escaped.replace("<br>", "").replace("\\\\", "")
    for mark in "*~`$[]<>{}|^":
        assert bare.count(mark) == bare.count("\\" + mark)
    assert not any(character in escaped for character in "\n\r\t\x00\u2028")


@given(HOSTILE)
@example("\x00 1")
def test_escaped_text_never_begins_a_block(text: str) -> None:
    escaped = str(escape(text))
    assert not escaped.startswith(("#", "-", "+", ">", "```", ":::", "$$", "<details", "|", "=", " "))
    assert not (escaped[:1].isdigit() and escaped.lstrip("0123456789")[:1] in (".", ")"))


@given(HOSTILE, HOSTILE)
def test_code_cannot_close_its_own_fence(code: str, language: str) -> None:
    block = str(fenced(code, language))
    assert block.count("```") == 2
    assert block.endswith("\n```")


def test_escaping_twice_is_escaping_once() -> None:
    assert escape(escape("a*b")) == escape("a*b") == "a\\*b"


def test_underscores_that_could_open_emphasis_are_escaped() -> None:
    assert escape("a_b/__init__.py _c") == "a_b/\\_\\_init\\_\\_.py \\_c"


COMMENT = '<span discussion-urls="discussion://1a2b">'


@pytest.mark.parametrize(
    ("commented", "words"),
    [
        (f"- [ ] {COMMENT}an item</span>", "- [ ] an item"),
        (f'a {COMMENT}<span color="red">b</span></span> c', 'a <span color="red">b</span> c'),
        (f'<span color="red">{COMMENT}b</span></span>', '<span color="red">b</span>'),
        ('<span color="red" discussion-urls="discussion://1">b</span>', '<span color="red">b</span>'),
        (f"{COMMENT}a </span>{COMMENT}[b](https://b.example)</span>", "a [b](https://b.example)"),
    ],
)
def test_a_comment_on_words_is_no_difference(commented: str, words: str) -> None:
    assert canonical(commented) == canonical(words)


def test_a_heading_is_known_by_its_words_where_somebody_comments_on_them() -> None:
    assert [part.heading for part in sections(f"## {COMMENT}Risks</span>\n- a")] == ["Risks"]


def test_a_mention_is_compared_by_its_page_and_not_by_its_label() -> None:
    assert canonical(str(mention_page(URL, "Old *title*"))) == canonical(str(mention_page(URL, "New title")))
    assert canonical(f'<mention-page url="{URL}"/>') == canonical(str(mention_page(URL, "x")))


@given(st.text(alphabet="[]:/@?#%.\uff0fa1", max_size=20))
@example("[tenant]/x")
def test_an_address_that_no_parser_takes_compares_as_it_is_written(rest: str) -> None:
    for text in (f"[docs](https://{rest})", f'<mention-page url="https://{rest}"/>'):
        assert canonical(text) == text
        assert mentioned_pages(text) == ()


def test_mentions_of_different_pages_differ() -> None:
    other = URL[:-1] + "0"
    assert canonical(str(mention_page(URL, "x"))) != canonical(str(mention_page(other, "x")))


def test_ticks_blank_lines_and_escapes_do_not_count_as_edits() -> None:
    assert fingerprint("## A\n\n- [ ] it\\_em\n") == fingerprint("## A\n- [x] it_em")


def test_a_changed_word_counts_as_an_edit() -> None:
    assert fingerprint("- [ ] one") != fingerprint("- [ ] two")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- a\n- b", "- a\n\t- b"),
        ("text\n\tmore", "text\nmore"),
        ("```\nif x:\n\ty()\n```", "```\nif x:\ny()\n```"),
        ("```\na\n\nb\n```", "```\na\nb\n```"),
        ("```\na\\_b\n```", "```\na_b\n```"),
        ("| a | b |\n| 1 | 2 |", "\t| a | b |\n\t| 1 | 2 |"),
    ],
)
def test_how_deep_a_line_is_nested_and_how_code_is_written_are_edits(before: str, after: str) -> None:
    assert fingerprint(before) != fingerprint(after)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("- a\n  - b", "- a\n- b"),
        ("- a\n\t```\nif x:\n\t\ty()\n\n\tz\n\t```", "- a\n\t```\n\tif x:\n\t\ty()\n\t\n\tz\n\t```"),
        (
            "- a\n\t| x | y |\n\t| - | - |",
            "- a\n\t<table>\n\t<tr>\n\t<td>x</td>\n\t<td>y</td>\n\t</tr>\n\t</table>",
        ),
    ],
)
def test_what_notion_makes_of_nested_text_by_itself_is_no_edit(written: str, read: str) -> None:
    assert canonical(written) == canonical(read)


@given(
    st.lists(st.sampled_from(["- a", "\t- b", "\t\tc", "```", "\t```py", "\t", "", "<table>", "| a | b |"]))
)
def test_the_canonical_form_is_its_own(lines: list[str]) -> None:
    once = canonical("\n".join(lines))
    assert canonical(once) == once


def test_mentioned_pages_are_read_in_order() -> None:
    assert mentioned_pages(f'a <mention-page url="{URL}">x</mention-page> b') == (ID,)


def test_a_heading_in_a_code_block_begins_no_section() -> None:
    text = "## A\n```\n## not a heading\n```\n## B\nend"
    assert [section.heading for section in sections(text)] == ["A", "B"]


def test_a_toggle_of_a_persons_stands_within_its_section() -> None:
    text = "## A\na\n<details>\n<summary>Mine</summary>\n\tb\n</details>\nc\n## B"
    assert [section.heading for section in sections(text)] == ["A", "B"]


@given(st.lists(st.sampled_from(["## A", '## B {color="red"}', "text", "- [ ] x", "```", "<details>", ""])))
def test_sections_together_are_the_whole_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "\n".join(section.text for section in sections(text)) == text
    assert [text[section.start : section.end] for section in sections(text)] == [
        section.text for section in sections(text)
    ]


def test_a_table_compares_the_same_in_both_of_its_forms() -> None:
    tags = (
        '<table header-row="true">\n<tr>\n<td>A</td>\n<td>b\\|c</td>\n</tr>\n'
        "<tr>\n<td>1</td>\n<td></td>\n</tr>\n</table>"
    )
    joined = tags.replace("\n", "").replace("<tr>", '<tr color="red">')
    pipes = "| A | b\\|c |\n| --- | :-: |\n| 1 |  |"
    assert canonical(tags) == canonical(joined) == canonical(pipes)


def test_a_changed_cell_is_an_edit() -> None:
    table = "<table><tr><td>A</td><td>B</td></tr></table>"
    assert canonical(table) != canonical(table.replace("B", "C"))


def test_a_link_to_a_page_compares_as_a_mention_of_it() -> None:
    assert canonical(f"see [Plan]({URL}).") == canonical(f"see {mention_page(URL, 'x')}.")


@pytest.mark.parametrize("address", ["https://a.test/b_c", "https://a.test/Ada_(engine)_(plan)?n=1"])
def test_an_address_compares_as_the_link_that_notion_makes_of_it(address: str) -> None:
    assert canonical(f"see {address}.") == canonical(f"see [{address}]({address}).")
