"""What the commands do once their arguments are parsed; imported only when one runs."""

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import typer

from notion_planner.cli import output as out
from notion_planner.cli.session import (
    Reference,
    Session,
    configured_specs,
    demo_session,
    document_for_preview,
    open_session,
    require_specs,
    spec_to_write,
    wait_for,
)
from notion_planner.config import load_settings
from notion_planner.errors import ExitCode, PlannerError, UsageError, ends_all
from notion_planner.extractor import explain as explain_extraction
from notion_planner.extractor import extract, flat
from notion_planner.fetcher.block_ids import read_blocks, with_block_ids
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.fetcher.spec_file import as_file, called, read_file
from notion_planner.model.report import Problem, Report
from notion_planner.notion.ledger import Ledger, total
from notion_planner.notion.objects import Block
from notion_planner.pictures import text_graph
from notion_planner.preview.plan_file import as_json
from notion_planner.preview.remarks import told_once
from notion_planner.use_cases.applying import file_of
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import pass_gates, prepare, preview_of, sync
from notion_planner.use_cases.sync_all import Outcomes, sync_all

DEMO_SPEC = "User Profile API Specification"


@dataclass(frozen=True)
class Output:
    """How a command prints. ``detailed``: exit with 10 when there are changes."""

    command: str
    as_json: bool = False
    quiet: bool = False
    detailed: bool = False
    summary: Path | None = None
    graph: bool = False
    plan_file: Path | None = None
    form: str = "text"

    @property
    def notices_off(self) -> bool:
        return self.quiet or self.as_json or self.form != "text"


@dataclass(frozen=True)
class Choices:
    """What an option says over the configuration, for this run."""

    start: date | None = None
    profile: str | None = None
    force: bool = False
    full: bool = False

    def over(self, session: Session) -> Session:
        return replace(session, settings=session.settings.with_profile(self.profile))


UseCase = Callable[[Run, Session, Reference], Awaitable[Report]]


def run_extract(spec: str, config: Path | None, output: Output, *, explain: bool, blocks: bool) -> None:
    if blocks and not output.as_json:
        raise UsageError("--block-ids goes with --json.", hint="Add it: the text names lines instead.")
    path = as_file(spec)
    stands: tuple[Block, ...] = ()
    if path is not None:
        if blocks:
            raise UsageError(
                f"{called(path)} is a file and has no blocks.", hint="Name the page in Notion instead."
            )
        document = read_file(path)
        settings = load_settings(config, local=True)
    else:
        session = open_session(config, quiet=output.notices_off)
        settings = session.settings
        document, stands = wait_for(_fetch(session, spec, blocks=blocks))
    text, page = document.text(settings), document.page
    found = extract(text, title=page.title, headings=settings.extraction.headings, facts=page.dates)
    found = with_block_ids(found, stands) if blocks else found
    if output.as_json:
        out.print_json({"schema": "notion-planner/extract/1", "command": "extract", **flat(found)})
        return
    if explain:
        out.print_text(explain_extraction(found, text))
    else:
        out.print_text(_overview(found.title or document.page.title, flat(found)))
    warnings = [Problem(code=warning.code, message=warning.message) for warning in found.warnings]
    out.print_problems((*document.problems, *warnings), quiet=output.quiet)


async def _fetch(session: Session, reference: str, *, blocks: bool) -> tuple[SpecDocument, tuple[Block, ...]]:
    async with session.run() as run:
        document = await document_for_preview(run, session, reference)
        return document, await _blocks(run, document) if blocks else ()


async def _blocks(run: Run, document: SpecDocument) -> tuple[Block, ...]:
    pages = (document, *(part.document for part in document.sub_pages))
    read = await asyncio.gather(*(read_blocks(run.notion, one.page.id) for one in pages))
    return tuple(block for blocks in read for block in blocks)


def _overview(title: str, items: dict[str, Any]) -> str:
    lines = [title]
    for name, values in items.items():
        if isinstance(values, list) and values and isinstance(values[0], dict) and "text" in values[0]:
            lines.append(f"\n{name.replace('_', ' ').capitalize()} ({len(values)})")
            lines += [f"  {_line(value)}" for value in values]
    return "\n".join(lines)


def _line(item: dict[str, Any]) -> str:
    text, name = str(item["text"]), item.get("id")
    return text if not name or text.startswith(str(name)) else f"{name}: {text}"


def run_plan(specs: Sequence[str], config: Path | None, output: Output, choices: Choices) -> None:
    async def use_case(run: Run, session: Session, reference: Reference) -> Report:
        prepared = await prepare(run, await document_for_preview(run, session, reference))
        report = preview_of(run, prepared, command=output.command)
        if output.plan_file is not None:
            out.write_file(output.plan_file, as_json(file_of(run, prepared)))
            unfit = _unfit(output.plan_file, prepared.job.document)
            report = report.model_copy(update={"problems": (*report.problems, *unfit)})
        if output.graph:
            drawing = text_graph(prepared.job.plan)
            report = report.model_copy(update={"text": f"{report.text}\n\n{drawing}"})
        return report

    if output.graph and (output.as_json or output.form != "text"):
        raise UsageError("--graph goes with the text of a preview.", hint="Leave it out, or the other form.")
    session = choices.over(open_session(config, quiet=output.notices_off))
    reports, failures = wait_for(each_spec(session, specs, use_case, choices))
    _print_all(reports, failures, output, out.PREVIEWS[output.form])


def _unfit(plan_file: Path, document: SpecDocument) -> tuple[Problem, ...]:
    """That `apply` will refuse the plan file, said while it is no work lost yet."""
    if document.on_page:
        return ()
    return (
        Problem(
            code="plan_file_without_page",
            message=f"{plan_file} can be read and not applied: "
            f"what the file of '{document.page.title}' says is not on a page yet.",
            hint="Sync the file, then write the plan file anew.",
        ),
    )


