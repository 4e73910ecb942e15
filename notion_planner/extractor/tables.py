"""Reads tables by what their columns say, in any order of columns."""

import re
from collections.abc import Callable
from functools import cached_property

from notion_planner.extractor import endpoints, scenarios, vocabulary
from notion_planner.extractor.blocks import Block, Row
from notion_planner.extractor.classification import kind_named
from notion_planner.extractor.criteria import CRITERION_PREFIXES, add_criterion
from notion_planner.extractor.identifiers import (
    beside_identifier,
    leading_identifier,
    prefix_of,
)
from notion_planner.extractor.inline import plain
from notion_planner.extractor.lists import DEPENDENCY_ROLES, dependency_kind, risk_fields
from notion_planner.extractor.profile import Profile
from notion_planner.extractor.reading import (
    FEATURE_ROLES,
    REQUIREMENT_ROLES,
    Found,
    Reading,
    Statement,
    is_placeholder,
    without_marks,
)
from notion_planner.extractor.releases import deferral
from notion_planner.extractor.requirements import add_requirement, counts_as_features
from notion_planner.extractor.sections import Section
from notion_planner.extractor.stories import STORY_PREFIXES, add_story
from notion_planner.extractor.vocabulary import Role
from notion_planner.model.spec import EntityField, RequirementKind

_FAMILY_ROLES = {
    Role.OUT_OF_SCOPE: "out_of_scope",
    Role.IN_SCOPE: "in_scope",
    Role.GOALS: "goals",
    Role.ASSUMPTIONS: "assumptions",
    Role.METRICS: "success_metrics",
}
_NEVER = frozenset(
    (Role.PROCESS, Role.BACKGROUND, Role.TEMPLATE, Role.GLOSSARY, Role.EXAMPLES, Role.RESOLVED_QUESTIONS)
)
# Lists of other things that are numbered in the same way: releases, tasks, tests, decisions, questions.
_OTHER_COLUMNS = frozenset(("milestone", "question", "answer", "dependency", "metric", "field", "entity"))
_OTHER_PREFIXES = (
    CRITERION_PREFIXES
    | STORY_PREFIXES
    | frozenset(
        ("R", "RISK", "ADR", "D", "DEC", "T", "TASK", "UC", "Q", "M", "G", "OBJ", "KPI", "CR", "BUG", "DEF")
    )
)
_LONGEST_NAME = 60
_MULTIPLE = re.compile(r"<br\s*/?>|\n")


