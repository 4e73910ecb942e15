"""The blocks of a page: stored, read as a tree, moved and trashed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from notion_planner.workspace.codec.block_reader import read_blocks
from notion_planner.workspace.codec.block_writer import RENDERED, Shown, write_blocks
from notion_planner.workspace.codec.emojis import with_emojis
from notion_planner.workspace.context import Context
from notion_planner.workspace.databases import linked_database, new_database
from notion_planner.workspace.ids import bare
from notion_planner.workspace.mentions import shown_body, url_of
from notion_planner.workspace.records import Body, Json, Node, body_of
from notion_planner.workspace.rows import leave
from notion_planner.workspace.rules.blocks import Tree
from notion_planner.workspace.rules.rich_text import text_item
from notion_planner.workspace.views import add_view

TRANSCRIPT = "meeting_transcript"

_TREE = """n.seq in (
  with recursive tree(seq, id, kind) as (
    select seq, id, kind from node where parent=? and trashed=0 and kind in ('block','page','database')
    union all
    select c.seq, c.id, c.kind from node c join tree t on c.parent=t.id and t.kind='block' where c.trashed=0)
  select seq from tree) order by n.parent, n.rank"""


ByParent = Mapping[str, Sequence[Node]]


@dataclass(frozen=True)
class Rendering:
    markdown: str
    truncated: bool
    unknown: tuple[str, ...]


def descendants(ctx: Context, parent: Node) -> ByParent:
    """All blocks below a page or block by their parent; pages and databases inside end the way down."""
    by_parent: dict[str, list[Node]] = {}
    for node in ctx.store.select(_TREE, parent.id):
        by_parent.setdefault(node.parent or "", []).append(node)
    return by_parent


def shown_tree(ctx: Context, parent: Node, by_parent: ByParent | None = None) -> tuple[Shown, ...]:
    """What a page holds; of a block, which is read where a page was cut off, the block itself."""
    by_parent = descendants(ctx, parent) if by_parent is None else by_parent
    page_url = url_of(ctx, _page_of(ctx, parent))
    if parent.kind == "block":
        return (_shown(ctx, parent, by_parent, page_url),)
    return tuple(_shown(ctx, node, by_parent, page_url) for node in by_parent.get(parent.id, []))


def _page_of(ctx: Context, node: Node) -> Node:
    return next((item for item in ctx.lineage(node) if item.kind == "page"), node)


def _shown(ctx: Context, node: Node, by_parent: ByParent, page_url: str) -> Shown:
    if node.kind in {"page", "database"}:
        return held(ctx, node)
    children = tuple(_shown(ctx, child, by_parent, page_url) for child in by_parent.get(node.id, []))
    return shown_block(ctx, node, page_url, children)


def shown_block(ctx: Context, node: Node, page_url: str, children: tuple[Shown, ...] = ()) -> Shown:
    """A block of the page that has this address."""
    payload = shown_payload(ctx, node.type, node.body)
    return Shown(node.type, payload, node.id, f"{page_url}#{bare(node.id)}", "", children)


def held(ctx: Context, node: Node) -> Shown:
    """A page or database as it stands inside another page."""
    payload = node.body
    if node.kind == "database" and not ctx.store.children(node.id, kinds=("data_source",)):
        views = ctx.store.children(node.id, kinds=("view",))
        source = ctx.store.node(views[0].body["data_source_id"]) if views else None
        payload = {**payload, "_source_url": url_of(ctx, source) if source else None}
    return Shown(node.type, payload, node.id, url_of(ctx, node), node.title)


def shown_payload(ctx: Context, type_: str, payload: Json) -> Json:
    """The payload with mentions resolved and the address of a synced block's origin."""
    if type_ != "synced_block":
        return shown_body(ctx, payload if isinstance(payload, Body) else body_of(payload))
    origin = payload.get("synced_from")
    address = f"{ctx.options.page_base_url}{bare(origin['block_id'])}" if origin else None
    return {**payload, "_origin_url": address}


def parsed(ctx: Context, markdown: str) -> tuple[Tree, ...]:
    """Markdown as this workspace reads it: with the emojis that it has."""
    return with_emojis(read_blocks(markdown), {item["name"]: item for item in ctx.store.documents("emoji")})


def render(
    ctx: Context, parent: Node, *, by_parent: ByParent | None = None, transcripts: bool = False
) -> Rendering:
    """A page as Markdown. What the grammar cannot say, and what is too much, reads as ``<unknown>``.

    ``by_parent``: its blocks, where they are read already.
    """
    unknown: list[str] = []
    budget = [ctx.options.markdown_limit]
    blocks = shown_tree(ctx, parent, by_parent)
    shown = _limited(blocks if transcripts else _without_transcripts(blocks), budget, unknown)
    return Rendering(write_blocks(shown), bool(unknown), tuple(unknown))


