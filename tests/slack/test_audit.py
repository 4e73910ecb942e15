"""The audit log is added to, line by line, and survives everything but its disk."""

import json
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notion_planner.errors import ConfigError
from notion_planner.slack.audit import Audit, Entry, Event, to_stdout
from tests.slack.conftest import BOB, CHANNEL, TASKS, Applied, Team


def entry(run: str = "r1") -> Entry:
    return Entry(event=Event.APPLIED, run=run, team="T1", user="U1", channel="C1", verb="sync")


def audit(path: Path) -> Audit:
    return Audit(path, echo=lambda _line: None, now=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


def test_each_entry_is_one_line_that_tells_its_time(tmp_path: Path) -> None:
    path = tmp_path / "new" / "audit.jsonl"
    audit(path).record(entry())
    assert json.loads(path.read_text()) == {
        "at": "2026-01-02T03:04:05+00:00",
        "event": "applied",
        "run": "r1",
        "team": "T1",
        "user": "U1",
        "channel": "C1",
        "verb": "sync",
    }


def test_what_stands_in_the_log_stays(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text("before\n")
    audit(path).record(entry())
    audit(path).record(entry())
    assert path.read_text().startswith("before\n")
    assert path.read_text().count("\n") == 3


def test_only_the_owner_reads_a_new_log(tmp_path: Path) -> None:
    audit(tmp_path / "audit.jsonl").record(entry())
    assert stat.S_IMODE((tmp_path / "audit.jsonl").stat().st_mode) == 0o600


def test_entries_of_many_writers_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"

    def write(name: int) -> None:
        for number in range(20):
            audit(path).record(entry(f"{name}-{number}-{'x' * 500}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    runs = [json.loads(line)["run"] for line in path.read_text().splitlines()]
    assert len(set(runs)) == 80


def test_a_log_that_cannot_be_written_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"slack\.audit"):
        audit(tmp_path).record(entry())


def test_every_line_goes_to_standard_output_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "audit.jsonl"
    Audit(path, echo=to_stdout).record(entry())
    assert capsys.readouterr().out == path.read_text()


def test_nothing_is_applied_that_the_audit_log_cannot_hold(team: Team) -> None:
    preview = team.previewed()
    team.audit_file.mkdir()
    post = team.presses(preview.button("Apply"))
    assert "cannot be written" in post.text
    assert team.notion.tasks() == []


def test_a_result_that_the_audit_log_cannot_hold_is_told_all_the_same(team: Team) -> None:
    class Spoiling(list[str]):
        def append(self, line: str) -> None:
            """Once the beginning is recorded, the log takes no more."""
            super().append(line)
            if team.audit_file.is_file():
                team.audit_file.unlink()
                team.audit_file.mkdir()

    team.echoed = Spoiling()
    post = team.presses(team.previewed().button("Apply"))
    assert "Implementation plan created" in post.text
    assert "audit log" in post.text
    assert "nothing was applied" not in post.text
    assert [json.loads(line)["event"] for line in team.echoed] == ["begun", "applied"]


def test_the_audit_log_says_who_did_what_and_holds_no_word_of_the_specification(applied: Applied) -> None:
    begun, done = (json.loads(line) for line in applied.log.splitlines())
    assert (begun["user"], begun["channel"], begun["verb"]) == (BOB, CHANNEL, "plan")
    assert begun["run"] == done["run"]
    assert done["counts"]["created"] == TASKS
    assert done["plans"] == [applied.plan]
    assert "CSV" not in applied.log
    assert "\n".join(applied.echoed) + "\n" == applied.log
