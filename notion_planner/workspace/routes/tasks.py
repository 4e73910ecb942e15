"""Asynchronous writes: accepted with 202, polled until they are done."""

import secrets
from collections.abc import Callable

from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import ApiError
from notion_planner.workspace.records import Json
from notion_planner.workspace.routes.registry import Call, Reply, routes
from notion_planner.workspace.times import zulu_text

_STATUS_URL = "https://api.notion.com/v1/async_tasks/"


def deferred(ctx: Context, operation: str, work: Callable[[], Json]) -> Reply:
    """Does the work, but answers that it is queued; what it came to is told when the task is polled."""
    identifier = f"task_{secrets.token_hex(16)}"
    task = {
        "object": "async_task",
        "id": identifier,
        "status": "queued",
        "status_url": f"{_STATUS_URL}{identifier}",
        "created_time": zulu_text(ctx.now),
        "poll_after_seconds": 2,
        "operation": {"surface": "rest", "name": operation},
    }
    ctx.store.execute("savepoint task")
    try:
        outcome: Json = {"status": "succeeded", "result": work()}
    except ApiError as error:
        ctx.store.execute("rollback to task")
        outcome = {"status": "failed", "error": _error(error)}
    ctx.store.execute("release task")
    finished = {key: value for key, value in task.items() if key != "poll_after_seconds"}
    ctx.store.put_document("task", identifier, {**finished, **outcome})
    return Reply(202, task)


def _error(error: ApiError) -> Json:
    shape: Json = {"object": "error", "status": error.status, "code": error.code, "message": error.message}
    return {**shape, "additional_data": error.additional_data} if error.additional_data else shape


@routes.add("GET", "/v1/async_tasks/{task_id}", "read_content")
def retrieve(call: Call) -> Json:
    found = call.ctx.store.document("task", call.params["task_id"])
    if found is None:
        raise call.ctx.absent("async task", call.params["task_id"])
    return found
