"""English wording: tokens, slugs, shortening and joining."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from notion_planner.extractor.readers.technologies import proper_names
from notion_planner.model.spec import Item
from notion_planner.planner.english.lexicon import (
    ACTORS,
    BUILT,
    CONDITIONS,
    DETERMINERS,
    LANGUAGES,
    LEADING_ON,
    PREPOSITIONS,
    VERBS,
)
from notion_planner.planner.english.word_forms import gerund_phrase, is_verb

TITLE_LIMIT = 72
_BEGUN = 3
"""Words: fewer behind the last comma are the begin of a clause that was cut off."""

TITLE_ROOM = 28
"""A somewhat longer title tells more than one that is cut inside a clause."""

_GOING_ON = PREPOSITIONS | {"and", "but", "not", "or", "which"}
_COMMON = VERBS | DETERMINERS | ACTORS
_TOKEN = re.compile(r"[^\W_]+")
# With the signs that tell "C#" from "C++", below from above and frost from warmth; an arrow tells nothing.
_SAID = re.compile(r"[^\W_]+|(?<![-=])>|<(?![-=])|=(?!>)|[≤≥+#%€$£¥]|[-−](?=\d)")
_PLAN_VERB = re.compile(
    r"^(?:Implement|Ensure the ability to|Ensure(?: that)?|Enforce that|Provide|Establish|Test(?: that)?|Add|"
    r"Let)[: ] *",
    re.IGNORECASE,
)
_AS_STATED = re.compile(r"(?:Implement|Ensure|Provide|Establish|Add): ")
# How far its author got with a requirement stands behind it: "works offline ✅", "readable ⚠️ (partial)".
_PROGRESS = re.compile(r"(?:\s?[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?(?:\s?\([^()]{1,40}\))?){1,8}$")
_MARKS = re.compile(r"^(?:[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\s*)+(?=[^\W_])")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(.])(?:[a-z]|vs|e\.g|i\.e|etc|approx|incl|excl|max|min|mind|ca|bzw|ggf|inkl|resp|nr|no|usw|ej|ex)$"
    r"|(?:^|[\s(])[a-z]\. ?[a-z]$",
    re.IGNORECASE,
)
_CODE = re.compile(r"\w(?:[._]\w{2}|__|\()")
_NUMBER = re.compile(
    r"^(?:(?:epic|feature|requirement|(?:user )?story|use case|module|anforderung|exigence|requisito)"
    r"\s*#?\d+(?:\.\d+)*\s*(?:[:：.)–—-]+\s*|(?=\())"
    r"|[A-Z]{1,5}-?\d+(?:[.-]\d+)*\s+[–—]\s+"
    r"|(?:REQ|N?FR|US|UC|R?NF|RF|HU|BR|SR|TR|EPIC|FEAT)-\d+(?:[.-]\d+)*:?\s+)(?=\S)",
    re.IGNORECASE,
)
# "Concurrency control (see FR-9) must scale": what goes on behind it is more than what it says.
_ASIDE = re.compile(r"\s\([^()]{0,200}\)\s(?=\S)")
_PRIORITY = re.compile(
    r"\s*\((?:(?:priority[^()]{0,20}|p[0-4])\)|"
    r"(?:optional|nice[ -]to[ -]have|(?:must|should|could)[ -]have)\)\s*$)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """One line without control characters, so that a value can never open a second line of a page."""
    visible = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(visible.split())


_LISTED_ON = re.compile(
    r";(?: (?:and|or|und|oder|et|ou|y|o|e))?$"
    r"|,? (?:with|for|by|via|from|of|like|such as|including|as follows)(?: the following)? ?:$"
)


def unlisted(text: str) -> str:
    """A point of a list without what leads on: "the day is shown; and", "the day is shown with:"."""
    return _LISTED_ON.sub("", plain(text))


_LEADS_ON = re.compile(r"\b(?:must|shall|should|will|can)\s(?P<between>(?:\S+\s){0,12}?)(?P<last>\S+?) ?:$")
_MOST_LED = 3


def led_on(text: str, details: Sequence[str]) -> str:
    """A lead that says nothing alone, "The list should show:", with the first of what it leads to."""
    lead = _LEADS_ON.search(text)
    if lead is None:
        return text
    last = lead["last"].lower()
    breaks_off = last in VERBS | PREPOSITIONS | {"for"} or last.endswith("ing")
    if lead["between"] and not breaks_off:
        return text
    return f"{text.rstrip(' :')} {', '.join(unlisted(one) for one in details[:_MOST_LED])}"


_HISSING = ("ches", "shes", "sses", "xes", "zzes")
_WITH_E = frozenset(("cache", "niche", "axe"))


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without an English plural ending; enough to join "users" with "user"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-2] if word.endswith(_HISSING) and word[:-1] not in _WITH_E else word[:-1]
    return word


def tokens(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in _TOKEN.findall(text.lower()))


def slug(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "-".join(_TOKEN.findall(folded))[:60].strip("-")


def lower_first(text: str) -> str:
    """Lower-case the first letter of a common word; names and acronyms keep theirs."""
    word = text.split(" ", 1)[0].strip(".,:;")
    if word.split("/", 1)[0].lower() in _COMMON or is_verb(word):
        return text[:1].lower() + text[1:] if word[1:] == word[1:].lower() else text
    return text


def inside(text: str) -> str:
    """The text as it stands inside a sentence: first letter small, unless it is an acronym or a name."""
    word = text.split(" ", 1)[0]
    common = word in ("A", "I") if len(word) < 2 else word[1:] == word[1:].lower() and not _CODE.search(word)
    return text[:1].lower() + text[1:] if common and not _is_named_first(text) else text


def _is_named_first(text: str) -> bool:
    """Whether a known name of one or two words opens the text: "Redis …", "React Native …", "English …"."""
    words = text.split(" ", 2)
    if words[0].partition("-")[0] in LANGUAGES:
        return True
    return not proper_names().isdisjoint((words[0], " ".join(words[:2])))


def name_inside(text: str) -> str:
    """A thing in the middle of a title; a name In Title Case or a label ("Owner: …") stays as it is."""
    words = text.split(" ")
    if words[0] in ("A", "An", "The") and words[1:]:
        return lower_first(text)
    second = len(words) > 1 and words[1].istitle()
    return text if _in_title_case(words) or second or words[0].endswith(":") else lower_first(text)


def inside_sentence(text: str) -> str:
    """A sentence inside another: "Hand tracking fails" loses its capital, "Google Meet fails" does not."""
    first, *others = text.split(" ")
    opens = first.lower() in VERBS | DETERMINERS | PREPOSITIONS | CONDITIONS | {"for"}
    return text if others and others[0].istitle() and not opens else inside(text)


def inside_title(text: str) -> str:
    """The same, but a heading in title case keeps its first capital, too: "Create an Account"."""
    return text if _in_title_case(text.split(" ")) else inside(text)


def _in_title_case(words: Sequence[str]) -> bool:
    """Told by the long words behind the first; an acronym ("Export as JSON") has capitals in any case."""
    later = [word for word in words[1:] if len(word) > 3 and not word.isupper()]
    return bool(later) and all(word[:1].isupper() for word in later)


def outcome(title: str) -> str:
    """What a task leaves behind: "Implement search users" leaves "search users", "Show maps" "showing maps".

    A text in another language, behind a colon, keeps its first letter: nouns are capitals in some.
    """
    result = _PLAN_VERB.sub("", title, count=1)
    words = lower_first(result).split(" ")
    if result == title and words[0] in BUILT and (doing := gerund_phrase(words)):
        return " ".join(doing)
    return result if _AS_STATED.match(title) else inside_title(result)


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def shorten(text: str, limit: int = TITLE_LIMIT) -> str:
    """At most ``limit`` characters, cut where a clause or at least a word ends."""
    line = plain(text).rstrip(".。;:, ")
    if len(line) <= limit:
        return line
    for mark in (
        ". ",
        "; ",
        " (",
        ", so that ",
        " so that ",
        " in order to ",
        ", which ",
        ", including ",
        " such as ",
        " – ",
        " - ",
        ": ",
    ):
        place = line.rfind(mark, 20, limit)
        while mark == ". " and place > 0 and _is_abbreviated(line[:place]):
            place = line.rfind(mark, 20, place)
        if place > 0 and not _is_open(line[:place]):
            return line[:place].rstrip(".,;: ")
    cut = line[: limit - 1]
    aside = cut.rfind(" (")
    if aside > limit // 4 and cut.count("(") > cut.count(")"):
        return line[:aside].rstrip(".,;: ")
    space = cut.rfind(" ")
    return _complete(cut[:space] if space > limit // 2 else cut) + "…"


def _is_abbreviated(before: str) -> bool:
    """ "z. B." and "approx." end no sentence, "section A." does."""
    return _ABBREVIATED.search(before) is not None and (before[-1].islower() or before[-3:-2] in (".", " "))


def _is_open(before: str) -> bool:
    """Whether a quotation or a bracket ends behind this: neither is cut within."""
    return before.count('"') % 2 == 1 or before.count("(") > before.count(")")


def _complete(cut: str) -> str:
    """Without the last words that lead on to what was cut off: "resize handles in the"."""
    before, _, last = cut.rpartition(", ")
    begun = last.count(" ") < _BEGUN and last.split(" ")[0].lower() in _GOING_ON
    if begun and before.count(" ") > _BEGUN and not _is_open(before):
        cut = before  # "for all rows, in a single"
    while True:
        cut = cut.rstrip(".,;: ")
        before, _, last = cut.rpartition(" ")
        if before.count(" ") < 2 or last.lower() not in LEADING_ON:
            return cut
        cut = before


def titled(text: str, limit: int = TITLE_LIMIT) -> str:
    """Shortened where a clause ends, else whole with some room above the limit, else cut at a word."""
    text = _PROGRESS.sub("", plain(text).rstrip(".。")) or text
    if len(text) > limit:
        text = _ASIDE.sub(" ", text)
    short = shorten(text, limit)
    # What stands before a colon is often the plan's own words alone: "Apply the constraint: …".
    bare = plain(text)[len(short) :].startswith(":")
    return shorten(text, limit + TITLE_ROOM) if bare or short.endswith("…") else short


def first_sentence(text: str) -> str:
    line = plain(text)
    for mark in (". ", "! ", "? ", "。"):
        place = line.find(mark)
        while place > 0 and (
            line.count('"', 0, place) % 2 or (mark == ". " and _ABBREVIATED.search(line[:place]))
        ):
            place = line.find(mark, place + 1)
        if place > 15:
            line = line[:place] + mark.strip()
    return line


def without_number(text: str) -> str:
    """A heading or title without its item's number or mark: "Epic 5: Settings", "F1 — Access", "🔐 Login"."""
    text = _MARKS.sub("", text, count=1)
    return _NUMBER.sub("", text, count=1) or text


