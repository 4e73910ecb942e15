"""Records a session at a terminal into docs/session.md: init, doctor, plan, sync, an edit, sync, status.

Every command runs in the local workspace, and what it prints is kept whole. Only what cannot be the same in
two runs is put in order: days are moved to those of one calendar; ids, versions, latencies are left out.
"""

import contextlib
import io
import re
import shlex
from datetime import date, datetime, timedelta
from pathlib import Path

from notion_planner.cli.app import run
from notion_planner.errors import ExitCode

PATH = Path(__file__).parents[2] / "docs" / "session.md"
SPECIFICATION = """\
# Export Service

## Acceptance Criteria

- AC-1: The CSV opens in a spreadsheet
- AC-2: A failed mail is tried again

## Requirements

- NFR-1: An export takes less than 2 seconds
- FR-1: Export an order as CSV
- FR-2: Export an order as PDF
- FR-3: Send the export by mail
"""
_STEPS = (
    (
        "Set up",
        "Without a token everything happens in a local workspace, a Notion in one file.",
        ("notion-planner init --yes", "notion-planner doctor"),
    ),
    ("A specification", "Any habit of writing will do.", ("cat export.md",)),
    (
        "Look first, then write",
        "What is previewed is what is written.",
        (
            "notion-planner plan export.md --start START",
            "notion-planner sync export.md --start START",
        ),
    ),
    (
        "The specification changes",
        "Only what changed is written: one task is made, and where it has to be mentioned it is.",
        (
            "echo '- FR-4: Cancel an export that is running' >> export.md",
            "notion-planner plan export.md",
            "notion-planner sync export.md",
        ),
    ),
    (
        "Where it stands",
        "A sync of the same again writes nothing.",
        ("notion-planner sync export.md --detailed-exitcode --quiet", "notion-planner status export.md"),
    ),
)
_HEAD = """# A recorded session

From an empty folder to a plan that follows its specification. A test runs these commands and fails when they
print anything else (`make docs` records them anew); only days, ids, versions and latencies are put in order.
"""
# The days as they are told: today is a Thursday, and work begins on the Monday after it.
_TODAY, _START = date(2026, 11, 19), date(2026, 11, 23)


class Calendar:
    """Moves days between the calendar of the machine and the one that is told."""

    def __init__(self, today: date) -> None:
        self._today = today
        # A Monday, so that the working days fall alike; far enough off that nothing is today or overdue.
        self.start = today + timedelta(days=14 - today.weekday())

    def told(self, text: str) -> str:
        text = re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: self._day(date.fromisoformat(found[0])), text)
        text = re.sub(r"\b[A-Z][a-z]+ \d{1,2}, \d{4}\b", self._written_out, text)
        return re.sub(r"\bin (\d+) d\b", lambda found: f"in {self._wait(int(found[1]))} d", text)

    def _day(self, day: date) -> str:
        if day < self._today:
            return str(day)
        return str(_TODAY if day == self._today else _START + (day - self.start))

    def _written_out(self, found: re.Match[str]) -> str:
        day = datetime.strptime(found[0], "%B %d, %Y").date()  # noqa: DTZ007 (a day without an hour)
        moved = date.fromisoformat(self._day(day))
        return f"{moved:%B} {moved.day}, {moved.year}"

    def _wait(self, days: int) -> int:
        return days - (self.start - self._today).days + (_START - _TODAY).days


_PUT_IN_ORDER = (
    (re.compile(r"[0-9a-f]{32}\b"), "…"),
    (re.compile(r"notion-planner \d+\.\d+\.\d+ on Python [0-9.]+\w*"), "notion-planner on Python 3"),
    (re.compile(r"\d+\.\d+ s for an answer"), "0.01 s for an answer"),
)


def record(today: date) -> str:
    """The document. Runs everything in the current folder, which has to be empty."""
    Path("export.md").write_text(SPECIFICATION, encoding="utf-8")
    calendar = Calendar(today)
    parts = [_HEAD]
    for title, words, commands in _STEPS:
        shown = "\n".join(_shown(command, calendar) for command in commands)
        parts.append(f"## {title}\n\n{words}\n\n```console\n{shown}\n```\n")
    return "\n".join(parts)


def _shown(command: str, calendar: Calendar) -> str:
    said = _run(command.replace("START", str(calendar.start)))
    for pattern, instead in _PUT_IN_ORDER:
        said = pattern.sub(instead, said)
    return f"$ {command.replace('START', str(_START))}\n{calendar.told(said)}".rstrip()


def _run(command: str) -> str:
    """What a terminal shows of a command, of both streams in the order in which they are written."""
    program, *arguments = shlex.split(command)
    match program:
        case "cat":
            return Path(arguments[0]).read_text(encoding="utf-8")
        case "echo":
            line, _, file = arguments
            with Path(file).open("a", encoding="utf-8") as opened:
                opened.write(f"{line}\n")
            return ""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run(arguments)
    assert code == ExitCode.DONE, f"{command}\n{said.getvalue()}"
    return said.getvalue()
