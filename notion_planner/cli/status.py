"""The command status: where plans stand, one in detail or all in a table."""

from typing import TYPE_CHECKING

import typer

from notion_planner.cli.options import ConfigOption, JsonOption, PlannedSpecsArgument, QuietOption

if TYPE_CHECKING:
    from notion_planner.tracking.plan_status import MilestoneStatus, PlanStatus, Work
    from notion_planner.tracking.worklist import WorkItem


def add_to(app: typer.Typer) -> None:
    app.command("status")(status)


def status(
    specs: PlannedSpecsArgument = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Tell where a plan and its tasks stand; without SPEC, every plan's in a table. Reads only.

    Example: notion-planner status "User Profile API Specification"
    """
    from notion_planner.cli import output as out
    from notion_planner.cli.reading import document_of, finish, read_each
    from notion_planner.cli.tables import print_table
    from notion_planner.tracking.plan_status import STATUS_SCHEMA, plan_status
    from notion_planner.use_cases.daily import read_work

    found = read_each(specs or (), config, read_work, quiet=quiet or as_json)
    after = found.settings.tasks.stale_after
    shown = [plan_status(work, found.today, stale_after=after) for work in found.answers]
    if as_json:
        values = {"specs": [one.model_dump(mode="json") for one in shown]}
        out.print_json(document_of("status", found, values, schema=STATUS_SCHEMA))
    elif found.only_failed:
        pass
    elif not shown:
        out.print_text(found.nothing)
    elif len(shown) == 1 and len(specs or ()) == 1:
        out.print_text("\n".join(_detail(shown[0], found.answers[0])))
    else:
        print_table(_COLUMNS, [_row(one) for one in shown], right=_COLUMNS[1:7])
    finish("status", found, as_json=as_json, quiet=quiet)


_COLUMNS = ("Plan", "Tasks", "Points", "Done", "In progress", "Blocked", "Overdue", "Next milestone")


def _row(one: "PlanStatus") -> tuple[str, ...]:
    return (
        one.plan.removeprefix("Implementation Plan: ").removeprefix("Implementation: "),
        f"{one.done}/{one.total}",
        f"{one.points_done}/{one.points_total}",
        f"{one.percent}%",
        str(one.in_progress),
        str(len(one.blocked)),
        str(len(one.overdue)),
        _milestone(one.milestone),
    )


def _detail(one: "PlanStatus", work: "Work") -> list[str]:
    from notion_planner.tracking.worklist import briefly, counted, short

    feature = work.decided.feature

    counts = ", ".join(f"{name}: {count}" for name, count in one.statuses.items())
    points = f"{one.points_done} of {one.points_total} points ({one.points_percent}%)"
    lines = [
        f"{one.plan}  {one.url}",
        f"{one.done} of {counted(one.total, 'task')} done ({one.percent}%), {points}",
        counts,
        f"Ready: {one.ready}, waiting: {one.waiting}",
        f"Next milestone: {_milestone(one.milestone)}",
    ]
    marked = (("Overdue", one.overdue), ("Blocked", one.blocked), ("Stale", one.stale))
    lines += [
        f"{name}: {'; '.join(short(title, feature) for title in titles)}" for name, titles in marked if titles
    ]
    for phase in one.phases:
        lines.append(
            f"\nPhase {phase.number}: {phase.name} ({phase.done}/{phase.total} done, due {phase.due})"
        )
        tasks = briefly((item for item in work.items if item.phase == phase.number), feature)
        lines += [f"  {_standing(item):<12} {item.title}" for item in tasks]
    if one.retired:
        lines += ["\nNo longer asked for", *(f"  {short(title, feature)}" for title in one.retired)]
    return [*lines, f"\n{_IN_STEP if one.in_step else _OUT_OF_STEP}"]


def _standing(item: "WorkItem") -> str:
    """A task whose page is in the trash or cannot be seen counts as cancelled."""
    if item.url is None:
        return "gone" if item.state == "cancelled" else "no page"
    return item.status or "No status"


_IN_STEP = "In step with the specification."
_OUT_OF_STEP = "`notion-planner sync` has something to bring up to date."


def _milestone(found: "MilestoneStatus | None") -> str:
    if found is None:
        return "none left"
    days = abs(found.days)
    when = "today" if not days else f"in {days} d" if found.days > 0 else f"{days} d late"
    return f"{found.title}, {found.due} ({when})"
