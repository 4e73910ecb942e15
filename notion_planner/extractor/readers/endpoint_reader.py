"""Finds the endpoints that sentences, tables and code of any section speak of, each once."""

import re

from notion_planner.extractor.readers import endpoints
from notion_planner.extractor.readers.reading import Found, Reading, Statement
from notion_planner.extractor.readers.table_shape import lists_endpoints
from notion_planner.extractor.readers.unannounced import tells_of_today
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.vocabulary import Role

_NOT_READ = frozenset((Role.TEMPLATE, Role.EXAMPLES, Role.BACKGROUND, Role.OUT_OF_SCOPE))
# "Do not implement `/auth/reset`", but not "POST /orders must not create a second one".
_NOT_BUILT = re.compile(
    r"\b(?:(?:do|does|must|shall|should|will) not|don['’]t|won['’]t|never) "
    r"(?:add|build|create|expose|implement|include|introduce|offer|provide|ship)\b[^.;/]{0,60}$",
    re.IGNORECASE,
)
# "/users/:id", "/users/{user_id}" and "/users/<id>" are one path.
_PARAMETER = re.compile(r":[A-Za-z_]\w*(?=/|$)|\{[^{}]*\}|<[^<>]*>")


class EndpointReader:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known: tuple[Section, bool] | None = None

    def _speaks_of_endpoints(self, section: Section) -> bool:
        """Whether the section's title, a line above a list or an item of it calls paths endpoints."""
        if self._known is None or self._known[0] is not section:
            found = endpoints.announces_endpoints(f"{section.title}:") or any(
                (block.kind is BlockKind.ITEM and endpoints.names_endpoints(block.raw))
                or endpoints.announces_endpoints(block.raw)
                for block in section.blocks
            )
            self._known = section, found
        return self._known[1]

    def told(self, statement: Statement) -> None:
        section, block = statement.section, statement.block
        before, path, _ = statement.raw.partition("/")
        if section.role in _NOT_READ or not path or _NOT_BUILT.search(before[-200:]):
            return
        if tells_of_today(statement.text):
            return
        api = section.role in (Role.ENDPOINTS, Role.INTERFACES)
        is_item = block is not None and block.kind is BlockKind.ITEM
        quotes_path = is_item and "`/" in statement.raw
        found = [*endpoints.calls(statement.raw, in_api_section=api)] or [
            *endpoints.bare_paths(
                statement.raw,
                in_api_section=section.role is Role.ENDPOINTS and block is not None,
                beside_endpoint=quotes_path and self._speaks_of_endpoints(section),
            )
        ]
        for call in found:
            line = block.line_of(call.line) if block else statement.line
            self._add(call, line, section, "endpoint-list" if api else "endpoint")

    def cells(self, table: Block, section: Section) -> None:
        """Endpoints that the cells of a table speak of; a table of endpoints is read by its columns."""
        header = [vocabulary.column(title) for title in table.rows[0].texts] if table.rows else []
        if section.role in _NOT_READ or lists_endpoints(header, section.role):
            return
        for row in table.rows[1:]:
            for cell in row.cells:
                if "/" in cell:
                    self.told(Statement(cell, row.line, row.line + 1, section))

    def code(self, block: Block, section: Section) -> None:
        if section.role in _NOT_READ:
            return
        api = section.role is Role.ENDPOINTS
        for call in endpoints.in_code(block.raw, block.language, in_api_section=api):
            line = min(block.line + 1 + call.line, len(self._reading.lines) - 1)
            self._add(call, line, section, "endpoint-code")

    def _add(self, call: endpoints.Call, line: int, section: Section, rule: str) -> None:
        # An expression of a program ("/users/${id}") builds the address of an endpoint that stands elsewhere.
        if "${" in call.path:
            return
        label = f"{call.method} {call.path}" if call.method else call.path
        raw = self._reading.lines[line].strip()[:2000] if line < len(self._reading.lines) else label
        self._reading.add(
            "endpoints",
            Statement(raw, line, line + 1, section, text=label),
            rule,
            method=call.method,
            path=call.path,
            description=call.description or None,
        )

    def finish(self) -> None:
        """Keeps each endpoint where it is first spoken of, with what is said of it anywhere.

        A path without a method is no other endpoint where the document gives its method elsewhere.
        """
        found = self._reading.found["endpoints"]
        known: dict[tuple[object, str], Found] = {}
        for item in found:
            first = known.setdefault((item.fields["method"], _path_of(item)), item)
            first.fields["description"] = first.fields["description"] or item.fields["description"]
        called = {path for method, path in known if method is not None}
        found[:] = [item for (method, path), item in known.items() if method or path not in called]


def _path_of(item: Found) -> str:
    path, _, _ = str(item.fields["path"]).partition("?")
    return _PARAMETER.sub("{}", path).rstrip("/")
