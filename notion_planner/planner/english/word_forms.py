"""Forms of English words: "carry" as "carries" and "carrying", what is plural, what is a verb at all."""

import re

from notion_planner.planner.english.lexicon import (
    ARTICLES,
    BUILT,
    COMPOUND_HEADS,
    COMPOUNDING,
    CONDITIONS,
    DONE,
    DOUBLING,
    MEASURES,
    MEASURING,
    MODALS,
    NOT_ALWAYS_VERBS,
    NOUN_PHRASE_ENDS,
    OTHER_CLAUSE,
    PHRASAL_VERBS,
    PREPOSITIONS,
    VERBS,
)

_ONE_SYLLABLE = re.compile(r"^(?:[^aeiou]|qu)*[aeiou][bdgklmnprtvz]$")
_TOGETHER = {  # nouns that are written for the verb
    "backup": ("back", "up"),
    "checkout": ("check", "out"),
    "login": ("log", "in"),
    "logout": ("log", "out"),
    "rollback": ("roll", "back"),
    "setup": ("set", "up"),
    "signup": ("sign", "up"),
}
_STRONG = {
    "drawn": "draw", "hidden": "hide", "kept": "keep", "paid": "pay", "sent": "send", "shown": "show",
    "written": "write",
}  # fmt: skip
_NOMINAL = ("tion", "sion", "ment", "ing", "ity", "ance", "ence", "ness")
_JOINING = frozenset(("&", "and", "or", "then"))
_PLURALS = frozenset(("people", "staff", "children"))
_SINGULAR = frozenset(("alias", "atlas", "bias", "canvas", "gas", "https", "kubernetes", "lens", "news"))
_PARTS = frozenset(("buttons", "dialogs", "endpoints", "flows", "forms", "functionality", "pages", "screens"))
_NAMING = frozenset(("history", "language", "letter", "policy", "status"))
_CONTROLLED = (
    "buy",
    "cancel",
    "confirm",
    "delete",
    "edit",
    "help",
    "pay",
    "print",
    "save",
    "send",
    "submit",
    "undo",
)
_ON_CONTROLS = BUILT | frozenset(
    ("add", "click", "hide", "highlight", "move", "press", "remove", "replace", "tap", "toggle", "use")
)
_MAILED = ("addresses", "alerts", "digests", "notifications", "reminders", "templates")
# "Delete button", "email alerts": without an article, things that are named after what they do.
_NAMES = frozenset(
    [f"{verb} {control}" for verb in _CONTROLLED for control in ("button", "buttons", "icon", "icons")]
    + [f"email {thing}" for thing in _MAILED]
    + [
        "drag handle",
        "drag handles",
        "load balancing",
        "load testing",
        "rate limit",
        "rate limits",
        "remember me",
    ]
)
_ADVERBS = frozenset(("also", "only", "always", "then", "still", "both", "either", "first", "bulk", "batch"))
_NO_ADVERBS = frozenset(
    (
        *("daily", "early", "friendly", "hourly", "monthly", "nightly", "quarterly", "weekly", "yearly"),
        *("anomaly", "assembly", "family", "fly", "supply"),
    )
)
# No name goes on with these: "store minimal state" is an order, "search state" a thing.
_QUANTIFIERS = frozenset(
    ("additional", "both", "different", "minimal", "more", "multiple", "other", "several", "some", "various")
)
_PREFIX = re.compile(r"(?:auto|de|pre|re|un)-(?=[a-z]{3})", re.IGNORECASE)
_NO_ACT = ARTICLES | PREPOSITIONS | CONDITIONS | MODALS | frozenset(("i", "it", "they", "we", "you", "not"))


