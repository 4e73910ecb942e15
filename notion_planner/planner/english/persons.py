"""Says of the persons of a story what they say of themselves: "my orders" are "their orders"."""

import re

from notion_planner.planner.english.word_forms import is_plural, third_person
from notion_planner.planner.english.wording import inside

_SELF = re.compile(r"\b(?:[Mm]y|[Mm]ine|[Mm]yself|(?<!member )[Mm]e|I(?:['’](?:m|ve|ll|d))?)\b(?![/-])")
_AM = re.compile(r"\bI (am|was)\b")
_MY = re.compile(r"\bmy\b")
_THEIRS = {
    "i": "they", "i'm": "they're", "i've": "they've", "i'll": "they'll", "i'd": "they'd",
    "me": "them", "my": "their", "mine": "theirs", "myself": "themselves",
}  # fmt: skip
_ROLE = re.compile(r"[A-Za-z][\w-]*(?: [A-Za-z][\w-]*){0,2}")
_NO_ROLE = re.compile(
    r"\b(?:anybody|anyone|everyone|for|i|in|of|on|or|somebody|someone|that|who|with)\b", re.I
)


def speaks_of_self(text: str) -> bool:
    return _SELF.search(text) is not None


def of_them(text: str) -> str:
    """ "see my orders when I log in" → "see their orders when they log in"."""
    line = _AM.sub(lambda found: f"they {'are' if found[1] == 'am' else 'were'}", text)
    return _SELF.sub(lambda found: _THEIRS[found[0].lower().replace("’", "'")], line)


def of_the(role: str | None, text: str) -> str:
    """ "my settings are kept" of a guest → "the guest's settings are kept"."""
    one = _known(role)
    whose = f"the {one}'" if is_plural(one) else f"the {one}'s"
    return of_them(_MY.sub(whose, text, count=1))


def people(role: str | None) -> str:
    """The persons of a role, "guests" for "guest"; users where the role is a description or unknown."""
    one = _known(role)
    if one.endswith("person"):
        return f"{one.removesuffix('person')}people"
    before, _, noun = one.rpartition(" ")
    return one if is_plural(noun) else f"{before} {third_person(noun)}".strip()


def _known(role: str | None) -> str:
    role = inside((role or "").strip())
    noun = role.rpartition(" ")[2]
    return role if _ROLE.fullmatch(role) and not (_NO_ROLE.search(role) or noun.isupper()) else "user"
