"""The commands that read and judge: trace, explain, lint, schema. None of them writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import typer

from notion_planner import __version__, trace
from notion_planner.cli import output as out
from notion_planner.cli.session import answer_of, document_for_preview, open_session, wait_for
from notion_planner.config import load_settings
from notion_planner.errors import ConfigError, ExitCode
from notion_planner.extractor import extract
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.fetcher.spec_file import as_file, read_file
from notion_planner.lint import (
    BaselineError,
    Format,
    lint,
    render_findings,
    without_accepted,
    write_baseline,
)
from notion_planner.model.lint import Finding, Severity
from notion_planner.model.plan import Plan
from notion_planner.model.plan_file import PlanFile
from notion_planner.model.report import Report
from notion_planner.model.spec import Spec
from notion_planner.notion.objects import Page
from notion_planner.templating import Templates
from notion_planner.tracking.task_lookup import find_key
from notion_planner.use_cases.run import local_today, pipeline_of
from notion_planner.use_cases.sync import prepare


@dataclass(frozen=True)
class Decided:
    """The document, its extraction and its plan, as a sync would make them.

    ``pages``: task key → the page it has by now; ``gone``: keys of those whose page is in the trash or out of
    sight, which that of a task which was unbound need not be.
    """

    document: SpecDocument
    spec: Spec
    plan: Plan
    pages: Mapping[str, Page] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()


def decided(
    reference: str, config: Path | None, *, quiet: bool, profile: str | None = None, start: date | None = None
) -> Decided:
    """What a sync would make of the specification.

    A file is read without any connection, so that a check of a pull request needs no token.
    """
    path = as_file(reference)
    if path is not None:
        document = read_file(path)
        settings = load_settings(config, local=True).with_profile(profile)
        pipeline = pipeline_of(settings, Templates(settings.templates))
        spec = pipeline.read(document.markdown, title=document.page.title)
        return Decided(document, spec, pipeline.plan(spec, start=start or local_today() + timedelta(days=1)))
    session = open_session(config, quiet=quiet, reference=reference)
    session = replace(session, settings=session.settings.with_profile(profile))
    job = answer_of(session, reference, prepare, start=start).job
    gone = (key for key, page in job.existing.gone.items() if page is None or page.in_trash)
    return Decided(job.document, job.spec, job.plan, job.existing.tasks, frozenset(gone))


def run_trace(
    reference: str, config: Path | None, *, form: str, min_coverage: float | None, quiet: bool
) -> None:
    of = decided(reference, config, quiet=quiet or form != "text")
    found = trace.trace(of.plan, of.spec, gone=of.gone)
    match form:
        case "text":
            out.print_text(trace.as_text(found))
        case "json":
            out.print_json(found.model_dump(mode="json"))
        case "markdown":
            out.print_text(trace.as_markdown(found))
        case _:
            out.print_text(trace.as_sarif(found, uri=of.document.page.url, version=__version__))
    if min_coverage is not None and not found.reaches(min_coverage):
        out.notice(f"Coverage is {found.coverage:g} %, below --min-coverage {min_coverage:g}.", quiet=quiet)
        raise typer.Exit(int(ExitCode.GATE))


def run_explain(reference: str, name: str, config: Path | None, *, quiet: bool) -> None:
    of = decided(reference, config, quiet=quiet)
    # A page whose task is no longer asked for has nothing that explains it.
    asked = {task.key: of.pages[task.key] for task in of.plan.tasks if task.key in of.pages}
    out.print_text(trace.explain(of.plan, of.spec, find_key(of.plan, asked, name)))


_FORMATS: dict[str, Format] = {"text": "text", "json": "json", "markdown": "markdown", "sarif": "sarif"}


@dataclass(frozen=True)
class LintRun:
    """How findings are shown, which are accepted, and how severe one must be to fail the command."""

    form: str = "text"
    baseline: Path | None = None
    accept: Path | None = None
    fail_on: str = "error"
    quiet: bool = False


def run_lint(reference: str, config: Path | None, options: LintRun) -> None:
    document, findings = findings_in(reference, config, quiet=options.quiet or options.form != "text")
    if options.accept is not None:
        out.write_file(options.accept, write_baseline(findings))
    findings = not_accepted(findings, options.baseline)
    out.print_text(
        render_findings(findings, _FORMATS[options.form], source=document.page.url or document.page.title)
    )
    if fails(findings, options.fail_on):
        raise typer.Exit(int(ExitCode.GATE))


def findings_in(
    reference: str, config: Path | None, *, quiet: bool
) -> tuple[SpecDocument, tuple[Finding, ...]]:
    """The document and all that is weak in it."""
    document, text, spec = _read(reference, config, quiet=quiet)
    return document, lint(spec, text)


def fails(findings: Sequence[Finding], fail_on: str) -> bool:
    """Whether one of them is as severe as the gate allows none to be."""
    failing = {"error": (Severity.ERROR,), "warning": (Severity.ERROR, Severity.WARNING)}
    return any(finding.severity in failing.get(fail_on, ()) for finding in findings)


def _read(reference: str, config: Path | None, *, quiet: bool) -> tuple[SpecDocument, str, Spec]:
    """The document, the text that its extraction is of, and that."""
    path = as_file(reference)
    if path is not None:
        document, settings = read_file(path), load_settings(config, local=True)
    else:
        session = open_session(config, quiet=quiet, reference=reference)
        settings = session.settings

        async def from_notion() -> SpecDocument:
            async with session.run() as run:
                return await document_for_preview(run, session, reference)

        document = wait_for(from_notion())
    text = document.text(settings)
    return document, text, extract(text, title=document.page.title, headings=settings.extraction.headings)


def not_accepted(findings: tuple[Finding, ...], path: Path | None) -> tuple[Finding, ...]:
    """Those that the baseline does not accept; all of them without one.

    Raises:
        ConfigError: it cannot be read.
    """
    if path is None:
        return findings
    try:
        return without_accepted(findings, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"The baseline {path} cannot be read: {error.strerror}.", hint="Make one with --write-baseline."
        ) from error
    except (BaselineError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}.", hint="Make it anew with --write-baseline.") from error


_SCHEMAS: dict[str, type[PlanFile | Report]] = {"plan": PlanFile, "report": Report}


def run_schema(name: str) -> None:
    schema: dict[str, Any] = _SCHEMAS[name].model_json_schema()
    out.print_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
