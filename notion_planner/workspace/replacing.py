"""Replaces the content of a page so that blocks which stay keep their ids."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from notion_planner.workspace.codec.block_writer import RENDERED, Shown, own_line, write_blocks
from notion_planner.workspace.content import (
    TRANSCRIPT,
    ByParent,
    held,
    insert_tree,
    remove,
    shown_block,
    shown_payload,
)
from notion_planner.workspace.context import Context
from notion_planner.workspace.errors import invalid
from notion_planner.workspace.mentions import url_of
from notion_planner.workspace.records import Body, Json, Node, body_of
from notion_planner.workspace.rules.blocks import Tree

# Beyond this product of lengths, the middle of a page is paired by type and order instead of by a full
# comparison.
_COMPARABLE = 1_000_000
_SIMILAR = 0.5
# Fields that Markdown cannot name: an edited block keeps them.
_SILENT = {"code": ("caption",), "paragraph": ("icon",), "column": ("width_ratio",)}
Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class Scene:
    """The page under change, its blocks by parent, and the ids that the new content names.

    ``keys`` are those of the blocks and trees compared so far, by the block's id or the tree's identity, and
    ``deep`` the number that each has together with what is below it; ``numbers`` gives equal ones the same.
    """

    ctx: Context
    page: Node
    by_parent: ByParent
    named: frozenset[str]
    keys: dict[str | int, str] = field(default_factory=dict)
    deep: dict[str | int, int] = field(default_factory=dict)
    numbers: dict[tuple[str, tuple[int, ...]], int] = field(default_factory=dict)

    def number(self, key: str, below: tuple[int, ...]) -> int:
        return self.numbers.setdefault((key, below), len(self.numbers))


def replace_content(scene: Scene, trees: Sequence[Tree], *, allow_deleting: bool) -> bool:
    """True when anything changed."""
    doomed = _doomed(scene)
    if doomed and not allow_deleting:
        raise _guard(doomed)
    return _replace(scene, scene.page, trees)


def named_ids(trees: Sequence[Tree]) -> frozenset[str]:
    found = {tree.id for tree in trees if tree.id}
    for tree in trees:
        found |= named_ids(tree.children)
    return frozenset(found)


def _doomed(scene: Scene) -> list[Node]:
    """Child pages and databases that the new content no longer names."""
    held = [node for nodes in scene.by_parent.values() for node in nodes if node.kind in {"page", "database"}]
    return [node for node in held if node.id not in scene.named]


def _guard(doomed: Sequence[Node]) -> Exception:
    lines = [f'- {node.kind}: "{node.title or "Untitled"}" (id: {node.id})' for node in doomed]
    return invalid(
        f"This operation would delete {len(doomed)} child page(s) or database(s):\n"
        + "\n".join(lines)
        + "\n\n"
        "To proceed, either:\n"
        '1. Include these items in new_str using <page url="..."> or <database url="..."> tags, OR\n'
        "2. Set allow_deleting_content: true to confirm deletion."
    )


def _replace(scene: Scene, parent: Node, trees: Sequence[Tree]) -> bool:
    old = scene.by_parent.get(parent.id, [])
    if not old and not trees:
        return False
    pairs = _pairs(scene, old, trees)
    changed = False
    for left, right in pairs:
        if right is None and left is not None and _goes(scene, old[left]):
            remove(scene.ctx, old[left])
            changed = True
    return _settle(scene, parent, pairs, trees) or changed


def _goes(scene: Scene, node: Node) -> bool:
    """A transcript is never written, so content that lacks it does not delete it."""
    return node.id not in scene.named and node.type != TRANSCRIPT


def _settle(scene: Scene, parent: Node, pairs: Sequence[Pair], trees: Sequence[Tree]) -> bool:
    """Updates what stays, then inserts what is new, behind the block before it: that may move what stays."""
    old = scene.by_parent.get(parent.id, [])
    staying = [(old[left], trees[right]) for left, right in pairs if left is not None and right is not None]
    changed = False
    for node, tree in staying:
        changed = _update(scene, node, tree) or changed
    previous: Node | None = None
    for left, right in pairs:
        if left is not None and right is not None:
            previous = old[left]
        elif right is not None and trees[right].type != "unknown":
            rank = scene.ctx.store.rank_after(parent.id, previous, 1)[0]
            previous = insert_tree(scene.ctx, parent, trees[right], rank)
            changed = True
    return changed


def _update(scene: Scene, node: Node, tree: Tree) -> bool:
    if _deep_node_key(scene, node) == _deep_tree_key(scene, tree):
        return False
    if node.kind != "block":
        return _retinted(scene, node, tree)
    if tree.type == "unknown":
        return False
    changed = False
    if _node_key(scene, node) != _tree_key(scene, tree):
        kept = {name: node.body[name] for name in _SILENT.get(node.type, ()) if name in node.body}
        scene.ctx.save(node, body={**tree.payload, **kept})
        changed = True
    return _replace(scene, node, tree.children) or changed


def _retinted(scene: Scene, node: Node, tree: Tree) -> bool:
    """A page or database inside the page: only its colour there is the page's own."""
    color = tree.payload.get("_color", "default")
    if color == node.body.get("_color", "default"):
        return False
    scene.ctx.save(node, body={**node.body, "_color": color})
    return True


def _shown_node(scene: Scene, node: Node) -> Shown:
    if node.kind != "block":
        return held(scene.ctx, node)
    rows = tuple(_shown_node(scene, row) for row in _rows(scene, node))
    return shown_block(scene.ctx, node, url_of(scene.ctx, scene.page), rows)


def _rows(scene: Scene, node: Node) -> Sequence[Node]:
    return scene.by_parent.get(node.id, []) if node.type == "table" else []


