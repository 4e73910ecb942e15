"""Changes a data source's schema, and keeps rows and the other sides of relations in step."""

from typing import Any

from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.rows import start_value
from notion_planner.workspace.rules.failures import Failures
from notion_planner.workspace.rules.schema import (
    OPTION_TYPES,
    TYPES,
    configuration,
    definition,
    find,
    new_property_id,
    renamed,
)
from notion_planner.workspace.rules.values import cells_of


def new_source(ctx: Context, database: Node, given: Json, *, first: bool) -> Node:
    """A data source with its schema; it always has exactly one title."""
    draft = ctx.draft("data_source", "data_source", database.id, random=first)
    body = {"title": given["title"], "icon": given.get("icon"), "properties": []}
    source = ctx.append(draft._replace(title=given["name"], body=body))
    properties = dict(given.get("properties") or {})
    if not any("title" in item for item in properties.values() if isinstance(item, dict)):
        properties = {"Name": {"title": {}}, **properties}
    return apply(ctx, source, properties)


def apply(ctx: Context, source: Node, changes: Json) -> Node:
    """Adds, renames, retypes and removes properties; the source as it is afterwards."""
    for key, change in changes.items():
        current = find(source.body["properties"], key)
        if current is None:
            source = _added(ctx, source, key, change)
        elif change is None:
            source = _removed(ctx, source, current)
        else:
            source = _changed(ctx, source, current, change)
    if sum(1 for item in source.body["properties"] if item["type"] == "title") != 1:
        raise invalid("A data source has exactly one title property.")
    return source


def _stored(ctx: Context, source: Node, properties: list[Json]) -> Node:
    return ctx.save(source, body={**source.body, "properties": properties})


def _replaced(ctx: Context, source: Node, changed: Json) -> Node:
    listed = [changed if item["id"] == changed["id"] else item for item in source.body["properties"]]
    return _stored(ctx, source, listed)


def _added(ctx: Context, source: Node, name: str, change: Any) -> Node:
    if change is None or (isinstance(change, dict) and set(change) == {"name"}):
        raise invalid(f"{name} is not a property that exists.")
    made = definition(name, change, source.body["properties"], f"body.properties.{name}")
    if made["type"] == "title" and any(item["type"] == "title" for item in source.body["properties"]):
        raise invalid("A data source has exactly one title property.")
    return _with_property(ctx, source, made)


def _with_property(ctx: Context, source: Node, made: Json) -> Node:
    if made["type"] == "rollup":
        made["rollup"] = _rollup(ctx, source, made["rollup"])
    _check_prefix(ctx, made)
    source = _stored(ctx, source, [*source.body["properties"], made])
    _start_rows(ctx, source, made)
    return _tied(ctx, source, made) if made["type"] == "relation" else source


def _check_prefix(ctx: Context, made: Json) -> None:
    """Recorded: a prefix is some property's alone, in the whole workspace and its trash."""
    prefix = made["type"] == "unique_id" and made["unique_id"]["prefix"]
    sources = ctx.store.select("kind='data_source'") if prefix else ()
    for item in (item for source in sources for item in source.body["properties"]):
        if item["type"] == "unique_id" and item["unique_id"]["prefix"] == prefix and item["id"] != made["id"]:
            raise invalid(f"The unique ID prefix {prefix} is already in use.")


def _rollup(ctx: Context, source: Node, given: Json) -> Json:
    """Names become ids, so that a later rename changes nothing."""
    key = given.get("relation_property_id") or given.get("relation_property_name") or ""
    relation = find(source.body["properties"], key)
    if relation is None or relation["type"] != "relation":
        raise invalid(f"Could not find relation property with name or id: {key}")
    target = ctx.store.node(relation["relation"]["data_source_id"])
    inner_key = given.get("rollup_property_id") or given.get("rollup_property_name") or ""
    inner = find(target.body["properties"], inner_key) if target else None
    if inner is None:
        raise invalid(f"Could not find rollup property with name or id: {inner_key}")
    return {
        "relation_property_id": relation["id"],
        "rollup_property_id": inner["id"],
        "function": given["function"],
    }


def _tied(ctx: Context, source: Node, made: Json) -> Node:
    """Checks a relation's target and gives a dual relation its other side."""
    relation = made["relation"]
    target = ctx.node(relation["data_source_id"], "data_source")
    if relation["type"] == "single_property":
        return source
    ctx.editable(target)
    wanted = relation["dual_property"]
    if target.id == source.id:
        target = source
    name = wanted.get("synced_property_name") or f"Related to {source.title or 'Untitled'} ({made['name']})"
    taken = {item["id"] for item in target.body["properties"]}
    reverse = {
        "id": new_property_id(taken),
        "name": _free_name(target.body["properties"], name),
        "description": None,
        "type": "relation",
        "relation": {
            "data_source_id": source.id,
            "type": "dual_property",
            "dual_property": {"property_id": made["id"]},
        },
    }
    tied = {**made, "relation": {**relation, "dual_property": {"property_id": reverse["id"]}}}
    if target.id == source.id:
        source = _stored(ctx, source, [*source.body["properties"], reverse])
    else:
        _stored(ctx, target, [*target.body["properties"], reverse])
    return _replaced(ctx, source, tied)


