"""Page content as Markdown: read, and the four update commands."""

from collections.abc import Callable

from notion_planner.workspace.content import descendants, insert_trees, parsed, render
from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.records import Json, Node
from notion_planner.workspace.replacing import Scene, named_ids, replace_content
from notion_planner.workspace.routes.registry import Call, Reply, routes
from notion_planner.workspace.routes.tasks import deferred
from notion_planner.workspace.rules.failures import Failures

_COMMANDS = ("update_content", "replace_content", "insert_content", "replace_content_range")
# https://developers.notion.com/reference/update-page-markdown
_UPDATES = 100


@routes.add("GET", "/v1/pages/{page_id}/markdown", "read_content")
def retrieve(call: Call) -> Json:
    call.require_first_markdown()
    transcripts = call.query.get("include_transcript") == ["true"]
    return _shape(call.ctx, call.node("page_id", "page", "block"), transcripts=transcripts)


def _shape(ctx: Context, page: Node, *, transcripts: bool = False) -> Json:
    rendering = render(ctx, page, transcripts=transcripts)
    return {
        "object": "page_markdown",
        "id": page.id,
        "markdown": rendering.markdown,
        "truncated": rendering.truncated,
        "unknown_block_ids": list(rendering.unknown),
    }


@routes.add("PATCH", "/v1/pages/{page_id}/markdown", "update_content")
def update(call: Call) -> Json | Reply:
    call.require_first_markdown()
    ctx, page = call.ctx, call.node("page_id", "page", "block", "database")
    if page.kind != "page":
        raise invalid(f"{page.id} is a {page.kind}, not a page: only pages are written as Markdown.")
    ctx.editable(page)
    command, given = _command(call.body)
    if call.body.get("allow_async"):
        return deferred(ctx, "PATCH /v1/pages/:page_id/markdown", lambda: _run(ctx, page, command, given))
    return _run(ctx, page, command, given)


def _command(body: Json) -> tuple[str, Json]:
    failures = Failures()
    command = body.get("type")
    failures.one_of(command, "body.type", _COMMANDS)
    failures.raise_if_any()
    given = failures.object_at(body.get(str(command)), f"body.{command}") or {}
    failures.raise_if_any()
    return str(command), given


def _run(ctx: Context, page: Node, command: str, given: Json) -> Json:
    if command == "insert_content" and "after" not in given:
        changed = _insert(ctx, page, given)
    else:
        by_parent = descendants(ctx, page)
        after = _edited(command, given, lambda: render(ctx, page, by_parent=by_parent).markdown)
        trees = parsed(ctx, after)
        scene = Scene(ctx, page, by_parent, named_ids(trees))
        changed = replace_content(scene, trees, allow_deleting=bool(given.get("allow_deleting_content")))
    if changed:
        ctx.save(page)
        ctx.emit("page.content_updated", page)
    return _shape(ctx, page)


def _text(given: Json, name: str, command: str) -> str:
    failures = Failures()
    value = given.get(name)
    if not isinstance(value, str):
        failures.add(f"body.{command}.{name}", "a string", value)
    failures.raise_if_any()
    return str(value)


def _edited(command: str, given: Json, read: Callable[[], str]) -> str:
    if command == "replace_content":
        return _text(given, "new_str", command)
    before = read()
    if command == "update_content":
        return _updated(given, before)
    content = _text(given, "content", command)
    if command == "insert_content":
        if "position" in given:
            raise invalid(
                "body failed validation: body.insert_content.position should be not present with after."
            )
        _, end = selection(before, str(given["after"]))
        line_end = before.find("\n", end)
        at = len(before) if line_end < 0 else line_end
        return f"{before[:at]}\n{content}{before[at:]}"
    start, end = selection(before, _text(given, "content_range", command))
    return before[:start] + content + before[end:]


def selection(markdown: str, pattern: str) -> tuple[int, int]:
    """From the first occurrence of the words before the ellipsis to the end of those after it."""
    first, dots, last = pattern.partition("...")
    if not dots:
        last = first
    start = markdown.find(first) if first else -1
    end = markdown.find(last, start + (len(first) if dots else 0)) if start >= 0 else -1
    if start < 0 or end < 0:
        raise invalid(f"String not found: <pattern>{first}...{last}</pattern>")
    return start, end + len(last)


def _updated(given: Json, markdown: str) -> str:
    """Edits one after another. An edit without a match is skipped as long as another one matches."""
    failures = Failures()
    edits = failures.array_at(given.get("content_updates"), "body.update_content.content_updates", _UPDATES)
    for index, edit in enumerate(edits):
        failures.object_at(edit, f"body.update_content.content_updates[{index}]")
    failures.raise_if_any()
    misses: list[str] = []
    for index, edit in enumerate(edits):
        place = f"update_content.content_updates[{index}]"
        old, new = _text(edit, "old_str", place), _text(edit, "new_str", place)
        if not old:
            raise invalid(
                f"body failed validation: body.{place}.old_str.length should be ≥ `1`, instead was `0`."
            )
        count = markdown.count(old)
        if count > 1 and not edit.get("replace_all_matches"):
            raise invalid(f"Multiple matches found for {old}. Set replace_all_matches or give more context.")
        if count == 0:
            misses.append(old)
        markdown = markdown.replace(old, new)
    if misses and len(misses) == len(edits):
        raise invalid(f"No matches found for {misses[0]}")
    return markdown


def _insert(ctx: Context, page: Node, given: Json) -> bool:
    trees = parsed(ctx, _text(given, "content", "insert_content"))
    position = (given.get("position") or {}).get("type", "end")
    failures = Failures()
    failures.one_of(position, "body.insert_content.position.type", ("start", "end"))
    failures.raise_if_any()
    children = ctx.store.children(page.id)
    insert_trees(ctx, page, trees, children[-1] if position == "end" and children else None)
    return bool(trees)
