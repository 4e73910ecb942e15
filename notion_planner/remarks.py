"""What a sync has to say about the specification it read and the state it found. Pure."""

from datetime import date

from notion_planner.model.report import Problem
from notion_planner.model.spec import Spec

OVERRIDES_LOST = Problem(
    code="overrides_lost",
    message="What people had set in plan files cannot be read from the plan's state any more.",
    hint="Restore the 'Planner state' toggle from the page's history, or apply the plan file again.",
)


def start_is_fixed(start: date) -> Problem:
    return Problem(
        code="start_fixed",
        message=f"The plan's start was fixed at {start.isoformat()} by its first sync; --start is ignored.",
    )


def warnings_of(spec: Spec) -> list[Problem]:
    return [
        Problem(code=f"spec_{warning.code}", message=_at(warning.line) + warning.message)
        for warning in spec.warnings
    ]


def _at(line: int | None) -> str:
    return f"Line {line} of the specification: " if line else "The specification: "
