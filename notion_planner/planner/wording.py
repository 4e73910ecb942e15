"""English wording: feature names, verb-first titles out of requirement sentences, tokens and shortening."""

import re
import unicodedata
from functools import lru_cache

from notion_planner.planner.lexicon import ACTORS, DETERMINERS, MODALS, VERBS

TITLE_LIMIT = 72
_TOKEN = re.compile(r"[^\W_]+")
_KIND = r"(?:(?:feature|functional|technical|software|product) )?(?:specification|spec|prd)"
_LONG_KIND = r"(?:product |software )?requirements document(?: \(prd\))?"
_TRAILING_KIND = re.compile(rf"[\s:–—-]+(?:specification|spec|prd|{_LONG_KIND})\.?$", re.IGNORECASE)
_LEADING_KIND = re.compile(rf"^(?:{_KIND}|{_LONG_KIND})\s*[:–—-]\s*", re.IGNORECASE)
_PRIORITY = re.compile(r"\s*\(priority[^()]{0,20}\)", re.IGNORECASE)
_COMPLIANT = re.compile(r"^(?:be )?([\w/ -]{2,40})[ -]compliant\b(.*)$", re.IGNORECASE)


def plain(text: str) -> str:
    """One line without control characters, so that a value can never open a second line of a page."""
    visible = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(visible.split())


def feature_name(title: str | None) -> str:
    """ "User Profile API Specification" is the specification of the feature "User Profile API"."""
    name = plain(title or "")
    bare = _LEADING_KIND.sub("", _TRAILING_KIND.sub("", name)).strip()
    return bare or name or "Untitled feature"


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without an English plural ending; enough to join "users" with "user"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def tokens(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in _TOKEN.findall(text.lower()))


def slug(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "-".join(_TOKEN.findall(folded))[:60].strip("-")


def lower_first(text: str) -> str:
    """Lower-case the first letter of a common word; names and acronyms keep theirs."""
    word = text.split(" ", 1)[0].strip(".,:;")
    if word.lower() in VERBS | DETERMINERS | ACTORS:
        return text[:1].lower() + text[1:] if word[1:] == word[1:].lower() else text
    return text


def inside(text: str) -> str:
    """The text as it stands inside a sentence: first letter small, unless the word is an acronym."""
    word = text.split(" ", 1)[0]
    common = word in ("A", "I") if len(word) < 2 else word[1:] == word[1:].lower()
    return text[:1].lower() + text[1:] if common else text


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def shorten(text: str, limit: int = TITLE_LIMIT) -> str:
    """At most ``limit`` characters, cut where a clause or at least a word ends."""
    line = plain(text).rstrip(".。;:, ")
    if len(line) <= limit:
        return line
    for mark in (". ", "; ", " (", ", so that ", " so that ", ": ", ", ", " – ", " - "):
        place = line.rfind(mark, 20, limit)
        if place > 0:
            return line[:place].rstrip(".,;: ")
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(".,;: ") + "…"


def first_sentence(text: str) -> str:
    line = plain(text)
    for mark in (". ", "! ", "? ", "。"):
        head, found, _ = line.partition(mark)
        if found and len(head) > 15:
            line = head + mark.strip()
    return line


def _is_plural(noun: str) -> bool:
    return noun.lower().endswith("s") and not noun.lower().endswith(("ss", "us", "is"))


def _third_person(verb: str) -> str:
    lowered = verb.lower()
    if lowered.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    if lowered.endswith("y") and lowered[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def _modal_at(words: list[str]) -> int | None:
    """Where the sentence's modal verb stands, among its first dozen words."""
    for place, word in enumerate(words[:12]):
        lowered = word.lower().strip(",")
        if lowered in ("needs", "need", "has", "have"):
            if words[place + 1 : place + 2] == ["to"]:
                return place
        elif lowered in MODALS:
            return place
    return None


def _after_modal(words: list[str], place: int) -> list[str]:
    rest = words[place + 1 :]
    if rest[:1] == ["to"]:
        rest = rest[1:]
    if [w.lower() for w in rest[:3]] == ["be", "able", "to"]:
        rest = rest[3:]
    if rest[:1] and rest[0].lower() in ("allow", "let", "enable") and len(rest) > 3:
        for step in (2, 3):
            if rest[step : step + 1] == ["to"] and rest[step - 1].lower() in ACTORS:
                return rest[step + 1 :]
    return rest


def _stated(subject: list[str], rest: list[str]) -> str:
    """ "the list", "show recent searches" → "the list shows recent searches"."""
    plural = _is_plural(subject[-1])
    if rest[0].lower() == "be":
        verb = "are" if plural else "is"
    else:
        verb = rest[0] if plural else _third_person(rest[0])
    return " ".join([*subject, verb, *rest[1:]])


def _base(verb: str) -> str | None:
    """ "sends" → "send", for verbs that are known."""
    lowered = verb.lower()
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        found = lowered.removesuffix(ending) + instead
        if lowered.endswith(ending) and found in VERBS:
            return found
    return None


def _without_modal(line: str, words: list[str], verb: str) -> str:
    """A statement in the present tense, a heading or an order."""
    if words[0].lower() in VERBS:
        return f"{verb} {lower_first(line)}"
    start = 1 if words[0].lower() in DETERMINERS else 0
    acts = words[start : start + 1] and words[start].lower() in ACTORS and len(words) > start + 2
    base = _base(words[start + 1]) if acts else None
    if base is not None:
        return f"{verb} {' '.join([base, *words[start + 2 :]])}"
    if any(word.lower() in ("is", "are", "has", "have") for word in words[1:8]):
        return f"Ensure {lower_first(line)}"
    return f"{verb} {lower_first(line)}"


def verb_phrase(text: str, verb: str = "Implement") -> str:
    """A verb-first phrase for a requirement's sentence.

    "The system must send a receipt" → "Implement send a receipt"; "Passwords must be hashed" →
    "Ensure passwords are hashed"; "Users must not see drafts" → "Enforce that users must not see drafts".
    """
    line = plain(text).rstrip(".。;:")
    compliant = _COMPLIANT.match(line)
    if compliant:
        return f"Ensure {compliant.group(1)} compliance{compliant.group(2)}"
    words = line.split(" ", 40)
    place = None if words[0].lower() in VERBS else _modal_at(words)
    if place is None or place == 0 or place + 1 >= len(words):
        return _without_modal(line, words, verb)
    if words[place].lower() in ("cannot", "can't") or words[place + 1].lower() in ("not", "never"):
        return f"Enforce that {lower_first(line)}"
    rest = _after_modal(words, place)
    if not rest:
        return f"{verb} {lower_first(line)}"
    subject = words[:place]
    if subject[-1].lower().strip(",") in ACTORS and rest[0].lower() not in ("be", "have"):
        return f"{verb} {' '.join(rest)}"
    return f"Ensure {lower_first(_stated(subject, rest))}"


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
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).lower())) or plain(text)