def _free_name(definitions: list[Json], name: str) -> str:
    taken = {item["name"] for item in definitions}
    candidate, number = name, 1
    while candidate in taken:
        candidate, number = f"{name} {number}", number + 1
    return candidate


def _start_rows(ctx: Context, source: Node, made: Json) -> None:
    """Rows that were there before a property have what new rows start with."""
    for row in ctx.store.select("parent=? and kind='page' order by seq", source.id):
        value = start_value(ctx, source, made)
        if value is None:
            return
        _write(ctx, row, made, value, source.id)


def _removed(ctx: Context, source: Node, current: Json) -> Node:
    if current["type"] == "title":
        raise invalid("Cannot delete the title property.")
    source = _stored(ctx, source, [p for p in source.body["properties"] if p["id"] != current["id"]])
    ctx.store.execute("delete from cell where source=? and property=?", source.id, current["id"])
    other = _other_side(ctx, source, current)
    if other is not None:
        target, reverse = other
        kept = [item for item in target.body["properties"] if item["id"] != reverse]
        target = _stored(ctx, target, kept)
        ctx.store.execute("delete from cell where source=? and property=?", target.id, reverse)
        source = target if target.id == source.id else source
    return source


def _other_side(ctx: Context, source: Node, current: Json) -> tuple[Node, str] | None:
    relation = current.get("relation") or {}
    if relation.get("type") != "dual_property":
        return None
    same = relation["data_source_id"] == source.id
    target = source if same else ctx.store.node(relation["data_source_id"])
    return (target, relation["dual_property"]["property_id"]) if target else None


def _changed(ctx: Context, source: Node, current: Json, change: Any) -> Node:
    failures = Failures()
    given = failures.object_at(change, f"body.properties.{current['name']}") or {}
    failures.raise_if_any()
    if given.get("name"):
        current = renamed(source.body["properties"], current, str(given["name"]))
    if "description" in given:
        current = {**current, "description": given["description"]}
    type_ = next((kind for kind in given if kind in TYPES), None)
    if type_ is None:
        return _replaced(ctx, source, current)
    if type_ == current["type"]:
        inner = failures.object_at(given[type_], f"body.properties.{current['name']}.{type_}") or {}
        failures.raise_if_any()
        return _configured(ctx, source, current, inner)
    return _retyped(ctx, source, current, {**given, "name": current["name"]})


def _configured(ctx: Context, source: Node, current: Json, given: Json) -> Node:
    type_ = current["type"]
    path = f"body.properties.{current['name']}.{type_}"
    if type_ == "relation":
        return _retyped(ctx, source, current, {"relation": given}) if given else source
    changed = {**current, type_: configuration(type_, given, current[type_], path)}
    _check_prefix(ctx, changed)
    if type_ == "rollup":
        changed["rollup"] = _rollup(ctx, source, given)
    if type_ in OPTION_TYPES:
        _drop_values(ctx, source, changed)
    return _replaced(ctx, source, changed)


def _drop_values(ctx: Context, source: Node, changed: Json) -> None:
    """Values of options that are gone are lost; cells say which rows had them."""
    kept = {option["id"] for option in changed[changed["type"]]["options"]}
    found = ctx.store.rows(
        "select page, text from cell where source=? and property=?", source.id, changed["id"]
    )
    for page_id in {str(page) for page, option in found if option not in kept}:
        page = ctx.store.node(page_id)
        if page is None:
            continue
        stored = page.body["properties"].get(changed["id"])
        value = [item for item in stored if item in kept] if isinstance(stored, list) else None
        _write(ctx, page, changed, value, source.id)


def _write(ctx: Context, page: Node, changed: Json, value: Any, source_id: str) -> None:
    properties = {**page.body["properties"], changed["id"]: value}
    ctx.store.save(page._replace(body={**page.body, "properties": properties}))
    ctx.store.replace_cells(page.id, changed["id"], cells_of(changed, value, source_id, page.id))


def _retyped(ctx: Context, source: Node, current: Json, given: Json) -> Node:
    """A property of another type under the same id and name. Values are not converted."""
    if current["type"] == "title" or "title" in given:
        raise invalid("Cannot change the type of the title property.")
    name, identifier = current["name"], current["id"]
    source = _removed(ctx, source, current)
    for row in ctx.store.select("parent=? and kind='page'", source.id):
        if identifier in row.body.get("properties", {}):
            properties = {key: value for key, value in row.body["properties"].items() if key != identifier}
            ctx.store.save(row._replace(body={**row.body, "properties": properties}))
    made = definition(name, given, source.body["properties"], f"body.properties.{name}")
    made["id"] = identifier
    return _with_property(ctx, source, made)
