"""The packaged vocabulary: what makes a heading, a column, a priority, a category or a normative sentence."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from notion_planner.errors import ConfigError
from notion_planner.extractor.phrases import BRACKETS, JOINED_SCRIPT, Openings, Phrases
from notion_planner.extractor.phrases import normalise as normalise
from notion_planner.model.spec import Level, Priority
from notion_planner.yaml_text import read_yaml

_ALTERNATIVES = re.compile(r"\s*[/|]\s*")


class Role(StrEnum):
    REQUIREMENTS = "requirements"
    FUNCTIONAL = "functional"
    NON_FUNCTIONAL = "non_functional"
    CONSTRAINTS = "constraints"
    FEATURES = "features"
    IN_SCOPE = "in_scope"
    SCOPE = "scope"
    OUT_OF_SCOPE = "out_of_scope"
    ACCEPTANCE = "acceptance"
    STORIES = "stories"
    ENDPOINTS = "endpoints"
    INTERFACES = "interfaces"
    ENTITIES = "entities"
    SECURITY = "security"
    DEPENDENCIES = "dependencies"
    DEPENDENCIES_EXTERNAL = "dependencies_external"
    DEPENDENCIES_INTERNAL = "dependencies_internal"
    DEPENDENCIES_TIMELINE = "dependencies_timeline"
    RISKS_AND_DEPENDENCIES = "risks_and_dependencies"
    RISKS = "risks"
    ASSUMPTIONS = "assumptions"
    ASSUMPTIONS_AND_CONSTRAINTS = "assumptions_and_constraints"
    QUESTIONS = "questions"
    RESOLVED_QUESTIONS = "resolved_questions"
    DECISIONS = "decisions"
    GOALS = "goals"
    METRICS = "metrics"
    OVERVIEW = "overview"
    TECHNOLOGY = "technology"
    PROPOSAL = "proposal"
    BACKGROUND = "background"
    PROCESS = "process"
    TEMPLATE = "template"
    EDGE_CASES = "edge_cases"
    GLOSSARY = "glossary"
    FLOWS = "flows"
    EXAMPLES = "examples"


_LATIN = re.compile(r"[A-Za-z]")
_SAID_IN_BRACKETS = frozenset((
    Role.REQUIREMENTS, Role.FUNCTIONAL, Role.NON_FUNCTIONAL, Role.CONSTRAINTS, Role.ACCEPTANCE,
    Role.OUT_OF_SCOPE, Role.QUESTIONS, Role.RISKS, Role.ENDPOINTS, Role.ENTITIES,
))  # fmt: skip
# "Future user stories" are none of this release.
_PUT_OFF = frozenset((Role.STORIES, Role.FEATURES, Role.REQUIREMENTS, Role.FUNCTIONAL, Role.ENDPOINTS))
_LATER = re.compile(r"\W*(?:\d[\d.]*\s+)?(?:future|zukünftige|künftige|toekomstige)\s", re.IGNORECASE)
# Names that a configuration may use for a role beside the role's own.
ROLE_ALIASES = {
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


def _load(name: str) -> dict[str, object]:
    text = (files("notion_planner.extractor") / name).read_text(encoding="utf-8")
    loaded = read_yaml(text)
    assert isinstance(loaded, dict)
    return loaded


def _table(value: object) -> dict[str, list[str]]:
    assert isinstance(value, dict)
    return value


def _list(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


@cache
def terms() -> dict[str, object]:
    return _load("terms.yaml")


@cache
def _headings_file() -> dict[str, object]:
    return _load("headings.yaml")


def _role_named(name: str) -> Role:
    key = re.sub(r"[^a-z]+", "_", name.casefold()).strip("_")
    role = Role(key) if key in Role._value2member_map_ else ROLE_ALIASES.get(key)
    if role is None:
        kinds = ", ".join(Role)
        raise ConfigError(f"extraction.headings: '{name}' is no kind of section.", hint=f"Kinds: {kinds}.")
    return role


def _shipped_headings() -> list[tuple[str, str]]:
    roles = _headings_file()["roles"]
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
            self._known[heading] = self._role(heading[:300])
        return self._known[heading]

    def _found(self, said: str) -> tuple[str, bool] | None:
        """What a phrase means; "The solution" is all of "Solution"."""
        found = self._phrases.find(said)
        article, _, bare = said.partition(" ")
        if article not in words("articles") or (found is not None and found[1]):
            return found
        beside = self._phrases.find(bare)
        return beside if beside is not None and beside[1] else found

    def _role(self, heading: str) -> HeadingMatch | None:
        said = normalise(heading)
        found = self._found(said)
        if not (found and found[1]) and _later_heads().search(said):
            return HeadingMatch(Role.OUT_OF_SCOPE, exact=True)
        settled = rf"[(（\[【](?:all )?(?:{pattern('resolved').pattern})"
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
    return re.compile("|".join(_list(terms()["requirement_heads"])))


@cache
def _later_heads() -> re.Pattern[str]:
    return re.compile("|".join(_list(terms()["later_heads"])))


@cache
def _phrase_table(group: str) -> Phrases:
    return Phrases.of(
        (f"={phrase}", meaning) for meaning, phrases in _table(terms()[group]).items() for phrase in phrases
    )


@cache
def _column_phrases(*names: str) -> Phrases:
    columns = _table(_headings_file()["columns"])
    return Phrases.of((phrase, name) for name in names or columns for phrase in columns[name])


@cache
def column(title: str) -> str | None:
    """What a table column holds: ``id``, ``requirement``, ``priority``, ``risk`` and so on."""
    if title.rstrip().endswith("#"):  # "#", "Story #"
        return "id"
    found = _column_phrases().find(normalise(title[:100]))
    return found[0] if found else None


@cache
def data_column(title: str) -> str | None:
    """What a column of a data model holds: "Type" and "Attribute" say another thing there than elsewhere."""
    found = _column_phrases("entity", "field", "type").find(normalise(title[:100]))
    return found[0] if found and found[1] else column(title)


def data_columns(titles: Iterable[str]) -> list[str | None]:
    """What the columns of a data model's table hold; beside a field, "Data type" is the type of that."""
    titles = list(titles)
    found = [data_column(title) for title in titles]
    if "field" not in found:
        return found
    types = _column_phrases("type")
    typed = [types.find(normalise(title[:100])) for title in titles]
    return [
        "type" if name == "entity" and kind and kind[1] else name
        for name, kind in zip(found, typed, strict=True)
    ]


