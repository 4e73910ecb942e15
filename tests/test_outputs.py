"""Where a command prints: terminals without a sign, readers that leave, and what takes no more."""

import io
import json
import os
import sys
from pathlib import Path
from typing import TextIO

import pytest

from notion_planner.__main__ import main
from notion_planner.errors import ExitCode


def test_a_terminal_that_knows_no_tick_gets_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("spec.md").write_text("# Größe\n\n- FR-1: Export as CSV\n")
    printed = {}
    for option in ("--quiet", "--json"):
        screen = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        monkeypatch.setattr(sys, "stdout", screen)
        monkeypatch.setattr(sys, "argv", ["notion-planner", "extract", "spec.md", option])
        with pytest.raises(SystemExit, match="0"):
            main()
        screen.seek(0)
        printed[option] = screen.read()
    assert "Gr??e" in printed["--quiet"]
    assert json.loads(printed["--json"])["title"] == "Größe"


def ended(monkeypatch: pytest.MonkeyPatch, output: TextIO | None, *arguments: str) -> object:
    """The exit code of the process that prints there."""
    monkeypatch.setattr(sys, "stdout", output)
    monkeypatch.setattr(sys, "argv", ["notion-planner", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


# Of a short text a write fails only as it is flushed, and of a long one at once.
@pytest.mark.parametrize("arguments", [["--version"], ["schema", "plan"]])
def test_who_reads_no_further_gets_no_complaint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        assert ended(monkeypatch, closed, *arguments) == 141
    assert capsys.readouterr().err == ""


def test_who_reads_no_further_is_told_no_error_either(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:  # as of `2>&1 | head`
        monkeypatch.setattr(sys, "stderr", closed)
        assert ended(monkeypatch, closed, "sync", "--start", "soon") == 141


@pytest.mark.parametrize("arguments", [["--version"], ["schema", "plan"]])
def test_an_output_that_cannot_be_written_is_said_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with Path("/dev/full").open("w") as full:
        assert ended(monkeypatch, full, *arguments) == ExitCode.OUTPUT
    assert capsys.readouterr().err == "Error: The output could not be written: No space left on device.\n"


def test_a_closed_output_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ended(monkeypatch, None, "--version") == ExitCode.DONE


def test_what_a_closed_standard_error_would_say_is_not_said_on_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert ended(monkeypatch, sys.stdout, "sync", "nowhere.md") == ExitCode.NOT_FOUND
    sys.stderr.close()
    assert capsys.readouterr().out == ""
