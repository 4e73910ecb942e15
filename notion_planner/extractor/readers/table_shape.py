"""What the columns and rows of a table mean."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from notion_planner.extractor.readers import scenarios
from notion_planner.extractor.readers.criteria import CRITERION_PREFIXES
from notion_planner.extractor.readers.reading import Statement
from notion_planner.extractor.readers.releases import granted, refused
from notion_planner.extractor.readers.stories import told_in_columns
from notion_planner.extractor.structure.placeholders import is_unfilled
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, Row
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import (
    STORY_PREFIXES,
    is_reference,
    leading_identifier,
    prefix_of,
)
from notion_planner.extractor.wording.inline import STRUCK, opens_with_link, plain
from notion_planner.extractor.wording.vocabulary import REQUIREMENT_ROLES, Role

# Lists of other things that are numbered in the same way: releases, tasks, tests, decisions, questions.
_OTHER_COLUMNS = frozenset(("milestone", "question", "answer", "dependency", "metric", "field", "entity"))
_OTHER_PREFIXES = (
    CRITERION_PREFIXES
    | STORY_PREFIXES
    | frozenset(
        ("R", "RISK", "ADR", "D", "DEC", "T", "TASK", "UC", "Q", "M", "G", "OBJ", "KPI", "CR", "BUG", "DEF")
    )
)
# Under a heading that says nothing, a table with such a column is about people, work or values.
_NOT_DESCRIBED = _OTHER_COLUMNS | frozenset(
    ("role", "status", "type", "risk", "impact", "target", "story", "path")
)
_STEPS = ("given", "when", "then")
# What the wish of a story may stand under beside a role: "Role | Goal | Benefit".
_WISHES = frozenset(("want", "requirement", "target"))
_LEAST_WORDS = 3
_LEAST_COLUMNS = 3
_LEAST_PROPERTIES = 3
_BOLD = re.compile(r"(\*\*|__)[^*_]+\1:?|\*\*.+\*\*:?")
_ORDINAL = re.compile(r"[\d.]*")
# Such a card is about the document.
_DOCUMENT_PREFIXES = frozenset(("DOC", "PRD", "SRS", "SPEC", "RFC", "FEAT", "FEATURE", "PROJ", "PROJECT"))
_LONGEST_NAME = 60
_MOST_WORDS = 4
_CRITERIA = re.compile(r"\b[ck]rit[eè]r", re.IGNORECASE)
MEASURE = re.compile(r"(?:[<>≤≥~≈±]=?\s?\d|\d[\d.,]*\s?(?:%|[a-zµ]{1,3}\b))")


def lists_endpoints(columns: Sequence[str | None], role: Role | None) -> bool:
    return "path" in columns and ("method" in columns or role is Role.ENDPOINTS)


def upright(table: Block) -> Block:
    """A card, the names of whose properties stand in its first column, as a table of one row; else itself.

    One of its properties is an identifier, or a story beside others; a use case, a test or a risk is
    read elsewhere or not at all.
    """
    if len(table.rows) < _LEAST_PROPERTIES or any(len(row.cells) != 2 for row in table.rows):
        return table
    labels, values = ([row.cells[side] for row in table.rows] for side in (0, 1))
    columns = [vocabulary.column(row.texts[0]) for row in table.rows]
    about = next((name for name in ("id", "story") if columns.count(name) == 1), None)
    if about is None or (about == "story" and not {"priority", "acceptance"} & set(columns)):
        return table
    value = table.rows[columns.index(about)].texts[1]
    if about == "id":
        named = leading_identifier(value)
        if named is None or not named.text[0].isalpha():
            return table
        prefix = prefix_of(named.text)
        if prefix in _OTHER_PREFIXES - STORY_PREFIXES or prefix.split("-")[0] in _DOCUMENT_PREFIXES:
            return replace(table, rows=[])
    elif vocabulary.story_openings().match(value) is None:
        return table
    lines = tuple(row.line for row in table.rows)
    return replace(table, rows=[Row(table.line, labels), Row(lines[columns.index(about)], values, lines)])


def _said(row: Row) -> list[str]:
    """The cells that hold more than a number."""
    return [cell for cell, text in zip(row.cells, row.texts, strict=True) if not _ORDINAL.fullmatch(text)]


class Shape:
    """The meaning of a table's columns."""

    def __init__(self, columns: list[str | None], rows: list[Row]) -> None:
        self.columns = columns
        self.rows = rows

    @classmethod
    def of(cls, table: Block) -> "Shape":
        titles = table.rows[0].texts
        # Without a title the first column may hold numbers, and another one anything.
        columns = [vocabulary.column(title) if title or not n else None for n, title in enumerate(titles)]
        return cls(columns, table.rows)

    def index(self, name: str) -> int | None:
        return self.columns.index(name) if name in self.columns else None

    def has_identifiers(self, beside: str) -> bool:
        """Whether the first column holds identifiers and another column statements."""
        id_index = self.index("id")
        named = self._identifiers(id_index if id_index is not None else 0, self.rows[1:6])
        return bool(named) and beside in self.columns

    def _identifiers(self, column: int, rows: list[Row]) -> list[str]:
        """The identifiers of a column that holds nothing else."""
        cells = [row.texts[column] for row in rows if len(row.cells) > column]
        named = [
            found.text
            for cell in cells
            if (found := leading_identifier(cell)) and found.end >= len(cell) and found.text[0].isalpha()
        ]
        return named if len(named) == len(cells) else []

    @cached_property
    def lists_identified(self) -> bool:
        """Whether every row is an item named "PREFIX-n", whatever the headers, and no other kind of list."""
        if _OTHER_COLUMNS & set(self.columns):
            return False
        named = self._identifiers(0, self.rows[1:])
        return len(named) > 1 and all(
            re.search(r"[A-Z][-_]\d", name) and prefix_of(name) not in _OTHER_PREFIXES for name in named
        )

    @cached_property
    def ranks_by_moscow(self) -> bool:
        """Whether every row says "Must", "Should", "Could" or "Won't": only requirements are ranked so."""
        column = self.index("priority")
        if column is None or _OTHER_COLUMNS & set(self.columns):
            return False
        ranks = [row.texts[column] for row in self.rows[1:] if len(row.cells) > column]
        known = vocabulary.words("moscow")
        return bool(ranks) and all(
            vocabulary.normalise(rank) in known or vocabulary.is_wont(rank) for rank in ranks
        )

    @cached_property
    def has_fuller_rows(self) -> bool:
        return any(len(_said(row)) > 1 for row in self.rows[1:])

    @cached_property
    def _titles(self) -> set[str]:
        return set(map(vocabulary.normalise, self.rows[0].texts))

    @cached_property
    def is_titled_so(self) -> bool:
        """Whether its columns are a number and the word requirement, and of no other kind of list."""
        named = not self._titles.isdisjoint(vocabulary.words("requirement_titles"))
        if _NOT_DESCRIBED & set(self.columns) or vocabulary.words("test_columns") & self._titles:
            return False
        return named and "id" in self.columns

    @cached_property
    def counts(self) -> bool:
        """Whether a column only counts what the first one groups: "Category | Count"."""
        counted = not self._titles.isdisjoint(vocabulary.words("count_columns"))
        return counted and set(self.columns) <= {None, "category", "metric"}

    @cached_property
    def names_criteria(self) -> bool:
        """Whether a column is of criteria, beside which their measures may stand."""
        return any(map(_CRITERIA.search, self.rows[0].texts))

    @cached_property
    def says_who(self) -> bool:
        """Whether its rows say, mostly by yes and no, for whom or when what their first cell names holds."""
        if _OTHER_COLUMNS & set(self.columns) or len(self.columns) < 3 or len(self.rows) < 3:
            return False
        named = vocabulary.normalise(self.rows[0].texts[0])
        if named in vocabulary.words("other_columns") or vocabulary.words("work_columns") & self._titles:
            return False
        cells = [plain(cell) for row in self.rows[1:] for cell in row.cells[1:]]
        marks = sum(granted(cell) or refused(cell) for cell in cells)
        return 2 * marks > len(cells) and all(len(cell.split()) <= _MOST_WORDS for cell in cells)

    @cached_property
    def describes(self) -> bool:
        """Whether its rows name something and say in words what it does, and are no list of another kind."""
        if _NOT_DESCRIBED & set(self.columns) or vocabulary.words("other_columns") & self._titles:
            return False
        columns = list(zip(*(row.texts for row in self.rows[1:]), strict=False))
        worded = [sum(len(cell.split()) >= _LEAST_WORDS for cell in column) for column in columns[1:]]
        if all(row.cells and opens_with_link(row.cells[0]) for row in self.rows[1:]):
            return False  # an index of other pages
        return len(self.rows) > 2 and any(2 * words > len(self.rows) - 1 for words in worded)

    def states_beside_stories(self, role: Role | None) -> bool:
        """Whether a column says what is required, among requirements also "Title", and another its story."""
        if role is Role.STORIES or not {"story", "requirement"} <= set(self.columns):
            return False
        known = vocabulary.words("requirement_titles")
        named = any(title in known or title.rpartition(" ")[2] in known for title in self._titles)
        return named or (
            role in REQUIREMENT_ROLES and not self._titles.isdisjoint(vocabulary.words("title_columns"))
        )

    @property
    def tells_scenarios(self) -> bool:
        """Whether its titles are the keywords of scenarios: "Given | When | Then"."""
        titles = [f"{title} …" for title in self.rows[0].texts]
        return all(any(scenarios.opens_with(step, title) for title in titles) for step in _STEPS)

    def tells_stories(self, role: Role | None) -> bool:
        names = set(self.columns)
        if ("story" in names and not self._refers_to_stories) or {"role", "want"} <= names:
            return True
        if role is Role.STORIES and "role" in names and names & _WISHES:
            return True
        return role is Role.STORIES and (bool(names & {"requirement", "want"}) or self._has_story_sentence())

    @property
    def _refers_to_stories(self) -> bool:
        """Whether its column of stories only says which one each row belongs to: "US-1, US-2"."""
        column = self.columns.index("story")
        cells = [row.texts[column] for row in self.rows[1:] if len(row.cells) > column]
        return any(cells) and all(not cell or is_reference(cell) for cell in cells)

    def _has_story_sentence(self) -> bool:
        return any(vocabulary.story_openings().search(plain(" ".join(row.cells))) for row in self.rows[1:4])


