"""The file survives what happens to processes, and several of them at once."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from notion_planner.workspace import Workspace
from notion_planner.workspace.store import Store
from tests.jobs.forking import end, forked
from tests.workspace import writer
from tests.workspace.writer import send

Writer = tuple[ForkServerProcess, Connection]


def started(path: Path, name: str) -> Writer:
    heard, said = Pipe(duplex=False)
    with said:
        return forked(writer.main, said, path, name), heard


def killed_after(started: Writer, acknowledged: int) -> list[str]:
    process, heard = started
    pages = [heard.recv() for _ in range(acknowledged)]
    end(process)
    with heard, suppress(EOFError):
        while True:
            pages.append(heard.recv())
    return pages


def check_whole(path: Path, acknowledged: list[str]) -> None:
    workspace = Workspace.open(path)
    store = workspace.store
    assert store.rows("pragma integrity_check") == [("ok",)]
    rows = store.select("kind='page' and parent in (select id from node where kind='data_source')")
    assert set(acknowledged) <= {row.id for row in rows}
    for row in rows:
        assert len(store.children(row.id)) == 3, "a page has all of its blocks or does not exist"
        tags = row.body["properties"]
        assert any(isinstance(value, list) and len(value) == 1 for value in tags.values())
        found = store.rows("select count(*) from cell c where c.page=? and c.text like 'tag%'", row.id)
        assert found == [(0,)], "options are kept by id"
    orphans = store.rows("select count(*) from cell where page not in (select id from node)")
    assert orphans == [(0,)]
    workspace.close()


@dataclass(frozen=True)
class Shared:
    path: Path
    acknowledged: list[str]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """A file that two processes create and write to at once."""
    path = tmp_path_factory.mktemp("shared") / "folder" / "workspace.db"
    pair = [started(path, "left"), started(path, "right")]
    with ThreadPoolExecutor() as pool:
        left, right = pool.map(lambda process: killed_after(process, 20), pair)
    return Shared(path, left + right)


@pytest.mark.slow
def test_two_processes_write_to_one_file(shared: Shared) -> None:
    assert len(shared.acknowledged) >= 40
    check_whole(shared.path, shared.acknowledged)


@pytest.mark.slow
def test_a_writer_that_is_killed_at_once_leaves_every_answered_page_whole(shared: Shared) -> None:
    check_whole(shared.path, shared.acknowledged + killed_after(started(shared.path, "writer"), 1))


@pytest.mark.slow
def test_two_processes_that_create_a_file_seed_it_once(shared: Shared) -> None:
    workspace = Workspace.open(shared.path)
    assert len(workspace.store.select("title='Engineering Tasks' and kind='database'")) == 1
    workspace.close()


def test_a_file_that_another_process_is_just_making_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        made = threading.Timer(0.02, other.execute, ["commit"])
        made.start()
        Workspace.open(path).close()
        made.join()


def test_a_file_that_may_only_be_read_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("create table some(thing)")
    header = bytearray(path.read_bytes())
    header[18] = 3  # the version it takes to write: a later one (SQLite's file format, 1.3.3)
    path.write_bytes(header)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        Workspace.open(path)


def test_an_existing_file_is_opened_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    first = Workspace.open(path)
    plans = send(first, "POST", "search", {"query": "Engineering Plans"})["results"][0]["id"]
    body = {"parent": {"page_id": plans}, "markdown": "# Mine\nwords"}
    page = send(first, "POST", "pages", body)["id"]
    first.close()
    again = Workspace.open(path)
    assert send(again, "GET", f"pages/{page}/markdown", None)["markdown"] == "words"
    again.reset()
    with again.store.transaction(write=False):
        assert again.store.node(page) is None
    again.close()


def test_what_one_workspace_writes_another_reads_at_once(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    left, right = Workspace.open(path), Workspace.open(path)
    plans = send(left, "POST", "search", {"query": "Engineering Plans"})["results"][0]["id"]
    page = send(left, "POST", "pages", {"parent": {"page_id": plans}, "markdown": "words"})["id"]
    assert send(right, "GET", f"pages/{page}/markdown", None)["markdown"] == "words"
    left.close()
    right.close()


def test_a_commit_that_fails_takes_its_own_request_back_and_no_later_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "workspace.db")
    store.execute("pragma foreign_keys=on")
    store.execute(
        "create table late("
        "id integer primary key, of integer references late(id) deferrable initially deferred)"
    )
    with pytest.raises(sqlite3.IntegrityError), store.transaction(write=True):
        store.execute("insert into late values (1, 2)")
    with store.transaction(write=True):
        store.execute("insert into late values (3, 3)")
    assert store.rows("select id from late") == [(3,)]
    store.close()
