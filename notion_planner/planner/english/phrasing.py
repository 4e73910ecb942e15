"""Turns a requirement's sentence into a verb-first phrase for a title."""

import re
from functools import lru_cache

from notion_planner.planner.english.clauses import (
    FAR,
    FURTHER_CONDITION,
    after_modal,
    calm,
    carried_on,
    denied,
    done,
    modal_at,
    named,
    ordered,
    stated,
)
from notion_planner.planner.english.lexicon import (
    ACTORS,
    ARTICLES,
    ASIDES,
    BUILT,
    COMPOUNDING,
    CONDITIONS,
    DETERMINERS,
    DONE,
    JOINING,
    KEPT,
    MODALS,
    PREPOSITIONS,
    THINGS,
    VERBS,
)
from notion_planner.planner.english.statements import (
    FINITE,
    LASTING,
    PLAIN,
    STATES,
    as_passive,
    base_told,
    is_being,
    is_finite,
    is_told,
    lasts,
    orders,
    states_something,
    takes_an_object,
    tells,
    tells_of_acting,
)
from notion_planner.planner.english.word_forms import (
    bare_joined,
    base_of,
    gerund_phrase,
    is_adverb,
    is_order,
    is_plural,
    is_verb,
    third_person,
)
from notion_planner.planner.english.wording import inside, inside_title, lower_first, name_inside, plain

_COMPLIANT = re.compile(
    r"^(?:be )?((?:(?!\b(?:is|are)\b)[\w/ -]){2,40})[ -]compliant\b"
    r"(?=\W*$|\s*[(,;:]|\s(?:by|with|for|in|at|from|to)\b)(.*)$",
    re.IGNORECASE,
)
# What somebody says before what is asked for: "we need a way to", "please".
_ASKING = re.compile(
    r"^(?:(?:please|additionally|as a (?:consequence|result)|furthermore|ideally|in addition|moreover"
    r"|optionally|else|finally|for now|hence|however|in (?:that|this|such a) case|note that|otherwise"
    r"|as (?:described|discussed|explained|mentioned|noted|stated) (?:above|before|earlier|previously)"
    r"|therefore|thus|to (?:achieve this|do so))\b,? |"
    r"(?:(?:i|we)(?: would|['’]d)? (?:need|want|like|love) |needs? )"
    r"(?:(?:an? |the )?(?:ability|chance|means|option|possibility|way) to |(?=(?:an?|the|more) )))(?=\S)"
    r"|^we (?:need|want) (?=[a-z][\w-]*s\b(?! to\b))",
    re.IGNORECASE,
)
# What only illustrates the words before it, between commas.
_ILLUSTRATED = re.compile(r", (?:e\.g\.|for example|for instance)[, ][^,;:]{1,80},(?= )")
_INSERTED = re.compile(r"^(.{1,80} (?:shall|must|should|will|may|can)), ([^,]{1,60}), (.+)$", re.IGNORECASE)
ABLE = "Ensure the ability to"  # of a quality that begins with a verb of its own: "list orders offline"
_OF_THE_ACTOR = frozenset({"their", "theirs", "them", "themselves", "they"})
_LATER = frozenset({"before", "after", "until", "once"})  # "hash it before anything is written"
_MANY = frozenset({"they", "we", "you"})
_RECEIVED = frozenset({"get", "receive"})  # what somebody else does for the actor
# Facts without a verb: "no downtime", "99 % uptime", "accuracy ≥ 85 %".
_FACT = re.compile(
    r"(?:no|zero|[<>≤≥]? ?\d[\d.,]* ?%) "
    rf"|(?:(?!(?:{'|'.join(sorted(PREPOSITIONS | CONDITIONS))})\b)[\w/-]+ ){{1,5}}[<>≤≥]=? ?[\d~$€£]",
    re.IGNORECASE,
)
_BAN = re.compile(
    r"(?:we )?(?:(?:do|must|shall|should|may) not|don['’]t|mustn['’]t|(?P<never>never)|"
    r"(?P<cannot>can ?not|can['’]t))\s+",
    re.IGNORECASE,
)
_FEW = re.compile(r"(?:(?P<only>only)|nobody|no one)\s", re.IGNORECASE)
_ALWAYS = frozenset({"never", "always"})

