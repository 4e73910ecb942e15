"""Says whether a requirement is functional, non-functional or a constraint, and which quality it is about."""

import re

from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import prefix_of
from notion_planner.extractor.wording.inheritance import are_qualities
from notion_planner.extractor.wording.measures import SIZE_UNITS, TIME_UNITS, targets
from notion_planner.extractor.wording.vocabulary import Role
from notion_planner.model.spec import RequirementKind

_PREFIX_KINDS = {
    "FR": RequirementKind.FUNCTIONAL,
    "NFR": RequirementKind.NON_FUNCTIONAL,
    "NF": RequirementKind.NON_FUNCTIONAL,
    "QR": RequirementKind.NON_FUNCTIONAL,
    "RNF": RequirementKind.NON_FUNCTIONAL,
    "CON": RequirementKind.CONSTRAINT,
    "CR": RequirementKind.CONSTRAINT,
    "BR": RequirementKind.CONSTRAINT,
    "TC": RequirementKind.CONSTRAINT,
    "CONSTRAINT": RequirementKind.CONSTRAINT,
    "RN": RequirementKind.CONSTRAINT,
}
_PREFIX_CATEGORIES = {
    "PERF": "performance",
    "SEC": "security",
    "REL": "reliability",
    "AVAIL": "reliability",
    "USAB": "usability",
    "ACC": "accessibility",
    "A11Y": "accessibility",
    "SCAL": "scalability",
    "MAINT": "maintainability",
    "COMPAT": "compatibility",
    "OBS": "observability",
    "PRIV": "privacy",
    "PORT": "portability",
}
_STACK = re.compile(
    r"\b(?:written in|built (?:with|on|in|using)|uses? (?:only )?(?:react|python|java|"
    r"typescript|postgres\w*|mysql|docker|kubernetes)|tech stack|must remain|remains? (?:on|"
    r"in)|no new dependencies|only one framework"
    r"|git(?:hub|lab)?\b.*\bcontrol|control\b.*\bgit(?:hub|lab)?\b|base de datos relacional|"
    r"banco de dados relacional|relational database|authoritative datastore|budget|deadline)\b",
    re.IGNORECASE,
)
_CONSTRAINT_LABEL = re.compile(
    r"^(?:note|constraint|limitation|restriction|platform|stack|tech stack|database|framework|"
    r"language)\s*[:：]",
    re.IGNORECASE,
)
_QUALITY_LABEL = re.compile(r"^([^:：(（]{2,40})[:：]")
_ONLY_QUALITY = re.compile(
    r"\bp9\d\b|\d\s?ms\b|(?:within|under|less than|below|[<≤])\s?\d+(?:\.\d+)?\s?(?:s|sec|seconds?)\b"
    r"|\d{2}(?:\.\d+)?\s?% (?:uptime|availability)|anti-spam|heuristics|\buptime\b|\bwcag\b|\bgdpr\b"
    r"|\bencrypted (?:at rest|in transit|with)\b|\bconcurrent users\b|\bscreen readers?\b",
    re.IGNORECASE,
)


