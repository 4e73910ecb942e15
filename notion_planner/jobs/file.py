"""huey's storages in a file of this machine: one connection for all, and several steps in one transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock

from huey.storage import SqliteStorage


class QueueFile:
    """The file with the one connection that its storages share, one thread at a time.

    With one each, SQLite lets the threads of a process wait for one another by sleeping up to a tenth of a
    second at a time, and every step is written to the disk by itself.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = None
        self._turn = RLock()
        self._depth = 0

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What is written in here is written whole or not at all; within another ``at_once``, with that."""
        with self._turn:
            self._depth += 1
            try:
                yield
                if self._depth == 1 and self.connection is not None:
                    self.connection.commit()
            except BaseException:
                if self._depth == 1 and self.connection is not None:
                    self.connection.rollback()
                raise
            finally:
                self._depth -= 1

    def close(self) -> None:
        with self._turn:
            if self.connection is not None:
                self.connection.close()
            self.connection = None


class FileStorage(SqliteStorage):
    """huey's; its transactions begin with the first write."""

    def __init__(self, name: str, file: QueueFile) -> None:
        self._file = file
        super().__init__(name, filename=str(file.path))

    @property
    def conn(self) -> sqlite3.Connection:
        if self._file.connection is None:
            self._file.connection = self._create_connection()
        return self._file.connection

    @contextmanager
    def db(self, *, commit: bool = False, **_: bool) -> Iterator[sqlite3.Cursor]:
        with self._file.at_once(), closing(self.conn.cursor()) as cursor:
            if commit and not self.conn.in_transaction:
                cursor.execute(self.begin_sql)
            yield cursor

    def close(self) -> None:
        self._file.close()