_SUBJECT = 8  # words: behind "then" the modal verb stands among these, or something else is told
_LABEL = 4  # words: what has more before a colon says something itself
_CLAUSE = 5  # words: a condition with more is a sentence of its own and no object of a verb


def stated_phrase(text: str, verb: str) -> str:
    """A sentence in another language stands as it is: "Implement: El sistema permitirá …"."""
    return f"{verb}: {plain(text).rstrip('.。;:')}"


@lru_cache(maxsize=1024)  # a requirement is phrased for its task, its subject and the overview
def verb_phrase(text: str, verb: str = "Implement") -> str:
    """A verb-first phrase for a requirement's sentence.

    "The system must send a receipt" → "Implement send a receipt"; "Passwords must be hashed" →
    "Ensure passwords are hashed"; "Users must not see drafts" → "Enforce that users must not see drafts";
    "When a file is missing, the system shall alert" → "Implement alert when a file is missing".
    """
    line = calm(plain(text).rstrip(".。;:?？"))
    line = _ASKING.sub("", _ASKING.sub("", line))  # "Note that, therefore, …"
    if ", " in line:  # which still ends what a sentence opens with: "When sent, e.g. by mail, it …"
        opened = line.split(" ", 1)[0].lower() in CONDITIONS | PREPOSITIONS | ASIDES
        line = _ILLUSTRATED.sub("," if opened else "", line)
    compliant = _COMPLIANT.match(line)
    if compliant:
        return f"Ensure {compliant.group(1)} compliance{compliant.group(2)}"
    main, condition = main_clause(line)
    phrase = _clause_phrase(main, verb)
    return f"{phrase} {inside(condition)}" if condition else phrase


def _clause_phrase(line: str, verb: str) -> str:
    words = line.split(" ", 60)
    if ban := _BAN.match(line):
        banned = line[ban.end() :]
        if ban["never"]:
            return f"Never {banned}"
        return f"Enforce that nobody can {banned}" if ban["cannot"] else f"Do not {banned}"
    place = modal_at(words)
    if closed := _FEW.match(line):
        return f"{'Ensure' if closed['only'] else 'Enforce that'} {inside(_allowed_few(words, place))}"
    if place == 0 and (asked := after_modal(words, place)):
        return _of_it(asked, verb, may_ask=words[0].lower() in ("can", "could", "will"))
    if place is None or place + 1 >= len(words):
        return _without_modal(line, words, verb)
    if words[place].lower() in ("cannot", "can't") or words[place + 1].lower() in ("not", "never"):
        return f"Enforce that {named(_without_label(line))}"
    subject, rest = words[:place], after_modal(words, place)
    if not rest:
        return f"{verb} {lower_first(line)}"
    allowed = _is_allowed(words, place)
    done_so = _is_act(rest[0]) and (allowed or rest[0].lower() not in ("see", "hear", "still"))
    done_so = done_so and rest[0].lower() != "only"
    if subject[-1].lower().strip(",") in ACTORS and done_so and (allowed or verb != ABLE):
        return _act_phrase(subject, rest, verb, allowed=allowed)
    if allowed:
        return f"Ensure {named(' '.join([*subject, 'can', *rest]))}"
    return f"Ensure {named(stated(subject, rest))}"


def _allowed_few(words: list[str], place: int | None) -> str:
    """ "Only admins shall delete orders" asks who can; "only paid orders shall be shipped" what is done."""
    if not place or place + 1 >= len(words) or words[place].lower() not in ("must", "shall", "should"):
        return " ".join(words)
    rest = after_modal(words, place)
    if rest[:1] == ["be"] and words[place + 2 : place + 3] != ["able"]:
        return stated(words[:place], rest)
    return " ".join([*words[:place], "can", *rest])


