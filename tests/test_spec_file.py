"""A Markdown file as a specification: the title that it gets, and that its page has outside its text."""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from notion_planner.errors import ExitCode
from notion_planner.fetcher.spec_file import read_file, without_title
from tests.conftest import Cli


@pytest.mark.parametrize(
    ("place", "text", "title"),
    [
        ("seat-map.md", "# Checkout PRD\n", "Checkout PRD"),
        ("seat-map.md", "# Requirements Document\n", "Seat map"),
        ("specs/001-seat-map/requirements.md", "# Requirements Document\n", "Seat map"),
        ("specs/seat-map/spec.md", "Seats can be chosen.\n", "Seat map"),
        ("docs/requirements.md", "# System Requirements\n", "System Requirements"),
        (
            "seat-map.md",
            "# Requirements Document\n\n## Introduction\n\nThis document specifies the ticket scanner.\n",
            "Requirements Document",
        ),
    ],
)
def test_a_file_whose_title_names_nothing_is_called_by_its_file_or_folder(
    place: str, text: str, title: str, tmp_path: Path
) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert read_file(path).page.title == title


def test_comments_before_the_title_do_not_make_it_a_section_of_its_page() -> None:
    text = "<!-- docs/desk.md -->\n\n# Desk\n\nIt locks.\n"
    assert without_title(text, "Desk") == "It locks.\n"
    assert without_title(text, "Bill") == text


PIPED = b"# Seat map\r\n\r\n## Requirements\r\n\r\n- FR-1: Seats can be chosen\r\n"


@pytest.fixture(params=["-", "/dev/fd/"])
def stream(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Names standard input, or a pipe like a shell's ``<(…)``, that brings a specification."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PIPED)))
    out, into = os.pipe()
    os.write(into, PIPED)
    os.close(into)
    yield f"{request.param}{out}" if request.param == "/dev/fd/" else request.param
    os.close(out)


@pytest.mark.parametrize("command", ["extract", "trace"])
def test_what_only_looks_reads_streams(cli: Cli, stream: str, command: str) -> None:
    code, out, _ = cli(command, stream)
    assert code == ExitCode.DONE
    assert "Seat map" in out
    assert "FR-1" in out


def test_a_stream_previews_what_the_page_of_its_title_would_say(cli: Cli, stream: str) -> None:
    Path("map.md").write_text("# Seat map\n\n## Requirements\n\n- FR-1: Seats can be seen\n")
    cli("sync", "map.md", "--profile", "quick")
    assert (
        "+- **FR-1**: Seats can be chosen\n\nPlan: 0 to create, 2 to update"
        in cli("plan", stream, "--profile", "quick")[1]
    )


def test_a_stream_is_not_synced(cli: Cli, stream: str) -> None:
    code, _, err = cli("sync", stream)
    assert code == ExitCode.USAGE
    assert "cannot be synced: a specification is kept by the path of its file. Save it" in err


def test_a_stream_that_brings_nothing_is_said_to(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert "Nothing came from standard input" in cli("lint", "-")[2]
