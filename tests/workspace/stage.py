"""The state before a recorded exchange, made in a workspace, and how its answer is compared."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from notion_planner.workspace.rules.schema import READ_ONLY
from tests.workspace.conftest import Api
from tests.workspace.recorded import Recording

Json = dict[str, Any]
OTHER_BOT = "f0000000-0000-4000-8000-0000000000fb"
PERSON = "00000000-0000-4000-8000-0000000000fa"
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
# What these hold depends on computation or hands that no request can repeat.
_UNREPEATABLE = {"formula", "button", "rollup", "verification"}


class NotRepeatableError(Exception):
    """The state before this exchange cannot be made through the API."""


@dataclass
class Stage:
    """A workspace with what one recording needs, and the ids that stand for the recorded ones."""

    api: Api
    recording: Recording
    ids: dict[str, str] = field(default_factory=dict)

    def stands_for(self, recorded: str, own: str) -> str:
        self.ids[recorded.replace("-", "")] = own
        return own

    def translated(self, value: Any) -> Any:
        def swap(found: re.Match[str]) -> str:
            return self.ids.get(found[0].replace("-", ""), found[0])

        return json.loads(_ID.sub(swap, json.dumps(value)))

    async def page(self, recorded: str | None = None, title: str = "Staged", **body: Any) -> Json:
        made = await self.api.page(title, **body)
        if recorded:
            self.stands_for(recorded, made["id"])
        return made

    async def database(self, properties: Json, recorded: Json | None = None, **body: Any) -> Json:
        """A database; relations without a known target point to the new data source itself."""
        parent = {"page_id": self.api.seeded("Engineering Plans")}
        plain = {name: value for name, value in properties.items() if "relation" not in value}
        initial = {"properties": self.translated(plain)}
        given = {"parent": parent, "initial_data_source": initial, **body}
        database = await self.api.ok("POST", "databases", given)
        source = database["data_sources"][0]["id"]
        relations = {
            name: {"relation": {"data_source_id": source, "single_property": {}}}
            for name, value in properties.items()
            if "relation" in value
        }
        if relations:
            await self.api.ok("PATCH", f"data_sources/{source}", {"properties": relations})
        if recorded:
            self.stands_for(recorded["database_id"], database["id"])
            self.stands_for(recorded["data_source_id"], source)
        return database

    async def related(self, given: Any, source: str) -> None:
        """Rows for the pages that a request relates to."""
        for value in (given or {}).values():
            for item in value.get("relation") or [] if isinstance(value, dict) else []:
                if isinstance(item, dict) and item["id"].replace("-", "") not in self.ids:
                    body = {"parent": {"data_source_id": source}, "properties": {}}
                    self.stands_for(item["id"], (await self.api.ok("POST", "pages", body))["id"])

    async def again(self) -> tuple[int, Json]:
        recording = self.recording
        response = await self.api.send(
            recording.method, self.translated(recording.path), self.translated(recording.request)
        )
        return response.status_code, response.json()


def schema_of(page: Json) -> Json:
    """Definitions that give a row the recorded values' properties."""
    definitions: Json = {}
    for name, value in page["properties"].items():
        kind = value["type"]
        if kind in _UNREPEATABLE:
            raise NotRepeatableError(kind)
        definitions[name] = {kind: {}}
        if kind == "unique_id":
            definitions[name] = {kind: {"prefix": value[kind]["prefix"]}}
        elif kind == "status" and value[kind]:
            definitions[name] = {
                kind: {"options": [{"name": value[kind]["name"], "color": value[kind]["color"]}]}
            }
    return definitions


def written(page: Json) -> Json:
    """Recorded values in the form of a request."""
    values = {}
    for name, value in page["properties"].items():
        kind = value["type"]
        if kind in READ_ONLY or kind == "relation":
            continue
        if value[kind] is not None:
            values[name] = {kind: value[kind]}
    return values


async def stage_row(stage: Stage, page: Json, *, values: Json) -> Json:
    parent = page["parent"]
    if parent["type"] == "data_source_id":
        recorded = {key: parent[key] for key in ("data_source_id", "database_id")}
        if parent["data_source_id"].replace("-", "") not in stage.ids:
            await stage.database(schema_of(page), recorded)
        source = stage.ids[parent["data_source_id"].replace("-", "")]
        target: Json = {"data_source_id": source}
        await stage.related(
            stage.recording.request.get("properties") if stage.recording.request else {}, source
        )
        await stage.related(page["properties"], source)
    else:
        target = {"page_id": (await stage.page(parent.get("page_id")))["id"]}
    body = {"parent": target, "properties": stage.translated(values)}
    made = await stage.api.ok("POST", "pages", body)
    stage.stands_for(page["id"], made["id"])
    return made


def differences(recorded: Any, own: Any, path: str = "") -> Iterator[str]:
    """Where the keys or the types differ; lists are compared item by item as far as both go."""
    if isinstance(recorded, dict) and isinstance(own, dict):
        for key in sorted(set(recorded) ^ set(own)):
            yield f"{path}.{key} {'missing' if key in recorded else 'added'}"
        for key in sorted(set(recorded) & set(own)):
            yield from differences(recorded[key], own[key], f"{path}.{key}")
    elif isinstance(recorded, list) and isinstance(own, list):
        for index, (left, right) in enumerate(zip(recorded, own, strict=False)):
            yield from differences(left, right, f"{path}[{index}]")
    elif _kind(recorded) != _kind(own):
        yield f"{path} is {_kind(own)} instead of {_kind(recorded)}"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return {int: "number", float: "number"}.get(type(value), type(value).__name__)
