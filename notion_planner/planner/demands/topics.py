"""Recognises what an item is about by the vocabulary of its field: access, limits, storage, search."""

import re
from enum import StrEnum

from notion_planner.model.spec import Item, Requirement, RequirementKind, Spec


class Topic(StrEnum):
    AUTHENTICATION = "authentication"
    AUTHORIZATION = "authorization"
    RATE_LIMIT = "rate limiting"
    VALIDATION = "validation"
    ENCRYPTION = "encryption"
    AUDIT = "audit trail"


_WORDS = {
    Topic.RATE_LIMIT: (
        r"rate[ -]?limit", r"throttl", r"429\b", r"too many requests", r"req(?:uest)?s?/(?:s|min)",
    ),
    Topic.AUTHORIZATION: (
        r"authori[sz]ation", r"authori[sz]ed to", r"permission", r"forbidden", r"403\b", r"role-based",
        r"rbac\b", r"access control", r"only .{0,30}\bown\b", r"only (?:view|see|edit|update|delete|access)",
    ),
    Topic.AUTHENTICATION: (
        r"authenticat", r"unauthori[sz]ed", r"401\b", r"log ?in\b", r"sign[ -]?in\b", r"jwt\b", r"oauth",
        r"bearer", r"sso\b", r"mfa\b", r"2fa\b",
    ),
    Topic.VALIDATION: (r"validat", r"invalid", r"malformed", r"400\b", r"422\b", r"bad request"),
    Topic.ENCRYPTION: (r"encrypt", r"tls\b", r"hashed", r"hashing"),
    Topic.AUDIT: (r"audit (?:log|trail)", r"audit\b"),
}  # fmt: skip
_SIGNS = tuple(
    (topic, re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE)) for topic, words in _WORDS.items()
)
_KEPT = r"stored?|stores|saved?|kept|persisted|uploaded|hosted"
_STORED_IN = re.compile(
    rf"\b(?:{_KEPT})\s+(?:them |it |all |the )?(?:in|on|to|into)\s+"
    r"(?:an? |the |our )?([A-Z][\w-]*(?: [A-Z0-9][\w-]*){0,2})"
)
# "Stored in UTC", "uploaded in the MVP": formats and releases, where nothing is kept.
_NO_STORE = frozenset(
    {"ASCII", "BSON", "CSV", "English", "GMT", "HTML", "ISO", "JPEG", "JPG", "JSON", "JSONB", "Markdown"}
    | {"MVP", "PDF", "PNG", "Phase", "Release", "SQL", "Sprint", "UI", "UTC", "UTF", "UTF-8", "V1", "XML"}
)
_SEARCH = re.compile(r"\b(?:search|find|lookup|look up|autocomplete|full[ -]?text)\b", re.IGNORECASE)
# Who saves a search has no need of an index.
_KEPT_SEARCH = re.compile(
    r"\b(?:save|store|keep|share|name|rename|edit|delete|remember|repeat|schedule)s?\s+"
    r"(?:an?|the|this|each|every|their|its|my)\s+(?:\w+\s+)?search\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]{0,200}\)")  # "expensive endpoints (search, export)" speak of something else
_UPLOAD = re.compile(r"\b(?:upload|attach|import)", re.IGNORECASE)
_FLAG = re.compile(
    r"\bfeature[ -]?(?:flag|toggle)|\b(?:staged|gradual|phased|percentage) roll-?out", re.IGNORECASE
)
# "The feature flag is removed", "visible without a feature flag".
_NO_FLAG = re.compile(
    r"\b(?:no|without|remov\w+|drop\w*|kein\w*|ohne|entfern\w*|sans|sin|sem|senza|zonder)\b[^.;]{0,30}"
    r"feature[ -]?(?:flag|toggle)|feature[ -]?(?:flag|toggle)s?\b[^.;]{0,30}"
    r"\b(?:removed|dropped|deleted|entfern\w+|entfällt)\b",
    re.IGNORECASE,
)
# What is left out as a whole: "Data migration (there is none to keep)", but not that of one year's orders.
_NO_RECORDS = re.compile(
    r"(?:any |the )?(?:data (?:migration|backfill)|(?:migration|back-?fill(?:ing)?)(?: (?:of )?(?:the )?"
    r"(?:existing |old )?(?:data|records|rows))?|daten(?:migration|übernahme))\s*(?:$|[(/,.;:–—-]|from\b)",
    re.IGNORECASE,
)
_TEST_ORDER = re.compile(
    r"(?:test (?:that|whether|if)|testar|probar|tester|testare|testen,? (?:dass|ob|of))\s", re.IGNORECASE
)
_TESTS = re.compile(
    r"(?:(?!(?:the|a|an)\b)[\w/-]+ ){0,3}tests\b(?= (?:must|shall|should|will|cover|run|are|have|use)\b)"
    r"|(?:[\w/-]+ ){0,3}(?:test|code) coverage\b",
    re.IGNORECASE,
)
_SIZE_UNITS = frozenset({"kb", "mb", "gb", "tb", "kib", "mib", "gib", "bytes", "byte"})
_MEASURED = frozenset({"performance", "scalability"})
_FOOTPRINT = re.compile(r"\b(?:memory|ram|heap|disk) ?(?:usage|use|footprint|space)?\b", re.IGNORECASE)


