"""docs/serve.md says what is so: its commands are understood, its doors, figures and outcomes are all."""

import re
import shlex
from pathlib import Path

import pytest

from notion_planner.cli.app import run
from notion_planner.config import starter_settings
from notion_planner.environment import Connection, QueuePlace, WebhookOpening
from notion_planner.errors import ExitCode
from notion_planner.jobs.model import Job
from notion_planner.jobs.queue import open_store
from notion_planner.jobs.retry import Ending, Verdict
from notion_planner.notion.ledger import Ledger
from notion_planner.serving.backend import Serving
from notion_planner.serving.metrics import Metrics
from notion_planner.serving.server import doors_of
from notion_planner.settings import JobsSettings, Settings
from notion_planner.webhook.door import Outcome

DOCUMENT = (Path(__file__).parents[1] / "docs" / "serve.md").read_text(encoding="utf-8")
COMMANDS = [line.strip() for line in re.findall(r"^ *notion-planner .*$", DOCUMENT, re.M)]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_understood(line: str) -> None:
    # --help is answered only after all other options were recognised.
    assert run([*shlex.split(line)[1:], "--help"]) == ExitCode.DONE


def test_jobs_are_listed_and_only_one_given_up_is_taken_on_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["jobs"]) == ExitCode.DONE
    assert capsys.readouterr().out == "0 queued or under way, 0 given up.\n"
    assert run(["jobs", "--retry", "none"]) == ExitCode.NOT_FOUND


def test_a_job_that_waits_for_another_try_is_listed_with_the_reason(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with open_store(QueuePlace(file=tmp_path / ".notion-planner" / "jobs.db"), JobsSettings()) as store:
        store.accept(Job(key="sync:1", kind="sync", lane="1"))
        claim = store.next_claim()
        assert claim is not None
        store.settle(claim, Verdict(ending=Ending.AGAIN, delay=60, error="Notion is away."))
    run(["jobs"])
    assert capsys.readouterr().out.splitlines()[1:] == ["  sync:1  begun 1 time; Notion is away."]


def test_every_door_is_documented(tmp_path: Path) -> None:
    serving = Serving(
        settings=starter_settings(),
        connection=Connection(kind="local"),
        queue=QueuePlace(file=tmp_path / "jobs.db"),
        webhook=WebhookOpening(file=tmp_path / "none"),
    )
    for door in doors_of(serving):
        row = next(line for line in DOCUMENT.split("\n") if line.startswith(f"| {door.name} |"))
        assert f"`{door.path}`" in row or not door.path
        assert f"`{door.why.split()[0]}`" in row


def test_exactly_the_figures_that_there_are_are_documented(tmp_path: Path) -> None:
    metrics = Metrics()
    metrics.job_ended("sync", Ending.DONE, 1)
    metrics.webhook_called(Outcome.OWN)
    with open_store(QueuePlace(file=tmp_path / "jobs.db"), JobsSettings()) as store:
        metrics.watch(store, Ledger)
        text = metrics.text().decode()
    told = set(re.findall(r"^# TYPE (notion_planner_\w+) ", text, re.M))
    told = {name for name in told if not name.endswith("_created")}
    assert set(re.findall(r"^\| `(notion_planner_\w+)` ", DOCUMENT, re.M)) == told


def test_every_outcome_is_documented() -> None:
    assert [word for word in (*Outcome, *Ending) if f"`{word}`" not in DOCUMENT] == []


def test_every_setting_that_it_names_is_one() -> None:
    named = re.findall(r"`((?:jobs|webhook|sync|notion)\.\w+)`", DOCUMENT)
    for section, name in (key.split(".") for key in named):
        assert name in type(getattr(starter_settings(), section)).model_fields
    assert {"jobs", "webhook"} <= set(Settings.model_fields)
