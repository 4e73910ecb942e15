"""What a heading says: the kind of section that its words name, in a house's own words, too."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from notion_planner.errors import ConfigError
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.phrases import BRACKETS, Phrases, normalise
from notion_planner.extractor.wording.vocabulary import Role, headings_file, listed, terms

# A "Functional specification" is a whole document: what stands below it is of any kind.
WHOLE_SPEC = re.compile(
    r"\b(?:spec(?:s|ifications?)?|documents?|prd|srs|brd|(?:pflichten|lasten)heft|cahier des charges)\b",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(r"\s*[/|]\s*")
_LATIN = re.compile(r"[A-Za-z]")
_SAID_IN_BRACKETS = frozenset((
    Role.REQUIREMENTS, Role.FUNCTIONAL, Role.NON_FUNCTIONAL, Role.CONSTRAINTS, Role.ACCEPTANCE,
    Role.OUT_OF_SCOPE, Role.QUESTIONS, Role.RISKS, Role.ENDPOINTS, Role.ENTITIES,
))  # fmt: skip
# "Future user stories" are none of this release.
_PUT_OFF = frozenset((Role.STORIES, Role.FEATURES, Role.REQUIREMENTS, Role.FUNCTIONAL, Role.ENDPOINTS))
_LATER = re.compile(r"\W*(?:\d[\d.]*\s+)?(?:future|zukünftige|künftige|toekomstige)\s", re.IGNORECASE)
# Names that a configuration may use for a role beside the role's own.
_ALIASES = {
    "acceptance_criteria": Role.ACCEPTANCE,
    "user_stories": Role.STORIES,
    "api": Role.ENDPOINTS,
    "api_endpoints": Role.ENDPOINTS,
    "data_model": Role.ENTITIES,
    "open_questions": Role.QUESTIONS,
    "non_goals": Role.OUT_OF_SCOPE,
    "success_metrics": Role.METRICS,
    "technologies": Role.TECHNOLOGY,
    "security_rules": Role.SECURITY,
    "nonfunctional": Role.NON_FUNCTIONAL,
    "ignore": Role.TEMPLATE,
}


class HeadingMatch(NamedTuple):
    role: Role
    exact: bool


def _role_named(name: str) -> Role:
    key = re.sub(r"[^a-z]+", "_", name.casefold()).strip("_")
    role = Role(key) if key in Role._value2member_map_ else _ALIASES.get(key)
    if role is None:
        kinds = ", ".join(Role)
        raise ConfigError(f"extraction.headings: '{name}' is no kind of section.", hint=f"Kinds: {kinds}.")
    return role


def _shipped_headings() -> list[tuple[str, str]]:
    roles = headings_file()["roles"]
    assert isinstance(roles, dict)
    return [
        (phrase, role)
        for role, by_language in roles.items()
        for phrases in by_language.values()
        for phrase in phrases
    ]


@cache
def _heading_phrases(house: tuple[tuple[str, tuple[str, ...]], ...]) -> Phrases:
    own = [(phrase, _role_named(name)) for name, phrases in house for phrase in phrases]
    return Phrases.of([*own, *_shipped_headings()])


class Headings:
    """Roles of headings: the shipped vocabulary with a configuration's own phrases before it."""

    def __init__(self, house: Mapping[str, Sequence[str]]) -> None:
        self._phrases = _heading_phrases(
            tuple(sorted((name, tuple(phrases)) for name, phrases in house.items()))
        )
        self._known: dict[str, HeadingMatch | None] = {}

    def role(self, heading: str) -> HeadingMatch | None:
        if heading not in self._known:
            self._known[heading] = self._before_question(heading[:300]) or self._role(heading[:300])
        return self._known[heading]

    def _before_question(self, heading: str) -> HeadingMatch | None:
        """ "Success: How do we know that it works?" is about success; the question only explains that."""
        label, colon, asked = heading.replace("：", ":").partition(":")
        asks = colon and asked.rstrip().endswith(("?", "？"))
        named = self._found(normalise(label)) if asks else None
        return HeadingMatch(Role(named[0]), exact=True) if named is not None and named[1] else None

    def _found(self, said: str) -> tuple[str, bool] | None:
        """What a phrase means; "The solution" is all of "Solution"."""
        found = self._phrases.find(said)
        article, _, bare = said.partition(" ")
        if article not in vocabulary.words("articles") or (found is not None and found[1]):
            return found
        beside = self._phrases.find(bare)
        return beside if beside is not None and beside[1] else found

    def _role(self, heading: str) -> HeadingMatch | None:
        said = normalise(heading)
        found = self._found(said)
        if not (found and found[1]) and _later_heads().search(said):
            return HeadingMatch(Role.OUT_OF_SCOPE, exact=True)
        settled = rf"[(（\[【](?:all )?(?:{vocabulary.pattern('resolved').pattern})"
        if found and found[0] == Role.QUESTIONS and re.search(settled, heading.casefold()):
            return HeadingMatch(Role.RESOLVED_QUESTIONS, exact=True)
        if found is None or not found[1]:
            # "Later / not now", "Worries | Risks": two names of one thing.
            parts = [self._phrases.find(normalise(part)) for part in _ALTERNATIVES.split(heading)]
            if len(parts) > 1 and len(set(parts)) == 1 and parts[0] is not None and parts[0][1]:
                return HeadingMatch(Role(parts[0][0]), exact=True)
            # "Later ideas (out of scope)": the brackets say what is meant.
            for words in BRACKETS.findall(heading):
                beside = self._phrases.find(normalise(words[1:-1]))
                if beside and Role(beside[0]) in _SAID_IN_BRACKETS and (beside[1] or found is None):
                    return HeadingMatch(Role(beside[0]), exact=False)
                # "Проблема (Problem statement)": they translate a heading in another script; "(UI)" does not.
                translates = not words.isupper() and not _LATIN.search(heading.replace(words, ""))
                if beside and beside[1] and found is None and translates:
                    return HeadingMatch(Role(beside[0]), exact=True)
        if found and found[0] in _PUT_OFF and _LATER.match(heading):
            return HeadingMatch(Role.OUT_OF_SCOPE, exact=False)
        if found is None and _requirement_heads().search(said):
            return HeadingMatch(Role.REQUIREMENTS, exact=False)
        return HeadingMatch(Role(found[0]), found[1]) if found else None


@cache
def _requirement_heads() -> re.Pattern[str]:
    return re.compile("|".join(listed(terms()["requirement_heads"])))


@cache
def _later_heads() -> re.Pattern[str]:
    return re.compile("|".join(listed(terms()["later_heads"])))
