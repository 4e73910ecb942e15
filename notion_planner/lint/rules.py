"""The rules: each takes a specification and yields what it finds, with what to write instead.

Conservative: a rule that cannot be sure keeps silent, because a wrong finding costs trust in all the others.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from notion_planner.lint.vocabulary import untestable, vague_word
from notion_planner.model.lint import Finding, Severity
from notion_planner.model.spec import AcceptanceCriterion, Item, Requirement, RequirementKind, Spec

_TOKEN = re.compile(r"[^\W_]+")
# Also the signs that tell "C#" from "C++", below from above, frost from warmth.
_TOLD_APART = re.compile(r"[^\W_]+|[<>≤≥=≠+#]|[-−](?=\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Within a longer pattern ("+1-XXX-XXXX") it is a form, no gap.
_OPEN = re.compile(
    r"\b(?:TBD|TBC|FIXME|lorem ipsum)\b|(?<![\w./*+-])XXX(?![\w/*+-]|\.\w)|\?\?\?|待定|未定|미정",
    re.IGNORECASE,
)
# A note to do something; products have todos, TODO lists and a state TODO, which are none.
_TO_DO = re.compile(
    r"\A\W*TODO\b(?! (?:apps?|board|entr(?:y|ies)|items?|lists?|tasks?)\b)|(?i:\btodo):"
    r"|(?<!\b[Aa] )(?<!\b[Tt]he )(?<!\b[Ee]ach )(?<!\b[Ee]very )(?<![\w./`'\"-])TODO"
    r"(?=[.;!?)\]]*(?:\Z|\s*[(—–]|\)))"
)
_STATES = re.compile(r"\b(?:DONE|DOING|IN[ _-]?PROGRESS|(?i:stat(?:e|es|us|uses)))\b")
_CLARIFY = re.compile(r"needs? clarification", re.IGNORECASE)
# Qualities that only a number makes testable.
_MEASURED = {
    "performance": 'a limit with a unit, e.g. "< 300 ms (p95)"',
    "scalability": 'the load, e.g. "1,000 concurrent users"',
}
_LEAST_COMMON_WORDS = 3
# Two statements are about the same only if they differ in nothing but these and their numbers.
_FUNCTION_WORDS = frozenset(
    ("a", "an", "the", "must", "shall", "should", "will", "be", "is", "are", "in", "of", "to")
)
_OPEN_SHARE = 0.5


def digest(code: str, text: str) -> str:
    """Names a finding by its rule and words, so that a baseline survives moved lines."""
    words = " ".join(_TOKEN.findall(text.casefold()))
    return hashlib.sha256(f"{code} {words}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _finding(
    code: str, rule: str, severity: Severity, message: str, suggestion: str, *, about: Item | None = None
) -> Finding:
    if about is None:
        return Finding(
            code=code,
            rule=rule,
            severity=severity,
            message=message,
            suggestion=suggestion,
            digest=digest(code, message),
        )
    return Finding(
        code=code,
        rule=rule,
        severity=severity,
        message=message,
        suggestion=suggestion,
        line=about.source.line,
        column=about.source.column,
        end_column=about.source.end_column,
        key=about.key,
        label=about.label,
        digest=digest(code, about.text),
    )


def _stated(spec: Spec) -> Iterable[Requirement | AcceptanceCriterion]:
    return (*spec.requirements, *spec.acceptance_criteria)


def vague_words(spec: Spec) -> Iterator[Finding]:
    for item in _stated(spec):
        vague = vague_word(item.text)
        if vague is None or (isinstance(item, Requirement) and item.targets):
            continue
        message = f'{item.label}: "{vague.word}" is read differently by different people.'
        yield _finding("SP101", "vague-word", Severity.WARNING, message, f"Say {vague.instead}.", about=item)


def untestable_criteria(spec: Spec) -> Iterator[Finding]:
    for item in spec.acceptance_criteria:
        match = untestable().search(item.text)
        if match is not None:
            message = f'{item.label}: no test can decide "{match[0]}".'
            suggestion = "Say what is done and what is then seen: Given …, When …, Then …."
            yield _finding("SP102", "untestable-criterion", Severity.ERROR, message, suggestion, about=item)


def missing_numbers(spec: Spec) -> Iterator[Finding]:
    for item in spec.requirements:
        needed = _MEASURED.get(item.category or "")
        if item.kind is RequirementKind.NON_FUNCTIONAL and needed and not _NUMBER.search(item.text):
            message = f"{item.label}: a requirement on {item.category} without a number cannot be tested."
            yield _finding("SP103", "missing-number", Severity.WARNING, message, f"Add {needed}.", about=item)


def duplicates(spec: Spec) -> Iterator[Finding]:
    for items in (spec.requirements, spec.acceptance_criteria, spec.user_stories):
        first: dict[tuple[str, str | None], Item] = {}
        for item in items:
            scope = item.parent if isinstance(item, AcceptanceCriterion) else None
            key = (" ".join(_TOLD_APART.findall(item.text.casefold())), scope)
            if len(key[0].split()) >= _LEAST_COMMON_WORDS and key in first:
                before = first[key]
                message = f"{item.label} says the same as {before.label} in line {before.source.line}."
                suggestion = f"Keep one of the two, or say how they differ from {before.label}."
                yield _finding("SP104", "duplicate", Severity.WARNING, message, suggestion, about=item)
            first.setdefault(key, item)


def contradictions(spec: Spec) -> Iterator[Finding]:
    """Two statements in the same words with different limits of one unit and direction."""
    by_limit: dict[tuple[str, str], list[Requirement]] = defaultdict(list)
    for item in spec.requirements:
        if len(item.targets) == 1:
            target = item.targets[0]
            by_limit[(target.unit.casefold(), target.comparison[:1])].append(item)
    for items in by_limit.values():
        words = [_statement_words(item) for item in items[:500]]
        for index, item in enumerate(items[:500]):
            for other in range(index):
                if _contradict(items[other], item, words[other], words[index]):
                    before = items[other]
                    message = (
                        f"{item.label} says {item.targets[0].text}, {before.label} in line "
                        f"{before.source.line} says {before.targets[0].text} of the same."
                    )
                    yield _finding(
                        "SP105",
                        "contradiction",
                        Severity.ERROR,
                        message,
                        "Decide for one value and remove the other.",
                        about=item,
                    )
                    break


def _statement_words(item: Requirement) -> frozenset[str]:
    """Without the limit's own number; another one says of what it is a limit: "tier 1", "API v2"."""
    limit = item.targets[0].text
    return frozenset(_TOKEN.findall(item.text.replace(limit, _NUMBER.sub(" ", limit), 1).casefold()))


