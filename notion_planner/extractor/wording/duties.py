"""What the words of a statement say: that it binds, is put off, tells a step, or asks for nothing."""

import re
from functools import cache

from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import leading_identifier
from notion_planner.extractor.wording.inline import sentences

_PARENTHESIS = re.compile(r"[(（]\s*([^()（）]{1,200})[)）]")
# Each begins with its letter, so that the text between is passed over quickly.
UPPER_KEYWORD = re.compile(r"(?:M(?<!\wM)UST|S(?<!\wS)(?:HALL|HOULD)|R(?<!\wR)E(?:QUIRED|COMMENDED))\b")
MAY_ONLY = re.compile(r"\b(?:MAY|OPTIONAL)\b")
_SOFT_KEYWORD = re.compile(
    r"\b(?:must|shall|should|will have to|will need to|are required to|is required to)\b"
    r"|^(?:Must|Shall|Should)\s(?!haves?\W*$)"  # an item that goes on with the sentence above it
)
ABOUT_DOCUMENT = re.compile(
    r"^(?:this (?:document|specification|proposal|section|rfc|page)|the key ?words|see |"
    r"(?:each|every) requirement|"
    r"note that(?!(?:(?!\b(?:you|we)\b)[^.]){1,200}\b(?:must|shall)\b)|we (?:considered|could|also)|"
    r"it should be noted|"
    r"the following|readers?|implementers should be aware|e\.g|for (?:example|instance))\b"
    r"|\bshould (?:be limited|"
    r"only be limited|not be confused|be noted|be familiar|suffice|"
    r"be (?:fine|ok(?:ay)?|enough|sufficient|rare|negligible|unaffected))\b|\bas (?:described|"
    r"defined) in rfc\b",
    re.IGNORECASE,
)
_USER_STEP = re.compile(
    r"(?:the\s|an?\s)?(?:new\s)?(?:user|customer|visitor|guest|player|member|admin)s?\s(?:opens?|clicks?|taps?|enters?|visits?"
    r"|lands?|navigates?|logs?|signs?|types?|uploads?|goes|launches|scans?|arrives?|selects?|chooses?)\b",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"\b(?:rules|behaviou?rs?|regeln|verhalten|règles|reglas|regras|regole|regels)\s?[:：]$", re.IGNORECASE
)
DEFERRED_LENGTH = 120
# When a whole item comes, at its end: "Mobile app (future)", "Export: future consideration". Behind one of
# several things ("Search by name and by map (later)") it is said of that one.
_SEVERAL = re.compile(r"[,;、，]|\s(?:and|or|und|oder|et|ou|y|o|e|en|of|и|или|i|lub)\s")
_AT_END = re.compile(r"(?P<what>[^()（）]*)[(（](?P<when>[^()（）]{1,30})[)）]\W*")
_BEHIND_COLON = re.compile(r"(?P<what>[^:：]{2,60})(?:[:：]|\s[–—-])\s*(?P<when>\w+\s\w+)\.?")


def says_purpose(text: str) -> bool:
    """ "Rationale: …": what a requirement is for."""
    label, colon, _ = text[:60].replace("：", ":").partition(":")
    return bool(colon) and vocabulary.normalise(label) in vocabulary.words("purposes")


def is_user_step(text: str) -> bool:
    """Whether somebody does something at a screen: "User clicks Save"."""
    return _USER_STEP.match(text) is not None


def leads_rules(text: str) -> bool:
    """Whether each item below a line is a rule: "Behaviour rules:"."""
    return _RULES.search(text) is not None


def says_nothing(text: str) -> bool:
    """A label whose value is that there is nothing: "Data model: none"; one still to come ("TBD") is not."""
    label, _, value = text[:200].replace("：", ":").partition(":")
    return leading_identifier(label) is None and vocabulary.denies(value)


def is_deferred(text: str) -> bool:
    """Whether a short item only says that something comes in a later release.

    "Previews (post-MVP)" and "Previews. Deferred to v2" do; "Rows are tinted (icons post-MVP)" and "Owners
    see a report. Charts are deferred" defer a part of it only.
    """
    if len(text) >= DEFERRED_LENGTH:
        return False
    deferral = vocabulary.pattern("deferred")
    whole = _PARENTHESIS.sub(lambda m: m[0] if deferral.match(m[1].casefold()) else " ", text)
    said = [sentence.raw.casefold() for sentence in sentences(whole)]
    return any(map(deferral.search, said[:1])) or any(map(deferral.match, said[1:])) or _comes_later(text)


def _comes_later(text: str) -> bool:
    marks = (_AT_END.fullmatch(text), _BEHIND_COLON.fullmatch(_PARENTHESIS.sub(" ", text).strip()))
    return any(
        vocabulary.normalise(mark["when"]) in vocabulary.words("coming_later")
        and not _SEVERAL.search(mark["what"])
        for mark in marks
        if mark is not None
    )


def says_duty(text: str) -> bool:
    """Whether a statement says what must be, or what somebody or something can do."""
    return vocabulary.binding().search(text) is not None or says_ability(text)


def says_ability(text: str) -> bool:
    return _abilities().search(text[:2000]) is not None


@cache
def _abilities() -> re.Pattern[str]:
    subject, joined = vocabulary.terms()["lead_subject"], vocabulary.terms()["abilities"]
    return re.compile(rf"^{subject}\s+{vocabulary.modals().pattern}\s|{joined}", re.IGNORECASE)


def is_normative(text: str) -> bool:
    """RFC 2119 and "must", "should", "shall" sentences that bind the implementation, not the reader."""
    if ABOUT_DOCUMENT.search(text):
        return False
    return UPPER_KEYWORD.search(text) is not None or _SOFT_KEYWORD.search(MAY_ONLY.sub("", text)) is not None
