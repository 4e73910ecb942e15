"""The feature's name: a title without the words for the kind of document, else what the text calls it."""

import re

from notion_planner.model.spec import Spec
from notion_planner.planner.english.lexicon import PREPOSITIONS
from notion_planner.planner.english.word_forms import is_verb
from notion_planner.planner.english.wording import plain, shorten, upper_first

UNNAMED = "Untitled feature"
LONGEST = 60
"""Characters of a name taken from a sentence: it stands in every task's title."""

_KIND_WORDS = (
    r"(?:(?:draft|rough|initial|product|software|system|business|functional|non-?functional|technical"
    r"|feature|user|project) )*"
    r"(?:requirements?(?: (?:documents?|specifications?|definition))?|specifications?|specs?|prds?"
    r"|srs|brd|frd)"
    r"|(?:execution|implementation) (?:plan|tasks)"
    r"|(?:drafted |detailed )?user stories|feature|epic|issue|ticket|bug(?: report)?"
    r"|(?:(?:technical|high-level|detailed|system|software) )?design"
    r"(?:[ -](?:doc(?:ument)?|spec(?:ification)?))?"
    r"|(?:rfc|kep|adr|rfd|pep)[ -]?#?\d*|proposal|change|delta|user story"
    r"|lastenheft|pflichtenheft|anforderungen|cahier des charges|sp[ée]cifications? fonctionnelles?"
    r"|(?:especificaci[óo]n de )?requisitos(?: del (?:proyecto|sistema)| do (?:projeto|sistema))?|requisiti"
    r"|eisen|(?:软件)?需求(?:规格)?(?:说明书|文档)|要件定義書?|要求仕様書?|仕様書?|요구사항(?: 명세서)?"
)
_ABBREVIATION = r"(?: \((?:prd|srs|brd|frd|urs)\))?"
# Also a number alone, with or without what it counts: "01 - Checkout", "Story 1.4: Checkout".
_ONLY_KIND = re.compile(
    rf"(?:{_KIND_WORDS})(?: document)?{_ABBREVIATION}(?: document)?(?:\.md|\.)?"
    r"|(?:(?:(?:user )?story|epic|feature|issue|ticket) ?[#-]?)?\d{1,3}(?:\.\d{1,3})*",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(rf"(?:{_KIND_WORDS}){_ABBREVIATION} (?:for|of) (?:(?:the|an?) )?(?=\S)", re.IGNORECASE)
_LEADING_KIND = re.compile(r"(?:lastenheft|pflichtenheft|cahier des charges)\s+(?=\S)", re.IGNORECASE)
_TRAILING_KIND = re.compile(
    r"(?<=\S)\s+(?:"
    r"(?:(?:product |software |functional |technical |business )*requirements?)"
    r"(?: (?:documents?|specifications?|definition))?"
    r"|specification|spec|prd|srs|brd|frd|user stories|anforderungen|(?:execution|implementation) plan"
    rf"){_ABBREVIATION}\.?$",
    re.IGNORECASE,
)
# What is left of "Overview & Requirements" or of "3. Payments".
_JOINED_KIND = re.compile(
    r"(?:(?:background|context|goals|introduction|overview|purpose|scope|summary|vision)\s*)?"
    r"(?:&|,? and|,|\+)$",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[.)]\s+(?=\S)")
_GLUED_KIND = re.compile(r"(?<=\S)(?:(?:软件)?需求(?:规格)?(?:说明书|文档)|要件定義書|要求仕様書|仕様書)$")
_STATUS = re.compile(r"\s*[(\[](?:updated?|draft|final|wip|v\.?\d[\d.]*|revised)[)\]]$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s?[:|]\s|\s?：\s?|\s[–—|:-]+\s")
_ORDER = re.compile(r"(?:add|implement|introduce) (?=\S)", re.IGNORECASE)
_ADDED_TO = re.compile(r"add ([^,:]+?) to (?=(?:(?:the|our|an?) )?([\w/.-]+))", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:document|specification|spec|srs|prd)\s+(?:specifies|describes|defines|outlines|details|captures)\s+"
    r"(?:the |all )?"
    r"(?:(?:functional |software |system |technical )*(?:requirements|specifications?) (?:for|of) )?"
    r"(?:(?:implementing|building|adding|creating|developing) )?(?:an? |the )?([^.;:,()\n]{3,200})"
    r"|\bdocument\s+(?:contains|covers|lists|provides)\s+(?:the |all )?"
    r"(?:(?:functional|software|system|technical|user) )*(?:requirements|stories) (?:for|of) "
    r"(?:an? |the )?([^.;:,()\n]{3,200})"
    r"|\b(?-i:The ((?:[A-Z][\w-]* ){1,6}))(?:specification|spec|prd)\s+"
    r"(?:addresses|covers|defines|describes|introduces|specifies)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s+(?:that|which|who|where|so that|in order to|as well as)\s", re.IGNORECASE)


