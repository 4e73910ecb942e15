"""Turns inline Markdown (and Notion's inline tags) into plain text, and prose into sentences."""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

# Each alternative stops at the next delimiter of its own kind or after a bounded run, so that a line of five
# megabytes is read in one pass; each begins with a character, so that those between are passed over quickly.
_STRUCK = r"~~(?=\S)(?:[^~]|~(?!~)){1,1000}~~"
STRUCK = re.compile(_STRUCK)
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|``{0,2}(?P<code>[^`\n]{0,2000})`{1,3}"
    r"|!\[[^\[\]]{0,1000}\]\([^()\n]{0,2000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)"
    r"|\[(?P<link>[^\[\]]{1,1000})\]\([^()\n]{0,2000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)"
    r"|\[\^[^\[\]\n]{0,200}\]"
    r"|<!--(?:[^-]|-(?!->)){0,2000}-->"
    rf"|{_STRUCK}"
    r"|<(?P<auto>https?://[^<>\s]{1,2000})>"
    r'|<mention-date[^<>]{0,100}start="(?P<date>[^"<>]{0,40})"[^<>]{0,300}>'
    r"|<(?P<tag>/?(?:br|b|i|u|s|em|strong|code|kbd|sub|sup|del|ins|mark|small|span|a|img|p|"
    r"div|font|details|summary"
    r"|td|th|tr|table|tbody|thead|ul|ol|li|mention-[a-z-]{1,20}|page|database|callout|"
    r"columns?|empty-block|unknown"
    r"|synced_block(?:_reference)?|audio|video|file|pdf))(?:[\s/][^<>]{0,3000})?/?>"
    r"|\*(?<![\s*]\*)\*{0,2}|\*\*{0,2}(?=[^\s*])|_(?<!\w_)_{0,2}(?=[^\s_])|_(?<=[^\s_]_)_{0,2}(?!\w)|~~"
)
# With no other beside it a star within a word is none of emphasis: "2**10", "docs/*.md".
_LONE_STARS = re.compile(r"([^*`]*[^\s*`\\])(\*{1,3})([^\s*`][^*`]*)|([^*`]*\s)?(\*)(\.[^*`]*)")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_MARKUP = re.compile(r"[\\`*_~\[<&\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_LINK = re.compile(
    r"(!?)\[([^\[\]]{0,1000})\]\((<[^<>\n]{0,2000}>|[^\s()]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?)"
)
_PAGE_TAG = re.compile(
    r'<(?:mention-page|page|database|mention-database)\b[^<>]{0,300}?url="([^"<>]{1,2000})"[^<>]{0,300}>([^<>]{0,500})'
)
_BARE_ADDRESS = re.compile(r"(?<![\w/])https?://[^\s<>()\[\]{}\"'`|\\]{3,2000}")
_CODE_SPAN = re.compile(r"`[^`\n]{0,2000}`")
_TAG = re.compile(r"<[^<>\n]{0,2000}>")
_SENTENCE_END = re.compile(
    r"[.!?。！？](?:(?<=[.!?])[\"'”’)\]*_`]{0,4}\s+(?=[\"'“‘(\[*_`]{0,4}[A-Z0-9`À-ÖØ-Þ<])|(?<=[。！？])(?=\s*\S))"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|incl|no|fig|sec|dr|mr|ms|st|bzw|ca|z\.B|d\.h|"
    r"usw|p\.ej|ej|ex|env)|\b[A-Z])\.$",
    re.IGNORECASE,
)


class Sentence(NamedTuple):
    """A sentence as written and the number of line ends before it in its block."""

    raw: str
    line_offset: int


def _replacement(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind in ("escaped", "code", "link", "auto", "date"):
        return match[kind]
    if kind == "tag":
        return " " if match["tag"].startswith("br") else ""
    return ""


def _kept(stars: re.Match[str]) -> str:
    return "".join(part.replace("*", "\\*") for part in stars.groups("") if part)


def plain(raw: str) -> str:
    """One line of plain text without Markdown, escapes, tags, struck words and invisible characters."""
    if _MARKUP.search(raw) is None:
        return " ".join(raw.split())
    stars = _LONE_STARS.fullmatch(raw) if "*" in raw else None
    text = _INLINE.sub(_replacement, _kept(stars) if stars else raw)
    if "*" in text or "[" in text:
        # A link's own text may carry emphasis, and code inside a link is common in specifications.
        text = _INLINE.sub(_replacement, text) if _LINK.search(raw) else text
    if "&" in text:
        text = html.unescape(text)
    return " ".join(_INVISIBLE.sub("", text).split())


def without_code(raw: str) -> str:
    """The text beside its code, plain: of "Run `make <target>`" the word; all of it where nothing else is."""
    return plain(_CODE_SPAN.sub(" ", raw)) or plain(raw)


def links(raw: str) -> Iterator[tuple[str, str]]:
    """Text and address of each link and page mention, images left out."""
    for match in _LINK.finditer(raw):
        if not match[1]:
            yield plain(match[2]), match[3].strip("<>")
    if "<" in raw:
        for match in _PAGE_TAG.finditer(raw):
            yield plain(match[2]), match[1]


def opens_with_link(raw: str) -> bool:
    """Whether a text begins with a link or a page's mention, which what follows then describes."""
    text = raw.lstrip("*_ ")
    return _LINK.match(text) is not None or _PAGE_TAG.match(text) is not None


def addresses(raw: str) -> Iterator[tuple[str, str]]:
    """Addresses that stand bare in the text: in no link, no tag and no code."""
    if "://" in raw:
        rest = _TAG.sub(" ", _CODE_SPAN.sub(" ", _LINK.sub(" ", raw)))
        for match in _BARE_ADDRESS.finditer(rest):
            url = match[0].rstrip(".,;:!?*_~")
            yield url, url


def sentences(raw: str) -> Iterator[Sentence]:
    start = line = 0
    for match in _SENTENCE_END.finditer(raw):
        end = match.end()
        if raw[match.start()] == "." and _ABBREVIATION.search(
            raw, max(start, match.start() - 12), match.start() + 1
        ):
            continue
        yield Sentence(raw[start:end].strip(), line)
        line += raw.count("\n", start, end)
        start = end
    tail = raw[start:].strip()
    if tail:
        yield Sentence(
            tail, line + raw.count("\n", start, start + len(raw[start:]) - len(raw[start:].lstrip()))
        )
