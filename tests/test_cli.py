"""The command line: one clear line and the documented exit code for every mistake, nothing written."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest

from notion_planner.cli.app import run
from notion_planner.errors import ExitCode
from notion_planner.model.plan_file import PlanFile
from tests.conftest import SPEC, Notion

CONFIG = "plans:\n  parent: Engineering Plans\ntasks:\n  database: Engineering Tasks\n"
Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def local() -> Iterator[Notion]:
    """The local workspace that the commands use, as a person sees it."""
    notion = Notion(path=Path(".notion-planner/workspace.db"))
    yield notion
    notion.workspace.close()


def test_the_demo_makes_the_plan_and_a_second_one_changes_nothing(cli: Cli) -> None:
    code, out, err = cli("demo")
    assert code == ExitCode.DONE
    assert "Implementation Plan Created ✅" in out
    assert ".notion-planner/workspace.db" in err
    code, out, _ = cli("demo", "--json")
    assert code == ExitCode.DONE
    document = json.loads(out)
    assert (document["changed"], document["requests"]["writes"]) == (False, 0)


def test_json_is_one_document_with_the_documented_keys(cli: Cli) -> None:
    code, out, err = cli("sync", SPEC, "--json")
    document = json.loads(out)
    assert code == ExitCode.DONE
    assert list(document) == [
        "schema",
        "command",
        "changed",
        "counts",
        "requests",
        "plan",
        "tasks",
        "problems",
        "fingerprint",
        "changes",
    ]
    assert (document["schema"], document["command"], document["changed"]) == (
        "notion-planner/report/1",
        "sync",
        True,
    )
    assert err == ""


def test_the_local_workspace_is_announced_in_one_line(cli: Cli) -> None:
    _, _, err = cli("plan", SPEC)
    assert err.count("\n") == 1
    assert err.startswith("Using the local workspace ")


def test_a_dry_run_is_a_plan(cli: Cli) -> None:
    _, planned, _ = cli("plan", SPEC)
    _, dry, _ = cli("sync", SPEC, "--dry-run")
    assert planned == dry


def test_a_preview_names_what_each_page_gets(cli: Cli) -> None:
    _, out, _ = cli("plan", SPEC, "--json")
    document = json.loads(out)
    pages = {page["key"]: page for page in document["changes"]}
    assert pages["plan"]["action"] == "create"
    assert {"name": "Status", "from": None, "to": "To Do"} in pages["schema"]["properties"]
    assert [section["heading"] for section in pages["spec"]["sections"]] == ["Implementation"]
    assert len(document["fingerprint"]) == 16


def test_a_preview_can_be_a_diff_or_markdown(cli: Cli) -> None:
    _, diff, _ = cli("plan", SPEC, "--format", "diff")
    assert "--- /dev/null\n+++ plan page: Implementation Plan: User Profile API\n" in diff
    assert "\n+## Acceptance Criteria\n" in diff
    _, markdown, _ = cli("plan", SPEC, "--format", "markdown")
    assert "**Plan: 27 to create, 1 to update, 0 to retire, 0 unchanged.**" in markdown


def test_a_preview_ends_in_its_sum_and_holds_no_colour_in_a_pipe(cli: Cli) -> None:
    _, out, _ = cli("plan", SPEC)
    assert "\nPlan: 27 to create, 1 to update, 0 to retire, 0 unchanged. Deploy " in out
    assert "\x1b" not in out


def test_the_detailed_exit_code_says_whether_there_are_changes(cli: Cli) -> None:
    assert cli("plan", SPEC, "--detailed-exitcode")[0] == ExitCode.CHANGES
    cli("sync", SPEC)
    assert cli("plan", SPEC, "--detailed-exitcode")[0] == ExitCode.DONE


def test_status_lists_the_tasks_by_phase(cli: Cli) -> None:
    cli("sync", SPEC)
    code, out, _ = cli("status", SPEC)
    assert code == ExitCode.DONE
    assert "To Do: " in out
    assert "Phase 1: " in out


def test_status_of_a_specification_without_a_plan_says_how_to_make_one(cli: Cli) -> None:
    code, _, err = cli("status", SPEC)
    assert code == ExitCode.NOT_FOUND
    assert "`notion-planner sync` makes one" in err


def test_a_file_is_imported_once_and_synced(cli: Cli, tmp_path: Path) -> None:
    spec = tmp_path / "export.md"
    spec.write_text("# Export Service\n\n## Requirements\n\n- FR-1: Export as CSV\n- FR-2: Export as JSON\n")
    assert cli("sync", str(spec))[0] == ExitCode.DONE
    code, out, _ = cli("sync", str(spec), "--json")
    assert code == ExitCode.DONE
    assert json.loads(out)["requests"]["writes"] == 0


def test_a_changed_file_changes_its_page_and_plan(cli: Cli, tmp_path: Path) -> None:
    spec = tmp_path / "export.md"
    spec.write_text("# Export Service\n\n## Requirements\n\n- FR-1: Export as CSV\n- FR-2: Export as JSON\n")
    cli("sync", str(spec))
    spec.write_text(spec.read_text() + "- FR-3: Export to a calendar\n")
    _, out, _ = cli("sync", str(spec), "--json")
    document = json.loads(out)
    assert "FR-3" in document["plan"]["coverage"]
    _, out, _ = cli("sync", str(spec), "--json")
    assert json.loads(out)["requests"]["writes"] == 0


def test_several_specifications_are_synced_and_one_failure_stops_none(cli: Cli, tmp_path: Path) -> None:
    spec = tmp_path / "export.md"
    spec.write_text("# Export Service\n\n## Requirements\n\n- FR-1: Export as CSV\n")
    code, out, err = cli("sync", "No Such Spec", str(spec), SPEC, "--json")
    assert code == ExitCode.NOT_FOUND
    document = json.loads(out)
    assert [entry["plan"]["feature"] for entry in document["specs"]] == ["Export Service", "User Profile API"]
    assert "No Such Spec" in err


def test_the_summary_is_appended_to_a_file(cli: Cli, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    cli("sync", SPEC, "--summary", str(summary))
    assert summary.read_text().startswith("before\n## Implementation Plan Created ✅")


def test_extract_reads_a_file_without_any_connection(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    spec = tmp_path / "export.md"
    spec.write_text("# Export Service\n\n## Requirements\n\n- FR-1: Export as CSV\n")
    code, out, err = cli("extract", str(spec), "--json")
    assert (code, err) == (ExitCode.DONE, "")
    assert json.loads(out)["requirements"][0]["line"] == 5


def fails(cli: Cli, code: ExitCode, *arguments: str) -> str:
    """The command ends with this code, one line on standard error, and the same as JSON."""
    found, out, err = cli(*arguments, "--quiet")
    assert (found, out) == (code, "")
    assert err.count("\n") == 1, err
    assert err.startswith("Error: ")
    found, out, _ = cli(*arguments, "--json")
    assert found == code
    document = json.loads(out)
    assert (document["changed"], len(document["problems"])) == (False, 1)
    return err


def test_a_title_that_nothing_has(cli: Cli) -> None:
    assert "••• → Connections" in fails(cli, ExitCode.NOT_FOUND, "sync", "Zebra")


def test_a_title_that_is_only_near(cli: Cli) -> None:
    err = fails(cli, ExitCode.NOT_FOUND, "sync", "User Profile API")
    assert "User Profile API Specification" in err
    assert "Engineering Specs" in err
    assert "https://" in err


def test_a_title_that_two_pages_have(cli: Cli, local: Notion) -> None:
    local.add_page("Twin", "Engineering Specs", "- FR-1: Export as CSV")
    local.add_page("Twin", "Engineering Plans", "- FR-1: Export as JSON")
    err = fails(cli, ExitCode.NOT_FOUND, "sync", "Twin")
    assert "2 pages are called 'Twin'" in err
    assert "Engineering Plans" in err


def test_a_page_that_is_not_shared(cli: Cli) -> None:
    missing = "38c9ce7b-60a4-81d7-9c8f-0027e2be250c"
    assert "not shared" in fails(cli, ExitCode.ACCESS, "sync", missing)


def test_an_address_without_an_id(cli: Cli) -> None:
    fails(cli, ExitCode.USAGE, "sync", "https://www.notion.so/acme/")


def test_no_token_under_ci(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    Path("config.yaml").write_text(CONFIG)
    assert "NOTION_API_TOKEN" in fails(cli, ExitCode.ACCESS, "sync", SPEC)


def test_an_unreachable_host(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setenv("NOTION_API_TOKEN", "ntn_canary")
    monkeypatch.setenv("NOTION_API_BASE_URL", f"http://127.0.0.1:{port}")
    Path("config.yaml").write_text(CONFIG + "notion:\n  attempts: 1\n")
    err = fails(cli, ExitCode.UNAVAILABLE, "sync", SPEC)
    assert "canary" not in err


def test_an_unknown_key(cli: Cli) -> None:
    Path("config.yaml").write_text(CONFIG + "task: {}\n")
    assert "unknown key 'task'" in fails(cli, ExitCode.CONFIGURATION, "sync", SPEC)


def test_broken_yaml(cli: Cli) -> None:
    Path("config.yaml").write_text("plans: [\n")
    assert "not valid YAML" in fails(cli, ExitCode.CONFIGURATION, "sync", SPEC)


def test_a_specification_with_nothing_to_plan(cli: Cli, tmp_path: Path) -> None:
    spec = tmp_path / "notes.md"
    spec.write_text("# Meeting notes\n\nWe had coffee.\n")
    assert "nothing to plan" in fails(cli, ExitCode.GATE, "plan", str(spec))


def test_a_file_on_a_real_workspace(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTION_API_TOKEN", "ntn_x")
    monkeypatch.setenv("NOTION_API_BASE_URL", "http://127.0.0.1:1")
    Path("config.yaml").write_text(CONFIG)
    spec = tmp_path / "export.md"
    spec.write_text("# Export\n\n- FR-1: Export as CSV\n")
    assert "only imported into the local workspace" in fails(cli, ExitCode.USAGE, "sync", str(spec))


def test_a_start_that_is_no_date(cli: Cli) -> None:
    fails(cli, ExitCode.USAGE, "sync", SPEC, "--start", "tomorrow")


def test_an_option_that_does_not_exist(cli: Cli) -> None:
    fails(cli, ExitCode.USAGE, "sync", SPEC, "--frobnicate")


def test_a_page_without_requirements_gets_no_plan(cli: Cli, local: Notion) -> None:
    local.add_page("Meeting notes", "Engineering Specs", "We had coffee.")
    assert "nothing to plan" in fails(cli, ExitCode.GATE, "sync", "Meeting notes")
    plans = local.find("Engineering Plans")
    assert local.ask(lambda notion: notion.child_pages(plans)) == ()
    assert local.tasks() == []


@pytest.mark.parametrize(
    "command",
    [
        "extract",
        "plan",
        "sync",
        "status",
        "trace",
        "explain",
        "lint",
        "export",
        "schema",
        "demo",
        "serve",
        "tasks",
        "worker",
        "jobs",
    ],
)
def test_every_command_has_help(cli: Cli, command: str) -> None:
    code, out, _ = cli(command, "--help")
    assert code == ExitCode.DONE
    assert "Usage: " in out


SMALL = (
    "# Export Service\n\n## Requirements\n\n- FR-1: Export as CSV\n- FR-2: Export as JSON\n"
    "- NFR-1: Export of 10,000 rows in under 2 s\n\n## Acceptance Criteria\n\n- AC-1: The file opens\n"
)


@pytest.fixture
def spec_file(tmp_path: Path) -> str:
    path = tmp_path / "export.md"
    path.write_text(SMALL)
    return str(path)


def test_trace_of_a_file_needs_no_token_even_under_ci(
    cli: Cli, spec_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    code, out, err = cli("trace", spec_file, "--min-coverage", "100")
    assert (code, err) == (ExitCode.DONE, "")
    assert out.startswith("Export Service: 4 of 4 covered (100 %)")


def test_trace_of_a_synced_page_traces_its_tasks(cli: Cli) -> None:
    cli("sync", SPEC)
    code, out, _ = cli("trace", SPEC, "--format", "json")
    assert code == ExitCode.DONE
    assert json.loads(out)["coverage"] == 100


@pytest.mark.parametrize("form", ["markdown", "sarif"])
def test_trace_speaks_to_jobs_and_code_scanners(cli: Cli, spec_file: str, form: str) -> None:
    code, out, _ = cli("trace", spec_file, "--format", form)
    assert code == ExitCode.DONE
    assert "FR-1" in out or json.loads(out)["version"] == "2.1.0"


def test_explain_leads_from_a_task_to_the_specifications_words(cli: Cli, spec_file: str) -> None:
    _, planned, _ = cli("trace", spec_file, "--format", "json")
    row = next(row for row in json.loads(planned)["rows"] if row["label"] == "FR-1")
    code, out, _ = cli("explain", spec_file, row["tasks"][0]["title"])
    assert code == ExitCode.DONE
    assert "FR-1, line 5: “FR-1: Export as CSV”" in out


def test_explain_of_an_unknown_task_lists_those_there_are(cli: Cli, spec_file: str) -> None:
    code, _, err = cli("explain", spec_file, "Make coffee")
    assert code == ExitCode.NOT_FOUND
    assert "It has: " in err


def test_the_graph_draws_every_task(cli: Cli, spec_file: str) -> None:
    _, out, _ = cli("plan", spec_file, "--graph", "--json")
    titles = [row["title"] for row in json.loads(out)["tasks"]]
    _, out, _ = cli("plan", spec_file, "--graph")
    assert "critical path" in out
    assert len(titles) == sum("|" in line for line in out.split("\n"))


def test_the_plan_file_validates_against_its_schema_and_is_the_same_every_time(
    cli: Cli, spec_file: str, tmp_path: Path
) -> None:
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for path in files:
        cli("plan", spec_file, "--start", "2026-01-05", "--out", str(path))
    assert files[0].read_bytes() == files[1].read_bytes()
    plan = PlanFile.model_validate_json(files[0].read_text())
    assert plan.start.isoformat() == "2026-01-05"
    _, out, _ = cli("schema", "plan")
    jsonschema.validate(json.loads(files[0].read_text()), json.loads(out))


VAGUE = "# Export Service\n\n## Requirements\n\n- FR-1: Export fast and user-friendly\n- FR-2: TBD\n"


def test_lint_names_the_place_the_rule_and_what_to_write_instead(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "vague.md"
    path.write_text(VAGUE)
    code, out, _ = cli("lint", str(path), "--fail-on", "warning")
    assert code == ExitCode.GATE
    assert f"{path.as_posix()}:5:" in out


def test_a_baseline_accepts_what_was_there_and_nothing_new(cli: Cli, tmp_path: Path) -> None:
    path, accepted = tmp_path / "vague.md", tmp_path / "baseline.json"
    path.write_text(VAGUE)
    cli("lint", str(path), "--write-baseline", str(accepted), "--fail-on", "never")
    assert cli("lint", str(path), "--baseline", str(accepted), "--fail-on", "warning")[0] == ExitCode.DONE
    path.write_text(VAGUE + "- FR-3: Import fast and easily\n")
    assert cli("lint", str(path), "--baseline", str(accepted), "--fail-on", "warning")[0] == ExitCode.GATE


def test_a_broken_baseline_is_a_configuration_error(cli: Cli, spec_file: str, tmp_path: Path) -> None:
    broken = tmp_path / "baseline.json"
    broken.write_text("{")
    assert "Make it anew" in cli("lint", spec_file, "--baseline", str(broken))[2]


def test_an_export_writes_a_spec_kit_folder_and_overwrites_nothing(
    cli: Cli, spec_file: str, tmp_path: Path
) -> None:
    folder = tmp_path / "specs" / "001-export"
    assert cli("export", spec_file, str(folder))[0] == ExitCode.DONE
    assert "- [ ] T001" in (folder / "tasks.md").read_text()
    (folder / "tasks.md").write_text("mine")
    assert cli("export", spec_file, str(folder))[0] == ExitCode.CONFIGURATION
    assert (folder / "tasks.md").read_text() == "mine"


def test_a_profile_can_be_chosen_for_one_run(cli: Cli, spec_file: str) -> None:
    _, out, _ = cli("plan", spec_file, "--profile", "standard", "--json")
    assert json.loads(out)["plan"]["title"] == "Implementation Plan: Export Service"
    _, out, _ = cli("plan", spec_file, "--json")
    assert json.loads(out)["plan"]["title"] == "Implementation: Export Service"


def test_a_profile_that_does_not_exist_is_a_configuration_error(cli: Cli, spec_file: str) -> None:
    code, _, err = cli("plan", spec_file, "--profile", "grand")
    assert code == ExitCode.CONFIGURATION
    assert "profiles/grand.yaml" in err
