"""Collections of a document database, drawn as a tree."""

import pytest

from notion_planner.extractor import extract

DRAWN = """/users
  └── {userId}
       ├── name, email
       ├── address:
       │     └── town: string
       └── isGuest: boolean  # no account

/orders
  └── {orderId}
       └── total: number
"""
INDENTED = """users/
  <uid>/
    name
    email
    address:
      town: string
    isGuest: boolean
orders/
  <id>/
    total: number
"""


@pytest.mark.parametrize("drawing", [DRAWN, INDENTED])
def test_a_drawn_collection_is_an_entity_with_the_fields_of_its_documents(drawing: str) -> None:
    spec = extract(f"# Shop\n\n## Firestore schema\n\n```text\n{drawing}```\n")
    assert [(one.name, [(field.name, field.type) for field in one.fields]) for one in spec.entities] == [
        ("users", [("name", None), ("email", None), ("address", None), ("isGuest", "boolean")]),
        ("orders", [("total", "number")]),
    ]
    assert [one.source.line for one in spec.entities] == [
        6 + drawing.split("\n").index(line) for line in drawing.split("\n") if line[:1] in ("/", "u", "o")
    ]


def test_the_folders_of_a_project_are_no_entities() -> None:
    tree = "src/\n  ├── app/\n  └── main.py\n"
    assert extract(f"# Shop\n\n## Data model\n\n```text\n{tree}```\n").entities == ()
