"""The progress bar: only on a terminal, only for what takes longer than two seconds, with an estimate."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

# What is quicker than this is over before a bar could be read.
_PATIENCE = 2.0


def seconds_left(done: int, total: int, *, elapsed: float, requests_per_minute: int) -> float:
    """How long the rest takes at the pace so far, and at least until the rate limit lets the last page by.

    The limit is a budget for each minute, and every page takes a request or more.
    """
    rest = max(total - done, 0)
    at_this_pace = elapsed / done * rest if done else 0.0
    last_may_go = 60.0 * ((max(total, 1) - 1) // requests_per_minute)
    return max(at_this_pace, last_may_go - elapsed if rest else 0.0)


def in_words(seconds: float) -> str:
    """An estimate as precise as it can be: seconds, then minutes."""
    if seconds < 1:
        return "nearly done"
    if seconds < 90:
        return f"about {round(seconds)} s left"
    return f"about {round(seconds / 60)} min left"


class ProgressBar:
    """What a run tells its progress to: what was done, how many are, of how many (0: not known yet)."""

    def __init__(self, bar: Progress, *, requests_per_minute: int, patience: float) -> None:
        self._bar, self._requests_per_minute, self._patience = bar, requests_per_minute, patience
        self._task = bar.add_task("Reading from Notion", total=None, left="")
        self._begin()

    def _begin(self) -> None:
        self._started = monotonic()
        # A thread, since the work may block the loop for as long as it likes.
        self._timer: threading.Timer | None = threading.Timer(self._patience, self._bar.start)
        self._timer.daemon = True
        self._timer.start()

    def __call__(self, title: str, done: int, total: int) -> None:
        if self._timer is None:
            self._begin()
        if not total:
            self._next(title)
            return
        left = seconds_left(
            done,
            total,
            elapsed=monotonic() - self._started,
            requests_per_minute=self._requests_per_minute,
        )
        said = in_words(left) if done or left else ""
        self._bar.update(self._task, completed=done, total=total, description=title, left=said)

    def _next(self, title: str) -> None:
        """A bar of its own, without an end yet: the pace of what went before says nothing of it."""
        self._bar.remove_task(self._task)
        self._task = self._bar.add_task(title, total=None, left="")
        self._started = monotonic()

    def pause(self) -> None:
        """Takes the bar off the screen until there is progress again; no estimate counts the time between."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
            self._timer = None
            self._bar.stop()


class Silence:
    """Nobody looks."""

    def __call__(self, title: str, done: int, total: int) -> None:
        pass

    def pause(self) -> None:
        pass


@contextmanager
def progress_bar(
    console: Console, *, requests_per_minute: int, quiet: bool, patience: float = _PATIENCE
) -> Iterator[ProgressBar | Silence]:
    """Yields what a run tells its progress to; to be paused while a person is asked."""
    if quiet or not console.is_terminal:
        yield Silence()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[left]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    bar = Progress(*columns, console=console, transient=True)
    shown = ProgressBar(bar, requests_per_minute=requests_per_minute, patience=patience)
    try:
        yield shown
    finally:
        shown.pause()
