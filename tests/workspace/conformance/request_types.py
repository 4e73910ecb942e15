"""Checks requests against Notion's official TypeScript types with the TypeScript compiler."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.npm import NODE
from tests.workspace.conformance.driving import NODE_FOLDER
from tests.workspace.conformance.sent import Sent

COMPILER = NODE_FOLDER / "node_modules" / ".bin" / "tsc" if NODE_FOLDER else None
# No types but what the client's are made of: reading others takes longer than the check.
_SETTINGS = {
    "compilerOptions": {
        "lib": ["es5"],
        "module": "node16",
        "moduleResolution": "node16",
        "noEmit": True,
        "preserveSymlinks": True,
        "skipLibCheck": True,
        "strict": True,
        "types": [],
    },
    "files": ["requests.ts"],
}
TYPES: tuple[tuple[str, str], ...] = (
    ("GET users/me", "GetSelfParameters"),
    ("GET users", "ListUsersParameters"),
    ("GET users/{user_id}", "GetUserParameters"),
    ("POST search", "SearchParameters"),
    ("POST pages", "CreatePageParameters"),
    ("GET pages/{page_id}", "GetPageParameters"),
    ("PATCH pages/{page_id}", "UpdatePageParameters"),
    ("GET pages/{page_id}/properties/{property_id}", "GetPagePropertyParameters"),
    ("GET pages/{page_id}/markdown", "GetPageMarkdownParameters"),
    ("PATCH pages/{page_id}/markdown", "UpdatePageMarkdownParameters"),
    ("POST pages/{page_id}/move", "MovePageParameters"),
    ("GET async_tasks/{task_id}", "GetAsyncTaskParameters"),
    ("GET blocks/{block_id}", "GetBlockParameters"),
    ("PATCH blocks/{block_id}", "UpdateBlockParameters"),
    ("DELETE blocks/{block_id}", "DeleteBlockParameters"),
    ("GET blocks/{block_id}/children", "ListBlockChildrenParameters"),
    ("PATCH blocks/{block_id}/children", "AppendBlockChildrenParameters"),
    ("POST databases", "CreateDatabaseParameters"),
    ("GET databases/{database_id}", "GetDatabaseParameters"),
    ("PATCH databases/{database_id}", "UpdateDatabaseParameters"),
    ("POST data_sources", "CreateDataSourceParameters"),
    ("GET data_sources/{data_source_id}", "GetDataSourceParameters"),
    ("PATCH data_sources/{data_source_id}", "UpdateDataSourceParameters"),
    ("POST data_sources/{data_source_id}/query", "QueryDataSourceParameters"),
    ("GET data_sources/{data_source_id}/templates", "ListDataSourceTemplatesParameters"),
    ("POST comments", "CreateCommentParameters"),
    ("GET comments", "ListCommentsParameters"),
    ("GET comments/{comment_id}", "GetCommentParameters"),
    ("PATCH comments/{comment_id}", "UpdateCommentParameters"),
    ("DELETE comments/{comment_id}", "DeleteCommentParameters"),
    ("GET views", "ListDatabaseViewsParameters"),
    ("POST views", "CreateViewParameters"),
    ("GET views/{view_id}", "GetViewParameters"),
    ("PATCH views/{view_id}", "UpdateViewParameters"),
    ("DELETE views/{view_id}", "DeleteViewParameters"),
    ("POST views/{view_id}/queries", "CreateViewQueryParameters"),
    ("GET views/{view_id}/queries/{query_id}", "GetViewQueryResultsParameters"),
    ("DELETE views/{view_id}/queries/{query_id}", "DeleteViewQueryParameters"),
)
# The client types a view's filter as an object that may hold nothing, while it answers with property filters:
# it is held to the filter of a query.
_FILTERED = 'Omit<notion.{name}, "filter"> & {{ filter?: notion.QueryDataSourceParameters["filter"] | null }}'


def official(name: str) -> str:
    """The type of that name, as the file of requests refers to it."""
    if name in ("CreateViewParameters", "UpdateViewParameters"):
        return _FILTERED.format(name=name)
    return f"notion.{name}"


def path_parameters(template: str, request: str) -> dict[str, str] | None:
    """The values of ``{names}`` in a template such as ``GET pages/{page_id}``, None where it does not fit."""
    wanted, given = template.split("/"), request.split("/")
    if len(wanted) != len(given):
        return None
    found = {}
    for want, value in zip(wanted, given, strict=True):
        if want.endswith("}"):
            prefix, name = want[:-1].split("{")
            if not value.startswith(prefix):
                return None
            found[name] = value.removeprefix(prefix)
        elif want != value:
            return None
    return found


def declaration(sent: Sent) -> str | None:
    """``Type = parameters`` in TypeScript, None where the client has no such endpoint."""
    for template, name in TYPES:
        found = path_parameters(template, f"{sent.method} {sent.path}")
        if found is not None:
            parameters = {**found, **query_values(sent), **(json.loads(sent.body) or {})}
            return f"{name} = {json.dumps(parameters, ensure_ascii=False, sort_keys=True)}"
    return None


def query_values(sent: Sent) -> dict[str, Any]:
    """The query's parameters with the types that their words stand for."""
    typed: dict[str, Any] = {"true": True, "false": False}
    query: dict[str, str] = json.loads(sent.query)
    return {
        name: int(value) if name == "page_size" else typed.get(str(value), value)
        for name, value in query.items()
    }


def violations(requests: Sequence[Sent], folder: Path) -> list[str]:
    """What the compiler says against these requests; an endpoint without a type is one, too."""
    assert NODE_FOLDER is not None
    unknown = [sent for sent in requests if declaration(sent) is None]
    declared = [found for sent in requests if (found := declaration(sent))]
    lines = ['import type * as notion from "@notionhq/client/build/src/api-endpoints"']
    for number, text in enumerate(declared):
        name, _, value = text.partition(" = ")
        lines.append(f"export const r{number}: {official(name)} = {value}")
    (folder / "requests.ts").write_text("\n".join(lines), encoding="utf-8")
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(NODE_FOLDER / "node_modules")
    (folder / "tsconfig.json").write_text(json.dumps(_SETTINGS), encoding="utf-8")
    done = subprocess.run(
        [*NODE, str(COMPILER), "--project", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = [line for line in done.stdout.splitlines() if line.strip()]
    return [
        *(f"no official type: {sent.method} {sent.path}" for sent in unknown),
        *(f"{_quoted(line, declared)}\n    {line}" for line in said),
    ]


def _quoted(line: str, declared: Sequence[str]) -> str:
    found = re.match(r"requests\.ts\((\d+),", line)
    return declared[int(found[1]) - 2][:300] if found else ""
