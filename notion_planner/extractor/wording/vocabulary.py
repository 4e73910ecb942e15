"""The packaged vocabulary: what makes a heading, a column, a priority, a category or a normative sentence."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from notion_planner.extractor.wording.numbering import without_letter
from notion_planner.extractor.wording.phrases import JOINED_SCRIPT, Openings, Phrases
from notion_planner.extractor.wording.phrases import normalise as normalise
from notion_planner.model.spec import Level, Priority
from notion_planner.yaml_text import read_yaml


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


REQUIREMENT_ROLES = frozenset((Role.REQUIREMENTS, Role.FUNCTIONAL, Role.NON_FUNCTIONAL, Role.CONSTRAINTS))
FEATURE_ROLES = frozenset((Role.FEATURES, Role.IN_SCOPE, Role.SCOPE))


def _load(name: str) -> dict[str, object]:
    text = (files("notion_planner.extractor.wording") / name).read_text(encoding="utf-8")
    loaded = read_yaml(text)
    assert isinstance(loaded, dict)
    return loaded


def _table(value: object) -> dict[str, list[str]]:
    assert isinstance(value, dict)
    return value


def listed(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


@cache
def terms() -> dict[str, object]:
    return _load("terms.yaml")


@cache
def headings_file() -> dict[str, object]:
    return _load("headings.yaml")


@cache
def _phrase_table(group: str) -> Phrases:
    return Phrases.of(
        (f"={phrase}", meaning) for meaning, phrases in _table(terms()[group]).items() for phrase in phrases
    )


@cache
def _column_phrases(*names: str) -> Phrases:
    columns = _table(headings_file()["columns"])
    return Phrases.of((phrase, name) for name in names or columns for phrase in columns[name])


@cache
def column(title: str) -> str | None:
    """What a table column holds: ``id``, ``requirement``, ``priority``, ``risk`` and so on."""
    if title.rstrip().endswith("#"):  # "#", "Story #"
        return "id"
    found = _column_phrases().find(normalise(title[:100]))
    # "In the original story?" is answered below it; "Required?" only says what is.
    asks = found is not None and not found[1] and title.rstrip().endswith(("?", "？"))
    return found[0] if found and not asks else None


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
    return frozenset(normalise(word) for word in listed(terms()[group]))


def is_nothing(text: str) -> bool:
    """ "None", "n/a", "TBD" and the like: the author says that there is nothing (yet)."""
    found = normalise(text)
    return not found or found in words("nothing") or _meanwhile().sub("", found) in words("nothing")


@cache
def _meanwhile() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, words('meanwhile')))})$")


def denies(text: str) -> bool:
    """Whether that is said for good: "None." is an answer, "TBD" and "…" wait for one."""
    return is_nothing(text) and normalise(text) not in ("", "tbd")


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
    return re.compile(_alternation(listed(terms()[group])))


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
    return "|".join(listed(terms()["modals"]))


@cache
def expected() -> re.Pattern[str]:
    return re.compile("|".join(listed(terms()["expected"])), re.IGNORECASE)


@cache
def conditions() -> re.Pattern[str]:
    return re.compile("|".join(listed(terms()["conditions"])), re.IGNORECASE)


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


def opens_story(text: str) -> bool:
    return story_openings().match(without_letter(text)) is not None


@cache
def bare_stories() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{opening})" for opening in listed(terms()["bare_stories"])), re.IGNORECASE
    )


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