class TableReader:
    def __init__(self, reading: Reading, profile: Profile) -> None:
        self._reading = reading
        self._profile = profile
        self._by_role: dict[Role | None, Callable[[_Record], None]] = {
            Role.RISKS: self._risk,
            Role.QUESTIONS: self._question,
            Role.ACCEPTANCE: self._criterion,
            **dict.fromkeys(DEPENDENCY_ROLES, self._dependency),
            **dict.fromkeys(_FAMILY_ROLES, self._listed),
        }

    def read(self, table: Block, section: Section) -> None:
        if len(table.rows) < 2:
            return
        columns = [vocabulary.column(plain(cell)) for cell in table.rows[0].cells]
        shape = _Shape(columns, table.rows)
        reader = self._reader_for(section, shape)
        if reader is None:
            return
        deferred = deferral(table.rows)
        for row in table.rows[1:]:
            record = _Record(row, shape, section)
            if reader == self._requirement and deferred(row):
                self._deferred(record)
            elif record.text and not is_placeholder(record.text) and not vocabulary.is_nothing(record.text):
                reader(record)
            elif record.text:
                self._reading.placeholders.append(row.line)

    def _reader_for(self, section: Section, shape: "_Shape") -> "Callable[[_Record], None] | None":
        """By what the columns say; where they say nothing, by what the section is about."""
        role = section.role
        if role is Role.ENTITIES or role in _NEVER:
            return None
        by_columns = self._reader_by_columns(role, shape)
        if by_columns is not None:
            return by_columns
        if role in self._by_role and not (role is Role.ACCEPTANCE and "metric" in shape.columns):
            return self._by_role[role]
        listed = self._profile.is_spec and shape.lists_identified
        if (
            listed
            or shape.has_identifiers("requirement")
            or role
            in (
                *REQUIREMENT_ROLES,
                Role.ASSUMPTIONS_AND_CONSTRAINTS,
            )
        ):
            return self._requirement
        return self._feature_reader(section)

    def _reader_by_columns(self, role: Role | None, shape: "_Shape") -> "Callable[[_Record], None] | None":
        if shape.tells_stories(role):
            return self._story
        if "risk" in shape.columns:
            return self._risk
        if "path" in shape.columns and ("method" in shape.columns or role is Role.ENDPOINTS):
            return self._endpoint
        return None

    def _feature_reader(self, section: Section) -> "Callable[[_Record], None] | None":
        features = section.role in FEATURE_ROLES and counts_as_features(section, self._profile)
        return self._requirement if features else None

    def _requirement(self, record: "_Record") -> None:
        section = record.section
        text = record.statement_text()
        statement = record.statement(text)
        identifier = leading_identifier(record.value("id") or "") or leading_identifier(text)
        if identifier is not None and identifier.text == text:
            return
        item = add_requirement(self._reading, statement, "requirements-table", text=text)
        if item.id is None:
            item.id = identifier.text if identifier else (record.value("id") or None)
            if item.id and not any(character.isalpha() for character in item.id) and "." not in item.id:
                item.id = None
        priority = record.value("priority")
        if priority:
            item.fields["priority_text"], item.fields["priority"] = priority, vocabulary.priority(priority)
        named = record.value("category") or beside_identifier(record.value("id") or "")
        if named and section.role not in (Role.FUNCTIONAL, Role.NON_FUNCTIONAL, Role.CONSTRAINTS):
            kind = kind_named(named)
            if kind is not None:
                item.fields["kind"] = kind
                quality = kind is RequirementKind.NON_FUNCTIONAL
                item.fields["category"] = vocabulary.category(named) or "other" if quality else None
        elif named and item.fields["category"] is not None and section.category is None:
            item.fields["category"] = vocabulary.category(named) or item.fields["category"]
        self._criteria_cell(record, item)

    def _criteria_cell(self, record: "_Record", parent: Found) -> None:
        raw = record.raw("acceptance")
        for part in _MULTIPLE.split(raw) if raw else ():
            text = plain(part).lstrip("-•* ")
            if text and not vocabulary.is_nothing(text):
                statement = Statement(
                    part.strip(), record.row.line, record.row.line + 1, record.section, text=text
                )
                add_criterion(self._reading, statement, "criteria-column").parent = parent

    def _story(self, record: "_Record") -> None:
        text = record.value("story") or record.story_sentence() or record.statement_text()
        item = add_story(
            self._reading, record.statement(text), "story-table", text, identifier=record.value("id")
        )
        priority = record.value("priority")
        if priority:
            item.fields["priority_text"], item.fields["priority"] = priority, vocabulary.priority(priority)
        self._criteria_cell(record, item)

    def _risk(self, record: "_Record") -> None:
        text = record.value("risk") or record.statement_text()
        details = {
            key: value for key in ("probability", "impact", "mitigation") if (value := record.value(key))
        }
        item = self._reading.add(
            "risks", record.statement(text), "risk-table", text=without_marks(text), **risk_fields(details)
        )
        item.id = record.value("id") if "risk" in record.shape.columns else None

    def _endpoint(self, record: "_Record") -> None:
        raw = record.raw("path") or ""
        method = (record.value("method") or "").upper() or None
        for call in [
            *endpoints.calls(raw),
            *endpoints.bare_paths(raw if raw.startswith("`") else plain(raw), in_api_section=True),
        ][:1]:
            description = record.value("requirement")
            self._reading.add(
                "endpoints",
                record.statement(record.text),
                "endpoint-table",
                method=call.method or method,
                path=call.path,
                description=description,
            )

    def _dependency(self, record: "_Record") -> None:
        text = record.value("dependency") or record.statement_text()
        self._reading.add(
            "dependencies",
            record.statement(text),
            "table",
            text=text,
            kind=dependency_kind(record.text),
            status=record.value("status"),
        )

    def _question(self, record: "_Record") -> None:
        answer = record.value("answer")
        status = record.value("status") or ""
        if (answer and not vocabulary.is_nothing(answer)) or vocabulary.pattern("resolved").search(
            status.casefold()
        ):
            return
        text = record.value("question") or record.statement_text()
        self._reading.add("open_questions", record.statement(text), "table", text=text)

    def _criterion(self, record: "_Record") -> None:
        text = record.value("acceptance") or record.gwt() or record.statement_text()
        item = add_criterion(self._reading, record.statement(text), "criteria-table", text=text)
        identifier = leading_identifier(record.value("id") or "")
        if item.id is None and identifier is not None:
            item.id = identifier.text

    def _deferred(self, record: "_Record") -> None:
        text = record.statement_text()
        self._reading.add("out_of_scope", record.statement(text), "deferred-row", text=text)

    def _listed(self, record: "_Record") -> None:
        role = record.section.role
        assert role is not None
        text = record.statement_text()
        self._reading.add(_FAMILY_ROLES[role], record.statement(text), "table", text=text)