class Record:
    """A row with its cells by column meaning."""

    def __init__(self, row: Row, shape: Shape, section: Section) -> None:
        self.row = row
        self.shape = shape
        self.section = section
        self.text = " | ".join(filter(None, row.texts))

    def line_of(self, name: str) -> int:
        index = self.shape.index(name)
        return self.row.lines[index] if index is not None and self.row.lines else self.row.line

    def raw(self, name: str) -> str | None:
        index = self.shape.index(name)
        return self.row.cells[index] if index is not None and index < len(self.row.cells) else None

    def value(self, name: str) -> str | None:
        index = self.shape.index(name)
        return (self.row.texts[index] or None) if index is not None and index < len(self.row.cells) else None

    def statement_text(self) -> str:
        """The statement itself: the column named so, with the name and target columns of quality tables."""
        target = self.value("target")
        main = self._main() or (self._first() if target else None)
        category = self.value("category")
        if category and (main is None or main == category):
            main = category
        if target and main and target not in main:
            return f"{main}: {target}"
        whom = None if "requirement" in self.shape.columns else self._for_whom()
        return whom or self._brought_about(main) or main or self._measured() or self._longest()

    def _brought_about(self, main: str | None) -> str | None:
        """A name with how it is to be met, which tells more; what is done about a threat says all."""
        means, name = self.value("means"), main or self._first()
        if main is None and (done := self.value("mitigation")):
            return done
        named = means and name and name != means and len(name) < _LONGEST_NAME
        return f"{name}: {means}" if named else None

    @property
    def name_at(self) -> int:
        """Where the name stands: in the first cell, or behind the identifier there, if a row has more."""
        return int(self.shape.columns[:1] == ["id"] and len(self.row.cells) > 1)

    def named_row(self) -> str:
        """The name with what the other columns say of it."""
        name, *others = self.row.texts[self.name_at :] or [""]
        said = "; ".join(filter(None, others))
        return f"{name}: {said}" if said else name

    @property
    def names_group(self) -> bool:
        """Whether a row only names what the rows below are about: "**Security**" with nothing beside it."""
        cells, said = self.row.cells, _said(self.row)
        if len(said) != 1 or len(cells) < _LEAST_COLUMNS or not self.shape.has_fuller_rows:
            return False
        instead_of_id = self.shape.columns[0] == "id" and said[0] == cells[0]
        unnumbered = instead_of_id and leading_identifier(plain(said[0])) is None
        return unnumbered or _BOLD.fullmatch(said[0].strip()) is not None

    @property
    def is_struck(self) -> bool:
        """Whether what a row says is struck out: beside its identifier and status nothing is left."""
        struck = any(STRUCK.fullmatch(cell.strip()) for cell in self.row.cells)
        return struck and self._main() is None and self.value("story") is None

    def leaves_unfilled(self, text: str) -> bool:
        """Whether this of its texts is a placeholder."""
        return is_unfilled(" | ".join(filter(None, self.row.cells)), text)

    @property
    def holds_for_nobody(self) -> bool:
        """Whether a table of yes and no says no in the whole row: that is nothing to build."""
        return self.shape.says_who and all(refused(cell) for cell in self.row.cells[1:])

    def _for_whom(self) -> str | None:
        """Of a table of yes and no: "Cancel a booking: Admin, Member (own)"."""
        if not self.shape.says_who or not self.row.cells:
            return None
        beside = zip(self.shape.rows[0].cells[1:], self.row.cells[1:], strict=False)
        said = [
            plain(title) if granted(cell) else f"{plain(title)} ({plain(cell)})"
            for title, cell in beside
            if plain(cell) and not refused(cell)
        ]
        return f"{self.row.texts[0]}: {', '.join(said)}" if said else None

    def _measured(self) -> str | None:
        """A name with the measures beside it, each under its column's title: "Dashboard: p95 <300ms"."""
        header, name = self.shape.rows[0].texts, self._first()
        measures = [
            f"{title} {text}"
            for title, text in zip(header, self.row.texts, strict=False)
            if MEASURE.match(text) and text != name
        ]
        return f"{name}: {', '.join(measures)}" if name and measures else None

    def _first(self) -> str | None:
        return self.row.texts[0] if self.row.cells and self.shape.columns[0] != "id" else None

    def _main(self) -> str | None:
        values = [
            text
            for name, text in zip(self.shape.columns, self.row.texts, strict=False)
            if name in ("requirement", "want") and text
        ]
        if not values:
            return self._named_cells() if self.shape.lists_identified else None
        if len(values) > 1 and len(values[0]) < _LONGEST_NAME:
            return f"{values[0]}: {values[1]}"
        return values[0]

    def _named_cells(self) -> str | None:
        """What follows the identifier under headers that say nothing: a short name and its description."""
        unknown = zip(self.shape.columns[1:], self.row.texts[1:], strict=False)
        cells = [text for column, text in unknown if column is None and text]
        described = len(cells) > 1 and len(cells[0]) < _LONGEST_NAME
        return f"{cells[0]}: {cells[1]}" if described else max(cells, key=len, default=None)

    def _longest(self) -> str:
        taken = ("id", "priority", "status", "probability", "impact", "mitigation", "milestone")
        cells = zip(self.shape.columns, self.row.texts, strict=False)
        return max((text for name, text in cells if name not in taken), key=len, default="") or self.text

    def header(self, name: str) -> str:
        index = self.shape.index(name)
        return self.shape.rows[0].texts[index] if index is not None else ""

    def story_sentence(self) -> str | None:
        role, benefit = self.value("role"), self.value("benefit")
        beside = ("requirement", "target") if benefit else ()
        under = next((name for name in ("want", *beside) if self.value(name)), "want")
        want = self.value(under)
        if not role or not want:
            return None
        titles = [self.header(name).rstrip(" .…") for name in ("role", under, "benefit")]
        return told_in_columns(titles, role, want, benefit)

    def gwt(self) -> str | None:
        steps = [
            text
            for text in self.row.texts
            if scenarios.opens_with("given", text) or scenarios.opens_with("then", text)
        ]
        return " ".join(steps) or self._steps_under_titles()

    def _steps_under_titles(self) -> str | None:
        """The steps of a scenario whose keywords are the titles of the columns."""
        cells = zip(self.shape.rows[0].texts, self.row.texts, strict=False)
        named = {
            kind: f"{title} {text}"
            for title, text in cells
            for kind in _STEPS
            if text and scenarios.opens_with(kind, f"{title} …")
        }
        if "then" not in named or len(named) < 2:
            return None
        return ", ".join(named[kind] for kind in _STEPS if kind in named)

    def statement(self, text: str) -> Statement:
        return Statement(
            " | ".join(cell.strip() for cell in self.row.cells),
            self.row.line,
            self.row.line + 1,
            self.section,
            text=text,
        )
