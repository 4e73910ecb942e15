"""Tasks as JSON: the plan by its published schema, and beside it what each task is like in Notion. Pure."""

import json
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import ValidationError

from notion_planner.errors import UsageError
from notion_planner.exchange.listed import ListedTask
from notion_planner.model.base import Frozen
from notion_planner.model.plan import Plan
from notion_planner.tracking.worklist import WorkItem

EXPORT_SCHEMA: Literal["notion-planner/export/1"] = "notion-planner/export/1"
_FORM = 'Use what `export` wrote, or a list such as [{"key": "…", "status": "Done"}].'


class _State(Frozen):
    key: str
    status: str | None = None
    done: bool | None = None
    title: str | None = None
    state: str | None = None
    specification: str | None = None
    url: str | None = None


def json_text(plan: Plan, items: Sequence[WorkItem]) -> str:
    """Same plan and states, same bytes."""
    states = [
        {
            "key": item.key,
            "title": item.title,
            "specification": item.spec,
            "status": item.status,
            "state": item.state,
            "url": item.url,
        }
        for item in items
    ]
    document = {"schema": EXPORT_SCHEMA, "plan": plan.model_dump(mode="json"), "states": states}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_json(text: str) -> tuple[ListedTask, ...]:
    """The states of an export, or of a bare list of objects with ``key`` and ``status`` or ``done``.

    Raises:
        UsageError: it is neither.
    """
    try:
        document: Any = json.loads(text)
        entries = document.get("states") if isinstance(document, dict) else document
        if not isinstance(entries, list):
            raise UsageError("The JSON has no list of states.", hint=_FORM)
        states = [_State.model_validate(entry) for entry in entries]
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "a state"
        raise UsageError(f"The JSON's states cannot be read: {place}: {first['msg']}.", hint=_FORM) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"It is no JSON: {error}.", hint=_FORM) from error
    return tuple(
        ListedTask(
            line=number,
            text=state.title or state.key,
            url=state.url,
            spec=state.specification,
            key=state.key,
            title=state.title,
            status=state.status,
            done=state.done,
        )
        for number, state in enumerate(states, 1)
    )