def _of_it(asked: list[str], verb: str, *, may_ask: bool) -> str:
    """What "it" has to do, or what a question asks whether it can: "Can guests pay" has no verb here."""
    told = " ".join(asked[1:])
    if may_ask and (done := _asked_of(asked)):
        return f"Let {inside(' '.join(asked[:done]))} {' '.join(asked[done:])}"
    if asked[0].lower() in ("i", "it", "they", "we", "you") and len(asked) > 1:
        asked = asked[1:]
        told = " ".join(asked[1:])
    if asked[0].lower() == "be":
        return f"Ensure it is {told}"
    if not _is_act(asked[0]):
        return f"Ensure it {third_person(asked[0])} {told}"
    return f"{verb} {' '.join(asked)}" if may_ask and not is_verb(asked[0]) else joined_verb(verb, asked)


def _asked_of(asked: list[str]) -> int | None:
    """Where the verb stands in what a question asks of persons: "business customers pay with gift cards"."""
    people = next((n for n, word in enumerate(asked[:4], 1) if word.lower() in ACTORS - THINGS), 0)
    named = people and asked[people - 1].lower() not in ("i", "we")
    return people if named and any(map(is_verb, asked[people : people + 1])) else None


def joined_verb(verb: str, rest: list[str]) -> str:
    """The plan's verb before the requirement's own, once where both are the same."""
    rest = rest[1:] if rest[0].lower() == "also" and len(rest) > 1 else rest
    own = " ".join(rest)
    made_sure = [word.lower() for word in rest[:2]] in (["make", "sure"], ["make", "it"])
    said_so = {"Implement": BUILT, ABLE: KEPT}.get(verb, frozenset())
    if rest[0].lower() in said_so | {verb.lower()} or (verb == "Implement" and made_sure):
        own = " ".join(carried_on(rest, ordered))
        return own[:1].upper() + own[1:]
    if verb == "Implement" and [word.lower() for word in rest[:2]] == ["no", "longer"]:
        return f"Stop {' '.join(gerund_phrase(rest[2:]) or rest[2:])}"
    doing = gerund_phrase(carried_on(rest, done)) if verb == "Implement" else None
    return f"{verb} {' '.join(doing)}" if doing else f"{verb} {' '.join(carried_on(rest, ordered))}"


def main_clause(line: str) -> tuple[str, str]:
    """What is asked for and its condition: the parts after and before the comma that ends the condition."""
    if inserted := _INSERTED.match(line):
        return f"{inserted[1]} {inserted[3]}", inserted[2]
    first = line.split(" ", 1)[0].lower()
    if first not in CONDITIONS | PREPOSITIONS | ASIDES:
        return line, ""
    for part in (", then ", " then ", ", ", *([": "] if first not in ASIDES else [])):
        condition, found, rest = line.partition(part)
        if part == " then " and not _is_duty(rest.lower().split(" ")[:_SUBJECT]):
            continue
        while first in CONDITIONS and FURTHER_CONDITION.match(rest) and ", " in rest:
            further, _, rest = rest.partition(", ")
            condition += f", {further}"
        told = len(rest.split(" ", 3)) > 2 and not rest.startswith("not ")
        may = part != ": " or (is_verb(rest.split(" ")[0]) and ", " not in condition)
        if found and told and (first in CONDITIONS or (may and _is_clause(rest))):
            main, further = main_clause(rest) if first in ASIDES else (rest, "")
            return main, f"{inside(further)}, {inside(condition)}" if further else condition
    return _unmarked(line) if first in CONDITIONS else (line, "")


def _is_duty(words: list[str]) -> bool:
    return words[0] in ARTICLES | ACTORS and bool(MODALS.intersection(words))


def _unmarked(line: str) -> tuple[str, str]:
    """ "When a code expires the system shall …": the condition ends where the actor begins."""
    words = line.split(" ", 60)
    place = modal_at(words) or next((n for n in range(FAR, len(words)) if _acts_at(words, n)), None)
    if not place or words[place - 1].lower() not in ACTORS:
        return line, ""
    begin = place - 2 if words[place - 2].lower() in ARTICLES else place - 1
    return (" ".join(words[begin:]), " ".join(words[:begin])) if begin > 1 else (line, "")