def _without_transcripts(blocks: Sequence[Shown]) -> tuple[Shown, ...]:
    kept = (block for block in blocks if block.type != TRANSCRIPT)
    return tuple(
        block._replace(children=_without_transcripts(block.children)) if block.children else block
        for block in kept
    )


def _limited(blocks: Iterable[Shown], budget: list[int], unknown: list[str]) -> tuple[Shown, ...]:
    kept = []
    for block in blocks:
        budget[0] -= 1
        if budget[0] < 0 or block.type not in RENDERED:
            unknown.append(block.id)
            kept.append(Shown("unknown", {"alt": block.type}, block.id, block.url))
        elif block.children:
            kept.append(block._replace(children=_limited(block.children, budget, unknown)))
        else:
            kept.append(block)
    return tuple(kept)


def insert_trees(ctx: Context, parent: Node, trees: Sequence[Tree], after: Node | None) -> list[Node]:
    """Stores new blocks behind a sibling, or as the first children. Returns those of the first level."""
    made = []
    wanted = [tree for tree in trees if tree.type != "unknown"]
    if not wanted:
        return []
    for tree, rank in zip(wanted, ctx.store.rank_after(parent.id, after, len(wanted)), strict=True):
        made.append(insert_tree(ctx, parent, tree, rank))
    return made


def insert_tree(ctx: Context, parent: Node, tree: Tree, rank: int) -> Node:
    if tree.type in {"child_page", "child_database"}:
        return _place_child(ctx, parent, tree, rank)
    draft = ctx.draft("block", tree.type, parent.id)
    node = ctx.store.insert(draft._replace(rank=rank, body=tree.payload))
    insert_trees(ctx, node, tree.children, None)
    return node


def _place_child(ctx: Context, parent: Node, tree: Tree, rank: int) -> Node:
    """``<page url>`` moves an existing page here, ``<page>`` without an address makes one; so databases."""
    existing = ctx.store.node(tree.id) if tree.id and tree.id != "new" else None
    if existing is not None and ctx.visible(existing) and existing.kind in {"page", "database"}:
        ctx.check_not_below(existing, parent)
        return _moved(ctx, existing, parent, tree.payload, rank)
    title = str(tree.payload.get("title", ""))
    if tree.type == "child_database":
        return _new_database(ctx, parent, tree.payload, rank)
    draft = ctx.draft("page", "child_page", parent.id)
    values = {"properties": {"title": [text_item(title)] if title else []}, **_tint(tree.payload)}
    return ctx.store.insert(draft._replace(rank=rank, title=title, body=values))


def _moved(ctx: Context, existing: Node, parent: Node, payload: Json, rank: int) -> Node:
    body = {**existing.body, **_tint(payload)}
    if (existing.parent, existing.rank, existing.body) == (parent.id, rank, body):
        return existing
    if existing.kind == "page" and existing.parent != parent.id:
        leave(ctx, existing)
    return ctx.save(existing, parent=parent.id, rank=rank, body=body)


def _tint(payload: Json) -> Json:
    return {"_color": payload["_color"]} if "_color" in payload else {}


def _source(ctx: Context, identifier: str | None) -> Node | None:
    """A data source named by its own address, or by its database's, which the API gives as its address."""
    found = ctx.store.node(identifier) if identifier else None
    if found is not None and found.kind == "database":
        found = next(iter(ctx.store.children(found.id, kinds=("data_source",))), None)
    return found if found is not None and found.kind == "data_source" and ctx.visible(found) else None


def _new_database(ctx: Context, parent: Node, payload: Json, rank: int) -> Node:
    """An empty database, or with ``data-source-url`` a linked view of an existing one."""
    source = _source(ctx, payload.get("source"))
    title = str(payload.get("title", ""))
    if source is not None:
        made = linked_database(ctx, parent, source, title)
        add_view(ctx, made, source, {"name": "Default view", "type": "table"})
    else:
        made = new_database(
            ctx, parent, {"title": [text_item(title)] if title else [], "description": []}, {}
        )
    shown = {name: payload[name] for name in ("icon", "is_inline") if payload.get(name)}
    body = {"icon": None, "cover": None, "is_inline": False, **made.body, **shown, **_tint(payload)}
    return ctx.save(made, rank=rank, body=body)


def remove(ctx: Context, node: Node) -> None:
    ctx.save(node, trashed=True)
