"""What holds in a section: what its own heading says, or what the section above it is about."""

import re

from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.vocabulary import Role

# What criteria are grouped by: "Integration" among them names their subject.
_PARTS_OF_ACCEPTANCE = frozenset(
    (
        *(Role.INTERFACES, Role.SECURITY, Role.FLOWS, Role.EDGE_CASES, Role.ENTITIES, Role.ENDPOINTS),
        *(Role.FEATURES, Role.METRICS, Role.TECHNOLOGY),
    )
)
# Below functional requirements and features "Goal tracking" and "Sprint planning" are functions.
_NAMES_OF_FUNCTIONS = frozenset(
    (Role.PROCESS, Role.BACKGROUND, Role.GOALS, Role.METRICS, Role.GLOSSARY, Role.FLOWS, Role.TECHNOLOGY)
)
_HOLDING_PARTS = frozenset(
    (Role.OUT_OF_SCOPE, Role.EDGE_CASES, Role.REQUIREMENTS, Role.FUNCTIONAL, Role.PROCESS)
)
# Resources and tables are called "Users", "Goals" and "Tasks".
_HOLDING_NAMES = frozenset((Role.ENDPOINTS, Role.ENTITIES))
_NAMES_OF_RESOURCES = frozenset((Role.PROCESS, Role.BACKGROUND, Role.GOALS, Role.METRICS, Role.TECHNOLOGY))
# Risks, questions and the like are grouped by what they are about.
_GROUPED = frozenset(
    (Role.RISKS, Role.QUESTIONS, Role.OUT_OF_SCOPE, Role.DEPENDENCIES, Role.RISKS_AND_DEPENDENCIES)
)
_SUBJECTS = frozenset(
    (
        *(Role.SECURITY, Role.TECHNOLOGY, Role.FLOWS, Role.INTERFACES, Role.ENTITIES, Role.ENDPOINTS),
        *(Role.FEATURES, Role.METRICS),
    )
)
# "Phase 1: Environment setup" among criteria says by when they are to hold.
_NUMBERED_PHASE = re.compile(
    r"(?:phase|stage|step|sprint|milestone|iteration|etappe|schritt|meilenstein|étape|fase|etapa|этап)"
    r"\s*\d{1,2}\b",
    re.IGNORECASE,
)
_IN_PHASES = frozenset((Role.ACCEPTANCE, Role.REQUIREMENTS, Role.FUNCTIONAL, Role.FEATURES, Role.IN_SCOPE))
# "Why polling", "Why low:": reasons for what is written elsewhere.
_REASONS = re.compile(
    r"(?:why|warum|weshalb|pourquoi|por qu[eé]|perch[ée]|waarom|почему|dlaczego)\s", re.IGNORECASE
)
# Between the names of two qualities; the words "and", "und", "et" and "y" are no longer there.
_QUALITY_BREAK = re.compile(r"\s+(?:(?:e|ed|i|и|en|및)\s+)?|[与和及]")
_REQUIREMENTS_OF = re.compile(r"\s?\b(?:requirements?|anforderungen|exigences|requisitos|requisiti)$")
_STATING = frozenset((Role.REQUIREMENTS, Role.FUNCTIONAL, Role.FEATURES, Role.IN_SCOPE))
# Which words name a part of such a section, whatever else they say elsewhere.
_NAMES_OF_GROUPS: dict[Role | None, str] = {
    **dict.fromkeys((Role.FUNCTIONAL, Role.FEATURES, Role.ACCEPTANCE, *_GROUPED), "function_names"),
    Role.REQUIREMENTS: "requirement_groups",
}
# "Security", "Interfaces" and "Legal requirements" among qualities are some of them.
_PARTS_OF_QUALITIES = frozenset(
    (
        *(None, Role.SECURITY, Role.PROCESS, Role.BACKGROUND, Role.METRICS, Role.FLOWS, Role.INTERFACES),
        Role.REQUIREMENTS,
    )
)


def are_qualities(name: str) -> bool:
    """Whether normalised words name a quality, or several and nothing else: "performance security"."""
    qualities = vocabulary.words("quality_names")
    return name in qualities or all(part in qualities for part in _QUALITY_BREAK.split(name))


def role_below(
    above: Role | None, title: str, own: Role | None, *, exact: bool, grouped: bool = False
) -> Role | None:
    """The role of a section by its title, by what that says (``own``) and by the role of the one above.

    ``exact``: the title says so with these words and no others; ``grouped``: the section right above says
    itself what it holds, so that a title below it may name a part of that ("Analytics", "Tasks").
    """
    role = own
    if own is None and (title.rstrip().endswith(("?", "？")) or _REASONS.match(title)):
        role = Role.BACKGROUND
    if above is Role.NON_FUNCTIONAL and own in _PARTS_OF_QUALITIES:
        role = above
    if own is Role.SECURITY and above is Role.REQUIREMENTS:
        return Role.NON_FUNCTIONAL
    if own is Role.REQUIREMENTS and _are_of_qualities(vocabulary.normalise(title)):
        return Role.NON_FUNCTIONAL
    if role is None or _is_part(above, own, title, exact=exact) or (grouped and _names_group(above, title)):
        role = above
    among = role in (None, Role.REQUIREMENTS) or above is Role.REQUIREMENTS
    return Role.NON_FUNCTIONAL if among and are_qualities(vocabulary.normalise(title)) else role


def _are_of_qualities(name: str) -> bool:
    """Whether "Observability requirements" only says of what quality they are."""
    quality = _REQUIREMENTS_OF.sub("", name)
    return quality != name and (
        are_qualities(quality)
        or (len(quality.split()) == 1 and vocabulary.category(quality) == "observability")
    )


def counts_at_run_time(title: str, own: Role | None, category_above: str | None) -> bool:
    """Whether "Metrics" stands beside "Logging" and "Tracing"; metrics of success have a longer name."""
    return own is Role.METRICS and category_above == "observability" and len(title.split()) == 1


def lists_functions(above: Role | None, label: str) -> bool:
    """Whether an item "Users" in a list of requirements has below it what these can do."""
    return above in _STATING and vocabulary.normalise(label) in vocabulary.words("function_names")


def _names_group(above: Role | None, title: str) -> bool:
    words = _NAMES_OF_GROUPS.get(above)
    return words is not None and vocabulary.normalise(title) in vocabulary.words(words)


def _is_part(above: Role | None, own: Role | None, title: str, *, exact: bool) -> bool:
    """Whether what a heading says is only a part of what the section above it is about."""
    if above is None:
        return False
    if above in (Role.FUNCTIONAL, Role.FEATURES) and own in _NAMES_OF_FUNCTIONS and not exact:
        return True
    if above in _HOLDING_NAMES and own in _NAMES_OF_RESOURCES and exact:
        return True
    if above in _GROUPED and own in _SUBJECTS:
        return True
    if above in _HOLDING_PARTS and own in (Role.FEATURES, Role.INTERFACES):
        return True
    if above in (Role.REQUIREMENTS, Role.FUNCTIONAL) and own is Role.IN_SCOPE:
        return True
    if above in (Role.FEATURES, Role.IN_SCOPE) and own is Role.INTERFACES:
        return True
    if above is Role.FUNCTIONAL and own is Role.SECURITY:
        return True
    if above in _IN_PHASES and own is Role.PROCESS and _NUMBERED_PHASE.match(title):
        return True
    return above is Role.TEMPLATE or (above is Role.ACCEPTANCE and own in _PARTS_OF_ACCEPTANCE)
