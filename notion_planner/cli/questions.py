"""What commands ask a person at a terminal."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from notion_planner.setup.completing import Kind, Sight

SHARING = """\
notion-planner sees what is shared with its connection, and nothing else:
  1. Make an internal connection on https://www.notion.so/profile/integrations with the capabilities
     read, update and insert content, and copy its secret.
  2. In Notion, open the page that holds your specifications, the one for plans and the task database:
     ••• → Connections → add yours. Sub-pages are included.
"""


@contextmanager
def _interruptible() -> Iterator[None]:
    """While an answer is waited for, Ctrl-C ends the command.

    Otherwise it would only ask the event loop to, which does not run meanwhile.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def ask_yes(question: str, *, default: bool = True) -> bool:
    with _interruptible():
        return typer.confirm(question, default=default, err=True)


def ask_token() -> str | None:
    """The connection's secret, not echoed; None for the local workspace."""
    typer.echo(SHARING, err=True)
    answer = typer.prompt(
        "The connection's secret (nothing: use a local workspace in a file)",
        default="",
        hide_input=True,
        show_default=False,
        err=True,
    )
    return str(answer).strip() or None


def ask_place(question: str, seen: Sequence[Sight], kinds: Sequence[Kind], default: str = "") -> str:
    """One of what is seen, by number; or any title, URL or ID. Empty for none, which is what - says."""
    offered = [sight for sight in seen if sight.kind in kinds]
    typer.echo(f"\n{question}", err=True)
    for number, sight in enumerate(offered, 1):
        typer.echo(f"  {number:>2}. {sight.line}", err=True)
    while True:
        with _interruptible():
            given = typer.prompt(
                "Number, title or URL", default=default, show_default=bool(default), err=True
            )
        answer = str(given).strip()
        if not answer.isdecimal() or answer in (sight.title for sight in offered):
            return "" if answer == "-" else answer
        if 0 < int(answer) <= len(offered):
            return offered[int(answer) - 1].id
        typer.echo(f"There is no {answer} in the list.", err=True)


def ask_consent(line: str) -> bool:
    return ask_yes(f"Add {line}?" if not line.startswith("rename") else f"{line}?")


def ask_plan_views() -> bool:
    return ask_yes("Show a board and a timeline of its tasks on each plan page?")


def ask_to_go_on(lines: Sequence[str]) -> bool:
    """The whole of what is about to be written, once more and at a glance."""
    typer.echo("\nAbout to write:", err=True)
    for line in lines:
        typer.echo(f"  {line}", err=True)
    return ask_yes("Go on?")


def ask_again() -> bool:
    """Whether to look again once something has been shared."""
    typer.echo(f"\nThe connection can see nothing yet.\n\n{SHARING}", err=True)
    return ask_yes("Shared. Look again?")
