"""The pages of the browser view and where its forms lead."""

from collections.abc import Callable
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from notion_planner.workspace.browser import edits
from notion_planner.workspace.browser.blocks import blocks_html
from notion_planner.workspace.browser.databases import board_html, properties_html, table_html
from notion_planner.workspace.browser.signs import sign
from notion_planner.workspace.content import shown_tree
from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import ApiError
from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.records import Node
from notion_planner.workspace.shapes import schema_of

if TYPE_CHECKING:
    from notion_planner.workspace.workspace import Workspace

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src * data:; "
    "form-action 'self'; base-uri 'none'"
)
_STATIC = {"style.css": "text/css", "view.js": "text/javascript"}
Edit = Callable[[Context, str, dict[str, str]], Node | None]
_EDITS: dict[str, Edit] = {
    "tick": lambda ctx, identifier, _: edits.tick(ctx, identifier),
    "text": lambda ctx, identifier, form: edits.set_text(ctx, identifier, form.get("text", "")),
    "add": lambda ctx, identifier, form: edits.add(ctx, identifier, form.get("text", "")),
    "choice": lambda ctx, identifier, form: edits.choose(
        ctx, identifier, form.get("property", ""), form.get("option", "")
    ),
    "trash": lambda ctx, identifier, _: edits.trash(ctx, identifier),
}


def site_routes(workspace: "Workspace") -> list[Route]:
    def home(_: Request) -> Response:
        return _read(workspace, None, "")

    def page(request: Request) -> Response:
        return _read(workspace, request.path_params["identifier"], request.query_params.get("as", ""))

    async def edit(request: Request) -> Response:
        return await _edit(workspace, request)

    return [
        Route("/", home),
        Route("/p/{identifier}", page),
        Route("/edit/{kind}/{identifier}", edit, methods=["POST"]),
        Route("/static/{name}", _static),
    ]


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        return Response(status_code=404)
    return Response((files(__package__) / name).read_bytes(), media_type=_STATIC[name])


def _read(workspace: "Workspace", identifier: str | None, form: str) -> Response:
    with workspace.store.transaction(write=False):
        ctx = workspace.person()
        if identifier is None:
            return _html(ctx, None, _welcome(workspace))
        found = ctx.store.node(parse_id(identifier[-32:]) or parse_id(identifier[-36:]) or "")
        if found is None:
            return _html(ctx, None, "<p>There is no such page.</p>", 404)
        if found.kind == "block":
            found = edits.page_of(ctx, found)
        return _html(ctx, found, _body(ctx, found, form))


def _welcome(workspace: "Workspace") -> str:
    return (
        "<h1>Local workspace</h1><p>Pages and databases stand in the tree. The API answers below "
        f"<code>/v1</code> with the token <code>{escape(workspace.token)}</code>.</p>"
    )


def _body(ctx: Context, node: Node, form: str) -> str:
    words = f"{_icon(node)} {node.title or 'Untitled'}".strip()
    title = f"<h1>{escape(words)}</h1>"
    trashed = '<p class="trashed">This page is in the trash.</p>' if node.trashed else ""
    if node.kind == "page":
        return trashed + title + _page_body(ctx, node)
    sources = [node] if node.kind == "data_source" else ctx.store.children(node.id, kinds=("data_source",))
    parts = [trashed, title]
    for source in sources:
        board = form == "board"
        parts.append(
            f'<nav class="tabs"><a href="/p/{source.id}"{_current(not board)}>Table</a> '
            f'<a href="/p/{source.id}?as=board"{_current(board)}>Board</a></nav>'
        )
        parts.append(board_html(ctx, source) if board else table_html(ctx, source))
    return "".join(parts)


def _current(is_current: object) -> str:
    return ' aria-current="page"' if is_current else ""


def _icon(node: Node) -> str:
    return (node.body.get("icon") or {}).get("emoji") or ""


def _page_body(ctx: Context, page: Node) -> str:
    return (
        properties_html(ctx, page, schema_of(ctx, page))
        + f'<div class="content">{blocks_html(shown_tree(ctx, page))}</div>'
        + f'<form class="add" method="post" action="/edit/add/{page.id}"><textarea name="text" rows="2" '
        'aria-label="Add text" placeholder="Add text (Markdown)"></textarea><button>Add</button></form>'
        + '<details class="danger"><summary>Trash this page</summary>'
        + f'<form method="post" action="/edit/trash/{page.id}"><button>Move to trash</button></form>'
        "</details>"
    )


def _html(ctx: Context, node: Node | None, body: str, status: int = 200) -> Response:
    title = escape(node.title or "Untitled") if node else "Local workspace"
    trail = " / ".join(
        f'<a href="/p/{item.id}">{escape(item.title or "Untitled")}</a>'
        for item in (reversed(ctx.lineage(node)) if node else ())
        if item.kind != "data_source"
    )
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="stylesheet" href="/static/style.css">'
        '<link rel="icon" href="data:,"><script src="/static/view.js" defer></script></head><body>'
        '<a class="skip" href="#main">Skip to content</a>'
        '<nav class="tree" aria-label="Pages"><details open><summary>Pages</summary>'
        f"{_tree(ctx, node)}</details></nav>"
        f'<main id="main"><p class="trail"><a href="/">Workspace</a>{" / " if trail else ""}{trail}</p>'
        f"{body}</main>"
        "</body></html>"
    )
    return HTMLResponse(page, status, {"Content-Security-Policy": _POLICY})


def _tree(ctx: Context, current: Node | None) -> str:
    """Pages and databases, not the rows of databases."""
    known = ctx.store.select(
        "kind in ('page','database') and trashed=0 and "
        "coalesce((select p.kind from node p where p.id=n.parent), '') <> 'data_source' order by rank"
    )
    by_parent: dict[str | None, list[Node]] = {}
    for node in known:
        by_parent.setdefault(node.parent, []).append(node)
    return _branch(by_parent, None, current, 0)


def _branch(
    by_parent: dict[str | None, list[Node]], parent: str | None, current: Node | None, depth: int
) -> str:
    nodes = by_parent.get(parent, [])
    if not nodes or depth > 12:
        return ""
    lines = []
    for node in nodes:
        mark = escape(_icon(node)) or sign("database" if node.kind == "database" else "page")
        link = (
            f'<a href="/p/{node.id}"{_current(current is not None and current.id == node.id)}>{mark} '
            f"{escape(node.title or 'Untitled')}</a>"
        )
        lines.append(f"<li>{link}{_branch(by_parent, node.id, current, depth + 1)}</li>")
    return f"<ul>{''.join(lines)}</ul>"


async def _edit(workspace: "Workspace", request: Request) -> Response:
    """Only forms of this very site may change anything."""
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host"):
        return Response("Forms of other sites change nothing here.", 403)
    found = _EDITS.get(request.path_params["kind"])
    identifier = parse_id(request.path_params["identifier"])
    if found is None or identifier is None:
        return Response(status_code=404)
    values = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    try:
        with workspace.store.transaction(write=True):
            ctx = workspace.person()
            target = found(ctx, identifier, values)
    except ApiError as error:
        return Response(error.message, error.status)
    workspace.publish(ctx.events)
    back = request.headers.get("referer") if found is _EDITS["choice"] else None
    return RedirectResponse(_back(back, request, target), 303)


def _back(referer: str | None, request: Request, target: Node | None) -> str:
    """To the board or table that a choice was made on, else to the page."""
    site = f"{request.url.scheme}://{request.headers.get('host')}"
    if referer and referer.startswith(f"{site}/p/"):
        return referer.removeprefix(site)
    return f"/p/{target.id}" if target else "/"
