"""Which file each imported page was made from, what it was given, and how that reads there.

Kept beside the local workspace.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from notion_planner.model.base import Frozen


class _Entry(Frozen):
    """``file`` is relative to the record's folder where it can be, POSIX; ``sent`` and ``read`` are
    fingerprints. ``title``: the file's; empty where an earlier release wrote the entry.
    """

    file: str
    sent: str
    read: str
    title: str = ""


_Entries = TypeAdapter(dict[str, _Entry])


class ImportRecord:
    """Tells a file's own page from another's of the same title, and an unchanged file from a changed one.

    ``file``: page id → the Markdown file, its title, the fingerprint of what was sent, and of what was read
    afterwards, since Notion writes its text in another form. Where the record is lost or broken, a page
    that does not read like its file is taken over with ``--force`` once.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def beside(cls, workspace: Path) -> "ImportRecord":
        return cls(workspace.with_name(f"{workspace.name}.imports.json"))

    def file_of(self, page_id: str) -> Path | None:
        """The file that the page was made from, be it there still or not."""
        entry = self._entries().get(page_id)
        return (self._file.parent / entry.file).resolve() if entry else None

    def pages_of(self, file: Path) -> tuple[str, ...]:
        """The pages that were made from the file, the last first."""
        found = (page for page in self._entries() if self.file_of(page) == file)
        return tuple(found)[::-1]

    def title_of(self, page_id: str) -> str:
        """What the file was called when it was last given to the page."""
        entry = self._entries().get(page_id)
        return entry.title if entry else ""

    def was_sent(self, page_id: str, text: str) -> bool:
        """Whether this very text was given to the page last."""
        entry = self._entries().get(page_id)
        return entry is not None and entry.sent == _fingerprint(text)

    def stands(self, page_id: str, *, sent: str, read: str) -> bool:
        """Whether the page holds what was made of this very text, and nobody changed it since."""
        entry = self._entries().get(page_id)
        return entry is not None and (entry.sent, entry.read) == (_fingerprint(sent), _fingerprint(read))

    def is_edited(self, page_id: str, read: str) -> bool:
        """Whether somebody changed the page since it was given a file's text."""
        entry = self._entries().get(page_id)
        return entry is not None and entry.read != _fingerprint(read)

    def keep(self, page_id: str, *, file: Path, sent: str, read: str, title: str) -> None:
        prints = {"sent": _fingerprint(sent), "read": _fingerprint(read)}
        self._write(page_id, _Entry(file=self._named(file), title=title, **prints))

    def move(self, page_id: str, *, file: Path, title: str) -> None:
        """The page's file is called or lies otherwise now; what the page was given is as before."""
        if entry := self._entries().get(page_id):
            self._write(page_id, entry.model_copy(update={"file": self._named(file), "title": title}))

    def _write(self, page_id: str, entry: _Entry) -> None:
        entries = self._entries() | {page_id: entry}
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with suppress(OSError):
            beside.write_bytes(_Entries.dump_json(entries, indent=1))
            beside.replace(self._file)

    def _named(self, file: Path) -> str:
        """As the record calls the file: a project that is moved or mounted elsewhere keeps its pages."""
        try:
            return Path(os.path.relpath(file.resolve(), self._file.parent.resolve())).as_posix()
        except ValueError:  # on another drive
            return file.resolve().as_posix()

    def _entries(self) -> dict[str, _Entry]:
        try:
            return _Entries.validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return {}


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
