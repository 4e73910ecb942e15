"""Estimates by table and stated factors, and the split of what is larger than three days."""

from dataclasses import replace

from notion_planner.model.plan import CheckItem, Estimate, Line
from notion_planner.planner.profile import Factor, Profile
from notion_planner.planner.tasks.drafts import Draft
from notion_planner.settings import PlanningSettings

DAY = 8.0
"""A day of effort for sizing; what a person gets done on a calendar day is a setting of the schedule."""

LARGEST = 3 * DAY
SMALLEST = 2.0
_SIZES = ((3.0, "a few hours"), (5.0, "half a day"), (9.0, "a day"), (17.0, "two days"))


def sized(draft: Draft, *, profile: Profile, settings: PlanningSettings) -> list[tuple[Draft, Estimate]]:
    """The draft with its estimate, or its parts with theirs."""
    score, reasons = _score(draft, profile.factors)
    hours = _hours(score, settings.points)
    count = max(1, -(-int(hours * 100) // int(LARGEST * 100)))
    if count == 1:
        return [(draft, _estimate(hours, reasons, settings.points))]
    share = hours / count
    reasons = (*reasons, f"{hours:g} hours are more than {LARGEST:g}: split into {count} parts")
    return [(part, _estimate(share, reasons, settings.points)) for part in _parts(draft, count)]


def _score(draft: Draft, factors: tuple[Factor, ...]) -> tuple[int, tuple[str, ...]]:
    score = draft.texts.points
    reasons = [f"{score} for a task of the kind '{draft.rule}'"]
    for factor in factors:
        measure = draft.measures.get(factor.measure, 0)
        if measure > factor.over:
            more = factor.points * ((measure - factor.over - 1) // factor.every + 1)
            score += more
            reasons.append(f"+{more} {factor.name}: {measure} {factor.reason}")
    return score, tuple(reasons)


def hours_of(points: int, table: dict[int, float]) -> float:
    """The hours that so many points stand for, within what a task may take."""
    return min(LARGEST, _hours(points, table))


def points_of(hours: float, table: dict[int, float]) -> int:
    """The points of the table that come nearest to so many hours."""
    return min(table, key=lambda p: (abs(table[p] - hours), p))


def _hours(score: int, table: dict[int, float]) -> float:
    """The hours of the smallest entry that holds the score; above the table, in proportion to its largest."""
    largest = max(table)
    if score > largest:
        return max(SMALLEST, table[largest] * score / largest)
    return max(SMALLEST, table[min(points for points in table if points >= score)])


def _estimate(hours: float, reasons: tuple[str, ...], table: dict[int, float]) -> Estimate:
    points = points_of(hours, table)
    fitting = table[points] if SMALLEST <= table[points] <= LARGEST else hours
    are = "point is" if points == 1 else "points are"
    reasons = (*reasons, f"{points} {are} {fitting:g} hour{'' if fitting == 1 else 's'}")
    return Estimate(points=points, hours=fitting, size=size_of(fitting), reasons=reasons)


def size_of(hours: float) -> str:
    """So many hours in words."""
    return next((name for limit, name in _SIZES if hours <= limit), "three days")


def _parts(draft: Draft, count: int) -> list[Draft]:
    """Parts by criteria: each part is what makes its share of the criteria true, after the part before it."""
    each = -(-len(draft.criteria) // count)
    parts: list[Draft] = []
    for number in range(count):
        checks = draft.criteria[number * each : (number + 1) * each]
        name = checks[0].key if checks else str(number + 1)
        parts.append(
            replace(
                draft,
                key=f"{draft.key}:{name}" if number else draft.key,
                title=f"{draft.title} (part {number + 1} of {count})",
                requirements=_asked(draft, checks),
                criteria=checks,
                criterion_keys=_traced(draft, checks, first=not number),
                needs=(*draft.needs, parts[-1].key) if parts else draft.needs,
                code=() if number else draft.code,
            )
        )
    return parts


def _asked(draft: Draft, checks: tuple[CheckItem, ...]) -> tuple[Line, ...]:
    """The requirements of a part: without the criteria that other parts make true."""
    others = {check.key for check in draft.criteria} - {check.key for check in checks}
    return tuple(line for line in draft.requirements if not others.intersection(line.origin.items))


def _traced(draft: Draft, checks: tuple[CheckItem, ...], *, first: bool) -> tuple[str, ...]:
    """The criteria that a part makes true; one that stands in no list is the first part's."""
    mine = {check.key for check in checks}
    listed = {check.key for check in draft.criteria}
    found = tuple(key for key in draft.criterion_keys if key in mine or (first and key not in listed))
    # A part with derived checks alone still leads back to what the whole task is about.
    return found or (() if draft.requirement_keys else draft.criterion_keys)