def _contradict(first: Requirement, second: Requirement, a: frozenset[str], b: frozenset[str]) -> bool:
    if (
        first.targets[0].value == second.targets[0].value
        or first.targets[0].percentile != second.targets[0].percentile
    ):
        return False
    return len(a & b) >= _LEAST_COMMON_WORDS and a ^ b <= _FUNCTION_WORDS


def _gap(text: str) -> re.Match[str] | None:
    """What stands in a statement for words that are yet to be written."""
    return _OPEN.search(text) or (None if _STATES.search(text) else _TO_DO.search(text))


def placeholders(spec: Spec) -> Iterator[Finding]:
    for item in (*_stated(spec), *spec.user_stories):
        if _CLARIFY.search(item.text):
            message = f"{item.label} is marked as needing clarification."
            yield _finding(
                "SP107",
                "needs-clarification",
                Severity.WARNING,
                message,
                "Answer the question in the statement and remove the mark.",
                about=item,
            )
        elif match := _gap(item.text):
            message = f'{item.label} still holds "{match[0]}".'
            yield _finding(
                "SP106",
                "placeholder",
                Severity.ERROR,
                message,
                "Write the value, or move it to the open questions with an owner.",
                about=item,
            )
    for warning in spec.warnings:
        if warning.code == "template_placeholders":
            found = _finding(
                "SP106",
                "placeholder",
                Severity.ERROR,
                warning.message,
                "Fill the template in, or delete these lines.",
            )
            yield found.model_copy(update={"line": warning.line})


