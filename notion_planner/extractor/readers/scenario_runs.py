"""Finds Given/When/Then that stands among other things, without a label that announces criteria."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from notion_planner.extractor.readers import scenarios
from notion_planner.extractor.readers.criteria import (
    StepRun,
    add_steps,
    is_step,
    names_scenario,
    paragraph_lines,
)
from notion_planner.extractor.readers.reading import Reading, Statement, statement_of
from notion_planner.extractor.structure.sections import NESTED_LEVEL, Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording.identifiers import unit_heading
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.vocabulary import REQUIREMENT_ROLES, Role

_MAY_HOLD = frozenset(
    (None, Role.STORIES, Role.FEATURES, Role.ENDPOINTS, Role.INTERFACES, Role.FLOWS, Role.EDGE_CASES)
) | frozenset(REQUIREMENT_ROLES)
_MOST_LINES = 2000


def take_scenarios(reading: Reading, section: Section) -> None:
    """Makes a criterion of each scenario among the section's blocks, or below one of its items.

    Its blocks are taken out of the section: they are neither requirements nor details of one.
    """
    unit = unit_heading(section.title)
    if section.role not in _MAY_HOLD or names_scenario(section.title):
        return
    of_story = section.role is Role.STORIES or (unit is not None and unit.word == "story")
    section.blocks = _without(reading, section, section.blocks, of_story=of_story)


def _without(reading: Reading, section: Section, blocks: Sequence[Block], *, of_story: bool) -> list[Block]:
    kept: list[Block] = []
    apart = [part for block in blocks for part in _steps_apart(block)]
    taken: set[Block | None] = set()
    for scenario in _runs(apart, section, of_story=of_story):
        add_steps(reading, scenario, alone="scenario")
        taken |= {statement.block for statement in scenario}
    for block in apart:
        if block in taken:
            continue
        if block.kind is BlockKind.ITEM and block.children:
            below = Section(
                title="", level=NESTED_LEVEL, line=block.line, parent=section, owner=block, path=section.path
            )
            block.children = _without(reading, below, block.children, of_story=of_story)
        kept.append(block)
    return kept


def _steps_apart(block: Block) -> Iterator[Block]:
    """The block; steps that stand in lines below its first words apart from these."""
    at = _first_step(block)
    if not at:
        yield block
        return
    lines = block.raw.split("\n")
    numbers = tuple(block.line_of(n) for n in range(len(lines)))
    below = Block(
        BlockKind.PARAGRAPH,
        "\n".join(lines[at:]),
        numbers[at],
        block.end,
        quoted=block.quoted,
        line_numbers=numbers[at:],
    )
    words = replace(block, raw="\n".join(lines[:at]), line_numbers=numbers[:at], _text=None)
    if block.kind is BlockKind.ITEM:
        yield replace(words, children=[below, *block.children])
    else:
        yield from (replace(words, end=numbers[at]), below)


def _first_step(block: Block) -> int:
    """The line of a block on which steps begin, behind other words; 0 where none do.

    A line of prose that is broken before "when" or "given" goes on in small letters.
    """
    if block.kind not in (BlockKind.ITEM, BlockKind.PARAGRAPH) or "\n" not in block.raw:
        return 0
    lines = [plain(line) for line in block.raw.split("\n")[:_MOST_LINES]]
    at = next((n for n, line in enumerate(lines) if is_step(line) and not line[:1].islower()), 0)
    goes_on = at == len(lines) - 1 and scenarios.opens_with("given", lines[at])
    ends = any(scenarios.opens_with("then", x) or scenarios.is_whole_scenario(x) for x in lines[at:])
    return at if goes_on or ends else 0


def _runs(blocks: Sequence[Block], section: Section, *, of_story: bool) -> list[list[Statement]]:
    """Each scenario as its steps, of which one says what then is; or as the one sentence that it is."""
    found: list[list[Statement]] = []
    steps = StepRun(lambda run: found.append(run) if _is_complete(run) else None)
    for statement in (one for block in blocks for one in _statements(block, section)):
        if not steps.take(statement):
            steps.close()
            if _is_whole(statement.text, of_story=of_story):
                found.append([statement])
    steps.close()
    return found


def _is_complete(run: Sequence[Statement]) -> bool:
    return any(scenarios.opens_with("then", step.text) for step in run)


def _statements(block: Block, section: Section) -> list[Statement]:
    if block.kind is BlockKind.PARAGRAPH:
        lines = paragraph_lines(block, section)
        return [one if one.block is block else replace(one, block=block) for one in lines]
    return [statement_of(block, section)]


def _is_whole(text: str, *, of_story: bool) -> bool:
    """A scenario in one sentence; what opens with "When" is a requirement elsewhere than below a story."""
    return scenarios.is_whole_scenario(text) and (of_story or scenarios.opens_with("given", text))
