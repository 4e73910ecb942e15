"""The endpoints and the data model of a specification as an OpenAPI 3.1 document; nothing is made up."""

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

import yaml

from notion_planner.model.spec import Endpoint, EntityField, Spec

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
_PARAMETER = re.compile(r"^(?::(?P<colon>.+)|\{(?P<brace>.+)\}|<(?:\w+:)?(?P<angle>.+)>|\[(?P<square>.+)\])$")
_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_NUMBER = re.compile(r"(?<![\w.,$€£<≤≥-])[45]\d\d(?![\w-]|[.,]\d)")
_ANSWERED = re.compile(
    r"(?:\b(?:HTTP|status|statuses|codes?|errors?|returns?|returned|gives?|given|gets?|receives?|raises?|yields?|sends?|"
    r"responds?|responses?|replies|answers?|answered|rejected|refused|denied|fails?|results?|leads?|ends?|with)"
    r"(?:/[\d.]+)?(?: (?:(?:should|must|shall|will) )?(?:be|codes?|with|by|as|in|to|of|is))?"
    r"(?: (?:an?|the))?|→|[-=]>|\b[45]\d\d(?:,| or| and|/))[\s:`*'\"“(]{0,3}\Z",
    re.IGNORECASE,
)
_BEFORE = 40  # characters
_PHRASES = {str(status.value): status.phrase.casefold() for status in HTTPStatus}
# What follows a status; "500 ms" and "at most 400 entries" are counts.
_THEN = re.compile(
    r"\W*\Z|[^\w\s]|\s+(?:[^\w\s]|[A-Z]|(?:and|as|error|errors|for|if|in|instead|is|on|or|page|response|responses|"
    r"status|to|unless|when|where|with|without)\b)"
)
_TYPES: tuple[tuple[str, dict[str, str]], ...] = (
    ("uuid", {"type": "string", "format": "uuid"}),
    ("timestamp", {"type": "string", "format": "date-time"}),
    ("datetime", {"type": "string", "format": "date-time"}),
    ("date", {"type": "string", "format": "date"}),
    ("bool", {"type": "boolean"}),
    ("int", {"type": "integer"}),
    ("float", {"type": "number"}),
    ("decimal", {"type": "number"}),
    ("number", {"type": "number"}),
    ("email", {"type": "string", "format": "email"}),
    ("url", {"type": "string", "format": "uri"}),
    ("string", {"type": "string"}),
    ("text", {"type": "string"}),
    ("char", {"type": "string"}),
    ("enum", {"type": "string"}),
)
_LENGTH = re.compile(r"max(?:imum)?\.? (?:length )?(\d{1,9}) ?char", re.IGNORECASE)
_NOT_DESCRIBED = "To decide: the specification does not describe the response"


def contract(spec: Spec, *, feature: str) -> str | None:
    """The OpenAPI document as YAML, or None where the specification names no endpoint."""
    paths = _paths(spec)
    if not paths:
        return None
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": feature, "version": "0.0.0", "description": "Derived from the specification."},
        "paths": paths,
    }
    components = _components(spec)
    if components:
        document["components"] = components
    if "securitySchemes" in components:
        document["security"] = [{"bearer": []}]
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _paths(spec: Spec) -> dict[str, dict[str, Any]]:
    paths: dict[str, dict[str, Any]] = {}
    known: dict[str, tuple[str, list[str]]] = {}
    statuses = _stated_statuses(spec)
    used: set[str] = set()
    for endpoint in spec.endpoints:
        method = (endpoint.method or "get").lower()
        template, names = _template(endpoint.path)
        shape = re.sub(r"\{[^}]*\}", "{}", template)
        template, names = known.setdefault(shape, (template, names))
        if method not in _METHODS or method in paths.get(template, {}):
            continue
        paths.setdefault(template, {})[method] = {
            "operationId": _operation_id(method, template, used),
            "summary": endpoint.description or endpoint.text,
            "parameters": [_parameter(name, "path") for name in names] + _query(endpoint),
            "responses": _responses(statuses),
        }
    return paths