@cache
def words(group: str) -> frozenset[str]:
    return frozenset(normalise(word) for word in _list(terms()[group]))


def is_nothing(text: str) -> bool:
    """ "None", "n/a", "TBD" and the like: the author says that there is nothing (yet)."""
    found = normalise(text)
    return not found or found in words("nothing")


@cache
def label_kind(label: str) -> str | None:
    """Which of the known inline labels ("User story", "Mitigation", …) this is."""
    found = _phrase_table("labels").find(normalise(label[:100]))
    return found[0] if found and found[1] else None


@cache
def level(text: str) -> Level | None:
    found = _phrase_table("levels").find(normalise(text[:60]))
    if found is None:
        first = next((w for w in re.split(r"[\s/,–-]+", text) if normalise(w)), "")
        found = _phrase_table("levels").find(normalise(first))
    return Level(found[0]) if found else None


@cache
def priority(text: str) -> Priority | None:
    """P0 to P3 for a priority as written, where the whole text is one."""
    bare = normalise(text[:60]).removesuffix(" priority").removeprefix("priority ")
    found = _phrase_table("priorities").find(normalise(text[:60])) or _phrase_table("priorities").find(bare)
    return Priority(found[0]) if found and found[1] else None


def is_wont(text: str) -> bool:
    """Whether a priority says that something will not be built this time: "Won't", "Won't have (2027)"."""
    return normalise(text[:60]) in words("wont")


