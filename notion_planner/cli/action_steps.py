"""What the GitHub Action's ``command`` input can ask for, each as one use case and what it leaves behind."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from notion_planner import __version__, trace
from notion_planner.cli.commands import Choices, each_spec, sync_one, whole_document
from notion_planner.cli.inspect import decided, fails, findings_in, not_accepted
from notion_planner.cli.moving import moved
from notion_planner.cli.session import (
    Reference,
    Session,
    document_for_preview,
    open_session,
    wait_for,
)
from notion_planner.environment import ActionInputs, Runner
from notion_planner.errors import ExitCode, PlannerError, UsageError
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.github import annotation, details, one_sarif_log, sarif_annotations
from notion_planner.lint import render_findings
from notion_planner.model.plan import Plan
from notion_planner.model.report import Report
from notion_planner.notion.markup import escape
from notion_planner.preview.plan_file import as_json
from notion_planner.preview.remarks import told_once
from notion_planner.preview.terminal import preview_text
from notion_planner.use_cases.applying import file_of
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import prepare, preview_of
from notion_planner.use_cases.task_moves import Wanted, moves_markdown, moves_text


@dataclass(frozen=True)
class StepResult:
    """``files`` are name → content, ``text`` is for the log, ``annotations`` are workflow commands."""

    code: ExitCode = ExitCode.DONE
    outputs: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    text: str = ""
    annotations: Sequence[str] = ()


def failed(errors: Sequence[PlannerError]) -> StepResult:
    """A step that came to nothing; of several errors the first one's code counts."""
    return StepResult(
        code=errors[0].exit_code,
        annotations=[annotation("error", str(error), title="notion-planner") for error in errors],
        summary="\n\n".join(f"❌ {escape(str(error))}" for error in errors),
    )


def _sync(inputs: ActionInputs, runner: Runner) -> StepResult:
    if inputs.dry_run:
        return _plan(inputs, runner)
    work = each_spec(_session(inputs), _references(inputs), sync_one, Choices())
    return _of_reports(*wait_for(work), command="sync")


def _plan(inputs: ActionInputs, _runner: Runner) -> StepResult:
    plans: list[Plan] = []

    async def use_case(run: Run, session: Session, reference: Reference) -> Report:
        prepared = await prepare(run, await document_for_preview(run, session, reference))
        plans.append(file_of(run, prepared))
        report = preview_of(run, prepared)
        drawn = preview_text(report)
        summary = f"{report.summary}\n\n{details('Every task', drawn)}"
        return report.model_copy(update={"summary": summary, "text": drawn})

    work = each_spec(_session(inputs), _references(inputs), use_case, Choices())
    reports, failures = wait_for(work)
    result = _of_reports(reports, failures, command="plan")
    result = replace(result, files={**result.files, **_plan_files(plans)})
    if failures or not inputs.fail_on_changes or not any(report.changed for report in reports):
        return result
    behind = "; ".join(report.plan.title for report in reports if report.changed and report.plan)
    out_of_step = annotation(
        "error", f"{behind}: a sync would change it, and fail-on-changes is set.", title="Changes"
    )
    return replace(result, code=ExitCode.CHANGES, annotations=[*result.annotations, out_of_step])


def _of_reports(reports: Sequence[Report], failures: Sequence[PlannerError], *, command: str) -> StepResult:
    document = whole_document(reports, failures, command)
    counts = {name: sum(report.counts.get(name, 0) for report in reports) for name in _COUNTS}
    addresses = [report.plan.url for report in reports if report.plan is not None and report.plan.url]
    remarks = told_once(reports, others=len(failures))
    notes = [f"Note: {problem.message} {problem.hint}" for problem in remarks]
    problems = [failed(failures)] if failures else []
    return StepResult(
        code=failures[0].exit_code if failures else ExitCode.DONE,
        outputs={
            "changed": _yes(any(report.changed for report in reports)),
            **{name: str(count) for name, count in counts.items()},
            "plan-url": "\n".join(addresses),
        },
        files={"report.json": _json(document)},
        summary="\n\n".join(
            [
                *(report.summary for report in reports),
                *(f"- {escape(note)}" for note in notes),
                *(result.summary for result in problems),
            ]
        ),
        text="\n\n".join([*(report.text for report in reports), *notes]),
        annotations=[line for result in problems for line in result.annotations],
    )


_COUNTS = ("created", "updated", "unchanged")


def _trace(inputs: ActionInputs, runner: Runner) -> StepResult:
    gate = _Gate("trace.sarif")
    plans: list[Plan] = []
    coverages: list[float] = []

    def check(reference: str) -> None:
        of = decided(reference, inputs.config, quiet=True, profile=inputs.profile)
        found, document = trace.trace(of.plan, of.spec, gone=of.gone), of.document
        plans.append(of.plan)
        coverages.append(found.coverage)
        gate.add(
            json.loads(trace.as_sarif(found, uri=_source(document, runner), version=__version__)),
            file=_in_repository(document, runner),
            title=of.plan.feature,
            markdown=trace.as_markdown(found),
            text=trace.as_text(found),
            passed=inputs.min_coverage is None or found.reaches(inputs.min_coverage),
        )

    gate.check_each(_named(inputs), check)
    result = gate.result({"coverage": f"{min(coverages):g}"} if coverages else {})
    return replace(result, files={**result.files, **_plan_files(plans)})


