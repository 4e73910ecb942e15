"""What each imported file's page was given, and how that reads there: kept beside the local workspace."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

_Entries = TypeAdapter(dict[str, tuple[str, str]])


class ImportRecord:
    """Tells an unchanged file from a changed one, though Notion writes its text in another form.

    ``file``: page id → fingerprint of what was sent, and of what was read afterwards. A record that is
    lost or broken costs one more write of each page, nothing else.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def beside(cls, workspace: Path) -> "ImportRecord":
        return cls(workspace.with_name(f"{workspace.name}.imports.json"))

    def stands(self, page_id: str, *, sent: str, read: str) -> bool:
        """Whether the page holds what was made of this very text, and nobody changed it since."""
        return self._entries().get(page_id) == (_fingerprint(sent), _fingerprint(read))

    def keep(self, page_id: str, *, sent: str, read: str) -> None:
        entries = self._entries() | {page_id: (_fingerprint(sent), _fingerprint(read))}
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with suppress(OSError):
            beside.write_bytes(_Entries.dump_json(entries, indent=1))
            beside.replace(self._file)

    def _entries(self) -> dict[str, tuple[str, str]]:
        try:
            return _Entries.validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return {}


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