def _acts_at(words: list[str], place: int) -> bool:
    return words[place].lower() in MODALS and words[place - 1].lower() in ACTORS


def _is_clause(rest: str) -> bool:
    """Whether what follows "For orders," is said of them, rather than one more of a list."""
    words = rest.partition(",")[0].lower().split(" ")[:FAR]
    if words[0] in ("and", "but", "or", "so", "which"):
        return False
    acts = is_verb(words[0]) or words[0] in ACTORS or bool((MODALS | FINITE).intersection(words))
    return acts or any(said(words) for said in (tells, is_told, tells_of_acting))


def _act_of(words: list[str]) -> str | None:
    """The bare verb of what an actor does: "service sends a receipt" → "send", "guests book it" → "book"."""
    if len(words) < 3 or words[0].lower() not in ACTORS:
        return None
    if words[0].lower() in _MANY or is_plural(words[0]):
        done = words[1].lower() in VERBS and is_order(words[1:])
        return words[1].lower() if done or _can_only_be_a_verb(words) else None
    return base_of(words[1])


def _can_only_be_a_verb(words: list[str]) -> bool:
    """ "Members rent a locker": what stands between persons and an article, and joins no words."""
    told = words[1]
    joins = told in JOINING or told.endswith(("ed", "ing", "ly"))
    return words[2].lower() in ARTICLES and told.isalpha() and told.islower() and not joins


def _act_phrase(subject: list[str], rest: list[str], verb: str, *, allowed: bool) -> str:
    """The actor is left out, unless the rest speaks of it: "Let users reset their password"."""
    subject = " ".join(subject).rpartition(": ")[2].split(" ")  # "GDPR: users can export their data"
    if subject and subject[-1].lower() not in THINGS and _OF_THE_ACTOR.intersection(rest):
        if not allowed:
            return f"Ensure {named(stated(subject, rest))}"
        return f"Let {inside(' '.join(subject))} {' '.join(rest)}"
    return joined_verb(verb, rest)


def _is_act(verb: str) -> bool:
    """Whether somebody or something does it, rather than is it: "send", but not "stay"."""
    return verb.lower() not in ("be", "have") and third_person(verb.lower()) not in LASTING


def _is_allowed(words: list[str], place: int) -> bool:
    """ "Passwords can be reset" asks that somebody can, not that passwords are reset."""
    able = [word.lower() for word in words[place + 1 : place + 4]] == ["be", "able", "to"]
    return able or words[place].lower() in ("can", "could", "may", "want", "wants")


def measured_phrase(text: str) -> str:
    """What stands after "Test" for a measured quality: "response time < 200 ms" as it is.

    "A search shall answer in 1 s" → "that a search answers in 1 s"; "Supports 500 users" → "that it supports
    500 users"; "list orders in 1 s" → "the ability to list orders in 1 s".
    """
    line = calm(plain(text))
    words = line.split(" ", 12)
    if base_told(words[0]):
        return f"that it {inside(line)}"
    if MODALS & {word.lower() for word in words[:8]}:
        return f"that {named(_measured_duty(_without_label(line)))}"
    if is_told(words):
        return f"that {named(line)}"
    ordered_so = words[0].lower() in VERBS and words[1:2] != ["for"] and is_order(words)
    return f"the ability to {inside(line)}" if ordered_so else inside_title(line)


def _without_label(line: str) -> str:
    """ "Timeouts: each request must time out" is told whole behind its name."""
    label, _, told = line.partition(": ")
    return told if told and len(label.split(" ")) <= _LABEL and modal_at(told.split(" ")) else line


