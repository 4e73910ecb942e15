"""Reads the data model: entities and their fields from lists, tables, code and SQL."""

import re

from notion_planner.extractor.readers.document_trees import drawn_collections
from notion_planner.extractor.readers.field_tables import field_rows
from notion_planner.extractor.readers.reading import Found, Reading, Statement, statement_of
from notion_planner.extractor.readers.technologies import proper_names
from notion_planner.extractor.structure.placeholders import is_placeholder
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block, BlockKind
from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import leading_identifier
from notion_planner.extractor.wording.inline import plain
from notion_planner.extractor.wording.vocabulary import Role
from notion_planner.model.spec import EntityField

_FIELD = re.compile(
    r"^`?([A-Za-z_][\w.]{0,60}(?:\[\])?\??)`?\s*(?:\(([^()]{1,200}(?:\([^()]{0,60}\)[^()]{0,100})?)\)|"
    r"[:：]\s*(.{1,200}?)|\s[–—-]\s(.{1,300}))?\s*(?:[–—:-]\s*(.{1,300}))?$"
)
_TYPE_WORD = re.compile(
    r"^(?:uuid|guid|string|str|text|varchar|char|int|integer|bigint|smallint|serial|float|"
    r"double|decimal|numeric|number|bool|boolean|date|time|datetime|timestamp\w*|json|jsonb|"
    r"array|list|enum|object|map|blob|bytes?|binary|id|fk|pk|foreign key|primary key|email|"
    r"url|money|currency|ref)\b",
    re.IGNORECASE,
)
# "id uuid, primary key" as in SQL; a "due date" and a "query string" are so only with what SQL says of them.
_SQL_SAYS = r"(?:not null|null|nullable|primary|unique|references|default)\b.{0,200}"
_DECLARED = re.compile(
    r"`?([a-z_]\w{0,60})`?\s+"
    r"((?:uuid|guid|varchar|int|integer|bigint|smallint|serial|decimal|numeric|bool|boolean|datetime|timestamp\w*|"
    rf"jsonb?|enum|(?:char|date|double|float|string|text)(?=,?\s+{_SQL_SAYS}$))(?:\([^()]{{1,60}}\))?(?:\[\])?)"
    rf"(?:\s*[,:;]\s*(.{{1,200}})|\s+({_SQL_SAYS}))?$",
    re.IGNORECASE,
)
_BRACED = re.compile(r"^`?([A-Z][\w ]{0,60}?)`?\s*[:=]?\s*`?\{([^{}]{1,4000})\}`?")
_NAMED = re.compile(r"^(?:\*\*|__|`)+([^*`_\n][^*`\n]{0,80}?)\s*[:：]?\s*(?:\*\*|__|`)+\s*(?:[:：(（–—→-]|$)")
# Bold names beside each other are as many entities.
_BOLD = re.compile(r"\*\*`?([^*`\n]{2,60}?)`?\s*[:：]?\*\*")
_SEVERAL = re.compile(
    rf"{_BOLD.pattern}(?:\s*(?:[/,&+]|and|und|et|y|e|en)\s*{_BOLD.pattern}){{1,5}}(?=\s*(?:[:：(（–—→-]|$))"
)
_PLAIN_NAMED = re.compile(r"^([A-ZÀ-Þ][\w/ -]{0,50}?)\s*(?:[:：]|\s[–—-]\s|\s*[(（])\s*\S")
_JOINED_NAMED = re.compile(r"^([^\s:：]{1,30})\s*[:：]\s*\S")
_NOTE = re.compile(r"\s*[(（][^()（）]{1,60}[)）]$")
_BARE_NAME = re.compile(r"(?=[^\W\d_])[\w/-]{2,40}(?: [\w/-]{1,30}){0,2}")
# What a heading says of an entity before its name: "Table users", "New aggregate root: Basket".
_KIND = re.compile(
    r"^(?:(?:entity|table|model)\s*[:：]?|"
    r"(?:\w+\s)?(?:entity|table|model|aggregate(?: root)?|value object)\s*[:：])\s+",
    re.IGNORECASE,
)
_OWNER = re.compile(r"^(?:[^`*:：\n]{0,30}\s)?(?:`|\*\*`?)([^`*\n]{1,60})(?:`?\*\*|`)[^\n]{0,120}$")
_DECLARATION = re.compile(
    r"^\s*(?:export\s+)?(?:public\s+)?(?:abstract\s+)?(?:data\s+)?(?:interface|class|type|"
    r"model|struct|entity|record|message|"
    r"table)\s+[\"`]?([A-Za-z_]\w{0,80})[\"`]?(?:\s+struct)?(?:\s*\\?[(:<{=].*)?$"
)
_ER_ENTITY = re.compile(
    r"^\s*(?!(?:If|For|Foreach|While|Switch|Loop|Function|Catch|When)\s+\()([A-Z][\w-]{1,60})"
    r"(?:\s+\([A-Za-z][\w -]{0,60}\))?\s*\{\s*$"
)
_CODE_FIELD = re.compile(
    r"^\s*(?:readonly\s+|public\s+|private\s+)?[\"'`]?([A-Za-z_]\w{0,60})[\"'`]?\??\s*(?::\s*|"
    r"\s+)([A-Za-z_][\w\[\]<>|.?, ()'\"]{0,120}?)[,;]?\s*(?://.*|#.*|@.*)?$"
)
_CODE_NAME = re.compile(r"`\w+`")
_NO_ENTITIES = frozenset((Role.PROCESS, Role.BACKGROUND, Role.TEMPLATE, Role.GLOSSARY, Role.EXAMPLES))
_LARGEST_SQL = 200_000


