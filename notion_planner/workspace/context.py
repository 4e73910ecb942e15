"""What a request acts on: the store, the moment, who asks and in which version."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from notion_planner.workspace.errors import (
    invalid,
    literal,
    missing_capability,
    not_found,
    trashed,
    trashed_ancestor,
)
from notion_planner.workspace.ids import new_id, parse_id, random_id
from notion_planner.workspace.options import WorkspaceOptions
from notion_planner.workspace.records import Json, Kind, Node
from notion_planner.workspace.store import Store
from notion_planner.workspace.times import from_millis

LEGACY = "2025-09-03"
CURRENT = "2026-03-11"
_WORDS = {
    "page": "page",
    "block": "block",
    "database": "database",
    "data_source": "data source",
    "view": "view",
}


@dataclass(frozen=True)
class Actor:
    """The bot or person behind a token."""

    id: str
    name: str
    capabilities: frozenset[str]


@dataclass(frozen=True)
class Context:
    store: Store
    now: int
    actor: Actor
    options: WorkspaceOptions
    workspace_id: str
    version: str = CURRENT
    events: list[Json] = field(default_factory=list)
    omniscient: bool = False
    mentioned: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What mentions were found to say, until anything but a block changes."""
    _sources: dict[str, Node] = field(default_factory=dict)
    _access: dict[str, str] = field(default_factory=dict)
    """What holds below a node for all that says nothing itself, until anything but a block changes."""

    @property
    def legacy(self) -> bool:
        return self.version == LEGACY

    def require(self, capability: str) -> None:
        if capability not in self.actor.capabilities:
            raise missing_capability()

    def new_id(self, kind: str) -> str:
        return new_id(kind, self.workspace_id, from_millis(self.now))

    def node(self, identifier: str, *kinds: Kind) -> Node:
        """A node that the asker may see; anything else does not exist for it."""
        found = self.store.node(identifier)
        if found is None or found.kind not in kinds or not self.visible(found):
            raise self.absent(kinds[0], identifier)
        return found

    def absent(self, kind: str, identifier: str) -> Exception:
        return not_found(_WORDS.get(kind, kind), identifier, self.actor.name, self.actor.id)

    def parent(self, node: Node) -> Node | None:
        return self.lasting(node.parent) if node.parent else None

    def lasting(self, identifier: str) -> Node | None:
        """A node of which a data source is read once, also where a hundred rows lead to it."""
        if identifier in self._sources:
            return self._sources[identifier]
        found = self.store.node(identifier)
        if found is not None and found.kind == "data_source":
            self._sources[found.id] = found
        return found

    def lineage(self, node: Node) -> list[Node]:
        """The node and its ancestors, nearest first."""
        line = [node]
        while line[-1].parent is not None:
            parent = self.store.node(line[-1].parent)
            if parent is None:
                break
            line.append(parent)
        return line

    def visible(self, node: Node) -> bool:
        """The nearest ancestor that says so decides; what nobody hid is shared."""
        return self.omniscient or (node.access or self._inherited(node.parent)) != "hidden"

    def _inherited(self, parent: str | None) -> str:
        if parent is None:
            return "shared"
        if parent not in self._access:
            found = self.store.node(parent)
            line = self.lineage(found) if found else []
            self._access[parent] = next((item.access for item in line if item.access), "shared")
        return self._access[parent]

    def editable(self, node: Node) -> Node:
        if node.trashed:
            raise trashed()
        self.check_ancestors(node)
        return node

    def check_ancestors(self, node: Node) -> None:
        if any(item.trashed for item in self.lineage(node)[1:]):
            raise trashed_ancestor()

    def check_not_below(self, node: Node, parent: Node) -> None:
        """A page or database that went below itself would have no way up any more."""
        if any(item.id == node.id for item in self.lineage(parent)):
            raise invalid(f"A {node.kind} can not be moved into itself.")

    def draft(self, kind: Kind, type_: str, parent: str | None, *, random: bool = False) -> Node:
        """A node as of now, not stored yet."""
        return Node(
            seq=0,
            id=random_id() if random else self.new_id(kind),
            kind=kind,
            type=type_,
            parent=parent,
            rank=0,
            created=self.now,
            edited=self.now,
            created_by=self.actor.id,
            edited_by=self.actor.id,
            trashed=False,
            access=None,
            title="",
            body={},
        )

    def append(self, node: Node) -> Node:
        """Stores a node behind its siblings."""
        last = self.store.last_child(node.parent)
        rank = self.store.rank_after(node.parent, last, 1)[0]
        return self.store.insert(node._replace(rank=rank))

    def save(self, node: Node, **changes: Any) -> Node:
        """Stores a change, edited now by the asker."""
        self._sources.pop(node.id, None)
        if changes and node.kind != "block":
            self.mentioned.clear()
            self._access.clear()
        return self.store.save(node._replace(edited=self.now, edited_by=self.actor.id, **changes))

    def touch(self, node: Node) -> None:
        """Marks the page or database that a change below it edits, too."""
        for ancestor in self.lineage(node):
            if ancestor.kind in {"page", "database", "data_source"}:
                self.save(ancestor)
                return

    def emit(self, type_: str, node: Node, **data: object) -> None:
        """Notes an event for the webhooks that are told after the transaction."""
        author = {"id": self.actor.id, "type": "person" if self.omniscient else "bot"}
        parent = {"id": node.parent, "type": "page" if node.parent else "space"}
        entity = {"id": node.id, "type": node.kind}
        self.events.append(
            {"type": type_, "entity": entity, "author": author, "data": {"parent": parent, **data}}
        )


def identifier_in(path_value: str, name: str) -> str:
    """The id in a path, refused in Notion's words when it is none."""
    found = parse_id(unquote(path_value))
    if found is None:
        raise invalid(
            f"path failed validation: path.{name} should be a valid uuid, "
            f"instead was `{literal(path_value)}`."
        )
    return found
