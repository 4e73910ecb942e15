"""`lint`: what it finds, what a baseline accepts, and the file that it writes."""

import os
from pathlib import Path

import pytest

from notion_planner.errors import ExitCode
from tests.conftest import Cli

VAGUE = "# Export Service\n\n## Requirements\n\n- FR-1: Export fast and user-friendly\n- FR-2: TBD\n"


@pytest.fixture
def vague(tmp_path: Path) -> Path:
    path = tmp_path / "vague.md"
    path.write_text(VAGUE)
    return path


def test_lint_names_the_place_the_rule_and_what_to_write_instead(cli: Cli, vague: Path) -> None:
    code, out, _ = cli("lint", str(vague), "--fail-on", "warning")
    assert code == ExitCode.GATE
    assert f"{vague.as_posix()}:5:" in out


def test_a_baseline_accepts_what_was_there_and_nothing_new(cli: Cli, vague: Path, tmp_path: Path) -> None:
    accepted = tmp_path / "baseline.json"
    cli("lint", str(vague), "--write-baseline", str(accepted), "--fail-on", "never")
    assert cli("lint", str(vague), "--baseline", str(accepted), "--fail-on", "warning")[0] == ExitCode.DONE
    vague.write_text(VAGUE + "- FR-3: Import fast and easily\n")
    assert cli("lint", str(vague), "--baseline", str(accepted), "--fail-on", "warning")[0] == ExitCode.GATE


def test_a_file_that_is_replaced_stays_the_link_and_as_private_as_it_was(
    cli: Cli, vague: Path, tmp_path: Path
) -> None:
    kept, link = tmp_path / "kept.txt", tmp_path / "link.txt"
    kept.touch(mode=0o600)
    link.symlink_to(kept)
    cli("lint", str(vague), "--write-baseline", str(link))
    assert link.is_symlink()
    assert kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_what_is_no_regular_file_is_written_to_and_not_replaced(
    cli: Cli, vague: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    cli("lint", str(vague), "--write-baseline", str(pipe))
    assert pipe.is_fifo()
    assert os.read(reader, 100)
    os.close(reader)


def test_a_folder_in_the_place_of_a_file_is_refused_and_nothing_is_left_behind(
    cli: Cli, vague: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.iterdir())
    for target in ("folder", "."):
        code, _, err = cli("lint", str(vague), "--write-baseline", target)
        assert code == ExitCode.CONFIGURATION
        assert err.startswith(f"Error: {target} cannot be written: Is a directory.")
    assert sorted(tmp_path.iterdir()) == before


def test_a_broken_baseline_is_a_configuration_error(cli: Cli, vague: Path, tmp_path: Path) -> None:
    broken = tmp_path / "baseline.json"
    broken.write_text("{")
    assert "Make it anew" in cli("lint", str(vague), "--baseline", str(broken))[2]