class EntityReader:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._unnamed: dict[Found | Section, tuple[Found, list[EntityField]]] = {}
        self._bare: frozenset[str] = frozenset()

    def read(self, section: Section) -> None:
        """A section on the data model; a heading below it names an entity."""
        if vocabulary.normalise(section.title) in vocabulary.words("entity_notes"):
            return
        named = self._heading_entity(section)
        self._bare = _bare_names(section)
        above: Block | None = None
        listed: tuple[Found, list[EntityField]] | None = None
        for block in section.blocks:
            if block.kind is BlockKind.ITEM:
                if above is None or above.kind is not BlockKind.ITEM:
                    fields = entity_field(block.text, block.line) is not None
                    listed = self._named_above(above, section) if fields else None
                self._item(block, section, named or listed)
            elif block.kind is BlockKind.TABLE:
                owned = None if named or not field_rows(block) else self._named_above(above, section)
                self._table(block, section, named or owned)
            elif block.kind is BlockKind.CODE:
                self.code(block, section)
            elif block.kind is BlockKind.PARAGRAPH:
                self._paragraph(block, section)
            above = block
        self.finish()

    def _named_above(self, above: Block | None, section: Section) -> tuple[Found, list[EntityField]] | None:
        """The entity that the line above its fields names in code or bold."""
        if above is None or above.kind is not BlockKind.PARAGRAPH:
            return None
        name = _OWNER.match(above.raw)
        return (self._entity(statement_of(above, section), name[1], "table-owner"), []) if name else None

    def _heading_entity(self, section: Section) -> tuple[Found, list[EntityField]] | None:
        if section.own is Role.ENTITIES or section.heading is None or section.role is not Role.ENTITIES:
            return None
        content = [block for block in section.blocks if block.kind in (BlockKind.ITEM, BlockKind.TABLE)]
        if not content and not section.blocks:
            return None
        if any(_names_entities(block) for block in section.blocks):
            return None
        name = re.sub(
            r"\s+(?:table|entity|model|schema|collection)$",
            "",
            section.title,
            flags=re.IGNORECASE,
        ).strip("`: ")
        name = _KIND.sub("", name)
        if vocabulary.normalise(name) in vocabulary.words("entity_generic"):
            return None
        statement = Statement(section.heading.raw, section.line, section.line + 1, section)
        return self._entity(statement, name, "entity-heading", text=section.title), []

    def _entity(
        self,
        statement: Statement,
        name: str | None,
        rule: str,
        *,
        text: str | None = None,
        fields: tuple[EntityField, ...] = (),
    ) -> Found:
        return self._reading.add(
            "entities", statement, rule, text=text or statement.text, name=name, fields=fields
        )

    def _item(self, block: Block, section: Section, named: tuple[Found, list[EntityField]] | None) -> None:
        statement = statement_of(block, section)
        if not statement.text or is_placeholder(statement.text):
            return
        braced = _BRACED.match(block.text)
        if braced is not None:
            self._entity(
                statement, braced[1].strip(), "entity-braces", fields=_braced_fields(braced[2], block.line)
            )
            return
        field = entity_field(statement.text, block.line)
        if named is not None:
            if field is not None:
                named[1].append(field)
                self._unnamed[named[0]] = named
            return
        if field is not None and not block.raw.startswith("**"):
            self._loose_field(field, statement)
            return
        several = _SEVERAL.match(block.raw)
        name = entity_name(block.raw) or (block.text if block.text in self._bare else None)
        names = _BOLD.findall(several[0]) if several is not None else [name]
        for name in filter(None, names):
            fields = tuple(f for child in block.children if (f := entity_field(child.text, child.line)))
            self._entity(statement, plain(name), "entity-list", fields=fields)

    def _loose_field(self, field: EntityField, statement: Statement) -> None:
        """A field listed without saying whose: all of them make one entity without a name."""
        key = statement.section
        if key not in self._unnamed:
            self._unnamed[key] = (
                self._entity(statement, None, "field-list", text=statement.section.title),
                [],
            )
        self._unnamed[key][1].append(field)

    def lists_entities(self, table: Block, section: Section) -> bool:
        """Whether a table outside the data model names entities in its first column, or their fields."""
        if section.role in _NO_ENTITIES or not table.rows or not table.rows[0].cells:
            return False
        if {"entity", "field", "type"} <= set(vocabulary.data_columns(plain(c) for c in table.rows[0].cells)):
            return True
        column = _name_column(table)
        named = vocabulary.normalise(plain(table.rows[0].cells[column]))
        if named in vocabulary.words("table_columns"):
            cells = [row.cells[column].strip() for row in table.rows[1:] if len(row.cells) > column]
            return all(_CODE_NAME.fullmatch(cell) for cell in cells)
        return named in vocabulary.words("entity_columns")

    def table(self, table: Block, section: Section) -> None:
        self._table(table, section, None)
        self.finish()

    def _table(self, table: Block, section: Section, named: tuple[Found, list[EntityField]] | None) -> None:
        columns = vocabulary.data_columns(plain(cell) for cell in table.rows[0].cells) if table.rows else []
        if {"entity", "field"} <= set(columns):
            self._grouped(table, section, columns.index("entity"))
            return
        fields = (
            field_rows(table)
            if columns[:1] != ["entity"] and not ("entity" in columns and "field" not in columns)
            else []
        )
        if fields and columns[:1] == ["type"] and "field" not in columns:
            fields = []
        if fields:
            if named is not None:
                named[1].extend(fields)
                self._unnamed[named[0]] = named
            else:
                for field in fields:
                    self._loose_field(field, Statement("", table.line, table.end, section))
            return
        column = _name_column(table)
        for row in table.rows[1:]:
            name = plain(row.cells[column]).strip("` ") if len(row.cells) > column else ""
            if name and len(name) < 60 and not is_placeholder(name):
                text = " | ".join(plain(cell) for cell in row.cells)
                self._entity(
                    Statement(" | ".join(row.cells), row.line, row.line + 1, section, text=text),
                    name,
                    "entity-table",
                )

    def _grouped(self, table: Block, section: Section, column: int) -> None:
        """Fields beside the entity that they are of, whose name may stand in the first of its rows only."""
        fields = {field.line: field for field in field_rows(table)}
        of: dict[str, tuple[Found, list[EntityField]]] = {}
        name = ""
        for row in table.rows[1:]:
            name = (plain(row.cells[column]).strip("` ") if column < len(row.cells) else "") or name
            field = fields.get(row.line + 1)
            if field is None or not name or is_placeholder(name):
                continue
            if name not in of:
                statement = Statement(" | ".join(row.cells), row.line, row.line + 1, section, text=name)
                of[name] = (self._entity(statement, name, "entity-table"), [])
            of[name][1].append(field)
        self._unnamed.update((found, (found, listed)) for found, listed in of.values())

    def _paragraph(self, block: Block, section: Section) -> None:
        for offset, line in enumerate(block.raw.split("\n")[:500]):
            if braced := _BRACED.match(plain(line)):
                number = block.line_of(offset)
                self._entity(
                    Statement(line, number, number + 1, section),
                    braced[1].strip(),
                    "entity-braces",
                    fields=_braced_fields(braced[2], number),
                )

    def code(self, block: Block, section: Section) -> None:
        """Tables of SQL anywhere; type declarations in a section on the data model."""
        if "create table" in block.raw[:_LARGEST_SQL].casefold():
            self._sql(block, section)
        elif section.role is Role.ENTITIES:
            self._declarations(block, section)
            for name, fields, number in drawn_collections(block.raw, block.line + 1):
                line = block.line + 1 + number
                self._entity(
                    Statement(name, line, line + 1, section, text=name), name, "document-tree", fields=fields
                )

    def _sql(self, block: Block, section: Section) -> None:
        if len(block.raw) > _LARGEST_SQL:
            return
        from notion_planner.extractor.readers.sql import created_tables

        lines = block.raw.casefold().split("\n")
        for name, fields in created_tables(block.raw):
            number = next(
                (n for n, line in enumerate(lines) if "create table" in line and name.casefold() in line), 0
            )
            line = block.line + 1 + number
            self._entity(
                Statement(block.raw.split("\n")[number], line, line + 1, section, text=name),
                name,
                "sql",
                fields=fields,
            )

    def _declarations(self, block: Block, section: Section) -> None:
        current: tuple[Found, list[EntityField]] | None = None
        for offset, line in enumerate(block.raw.split("\n")[:5000]):
            declared = _DECLARATION.match(line) or (
                _ER_ENTITY.match(line) if block.language == "mermaid" or current is None else None
            )
            number = block.line + 1 + offset
            if declared is not None:
                found = self._entity(
                    Statement(line.strip(), number, number + 1, section), declared[1], "declaration"
                )
                current = (found, [])
                self._unnamed[found] = current
            elif current is not None and (match := _CODE_FIELD.match(line)):
                current[1].append(EntityField(name=match[1], type=match[2].strip() or None, line=number + 1))
            elif line.strip().lstrip("\\").startswith("}"):
                current = None

    def finish(self) -> None:
        for found, fields in self._unnamed.values():
            found.fields["fields"] = tuple(fields)
        self._unnamed.clear()


