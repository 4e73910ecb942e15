"""Reads API endpoints out of prose, lists, code and OpenAPI fragments."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
# In "POST/PUT/DELETE" methods stand beside each other and no path.
_PATH = rf"/(?!(?:{_METHODS})\b)" + r"(?:[\w\-.~:{}<>*@$\[\]%+]+(?:/[\w\-.~:{}<>*@$\[\]%+]+)*/?)?"
# "GET/POST /shelves", "PUT, PATCH `/shelves/{id}`": each method with the path.
_SEVERAL = rf"(?:{_METHODS})(?:\s?(?:[/|,&+]|and|or)\s?(?:{_METHODS})){{0,6}}"
_METHOD = re.compile(rf"\b(?:{_METHODS})\b")
_CALL = re.compile(
    rf"(?<![\w/])(?P<method>{_SEVERAL})`{{0,2}}\]?(?:\*\*)?\s*[:：]?\s{{0,3}}`{{0,2}}(?:https?://[\w.:\-]{{1,200}})?(?P<path>{_PATH}(?:\?[\w=&{{}},\-\[\]]{{1,200}})?)"
)
# In a section on the API paths are often written as they follow its address: "GET api/users/{id}".
_RELATIVE = re.compile(
    rf"^\s*(?:[-*+]\s+)?`{{0,2}}(?P<method>{_METHODS})`{{0,2}}[ \t]{{1,3}}`{{0,2}}"
    r"(?P<path>[\w\-.{}:]+(?:/[\w\-.~:{}<>]+)+/?)",
    re.MULTILINE,
)
# The method behind a path: `/users/{id}` (GET).
_BEHIND = re.compile(rf"\s{{0,3}}[(\[]?`?(?P<method>{_METHODS})\b")
_ESCAPED = re.compile(r"\\([\[\]{}<>_*~^|$])")
_BARE = re.compile(rf"`(?P<quoted>{_PATH})`|^\s*(?P<start>{_PATH})(?=\s|$)", re.MULTILINE)
_NAMES_ENDPOINT = re.compile(
    r"\bendpoints?\b|\broutes?\b|\burl path\b|\bpfad\b|\bendpunkte?n?\b|\bpoints? de terminaison\b|"
    r"エンドポイント|接口|端点|엔드포인트|\brequests?\s(?:\w+\s){0,4}to\s(?:\w+\s){0,2}(?=`/)",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"^\s*(?:[$#>]\s*)?(?:curl|wget|http)\b")
_VERBS = frozenset(("get", "post", "put", "patch", "delete", "head", "options"))
# A fragment larger than this is data, not an API description, and YAML is slow to read.
_LARGEST_OPENAPI = 100_000
_LONGEST_KEY = 500


class Call(NamedTuple):
    """One method and path with the words beside it; ``line`` counts line ends before it in the text."""

    method: str | None
    path: str
    description: str
    line: int


def calls(raw: str, *, in_api_section: bool = False) -> Iterator[Call]:
    """Every "GET /path" in a text, with the words up to the next one."""
    text = _ESCAPED.sub(r"\1", raw) if "\\" in raw else raw
    previous: re.Match[str] | None = None
    relative = in_api_section and _CALL.search(text) is None
    for match in (_RELATIVE if relative else _CALL).finditer(text):
        if previous is not None:
            yield from _called(text, previous, "")
        previous = match
    if previous is not None:
        yield from _called(text, previous, text[previous.end() : previous.end() + 400].split("\n", 1)[0])


def methods(text: str) -> list[str]:
    return _METHOD.findall(text.upper())


def _called(text: str, match: re.Match[str], after: str) -> Iterator[Call]:
    path = match["path"].rstrip(".,;`") or "/"
    for method in methods(match["method"]):
        yield Call(method, path, _description(after), text.count("\n", 0, match.start()))


def _description(after: str) -> str:
    return after.strip(" `|*)").lstrip("-–—:：→ ").strip(" `*|")


def names_endpoints(raw: str) -> bool:
    """Whether a text calls a path it holds an endpoint."""
    return "`/" in raw and _NAMES_ENDPOINT.search(raw) is not None


def announces_endpoints(raw: str) -> bool:
    """ "The endpoints that are missing:" above a list."""
    return raw[-4:].rstrip("*_ \n").endswith((":", "：")) and _NAMES_ENDPOINT.search(raw) is not None


def bare_paths(raw: str, *, in_api_section: bool, beside_endpoint: bool = False) -> Iterator[Call]:
    """Paths without a method: in a section on the API, or where the sentence calls them endpoints.

    ``beside_endpoint``: another item of the same list calls its path one.
    """
    if not in_api_section and not names_endpoints(raw) and not (beside_endpoint and "`/" in raw):
        return
    for match in _BARE.finditer(raw):
        path = match["quoted"] or match["start"] or ""
        if len(path) > 1 and (
            in_api_section or (path.count("/") > 1 and not re.fullmatch(r"/api/v\d+/?|.*\*.*", path))
        ):
            behind = _BEHIND.match(raw, match.end())
            method = behind["method"] if behind is not None else None
            yield Call(method, path, "", raw.count("\n", 0, match.start()))


def in_code(text: str, language: str, *, in_api_section: bool = False) -> Iterator[Call]:
    """Calls listed in a code block; a shell command that calls an API is an example, not a definition."""
    openapi = list(_openapi(text)) if language in ("yaml", "yml", "json", "openapi", "") else []
    if openapi:
        yield from openapi
        return
    if language in ("bash", "sh", "shell", "console", "curl"):
        return
    for number, line in enumerate(text.split("\n")):
        if not _COMMAND.match(line) and len(line) < 2000:
            for call in calls(line, in_api_section=in_api_section):
                yield call._replace(line=number)


def _openapi(text: str) -> Iterator[Call]:
    if len(text) > _LARGEST_OPENAPI or not re.search(
        r"^\s*[\"']?(?:paths[\"']?\s*:|/[\w/{}.-]*[\"']?\s*:\s*(?:$|\{))", text, re.MULTILINE
    ):
        return
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    paths = loaded.get("paths", loaded) if isinstance(loaded, dict) else {}
    lines = _first_lines(text)
    for path, operations in paths.items() if isinstance(paths, dict) else ():
        if not isinstance(path, str) or not path.startswith("/") or not isinstance(operations, dict):
            continue
        line = lines.get(path, 0)
        for method, operation in operations.items():
            if str(method).casefold() in _VERBS:
                summary = operation.get("summary") if isinstance(operation, dict) else None
                yield Call(str(method).upper(), path, str(summary or ""), line)


def _first_lines(text: str) -> dict[str, int]:
    """Path → the first line that begins with it and a colon or quotation mark; a path may hold colons."""
    found: dict[str, int] = {}
    for number, content in enumerate(text.split("\n")):
        line = content.strip().strip("\"',")[:_LONGEST_KEY]
        if line.startswith("/"):
            for end, character in enumerate(line):
                if character in ":\"'":
                    found.setdefault(line[:end], number)
    return found