def _shown_tree(scene: Scene, tree: Tree) -> Shown:
    if tree.id is not None or tree.type == "unknown":
        return Shown(tree.type, tree.payload, tree.id or "")
    rows = tuple(_shown_tree(scene, row) for row in tree.children) if tree.type == "table" else ()
    return Shown(tree.type, shown_payload(scene.ctx, tree.type, tree.payload), children=rows)


def _line(shown: Shown) -> str:
    """What identifies a block's own content: its Markdown, or its id and colour where that names it."""
    if shown.type in {"child_page", "child_database"}:
        return f"{shown.id} {shown.payload.get('_color', 'default')}"
    if shown.type == "synced_block":
        return f"synced {shown.payload.get('synced_from')}"
    return write_blocks([shown])


def _key(shown: Shown, kind: str) -> str:
    return f"unknown {shown.id}" if kind == "unknown" else f"{shown.type} {_line(shown)}"


def _own_key(type_: str, payload: Json) -> str | None:
    """The key of a block whose payload says it all: most are, and their lines are kept."""
    line = own_line(type_, payload if isinstance(payload, Body) else body_of(payload))
    return None if line is None else f"{type_} {line}"


def _tree_key(scene: Scene, tree: Tree) -> str:
    if id(tree) not in scene.keys:
        own = _own_key(tree.type, tree.payload)
        scene.keys[id(tree)] = own or _key(_shown_tree(scene, tree), tree.type)
    return scene.keys[id(tree)]


def _node_key(scene: Scene, node: Node) -> str:
    if node.id not in scene.keys:
        own = _own_key(node.type, node.body)
        scene.keys[node.id] = own or _key(_shown_node(scene, node), _kind(node))
    return scene.keys[node.id]


def _deep_tree_key(scene: Scene, tree: Tree) -> int:
    if id(tree) not in scene.deep:
        children = () if tree.type == "table" else tree.children
        below = tuple(_deep_tree_key(scene, child) for child in children)
        scene.deep[id(tree)] = scene.number(_tree_key(scene, tree), below)
    return scene.deep[id(tree)]


def _deep_node_key(scene: Scene, node: Node) -> int:
    if node.id not in scene.deep:
        children = () if node.type == "table" else scene.by_parent.get(node.id, ())
        below = tuple(_deep_node_key(scene, child) for child in children)
        scene.deep[node.id] = scene.number(_node_key(scene, node), below)
    return scene.deep[node.id]


def _kind(node: Node) -> str:
    return node.type if node.type in RENDERED else "unknown"


def _pairs(scene: Scene, old: Sequence[Node], new: Sequence[Tree]) -> list[Pair]:
    """Which old block each new one continues; removed ones pair with nothing."""
    left = [_deep_node_key(scene, node) for node in old]
    right = [_deep_tree_key(scene, tree) for tree in new]
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    pairs: list[Pair] = [(index, index) for index in range(start)]
    inner_left, inner_right = range(start, len(left) - end), range(start, len(right) - end)
    pairs += _middle((old, new), (left, right), (inner_left, inner_right))
    pairs += [(len(left) - end + index, len(right) - end + index) for index in range(end)]
    return pairs


def _middle(
    blocks: tuple[Sequence[Node], Sequence[Tree]],
    keys: tuple[list[int], list[int]],
    ranges: tuple[range, range],
) -> list[Pair]:
    lefts, rights = ranges
    if len(lefts) * len(rights) > _COMPARABLE:
        return _by_likeness(blocks, lefts, rights)
    matcher = SequenceMatcher(
        None, [keys[0][index] for index in lefts], [keys[1][index] for index in rights], autojunk=False
    )
    pairs: list[Pair] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pairs += [(lefts[i1 + step], rights[j1 + step]) for step in range(i2 - i1)]
        else:
            pairs += _by_likeness(blocks, lefts[i1:i2], rights[j1:j2])
    return pairs


def _by_likeness(blocks: tuple[Sequence[Node], Sequence[Tree]], lefts: range, rights: range) -> list[Pair]:
    """Pairs edited blocks in order: same type, and like words or the same number of blocks on both sides."""
    old, new = blocks
    pairs: list[Pair] = []
    at = 0
    strict = len(lefts) != len(rights)
    for right in rights:
        found = _continued([old[index] for index in lefts[at : at + 40]], new[right], strict=strict)
        if found is None:
            pairs.append((None, right))
            continue
        pairs += [(index, None) for index in lefts[at : at + found]]
        pairs.append((lefts[at + found], right))
        at += found + 1
    return pairs + [(index, None) for index in lefts[at:]]


def _continued(candidates: Sequence[Node], tree: Tree, *, strict: bool) -> int | None:
    best, best_score = None, _SIMILAR if strict else 0.0
    matcher = SequenceMatcher(None, "", _words(tree.payload))
    for index, node in enumerate(candidates):
        if node.type != tree.type or (tree.id is not None and tree.id != node.id):
            continue
        score = 1.0 if tree.id is not None else _likeness(matcher, _words(node.body), best_score)
        if (best is None and not strict) or score > best_score:
            best, best_score = index, score
    return best


def _likeness(matcher: "SequenceMatcher[str]", words: str, least: float) -> float:
    """How like these are to the matcher's second words; 0 where it can be no more than ``least``."""
    matcher.set_seq1(words)
    if matcher.real_quick_ratio() <= least or matcher.quick_ratio() <= least:
        return 0.0
    return matcher.ratio()


def _words(payload: Json) -> str:
    texts = [item.get("plain_text", "") for item in payload.get("rich_text", [])]
    return "".join(texts)[:200]