def _names_entities(block: Block) -> bool:
    """Whether a block names its entities itself: declarations in code, or a table with a row for each."""
    if block.kind is BlockKind.CODE and "create table" in block.raw[:_LARGEST_SQL].casefold():
        return True
    if block.kind is BlockKind.CODE:
        return any(_DECLARATION.match(line) or _ER_ENTITY.match(line) for line in block.raw.split("\n")[:500])
    if block.kind is not BlockKind.TABLE or not block.rows or not block.rows[0].cells:
        return False
    return vocabulary.column(plain(block.rows[0].cells[_name_column(block)])) == "entity"


def _name_column(table: Block) -> int:
    """The first column, or the one behind a column of identifiers."""
    header = table.rows[0].cells if table.rows else []
    return int(len(header) > 1 and vocabulary.column(plain(header[0])) == "id")


def entity_name(raw: str) -> str | None:
    identifier = leading_identifier(plain(raw))
    if identifier is not None and identifier.text[0].isalpha():
        raw = plain(raw)[identifier.end :]
    match = _NAMED.match(raw.strip()) or _PLAIN_NAMED.match(plain(raw)) or _JOINED_NAMED.match(plain(raw))
    return plain(match[1]).strip(":： ") if match else None


def _bare_names(section: Section) -> frozenset[str]:
    """Names alone below "Entities": those with fields below them, and a list of nothing but names."""
    if section.own is not Role.ENTITIES:
        return frozenset()
    items = [block for block in section.blocks if block.kind is BlockKind.ITEM]
    names = [item for item in items if _BARE_NAME.fullmatch(_NOTE.sub("", item.text[:100]))]
    products = any(item.text in proper_names() for item in items)  # "PostgreSQL" below "Database"
    head = vocabulary.normalise(section.title).rpartition(" ")[2]  # "Core domain entities"
    says_so = section.exact or head in vocabulary.words("entity_columns")
    only_names = says_so and len(items) > 1 and names == items and not products
    return frozenset(item.text for item in names if item.children or (only_names and not item.text.islower()))


