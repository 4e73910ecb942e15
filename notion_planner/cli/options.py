"""Arguments and options that several commands share."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from notion_planner.errors import UsageError


def complete_spec(incomplete: str) -> list[str]:
    """Titles for the shell; imported only when it asks, like all that talks to Notion."""
    from notion_planner.cli.completion import spec_titles

    return spec_titles(incomplete)


def _specification(metavar: str, told: str) -> Any:
    return typer.Argument(metavar=metavar, help=told, show_default=False, autocompletion=complete_spec)


_ONE = "or a page's title, URL or ID."
_SEVERAL = "Markdown files, or pages' titles, URLs or IDs; none: those of config.yaml"
SpecArgument = Annotated[str, _specification("SPEC", f"A Markdown file (-: standard input), {_ONE}")]
SyncedSpecArgument = Annotated[str, _specification("SPEC", f"A Markdown file, {_ONE}")]
SpecsArgument = Annotated[list[str] | None, _specification("SPEC…", f"{_SEVERAL}.")]
PlannedSpecsArgument = Annotated[list[str] | None, _specification("SPEC…", f"{_SEVERAL}, else all planned.")]
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


def form_of(form: StrEnum, *, as_json: bool) -> str:
    """Of ``--format`` and ``--json``, which is short for one of its forms.

    Raises:
        UsageError: two forms at once.
    """
    if as_json and form not in ("text", "json"):
        raise UsageError(f"--json and --format {form} exclude one another.", hint="Use one of them.")
    return "json" if as_json else str(form)


def day_of(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a calendar day, in nobody's zone)
    except ValueError:
        raise UsageError(f"--start {text} is not a date.", hint="Write it as 2026-01-31.") from None
