"""What there is to say about the specification that was read, the plan made of it, and its state. Pure."""

from datetime import date

from notion_planner.model.plan import Plan
from notion_planner.model.report import Problem
from notion_planner.model.spec import Spec
from notion_planner.progress import Progress

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


def missed_dates(plan: Plan, progress: Progress, *, spec: str) -> list[Problem]:
    """Fixed dates that the plan does not keep; its page has them under Blockers. ``spec`` is its title."""
    if progress.is_complete:
        return []
    return [
        Problem(
            code="date_missed",
            message=f"'{spec}': {line.text[0].lower()}{line.text[1:]}.",
            hint="Move the date, take something out of the specification, or plan with more people.",
        )
        for line in plan.blockers
    ]


def _at(line: int | None) -> str:
    return f"Line {line} of the specification: " if line else "The specification: "