class _Shape:
    """The meaning of a table's columns."""

    def __init__(self, columns: list[str | None], rows: list[Row]) -> None:
        self.columns = columns
        self.rows = rows

    def index(self, name: str) -> int | None:
        return self.columns.index(name) if name in self.columns else None

    def has_identifiers(self, beside: str) -> bool:
        """Whether the first column holds identifiers and another column statements."""
        id_index = self.index("id")
        named = self._identifiers(id_index if id_index is not None else 0, self.rows[1:6])
        return bool(named) and beside in self.columns

    def _identifiers(self, column: int, rows: list[Row]) -> list[str]:
        """The identifiers of a column that holds nothing else."""
        cells = [plain(row.cells[column]) for row in rows if len(row.cells) > column]
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

    def tells_stories(self, role: Role | None) -> bool:
        names = set(self.columns)
        if "story" in names or {"role", "want"} <= names:
            return True
        return role is Role.STORIES and (bool(names & {"requirement", "want"}) or self._has_story_sentence())

    def _has_story_sentence(self) -> bool:
        return any(vocabulary.story_openings().search(plain(" ".join(row.cells))) for row in self.rows[1:4])


class _Record:
    """A row with its cells by column meaning."""

    def __init__(self, row: Row, shape: _Shape, section: Section) -> None:
        self.row = row
        self.shape = shape
        self.section = section
        self.text = " | ".join(text for cell in row.cells if (text := plain(cell)))

    def raw(self, name: str) -> str | None:
        index = self.shape.index(name)
        return self.row.cells[index] if index is not None and index < len(self.row.cells) else None

    def value(self, name: str) -> str | None:
        raw = self.raw(name)
        return (plain(raw) or None) if raw else None

    def statement_text(self) -> str:
        """The statement itself: the column named so, with the name and target columns of quality tables."""
        main = self._main()
        target = self.value("target")
        category = self.value("category")
        if category and (main is None or main == category):
            main = category
        if target and main and target not in main:
            return f"{main}: {target}"
        return main or self._longest()

    def _main(self) -> str | None:
        values = [
            plain(cell)
            for name, cell in zip(self.shape.columns, self.row.cells, strict=False)
            if name in ("requirement", "want") and plain(cell)
        ]
        if not values:
            return self._named_cells() if self.shape.lists_identified else None
        if len(values) > 1 and len(values[0]) < _LONGEST_NAME:
            return f"{values[0]}: {values[1]}"
        return values[0]

    def _named_cells(self) -> str | None:
        """What follows the identifier under headers that say nothing: a short name and its description."""
        unknown = zip(self.shape.columns[1:], self.row.cells[1:], strict=False)
        cells = [text for column, cell in unknown if column is None and (text := plain(cell))]
        described = len(cells) > 1 and len(cells[0]) < _LONGEST_NAME
        return f"{cells[0]}: {cells[1]}" if described else max(cells, key=len, default=None)

    def _longest(self) -> str:
        taken = ("id", "priority", "status", "probability", "impact", "mitigation", "milestone")
        cells = [
            plain(cell)
            for name, cell in zip(self.shape.columns, self.row.cells, strict=False)
            if name not in taken
        ]
        return max(cells, key=len, default="") or self.text

    def header(self, name: str) -> str:
        index = self.shape.index(name)
        return plain(self.shape.rows[0].cells[index]).casefold() if index is not None else ""

    def story_sentence(self) -> str | None:
        role, want, benefit = self.value("role"), self.value("want"), self.value("benefit")
        if not role or not want:
            return None
        lead = role if re.match(r"as an?\b", role, re.IGNORECASE) else f"As a {role}"
        infinitive = (
            "to " if self.header("want").endswith(" to") and not want.casefold().startswith("to ") else ""
        )
        wish = want if re.match(r"i\b", want, re.IGNORECASE) else f"I want {infinitive}{want}"
        reason = (
            benefit if benefit and re.match(r"so that\b", benefit, re.IGNORECASE) else f"so that {benefit}"
        )
        return f"{lead}, {wish}" + (f" {reason}" if benefit else "")

    def gwt(self) -> str | None:
        steps = [
            plain(cell)
            for cell in self.row.cells
            if scenarios.opens_with("given", plain(cell)) or scenarios.opens_with("then", plain(cell))
        ]
        return " ".join(steps) or None

    def statement(self, text: str) -> Statement:
        return Statement(
            " | ".join(cell.strip() for cell in self.row.cells),
            self.row.line,
            self.row.line + 1,
            self.section,
            text=text,
        )


def field_rows(table: Block) -> list[EntityField]:
    """The fields that a table lists: name, type, constraints, description."""
    shape = (
        _Shape([vocabulary.column(plain(cell)) for cell in table.rows[0].cells], table.rows)
        if table.rows
        else _Shape([], [])
    )
    if "field" not in shape.columns and not ("type" in shape.columns and "requirement" in shape.columns):
        return []
    fields: list[EntityField] = []
    section = Section(title="", level=0, line=table.line)
    for row in table.rows[1:]:
        record = _Record(row, shape, section)
        name = record.value("field") or (plain(row.cells[0]) if row.cells else "")
        if name:
            constraint = record.value("constraint")
            fields.append(
                EntityField(
                    name=name,
                    type=record.value("type"),
                    constraints=(constraint,) if constraint and not vocabulary.is_nothing(constraint) else (),
                    description=record.value("requirement") if record.value("requirement") != name else None,
                    line=row.line + 1,
                )
            )
    return fields
