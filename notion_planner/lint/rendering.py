"""Renders findings as text, JSON, SARIF or Markdown."""

import json
from collections.abc import Callable, Sequence
from typing import Literal

from notion_planner.model.lint import Finding, Severity
from notion_planner.sarif import sarif_locations, sarif_log

Format = Literal["text", "json", "sarif", "markdown"]

_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render_findings(findings: Sequence[Finding], form: Format = "text", *, source: str = "spec.md") -> str:
    """``source`` is how the document is called in places: its path or address."""
    return _FORMS[form](findings, source)


def _place(finding: Finding, source: str) -> str:
    return source if finding.line is None else f"{source}:{finding.line}:{finding.column or 1}"


def _text(findings: Sequence[Finding], source: str) -> str:
    if not findings:
        return "No findings.\n"
    lines = [
        f"{_place(item, source)}: {item.severity.value} {item.code} {item.message}\n    {item.suggestion}"
        for item in findings
    ]
    return "\n".join([*lines, _count(findings)]) + "\n"


def _count(findings: Sequence[Finding]) -> str:
    counts = {severity: sum(1 for item in findings if item.severity is severity) for severity in Severity}
    return ", ".join(_counted(count, severity) for severity, count in counts.items() if count)


def _counted(count: int, severity: Severity) -> str:
    return f"{count} {severity.value}{'' if count == 1 or severity is Severity.INFO else 's'}"


def _json(findings: Sequence[Finding], source: str) -> str:
    items = [item.model_dump(mode="json") for item in findings]
    return json.dumps({"source": source, "findings": items}, ensure_ascii=False, indent=2) + "\n"


def _sarif(findings: Sequence[Finding], source: str) -> str:
    rules = {item.code: item.rule for item in findings}
    driver = {"rules": [{"id": code, "name": name} for code, name in sorted(rules.items())]}
    return sarif_log(driver, [_sarif_result(item, source) for item in findings]) + "\n"


def _sarif_result(item: Finding, source: str) -> dict[str, object]:
    region = {"startLine": item.line or 1, "startColumn": item.column or 1}
    return {
        "ruleId": item.code,
        "level": _SARIF_LEVELS[item.severity],
        "message": {"text": f"{item.message} {item.suggestion}"},
        "locations": sarif_locations(source, region),
        "partialFingerprints": {"notionPlanner/v1": item.digest},
    }


def _markdown(findings: Sequence[Finding], source: str) -> str:
    if not findings:
        return f"No findings in {_cell(source)}.\n"
    head = ["| Line | Severity | Code | Finding | Write instead |", "|---|---|---|---|---|"]
    rows = [_row(item) for item in findings]
    return "\n".join([*head, *rows]) + "\n"


def _row(item: Finding) -> str:
    cells = (
        str(item.line or ""),
        item.severity.value,
        item.code,
        _cell(item.message),
        _cell(item.suggestion),
    )
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Text of a specification cannot leave its cell or become markup."""
    escaped = "".join(f"\\{character}" if character in "\\`*_[]<>|~$" else character for character in text)
    return " ".join(escaped.split())


_FORMS: dict[Format, Callable[[Sequence[Finding], str], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "markdown": _markdown,
}
