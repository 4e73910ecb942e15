"""What there is to say about the specification that was read, the plan made of it, and its state. Pure."""

from collections.abc import Sequence
from datetime import date

from notion_planner.model.plan import Plan
from notion_planner.model.report import Problem, Report
from notion_planner.model.spec import Spec
from notion_planner.progress import Progress

_SPECIFICATION = "The specification: "
_MOST_TITLES = 3  # more would hide what is remarked of them

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


def told_once(reports: Sequence[Report], *, others: int = 0) -> list[Problem]:
    """The reports' problems; of several reports each one once, with the specifications that it is about.

    ``others``: specifications that were asked for beside these.
    """
    if len(reports) == 1 and not others:
        return list(reports[0].problems)
    about: dict[Problem, list[str]] = {}
    for report in reports:
        title = report.plan.spec.get("title") if report.plan else None
        for problem in dict.fromkeys(report.problems):
            about.setdefault(problem, []).append(title or "")
    return [
        # What begins with a title names already what it is about.
        problem if problem.message.startswith("'") else _about(problem, titles)
        for problem, titles in about.items()
    ]


def _about(problem: Problem, titles: Sequence[str]) -> Problem:
    """``titles`` that are empty name nothing."""
    named = [f"'{title}'" for title in titles if title]
    place = ", ".join(named) if len(named) <= _MOST_TITLES else f"{len(named)} specifications"
    told = problem.message.removeprefix(_SPECIFICATION)
    return problem.model_copy(update={"message": f"{place}: {told}"}) if named else problem


def _at(line: int | None) -> str:
    return f"Line {line} of the specification: " if line else _SPECIFICATION
