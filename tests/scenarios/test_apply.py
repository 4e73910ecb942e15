"""A plan file: edited by a person, applied once, kept by every later sync, refused when the world moved."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from notion_planner.config import parse_settings
from notion_planner.errors import ExitCode, PlanFileError, PlannerError
from notion_planner.fetcher.reading import read_spec
from notion_planner.model.plan import Plan
from notion_planner.model.plan_file import PlanFile
from notion_planner.notion.gateway import Gateway
from notion_planner.planner import faults
from notion_planner.preview.plan_file import as_json, parse_plan_file, refusal
from notion_planner.settings import PlanningSettings
from notion_planner.use_cases.applying import file_of, prepare_file
from notion_planner.use_cases.sync import apply, prepare
from notion_planner.workspace import Fault
from tests.conftest import CREATED, SPEC, Cli, Kept, Notion
from tests.scenarios.conftest import QUICK, TINY

FILE = Path("plan.json")
Edit = Callable[[dict[str, Any]], None]
Written = tuple[str, Plan]


def planned(notion: Notion) -> PlanFile:
    async def work(gateway: Gateway) -> PlanFile:
        running = notion.run(gateway, CREATED)
        return file_of(running, await prepare(running, await read_spec(gateway, SPEC)))

    file: PlanFile = notion.ask(work)
    return file


@pytest.fixture(scope="module")
def written() -> Iterator[Written]:
    """The plan file that `plan` writes before the first sync, and the plan that it shows."""
    notion = Notion(parse_settings(QUICK, "config.yaml"), seed=TINY)
    file = planned(notion)
    yield as_json(file), Plan(**{name: getattr(file, name) for name in Plan.model_fields})
    notion.workspace.close()


def put(text: str, edit: Edit = lambda _: None) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(text)
    edit(data)
    FILE.write_text(json.dumps(data))
    return data


def write(cli: Cli, edit: Edit = lambda _: None) -> dict[str, Any]:
    assert cli("plan", SPEC, "--out", str(FILE), "-q")[0] == ExitCode.DONE
    return put(FILE.read_text(), edit)


def task(data: dict[str, Any], key: str) -> dict[str, Any]:
    return next(task for task in data["tasks"] if task["key"] == key)


KEY = "criteria"


def harder(data: dict[str, Any]) -> None:
    task(data, KEY)["estimate"]["points"] = 5
    task(data, KEY)["priority"] = "P3"


def test_the_file_is_valid_by_the_schema_and_the_same_every_time(
    cli: Cli, local: Notion, written: Written
) -> None:
    assert as_json(planned(local)) == written[0]
    first = json.loads(written[0])
    schema = json.loads(cli("schema", "plan")[1])
    jsonschema.Draft202012Validator(schema).validate(first)
    assert first["changes"]["plan"]["action"] == "create"
    assert set(first["made_from"]) == {"page", "title", "url", "profile", "spec", "notion", "settings"}


def test_an_unedited_file_is_applied_as_a_sync_would(cli: Cli, local: Notion, written: Written) -> None:
    data = put(written[0])
    code, out, _ = cli("apply", str(FILE), "--yes", "--json")
    report = json.loads(out)
    assert (code, report["counts"]["created"]) == (ExitCode.DONE, len(data["tasks"]))
    assert not json.loads(cli("sync", SPEC, "--json")[1])["changed"]


def test_edits_of_what_is_computed_anew_are_said_to_have_no_effect(
    cli: Cli, local: Notion, written: Written
) -> None:
    def edit(data: dict[str, Any]) -> None:
        harder(data)
        data["phases"][0]["name"] = "Get going"
        data["milestones"][0]["due"] = "2031-01-01"
        data["tasks"][1]["slack_days"] = 99

    put(written[0], edit)
    code, out, _ = cli("apply", str(FILE), "--dry-run", "--json")
    report = json.loads(out)
    said = [problem["message"] for problem in report["problems"] if problem["code"] == "edit_without_effect"]
    assert code == ExitCode.DONE
    assert [message.partition(": ")[0] for message in said] == [
        "/phases/0/name",
        "/milestones/0/due",
        "/tasks/1/slack_days",
    ]


@pytest.fixture
def applied(cli: Cli, local: Notion, written: Written) -> dict[str, Any]:
    """What `apply` tells of a file in which one task was made harder, one added and one taken out."""

    def edit(data: dict[str, Any]) -> None:
        harder(data)
        data["tasks"] = [task for task in data["tasks"] if task["key"] != "deploy"]
        data["added"] = [{"title": "Review with legal", "kind": "Document", "phase": 2}]

    def apply() -> dict[str, Any]:
        put(written[0], edit)
        code, out, _ = cli("apply", str(FILE), "--yes", "--json")
        assert code == ExitCode.DONE
        report: dict[str, Any] = json.loads(out)
        return report

    found: dict[str, Any] = Kept.begin("an edited plan file applied", local.workspace, apply)
    return found


def test_edits_are_written_and_stay_through_later_syncs(
    cli: Cli, local: Notion, applied: dict[str, Any]
) -> None:
    assert applied["problems"] == []
    page = next(task for task in local.tasks() if "integration tests" in task.title)
    assert page.properties["Story Points"].value == 5
    assert "set by a person: 5 points" in local.markdown(page.id)
    local.edit(local.find(SPEC), "- FR-5: Search", "- FR-6: Export the profile as CSV\n- FR-5: Search")
    report = json.loads(cli("sync", SPEC, "--json")[1])
    assert report["counts"]["created"] == 1
    assert (task(report, KEY)["points"], task(report, KEY)["priority"]) == (5, "P3")


def test_an_entry_taken_out_of_the_list_is_given_up(cli: Cli, local: Notion, applied: dict[str, Any]) -> None:
    write(cli, lambda data: data["overrides"].update(tasks=[]))
    code, out, _ = cli("apply", str(FILE), "--yes", "--json")
    assert (code, task(json.loads(out), KEY)["points"]) == (ExitCode.DONE, 3)
    assert any(page.title.startswith("Prepare deployment") for page in local.tasks())


def test_an_added_and_a_dropped_task(cli: Cli, local: Notion, applied: dict[str, Any]) -> None:
    titles = {task.title for task in local.tasks()}
    assert "Review with legal for User Profile API" in titles
    assert not any(title.startswith("Prepare deployment") for title in titles)
    assert not json.loads(cli("sync", SPEC, "--json")[1])["changed"]


@pytest.mark.slow
def test_a_dropped_task_that_exists_is_retired_not_deleted(cli: Cli, local: Notion) -> None:
    before = len(local.sync().tasks)

    def edit(data: dict[str, Any]) -> None:
        data["tasks"] = [task for task in data["tasks"] if task["key"] != "deploy"]

    write(cli, edit)
    _, out, _ = cli("apply", str(FILE), "--yes", "--json")
    assert json.loads(out)["counts"]["retired"] == 1
    assert len(local.tasks()) == before


def test_a_specification_that_moved_is_refused_by_name(cli: Cli, local: Notion, written: Written) -> None:
    put(written[0])
    local.edit(local.find(SPEC), "Upload profile avatar", "Upload profile picture")
    code, out, err = cli("apply", str(FILE), "--yes")
    assert (code, out) == (ExitCode.STALE, "")
    assert f"the specification '{SPEC}' changed since the file was written" in err
    assert "plan SPEC --out FILE" in err
    assert local.tasks() == []


def test_a_plan_that_moved_in_notion_is_refused_by_name(cli: Cli, local: Notion) -> None:
    local.sync()
    write(cli)
    local.edit(local.find("Implementation: User Profile API"), "## Summary\n", "## Summary\nAda\n")
    code, _, err = cli("apply", str(FILE), "--yes")
    assert code == ExitCode.STALE
    assert "its plan or one of its tasks in Notion changed" in err


def test_other_settings_are_refused_by_name(cli: Cli, local: Notion, written: Written) -> None:
    put(written[0])
    Path("config.yaml").write_text(QUICK.replace("profile: quick", "profile: quick, capacity: 5"))
    code, _, err = cli("apply", str(FILE), "--yes")
    assert code == ExitCode.STALE
    assert "the configuration" in err


def test_nothing_is_applied_unasked(cli: Cli, local: Notion, written: Written) -> None:
    put(written[0])
    code, out, err = cli("apply", str(FILE))
    assert code == ExitCode.DECISION
    assert "Plan: 6 to create" in out
    assert "--yes" in err
    assert local.tasks() == []


def test_a_dry_run_checks_and_shows(cli: Cli, local: Notion, written: Written) -> None:
    put(written[0], harder)
    code, out, _ = cli("apply", str(FILE), "--dry-run")
    assert code == ExitCode.DONE
    assert "[5 pt]" in out
    assert local.tasks() == []


SAID = {"task": KEY, "field": "points", "base": 3, "value": 5}
WRONG: dict[str, tuple[Edit, str]] = {
    "phase": (lambda d: task(d, KEY).update(phase=9), "/phase: there is no phase 9."),
    "type": (lambda d: task(d, KEY).update(phase="two"), "/phase: "),
    "missing": (lambda d: task(d, KEY).pop("title"), "/title: it is missing."),
    "unknown": (lambda d: task(d, KEY).update(colour="red"), "/colour: nothing of this name belongs here."),
    "hours": (lambda d: task(d, KEY)["estimate"].update(hours=100), "is not between 2 and 24 hours"),
    "tag": (lambda d: task(d, KEY).update(tags=["api", "x" * 101]), "/tags/1: a tag is one line of 1 to 100"),
    "dangling": (lambda d: task(d, KEY).update(blocked_by=["x"]), "/blocked_by/0: 'x' is no task"),
    "version": (lambda d: d.update(schema_version="notion-planner/plan/9"), "/schema_version: "),
    "covered": (
        lambda d: d.update(tasks=[t for t in d["tasks"] if t["key"] != "requirement:get-profile-id-5cc9"]),
        "nothing covers FR-1",
    ),
    "spec": (lambda d: d["overview"].update(text="Mine"), "/overview: it is made from the specification"),
}


def checked(text: str, shown: Plan) -> None:
    file = parse_plan_file(text, "plan.json")
    raise refusal("plan.json", faults(file, file.added, shown, PlanningSettings()))


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_named_with_its_place(written: Written, mistake: str) -> None:
    edit, message = WRONG[mistake]
    data = json.loads(written[0])
    edit(data)
    with pytest.raises(PlanFileError, match=re.escape(message)):
        checked(json.dumps(data), written[1])


def test_a_mistake_is_one_line_and_writes_nothing(cli: Cli, local: Notion, written: Written) -> None:
    put(written[0], lambda data: data.update(overrides={"tasks": [SAID]}))
    code, _, err = cli("apply", str(FILE), "--yes", "-q")
    assert code == ExitCode.USAGE
    assert "/overrides/tasks: it lists what was set before" in err
    assert err.count("\n") == 1
    assert local.tasks() == []


def test_a_file_that_an_editor_began_with_a_byte_order_mark_is_read(written: Written) -> None:
    assert parse_plan_file("\ufeff" + written[0], "plan.json") == parse_plan_file(written[0], "plan.json")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', "[" * 100_000, '"\\ud800"'])
def test_what_is_no_plan_file_is_refused(text: str) -> None:
    with pytest.raises(PlanFileError, match=r"^plan\.json is"):
        parse_plan_file(text, "plan.json")


def test_a_file_that_is_not_there_is_a_mistake_of_the_command_line(cli: Cli) -> None:
    assert cli("apply", "nowhere.json")[0] == ExitCode.USAGE


EXPORT = "# Export\n\n## Requirements\n\n- FR-1: Export as CSV\n"


def test_a_plan_of_a_markdown_file_names_the_way_to_a_page(local: Notion, cli: Cli) -> None:
    Path("spec.md").write_text(EXPORT)
    cli("plan", "spec.md", "--out", str(FILE), "-q")
    code, _, err = cli("apply", str(FILE), "--yes", "-q")
    assert code == ExitCode.USAGE
    assert "Sync that file first" in err


def test_a_plan_of_a_file_that_was_never_synced_is_said_not_to_be_applicable_when_it_is_written(
    local: Notion, cli: Cli
) -> None:
    Path("spec.md").write_text(EXPORT)
    assert f"{FILE} can be read and not applied" in cli("plan", "spec.md", "--out", str(FILE))[2]


def test_a_plan_of_a_file_that_is_synced_is_applied_to_its_page_unless_the_file_has_changed(
    local: Notion, cli: Cli
) -> None:
    Path("spec.md").write_text(EXPORT)
    cli("sync", "spec.md", "--profile", "quick", "-q")
    cli("plan", "spec.md", "--profile", "quick", "--out", str(FILE), "-q")
    code, out, _ = cli("apply", str(FILE), "--yes", "-q")
    assert (code, out.split(".")[0]) == (ExitCode.DONE, "No changes")
    Path("spec.md").write_text(f"{EXPORT}- FR-2: Export as PDF\n")
    assert f"{FILE} can be read and not applied" in cli("plan", "spec.md", "--out", str(FILE))[2]


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 4])
def test_an_apply_that_was_cut_off_is_completed_by_a_sync(notion: Notion, number: int) -> None:
    """What people set is stored before anything that follows from it is written."""

    async def work(gateway: Gateway) -> None:
        running = notion.run(gateway, CREATED)
        ready = await prepare(running, await read_spec(gateway, SPEC))
        file = file_of(running, ready)
        edited = [
            one.model_copy(update={"title": "Refuse what is not valid"}) if one.key == KEY else one
            for one in file.tasks
        ]
        changed = file.model_copy(update={"tasks": tuple(edited)})
        await apply(running, await prepare_file(running, changed, "plan.json"))

    notion.sync()
    fault = Fault(kind="forbidden", method="PATCH", path="/pages/", requests=(number,))
    notion.workspace.faults.add(fault)
    with contextlib.suppress(PlannerError):
        notion.ask(work)
    notion.workspace.faults.clear()
    notion.sync()
    expected = "Refuse what is not valid for User Profile API"
    assert (expected in {page.title for page in notion.tasks()}) == (number > 1)
    assert not notion.sync().changed
