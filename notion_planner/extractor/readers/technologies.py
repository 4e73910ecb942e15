"""Finds the technologies that a specification states itself, by a shipped list of names."""

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files

from notion_planner.extractor.readers.reading import Reading, Statement
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind, walk
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.vocabulary import Role
from notion_planner.model.spec import Item
from notion_planner.yaml_text import read_yaml

# Where a name is compared, ruled out or told as history, it is no choice of this specification.
_NOT_CHOSEN = frozenset(
    (
        Role.BACKGROUND,
        Role.OUT_OF_SCOPE,
        Role.QUESTIONS,
        Role.TEMPLATE,
        Role.EXAMPLES,
        Role.GLOSSARY,
        Role.PROCESS,
        Role.RISKS,
    )
)

_UNLIKE_WORDS = frozenset(("language", "database", "cache", "search", "messaging"))


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    loaded = read_yaml(
        (files("notion_planner.extractor.readers") / "technologies.yaml").read_text(encoding="utf-8")
    )
    assert isinstance(loaded, dict)
    kinds = {name: kind for kind, names in loaded.items() for name in names}
    beginning = defaultdict(list)
    for name in sorted(kinds, key=len, reverse=True):
        beginning[name[0]].append(re.escape(name[1:]))
    # By their first characters, for which alone a text is looked through.
    names = (
        rf"{re.escape(first)}(?<![\w./-]{re.escape(first)})(?:{'|'.join(rest)})"
        for first, rest in beginning.items()
    )
    return re.compile(rf"(?:{'|'.join(names)})(?![\w-]|\.\w)"), kinds


@cache
def proper_names() -> frozenset[str]:
    """Names that are hardly ever ordinary words: "Redis" and "React Native", but not "React" or "Segment"."""
    return frozenset(name for name, kind in _names()[1].items() if kind in _UNLIKE_WORDS or " " in name)


def stated_technologies(sections: list[Section], reading: Reading) -> tuple[Item, ...]:
    pattern, kinds = _names()
    found: dict[str, Item] = {}
    for section in sections:
        if section.role in _NOT_CHOSEN:
            continue
        for block in walk(section.blocks):
            for raw, line in _texts(block):
                for match in pattern.finditer(raw):
                    if match[0] not in found:
                        statement = Statement(raw, line, line + 1, section, text=plain(raw[:2000]))
                        found[match[0]] = Item(
                            key=_key(kinds[match[0]], match[0]),
                            text=match[0],
                            source=reading.source(statement, f"technology-{kinds[match[0]]}"),
                        )
    return tuple(found.values())


def _texts(block: Block) -> list[tuple[str, int]]:
    if block.kind is BlockKind.CODE:
        return []
    if block.kind is BlockKind.TABLE:
        return [(cell, row.line) for row in block.rows for cell in row.cells]
    return [(block.raw, block.line)]


def _key(kind: str, name: str) -> str:
    return f"tech-{kind}-{re.sub(r'[^a-z0-9]+', '-', name.casefold()).strip('-')}"
