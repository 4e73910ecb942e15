"""Reads tables that list an entity's fields."""

from notion_planner.extractor.readers.table_shape import Record, Shape
from notion_planner.extractor.structure.sections import Section
from notion_planner.extractor.text.blocks import Block
from notion_planner.extractor.wording import vocabulary
from notion_planner.model.spec import EntityField


def field_rows(table: Block) -> list[EntityField]:
    """The fields that a table lists: name, type, constraints, description."""
    shape = Shape(vocabulary.data_columns(table.rows[0].texts), table.rows) if table.rows else Shape([], [])
    if "field" not in shape.columns and not ("type" in shape.columns and "requirement" in shape.columns):
        return []
    fields: list[EntityField] = []
    section = Section(title="", level=0, line=table.line)
    for row in table.rows[1:]:
        record = Record(row, shape, section)
        name = record.value("field") or (row.texts[0] if row.cells else "")
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
