"""Shows a specification beside what was read from each line and by which rule."""

from collections import defaultdict

from notion_planner.extractor.text.dialect import split_lines
from notion_planner.model.spec import Item, Spec

_NAMES = {
    "requirements": "requirement",
    "acceptance_criteria": "criterion",
    "user_stories": "story",
    "endpoints": "endpoint",
    "entities": "entity",
    "security_rules": "security rule",
    "dependencies": "dependency",
    "risks": "risk",
    "in_scope": "in scope",
    "out_of_scope": "out of scope",
    "assumptions": "assumption",
    "open_questions": "open question",
    "decisions": "decision",
    "goals": "goal",
    "success_metrics": "success metric",
    "deadlines": "deadline",
    "technologies": "technology",
}
_SOURCE_WIDTH = 72
_NOTE_WIDTH = 88


def explain(spec: Spec, markdown: str) -> str:
    """One line of text for each line of the document, and one more for each further item on it."""
    notes: dict[int, list[str]] = defaultdict(list)
    for family in _NAMES:
        items: tuple[Item, ...] = getattr(spec, family)
        for item in items:
            notes[item.source.line].append(_note(family, item))
    for warning in spec.warnings:
        notes[warning.line or 0].append(f"warning {warning.code}: {warning.message}")
    lines = split_lines(markdown)
    width = len(str(len(lines)))
    shown = list(notes.get(0, []))
    for number, line in enumerate(lines, start=1):
        first, *more = notes.get(number) or [""]
        shown.append(_row(str(number).rjust(width), line.expandtabs(2), first))
        shown += [_row(" " * width, "", note) for note in more]
    return "\n".join(shown) + "\n"


def _row(number: str, source: str, note: str) -> str:
    shown = f"{number} {_cut(source, _SOURCE_WIDTH):<{_SOURCE_WIDTH}}"
    return f"{shown} | {note}" if note else shown.rstrip()


def _note(family: str, item: Item) -> str:
    label = f"{item.id} " if item.id else ""
    return _cut(f"{_NAMES[family]} [{item.source.rule}] {label}{item.text} ({item.key})", _NOTE_WIDTH)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
