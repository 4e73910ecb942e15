"""A preview on the terminal: the plan by phases, what happens to each page, and a diff of what changes."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from notion_planner.model.changes import Action
from notion_planner.model.report import PlanRow, Report, TaskRow
from notion_planner.preview.change_view import SIGNS
from notion_planner.tracking.worklist import short


class Tone(StrEnum):
    """What a line says, for whoever colours it."""

    PLAIN = ""
    HEADING = "heading"
    CREATE = "create"
    UPDATE = "update"
    RETIRE = "retire"
    PLACE = "place"


ToneLine = tuple[str, Tone]
_TONES = {
    "create": Tone.CREATE,
    "update": Tone.UPDATE,
    "retire": Tone.RETIRE,
}


def preview_lines(report: Report) -> Iterator[ToneLine]:
    """Every page with ``+`` create, ``~`` update or ``-`` retire before it, then the diff and the sum."""
    if report.plan is None:
        yield report.text, Tone.PLAIN
        return
    yield report.plan.title, Tone.HEADING
    yield _page(report.plan.action, "plan page", report.plan.parts)
    for page in report.changes:
        if page["role"] == "spec" and page["action"] != Action.NO_OP:
            yield _page(page["action"], page["title"], [part["heading"] for part in page["sections"]])
    yield from _phases(report.plan, {row.key: row for row in report.tasks})
    retired = [page for page in report.changes if page["action"] == Action.RETIRE]
    if retired:
        yield "\nNo longer asked for", Tone.HEADING
        yield from (_page("retire", page["title"], ()) for page in retired)
    if report.diff:
        yield "", Tone.PLAIN
        yield from diff_lines(report.diff)
    yield f"\n{report.text}", Tone.HEADING


def preview_text(report: Report) -> str:
    """The same without colours."""
    return "\n".join(text for text, _ in preview_lines(report))


def _phases(plan: PlanRow, rows: Mapping[str, TaskRow]) -> Iterator[ToneLine]:
    for phase in plan.phases:
        days = f"{phase['effort_days']} d, {phase['start']} to {phase['due']}"
        yield f"\nPhase {phase['number']}: {phase['name']} ({days})", Tone.HEADING
        for key in phase["tasks"]:
            row = rows[key]
            serves = ", ".join((*row.requirements, *row.criteria))
            text = f"{short(row.title, plan.feature)}  [{row.points} pt]" + (f"  {serves}" if serves else "")
            yield _page(row.action, text, row.parts)


def _page(action: str, text: str, parts: Sequence[str]) -> ToneLine:
    sign = SIGNS.get(Action(action), " ") if action in set(Action) else "x"
    named = f"  ({', '.join(parts)})" if parts else ""
    return f"  {sign} {text}{named}", _TONES.get(action, Tone.PLAIN)


def diff_lines(diff: str) -> Iterator[ToneLine]:
    """The lines of a unified diff, each with what it says."""
    for line in diff.split("\n"):
        if line.startswith(("--- ", "+++ ")):
            yield line, Tone.HEADING
        else:
            tones = {"+": Tone.CREATE, "-": Tone.RETIRE, "@": Tone.PLACE}
            yield line, tones.get(line[:1], Tone.PLAIN)
