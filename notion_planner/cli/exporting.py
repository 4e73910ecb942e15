"""What export does once its arguments are parsed."""

import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from notion_planner.cli import output as out
from notion_planner.cli.inspect import decided
from notion_planner.cli.options import day_of
from notion_planner.cli.session import answer_of, open_session
from notion_planner.config import load_settings
from notion_planner.errors import UsageError
from notion_planner.exchange import calendar_text, csv_text, json_text, task_list_text
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.fetcher.spec_file import as_file, file_text
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Spec
from notion_planner.progress import TaskState
from notion_planner.speckit import speckit_files
from notion_planner.templating import Templates
from notion_planner.tracking.worklist import WorkItem
from notion_planner.use_cases.daily import plan_items, read_items


@dataclass(frozen=True)
class ExportRun:
    """``form`` is one of the command's formats; ``force`` replaces a file that exists."""

    form: str
    start: str | None = None
    force: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class _Exported:
    """What is exported; a file's ``document`` has no page."""

    plan: Plan
    spec: Spec
    document: SpecDocument
    items: tuple[WorkItem, ...]
    templates: Templates

    @property
    def done(self) -> frozenset[str]:
        return frozenset(item.key for item in self.items if item.state is TaskState.DONE)


def run_folder_export(
    reference: str, folder: Path, config: Path | None, *, start: str | None, quiet: bool
) -> None:
    if str(folder) == "-":
        raise UsageError("A spec-kit folder cannot be printed.", hint="Name a folder, or another --format.")
    found = _read(reference, config, start=day_of(start), quiet=quiet, profile="speckit")
    document, fill = found.document, found.templates.text
    files = speckit_files(found.plan, found.spec, fill, title=document.page.title, done=found.done)
    if not out.is_taken(folder / "spec.md"):  # one that is there is where the specification is written
        files["spec.md"] = file_text(document)
    existing = [name for name in files if out.is_taken(folder / name)]
    if existing:
        raise UsageError(
            f"{folder} already holds {', '.join(existing)}; nothing was written.",
            hint="Export into another folder, so that no edit of yours is overwritten.",
        )
    for name, text in files.items():
        out.write_file(folder / name, text)
    out.print_text("\n".join(str(folder / name) for name in files))


def run_export(
    reference: str,
    target: Path,
    config: Path | None,
    options: ExportRun,
) -> None:
    printed = str(target) == "-"
    if not printed and out.is_taken(target) and not options.force:
        raise UsageError(f"{target} exists; nothing was written.", hint="Replace it with --force.")
    found = _read(reference, config, start=day_of(options.start), quiet=options.quiet or printed)
    text = _text(found, options.form)
    if printed:
        sys.stdout.write(text)
        return
    out.write_file(target, text)
    out.print_text(str(target))


def _read(
    reference: str, config: Path | None, *, start: date | None, quiet: bool, profile: str | None = None
) -> _Exported:
    """Of a page with the states in Notion; of a file the plan alone, which needs no connection."""
    if as_file(reference) is not None:
        of = decided(reference, config, quiet=quiet, profile=profile, start=start)
        settings = load_settings(config, local=True)
        items = plan_items(of.plan, settings, spec=of.document.page.title)
        return _Exported(of.plan, of.spec, of.document, items, Templates(settings.templates))
    session = open_session(config, quiet=quiet, reference=reference)
    session = replace(session, settings=session.settings.with_profile(profile))
    prepared, items = answer_of(session, reference, read_items, start=start)
    job, templates = prepared.job, Templates(session.settings.templates)
    return _Exported(job.plan, job.spec, job.document, items, templates)


def _text(found: _Exported, form: str) -> str:
    page = found.document.page
    match form:
        case "tasks":
            fill = found.templates.text
            return task_list_text(found.plan, found.spec, fill, title=page.title, done=found.done)
        case "csv":
            return csv_text(found.items)
        case "json":
            return json_text(found.plan, found.items)
        case _:
            return calendar_text(found.plan, found.items, spec_id=page.id, events=form == "events")
