"""What stands in a part of a section, whatever that part is called and however it is numbered."""

from notion_planner.extractor import extract

ENDPOINTS = """# Loans

## API Endpoints

### Users

| Method | Path | Description |
|---|---|---|
| GET | /users | All readers |

### Tasks

- `GET /tasks`

## Data Model

### Users

| Field | Type |
|---|---|
| id | uuid |
"""


def test_resources_and_tables_may_be_called_users_and_tasks() -> None:
    spec = extract(ENDPOINTS)
    assert [(item.method, item.path) for item in spec.endpoints] == [("GET", "/users"), ("GET", "/tasks")]
    assert [item.name for item in spec.entities] == ["Users"]
