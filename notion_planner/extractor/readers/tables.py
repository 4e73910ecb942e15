"""Reads tables by what their columns say, in any order of columns."""

import re
from collections.abc import Callable

from notion_planner.extractor.readers import contracts, endpoints
from notion_planner.extractor.readers.bound_rows import add_bound_rows
from notion_planner.extractor.readers.classification import kind_named
from notion_planner.extractor.readers.criteria import add_criterion
from notion_planner.extractor.readers.implied import counts_as_features, requires_security
from notion_planner.extractor.readers.lists import (
    DEPENDENCY_ROLES,
    dependency_kind,
    risk_fields,
    says_dependency,
)
from notion_planner.extractor.readers.reading import Found, Reading
from notion_planner.extractor.readers.releases import deferral
from notion_planner.extractor.readers.requirements import add_requirement
from notion_planner.extractor.readers.row_details import add_criteria_cell, measured, threat, under, waits
from notion_planner.extractor.readers.sign_off import is_sign_off
from notion_planner.extractor.readers.stories import add_story
from notion_planner.extractor.readers.table_shape import Record, Shape, lists_endpoints, upright
from notion_planner.extractor.structure.profile import Profile
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import (
    beside_identifier,
    leading_identifier,
    unit_heading,
    without_identifier,
)
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.marks import without_marks
from notion_planner.extractor.wording.vocabulary import FEATURE_ROLES, REQUIREMENT_ROLES, Role
from notion_planner.model.spec import RequirementKind

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
_WORDS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w+")
_SETTINGS = re.compile(
    r"\b(?:configurations?|options?|settings?|flags?|parameters?|variables?)$", re.IGNORECASE
)


def _number(text: str) -> str:
    """What a story is named by: "US-3" of "US-3 Pay", "10.1" of "Story 10.1" and of "10.1 Pay"."""
    unit = unit_heading(text)
    if unit is not None and unit.id:
        return unit.id.split()[-1]
    found = leading_identifier(text)
    return found.text if found is not None else text


def _lists_settings(shape: Shape) -> bool:
    """Whether its rows are options, parameters or the like, each with what it is for."""
    first = plain(shape.rows[0].cells[0]) if shape.rows[0].cells else ""
    return _SETTINGS.search(first) is not None and "requirement" in shape.columns[1:]


def _rank(item: Found, priority: str | None) -> None:
    if priority:
        item.fields["priority_text"], item.fields["priority"] = priority, vocabulary.priority(priority)


def _sort(item: Found, named: str, section: Section) -> None:
    """Gives a requirement the kind and category that its row names, where its section leaves them open."""
    if section.role not in (Role.FUNCTIONAL, Role.NON_FUNCTIONAL, Role.CONSTRAINTS):
        kind = kind_named(named)
        if kind is not None:
            item.fields["kind"] = kind
            quality = kind is RequirementKind.NON_FUNCTIONAL
            item.fields["category"] = vocabulary.category(named) or "other" if quality else None
    elif item.fields["category"] is not None and section.category is None:
        item.fields["category"] = vocabulary.category(named) or item.fields["category"]


