"""Reads the tables that SQL creates; imported only where a specification has any: its parser loads slowly."""

import logging

import sqlglot
from sqlglot import exp

from notion_planner.model.spec import EntityField

_DIALECTS = ("postgres", "mysql", "sqlite")


def created_tables(sql: str) -> list[tuple[str, tuple[EntityField, ...]]]:
    """Name and columns of each; none where no dialect parses all of it."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    for dialect in _DIALECTS:
        try:
            parsed = sqlglot.parse(sql, read=dialect)
        except (sqlglot.errors.SqlglotError, RecursionError, ValueError):
            continue
        return [
            found
            for statement in parsed
            if isinstance(statement, exp.Create) and (found := _created(statement))
        ]
    return []


def _created(statement: exp.Create) -> tuple[str, tuple[EntityField, ...]] | None:
    table = statement.find(exp.Table)
    if statement.kind != "TABLE" or table is None:
        return None
    fields = tuple(
        EntityField(
            name=column.name,
            type=column.kind.sql() if column.kind else None,
            constraints=tuple(constraint.sql() for constraint in column.args.get("constraints") or ()),
        )
        for column in statement.find_all(exp.ColumnDef)
    )
    return table.name, fields
