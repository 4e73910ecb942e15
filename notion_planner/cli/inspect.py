"""The commands that read and judge: trace, explain, lint, schema. None of them writes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import typer

from notion_planner import __version__, trace
from notion_planner.cli import output as out
from notion_planner.cli.session import document_for_preview, open_session, wait_for
from notion_planner.config import load_settings
from notion_planner.errors import ExitCode, NotFoundError
from notion_planner.fetcher import SpecDocument
from notion_planner.model.plan import Plan, Task
from notion_planner.model.report import Report
from notion_planner.model.spec import Spec
from notion_planner.spec_file import as_file, read_file
from notion_planner.sync import local_today, pipeline_of, prepare
from notion_planner.templating import Templates


def decided(reference: str, config: Path | None, *, quiet: bool) -> tuple[SpecDocument, Spec, Plan]:
    """The document, its extraction and its plan, as a sync would make them.

    A file is read without any connection, so that a check of a pull request needs no token.
    """
    path = as_file(reference)
    if path is not None:
        document = read_file(path)
        settings = load_settings(config, local=True)
        pipeline = pipeline_of(settings, Templates(settings.templates))
        spec = pipeline.read(document.markdown, title=document.page.title)
        return document, spec, pipeline.plan(spec, start=local_today() + timedelta(days=1))
    session = open_session(config, quiet=quiet)

    async def from_notion() -> tuple[SpecDocument, Spec, Plan]:
        async with session.run() as run:
            prepared = await prepare(run, await document_for_preview(run, session, reference))
            return prepared.job.document, prepared.job.spec, prepared.job.plan

    return wait_for(from_notion())


def run_trace(
    reference: str, config: Path | None, *, form: str, min_coverage: float | None, quiet: bool
) -> None:
    document, spec, plan = decided(reference, config, quiet=quiet or form != "text")
    found = trace.trace(plan, spec)
    match form:
        case "text":
            out.print_text(trace.as_text(found))
        case "json":
            out.print_json(found.model_dump(mode="json"))
        case "markdown":
            out.print_text(trace.as_markdown(found))
        case _:
            out.print_text(trace.as_sarif(found, uri=document.page.url, version=__version__))
    if min_coverage is not None and not found.reaches(min_coverage):
        out.notice(f"Coverage is {found.coverage:g} %, below --min-coverage {min_coverage:g}.", quiet=quiet)
        raise typer.Exit(int(ExitCode.GATE))


def run_explain(reference: str, name: str, config: Path | None, *, quiet: bool) -> None:
    _, spec, plan = decided(reference, config, quiet=quiet)
    out.print_text(trace.explain(plan, spec, _task_named(plan, name).key))


def _task_named(plan: Plan, name: str) -> Task:
    """The task with this key or title.

    Raises:
        NotFoundError: the plan has none; the message lists what it has.
    """
    wanted = name.strip().casefold()
    for task in plan.tasks:
        if wanted in (task.key.casefold(), task.title.casefold(), task.full_title.casefold()):
            return task
    raise NotFoundError(
        f"'{plan.title}' has no task '{name}'. It has: {'; '.join(task.title for task in plan.tasks)}.",
        hint="Use one of these titles.",
    )


_SCHEMAS: dict[str, type[Plan | Report]] = {"plan": Plan, "report": Report}


def run_schema(name: str) -> None:
    schema: dict[str, Any] = _SCHEMAS[name].model_json_schema()
    out.print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