def third_person(verb: str) -> str:
    bare = verb.rstrip(",")
    if bare != verb:
        return third_person(bare) + verb[len(bare) :]
    lowered = verb.lower()
    if lowered == "have":
        return "has"
    if lowered in _TOGETHER:
        return " ".join((third_person(_TOGETHER[lowered][0]), _TOGETHER[lowered][1]))
    if lowered.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    if lowered.endswith("y") and lowered[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def base_of(verb: str) -> str | None:
    """ "sends" → "send", "re-enqueues" → "re-enqueue", for verbs that are known."""
    lowered = verb.lower()
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        found = lowered.removesuffix(ending) + instead
        if lowered.endswith(ending) and _is_known(found):
            return found
    return None


def base_of_participle(word: str) -> str | None:
    """ "passed" → "pass", "stopped" → "stop", "tried" → "try", for verbs that are known."""
    if word.lower() in _STRONG:
        return _STRONG[word.lower()]
    stem = word.lower().removesuffix("ed")
    if stem == word.lower():
        return None
    bases = (stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem, f"{stem.removesuffix('i')}y")
    return next(filter(_is_known, bases), None)


def bare_joined(words: list[str]) -> list[str]:
    """Further verbs without their ending: "checks it and stores the rest" → "checks it and store the rest".

    Without an object only those that are seldom plural nouns: "checks visits and views" has no second one.
    """
    made = list(words)
    for place, word in enumerate(words[1:-1], 1):
        if word.lower() in OTHER_CLAUSE - {"to"}:
            break
        before, after = words[place - 1].lower(), words[place + 1].lower()
        joins = before in _JOINING or before.endswith(",")
        base = base_of(word) if joins else None
        if base and (after in ARTICLES | {"it", "them"} or (base in DONE and before in _JOINING)):
            made[place] = base
    return made


def gerund(verb: str) -> str:
    """ "save" → "saving", "submit," → "submitting,", "enable/disable" → "enabling/disabling"."""
    bare = verb.rstrip(",")
    if "/" in bare:
        return "/".join(gerund(part) for part in bare.split("/")) + verb[len(bare) :]
    if bare.lower() in _TOGETHER:
        act, particle = _TOGETHER[bare.lower()]
        return f"{_ending_in_ing(act)} {particle}{verb[len(bare) :]}"
    return _ending_in_ing(bare) + verb[len(bare) :]


def _ending_in_ing(verb: str) -> str:
    lowered = verb.lower()
    if lowered.endswith("ie"):
        return verb[:-2] + "ying"
    if lowered.endswith("e") and len(verb) > 2 and not lowered.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    if _ONE_SYLLABLE.match(lowered) or lowered in DOUBLING:
        return verb + verb[-1] + "ing"
    return verb + "ing"


def base_of_gerund(word: str) -> str | None:
    """ "Splitting" → "split", for verbs that are known."""
    stem = word.lower().removesuffix("ing")
    return next(
        (verb for verb in (stem, stem[:-1], f"{stem}e") if verb in VERBS and gerund(verb) == word.lower()),
        None,
    )


def gerund_phrase(words: list[str]) -> list[str] | None:
    """An order as what is done: "create and update the lists" → "creating and updating the lists".

    None where the first word cannot be a verb.
    """
    at = next((n for n, word in enumerate(words) if not is_adverb(word)), 0)
    if not _is_word(words[at]) or words[at].lower() in _NO_ACT:
        return None
    listed = _listed(words, at)
    opening = _clauses(words, at)
    made = [
        *words[:at],
        *(word if word.lower() in _JOINING else gerund(word) for word in words[at : listed + 1]),
    ]
    clause = next((n for n, word in enumerate(words) if _opens_clause(word, words[n + 1 :])), len(words))
    for place, word in enumerate(words[listed + 1 :], listed + 1):
        joined = place in opening or (place < clause and _is_joined_verb(words, place))
        made.append(gerund(word) if joined else word)
    return made


def _clauses(words: list[str], at: int) -> frozenset[int]:
    """Where further orders begin: "start the run, log every set, and end it" has two behind its first.

    Each must begin with a known verb, and the last one stand behind "and", or it is a list of something else.
    """
    begins = [n + 1 for n, word in enumerate(words[:-1]) if n >= at and word.endswith(",")]
    if not begins or words[begins[-1]].lower() not in ("and", "or"):
        return frozenset()
    if (OTHER_CLAUSE - {"to"}).intersection(map(str.lower, words[at : begins[0]])):
        return frozenset()  # "build a page where they pay a bill, add a tip, and leave"
    begins[-1] += 1
    ends = [begin - 1 for begin in begins[1:-1]] + [begins[-1] - 2]
    several = len(begins) > 1 and all(end > begin for begin, end in zip(begins, ends, strict=False))
    return frozenset(begins if several and all(_known("".join(words[n : n + 1])) for n in begins) else ())


def _opens_clause(word: str, after: list[str]) -> bool:
    """ "To an address" goes on, "to find it" begins something else."""
    lowered = word.lower()
    return lowered in OTHER_CLAUSE and not (lowered == "to" and after[:1] and after[0].lower() in ARTICLES)


def is_verb(word: str) -> bool:
    """Whether a word, or each of "enable/disable", is a known verb."""
    return all(map(_is_known, word.lower().rstrip(",").split("/")))


def _is_known(verb: str) -> bool:
    return verb in VERBS or _PREFIX.sub("", verb, count=1) in VERBS


def is_order(words: list[str]) -> bool:
    """Whether the first word, a known verb, is one: "log errors" is an order, "log retention" a thing."""
    first = words[0].lower().rstrip(",").split("/")[-1]
    rest = words[1:]
    if " ".join(words[:2]).lower().rstrip(",;:") in _NAMES:
        return False
    if rest and (rest[0].lower() == "of" or rest[0] in (":", "-", "–", "—")):
        return False
    is_library = first == "react" and rest[:1] != ["to"]
    if is_library or (first in ("fix", "offer", "support") and rest[:1] == ["for"]):
        return False
    noun = _noun_phrase(rest)
    if len(noun) == 1 and _is_called_after(first, noun[0]):
        return False
    if first not in COMPOUNDING or words[0].endswith(",") or (first == "separate" and "from" in rest):
        return True
    if not rest or first == "push" or rest[0] == "&":  # "Search & filter panel"
        return False
    if rest[0].lower() in _JOINING:
        joined = len(rest) > 2 and _known(rest[1]) and rest[2].lower() not in NOUN_PHRASE_ENDS
        return joined and rest[-1].lower() not in _PARTS  # "Login and logout endpoints" are things
    if rest[0].lower() in ARTICLES | _QUANTIFIERS or f"{first} {rest[0].lower()}" in PHRASAL_VERBS:
        return True
    named = words[0][:1].isupper() and rest[0][:1].isupper()
    # "Request denied", "rate limit exceeded": what became of a thing.
    if noun and noun[-1].endswith("ed") and (len(noun) == 1 or _is_thing(noun[-2].removesuffix("s"))):
        return False
    # "Order status emails": what is ordered is no status.
    return not named and bool(noun) and not _is_thing(noun[-1]) and noun[0] not in _NAMING


def _is_called_after(verb: str, noun: str) -> bool:
    """ "Open rate", "regenerate button": things that are named by what is done."""
    if noun in MEASURES:
        return verb not in MEASURING
    return noun in ("button", "icon") and verb not in _ON_CONTROLS


def _noun_phrase(words: list[str]) -> list[str]:
    """The words up to the first that cannot belong to the same noun."""
    phrase: list[str] = []
    for word in words:
        if word.lower().strip("(,;:") in NOUN_PHRASE_ENDS or word.startswith("("):
            break
        phrase.append(word.lower().rstrip(",;:."))
        if word[-1:] in (",", ";", ":", "."):
            break
    return phrase


def _is_thing(head: str) -> bool:
    return head in COMPOUND_HEADS or head.endswith(_NOMINAL)


def is_plural(noun: str) -> bool:
    if noun.endswith("s") and noun[:-1].isupper() and len(noun) > 2:
        return True
    if noun.lower() in _PLURALS:
        return True
    if noun.lower() in _SINGULAR or noun.isupper():  # "canvas", "DNS"
        return False
    return noun.lower().endswith("s") and not noun.lower().endswith(("ss", "us", "is"))


def is_adverb(word: str) -> bool:
    lowered = word.lower()
    return lowered in _ADVERBS or (lowered.endswith("ly") and lowered not in VERBS | _NO_ADVERBS)


def _is_word(word: str) -> bool:
    bare = _PREFIX.sub("", word, count=1).rstrip(",").replace("/", "")
    return bare.isalpha() and word.isascii() and not word.isupper()


def _listed(words: list[str], at: int) -> int:
    """The place of the last verb of a list that begins at ``at``: "search, sort and export"."""
    while True:
        following = at + 1
        if words[following : following + 1] and words[following].lower() in _JOINING:
            following += 1
        elif not words[at].endswith(","):
            return at
        if following >= len(words) or not _known(words[following]):
            return at
        at = following


def _known(word: str) -> bool:
    return word.lower().strip(",") in VERBS


def _is_joined_verb(words: list[str], place: int) -> bool:
    """ "rotate the token and invalidate its hash": a verb behind "and", which is no noun of a list."""
    word, before = words[place].lower(), words[place - 1].lower()
    joins = before in _JOINING
    if not (joins or before.endswith(",")) or not words[place + 1 : place + 2]:
        return False
    seldom_else = joins and word not in COMPOUNDING | NOT_ALWAYS_VERBS
    return word in VERBS and (seldom_else or words[place + 1].lower() in ARTICLES | {"it", "them"})
