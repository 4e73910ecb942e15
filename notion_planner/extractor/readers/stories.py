"""Reads user stories, in any of the languages, with their role, goal and benefit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from notion_planner.extractor.readers import scenarios
from notion_planner.extractor.readers.reading import Found, Reading, Statement
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind, walk
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import (
    is_reference,
    leading_identifier,
    names_story,
    unit_heading,
    without_identifier,
)
from notion_planner.extractor.wording.inline import plain, sentences
from notion_planner.extractor.wording.marks import priority_mark, without_marks, without_priority
from notion_planner.extractor.wording.numbering import without_letter
from notion_planner.extractor.wording.vocabulary import Role

_LONGEST_STORY = 3000
_LONGEST_PART = 300
_LONGEST_ROLE = 100
_CJK = "\u3000"
_LABELLED = re.compile(r"^\s*(?:\*\*|__)?([^*:：\n]{2,40}?)(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*(?=\S)")
_NO_ROLE = re.compile(r"as\s(?!(?:an?|the)\s)", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|\n")
# "As a clerk, so that I can go home, I want to shut the till".
_BENEFIT_FIRST = re.compile(
    r"(?P<role>as (?:an?|the|any)(?:(?!\s(?:i|we)\s).){1,100}?),?\s"
    r"(?:so that|in order to|so(?=\s(?:i|we)\s))\s(?P<benefit>.{1,300}?),?\s"
    r"(?=(?:i|we)(?:'d|\swould)?\s(?:like|want|need|wish)\b)",
    re.IGNORECASE,
)


def story_text(statement: Statement) -> str | None:
    """The story sentence of a statement, its label ("User Story:") removed; None when it is no story."""
    text = statement.text
    if len(text) > _LONGEST_STORY:
        return None
    identifier = leading_identifier(text)
    text = without_letter(without_identifier(text, identifier))
    label = _LABELLED.match(text) if ":" in text or "：" in text else None
    if label is not None:
        rest = text[label.end() :].lstrip("*_ ")
        if vocabulary.label_kind(label[1]) == "story" or vocabulary.story_openings().match(rest):
            text = rest
    return text if vocabulary.story_openings().match(text) else None


def join_stories(sections: Iterable[Section]) -> None:
    """Makes one paragraph of a story that is told in several, or in items: its role, wish and benefit."""
    for section in sections:
        listed = _lists_stories(section)
        for block in walk(section.blocks):
            if len(block.children) > 1:
                block.children = _joined(block.children, listed=listed)
        blocks = [part for block in section.blocks for part in _from_card(block, section)]
        section.blocks = _joined(blocks, listed=listed)


def _from_card(table: Block, section: Section) -> list[Block]:
    """The story that the rows "As a", "I want" and "So that" of a table tell, with its criteria below it."""
    if table.kind is not BlockKind.TABLE or any(len(row.cells) != 2 for row in table.rows):
        return [table]
    labels = [plain(row.cells[0]).rstrip(" :…") for row in table.rows]
    parts = [vocabulary.story_labels().fullmatch(label) for label in labels]
    told = [row for row, part in zip(table.rows, parts, strict=True) if part is not None]
    if len(told) < 2 or not any(part is not None and part["role"] for part in parts):
        return [table]
    raw = "\n".join(f"{plain(row.cells[0]).rstrip(' :…')} {row.cells[1]}" for row in told)
    lines = tuple(row.line for row in told)
    blocks = [Block(BlockKind.PARAGRAPH, raw, lines[0], lines[-1] + 1, line_numbers=lines)]
    for label, row in zip(labels, table.rows, strict=True):
        if vocabulary.label_kind(label) == "priority":
            section.priority_text = plain(row.cells[1]) or section.priority_text
        elif vocabulary.column(label) == "acceptance":
            criteria = filter(None, (plain(part).lstrip("-• ") for part in _BREAK.split(row.cells[1])))
            blocks += [Block(BlockKind.ITEM, text, row.line, row.line + 1) for text in criteria]
    return blocks


def _joined(blocks: list[Block], *, listed: bool) -> list[Block]:
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        part = _without_colons(block, above)
        if above is not None and _goes_on(above, part, listed=listed):
            joined[-1] = _together(above, part)
        else:
            joined.append(part)
    return joined


def _without_colons(block: Block, above: Block | None) -> Block:
    """ "As a: clerk" as "As a clerk", and likewise what goes on from there."""
    label = vocabulary.story_labels().match(block.raw) if ":" in block.raw[:40] else None
    if label is None or not (label["role"] or (above is not None and _names_role(above.raw))):
        return block
    raw = vocabulary.story_labels().sub(lambda found: found["words"] + (found["bold"] or ""), block.raw)
    return replace(block, raw=raw, _text=None)


def _goes_on(above: Block, block: Block, *, listed: bool) -> bool:
    paragraphs = above.kind is block.kind is BlockKind.PARAGRAPH
    if not paragraphs and (block.kind is not BlockKind.ITEM or not _names_role(above.raw)):
        return False
    if above.children or block.children or len(above.text) > _LONGEST_PART or len(block.text) > _LONGEST_PART:
        return False
    if not listed and max(above.text, default="") >= _CJK:
        return False  # として and 로서 say other things, too
    opening = vocabulary.story_openings()
    benefits = vocabulary.story_part("benefit").match(block.text) is not None
    if benefits and (opening.match(above.text) or _is_role(above)):
        return True
    turned = _BENEFIT_FIRST.match(f"{above.text} {block.text}")
    if turned is not None and turned.end() > len(above.text):
        return True
    whole = opening.match(f"{above.text} {block.text}") if len(above.text) <= _LONGEST_ROLE else None
    told_in_both = whole is not None and whole.end() > len(above.text) and not opening.match(above.text)
    return told_in_both and not opening.match(block.text)


def _is_role(item: Block) -> bool:
    """Whether an item is nothing but a role, whose benefit may come before its wish: "As a clerk"."""
    alone = item.kind is BlockKind.ITEM and "\n" not in item.raw and len(item.text) <= _LONGEST_ROLE
    return alone and _NO_ROLE.match(item.text) is None


def _names_role(raw: str) -> bool:
    label = vocabulary.story_labels().match(raw)
    return label is not None and label["role"] is not None


def _together(above: Block, block: Block) -> Block:
    lines = [part.line_of(n) for part in (above, block) for n in range(part.raw.count("\n") + 1)]
    raw = f"{above.raw}\n{block.raw}"
    told = replace(above, raw=raw, end=block.end, line_numbers=tuple(lines), _text=None)
    # Told in several items, a story is none of a list of stories.
    whole = vocabulary.story_openings().match(told.text) is not None
    return replace(told, kind=BlockKind.PARAGRAPH, _text=None) if whole else told


def told_apart(statement: Statement) -> list[Statement]:
    """The stories and scenarios that a paragraph tells one after the other in sentences of their own."""
    parts: list[tuple[int, str]] = []
    for sentence in sentences(statement.raw[:_LONGEST_STORY]):
        text = plain(sentence.raw)
        begins = vocabulary.story_openings().match(text) or scenarios.opens_with("given", text)
        if parts and (not begins or is_reference(plain(parts[-1][1]).rstrip("."))):  # "US-1. As a clerk, …"
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} {sentence.raw}")
        else:
            parts.append((sentence.line_offset, sentence.raw))
    if len(parts) < 2:
        return [statement]
    block = statement.block
    lines = [block.line_of(offset) if block else statement.line + offset for offset, _ in parts]
    first, *others = (
        Statement(raw, line, statement.end, statement.section)
        for line, (_, raw) in zip(lines, parts, strict=True)
    )
    return [replace(first, block=block, children=statement.children), *others]


_TOLD_IN = (BlockKind.ITEM, BlockKind.PARAGRAPH)


def bare_story_text(statement: Statement, reading: Reading) -> str | None:
    """A wish without a role ("I want to pause a track") where the section lists stories.

    Below a story that is told in full, and under a story's own heading, such an item describes that story.
    """
    section, block = statement.section, statement.block
    if block is None or block.kind not in _TOLD_IN or block.level or not _lists_stories(section):
        return None
    text = statement.text[:1000].replace("’", "'")
    text = without_identifier(text, leading_identifier(text))
    if vocabulary.bare_stories().match(text) is None:
        return None
    for above in section.ancestors():
        told = reading.story_of.get(above)
        if unit_heading(above.title) or (told is not None and not told.listed and not _is_bare(told)):
            return None
    return without_identifier(statement.text, leading_identifier(statement.text))


def _is_bare(story: Found) -> bool:
    return story.fields.get("goal") is not None and story.fields.get("role") is None


def _lists_stories(section: Section) -> bool:
    if section.role is not None:
        return section.role is Role.STORIES
    return any(above.own is Role.STORIES for above in section.ancestors())


def add_story(
    reading: Reading, statement: Statement, rule: str, text: str, *, identifier: str | None = None
) -> Found:
    section = statement.section
    text = without_priority(text)
    own = leading_identifier(statement.text)
    own_heading = section.title if identifier is not None else ""
    priority_text = priority_mark(statement.text) or section.priority_text or priority_mark(own_heading)
    item = reading.add(
        "user_stories",
        statement,
        rule,
        text=without_marks(text),
        priority=vocabulary.priority(priority_text) if priority_text else None,
        priority_text=priority_text,
        **story_parts(text),
    )
    item.id = own.text if own and (identifier is None or names_story(own.text)) else identifier
    if statement.block is not None:
        reading.by_block[statement.block] = item
    return item


def story_parts(text: str) -> dict[str, object]:
    """Role, goal and benefit of a story sentence, as far as it has them."""
    if turned := _BENEFIT_FIRST.match(text):
        text = f"{turned['role']}, {text[turned.end() :].rstrip('.')}, so that {turned['benefit']}"
    want = vocabulary.story_part("want").search(text[:1500])
    if want is None:
        return {}
    role = re.sub(
        r"^(?:as(?:\s+(?:an?|the|our|any|each|every)\b)?|als|en tant qu(?:e|['’])|"
        r"(?:(?:yo|eu),?\s)?como|come|jako|как|作为|作為)\s*",
        "",
        text[: want.start()],
        flags=re.IGNORECASE,
    )
    benefit = vocabulary.story_part("benefit").search(text, want.end())
    goal_end = benefit.start() if benefit else len(text)
    return {
        "role": role.strip(" ,，、.") or None,
        "goal": text[want.end() : goal_end].strip(" ,，。.") or None,
        "benefit": text[benefit.end() :].strip(" ,，。.") or None if benefit else None,
    }


def told_in_columns(titles: Sequence[str], role: str, want: str, benefit: str | None) -> str:
    """The story of a table's row; ``titles`` are those of the columns of its role, wish and benefit."""
    wish, reason = (title.casefold() for title in titles[1:])
    if not wish.startswith("i ") and vocabulary.bare_stories().match(f"{wish} …"):
        # The titles are the sentence's own words: "Als | möchte ich | damit".
        parts = [titles[0], f"{role},", wish, want, *([reason, benefit] if benefit else [])]
        told = " ".join(parts)
        if vocabulary.story_openings().match(told):
            return told
    lead = role if re.match(r"as an?\b", role, re.IGNORECASE) else f"As a {role}"
    if re.match(r"i\b", want, re.IGNORECASE) is None:
        can = wish == "i can"
        infinitive = wish.endswith(" to") and not want.casefold().startswith("to ")
        want = f"I can {_inside(want)}" if can else f"I want {'to ' if infinitive else ''}{want}"
    if benefit and re.match(r"so that\b", benefit, re.IGNORECASE) is None:
        can = reason.endswith("i can") and re.match(r"i\b", benefit, re.IGNORECASE) is None
        benefit = f"so that I can {_inside(benefit)}" if can else f"so that {benefit}"
    return f"{lead}, {want} {benefit}" if benefit else f"{lead}, {want}"


def _inside(text: str) -> str:
    """As it stands inside a sentence: "View a list" as "view a list"; "PDFs" stay what they are."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
