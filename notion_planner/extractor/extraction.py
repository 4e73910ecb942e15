"""Reads a specification: Markdown in, everything it says out, each item with its key, place and rule."""

from collections.abc import Mapping, Sequence

from notion_planner.extractor.assembly import assemble
from notion_planner.extractor.blocks import parse_blocks
from notion_planner.extractor.dialect import read_source
from notion_planner.extractor.document import DocumentReader
from notion_planner.extractor.profile import judge
from notion_planner.extractor.reading import Reading
from notion_planner.extractor.sections import Outline
from notion_planner.extractor.vocabulary import Headings
from notion_planner.model.spec import Spec

_NO_HEADINGS: Mapping[str, Sequence[str]] = {}


def extract(
    markdown: str,
    *,
    title: str | None = None,
    headings: Mapping[str, Sequence[str]] = _NO_HEADINGS,
    previous: Spec | None = None,
) -> Spec:
    """Everything that the specification says.

    ``title`` is the page's title, used where the text has none of its own; ``headings`` adds a house's words
    to the vocabulary (role to phrases); ``previous`` is the last extraction, whose keys are kept.
    """
    source = read_source(markdown)
    blocks = parse_blocks(source)
    outline = Outline(Headings(headings))
    sections = outline.read(blocks, titled=title is not None or source.title is not None)
    own_title = outline.title or source.title or title
    profile = judge(sections, own_title)
    reading = Reading(source.lines)
    DocumentReader(reading, profile).read(sections)
    return assemble(source, sections, reading, profile, title=own_title, previous=previous)