def _template(path: str) -> tuple[str, list[str]]:
    """ "/users/:id" → "/users/{id}", ["id"]; a name that comes twice is numbered."""
    parts: list[str] = []
    names: list[str] = []
    for raw in path.split("?", 1)[0].strip("/").split("/"):
        found = _PARAMETER.match(raw)
        if found is None:
            parts.append(re.sub(r"[{}]", "", raw))
            continue
        name = _NAME.sub("_", next(group for group in found.groups() if group)).strip("_") or "parameter"
        name = name if name not in names else f"{name}{len(names) + 1}"
        names.append(name)
        parts.append(f"{{{name}}}")
    return "/" + "/".join(parts), names


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}}


def _query(endpoint: Endpoint) -> list[dict[str, Any]]:
    asked = endpoint.path.partition("?")[2]
    names = dict.fromkeys(_NAME.sub("_", part.split("=", 1)[0]).strip("_") for part in asked.split("&"))
    return [_parameter(name, "query") for name in names if name]


def _operation_id(method: str, template: str, used: set[str]) -> str:
    words = [word for word in re.split(r"[^A-Za-z0-9]+", template) if word]
    name = plain = method + "".join(word[:1].upper() + word[1:] for word in words)
    number = 1
    while name in used:
        number += 1
        name = f"{plain}{number}"
    used.add(name)
    return name


def _stated_statuses(spec: Spec) -> dict[str, str]:
    """Error statuses that a criterion or a security rule names: they hold for every endpoint."""
    found: dict[str, str] = {}
    for item in (*spec.acceptance_criteria, *spec.security_rules):
        for status in _statuses(item.text[:2000]):
            found.setdefault(status, item.text)
    return dict(sorted(found.items()))


def _statuses(text: str) -> Iterator[str]:
    """Numbers that the words around them, or their own phrase ("404 Not Found"), make an error's status."""
    for number in _NUMBER.finditer(text):
        before, after = text[max(0, number.start() - _BEFORE) : number.start()], text[number.end() :]
        if _is_status(number[0], after) or (
            _THEN.match(after) and (not before.strip() or _ANSWERED.search(before))
        ):
            yield number[0]


def _is_status(number: str, after: str) -> bool:
    return number in _PHRASES and after.lstrip(" (:–—-").casefold().startswith(_PHRASES[number])


def _responses(statuses: dict[str, str]) -> dict[str, Any]:
    told = {**statuses, "default": _NOT_DESCRIBED}
    # One mapping each: of one that stands there twice, YAML would make an anchor and an alias.
    return {status: {"description": text} for status, text in told.items()}


def _components(spec: Spec) -> dict[str, Any]:
    components: dict[str, Any] = {}
    schemas = {
        name: {"type": "object", "properties": {f.name: _property(f) for f in entity.fields}}
        for entity in spec.entities
        if entity.fields and (name := _NAME.sub("_", entity.name or entity.text).strip("_"))
    }
    if schemas:
        components["schemas"] = schemas
    rules = [rule.text for rule in spec.security_rules if "bearer" in rule.text.lower()]
    if rules:
        scheme = {"type": "http", "scheme": "bearer", "description": rules[0]}
        components["securitySchemes"] = {"bearer": scheme | _bearer_format(rules)}
    return components


def _bearer_format(rules: Iterable[str]) -> dict[str, str]:
    return {"bearerFormat": "JWT"} if any("jwt" in rule.lower() for rule in rules) else {}


def _property(field: EntityField) -> dict[str, Any]:
    said = (field.type or "").lower()
    found: dict[str, Any] = dict(next((kind for sign, kind in _TYPES if sign in said), {}))
    limit = _LENGTH.search(" ".join((said, *field.constraints)))
    if limit and found.get("type") == "string":
        found["maxLength"] = int(limit.group(1))
    told = ", ".join(text for text in (field.description, *field.constraints) if text)
    return {**found, "description": told} if told else found
