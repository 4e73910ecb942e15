"""Arguments and options that several commands share."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from notion_planner.errors import UsageError


def complete_spec(incomplete: str) -> list[str]:
    """Titles for the shell; imported only when it asks, like all that talks to Notion."""
    from notion_planner.cli.completion import spec_titles

    return spec_titles(incomplete)


SpecArgument = Annotated[
    str,
    typer.Argument(
        metavar="SPEC",
        help="A Markdown file (-: standard input), or a page's title, URL or ID.",
        show_default=False,
        autocompletion=complete_spec,
    ),
]
SyncedSpecArgument = Annotated[
    str,
    typer.Argument(
        metavar="SPEC",
        help="A Markdown file, or a page's title, URL or ID.",
        show_default=False,
        autocompletion=complete_spec,
    ),
]
SpecsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SPEC…",
        help="Markdown files, or pages' titles, URLs or IDs; none: those of config.yaml.",
        show_default=False,
        autocompletion=complete_spec,
    ),
]
PlannedSpecsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SPEC…",
        help="Markdown files, or pages' titles, URLs or IDs; none: those of config.yaml, else all planned.",
        show_default=False,
        autocompletion=complete_spec,
    ),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="PATH", help="Configuration file.  [default: config.yaml]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the result and errors.")]
ProfileOption = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="Kind of plan: standard, quick, detailed or your own."),
]
StartOption = Annotated[
    str | None,
    typer.Option("--start", metavar="DATE", help="First working day, YYYY-MM-DD; fixed at the first sync."),
]
DetailedOption = Annotated[
    bool, typer.Option("--detailed-exitcode", help="Exit with 10 when there are changes.")
]


def day_of(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a calendar day, in nobody's zone)
    except ValueError:
        raise UsageError(f"--start {text} is not a date.", hint="Write it as 2026-01-31.") from None
