"""What recorded answers of the real API look like, object by object, and where an answer differs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.workspace.recorded import folder, recordings

# Fewer samples say too little about which keys always come.
_ENOUGH = 3
# The first stands in the outermost object only, the second in capped queries only, of which none is recorded.
_PASSING = frozenset({"request_id", "request_status"})
# Read now: a test's environment names no folder.
FOLDER = folder()
_PAYLOAD = re.compile(r"block (\w+)\.\1")
Kind = tuple[str, str]


@dataclass
class Shape:
    """Keys that every sample had, keys that any had, and the kinds of value seen under each."""

    samples: int = 0
    always: set[str] = field(default_factory=set)
    kinds: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, value: Mapping[str, Any]) -> None:
        given = value.keys() - _PASSING
        self.always = self.always & given if self.samples else given
        self.samples += 1
        for key, inner in value.items():
            self.kinds.setdefault(key, set()).add(_kind(inner))

    def complaints(self, value: Mapping[str, Any]) -> Iterator[str]:
        if self.samples < _ENOUGH:
            return
        yield from (f"{key} is missing" for key in sorted(self.always - value.keys()))
        yield from (
            f"{key} was never recorded" for key in sorted(value.keys() - self.kinds.keys() - _PASSING)
        )
        for key, inner in value.items():
            seen = self.kinds.get(key, set()) - {"null"}
            if seen and _kind(inner) not in {*seen, "null"}:
                yield f"{key} is {_kind(inner)}, recorded as {' or '.join(sorted(seen))}"


def differences_from_recordings(version: str, answer: Any) -> list[str]:
    """One line for each key or kind of value that was recorded otherwise; empty without recordings."""
    return [
        f"{name}: {complaint}"
        for kind, value in _objects(version, answer)
        if (shape := _shapes().get(kind))
        for name in [kind[1]]
        for complaint in shape.complaints(value)
    ]


@cache
def _shapes() -> Mapping[Kind, Shape]:
    found: dict[Kind, Shape] = {}
    for recording in recordings(FOLDER) if FOLDER else ():
        for kind, value in _objects(recording.version, recording.response):
            found.setdefault(kind, Shape()).learn(value)
    return found


def _objects(version: str, value: Any, place: str = "") -> Iterator[tuple[Kind, Mapping[str, Any]]]:
    """Everything inside an answer that says what it is, with what it says."""
    if isinstance(value, list):
        for item in value:
            yield from _objects(version, item, place)
    elif isinstance(value, dict):
        name = _name(value, place)
        if name:
            yield (version, name), value
        for key, inner in value.items():
            yield from _objects(version, inner, f"{name or place}.{key}")


def _name(value: Mapping[str, Any], place: str) -> str:
    object_, type_ = value.get("object"), value.get("type")
    if value.keys() == {"object", "id"}:
        return f"partial {object_}"
    if isinstance(object_, str):
        return f"{object_} {type_}" if isinstance(type_, str) else object_
    if "plain_text" in value:
        return f"rich text {type_}"
    if place.startswith("page.properties.") and {"id", "type"} <= value.keys():
        return f"property {type_}"
    payload = _PAYLOAD.fullmatch(place)
    return f"payload of {payload[1]}" if payload else ""


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return {str: "string", list: "array", dict: "object"}[type(value)]
