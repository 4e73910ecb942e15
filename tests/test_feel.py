"""How the commands feel: quick to start, plain where nobody looks, helpful at the prompt, stopped cleanly."""

import asyncio
import io
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from rich.console import Console

from notion_planner.cli import output as out
from notion_planner.cli.app import app, run
from notion_planner.cli.completion import spec_titles
from notion_planner.cli.progress_bar import in_words, progress_bar, seconds_left
from notion_planner.cli.tables import plain_table, print_table
from notion_planner.config import Environment
from notion_planner.errors import ExitCode
from tests.conftest import SPEC, Cli, Notion
from tests.runner import ROOT
from tests.running import running
from tests.tasks import add_task

HEAVY = (
    "pydantic",
    "rich",
    "asyncio",
    "httpx",
    "jinja2",
    "starlette",
    "yaml",
    "notion_planner.use_cases.sync",
)
CONFIG = "plans:\n  parent: Engineering Plans\ntasks:\n  database: Engineering Tasks\n"


def leaves(group: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(leaves(typer.main.get_command(app)))


def test_help_imports_nothing_that_only_work_needs() -> None:
    code = (
        "import sys; from notion_planner.cli.app import run; run(['--help']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_a_command_teaches_by_an_example_that_it_understands(path: tuple[str, ...], tmp_path: Path) -> None:
    command = COMMANDS[path]
    examples = [line.strip() for line in command.help.splitlines() if "Example: " in line]  # type: ignore[attr-defined]
    assert examples, f"{' '.join(path)} has no example"
    for example in examples:
        program, *words = shlex.split(example.split("Example: ", 1)[1])
        assert (program, tuple(words[: len(path)])) == ("notion-planner", path)
        rest = words[len(path) :]
        for word in rest:  # an argument may have to be a file that exists
            if "." in word and "/" not in word:
                (tmp_path / word).touch()
        command.make_context(" ".join(path), rest)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_fits_a_terminal_and_says_what_the_command_is_for(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*path, "--help"]) == ExitCode.DONE
    captured = capsys.readouterr().out
    assert captured.startswith(f"Usage: notion-planner {' '.join(path)}")


class Terminal(io.StringIO):
    """Remembers that something was drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = threading.Event()

    def write(self, text: str) -> int:
        if "of 10" in text or "/10" in text:
            self.drawn.set()
        return super().write(text)


def test_what_is_quick_draws_no_bar() -> None:
    terminal = Terminal()
    console = Console(file=terminal, force_terminal=True)
    with progress_bar(console, requests_per_minute=180, quiet=False) as progress:
        progress("Write the docs", 1, 10)
    assert terminal.getvalue().strip("\x1b[?25lh\n\r") == ""


def test_nothing_moves_while_a_person_is_asked() -> None:
    terminal = Terminal()
    console = Console(file=terminal, force_terminal=True, width=100)
    with progress_bar(console, requests_per_minute=5, quiet=False, patience=0) as progress:
        progress("Write the docs", 0, 10)
        assert terminal.drawn.wait(10)
        progress.pause()
        drawn, terminal.drawn = terminal.getvalue(), threading.Event()
        assert drawn.endswith("\x1b[2K")  # the line is wiped, and the cursor back at its start
        progress.pause()
        assert terminal.getvalue() == drawn
        progress("Write the docs", 0, 10)
        assert terminal.drawn.wait(10)
    assert "0/10" in terminal.getvalue()
    assert "nearly done" not in terminal.getvalue()


def test_a_line_of_a_report_stays_a_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", terminal)
    out.print_text("✅ Plan page\n✅ Specification updated", markdown=True)
    assert len(terminal.getvalue().strip().splitlines()) == 2


def test_a_long_line_of_a_list_is_folded_and_not_cut_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "40")
    out.print_text("- Die Übersicht zeigt alle hochgeladenen Dateien des Kunden", markdown=True)
    assert "des Kunden" in terminal.getvalue()


@pytest.mark.parametrize(("width", "first"), [("120", "┏"), ("40", "Export Service")])
def test_a_table_that_a_terminal_is_too_narrow_for_is_a_list(
    monkeypatch: pytest.MonkeyPatch, width: str, first: str
) -> None:
    terminal = Terminal()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", width)
    print_table(["Plan", "Tasks", "Next milestone"], [["Export Service", "0/26", "Phase 1, 2026-11-24"]])
    assert terminal.getvalue().startswith(first)


def test_columns_stand_below_one_another_whatever_the_signs() -> None:
    lines = plain_table(["Plan", "Tasks"], [["座席表", "3/26"], ["Export", "12/26"]], right=["Tasks"])
    assert lines == ["Plan    Tasks", "座席表   3/26", "Export  12/26"]


def test_what_is_slow_draws_a_bar_with_an_estimate() -> None:
    terminal = Terminal()
    console = Console(file=terminal, force_terminal=True, width=100)
    with progress_bar(console, requests_per_minute=5, quiet=False, patience=0) as progress:
        progress("Write the docs", 4, 10)
        assert terminal.drawn.wait(10)
    assert "4/10" in terminal.getvalue()
    assert " s left" in terminal.getvalue()


def test_the_next_specification_begins_a_bar_without_an_estimate() -> None:
    terminal = Terminal()
    console = Console(file=terminal, force_terminal=True, width=100)
    with progress_bar(console, requests_per_minute=5, quiet=False, patience=0) as progress:
        progress("Write the docs", 8, 9)
        progress("Reading 'Export' (2 of 10)", 0, 0)
        assert terminal.drawn.wait(10)
    lines = [line for line in terminal.getvalue().replace("\r", "\n").split("\n") if "Export" in line]
    assert all("0/?" in line and "nearly done" not in line for line in lines)


def test_nothing_is_drawn_where_nobody_looks() -> None:
    for console, quiet in (
        (Console(file=io.StringIO()), False),
        (Console(file=Terminal(), force_terminal=True), True),
    ):
        with progress_bar(console, requests_per_minute=5, quiet=quiet, patience=0) as progress:
            progress("Write the docs", 4, 10)
        assert console.file.getvalue() == ""  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("done", "total", "elapsed", "seconds"),
    [
        (0, 100, 3.0, 0.0),  # no pace yet, and the whole of it fits into this minute's budget
        (50, 100, 10.0, 10.0),  # at this pace
        (150, 400, 5.0, 115.0),  # pages 361 to 400 are in the third minute
        (10, 10, 5.0, 0.0),
    ],
)
def test_an_estimate_knows_the_pace_and_the_rate_limit(
    done: int, total: int, elapsed: float, seconds: float
) -> None:
    assert seconds_left(done, total, elapsed=elapsed, requests_per_minute=180) == seconds


def test_an_estimate_is_as_precise_as_it_can_be() -> None:
    assert [in_words(value) for value in (0.2, 12.4, 200)] == [
        "nearly done",
        "about 12 s left",
        "about 3 min left",
    ]


def test_a_pause_that_notion_asks_for_is_a_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (False, True):
        out.pause_notice(quiet=quiet)(300)
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "going on in 5 min" in told.err


def test_under_ci_a_terminal_is_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert out.stdout().is_terminal
    monkeypatch.setenv("CI", "true")
    assert not out.stdout().is_terminal


def test_no_color_is_obeyed_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert out.stderr().no_color


Complete = Callable[..., list[str]]


@pytest.fixture
def complete(notion: Notion) -> Iterator[Complete]:
    """Completion by way of a server; what is given beside the word is the shell's environment."""
    Path("config.yaml").write_text(CONFIG)
    with running(notion.workspace.app) as address:

        def call(incomplete: str, **shell: str) -> list[str]:
            values = {"NOTION_API_TOKEN": notion.workspace.token, "NOTION_API_BASE_URL": address, **shell}
            return spec_titles(incomplete, environ=Environment(values=values))

        yield call


def test_titles_of_specifications_complete_and_those_of_tasks_and_plans_do_not(
    complete: Complete, notion: Notion
) -> None:
    add_task(notion, "User story mapping")
    notion.add_page("User plan", "Engineering Plans", "")
    assert complete("User") == [SPEC]


def test_configured_specifications_complete_without_a_search(complete: Complete) -> None:
    Path("config.yaml").write_text(CONFIG + "specs:\n  pages: [Alpha, Beta]\n")
    assert complete("A", NOTION_API_BASE_URL="http://127.0.0.1:1") == ["Alpha"]


@pytest.mark.parametrize(
    ("words", "suggested"),
    [
        ("notion-planner\nsync\nUser", [SPEC.replace(" ", "\\ ")]),
        ('notion-planner\nsync\n"User P', [SPEC]),
        ("notion-planner\nsync\nUser\\ P", []),
    ],
)
def test_bash_gets_titles_as_they_are_typed(complete: Complete, words: str, suggested: list[str]) -> None:
    word = words.split("\n")[2].replace("\\", "").strip('"')
    assert complete(word, COMP_WORDS=words, COMP_CWORD="2") == suggested


def test_completion_is_silent_when_anything_is_wrong(
    complete: Complete, capsys: pytest.CaptureFixture[str]
) -> None:
    assert complete("User", NOTION_API_BASE_URL="http://127.0.0.1:1") == []
    assert complete("User", NOTION_API_TOKEN="wrong") == []
    Path("config.yaml").write_text("plans: [")
    assert complete("User") == []
    assert spec_titles("User", environ=Environment(values={})) == []
    assert not Path(".notion-planner").exists()
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_completion_waits_for_no_slow_server(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("config.yaml").write_text(CONFIG)
    monkeypatch.setattr("notion_planner.cli.completion._PATIENCE", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        values = {"NOTION_API_TOKEN": "ntn_x", "NOTION_API_BASE_URL": address}
        assert spec_titles("User", environ=Environment(values=values)) == []


class Watched:
    """A workspace that says when the plan and some of its tasks were made, and then waits with its answer."""

    def __init__(self, notion: Notion) -> None:
        self.made, self.go_on, self._left = threading.Event(), threading.Event(), 3
        self.app, self._app = self, notion.workspace.app

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        if self.made.is_set():
            await asyncio.to_thread(self.go_on.wait)
        await self._app(scope, receive, send)
        if (scope.get("method"), scope.get("path")) == ("POST", "/v1/pages"):
            self._left -= 1
            if not self._left:
                self.made.set()


ENDING = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture
def interrupted_at_worst() -> Iterator[None]:
    """A signal that the command does not take ends a test, and not all of them."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in ENDING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("interrupted_at_worst")
@pytest.mark.parametrize("number", ENDING)
def test_a_signal_stops_a_sync_which_then_goes_on_where_it_ended(
    notion: Notion, cli: Cli, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    Path("config.yaml").write_text(CONFIG)
    notion.add_page("Export", "Engineering Specs", "- FR-1: Export as CSV\n- FR-2: Export as JSON")
    watched = Watched(notion)

    def press() -> None:
        if watched.made.wait(60):
            os.kill(os.getpid(), number)
            watched.go_on.set()

    person = threading.Thread(target=press)
    with running(watched.app) as address:
        monkeypatch.setenv("NOTION_API_TOKEN", notion.workspace.token)
        monkeypatch.setenv("NOTION_API_BASE_URL", address)
        person.start()
        try:
            code, _, err = cli("sync", "Export")
        except KeyboardInterrupt:
            pytest.fail("the signal ended the process that the command runs in")
        person.join()
    assert code == 130
    assert "goes on where this one ended" in err
    assert err.count("\n") == 1
    report = notion.sync("Export")
    titles = [task.title for task in notion.tasks()]
    assert len(titles) == len(set(titles)) == report.counts["tasks"]
