"""The progress bar: only on a terminal, only for what takes longer than two seconds, with an estimate."""

import threading
from collections.abc import Callable, Iterator
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


@contextmanager
def progress_bar(
    console: Console,
    *,
    requests_per_minute: int,
    quiet: bool,
    patience: float = _PATIENCE,
    asks: bool = False,
) -> Iterator[Callable[[str, int, int], None]]:
    """Yields what a run tells its progress to: what was done, how many are, of how many.

    ``asks``: a person is asked before that begins, so until then nothing may move on the screen.
    """
    if quiet or not console.is_terminal:
        yield lambda _title, _done, _total: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[left]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task("Reading from Notion", total=None, left="")
    started = monotonic()

    # A thread, since the work may block the loop for as long as it likes.
    shown = threading.Timer(patience, bar.start)
    shown.daemon = True

    def update(title: str, done: int, total: int) -> None:
        if shown.ident is None:
            shown.start()
        left = seconds_left(
            done, total, elapsed=monotonic() - started, requests_per_minute=requests_per_minute
        )
        said = in_words(left) if done or left else ""
        bar.update(task, completed=done, total=total, description=title, left=said)

    if not asks:
        shown.start()
    try:
        yield update
    finally:
        shown.cancel()
        if shown.ident is not None:
            shown.join()
        bar.stop()