def _lint(inputs: ActionInputs, runner: Runner) -> StepResult:
    gate = _Gate("lint.sarif")

    def check(reference: str) -> None:
        document, findings = findings_in(reference, inputs.config, quiet=True)
        findings = not_accepted(findings, inputs.baseline)
        source = _source(document, runner)
        gate.add(
            json.loads(render_findings(findings, "sarif", source=source)),
            file=_in_repository(document, runner),
            title=document.page.title,
            markdown=render_findings(findings, "markdown", source=source),
            text=render_findings(findings, "text", source=source),
            passed=not fails(findings, inputs.fail_on),
        )

    gate.check_each(_named(inputs), check)
    return gate.result({})


@dataclass
class _Gate:
    """Gathers what a check says of each document; one that fails it, or cannot be read, fails the step."""

    file_name: str
    logs: list[Mapping[str, Any]] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    failures: list[PlannerError] = field(default_factory=list)
    passed: bool = True

    def check_each(self, references: Sequence[str], check: Callable[[str], None]) -> None:
        """One that cannot be checked hides nothing of what the others hold."""
        for reference in references:
            try:
                check(reference)
            except PlannerError as error:
                self.failures.append(error)

    def add(
        self, log: Mapping[str, Any], *, file: str | None, title: str, markdown: str, text: str, passed: bool
    ) -> None:
        self.logs.append(log)
        self.annotations += sarif_annotations(log, file=file)
        self.sections.append(f"### {escape(title)}\n\n{markdown}")
        self.texts.append(text)
        self.passed = self.passed and passed

    def result(self, outputs: Mapping[str, str]) -> StepResult:
        # What is wrong with the configuration, all of them say.
        failures = list({str(error): error for error in self.failures}.values())
        problems = failed(failures) if failures else StepResult()
        if not self.logs:
            return problems
        log = one_sarif_log(self.logs)
        gate = ExitCode.DONE if self.passed else ExitCode.GATE
        return StepResult(
            code=problems.code if failures else gate,
            outputs={"findings": str(len(log["runs"][0]["results"])), **outputs},
            files={self.file_name: _json(log)},
            summary="\n\n".join([*self.sections, *filter(None, [problems.summary])]),
            text="\n".join(self.texts),
            annotations=[*problems.annotations, *self.annotations],
        )


def _move(inputs: ActionInputs, _runner: Runner) -> StepResult:
    if inputs.status is None:
        raise UsageError("The action's input 'status' is empty.", hint="Say which status the tasks get.")
    wanted = Wanted(status=inputs.status, texts=(inputs.text,), dry_run=inputs.dry_run)
    found = moved(open_session(inputs.config, quiet=True), wanted)
    return StepResult(
        code=found.code,
        outputs={
            "changed": _yes(found.changed),
            "moved": str(sum(move.action == "update" for move in found.moves)),
        },
        files={"report.json": _json(found.as_json())},
        summary=moves_markdown(found),
        text=moves_text(found),
        annotations=[
            annotation("error" if problem in found.failures else "warning", problem.message, title="Tasks")
            for problem in found.problems
        ],
    )


Step = Callable[[ActionInputs, Runner], StepResult]
STEPS: Mapping[str, Step] = {"sync": _sync, "plan": _plan, "trace": _trace, "lint": _lint, "move": _move}


def _session(inputs: ActionInputs) -> Session:
    return Choices(profile=inputs.profile).over(open_session(inputs.config, quiet=True))


def _references(inputs: ActionInputs) -> list[str]:
    """The specifications; a line with ``*`` stands for the files that it matches."""
    return list(dict.fromkeys(found for line in inputs.specs for found in _files_like(line) or [line]))


def _files_like(line: str) -> list[str]:
    if "*" not in line:
        return []
    try:
        return sorted(path.as_posix() for path in Path().glob(line) if path.is_file())
    except (NotImplementedError, ValueError):  # an absolute pattern, or no pattern at all: then it is a title
        return []


def _named(inputs: ActionInputs) -> list[str]:
    references = _references(inputs)
    if not references:
        raise UsageError(
            f"The action's input 'specs' is empty, and '{inputs.command}' looks at named ones only.",
            hint="Name files or pages, one a line; docs/specs/*.md names all of a folder.",
        )
    return references


def _source(document: SpecDocument, runner: Runner) -> str:
    return _in_repository(document, runner) or document.page.url or document.page.title


def _in_repository(document: SpecDocument, runner: Runner) -> str | None:
    """A file's path as annotations and code scanning want it: relative to the checkout."""
    if document.page.id:
        return None
    path = Path(document.page.url).resolve()
    workspace = runner.workspace.resolve()
    return path.relative_to(workspace).as_posix() if path.is_relative_to(workspace) else None


def _plan_files(plans: Sequence[Plan]) -> dict[str, str]:
    if len(plans) == 1:
        return {"plan.json": as_json(plans[0])}
    return {f"{number}-plan.json": as_json(plan) for number, plan in enumerate(plans, 1)}


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _yes(value: bool) -> str:  # noqa: FBT001 (one value, and what it says is its form)
    return "true" if value else "false"
