"""The workspace in SQLite: every request is one transaction, and nothing is kept outside it."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from notion_planner.workspace.records import Body, Cell, Json, Kind, Node, text_of

_SCHEMA = """
create table if not exists meta(key text primary key, value text not null) without rowid;
create table if not exists node(
  seq integer primary key, id text not null unique, kind text not null, type text not null, parent text,
  rank integer not null, created integer not null, edited integer not null, created_by text not null,
  edited_by text not null, trashed integer not null, access text, title text not null, body text not null);
create index if not exists node_children on node(parent, rank);
create index if not exists node_rows on node(parent, kind, trashed, seq);
create index if not exists node_kinds on node(kind, trashed, edited);
create index if not exists node_titles on node(kind, trashed, created, title, edited, seq, id);
create table if not exists cell(
  source text not null, property text not null, page text not null, text text not null, folded text not null,
  number real);
create index if not exists cell_values on cell(source, property, folded);
create index if not exists cell_pages on cell(page, property);
create index if not exists cell_targets on cell(text, property);
create table if not exists document(
  kind text not null, id text not null, owner text not null, body text not null, primary key(kind, id))
  without rowid;
create index if not exists document_owner on document(kind, owner);
"""
_SELECT = (
    "select seq,id,kind,type,parent,rank,created,edited,created_by,edited_by,trashed,access,title,body "
    "from node n"
)
# Siblings are numbered with gaps so that an insertion between two of them rarely renumbers the rest.
_GAP = 1 << 20
_LOWEST = -(1 << 62)
BUSY_SECONDS = 30
_PRIMARY_CODE = 0xFF  # of an error; SQLite's extended codes have more above it


class Store:
    """One connection. A lock keeps the threads of this process apart, SQLite keeps processes apart."""

    def __init__(self, path: Path | None, *, copy_of: Path | None = None) -> None:
        """``copy_of``: a snapshot, which has all tables: to look for each takes longer than to copy it."""
        self._lock = threading.RLock()
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(
            str(path) if path else ":memory:",
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        if path is not None:
            self._write_ahead()
        if copy_of is not None:
            self.copy_from(copy_of)
            return
        with self.transaction(write=True):
            for statement in _SCHEMA.split(";\n"):
                self._db.execute(statement)

    def _write_ahead(self) -> None:
        """Lets readers and a writer work side by side."""
        while True:
            try:
                self._db.execute("pragma journal_mode=wal")
                break
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                    raise
                # Another process is in the file, which it may be making at this moment; only for a
                # transaction does SQLite wait until it is not.
                self._db.execute("begin exclusive")
                self._db.execute("commit")
        self._db.execute("pragma synchronous=normal")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[None]:
        """Everything inside happens or nothing does. Writers queue for the file from the start."""
        with self._lock:
            self._db.execute("begin immediate" if write else "begin")
            try:
                yield
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:  # of some errors, as of a full disk, SQLite has ended it
                    self._db.execute("rollback")
                raise

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, parameters).fetchall()

    def execute(self, sql: str, *parameters: Any) -> None:
        self._db.execute(sql, parameters)

    def clear(self) -> None:
        for statement in ("delete from meta", "delete from node", "delete from cell", "delete from document"):
            self._db.execute(statement)

    def copy_to(self, target: Path) -> None:
        """A consistent copy, also while others write."""
        with self._lock, sqlite3.connect(str(target)) as copy:
            self._db.backup(copy)
        copy.close()

    def copy_from(self, source: Path) -> None:
        with self._lock, sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True) as copy:
            copy.backup(self._db)
        copy.close()

    def meta(self, key: str) -> str | None:
        found = self.rows("select value from meta where key=?", key)
        return str(found[0][0]) if found else None

    def set_meta(self, key: str, value: str) -> None:
        self.execute(
            "insert into meta values(?,?) on conflict(key) do update set value=excluded.value", key, value
        )

    def node(self, identifier: str) -> Node | None:
        found = self.rows(_SELECT + " where id=?", identifier)
        return _node(found[0]) if found else None

    def select(self, where: str, *parameters: Any) -> list[Node]:
        """Nodes by a condition that this package wrote; values go in as parameters."""
        return [_node(row) for row in self.rows(_SELECT + " where " + where, *parameters)]

    def children(self, parent: str, *, kinds: Iterable[Kind] = ("block", "page", "database")) -> list[Node]:
        listed = ",".join(f"'{kind}'" for kind in kinds)
        return self.select(f"parent=? and trashed=0 and kind in ({listed}) order by rank", parent)

    def has_children(self, parent: str) -> bool:
        return bool(
            self.rows(
                "select 1 from node where parent=? and trashed=0 and kind<>'data_source' limit 1", parent
            )
        )

    def insert(self, node: Node) -> Node:
        cursor = self._db.execute(
            "insert into node values(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (None, *node[1:-1], text_of(node.body)),
        )
        return node._replace(seq=int(cursor.lastrowid or 0))

    def save(self, node: Node) -> Node:
        self.execute(
            "update node set type=?, parent=?, rank=?, edited=?, edited_by=?, trashed=?, access=?, title=?, "
            "body=? where id=?",
            node.type,
            node.parent,
            node.rank,
            node.edited,
            node.edited_by,
            int(node.trashed),
            node.access,
            node.title,
            text_of(node.body),
            node.id,
        )
        return node

    def rank_after(self, parent: str | None, sibling: Node | None, count: int) -> list[int]:
        """Ranks for ``count`` new children after a sibling, or before all others when it is None."""
        # Asked for anew: making room for an earlier child may have moved the sibling since it was read.
        low = self.rows("select rank from node where id=?", sibling.id)[0][0] if sibling else None
        bound = _LOWEST if low is None else low
        found = self.rows("select min(rank) from node where parent is ? and rank>?", parent, bound)
        high = found[0][0]
        if high is None:
            start = low or 0
            return [start + _GAP * step for step in range(1, count + 1)]
        if low is None:
            return [high - _GAP * step for step in range(count, 0, -1)]
        step = (high - low) // (count + 1)
        if step == 0:
            self.execute(
                "update node set rank=rank+? where parent is ? and rank>?", _GAP * (count + 1), parent, low
            )
            step = _GAP
        return [low + step * index for index in range(1, count + 1)]

    def last_child(self, parent: str | None) -> Node | None:
        found = self.select("parent is ? order by rank desc limit 1", parent)
        return found[0] if found else None

    def cells(self, page: str, property_id: str, limit: int = -1, offset: int = 0) -> list[str]:
        found = self.rows(
            "select text from cell where page=? and property=? order by rowid limit ? offset ?",
            page,
            property_id,
            limit,
            offset,
        )
        return [str(row[0]) for row in found]

    def replace_cells(self, page: str, property_id: str, cells: Iterable[Cell]) -> None:
        self.execute("delete from cell where page=? and property=?", page, property_id)
        self.add_cells(cells)

    def add_cells(self, cells: Iterable[Cell]) -> None:
        self._db.executemany(
            "insert into cell values(?,?,?,?,?,?)",
            [(c.source, c.property, c.page, c.text, c.text.casefold(), c.number) for c in cells],
        )

    def document(self, kind: str, identifier: str) -> Json | None:
        found = self.rows("select body from document where kind=? and id=?", kind, identifier)
        return json.loads(found[0][0]) if found else None

    def documents(self, kind: str, owner: str | None = None) -> list[Json]:
        if owner is None:
            found = self.rows("select body from document where kind=? order by id", kind)
        else:
            found = self.rows("select body from document where kind=? and owner=? order by id", kind, owner)
        return [json.loads(row[0]) for row in found]

    def put_document(self, kind: str, identifier: str, body: Json, *, owner: str = "") -> None:
        self.execute(
            "insert or replace into document values(?,?,?,?)", kind, identifier, owner, text_of(body)
        )

    def drop_document(self, kind: str, identifier: str) -> None:
        self.execute("delete from document where kind=? and id=?", kind, identifier)


def _node(row: tuple[Any, ...]) -> Node:
    *columns, trashed, access, title, body = row
    return Node._make((*columns, bool(trashed), access, title, _body(body)))


@lru_cache(maxsize=8192)  # the blocks of some twenty large pages
def _body(text: str) -> Body:
    return Body(json.loads(text), text)
