"""Checks requests against Notion's official TypeScript types with the TypeScript compiler."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from notion_planner.workspace import RecordedRequest
from tests.workspace.conformance.driving import NODE_FOLDER

_ID = "([0-9a-fA-F-]{32,36})"
TYPES: tuple[tuple[str, str, str, str], ...] = (
    ("POST", "pages", "CreatePageParameters", ""),
    ("PATCH", f"pages/{_ID}", "UpdatePageParameters", "page_id"),
    ("PATCH", f"pages/{_ID}/markdown", "UpdatePageMarkdownParameters", "page_id"),
    ("POST", f"pages/{_ID}/move", "MovePageParameters", "page_id"),
    ("PATCH", f"blocks/{_ID}/children", "AppendBlockChildrenParameters", "block_id"),
    ("PATCH", f"blocks/{_ID}", "UpdateBlockParameters", "block_id"),
    ("POST", "databases", "CreateDatabaseParameters", ""),
    ("PATCH", f"databases/{_ID}", "UpdateDatabaseParameters", "database_id"),
    ("POST", "data_sources", "CreateDataSourceParameters", ""),
    ("PATCH", f"data_sources/{_ID}", "UpdateDataSourceParameters", "data_source_id"),
    ("POST", f"data_sources/{_ID}/query", "QueryDataSourceParameters", "data_source_id"),
    ("POST", "search", "SearchParameters", ""),
    ("POST", "comments", "CreateCommentParameters", ""),
    ("PATCH", f"comments/{_ID}", "UpdateCommentParameters", "comment_id"),
    ("POST", "views", "CreateViewParameters", ""),
    ("PATCH", f"views/{_ID}", "UpdateViewParameters", "view_id"),
    ("POST", f"views/{_ID}/queries", "CreateViewQueryParameters", "view_id"),
)


def declaration(request: RecordedRequest) -> str | None:
    """``Type = body`` in TypeScript, None for a request without a body."""
    path = request.path.removeprefix("/v1/")
    for method, pattern, name, parameter in TYPES:
        found = re.fullmatch(pattern, path)
        if method == request.method and found:
            body = {**({parameter: found[1]} if parameter else {}), **(request.body or {})}
            return f"{name} = {json.dumps(body, ensure_ascii=False)}"
    return None


def violations(requests: Sequence[RecordedRequest], folder: Path) -> tuple[int, list[str]]:
    """How many different requests were checked, and what the compiler says against them."""
    assert NODE_FOLDER is not None
    declared = sorted({found for request in requests if (found := declaration(request))})
    lines = ['import type * as notion from "@notionhq/client/build/src/api-endpoints"']
    lines += [f"export const r{number}: notion.{text}" for number, text in enumerate(declared)]
    (folder / "requests.ts").write_text("\n".join(lines), encoding="utf-8")
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(NODE_FOLDER / "node_modules")
    compiler = NODE_FOLDER / "node_modules" / ".bin" / "tsc"
    command = [str(compiler), "--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "node16"]
    command += ["--module", "node16", "--preserveSymlinks", "requests.ts"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    said = [line for line in done.stdout.splitlines() if line.strip()]
    return len(declared), [f"{_quoted(line, declared)}\n    {line}" for line in said]


def _quoted(line: str, declared: Sequence[str]) -> str:
    found = re.match(r"requests\.ts\((\d+),", line)
    return declared[int(found[1]) - 2][:200] if found else ""