def entity_field(text: str, line: int) -> EntityField | None:
    """ "email (string, unique)" or "name: string": a field with a type; None for anything else."""
    if declared := _DECLARED.match(text[:400]):
        said = declared[3] or declared[4]
        constraints = tuple(part.strip() for part in said.split(",") if part.strip()) if said else ()
        return EntityField(name=declared[1], type=declared[2], constraints=constraints, line=line + 1)
    match = _FIELD.match(text[:600])
    if match is None:
        return None
    inside = match[2] or match[3]
    if inside is None:
        return None
    parts = [part.strip() for part in re.split(r",\s*(?![^()]*\))", inside) if part.strip()]
    typed = bool(parts) and _TYPE_WORD.match(parts[0]) is not None
    if not typed and not (match[1][0].islower() and match[2]):
        return None
    return EntityField(
        name=match[1],
        type=parts[0] if parts else None,
        constraints=tuple(parts[1:]),
        description=match[5],
        line=line + 1,
    )


def _braced_fields(body: str, line: int) -> tuple[EntityField, ...]:
    fields = []
    for part in body.split(","):
        name, _, kind = part.strip().partition(":")
        if name.strip():
            fields.append(
                EntityField(name=name.strip().rstrip("?"), type=kind.strip() or None, line=line + 1)
            )
    return tuple(fields)
