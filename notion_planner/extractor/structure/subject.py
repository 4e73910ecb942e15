"""Reads what the head of a document calls its subject, beside a title like "Requirements Document"."""

import re
from collections.abc import Iterator, Sequence

from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import BlockKind
from notion_planner.extractor.wording.inline import plain

_HEAD = 60
"""Lines: a name that is stated later is a part's, not the document's."""

_LONGEST = 80
_KINDS = r"(?:product|project|feature|system|app(?:lication)?|service)"
_NAMED = re.compile(
    rf"^[\W_]{{0,6}}(?:{_KINDS} (?:name|title)|(?P<bare>project|product|feature)|name of the {_KINDS}"
    r"|(?:projekt|produkt)name|nombre del (?:proyecto|producto|sistema)|nom du (?:projet|produit)"
    r"|nome d[oa] (?:projeto|produto|sistema|progetto|prodotto))"
    r"[*_]{0,3}\s?[:：|][*_]{0,3}\s?(?P<name>[^|]{2,400})",
    re.IGNORECASE,
)
_OPEN = re.compile(r"(?:tbd|tba|n/?a|none|unknown|[\W_]+)[.)\]>]*|[\[<{].*", re.IGNORECASE)
_NO_SUBTITLE = re.compile(r"[\d.]+\s|(?:table of )?contents\b|index\b|version\b|revision\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"\s*(?:>|[*_-]{3,}\s*$|(?:\*\*|__)?[^:*_\n]{2,30}(?:\*\*|__)?\s*:)")


def subject_of(lines: Sequence[str], sections: Sequence[Section]) -> str | None:
    """The name behind "Product Name:" in the head of the document, else the heading right below its title."""
    return next(_stated(lines), None) or _subtitle(sections)


def _stated(lines: Sequence[str]) -> Iterator[str]:
    headings = 0
    for line in lines[:_HEAD]:
        headings += line.startswith("#")
        found = _NAMED.match(line[:600])
        if found and found["bare"] and headings > 1:  # "Feature: …" may be a term, or the one of a scenario
            continue
        name = plain(found["name"]).strip(" *_") if found else ""
        if name and not _OPEN.fullmatch(name) and "://" not in name:
            yield name


def _subtitle(sections: Sequence[Section]) -> str | None:
    """A second heading that holds nothing, before the first section."""
    headed = [section for section in sections if section.heading is not None]
    if len(headed) < 3 or headed[0].level != 1 or headed[0].blocks:
        return None
    below = headed[1]
    empty = all(
        block.quoted or (block.kind is BlockKind.PARAGRAPH and _SAYS_NOTHING.match(block.raw))
        for block in below.blocks
    )
    named = below.own is None and below.role is None and not _NO_SUBTITLE.match(below.title)
    own = headed[2].level <= below.level or headed[2].level == 2
    return below.title if empty and named and own and len(below.title) <= _LONGEST else None
