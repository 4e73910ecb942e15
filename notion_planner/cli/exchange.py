"""The commands export and import: plans as files of other tools, and the states that these bring back."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notion_planner.cli.options import ConfigOption, JsonOption, QuietOption, SpecArgument, StartOption
from notion_planner.cli.work import SpecsOption

if TYPE_CHECKING:
    from notion_planner.exchange import Imported, ListedTask


class FileForm(StrEnum):
    SPECKIT = "speckit"
    TASKS = "tasks"
    CSV = "csv"
    JSON = "json"
    ICAL = "ical"
    EVENTS = "events"


_BY_SUFFIX = {".md": FileForm.TASKS, ".csv": FileForm.CSV, ".json": FileForm.JSON, ".ics": FileForm.ICAL}


def add_to(app: typer.Typer) -> None:
    app.command("export")(export)
    app.command("import")(import_states)


def export(
    spec: SpecArgument,
    target: Annotated[
        Path, typer.Argument(help="File or, for speckit, folder to write; - prints.", show_default=False)
    ],
    form: Annotated[
        FileForm | None,
        typer.Option("--format", help="speckit, tasks, csv, json, ical or events.  [default: by the suffix]"),
    ] = None,
    config: ConfigOption = None,
    start: StartOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Write the plan as a file: tasks.md, CSV, JSON, iCalendar, or a whole spec-kit feature folder.

    Example: notion-planner export "User Profile API Specification" tasks.csv
    """
    from notion_planner.cli.exporting import ExportRun, run_export, run_folder_export
    from notion_planner.errors import UsageError

    chosen = form or _form_of(target)
    if chosen is FileForm.SPECKIT:
        if force:
            raise UsageError(
                "--force replaces one file, and a spec-kit folder holds several.",
                hint="Leave it out; where the folder is there already, name another.",
            )
        run_folder_export(spec, target, config, start=start, quiet=quiet)
    else:
        options = ExportRun(form=chosen.value, start=start, force=force, quiet=quiet)
        run_export(spec, target, config, options)


def _form_of(target: Path) -> FileForm:
    """The form that a file's suffix says; without one a spec-kit folder is meant.

    Raises:
        UsageError: files of that suffix are not written.
    """
    from notion_planner.errors import UsageError

    if str(target) == "-":
        return FileForm.TASKS
    suffix = target.suffix.casefold()
    if suffix and suffix not in _BY_SUFFIX and not target.is_dir():
        raise UsageError(
            f"{target}: there is no export to {suffix}.",
            hint=f"Name a file that ends in {', '.join(_BY_SUFFIX)}, or the form with --format.",
        )
    return _BY_SUFFIX.get(suffix, FileForm.SPECKIT)


def import_states(
    file: Annotated[Path, typer.Argument(help="tasks.md, CSV or JSON.", show_default=False)],
    spec: SpecsOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write what is shown.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take statuses over from a file: tasks are found by key, and nothing but their status is written.

    Shows what it would change; --yes writes it. A line that leads to no task ends with exit code 4, after the
    others were written.

    Example: notion-planner import specs/001-profile-api/tasks.md --yes
    """
    from notion_planner.cli import output as out
    from notion_planner.cli.importing import read_states, status_property, write
    from notion_planner.cli.reading import document_of, finish, read_each, require_plan
    from notion_planner.errors import ExitCode
    from notion_planner.exchange import decide
    from notion_planner.use_cases.daily import read_work

    listed = read_states(file)
    found = read_each(spec or (), config, read_work, quiet=quiet or as_json)
    require_plan(found)
    items = [item for work in found.answers for item in work.items]
    status = status_property(found.answers)
    decided = decide(items, listed, status, found.settings.tasks.states)
    _require_some(file, listed, decided)
    failed = write(config, decided, status, found) if yes and decided.changes else 0
    if as_json:
        values = {"written": yes, **decided.model_dump(mode="json")}
        out.print_json(document_of("import", found, values, schema="notion-planner/import/1"))
    else:
        out.print_text("\n".join(_lines(decided, written=yes, failed=failed)))
        _report(decided, quiet=quiet)
    finish("import", found, as_json=as_json, quiet=quiet)
    if decided.unknown:
        raise typer.Exit(int(ExitCode.NOT_FOUND))


def _require_some(file: Path, listed: "tuple[ListedTask, ...]", decided: "Imported") -> None:
    from notion_planner.errors import NotFoundError

    if not decided.found:
        reason = f": line {decided.unknown[0].line}, {decided.unknown[0].reason}" if listed else ""
        raise NotFoundError(
            f"No line of {file} leads to a task{reason}.",
            hint="Export the plan to see how tasks are named, or name its specification with --spec.",
        )


def _lines(decided: "Imported", *, written: bool, failed: int) -> list[str]:
    lines = [
        f"{change.title}: {change.before or 'no status'} -> {change.after}" for change in decided.changes
    ]
    if not decided.changes and decided.unknown:
        return ["Nothing to change in the tasks that were found."]
    if not decided.changes:
        return ["Nothing to change: every task has the status that the file gives it."]
    if failed:
        return [*lines, f"Written, but for {failed} of {len(lines)}."]
    if written:
        return [*lines, "Written. `notion-planner sync` brings plan and progress up to date."]
    return [*lines, "Nothing is written yet: --yes does."]


def _report(decided: "Imported", *, quiet: bool) -> None:
    from notion_planner.cli import output as out

    notes: list[Any] = [*decided.unknown, *decided.left]
    for passed in sorted(notes, key=lambda found: found.line):
        out.notice(f"Line {passed.line}, '{passed.text}': {passed.reason}.", quiet=quiet)
