"""Recorded exchanges of the real API: what has to be there before each kind of them."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.workspace.conftest import text
from tests.workspace.recorded import Recording
from tests.workspace.stage import (
    _ID,
    OTHER_BOT,
    Json,
    NotRepeatableError,
    Stage,
    schema_of,
    stage_row,
    written,
)


async def create_page(stage: Stage) -> None:
    page = stage.recording.response
    parent = page["parent"]
    if parent["type"] == "data_source_id":
        recorded = {key: parent[key] for key in ("data_source_id", "database_id")}
        database = await stage.database(schema_of(page), recorded)
        await stage.related(stage.recording.request["properties"], database["data_sources"][0]["id"])
    else:
        await stage.page(parent["page_id"])


async def existing_page(stage: Stage) -> None:
    page = stage.recording.response
    if page["object"] == "error":
        return
    if page["object"] in {"page_markdown", "async_task"}:
        await stage.page(_ID.search(stage.recording.path)[0])  # type: ignore[index]
        return
    if page["parent"]["type"] == "workspace":
        stage.stands_for(page["id"], (await stage.api.find("Engineering Plans"))["id"])
        return
    made = await stage_row(stage, page, values=written(page))
    if page["icon"]:
        await stage.api.ok("PATCH", f"pages/{made['id']}", {"icon": page["icon"]})
    if stage.recording.path.endswith("/move"):
        await stage.page(stage.recording.request["parent"]["page_id"])


async def page_property(stage: Stage) -> None:
    recorded = _ID.search(stage.recording.path)
    assert recorded is not None
    results = stage.recording.response["results"]
    if results[0]["type"] != "relation":
        await stage.page(recorded[0], results[0]["title"]["plain_text"])
        return
    database = await stage.database({"Name": {"title": {}}, "R": {"relation": {}}})
    source = database["data_sources"][0]["id"]
    await stage.related({"R": {"relation": [item["relation"] for item in results]}}, source)
    related = {"R": {"relation": stage.translated([item["relation"] for item in results])}}
    body = {"parent": {"data_source_id": source}, "properties": related}
    row = await stage.api.ok("POST", "pages", body)
    stage.stands_for(recorded[0], row["id"])
    stage.recording = Recording(
        **{**stage.recording.__dict__, "path": f"pages/{row['id']}/properties/R?page_size=100"}
    )


async def new_database(stage: Stage) -> None:
    request = stage.recording.request
    await stage.page(request["parent"]["page_id"].replace("-", ""))
    for value in (request.get("initial_data_source") or {}).get("properties", {}).values():
        target = (value.get("relation") or {}).get("data_source_id")
        if target:
            made = await stage.database({"Name": {"title": {}}})
            stage.stands_for(target, made["data_sources"][0]["id"])


async def existing_database(stage: Stage) -> None:
    database = stage.recording.response
    made = await stage.database(
        {"Name": {"title": {}}}, title=database["title"], description=database["description"]
    )
    stage.stands_for(database["id"], made["id"])


async def new_data_source(stage: Stage) -> None:
    made = await stage.database({"Name": {"title": {}}})
    stage.stands_for(stage.recording.request["parent"]["database_id"], made["id"])


async def existing_data_source(stage: Stage) -> None:
    source = stage.recording.response
    if any(item["type"] in {"formula", "status"} for item in source["properties"].values()):
        raise NotRepeatableError("formula")
    changes = (stage.recording.request or {}).get("properties") or {}
    properties = {}
    for name, item in source["properties"].items():
        if item["type"] == "rollup" and name in changes:
            continue
        properties[name] = {item["type"]: {} if item["type"] == "relation" else item[item["type"]]}
    recorded = {"data_source_id": source["id"], "database_id": source["parent"]["database_id"]}
    database = await stage.database(
        properties,
        recorded,
        title=source["title"],
        description=source["description"],
        is_inline=source["is_inline"],
    )
    if source["icon"]:
        own = database["data_sources"][0]["id"]
        await stage.api.ok("PATCH", f"data_sources/{own}", {"icon": source["icon"]})
    await _before_changes(stage, database, changes)


async def _before_changes(stage: Stage, database: Json, changes: Json) -> None:
    """What a change removes or renames is there before, and dual relations are dual."""
    source = database["data_sources"][0]["id"]
    for name, item in stage.recording.response["properties"].items():
        if item["type"] == "relation" and item["relation"]["type"] == "dual_property":
            await stage.api.ok("PATCH", f"data_sources/{source}", {"properties": {name: None}})
            other = await stage.database({"Name": {"title": {}}})
            relation = {"data_source_id": source, "dual_property": {"synced_property_name": name}}
            body = {"properties": {"Other": {"relation": relation}}}
            await stage.api.ok("PATCH", f"data_sources/{other['data_sources'][0]['id']}", body)
    for key, change in changes.items():
        known = await stage.api.ok("GET", f"data_sources/{source}")
        if key in known["properties"]:
            continue
        if change is None:
            await stage.api.ok("PATCH", f"data_sources/{source}", {"properties": {key: {"rich_text": {}}}})
        elif set(change) == {"name"}:
            own = known["properties"][change["name"]]["id"]
            request = {"properties": {own: change}}
            stage.recording = Recording(**{**stage.recording.__dict__, "request": request})
    parent = (stage.recording.request or {}).get("parent")
    if parent:
        made = await stage.database({"Name": {"title": {}}})
        stage.stands_for(parent["database_id"], made["id"])


async def query(stage: Stage) -> None:
    recording = stage.recording
    if recording.request.get("start_cursor"):
        raise NotRepeatableError("cursor")
    results = recording.response["results"]
    if not results:
        recorded = _ID.search(recording.path)
        assert recorded is not None
        filter_ = recording.request.get("filter") or {}
        definitions = {filter_["property"]: {}} if "property" in filter_ else {}
        if definitions:
            raise NotRepeatableError("schema unknown")
        made = await stage.database({"Name": {"title": {}}})
        stage.stands_for(recorded[0], made["data_sources"][0]["id"])
        return
    for page in reversed(results):
        values = written(page)
        await stage_row(stage, page, values=values)


async def block_children(stage: Stage) -> None:
    recording = stage.recording
    recorded = _ID.search(recording.path)
    assert recorded is not None
    results = recording.response["results"]
    parent = await (_block_parent(stage, recorded[0]) if _in_block(results) else stage.page(recorded[0]))
    if recording.method == "GET":
        if results:
            children = [{item["type"]: _requestable(item[item["type"]])} for item in results]
            await stage.api.ok("PATCH", f"blocks/{parent['id']}/children", {"children": children * 2})
        return
    position = recording.request.get("position") or {}
    if position.get("type") == "after_block":
        sibling = position["after_block"]["id"]
        made = await stage.api.ok("PATCH", f"blocks/{parent['id']}/children", {"children": [_words()]})
        stage.stands_for(sibling, made["results"][0]["id"])
        following = results[len(recording.request["children"]) :]
        for item in following:
            again = {item["type"]: _requestable(item[item["type"]])}
            await stage.api.ok("PATCH", f"blocks/{parent['id']}/children", {"children": [again]})
    await _linked_pages(stage, recording.request["children"])


def _in_block(results: list[Json]) -> bool:
    return bool(results) and results[0]["parent"]["type"] == "block_id"


async def _block_parent(stage: Stage, recorded: str) -> Json:
    page = await stage.page()
    toggle = {"toggle": {"rich_text": text("parent")}}
    made = await stage.api.ok("PATCH", f"blocks/{page['id']}/children", {"children": [toggle]})
    stage.stands_for(recorded, made["results"][0]["id"])
    return made["results"][0]


async def _linked_pages(stage: Stage, children: Any) -> None:
    for found in set(_ID.findall(json.dumps(children))):
        if found.replace("-", "") not in stage.ids:
            target = await stage.page(found)
            if "synced_from" in json.dumps(children):
                made = await stage.api.ok(
                    "PATCH", f"blocks/{target['id']}/children", {"children": [_words()]}
                )
                stage.stands_for(found, made["results"][0]["id"])


def _words() -> Json:
    return {"paragraph": {"rich_text": text("words")}}


def _requestable(payload: Json) -> Json:
    return {key: value for key, value in payload.items() if value is not None}


async def existing_block(stage: Stage) -> None:
    block = stage.recording.response
    kind = block["type"]
    if kind in {"child_page", "child_database"}:
        if kind == "child_page":
            made = await stage.page(block["id"], block[kind]["title"])
        else:
            made = await stage.database({"Name": {"title": {}}}, title=text(block[kind]["title"]))
            stage.stands_for(block["id"], made["id"])
        return
    page = await stage.page()
    given = {kind: _requestable(block[kind])}
    if kind == "table_row":
        width = len(block[kind]["cells"])
        given = {"table": {"table_width": width, "children": [given]}}
    elif kind == "column":
        column = {"column": {"children": [_words()]}}
        given = {"column_list": {"children": [column, column]}}
    made = await stage.api.ok("PATCH", f"blocks/{page['id']}/children", {"children": [given]})
    own = made["results"][0]["id"]
    if kind in {"table_row", "column"}:
        own = (await stage.api.children(own))[0]["id"]
    stage.stands_for(block["id"], own)
    await _linked_pages(stage, stage.recording.request)


async def comment(stage: Stage) -> None:
    recording = stage.recording
    found = recording.response["results"][0] if "results" in recording.response else recording.response
    kind = found["parent"]["type"]
    staged = _block_parent if kind == "block_id" else Stage.page
    page = await staged(stage, found["parent"][kind])
    if recording.method == "POST" and "discussion_id" not in recording.request:
        return
    count = len(recording.response.get("results", [None]))
    for _ in range(count):
        body = {"parent": {kind: page["id"]}, "rich_text": text("first")}
        made = await stage.api.ok("POST", "comments", body)
        stage.stands_for(found["id"], made["id"])
        stage.stands_for(found["discussion_id"], made["discussion_id"])


async def view(stage: Stage) -> None:
    recording = stage.recording
    database = await stage.database({"Name": {"title": {}}})
    source = database["data_sources"][0]["id"]
    request = recording.request or {}
    for name, own in (("database_id", database["id"]), ("data_source_id", source)):
        if name in request:
            stage.stands_for(request[name], own)
    if "database_id=" in recording.path:
        stage.stands_for(_ID.findall(recording.path)[0], database["id"])
    elif recording.path != "views":
        body = {"database_id": database["id"], "data_source_id": source, "name": "V", "type": "table"}
        made = await stage.api.ok("POST", "views", body)
        ids = _ID.findall(recording.path)
        stage.stands_for(ids[0], made["id"])
        if len(ids) > 1:
            asked = await stage.api.ok("POST", f"views/{made['id']}/queries", {})
            stage.stands_for(ids[1], asked["id"])


async def search(stage: Stage) -> None:
    if not stage.recording.request.get("query"):
        with stage.api.workspace.store.transaction(write=True):
            stage.api.workspace.store.execute("delete from node where parent is not null or kind<>'page'")
        return
    for item in stage.recording.response["results"]:
        title = next(iter(item["properties"].values()))["title"]
        await stage.page(item["id"], title[0]["plain_text"] if title else "")


async def user(stage: Stage) -> None:
    recording = stage.recording
    if recording.status == 401:
        stage.api.token = "revoked"
    other = {"object": "user", "id": OTHER_BOT, "name": "Other", "avatar_url": None, "type": "bot", "bot": {}}
    with stage.api.workspace.store.transaction(write=True):
        stage.api.workspace.store.put_document("user", OTHER_BOT, other)
        stage.api.workspace.store.drop_document("user", stage.api.workspace.store.meta("person") or "")
    found = _ID.search(recording.path)
    if found and recording.status == 200:
        stage.stands_for(found[0], (await stage.api.ok("GET", "users/me"))["id"])


async def nothing(_: Stage) -> None:
    return


async def task(stage: Stage) -> None:
    page = await stage.page()
    body = {"type": "replace_content", "replace_content": {"new_str": "x"}, "allow_async": True}
    made = (await stage.api.send("PATCH", f"pages/{page['id']}/markdown", body)).json()
    stage.recording = Recording(**{**stage.recording.__dict__, "path": f"async_tasks/{made['id']}"})


async def templates(stage: Stage) -> None:
    made = await stage.database({"Name": {"title": {}}})
    stage.stands_for(_ID.findall(stage.recording.path)[0], made["data_sources"][0]["id"])


SETUPS: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "async_tasks_task_id": task,
    "blocks_id": existing_block,
    "blocks_id_children": block_children,
    "comments": comment,
    "comments_id": comment,
    "data_sources": new_data_source,
    "data_sources_id": existing_data_source,
    "data_sources_id_query": query,
    "data_sources_id_templates": templates,
    "databases": new_database,
    "databases_id": existing_database,
    "invalid": nothing,
    "pages": create_page,
    "pages_id": existing_page,
    "pages_id_markdown": existing_page,
    "pages_id_move": existing_page,
    "pages_id_properties_property": page_property,
    "search": search,
    "users": user,
    "users_id": user,
    "users_me": user,
    "views": view,
    "views_id": view,
    "views_id_queries": view,
    "views_id_queries_id": view,
}
