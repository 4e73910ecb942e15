"""Derives test conditions from limits that a requirement states, never mixed with written criteria."""

from notion_planner.extractor.measures import SIZE_UNITS, TIME_UNITS
from notion_planner.model.spec import AcceptanceCriterion, Requirement, Target

_LENGTHS = frozenset(("characters", "chars", "文字", "字"))
_LIMITED = frozenset(("items", "files", "records", "rows", "entries", "attempts", "件"))


def derived_criteria(
    requirements: tuple[Requirement, ...] | list[Requirement],
) -> tuple[AcceptanceCriterion, ...]:
    found: list[AcceptanceCriterion] = []
    for requirement in requirements:
        conditions = [one for target in requirement.targets for one in _conditions(target, requirement.text)]
        for number, (rule, text) in enumerate(conditions, start=1):
            found.append(
                AcceptanceCriterion(
                    key=f"{requirement.key}.derived-{number}",
                    text=text,
                    source=requirement.source,
                    parent=requirement.key,
                    derived=rule,
                )
            )
    return tuple(found)


def _conditions(target: Target, statement: str) -> list[tuple[str, str]]:
    amount = f"{target.value:g} {target.unit}".strip()
    unit = target.unit.casefold()
    upper = target.comparison in ("<", "<=")
    if unit in SIZE_UNITS | _LENGTHS | _LIMITED and upper:
        accepted = f"just under {amount}" if target.comparison == "<" else amount
        refused = amount if target.comparison == "<" else f"more than {amount}"
        return [
            ("limit-accepted", f"Accepts {accepted}."),
            ("limit-rejected", f"Rejects {refused} with a message that states the limit."),
        ]
    if unit in TIME_UNITS and upper:
        share = f" for {target.percentile:g} % of requests" if target.percentile else ""
        return [("time-measured", f"A measurement shows {target.comparison} {amount}{share}: {statement}")]
    if "user" in unit or "connection" in unit or "session" in unit or "request" in unit:
        return [("load-measured", f"A load test with {amount} passes: {statement}")]
    return []