def feature_of(spec: Spec) -> str:
    """What the title names; where it names only a kind of document, what its head or its text says."""
    named = name_in(spec.title) or _subject(spec) or _named_in_text(spec)
    return named or plain(spec.title or "") or UNNAMED


def _subject(spec: Spec) -> str:
    """The stated name; of a subtitle "For Online Shop" the shop."""
    stated = re.sub(r"^for (?:the )?", "", name_in(spec.subject), flags=re.IGNORECASE)
    return upper_first(shorten(stated, LONGEST)) if stated else ""


def names_feature(spec: Spec) -> bool:
    """Whether the title or the text says what the specification is about."""
    return bool(name_in(spec.title) or _named_in_text(spec))


def name_in(title: str | None) -> str:
    """The title without the words for its kind of document; empty where nothing else is there.

    "User Profile API Specification" names "User Profile API", "PRD: Rooms" names "Rooms", and "Requirements
    Document" names nothing.
    """
    line = _STATUS.sub("", plain(title or "")[:400])
    whole = line.lstrip("".join(c for c in line[:4] if not c.isalnum() and c not in "([{'\"/.#@"))
    parts = [part for part in _BETWEEN.split(whole) if part]
    names = [name for part in parts if (name := _bare(part))]
    if names == parts:
        return whole
    return _ordered(names[0]) if len(names) == 1 else ": ".join(names)


def _ordered(name: str) -> str:
    """What an order makes: "Add dark mode" dark mode, "Add search to the shop" search in the shop."""
    order = _ORDER.match(name)
    if order is None:
        return name
    added = _ADDED_TO.match(name)
    if added and not is_verb(added[2]):
        return upper_first(f"{added[1]} in {name[added.end() :]}")
    return upper_first(name[order.end() :])


def _bare(part: str) -> str:
    part = _CHAPTER.sub("", _STATUS.sub("", part).strip(), count=1)
    if _ONLY_KIND.fullmatch(part):
        return ""
    named = _LEADING_KIND.sub("", _OF_WHAT.sub("", part, count=1), count=1)
    bare = _GLUED_KIND.sub("", _TRAILING_KIND.sub("", named)).strip()
    if bare == named:
        return bare
    bare = _JOINED_KIND.sub("", bare).strip()
    return "" if _ONLY_KIND.fullmatch(bare) else bare


def _named_in_text(spec: Spec) -> str:
    """A subtitle "For Online Shop", else what "this document specifies"."""
    items = (*spec.requirements[:1], *spec.user_stories[:1], *spec.acceptance_criteria[:1])
    for item in items:
        top = plain((item.source.heading_path or ("",))[0])
        if top.lower().startswith("for ") and len(top) <= LONGEST:
            return top[4:].strip()
    said = _SAID.search(plain(spec.overview or "")[:2000])
    if said is None:
        return ""
    named = next(name for name in said.groups() if name).strip()
    return upper_first(_before_place(_ENDS.split(named, maxsplit=1)[0]))


def _before_place(name: str) -> str:
    """A name that is too long ends before what says where or for whom: "saved views in the Ledger app"."""
    words = name.split(" ")
    ends = [n for n, word in enumerate(words) if n > 1 and word.lower() in PREPOSITIONS - {"of"}]
    fitting = [short for n in ends if len(short := " ".join(words[:n])) <= LONGEST]
    return fitting[-1] if fitting and len(name) > LONGEST else shorten(name, LONGEST)
