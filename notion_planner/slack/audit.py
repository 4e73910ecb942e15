"""The audit log: who had what written, when, and what came of it; lines of JSON that are only added to."""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from notion_planner.errors import ConfigError
from notion_planner.model.base import Frozen


class Event(StrEnum):
    """``BEGUN`` comes before the first write, so a run that never ended shows as one."""

    BEGUN = "begun"
    APPLIED = "applied"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    REFUSED = "refused"

    @property
    def ends(self) -> bool:
        """Whether it tells what came of the writing."""
        return self in (Event.APPLIED, Event.UNCHANGED, Event.FAILED)


class Entry(Frozen):
    """One line. Only ids, counts and codes: no title and no other text of a specification."""

    event: Event
    run: str
    team: str
    user: str
    channel: str
    verb: str
    specs: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    counts: Mapping[str, int] = {}
    fingerprint: str = ""
    error: str = ""


def to_stdout(line: str) -> None:
    """For those who collect a server's output: the file may be lost with its machine."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Audit:
    """Adds lines to the file, each on the disk before the call returns, and tells each to ``echo``."""

    def __init__(
        self,
        path: Path,
        *,
        echo: Callable[[str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = path
        self._echo = echo
        self._now = now

    def record(self, entry: Entry) -> None:
        """Adds a line.

        Raises:
            ConfigError: the file cannot be written, so nothing may be done that it should hold. What came of
                a run is told to ``echo`` all the same.
        """
        at = self._now().isoformat(timespec="seconds")
        line = f'{{"at":"{at}",' + entry.model_dump_json(exclude_defaults=True)[1:]
        try:
            self._append(line)
        except OSError as error:
            if entry.event.ends:
                self._echo(line)
            means = "what came of the run is not in it" if entry.event.ends else "nothing was applied"
            raise ConfigError(
                f"The audit log {self._path} cannot be written: {error.strerror}; {means}.",
                hint="Name a file that can be written as slack.audit in config.yaml.",
            ) from error
        self._echo(line)

    def _append(self, line: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Appending writes of one process or several do not mix: each line is one write (O_APPEND).
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            left = f"{line}\n".encode()
            # A disk that is nearly full takes a part, and refuses the rest.
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