def without_priority(text: str) -> str:
    """ "Create an account (Priority: P2)" is titled "Create an account"."""
    return _PRIORITY.sub("", text)


def starts_with_verb(text: str) -> bool:
    return text.split(" ", 1)[0].lower() in VERBS


def joined(names: list[str], limit: int = 60) -> str:
    """ "A", "A & B", "A, B & C"; where that grows too long, as many as fit and a count."""
    if len(names) < 2:
        return "".join(names)
    whole = ", ".join(names[:-1]) + " & " + names[-1]
    if len(whole) <= limit:
        return whole
    shown = shorten(names[0], limit - 16)
    for number, name in enumerate(names[1:], 1):
        if len(shown) + len(name) > limit - 16:
            return f"{shown} & {len(names) - number} more"
        shown += f", {name}"
    return shown


def content_key(text: str) -> str:
    """Texts that say the same but for case, spacing and punctuation have the same key."""
    return " ".join(_SAID.findall(unicodedata.normalize("NFKC", text).lower())) or plain(text)


def is_name(text: str, technologies: Iterable[Item]) -> bool:
    """Whether a text begins with a technology's name ("Stripe payments") or is one "In Capitals"."""
    first, *others = plain(text).partition(":")[0].split(" ")
    return _is_technology(first, technologies) or not others or any(word[:1].isupper() for word in others)


def _is_technology(word: str, technologies: Iterable[Item]) -> bool:
    return any(word in item.text.split(" ") for item in technologies)


def with_name_of(text: str, title: str, technologies: Iterable[Item]) -> str:
    """The title with the capital of a technology that the text begins with: "Ensure React renders it"."""
    first = text.split(" ", 1)[0]
    small = f" {first[:1].lower()}{first[1:]} "
    return title.replace(small, f" {first} ", 1) if _is_technology(first, technologies) else title