# "Works without login" asks for none; the permission of a device or a browser is its user's to give.
_DEVICES = (
    r"\b(?:camera|microphone|webcam|location|gps|photo|gallery|contacts|clipboard|bluetooth|sensor)s?\b"
)
_NO_ACCESS = re.compile(
    r"\b(?:without|no|ohne|sans|sin|sem|kein(?:e[nr]?)?)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:log ?in|sign[ -]?in|authentication|authori[sz]ation)\b"
    rf"|{_DEVICES}[^.]{{0,60}}\bpermissions?\b|\bpermissions?\b[^.]{{0,60}}{_DEVICES}",
    re.IGNORECASE,
)


# "No JWT is ever logged" asks for no login.
_UNLOGGED = re.compile(
    r"\b(?:never|not|no|nie|kein\w*|jamais|nunca|não|mai|nooit|nessun\w*)\b[^.;]{0,80}\blog(?:s|ged|ging|fil\w+)?\b",
    re.IGNORECASE,
)


def topic_of(text: str) -> Topic | None:
    text = _NO_ACCESS.sub(" ", text[:2000])
    if _UNLOGGED.search(text):
        return None
    for topic, sign in _SIGNS:
        if sign.search(text):
            return topic
    return None


def storage_in(text: str) -> str | None:
    """The name after "stored in", as written: an external store that the specification names itself."""
    found = _STORED_IN.search(text[:2000])
    return found.group(1) if found and found.group(1).split(" ")[0] not in _NO_STORE else None


def named_stores(spec: Spec) -> dict[str, Item]:
    """Each external store that the specification names, with the item that names it first."""
    found: dict[str, Item] = {}
    for item in (*spec.requirements, *spec.acceptance_criteria):
        name = storage_in(item.text)
        if name is not None:
            found.setdefault(name, item)
    known = [set(name.casefold().split()) for name in found]
    for item in spec.technologies:
        words = set(item.text.casefold().split())
        # "AWS S3" and "S3" are one.
        if technology_kind(item) == "storage" and not any(words <= one or one <= words for one in known):
            found[item.text] = item
    return found


def technology_kind(item: Item) -> str:
    """What a stated technology is for: the extraction's rule "technology-database" says "database"."""
    return item.source.rule.partition("technology-")[2] or "stated choice"


def is_search(text: str) -> bool:
    return _SEARCH.search(_KEPT_SEARCH.sub(" ", _ASIDE.sub(" ", text[:2000]))) is not None


def is_upload(text: str) -> bool:
    return _UPLOAD.search(text[:2000]) is not None


def is_flagged(text: str) -> bool:
    return _FLAG.search(_NO_FLAG.sub(" ", text[:2000])) is not None


def has_size_limit(requirement: Requirement) -> bool:
    """Whether it limits how large something may be, such as "avatar upload < 5MB"."""
    return any(target.unit.lower() in _SIZE_UNITS for target in requirement.targets) and (
        is_upload(requirement.text)
        or "file" in requirement.text.lower()
        or "size" in requirement.text.lower()
    )


def is_measured(requirement: Requirement) -> bool:
    """Whether it is shown by measuring under load rather than by building something."""
    category = requirement.category or ""
    if category in _MEASURED or (category == "reliability" and requirement.targets):
        return True
    sized = any(target.unit.lower() in _SIZE_UNITS for target in requirement.targets)
    return sized and _FOOTPRINT.search(requirement.text) is not None


def is_of_tests(requirement: Requirement) -> bool:
    """Whether it asks how something is tested: "unit tests shall cover both outcomes"."""
    return _TESTS.match(requirement.text) is not None


def asks_to_test(item: Item) -> bool:
    """Whether a requirement is a test to be written: "Test that a form opens empty", "Testar que …"."""
    wanted = isinstance(item, Requirement) and item.kind is RequirementKind.FUNCTIONAL
    return wanted and _TEST_ORDER.match(item.text) is not None


def without_category(requirement: Requirement) -> str:
    """ "Privacy: GDPR compliant" says "GDPR compliant" of a requirement whose category is privacy."""
    label, colon, said = requirement.text.partition(":")
    named = colon and said.strip() and label.strip("* ").casefold() == (requirement.category or "").casefold()
    return said.strip() if named else requirement.text


def facts_of(spec: Spec) -> frozenset[str]:
    """What a profile's ``when`` may ask for, by name."""
    texts = [item.text for item in (*spec.requirements, *spec.user_stories, *spec.acceptance_criteria)]
    security = [rule.text for rule in spec.security_rules]
    facts = {
        "endpoints": bool(spec.endpoints),
        "entities": bool(spec.entities),
        "security": bool(security) or any(topic_of(t) in _GUARDED for t in texts),
        "search": any(is_search(text) for text in texts),
        "uploads": any(is_upload(text) for text in texts),
        "size_limits": any(has_size_limit(r) for r in spec.requirements),
        "storage": bool(named_stores(spec)),
        "flag": any(is_flagged(text) for text in texts),
        "records": not any(_NO_RECORDS.match(item.text) for item in spec.out_of_scope),
        "concurrency": any("concurren" in t.lower() for t in texts),
        "measured": any(is_measured(r) and r.targets for r in spec.requirements),
        "privacy": any((r.category or "") == "privacy" for r in spec.requirements),
        "stories": bool(spec.user_stories),
        "external": any(d.kind.value == "external" for d in spec.dependencies),
        "metrics": bool(spec.success_metrics),
        "questions": bool(spec.open_questions),
    }
    return frozenset(name for name, holds in facts.items() if holds)


_GUARDED = frozenset({Topic.AUTHENTICATION, Topic.AUTHORIZATION, Topic.RATE_LIMIT, Topic.ENCRYPTION})