class TableReader:
    def __init__(self, reading: Reading, profile: Profile) -> None:
        self._reading = reading
        self._profile = profile
        self._told: set[str] = set()

    def read(self, table: Block, section: Section) -> None:
        table = upright(table)
        if len(table.rows) < 2:
            return
        shape = Shape.of(table)
        reader = self._reader_for(section, shape)
        if reader is None:
            contracts.add_answers(self._reading, table.rows, section)
            if self._profile.prose and section.role in (None, Role.PROPOSAL):
                add_bound_rows(self._reading, table.rows, section)
            return
        deferred = deferral(table.rows)
        stories = self._reading.found["user_stories"] if reader == self._story else ()
        self._told = {_number(story.id) for story in stories if story.id and story.section is not section}
        for row in table.rows[1:]:
            record = Record(row, shape, section)
            ranks = (record.value("priority"), record.value("status"))
            put_off = deferred(row) or any(vocabulary.is_wont(rank or "") for rank in ranks)
            if record.names_group or record.is_struck:
                continue
            if put_off and reader in (self._requirement, self._story):
                self._deferred(record)
            elif (
                record.text
                and not record.leaves_unfilled(record.text)
                and not vocabulary.is_nothing(record.text)
            ):
                reader(record)
            elif record.text:
                self._reading.placeholders.append(row.line)

    def read_scenarios(self, table: Block, section: Section) -> None:
        """Only what stands under "Given | When | Then"."""
        if len(table.rows) > 1 and Shape.of(table).tells_scenarios:
            self.read(table, section)

    def _reader_for(self, section: Section, shape: Shape) -> "Callable[[Record], None] | None":
        """By what the columns say; where they say nothing, by what the section is about."""
        role = section.role
        if role is Role.ENTITIES or role in _NEVER or shape.counts:
            return None
        if role is Role.ACCEPTANCE and is_sign_off(shape.rows[0].texts):
            return None
        if role is not Role.ACCEPTANCE and contracts.describes_call(shape.rows):
            return None
        by_columns = self._reader_by_columns(role, shape)
        if by_columns is not None:
            return by_columns
        measured = role is Role.ACCEPTANCE and "metric" in shape.columns and not shape.names_criteria
        by_role = self._reader_by_role(role)
        if by_role is not None and not measured:
            return by_role
        listed = self._profile.is_spec and (
            shape.lists_identified or shape.ranks_by_moscow or shape.is_titled_so
        )
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
        secured = requires_security(section, self._profile)
        if shape.says_who and (secured or counts_as_features(section, self._profile)):
            return self._requirement
        if role is None and shape.describes and counts_as_features(section, self._profile):
            return self._described
        if role is Role.PROPOSAL and self._profile.prose and _lists_settings(shape):
            return self._setting
        return self._feature_reader(section)

    def _reader_by_columns(self, role: Role | None, shape: Shape) -> "Callable[[Record], None] | None":
        if role is not Role.EDGE_CASES and shape.tells_scenarios:
            return self._criterion
        if shape.tells_stories(role):
            return self._story
        # "Threat | Mitigation" under requirements asks for what is done about each.
        asks = role in REQUIREMENT_ROLES and "mitigation" in shape.columns
        if "risk" in shape.columns and (not asks or {"probability", "impact"} & set(shape.columns)):
            return self._risk
        if lists_endpoints(shape.columns, role):
            return self._endpoint
        return None

    def _reader_by_role(self, role: Role | None) -> "Callable[[Record], None] | None":
        readers: dict[Role | None, Callable[[Record], None]] = {
            Role.RISKS: self._risk,
            Role.RISKS_AND_DEPENDENCIES: self._risk_or_dependency,
            Role.QUESTIONS: self._question,
            Role.ACCEPTANCE: self._criterion,
            **dict.fromkeys(DEPENDENCY_ROLES, self._dependency),
            **dict.fromkeys(_FAMILY_ROLES, self._listed),
        }
        return readers.get(role)

    def _feature_reader(self, section: Section) -> "Callable[[Record], None] | None":
        features = section.role in FEATURE_ROLES and counts_as_features(section, self._profile)
        return self._requirement if features else None

    def _requirement(self, record: Record) -> None:
        if record.holds_for_nobody:
            return
        section = record.section
        text = measured(record)
        statement = record.statement(text)
        identifier = leading_identifier(record.value("id") or "") or leading_identifier(text)
        if identifier is not None and (told := self._named(identifier.text, text, section)) is not None:
            _rank(told, record.value("priority"))
            return
        if identifier is not None and identifier.text == text:
            return
        if record.leaves_unfilled(text):
            self._reading.placeholders.append(record.row.line)
            return
        if identifier is not None and identifier.text[0].isalpha() and text.startswith(identifier.text):
            text = without_identifier(text, identifier)
        item = add_requirement(self._reading, statement, "requirements-table", text=text)
        if item.id is None:
            item.id = identifier.text if identifier else (record.value("id") or None)
            if item.id and not any(character.isalpha() for character in item.id) and "." not in item.id:
                item.id = None
        _rank(item, record.value("priority"))
        named = record.value("category") or beside_identifier(record.value("id") or "")
        if named:
            _sort(item, named, section)
        item.fields["details"] = (*waits(record), *threat(record, text))
        add_criteria_cell(self._reading, record, item)

    def _named(self, identifier: str, text: str, section: Section) -> Found | None:
        """The requirement that another section states and a row only names: "FR-1: Refund | Must"."""
        told = self._reading.told_before("requirements", identifier, section)
        words = set(_WORD.findall(text.casefold())) - set(_WORD.findall(identifier.casefold()))
        known = words.intersection(_WORD.findall(told.source.quote.casefold())) if told is not None else ()
        return told if 2 * len(known) >= len(words) else None

    def _described(self, record: Record) -> None:
        text = record.named_row()
        add_requirement(self._reading, record.statement(text), "described-table", text=text)

    def _setting(self, record: Record) -> None:
        """An option that a proposal introduces, with what it is set to where nobody sets it."""
        name, said, default = record.row.texts[0], record.value("requirement"), record.value("constraint")
        preset = f" (default: {default})" if default and not vocabulary.is_nothing(default) else ""
        text = f"{name}: {said}" if said else name
        add_requirement(
            self._reading, record.statement(text), "settings-table", text=f"{text.rstrip('. ')}{preset}"
        )

    def _story(self, record: Record) -> None:
        text = record.value("story") or record.story_sentence()
        stated = record.shape.states_beside_stories(record.section.role) and record.value("requirement")
        if stated:
            self._requirement(record)
        if stated and text is None:
            return
        text = text or record.statement_text()
        if not _WORDS.search(text) or self._is_told(record, text):
            return
        number = record.value("id") or ""
        identifier = number if _WORDS.search(number) else None
        item = add_story(self._reading, record.statement(text), "story-table", text, identifier=identifier)
        _rank(item, record.value("priority"))
        if not stated:
            add_criteria_cell(self._reading, record, item)

    def _is_told(self, record: Record, text: str) -> bool:
        """Whether a row only lists again, by its name, a story that another section tells."""
        numbers = {_number(text), _number(record.value("id") or text)}
        return not self._told.isdisjoint(numbers) and not vocabulary.story_openings().search(text)

    def _risk_or_dependency(self, record: Record) -> None:
        """What a row under "Risks and dependencies" is, its "Type" says."""
        named = record.value("category") or ""
        text = record.value("requirement") or record.row.texts[record.name_at]
        if "dependency" in record.shape.columns or says_dependency(named):
            self._dependency(record, text)
        else:
            self._risk(record, text)

    def _risk(self, record: Record, said: str | None = None) -> None:
        text = record.value("risk") or said or record.statement_text()
        details = {
            key: value for key in ("probability", "impact", "mitigation") if (value := record.value(key))
        }
        item = self._reading.add(
            "risks", record.statement(text), "risk-table", text=without_marks(text), **risk_fields(details)
        )
        item.id = record.value("id") if "risk" in record.shape.columns else None

    def _endpoint(self, record: Record) -> None:
        raw = record.raw("path") or ""
        bare = endpoints.bare_paths(raw if raw.startswith("`") else plain(raw), in_api_section=True)
        called = [*endpoints.calls(raw)] or [*bare][:1]
        beside: list[str | None] = [*endpoints.methods(record.value("method") or "")] or [None]
        for call in (one for one in called if one.path == called[0].path):
            for method in [call.method] if call.method else beside:
                self._reading.add(
                    "endpoints",
                    record.statement(record.text),
                    "endpoint-table",
                    method=method,
                    path=call.path,
                    description=record.value("requirement"),
                )

    def _dependency(self, record: Record, said: str | None = None) -> None:
        text = record.value("dependency") or said or record.statement_text()
        self._reading.add(
            "dependencies",
            record.statement(text),
            "table",
            text=text,
            kind=dependency_kind(record.text),
            status=record.value("status"),
        )

    def _question(self, record: Record) -> None:
        answer = record.value("answer") or under("outcome_columns", record)
        status = record.value("status") or ""
        if (answer and not vocabulary.is_nothing(answer)) or vocabulary.pattern("resolved").search(
            status.casefold()
        ):
            return
        text = record.value("question") or record.statement_text()
        self._reading.add("open_questions", record.statement(text), "table", text=text)

    def _criterion(self, record: Record) -> None:
        text = record.value("acceptance") or record.gwt() or record.statement_text()
        about = leading_identifier(text)
        if not _WORDS.search(text) or (about is not None and about.text == text):
            return  # how many there are of something
        item = add_criterion(self._reading, record.statement(text), "criteria-table", text=text)
        identifier = leading_identifier(record.value("id") or "")
        if item.id is None and identifier is not None:
            item.id = identifier.text

    def _deferred(self, record: Record) -> None:
        text = record.statement_text()
        self._reading.add("out_of_scope", record.statement(text), "deferred-row", text=text)

    def _listed(self, record: Record) -> None:
        role = record.section.role
        assert role is not None
        excluded = role is Role.OUT_OF_SCOPE and record.value("requirement") is None
        text = record.named_row() if excluded else record.statement_text()
        self._reading.add(_FAMILY_ROLES[role], record.statement(text), "table", text=text)
        if self._feature_reader(record.section) is not None:
            self._requirement(record)
