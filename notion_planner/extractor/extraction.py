"""Reads a specification: Markdown in, everything it says out, each item with its key, place and rule."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise

from notion_planner.extractor.assembly import assemble
from notion_planner.extractor.document import DocumentReader
from notion_planner.extractor.readers.bare_lines import list_bare_lines
from notion_planner.extractor.readers.dates import read_deadlines
from notion_planner.extractor.readers.details import add_details
from notion_planner.extractor.readers.leads import lead_lists
from notion_planner.extractor.readers.reading import Reading
from notion_planner.extractor.readers.stories import join_stories
from notion_planner.extractor.structure.adoption import adopt_roles
from notion_planner.extractor.structure.boxed import end_boxes
from notion_planner.extractor.structure.profile import judge
from notion_planner.extractor.structure.sections import Outline
from notion_planner.extractor.text.blocks import Block, BlockKind, parse_blocks
from notion_planner.extractor.text.dialect import read_source
from notion_planner.extractor.wording.headings import Headings
from notion_planner.extractor.wording.phrases import normalise
from notion_planner.extractor.wording.vocabulary import opens_story
from notion_planner.model.spec import Spec

_NO_HEADINGS: Mapping[str, Sequence[str]] = {}
_NO_FACTS: Mapping[str, str] = {}


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the cyclic garbage collector, which took 30 % of the time of a 1 MB page.

    The blocks and items refer to each other in one direction only, so reference counts free them; the few
    circles that the parsers of embedded SQL and Gherkin leave are collected afterwards. As a decorator: what
    a function no longer holds when it has returned is not looked at then.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _opens_with(blocks: Sequence[Block], title: str) -> bool:
    """Whether the text begins with the page's title as its own, as an imported file does."""
    first = blocks[0] if blocks else None
    is_title = first is not None and first.kind is BlockKind.HEADING and first.level == 1
    return is_title and first is not None and normalise(first.text) == normalise(title)


def _divides_stories(blocks: Sequence[Block]) -> bool:
    """Whether the text begins with one of several top headings that all have stories: none is its title."""
    tops = [number for number, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    if len(tops) < 2 or tops[0] > 0 or any(blocks[number].level > 1 for number in tops):
        return False
    parts = (blocks[start:end] for start, end in pairwise([*tops, len(blocks)]))
    return all(any(opens_story(block.text) for block in part[1:]) for part in parts)


@_collector_paused()
def extract(
    markdown: str,
    *,
    title: str | None = None,
    headings: Mapping[str, Sequence[str]] = _NO_HEADINGS,
    facts: Mapping[str, str] = _NO_FACTS,
    previous: Spec | None = None,
) -> Spec:
    """Everything that the specification says.

    ``title`` is the page's title, used where the text has none of its own; ``headings`` adds a house's words
    to the vocabulary (role to phrases); ``facts`` are dates that the page has beside its text, by name;
    ``previous`` is the last extraction, whose keys are kept.
    """
    source = read_source(markdown)
    known = Headings(headings)
    outline = Outline(known)
    blocks = parse_blocks(source)
    named = title or source.title
    titled = (named is not None and not _opens_with(blocks, named)) or _divides_stories(blocks)
    sections = outline.read(blocks, titled=titled)
    end_boxes(sections, source.boxes)
    join_stories(sections)
    lead_lists(sections)
    own_title = outline.title or source.title or title
    adopt_roles(sections, known, own_title)
    list_bare_lines(sections)
    profile = judge(sections, own_title)
    reading = Reading(source.lines, known)
    DocumentReader(reading, profile).read(sections)
    add_details(reading, sections)
    read_deadlines(reading, sections, facts)
    return assemble(source, sections, reading, profile, title=own_title, previous=previous)
