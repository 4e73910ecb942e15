"""Checks requests against the OpenAPI file of Notion's own MCP server, where that declares the endpoint."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.npm import package
from tests.workspace.conformance.request_types import path_parameters, query_values
from tests.workspace.conformance.sent import Sent

_FOLDER = package("@notionhq/notion-mcp-server")
FILE = _FOLDER / "scripts" / "notion-openapi.json" if _FOLDER else None
MISSING = "no @notionhq/notion-mcp-server: run `make node`"
_ROOT = "urn:notion-openapi"
_JSON = "content/application~1json/schema"


@dataclass(frozen=True, order=True)
class Complaint:
    """What the file says against a request; ``where`` is a path in the body with ``[]`` for any index."""

    endpoint: str
    where: str
    what: str


@dataclass(frozen=True)
class Operation:
    endpoint: str
    parameters: Mapping[tuple[str, str], Mapping[str, Any]]
    required: frozenset[str]
    body: Mapping[str, Any] | None
    pointer: str


def complaints(sent: Sent) -> set[Complaint]:
    """Nothing for a request that the file allows; the endpoint itself where the file has none such."""
    for operation in operations():
        found = path_parameters(operation.endpoint.replace(" /v1/", " "), f"{sent.method} {sent.path}")
        if found is not None:
            said = [*_parameters(operation, found, sent), *_body(operation, json.loads(sent.body) or {})]
            return {Complaint(operation.endpoint, where, what) for where, what in said}
    return {Complaint(_template(sent), "", "the endpoint is not declared")}


@cache
def operations() -> tuple[Operation, ...]:
    """Every endpoint of the file, a fixed path before one with a name in it."""
    assert FILE is not None
    document = json.loads(FILE.read_text(encoding="utf-8"))
    shared = document["components"]["parameters"]
    found = []
    for path, methods in document["paths"].items():
        for method, declared in methods.items():
            listed = [
                shared[item["$ref"].rsplit("/", 1)[-1]] if "$ref" in item else item
                for item in declared.get("parameters", [])
            ]
            found.append(_operation(method, path, declared, listed))
    return tuple(sorted(found, key=lambda operation: operation.endpoint.count("{")))


def _operation(
    method: str, path: str, declared: Mapping[str, Any], parameters: Sequence[Mapping[str, Any]]
) -> Operation:
    body = declared.get("requestBody")
    return Operation(
        f"{method.upper()} {path}",
        {(item["in"], item["name"]): item["schema"] for item in parameters},
        frozenset(item["name"] for item in parameters if item.get("required") and item["in"] == "query"),
        body["content"]["application/json"]["schema"] if body else None,
        f"#/paths/{path.replace('/', '~1')}/{method}/requestBody/{_JSON}",
    )


@cache
def _validator(pointer: str) -> Draft202012Validator:
    assert FILE is not None
    document = json.loads(FILE.read_text(encoding="utf-8"))
    registry = Registry().with_resource(_ROOT, DRAFT202012.create_resource(document))
    return Draft202012Validator({"$ref": _ROOT + pointer}, registry=registry, format_checker=FormatChecker())


def _template(sent: Sent) -> str:
    path = re.sub(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|task_[0-9a-f]+", "{id}", sent.path)
    return f"{sent.method} /v1/{path}"


def _parameters(operation: Operation, path: Mapping[str, str], sent: Sent) -> Iterator[tuple[str, str]]:
    given = {("path", name): unquote(value) for name, value in path.items()}
    given |= {("query", name): value for name, value in query_values(sent).items()}
    for (kind, name), value in given.items():
        declared = operation.parameters.get((kind, name))
        if declared is None:
            yield f"{kind} {name}", "not declared"
        else:
            for error in Draft202012Validator(declared, format_checker=FormatChecker()).iter_errors(value):
                yield f"{kind} {name}", _what(error)
    for name in operation.required - {name for kind, name in given if kind == "query"}:
        yield f"query {name}", "required"


def _body(operation: Operation, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if operation.body is None:
        if body:
            yield "", "no body declared"
        return
    for name in sorted(body.keys() - operation.body.get("properties", {}).keys()):
        yield name, "not declared"
    for error in _validator(operation.pointer).iter_errors(body):
        yield from _explained(error)


def _explained(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Of several alternatives the errors of the one that was meant, if only parts of it are refused."""
    meant = _meant(error)
    if meant is None:
        for what in _what(error).split("\n"):
            yield _place(error), what
        return
    for inner in meant:
        yield from _explained(inner)


def _meant(error: ValidationError) -> list[ValidationError] | None:
    if error.validator not in {"anyOf", "oneOf"}:
        return None
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    inside = [
        listed
        for listed in branches.values()
        if all(inner.relative_path and inner.relative_path[0] != "type" for inner in listed)
    ]
    return inside[0] if inside else None


def _place(error: ValidationError) -> str:
    names = ["[]" if isinstance(part, int) else f".{part}" for part in error.absolute_path]
    return "".join(names).removeprefix(".")


def _what(error: ValidationError) -> str:
    """One line for each thing that is wrong, without the value."""
    kind, instance = error.validator, error.instance
    if kind in {"anyOf", "oneOf"}:
        named = "/".join(sorted(set(instance) - {"type", "object"})) if isinstance(instance, dict) else ""
        return f"no alternative for {named or instance}"
    if kind == "additionalProperties":
        return "\n".join(f"{name} not declared" for name in sorted(set(instance) - _declared(error)))
    if kind == "required":
        missing = sorted(set(error.validator_value) - set(instance))
        return "\n".join(f"{name} required" for name in missing)
    return f"{kind} {json.dumps(error.validator_value)}"


def _declared(error: ValidationError) -> set[str]:
    schema = error.schema
    return set(schema.get("properties", {})) if isinstance(schema, Mapping) else set()