def _measured_duty(line: str) -> str:
    """ "Startup shall take 3 s" is tested to be so: "Startup takes 3 s"."""
    words = line.split(" ")
    place = modal_at(words)
    if not place or place + 2 >= len(words) or words[place].lower() not in ("must", "shall", "should"):
        return line
    if words[place + 1] == "not":
        return denied(words[:place], words[place + 2 :])
    return stated(words[:place], after_modal(words, place))


def _ordered(line: str, words: list[str], verb: str) -> str | None:
    """An order, and what begins like one: "log errors", "log retention", "capture job takes a lock"."""
    if is_adverb(words[0]) and len(words) > 1 and is_verb(words[1]) and is_order(words[1:]):
        return joined_verb(verb, inside(line).split(" "))
    if not is_verb(words[0]):
        return joined_verb(verb, [words[0].lower(), *words[1:]]) if orders(words) else None
    is_one = is_order(words)
    unsure = not is_one or words[0].lower() in COMPOUNDING - {"check"}
    own = words[: next((n for n, word in enumerate(words) if word.lower() in _LATER), len(words))]
    if unsure and (tells(own[:4]) or is_finite(own) or lasts(own)):
        return f"Ensure {inside(line)}"
    return joined_verb(verb, lower_first(line).split(" ")) if is_one else f"{verb} {name_inside(line)}"


def _told_of_it(line: str, words: list[str], verb: str) -> str | None:
    """What "it" does or is: "automatically logs users out", "supports dark mode", "works on iOS"."""
    words, acts = (joined := bare_joined(words)), joined != words
    if words[0].lower().endswith("ly") and is_adverb(words[0]) and words[1:] and (does := base_of(words[1])):
        return joined_verb(verb, [words[0].lower(), does, *words[2:]])
    if (own := base_of(words[0])) in BUILT:
        return joined_verb(verb, [str(own), *words[1:]])
    being = "is " if is_being(words) else ""
    told = being or own in PLAIN or words[0].lower() in STATES or base_told(words[0])
    if told or base_of(words[0].lower().removeprefix("auto-")) != own:
        return f"Ensure it {being}{inside(line)}"
    after = words[1].lower() if words[1:] else ""
    if (own in DONE and after not in FINITE) or (own and (acts or after in ARTICLES - {"that", "no"})):
        return joined_verb(verb, [str(own), *words[1:]])
    several = [str(base_of(part)) for part in words[0].split("/")]
    is_done = len(several) > 1 and DONE.issuperset(several)
    return joined_verb(verb, ["/".join(several), *words[1:]]) if is_done else None


def _all_do(words: list[str]) -> bool:
    """ "All commands load .env": several of a kind, and a verb that is no noun as often."""
    if len(words) < 4 or words[0].lower() not in ("all", "both") or not is_plural(words[1]):
        return False
    return words[2].lower() in VERBS - COMPOUNDING


def _without_modal(line: str, words: list[str], verb: str) -> str:
    """A statement in the present tense, a heading or an order."""
    if states_something(words) or tells_of_acting(words):
        return f"Ensure {named(line)}"
    if (order := _ordered(line, words, verb)) is not None:
        return order
    if (told := _told_of_it(line, words, verb)) is not None:
        return told
    start = 1 if words[0].lower() in DETERMINERS else 0
    act = _act_of(words[start:])
    if act in _RECEIVED:
        return f"Ensure {inside(line)}"
    if act is not None:
        return _act_phrase(words[: start + 1], [act, *bare_joined(words)[start + 2 :]], verb, allowed=True)
    if words[0].lower() in CONDITIONS and len(words) > _CLAUSE:
        return f"Enforce that {inside(line)}"
    says = start and any(base_of(w) or base_told(w) or w.lower() in STATES for w in words[2:5])
    if (
        says
        or _all_do(words)
        or tells(words[:8])
        or is_finite(words)
        or takes_an_object(words[:8])
        or (lasts(words) and not words[0].endswith(":"))
        or _FACT.match(line)
        or _ALWAYS & set(words[1:5])
    ):
        return f"Ensure {named(line)}"
    return f"Ensure {named(done_to)}" if (done_to := as_passive(words)) else f"{verb} {name_inside(line)}"