def run_sync(specs: Sequence[str], config: Path | None, output: Output, choices: Choices) -> None:
    session = choices.over(open_session(config, quiet=output.notices_off))
    if specs:
        reports, failures = wait_for(each_spec(session, specs, sync_one, choices))
        _print_all(reports, failures, output)
        return
    found = wait_for(_all(session, choices))
    left_out = tuple(map(out.problem_of, found.left_out))
    _print_all(found.reports, found.failures, output, remarks=left_out)


def run_demo(output: Output) -> None:
    session = demo_session(quiet=output.notices_off)
    out.notice(f"The local workspace is {session.connection.workspace}.", quiet=output.notices_off)
    reports, failures = wait_for(each_spec(session, [DEMO_SPEC], sync_one, Choices()))
    _print_all(reports, failures, output)
    if not output.notices_off:
        program = _program()
        out.print_text(
            f'\nSee where its tasks stand:\n  {program} status "{DEMO_SPEC}"\n'
            "Look at the pages in a browser, here instead of at app.notion.com, where they would be:\n"
            f"  {program} workspace serve\n"
            "Run the demo again: nothing has changed, so nothing is written."
        )


def _program() -> str:
    """How the command can be called from here: by name where it is on the path, else by its file."""
    called = Path(sys.argv[0])
    if shutil.which("notion-planner") or called.stem != "notion-planner":
        return "notion-planner"
    return str(called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called)


async def sync_one(run: Run, session: Session, reference: Reference) -> Report:
    found = await spec_to_write(run, session, reference)
    if not found.document.on_page:
        await pass_gates(run, found.document)
    return await sync(run, await found.on_page())


async def _all(session: Session, choices: Choices) -> Outcomes:
    """Every specification of the configuration, reading only what changed."""
    async with session.run(start=choices.start, force=choices.force) as run:
        require_specs(run.settings)
        found = await sync_all(
            run, lambda run, page: sync_one(run, session, page), full=choices.full or choices.force
        )
        found.failures = session.all_explained(found.failures)
        return found


async def each_spec(
    session: Session, references: Sequence[str], use_case: UseCase, choices: Choices
) -> tuple[list[Report], list[PlannerError]]:
    """One specification after another over one connection; only a failure of that stops the others.

    Without references, those of the configuration.
    """
    reports: list[Report] = []
    failures: list[PlannerError] = []
    async with session.run(start=choices.start, force=choices.force) as run:
        wanted: Sequence[Reference] = references
        if not references:
            configured = await configured_specs(run)
            wanted, failures = configured.pages, session.all_explained(configured.failures)
        names = [reference if isinstance(reference, str) else reference.title for reference in wanted]
        for number, reference in enumerate(wanted, 1):
            run.begins(names[number - 1], number, len(wanted))
            run.notion.ledger = Ledger()
            try:
                reports.append(await use_case(run, session, reference))
            except PlannerError as error:
                failures.append(session.explained(error))
                if ends_all(error, names, number - 1):
                    break
    return reports, failures


def _print_all(
    reports: Sequence[Report],
    failures: Sequence[PlannerError],
    output: Output,
    show: Callable[[Report], None] = out.print_outcome,
    *,
    remarks: Sequence[Problem] = (),
) -> None:
    """Prints what came of every specification and ends with the exit code that says so.

    ``remarks`` are about none of them.
    """
    if not reports and not failures:
        reports = [Report(command=output.command, text="The configuration leads to no specification.")]
    failures = [*failures, *_summarised(reports, failures, output.summary)]
    if len(reports) + len(failures) == 1 and failures:
        raise failures[0]
    if output.as_json:
        out.print_json(whole_document(reports, failures, output.command, remarks))
    for report in () if output.as_json else reports:
        show(report)
    told = (*told_once(reports, others=len(failures)), *remarks)
    out.print_problems(told, quiet=output.quiet or output.as_json)
    for error in failures:
        out.print_error(output.command, error, as_json=False)
    if failures:
        raise typer.Exit(int(failures[0].exit_code))
    if output.detailed and any(report.changed for report in reports):
        raise typer.Exit(int(ExitCode.CHANGES))


def _summarised(
    reports: Sequence[Report], failures: Sequence[PlannerError], path: Path | None
) -> Iterator[PlannerError]:
    """Appends to the file what came of every specification; an error of that is told with the others."""
    if path is None:
        return
    lines = [report.summary for report in reports] + [f"❌ {error}" for error in failures]
    try:
        out.append_to_file(path, "\n\n".join(lines).rstrip() + "\n")
    except PlannerError as error:
        yield error


def whole_document(
    reports: Sequence[Report],
    failures: Sequence[PlannerError],
    command: str,
    remarks: Sequence[Problem] = (),
) -> dict[str, Any]:
    """One document: of a single specification its report, of several their sums and ``specs``."""
    if len(reports) == 1 and not failures:
        [only] = reports
        return only.model_copy(update={"problems": (*only.problems, *remarks)}).as_json()
    counts: dict[str, int] = {}
    for report in reports:
        for name, value in report.counts.items():
            counts[name] = counts.get(name, 0) + value
    whole = Report(
        command=command,
        changed=any(report.changed for report in reports),
        counts=counts,
        requests=total(report.requests for report in reports),
        tasks=tuple(row for report in reports for row in report.tasks),
        problems=(
            *told_once(reports, others=len(failures)),
            *map(out.problem_of, failures),
            *remarks,
        ),
    )
    return {**whole.as_json(), "specs": [report.as_json() for report in reports]}
