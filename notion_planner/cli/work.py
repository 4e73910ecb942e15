"""The commands next, ready and blocked: what to work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notion_planner.cli.options import ConfigOption, JsonOption, QuietOption, complete_spec

if TYPE_CHECKING:
    from notion_planner.cli.reading import Readings
    from notion_planner.tracking.plan_status import Work
    from notion_planner.tracking.worklist import WorkItem

SpecsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--spec",
        metavar="SPEC",
        help="Only of this specification: title, URL or ID; repeatable.  [default: all]",
        autocompletion=complete_spec,
        show_default=False,
    ),
]
AssigneeOption = Annotated[
    str | None,
    typer.Option("--assignee", metavar="WHO", help="Of this person: name, e-mail address or ID in Notion."),
]
MineOption = Annotated[
    bool, typer.Option("--mine", help="Of you: NOTION_PLANNER_ME, else whom the token belongs to.")
]


def add_to(app: typer.Typer) -> None:
    app.command("next")(next_task)
    app.command("ready")(ready_tasks)
    app.command("blocked")(blocked_tasks)


def next_task(
    spec: SpecsOption = None,
    assignee: AssigneeOption = None,
    mine: MineOption = False,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many to name.")] = 1,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Name the task to take next, and say why. Reads only.

    Example: notion-planner next --mine
    """
    _run(_Question("next", spec, assignee, mine, config, as_json, quiet, count))


def ready_tasks(
    spec: SpecsOption = None,
    assignee: AssigneeOption = None,
    mine: MineOption = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """List the tasks that can begin now, the most urgent first. Reads only.

    Example: notion-planner ready --spec "User Profile API Specification"
    """
    _run(_Question("ready", spec, assignee, mine, config, as_json, quiet))


def blocked_tasks(
    spec: SpecsOption = None,
    assignee: AssigneeOption = None,
    mine: MineOption = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """List the tasks that cannot begin or go on, and what each waits for. Reads only.

    Example: notion-planner blocked --assignee ada@example.com
    """
    _run(_Question("blocked", spec, assignee, mine, config, as_json, quiet))


@dataclass(frozen=True)
class _Question:
    """One call of these commands."""

    command: str
    specs: Sequence[str] | None
    assignee: str | None
    mine: bool
    config: Path | None
    as_json: bool
    quiet: bool
    count: int = 1


def _run(question: _Question) -> None:
    from notion_planner.cli import output as out
    from notion_planner.cli.reading import document_of, finish, person_of, read_each, require_assignees
    from notion_planner.use_cases.daily import read_work

    found = read_each(
        question.specs or (),
        question.config,
        read_work,
        quiet=question.quiet or question.as_json,
        person=person_of(assignee=question.assignee, mine=question.mine),
    )
    if found.person is not None:
        require_assignees(found, named=question.assignee is not None)
    shown = _Shown(question, found)
    if question.as_json:
        out.print_json(document_of(question.command, found, shown.as_json()))
    elif not found.only_failed:
        out.print_text("\n".join(shown.as_text()))
    finish(question.command, found, as_json=question.as_json, quiet=question.quiet)


class _Shown:
    """The answer to a question, as text and as JSON values."""

    def __init__(self, question: _Question, found: "Readings[Work]") -> None:
        from notion_planner.tracking import worklist

        self._question = question
        self._found = found
        self._list = worklist
        brief = worklist.briefly
        self._items = tuple(
            item
            for work in found.answers
            for item in (work.items if question.as_json else brief(work.items, work.decided.feature))
        )
        own = worklist.of_person(self._items, found.person)
        self._under_way = worklist.under_way(own)
        match question.command:
            case "next":
                self._main = worklist.next_up(self._items, count=question.count, person=found.person)
            case "ready":
                self._main = worklist.ready(own)
            case _:
                self._main = worklist.blocked(own)

    def as_json(self) -> dict[str, Any]:
        under_way = () if self._question.command == "blocked" else self._under_way
        return {
            "tasks": [self._entry(item) for item in self._main],
            "under_way": [self._entry(item) for item in under_way],
        }

    def as_text(self) -> list[str]:
        lines: list[str] = []
        if self._under_way and self._question.command == "next":
            lines.append("Under way:")
            lines += [f"  {line}" for item in self._under_way for line in self._lines(item)]
            lines.append("")
        if not self._main:
            return [*lines, self._nothing()]
        if self._question.command == "next":
            lines.append("Next:")
            return lines + [f"  {line}" for item in self._main for line in self._lines(item)]
        return lines + [line for item in self._main for line in self._lines(item)]

    def _lines(self, item: "WorkItem") -> list[str]:
        facts = [item.priority.value, f"{item.points} pt", f"due {item.due}"]
        facts += [person.label for person in item.assignees]
        facts += [item.spec] if len(self._found.answers) > 1 else []
        lines = [f"{item.title}  [{', '.join(facts)}]"]
        warnings = self._warnings(item)
        lines += [f"  ! {warning}" for warning in warnings]
        if item.is_blocked:
            since = f", since {item.blocked_since}" if item.blocked_since else ""
            lines += [f"  waits: {reason}{since}" for reason in self._list.waiting(item)]
        elif item.is_ready and self._question.command == "next":
            lines.append(f"  why: {'; '.join(self._why(item))}")
        return [*lines, f"  {item.url}"] if item.url else lines

    def _warnings(self, item: "WorkItem") -> tuple[str, ...]:
        return self._list.warnings(
            item, self._found.today, stale_after=self._found.settings.tasks.stale_after
        )

    def _why(self, item: "WorkItem") -> tuple[str, ...]:
        return self._list.reasons(
            item, self._found.today, person=self._found.person, called=self._found.called
        )

    def _entry(self, item: "WorkItem") -> dict[str, Any]:
        return {
            **item.model_dump(mode="json", exclude={"place"}),
            "ready": item.is_ready,
            "blocked": item.is_blocked,
            "why": list(self._why(item)) if item.is_ready else [],
            "waiting": list(self._list.waiting(item)) if item.is_blocked else [],
            "warnings": list(self._warnings(item)),
            "days_overdue": item.days_overdue(self._found.today),
        }

    def _nothing(self) -> str:
        """Why the list is empty, in one line with a way on."""
        whose = f" for {self._found.called}" if self._found.person else ""
        if not self._found.answers:
            return self._found.nothing
        if self._question.command == "blocked":
            return f"Nothing is blocked{whose}."
        unfinished = [item for item in self._items if item.state not in self._list.OVER]
        if not unfinished:
            return "Nothing is left to do: every task is done."
        waiting = len(self._list.blocked(self._items))
        if waiting:
            text = f"{self._list.counted(waiting, 'task')} cannot begin or go on"
            return f"Nothing is ready{whose}; {text}: `notion-planner blocked` says why."
        return f"Nothing is ready{whose}: what is left is under way."
