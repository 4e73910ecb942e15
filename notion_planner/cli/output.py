"""What commands print: reports as text, JSON or Markdown, errors in one line, notes beside them."""

import codecs
import json
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.markdown import Markdown

from notion_planner.config import is_ci
from notion_planner.errors import ConfigError, PlannerError, UsageError
from notion_planner.model.report import Problem, Report
from notion_planner.notion.pause import told
from notion_planner.preview.terminal import Tone, ToneLine, diff_lines, preview_lines


def stdout() -> Console:
    return _console(sys.stdout)


def stderr() -> Console:
    return _console(sys.stderr)


def _console(file: TextIO) -> Console:
    """Rich on a terminal, plain in a pipe and under CI; Rich itself obeys NO_COLOR and TERM=dumb."""
    plain = True if is_ci() else None
    return Console(
        file=file, highlight=False, soft_wrap=True, no_color=plain, force_terminal=False if plain else None
    )


def notice(text: str, *, quiet: bool = False) -> None:
    """A line beside the result, on standard error."""
    if not quiet:
        stderr().print(text, style="dim", markup=False)


def pause_notice(*, quiet: bool) -> Callable[[float], None]:
    """What says that Notion asks for a pause of so many seconds; on a terminal, above the progress bar."""
    return lambda seconds: notice(told(seconds), quiet=quiet)


def print_json(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=not _is_unicode(sys.stdout), indent=2) + "\n")


def _is_unicode(file: TextIO) -> bool:
    return codecs.lookup(file.encoding or "ascii").name.startswith("utf")


def print_text(text: str, *, markdown: bool = False) -> None:
    """Markdown is set for a terminal and printed as it is into a pipe or file."""
    console = stdout()
    if markdown and console.is_terminal:
        console.print(_markdown(text), soft_wrap=False)
    else:
        sys.stdout.write(text.rstrip() + "\n")


def _markdown(text: str) -> Markdown:
    """As Notion and GitHub show it: a line of the text stays a line."""
    markdown = Markdown(text)
    for token in markdown.parsed:
        for inner in token.children or ():
            inner.type = "hardbreak" if inner.type == "softbreak" else inner.type
    return markdown


def print_outcome(report: Report) -> None:
    """What a sync tells; of one that changed nothing, a line."""
    print_text(report.text, markdown=report.changed)


_STYLES = {
    Tone.HEADING: "bold",
    Tone.CREATE: "green",
    Tone.UPDATE: "yellow",
    Tone.RETIRE: "red",
    Tone.PLACE: "cyan",
}


def _print_lines(lines: Iterable[ToneLine]) -> None:
    """In colour on a terminal, as they are into a pipe or file, and where NO_COLOR is set."""
    console = stdout()
    if not console.is_terminal:
        sys.stdout.write("\n".join(text for text, _ in lines).rstrip() + "\n")
        return
    for text, tone in lines:
        console.print(text, style=_STYLES.get(tone, ""), markup=False)


def _print_diff(report: Report) -> None:
    if report.full_diff:
        _print_lines(diff_lines(report.full_diff))


# How `plan` shows a preview, by the name of the form.
PREVIEWS: dict[str, Callable[[Report], None]] = {
    "text": lambda report: _print_lines(preview_lines(report)),
    "markdown": lambda report: print_text(report.summary),
    "diff": _print_diff,
}


def problem_of(error: PlannerError) -> Problem:
    """An error as a document lists it."""
    return Problem(code=error.code, message=error.message, hint=error.hint)


def print_problems(problems: Iterable[Problem], *, quiet: bool = False) -> None:
    console = stderr()
    for problem in () if quiet else problems:
        console.print(f"Note: {problem.message} {problem.hint}".rstrip(), style="yellow", markup=False)


def print_error(command: str, error: PlannerError, *, as_json: bool) -> None:
    """One line on standard error; with ``--json`` also the document that says so on standard output."""
    if as_json:
        print_json(Report(command=command, problems=(problem_of(error),)).as_json())
    print_failure(problem_of(error))


def print_failure(problem: Problem) -> None:
    one_line = " ".join(f"{problem.message} {problem.hint}".split())
    stderr().print(f"Error: {one_line}", style="red", markup=False)


def append_to_file(path: Path, text: str) -> None:
    """Adds to a file what others may have begun, as a job's summary page expects.

    Raises:
        ConfigError: it cannot be written.
        UsageError: it is called ``-``.
    """
    _require_name(path)
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise _unwritable(path, error) from error


def write_file(path: Path, text: str) -> None:
    """Writes a file whole or not at all, and the folder that it belongs in; a link to it stays one.

    A pipe or a device takes the text as it comes.

    Raises:
        ConfigError: it cannot be written.
        UsageError: it is called ``-``.
    """
    _require_name(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise _unwritable(path, error) from error


def is_taken(path: Path) -> bool:
    """Whether there is a file or folder of that name already.

    Raises:
        ConfigError: that cannot be told, so nothing can be written there either.
    """
    try:
        return path.exists()
    except OSError as error:
        raise _unwritable(path, error) from error


def _require_name(path: Path) -> None:
    """Who writes ``-`` means standard output, where the command prints other things."""
    if path == Path("-"):
        raise UsageError("- is not the name of a file to write.", hint="Name one.")


def _unwritable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(f"{path} cannot be written: {error.strerror}.", hint="Name one where you may write.")


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8")
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