def unread(spec: Spec) -> Iterator[Finding]:
    """Lists under headings that say nothing known, databases and pages: what is planned lacks them."""
    for warning in spec.warnings:
        if warning.code in ("section_not_read", "held_elsewhere"):
            suggestion = "Give it a heading that says what it holds, or move it to where it is read."
            found = _finding("SP109", "not-read", Severity.WARNING, warning.message, suggestion)
            yield found.model_copy(update={"line": warning.line})
        elif warning.code == "own_tasks":
            suggestion = "Write what is asked for as requirements, and what else is to be done in the plan."
            found = _finding("SP110", "own-tasks", Severity.INFO, warning.message, suggestion)
            yield found.model_copy(update={"line": warning.line})


def without_criteria(spec: Spec) -> Iterator[Finding]:
    """Requirements and stories without a criterion, where most of their like have one."""
    bound = {criterion.parent for criterion in spec.acceptance_criteria if criterion.parent}
    named = {name.casefold() for criterion in spec.acceptance_criteria for name in criterion.named}

    def is_open(item: Item) -> bool:
        return item.key not in bound and (item.id or "").casefold() not in named

    # An author who gives no quality a criterion has decided so; of several they may have forgotten one.
    with_any = {item.kind for item in spec.requirements if not is_open(item)}
    asked = tuple(item for item in spec.requirements if item.kind in with_any)
    for items in (asked, spec.user_stories):
        open_items = [item for item in items if is_open(item)]
        if not items or len(open_items) / len(items) >= _OPEN_SHARE:
            continue
        for item in open_items:
            message = f"{item.label} has no acceptance criterion, although its neighbours have."
            yield _finding(
                "SP108",
                "without-criteria",
                Severity.WARNING,
                message,
                "Add a criterion that shows when it is done.",
                about=item,
            )


def _has_quality(spec: Spec) -> bool:
    return any(item.kind is RequirementKind.NON_FUNCTIONAL for item in spec.requirements)


_SECTIONS: tuple[tuple[str, str, Callable[[Spec], bool], str], ...] = (
    (
        "SP201",
        "acceptance criteria",
        lambda spec: bool(spec.acceptance_criteria),
        'Add a section "Acceptance Criteria" with one checkable line for each requirement.',
    ),
    (
        "SP202",
        "non-functional requirements",
        _has_quality,
        "Say how fast, how safe and how available it must be, each with a number.",
    ),
    (
        "SP203",
        "limits of its scope",
        lambda spec: bool(spec.out_of_scope),
        'Add a section "Out of scope": what readers may expect and will not get.',
    ),
)


def missing_sections(spec: Spec) -> Iterator[Finding]:
    if not spec.is_plannable:
        message = "No requirement, story or acceptance criterion was found."
        suggestion = 'Add a section "Requirements" with one statement a line.'
        yield _finding("SP200", "no-requirements", Severity.ERROR, message, suggestion)
        return
    for code, name, present, suggestion in _SECTIONS:
        if not present(spec):
            severity = Severity.WARNING if code == "SP201" else Severity.INFO
            yield _finding(
                code, "missing-section", severity, f"The specification states no {name}.", suggestion
            )


RULES: tuple[Callable[[Spec], Iterator[Finding]], ...] = (
    vague_words,
    untestable_criteria,
    missing_numbers,
    duplicates,
    contradictions,
    placeholders,
    unread,
    without_criteria,
    missing_sections,
)
