"""Code sketches that follow from the specification alone: tables of the data model, endpoint contracts."""

import re

from notion_planner.model.plan import CodeBlock, Origin, OriginKind
from notion_planner.model.spec import Endpoint, Entity, EntityField
from notion_planner.planner.demands.matching import literals
from notion_planner.planner.english.wording import plain

_TYPES = (
    (re.compile(r"uuid|guid", re.I), "UUID"),
    (re.compile(r"big ?int|long", re.I), "BIGINT"),
    (re.compile(r"\bint|integer|serial|number of", re.I), "INTEGER"),
    (re.compile(r"bool", re.I), "BOOLEAN"),
    (re.compile(r"timestamp|date ?time", re.I), "TIMESTAMP"),
    (re.compile(r"\bdate\b", re.I), "DATE"),
    (re.compile(r"decimal|numeric|money|currency", re.I), "DECIMAL"),
    (re.compile(r"float|double|number", re.I), "DOUBLE PRECISION"),
    (re.compile(r"json", re.I), "JSON"),
    (re.compile(r"text|string|char|enum|url|email|uri", re.I), "TEXT"),
)
_LENGTH = re.compile(r"max(?:imum)?\.? (?:length )?(\d{1,9}) ?char", re.I)
_IDENTIFIER = re.compile(r"\W+")


def identifier(name: str) -> str:
    """A name as a database writes it; one that keeps no letter gives "unnamed"."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain(name))
    return _IDENTIFIER.sub("_", spaced.lower()).strip("_") or "unnamed"


def _column(field: EntityField) -> str:
    name = identifier(field.name)
    stated = field.type or ""
    kind = next((sql for sign, sql in _TYPES if sign.search(stated)), "")
    parts = [name, kind] if kind else [name, "/* type to decide */"]
    said = " ".join((stated, *field.constraints)).lower()
    if name == "id" or "primary key" in said:
        parts.append("PRIMARY KEY")
    if "unique" in said:
        parts.append("UNIQUE")
    if "required" in said or "not null" in said or "mandatory" in said:
        parts.append("NOT NULL")
    limit = _LENGTH.search(said)
    if limit:
        parts.append(f"CHECK (char_length({name}) <= {limit.group(1)})")
    return " ".join(parts)


def table_name(entity: Entity, endpoints: tuple[Endpoint, ...], feature: str) -> str:
    """The entity's name; where the specification names none, the resource of its endpoints or the feature."""
    if entity.name:
        return identifier(entity.name)
    for endpoint in endpoints:
        parts = literals(endpoint.path)
        if parts:
            return identifier(parts[0])
    return identifier(feature)


def schema_sketch(
    entities: tuple[Entity, ...], endpoints: tuple[Endpoint, ...], feature: str
) -> tuple[CodeBlock, ...]:
    """One CREATE TABLE for each entity with fields; the dialect is left open."""
    blocks = []
    for entity in entities:
        columns = list({identifier(f.name): _column(f) for f in entity.fields}.values())
        if not columns:
            continue
        body = ",\n".join(f"  {column}" for column in columns)
        code = f"CREATE TABLE {table_name(entity, endpoints, feature)} (\n{body}\n);"
        origin = Origin(kind=OriginKind.DERIVED, rule="schema-sketch", items=(entity.key,))
        blocks.append(CodeBlock(language="sql", code=code, origin=origin))
    return tuple(blocks)


def contract_sketch(endpoints: tuple[Endpoint, ...]) -> tuple[CodeBlock, ...]:
    """The endpoints of a task as the specification writes them."""
    if not endpoints:
        return ()
    rows = "\n".join(f"{plain(e.method or '')} {plain(e.path)}".strip() for e in endpoints)
    origin = Origin(kind=OriginKind.SPEC, rule="contract-sketch", items=tuple(e.key for e in endpoints))
    # Notion has no language for HTTP and would put this one in its place.
    return (CodeBlock(language="plain text", code=rows, origin=origin),)