def _alternation(phrases: Iterable[str]) -> str:
    """A pattern that finds any phrase: as whole words, or anywhere for scripts without spaces."""
    ordered = sorted({phrase.casefold() for phrase in phrases}, key=len, reverse=True)
    joined = [re.escape(p) for p in ordered if JOINED_SCRIPT.search(p)]
    spaced = [re.escape(p) for p in ordered if not JOINED_SCRIPT.search(p)]
    parts = [rf"(?<![^\W\d_])(?:{'|'.join(spaced)})(?!\w)"] if spaced else []
    return "|".join([*parts, *joined])


@cache
def _category_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(_alternation(phrases))) for name, phrases in _table(terms()["categories"]).items()
    )


@lru_cache(maxsize=2048)
def category(text: str) -> str | None:
    """The quality category that a text speaks of, the most specific one first; None when it names none."""
    folded = text[:2000].casefold()
    for name, pattern in _category_patterns():
        if pattern.search(folded):
            return name
    return None


@cache
def pattern(group: str) -> re.Pattern[str]:
    """The words of a group as one pattern over casefolded text."""
    return re.compile(_alternation(_list(terms()[group])))


@cache
def normative() -> re.Pattern[str]:
    found = _table(terms()["normative"])
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(found['spaced'])})(?!\w)|{'|'.join(found['joined'])}", re.IGNORECASE
    )


@cache
def binding() -> re.Pattern[str]:
    """The words that bind the system alone: no wishes, plans or permissions."""
    found = _table(terms()["binding"])
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(found['spaced'])})(?!\w)|{'|'.join(found['joined'])}", re.IGNORECASE
    )


@cache
def lead_ins() -> re.Pattern[str]:
    """A subject with a modal verb at its end, as it stands above a list of what that asks for."""
    return re.compile(rf"{terms()['lead_subject']}\s+(?:{_modals()})$", re.IGNORECASE)


@cache
def modals() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_modals()})(?!\w)", re.IGNORECASE)


def _modals() -> str:
    return "|".join(_list(terms()["modals"]))


@cache
def expected() -> re.Pattern[str]:
    return re.compile("|".join(_list(terms()["expected"])), re.IGNORECASE)


@cache
def conditions() -> re.Pattern[str]:
    return re.compile("|".join(_list(terms()["conditions"])), re.IGNORECASE)


@cache
def guidance(group: str) -> re.Pattern[str]:
    return re.compile("|".join(_table(terms()["guidance"])[group]), re.IGNORECASE)


@cache
def story_openings() -> Openings:
    found = _table(terms()["stories"])
    spaced, both = (
        "|".join(f"(?:{opening})" for opening in openings)
        for openings in (found["spaced"], [*found["spaced"], *found["joined"]])
    )
    flags = re.IGNORECASE | re.MULTILINE
    return Openings(re.compile(spaced, flags), re.compile(both, flags))


@cache
def bare_stories() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{opening})" for opening in _list(terms()["bare_stories"])), re.IGNORECASE)


@cache
def story_part(name: str) -> re.Pattern[str]:
    parts = terms()["story_parts"]
    assert isinstance(parts, dict)
    return re.compile(str(parts[name]), re.IGNORECASE)


@cache
def story_labels() -> re.Pattern[str]:
    """What a line with a part of a story begins with: its role, or its wish or benefit (``more``)."""
    parts = terms()["story_labels"]
    assert isinstance(parts, dict)
    return re.compile(
        rf"^(?P<words>[*_]*(?:(?P<role>{parts['role']})|(?P<more>{parts['more']}))[*_]*)(?!\w)(?:\s?[:：](?P<bold>[*_]*))?",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def placeholder_words(group: str) -> frozenset[str]:
    return frozenset(normalise(word) for word in _table(terms()["placeholders"])[group])
