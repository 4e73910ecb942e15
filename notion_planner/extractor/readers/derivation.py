"""Derives test conditions from limits that a requirement states, never mixed with written criteria."""

import re

from notion_planner.extractor.wording.measures import SIZE_UNITS, TIME_UNITS
from notion_planner.model.spec import AcceptanceCriterion, Requirement, Target

_LENGTHS = frozenset(("characters", "chars", "文字", "字"))
_LIMITED = frozenset(("items", "files", "records", "rows", "entries", "attempts", "件"))
_LOADS = ("user", "connection", "session", "request")
# A number of users or requests is what must be carried, or the most that is let through.
_LIMITS = re.compile(
    r"\b(?:limit|restrict|caps?\b|capped\b|quota|reject|refus|den(?:y|ies)\b|begrenz)"
    r"|\bper (?:ip|user|client|customer|account|tenant|device|token|(?:api )?key)\b",
    re.IGNORECASE,
)
# "An HTTP/2 connection" and "9 of 10 users" count nothing that comes at once.
_NO_LOAD = re.compile(r"(?:[A-Za-z]/|\d (?:out )?of )$")
_AT_MOST = re.compile(
    r"\b(?:at most\b|(?:no|not) more than\b|max\b|maxim|exceed|höchstens|au plus\b|como máximo|no máximo"
    r"|al massimo|hoogstens)",
    re.IGNORECASE,
)
_CARRIES = re.compile(
    r"\b(?:support|handl|sustain|serv(?:es?|ing)\b|withstand|scal(?:es?|ing)\b|load|peak)", re.IGNORECASE
)
_REFUSAL = re.compile(r"\b(?:reject|refus|declin|den(?:y|ie)|abgelehnt|abgewiesen)", re.IGNORECASE)
# "Do not reject photos over 5 MB", "Rejected photos over 5 MB are kept".
_NO_REFUSAL = re.compile(
    rf"(?:\b(?:not|never|nicht)|n['’]t)\s(?:be\s|get\s)?{_REFUSAL.pattern}"
    r"|^\s*(?:the\s)?(?:rejected|refused|declined|denied)\s",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(r"[.,;:]|\b(?:and|or|but|else|otherwise|und|oder|sonst)\b", re.IGNORECASE)
_NOT_REFUSED = {"<": ">=", ">": "<="}
_CLAUSE = re.compile(r"[,;] (?:(?:and|und|et|y|e) )?")
_WORD = re.compile(r"[^\W\d_]{2,}(?!\d)")
_LEAST_SAID = 2
"""Words: in fewer a clause does not say of what it is a limit, as "p99 < 2 s"."""

# What a program takes up is measured; nobody hands it in to be accepted or rejected.
_TAKEN_UP = re.compile(
    r"\b(?:memory|ram|heap|disk|storage|cpu|bandwidth|bundle|binary|footprint|arbeitsspeicher|mémoire|memoria"
    r"|memória|geheugen)\b|メモリ|内存|메모리",
    re.IGNORECASE,
)
_RATE_LIMIT = re.compile(r"\brate[ -]limit|\bthrottl", re.IGNORECASE)


def derived_criteria(
    requirements: tuple[Requirement, ...] | list[Requirement],
) -> tuple[AcceptanceCriterion, ...]:
    found: list[AcceptanceCriterion] = []
    for requirement in requirements:
        conditions = [one for target in requirement.targets for one in _conditions(target, requirement)]
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


def _is_limit(requirement: Requirement) -> bool:
    """Whether its number of users or requests is the most that is let through."""
    statement = requirement.text
    if _RATE_LIMIT.search(statement):
        return True
    # "At most 2 s with 500 users" is a limit of the time, under that load.
    is_measured = any(target.unit.casefold() in TIME_UNITS | {"%"} for target in requirement.targets)
    found = _LIMITS.search(statement) or (None if is_measured else _AT_MOST.search(statement))
    return found is not None and not _CARRIES.search(statement)


def _accepted(target: Target, statement: str) -> str:
    """The comparison of what is let through: "photos over 5 MB are rejected" says what is not."""
    before, _, after = statement.partition(target.text)
    clause = f"{_OTHER_CLAUSE.split(before)[-1]} {_OTHER_CLAUSE.split(after)[0]}"
    is_refusal = _REFUSAL.search(clause) and not _NO_REFUSAL.search(clause)
    return _NOT_REFUSED.get(target.comparison, target.comparison) if is_refusal else target.comparison


def _conditions(target: Target, requirement: Requirement) -> list[tuple[str, str]]:
    """Rule and text of each."""
    statement = requirement.text
    amount = f"{target.value:.15g} {target.unit}".strip()
    unit = target.unit.casefold()
    accepted = _accepted(target, statement)
    is_load = any(word in unit for word in _LOADS) and target.comparison != "±"
    is_load = is_load and _NO_LOAD.search(statement.partition(target.text)[0]) is None
    is_counted = unit in SIZE_UNITS | _LENGTHS | _LIMITED
    if unit in SIZE_UNITS and _TAKEN_UP.search(statement):
        return []
    is_limit = accepted in ("<", "<=") if is_counted else is_load and _is_limit(requirement)
    if is_limit and accepted != ">=":
        most = f"just under {amount}" if accepted == "<" else amount
        refused = amount if accepted == "<" else f"more than {amount}"
        return [
            ("limit-accepted", f"Accepts {most}."),
            ("limit-rejected", f"Rejects {refused} with a message that states the limit."),
        ]
    if unit in _LENGTHS and accepted == ">=":
        return [
            ("limit-accepted", f"Accepts {amount}."),
            ("limit-rejected", f"Rejects less than {amount} with a message that states the limit."),
        ]
    if unit in TIME_UNITS and target.comparison in ("<", "<="):
        share = f" for {target.percentile:g} % of requests" if target.percentile else ""
        told = _told_of(target, requirement)
        shown = f": {told}" if told else f" {target.comparison} {amount}{share}: {statement}"
        return [("time-measured", f"A measurement shows{shown}")]
    if is_load:
        told = _told_of(target, requirement)
        load = f" passes: {told}" if told else f" with {amount} passes: {statement}"
        return [("load-measured", f"A load test{load}")]
    return []


def _told_of(target: Target, requirement: Requirement) -> str | None:
    """What the statement says of this limit, so that it need not be said again; None beside another one."""
    alike = [one for one in requirement.targets if one.unit.casefold() == target.unit.casefold()]
    if len(alike) == 1:
        return requirement.text
    clauses = [part.strip() for part in _CLAUSE.split(requirement.text) if target.text in part]
    alone = len(clauses) == 1 and sum(one.text in clauses[0] for one in alike) == 1
    return clauses[0] if alone and len(_WORD.findall(clauses[0])) >= _LEAST_SAID else None
