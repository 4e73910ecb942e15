"""``sync`` without arguments: every specification that the configuration names, each in its own right."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from notion_planner.cli.app import run
from notion_planner.errors import ConfigError, ExitCode
from notion_planner.fetcher.discovery import row_filter
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import DataSource, Page, PropertySchema
from notion_planner.settings import SpecsPlace
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync_all import sync_all
from tests.conftest import CREATED, SPEC, Cli, Notion, kept
from tests.scenarios.conftest import QUICK


def sync(capsys: pytest.CaptureFixture[str], specs: str, *options: str) -> tuple[int, dict[str, object]]:
    Path("config.yaml").write_text(f"{QUICK}specs:\n{specs}")
    code = run(["sync", "--json", *options])
    return code, json.loads(capsys.readouterr().out)


def features(document: dict[str, object]) -> list[str]:
    reports = document.get("specs", [document])
    return [report["plan"]["feature"] for report in reports]  # type: ignore[index,attr-defined]


@kept
def rows(local: Notion) -> None:
    properties = {
        "Name": {"title": {}},
        "Status": {"select": {"options": [{"name": "Ready"}, {"name": "Draft"}]}},
    }
    body = {
        "parent": {"type": "page_id", "page_id": local.find("Engineering Specs")},
        "title": [{"type": "text", "text": {"content": "Specs"}}],
        "initial_data_source": {"properties": properties},
    }
    source = local.request("POST", "databases", body)["data_sources"][0]["id"]
    for name, state in (("Export", "Ready"), ("Import", "Draft"), ("Search", "Ready")):
        values = {
            "Name": {"title": [{"text": {"content": name}}]},
            "Status": {"select": {"name": state}},
        }
        markdown = f"## Requirements\n- FR-1: {name} as CSV"
        parent = {"type": "data_source_id", "data_source_id": source}
        local.request("POST", "pages", {"parent": parent, "properties": values, "markdown": markdown})


@pytest.mark.parametrize("wanted", ["ready", "Ready"])
def test_rows_of_a_database_that_the_filter_lets_through(
    capsys: pytest.CaptureFixture[str], local: Notion, wanted: str
) -> None:
    rows(local)
    specs = f"  data_source: Specs\n  filter: {{Status: {wanted}}}\n"
    code, document = sync(capsys, specs, "--dry-run")
    assert (code, sorted(features(document))) == (ExitCode.DONE, ["Export", "Search"])


READY = DataSource(
    id="s",
    title="Specs",
    url="",
    database=None,
    properties=(
        PropertySchema(id="a", name="Approved", type="select", options=("No", "Yes")),
        PropertySchema(id="r", name="Ready", type="checkbox"),
        PropertySchema(id="t", name="Team", type="rich_text"),
    ),
)


def test_an_option_that_yaml_reads_as_a_truth_value_is_found() -> None:
    # An unquoted Yes, On or true is the same to YAML.
    assert row_filter(READY, {"Approved": True}) == {
        "and": [{"property": "Approved", "select": {"equals": "Yes"}}]
    }


@pytest.mark.parametrize(("name", "value"), [("Ready", "true"), ("Team", True)])
def test_a_value_that_its_property_cannot_have_is_a_configuration_error(name: str, value: str | bool) -> None:
    with pytest.raises(ConfigError, match=rf"specs\.filter: '{name}' is .* quotes"):
        row_filter(READY, {name: value})


def test_the_other_ways_to_name_specifications(capsys: pytest.CaptureFixture[str], local: Notion) -> None:
    local.sync()
    for specs in ("  parent: Engineering Specs\n", f"  pages: [{SPEC}]\n", "  search: Specification\n"):
        code, document = sync(capsys, specs)
        assert (code, features(document)) == (ExitCode.DONE, ["User Profile API"])


def test_one_failure_stops_no_other(capsys: pytest.CaptureFixture[str], local: Notion) -> None:
    local.sync()
    local.add_page("Notes", "Engineering Specs", "We had coffee.")
    code, document = sync(capsys, "  parent: Engineering Specs\n")
    assert code == ExitCode.GATE
    assert features(document) == ["User Profile API"]


def test_a_page_that_is_gone_is_named_and_hides_no_other(local: Notion, cli: Cli) -> None:
    local.sync()
    gone = local.add_page("Old", "Engineering Specs", "## Requirements\n- FR-1: Files as CSV")
    Path("config.yaml").write_text(f"{QUICK}specs:\n  pages: ['{gone}', Never Written, {SPEC}]\n")
    local.request("PATCH", f"pages/{gone}", {"in_trash": True})
    way_on = "Or take it out of specs.pages in config.yaml."
    for command in (["sync"], ["status"], ["next"]):
        code, said, complaint = cli(*command)
        errors = [line for line in complaint.splitlines() if line.startswith("Error: ")]
        assert (code, len(errors)) == (ExitCode.NOT_FOUND, 2), command
        assert "'Old'" in errors[0]
        assert "is in the trash" in errors[0]
        assert "'Never Written'" in errors[1]
        assert all(line.endswith(way_on) for line in errors)
        assert said


def test_a_file_that_the_configuration_names_as_a_page_is_told_from_a_page(local: Notion, cli: Cli) -> None:
    Path("there.md").write_text("# There\n\n- FR-1: Files as CSV\n")
    Path("config.yaml").write_text(f"{QUICK}specs:\n  pages: [there.md, gone.md, Never Written]\n")
    for command in (["sync"], ["status"]):
        code, _, complaint = cli(*command, "-q")
        there, gone, written = complaint.splitlines()
        assert code == ExitCode.NOT_FOUND
        assert "there.md is a file, and specs.pages names pages" in there
        assert f"gone.md is no file here ({Path('gone.md').absolute()})" in gone
        assert "Connections" not in written  # where nothing has to be shared
        assert "`notion-planner workspace serve` shows" in written


def test_a_specification_in_the_trash_does_not_drop_out_in_silence(local: Notion, cli: Cli) -> None:
    local.sync()
    local.add_page("Export", "Engineering Specs", "## Requirements\n- FR-1: Files as CSV")
    Path("config.yaml").write_text(f"{QUICK}specs:\n  parent: Engineering Specs\n")
    local.request("PATCH", f"pages/{local.find(SPEC)}", {"in_trash": True})
    code, out, _ = cli("sync", "--json")
    document = json.loads(out)
    said = [problem for problem in document["problems"] if "is in Notion's trash" in problem["message"]]
    assert code == ExitCode.DONE
    assert [SPEC in problem["message"] for problem in said] == [True]
    assert said[0]["hint"] == "Restore it; or put its plan in the trash, too."
    Path("config.yaml").write_text(QUICK)
    assert "is in Notion's trash" in cli("status")[2]


def test_what_is_remarked_of_several_specifications_is_said_once_and_names_them(
    capsys: pytest.CaptureFixture[str], local: Notion
) -> None:
    for name in ("Export", "Import"):
        local.add_page(name, "Engineering Specs", "- FR-1: Files as CSV\n- FR-2: Files as JSON")
    Path("config.yaml").write_text(f"{QUICK}specs:\n  pages: [Export, Import]\n")
    assert run(["sync", "--dry-run"]) == ExitCode.DONE
    notes = capsys.readouterr().err.splitlines()
    (note,) = [line for line in notes if "no requirements section" in line]
    assert note.startswith("Note: 'Export', 'Import': There is no requirements section")


def test_what_is_remarked_of_one_of_several_specifications_names_it_beside_a_failure(
    local: Notion, cli: Cli
) -> None:
    local.add_page("Export", "Engineering Specs", "- FR-1: Files as CSV\n- FR-2: Files as JSON")
    code, out, _ = cli("sync", "Export", "Nowhere", "--dry-run", "--json")
    messages = [problem["message"] for problem in json.loads(out)["problems"]]
    assert code == ExitCode.NOT_FOUND
    assert [message.split(":")[0] for message in messages][:1] == ["'Export'"]


def test_each_of_several_specifications_is_named_while_it_is_read(local: Notion) -> None:
    for name in ("Export", "Import"):
        local.add_page(name, "Engineering Specs", "## Requirements\n- FR-1: Files as CSV")
    told: list[str] = []

    async def nothing(_run: Run, _page: Page) -> Report:
        return Report(command="sync")

    async def work(notion: Gateway) -> None:
        specs = SpecsPlace(pages=("Export", "Import"))
        settings = local.settings.model_copy(update={"specs": specs})
        asked = replace(local.run(notion, CREATED), settings=settings)
        await sync_all(replace(asked, progress=lambda title, _done, _total: told.append(title)), nothing)

    local.ask(work)
    assert told == ["Reading 'Export' (1 of 2)", "Reading 'Import' (2 of 2)"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("{Stage: Ready}", "has no property 'Stage'"),
        ("{Status: Agreed}", "'Status' has no option 'Agreed' (it has: "),
    ],
)
def test_a_filter_by_what_the_database_has_not_is_a_configuration_error(
    capsys: pytest.CaptureFixture[str], local: Notion, wanted: str, words: str
) -> None:
    rows(local)
    code, document = sync(capsys, f"  data_source: Specs\n  filter: {wanted}\n")
    assert code == ExitCode.CONFIGURATION
    assert words in document["problems"][0]["message"]  # type: ignore[index]


def test_without_specifications_anywhere_the_command_says_how_to_name_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["sync"]) == ExitCode.USAGE
    assert "under 'specs:' in config.yaml" in capsys.readouterr().err