# "500 bookings per minute", "200 parcels an hour"; what is counted by the day is a rule and no load.
_RATE = re.compile(
    r"\d[\d.,]*\s?[kKM]?\s+(?:[^\W\d_][\w-]*\s+){1,3}?(?:per|an?|every|each|pro|par|por|al|alla|all'|à la)\s?"
    r"(?:second|minute|hour|sekunde|stunde|seconde|heure|segundo|minuto|hora|secondo|ora|uur|minuut)\b"
    r"|\d[\d.,]*\s?[^\W\d_]*/(?:s|sec|min|h)\b",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\d[\d.,]*\s?[kKM]?\s+(?:[^\W\d_][\w-]*\s+){1,8}?(?:at the same time|at once|at a time|in parallel|"
    r"simultaneously|concurrently|zur gleichen zeit|en même temps|al mismo tiempo|ao mesmo tempo|"
    r"allo stesso tempo|tegelijk)\b",
    re.IGNORECASE,
)


def classify(section: Section, text: str, identifier: str | None) -> tuple[RequirementKind, str | None]:
    kind = _kind(section, text, identifier)
    if kind is not RequirementKind.NON_FUNCTIONAL:
        return kind, None
    return kind, _category(section, text, identifier)


def _kind(section: Section, text: str, identifier: str | None) -> RequirementKind:
    prefix = prefix_of(identifier) if identifier else ""
    by_prefix = _PREFIX_KINDS.get(prefix.split("-")[0]) if prefix else None
    role = section.role
    if role is Role.NON_FUNCTIONAL or role is Role.SECURITY:
        if by_prefix is None and _STACK.search(text) and section.category is None:
            return RequirementKind.CONSTRAINT
        return by_prefix or RequirementKind.NON_FUNCTIONAL
    if role in (Role.CONSTRAINTS, Role.ASSUMPTIONS_AND_CONSTRAINTS, Role.TECHNOLOGY):
        return RequirementKind.CONSTRAINT
    if by_prefix is not None:
        return by_prefix
    if prefix in _PREFIX_CATEGORIES and role is not Role.FUNCTIONAL:
        return RequirementKind.NON_FUNCTIONAL
    return _kind_by_content(section, text)


def _kind_by_content(section: Section, text: str) -> RequirementKind:
    if _CONSTRAINT_LABEL.match(text):
        return RequirementKind.CONSTRAINT
    label = _QUALITY_LABEL.match(text)
    if label is not None and _is_quality_name(label[1]):
        return RequirementKind.NON_FUNCTIONAL
    if section.role in (Role.FUNCTIONAL, Role.PROPOSAL):
        return RequirementKind.FUNCTIONAL
    if _ONLY_QUALITY.search(text) and vocabulary.category(text):
        return RequirementKind.NON_FUNCTIONAL
    return RequirementKind.FUNCTIONAL


def kind_named(name: str) -> RequirementKind | None:
    """The kind that a "type" column names: "functional", "constraint", or a quality such as "performance"."""
    words = vocabulary.normalise(name)
    if words in (
        "functional",
        "func",
        "f",
        "fr",
        "funktional",
        "fonctionnelle",
        "funcional",
        "funzionale",
        "功能",
    ):
        return RequirementKind.FUNCTIONAL
    if words in (
        "constraint",
        "business rule",
        "randbedingung",
        "contrainte",
        "restricción",
        "restrição",
        "vincolo",
    ):
        return RequirementKind.CONSTRAINT
    if words in ("non functional", "nonfunctional", "nfr", "nf", "quality") or _is_quality_name(name):
        return RequirementKind.NON_FUNCTIONAL
    return None


def _is_quality_name(label: str) -> bool:
    return are_qualities(vocabulary.normalise(label))


def _category(section: Section, text: str, identifier: str | None) -> str:
    prefix = prefix_of(identifier) if identifier else ""
    for part in re.split(r"[-_]", prefix):
        if part in _PREFIX_CATEGORIES:
            return _PREFIX_CATEGORIES[part]
    label = _QUALITY_LABEL.match(text)
    if label is not None and (found := vocabulary.category(label[1])):
        return found
    own = vocabulary.category(text)
    if section.category in ("usability", "compatibility") and own == "accessibility":
        return own
    return section.category or own or _category_by_measure(text)


def _category_by_measure(text: str) -> str:
    """A bare limit on time or size, or a rate, is about performance; how many at once, about scalability."""
    if _AT_ONCE.search(text[:2000]):
        return "scalability"
    if _RATE.search(text[:2000]):
        return "performance"
    units = {target.unit.casefold() for target in targets(text)}
    return "performance" if units & (TIME_UNITS | SIZE_UNITS) else "other"
