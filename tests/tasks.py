"""Tasks that a person made in the team's database."""

from tests.conftest import Notion


def add_task(notion: Notion, title: str, status: str = "To Do") -> str:
    """The new task's id."""
    body = {
        "parent": {"data_source_id": notion.find("Engineering Tasks", "data_source")},
        "properties": {
            "Name": {"title": [{"text": {"content": title}}]},
            "Status": {"select": {"name": status}},
        },
        "markdown": "Some words.",
    }
    return str(notion.request("POST", "pages", body)["id"])
