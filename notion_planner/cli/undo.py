"""The command undo: take back what a run changed."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from notion_planner.cli.deciding import YesOption, confirm, print_report
from notion_planner.cli.options import ConfigOption, JsonOption, QuietOption, SyncedSpecArgument

if TYPE_CHECKING:
    from notion_planner.cli.session import Session
    from notion_planner.state.run_record import RunRecord


def add_to(app: typer.Typer) -> None:
    app.command("undo")(undo)


def undo(
    spec: SyncedSpecArgument,
    run_id: Annotated[
        str | None,
        typer.Argument(metavar="[RUN]", help="A run's id; without it, the last.", show_default=False),
    ] = None,
    only_list: Annotated[bool, typer.Option("--list", help="List the remembered runs.")] = False,
    config: ConfigOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take back what a run changed, except where a person edited it since.

    It is for looking again: as long as the specification asks for the change, the next sync writes it anew.

    Example: notion-planner undo "User Profile API Specification"
    """
    from notion_planner.cli import output as out
    from notion_planner.cli.session import document_of_plan, open_session, wait_for
    from notion_planner.errors import UsageError
    from notion_planner.model.report import Report
    from notion_planner.state.run_record import Stage
    from notion_planner.use_cases.undoing import AGAIN, prepare_undo, preview_of_undo
    from notion_planner.use_cases.undoing import undo as take_back

    if only_list and run_id is not None:
        raise UsageError("--list lists all runs.", hint="Leave out the run, or --list to take it back.")
    session = open_session(config, quiet=quiet or as_json)
    if only_list:
        _list(session, spec, as_json=as_json)
        return

    async def work() -> Report:
        async with session.asking_run() as (run, pause):
            found = await prepare_undo(run, await document_of_plan(run, session, spec), run_id)
            if found.undoing.record.stage is not Stage.UNDONE:
                pause()
                if not (quiet or as_json):
                    out.print_text(preview_of_undo(found).text)
                confirm(f"{AGAIN}\nUndo it like this?", yes=yes)
            return await take_back(run, found)

    print_report(wait_for(work()), as_json=as_json, quiet=quiet)


def _list(session: "Session", spec: str, *, as_json: bool) -> None:
    from notion_planner.cli import output as out
    from notion_planner.cli.session import document_of_plan, wait_for
    from notion_planner.use_cases.undoing import recorded_runs

    async def work() -> "tuple[RunRecord, ...]":
        async with session.run() as run:
            return await recorded_runs(run, await document_of_plan(run, session, spec))

    runs = wait_for(work())
    if as_json:
        values = [_as_json(run) for run in runs]
        out.print_json({"schema": "notion-planner/runs/1", "command": "undo", "runs": values})
    else:
        out.print_text("\n".join(_as_text(run) for run in runs) or "No run is remembered.")


def _as_json(run: "RunRecord") -> dict[str, Any]:
    return run.model_dump(mode="json", include={"id", "at", "stage", "counts"})


# What a run counted → in words; of the plan page and the specification there is one each.
_TASKS = {"created": "created", "updated": "updated", "retired": "no longer asked for"}
_PAGES = {
    "plan_created": "plan page created",
    "plan_updated": "plan page updated",
    "spec_updated": "specification updated",
}


def _as_text(run: "RunRecord") -> str:
    from notion_planner.tracking.worklist import counted

    counts = {name: number for name, number in run.counts.items() if number}
    told = [f"{counted(counts[name], 'task')} {words}" for name, words in _TASKS.items() if name in counts]
    told += [words for name, words in _PAGES.items() if name in counts]
    return f"{run.id}  {run.at:%Y-%m-%d %H:%M} UTC  {run.stage.value}  {', '.join(told)}"
