"""The command line: what each command prints, as text and as JSON, and its exit code."""

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from notion_planner.cli.app import run
from notion_planner.errors import ExitCode
from notion_planner.model.plan_file import PlanFile
from tests.conftest import SPEC, Cli, Notion, bare

CONFIG = "plans:\n  parent: Engineering Plans\ntasks:\n  database: Engineering Tasks\n"

SMALL = (
    "# Export Service\n\n## Requirements\n\n- FR-1: Export as CSV\n- FR-2: Export as JSON\n"
    "- NFR-1: Export of 10,000 rows in under 2 s\n\n## Acceptance Criteria\n\n- AC-1: The file opens\n"
)


@pytest.fixture
def spec_file(tmp_path: Path) -> str:
    path = tmp_path / "export.md"
    path.write_text(SMALL)
    return str(path)


Synced = dict[str, Any]


@pytest.fixture(scope="module")
def first_sync(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Synced]:
    """A folder in which export.md was synced, and what `--json` told."""
    folder = tmp_path_factory.mktemp("synced")
    (folder / "export.md").write_text(SMALL)
    (folder / "summary.md").write_text("before\n")
    code, out, _ = in_folder(folder, "sync", "export.md", "--json", "--summary", "summary.md")
    assert code == ExitCode.DONE
    return folder, json.loads(out)


def in_folder(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """As the fixture ``cli``, for what is made once."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        bare(patch, folder)
        return run(arguments), out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def previewed(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, str]:
    """What `plan export.md --detailed-exitcode` answers where nothing was synced yet."""
    folder = tmp_path_factory.mktemp("previewed")
    (folder / "export.md").write_text(SMALL)
    return in_folder(folder, "plan", "export.md", "--detailed-exitcode")


@pytest.fixture
def synced(first_sync: tuple[Path, Synced], tmp_path: Path) -> Synced:
    """What that sync told, in a copy of its folder."""
    shutil.copytree(first_sync[0], tmp_path, dirs_exist_ok=True)
    return first_sync[1]


@pytest.mark.slow
def test_the_demo_makes_the_plan_and_a_second_one_changes_nothing(cli: Cli) -> None:
    code, out, err = cli("demo")
    assert code == ExitCode.DONE
    assert "Implementation Plan Created ✅" in out
    assert ".notion-planner/workspace.db" in err
    code, out, _ = cli("demo", "--json")
    assert code == ExitCode.DONE
    document = json.loads(out)
    assert (document["changed"], document["requests"]["writes"]) == (False, 0)


def test_json_is_one_document_with_the_documented_keys(synced: Synced) -> None:
    document = synced
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


def test_the_local_workspace_is_announced_in_one_line(previewed: tuple[int, str, str]) -> None:
    _, _, err = previewed
    assert err.count("\n") == 1
    assert err.startswith("Using the local workspace ")


def test_a_dry_run_is_a_plan(cli: Cli, spec_file: str, previewed: tuple[int, str, str]) -> None:
    assert cli("sync", spec_file, "--dry-run")[1] == previewed[1]


def test_a_preview_names_what_each_page_gets(cli: Cli, spec_file: str) -> None:
    _, out, _ = cli("plan", spec_file, "--json")
    document = json.loads(out)
    pages = {page["key"]: page for page in document["changes"]}
    assert pages["plan"]["action"] == "create"
    assert {"name": "Status", "from": None, "to": "To Do"} in pages["deploy"]["properties"]
    assert [section["heading"] for section in pages["spec"]["sections"]] == ["Implementation"]
    assert len(document["fingerprint"]) == 16


def test_a_preview_in_the_form_of_json_is_the_json_document(cli: Cli, spec_file: str) -> None:
    code, out, _ = cli("plan", spec_file, "--format", "json")
    assert (code, json.loads(out)["schema"]) == (ExitCode.DONE, "notion-planner/report/1")


def test_a_preview_can_be_a_diff_or_markdown(cli: Cli, spec_file: str) -> None:
    _, diff, _ = cli("plan", spec_file, "--format", "diff")
    assert "--- /dev/null\n+++ plan page: Implementation: Export Service\n" in diff
    assert "\n+## Acceptance Criteria\n" in diff
    _, markdown, _ = cli("plan", spec_file, "--format", "markdown")
    assert "**Plan: 6 to create, 1 to update, 0 to retire, 0 unchanged.**" in markdown


def test_a_preview_ends_in_its_sum_and_holds_no_colour_in_a_pipe(previewed: tuple[int, str, str]) -> None:
    _, out, _ = previewed
    assert "\nPlan: 6 to create, 1 to update, 0 to retire, 0 unchanged. Deploy " in out
    assert "\x1b" not in out


def test_the_detailed_exit_code_says_whether_there_are_changes(previewed: tuple[int, str, str]) -> None:
    assert previewed[0] == ExitCode.CHANGES


def test_after_a_sync_the_detailed_exit_code_says_that_there_are_none(cli: Cli, synced: Synced) -> None:
    assert cli("plan", "export.md", "--detailed-exitcode")[0] == ExitCode.DONE


def test_status_lists_the_tasks_by_phase(cli: Cli, synced: Synced) -> None:
    code, out, _ = cli("status", "export.md")
    assert code == ExitCode.DONE
    assert "To Do: " in out
    assert "Phase 1: " in out


def test_status_of_a_specification_without_a_plan_says_how_to_make_one(cli: Cli) -> None:
    code, _, err = cli("status", SPEC)
    assert code == ExitCode.NOT_FOUND
    assert f'`notion-planner sync "{SPEC}"` makes one' in err


def test_a_file_without_a_plan_is_named_by_its_path_and_put_on_no_page(cli: Cli, spec_file: str) -> None:
    Path("own spec.md").write_text(Path(spec_file).read_text())
    for command in (["status"], ["undo"], ["resolve", "--take", "spec"], ["forget"]):
        code, _, err = cli(*command, "own spec.md", *(["T1"] if command == ["forget"] else []))
        assert code == ExitCode.NOT_FOUND
        assert "`notion-planner sync 'own spec.md'` makes one" in err
    assert "No page called 'Export Service'" in cli("status", "Export Service")[2]


def test_a_file_is_imported_once_and_synced(cli: Cli, synced: Synced) -> None:
    code, out, err = cli("sync", "export.md", "--json")
    assert (code, err) == (ExitCode.DONE, "")
    assert json.loads(out)["requests"]["writes"] == 0


def test_a_changed_file_changes_its_page_and_plan(cli: Cli, synced: Synced) -> None:
    Path("export.md").write_text(SMALL.replace("- NFR-1", "- FR-3: Export to a calendar\n- NFR-1"))
    _, out, _ = cli("sync", "export.md", "--json")
    document = json.loads(out)
    assert "FR-3" in document["plan"]["coverage"]
    _, out, _ = cli("sync", "export.md", "--json")
    assert json.loads(out)["requests"]["writes"] == 0


def test_several_specifications_are_synced_and_one_failure_stops_none(cli: Cli) -> None:
    for name in ("import", "export"):
        Path(f"{name}.md").write_text(f"# {name} Service\n\n## Requirements\n\n- FR-1: {name} a CSV\n")
    code, out, err = cli("sync", "No Such Spec", "import.md", "export.md", "--json")
    assert code == ExitCode.NOT_FOUND
    document = json.loads(out)
    assert [entry["plan"]["feature"] for entry in document["specs"]] == ["import Service", "export Service"]
    assert "No Such Spec" in err


@pytest.mark.usefixtures("synced")
def test_the_summary_is_appended_to_a_file() -> None:
    assert Path("summary.md").read_text().startswith("before\n## Implementation Plan Created ✅")


def test_a_summary_that_cannot_be_written_is_a_problem_of_the_one_document(cli: Cli, spec_file: str) -> None:
    code, out, err = cli("sync", spec_file, "--dry-run", "--json", "--summary", "no/such/folder.md")
    assert code == ExitCode.CONFIGURATION
    assert [problem["code"] for problem in json.loads(out)["problems"]] == ["configuration"]
    assert err.startswith("Error: no/such/folder.md cannot be written")


def test_a_failure_is_in_the_summary_also_where_it_is_the_only_one(cli: Cli) -> None:
    assert cli("sync", "Zebra", "--summary", "summary.md")[0] == ExitCode.NOT_FOUND
    assert Path("summary.md").read_text().startswith("❌ No page called 'Zebra'")


def test_extract_reads_a_file_without_any_connection(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    spec = tmp_path / "export.md"
    spec.write_text("# Export Service\n\n## Requirements\n\n- FR-1: Export as CSV\n")
    code, out, err = cli("extract", str(spec), "--json")
    assert (code, err) == (ExitCode.DONE, "")
    assert json.loads(out)["requirements"][0]["line"] == 5


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


def test_trace_of_a_file_needs_no_token_even_under_ci(
    cli: Cli, spec_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    code, out, err = cli("trace", spec_file, "--min-coverage", "100")
    assert (code, err) == (ExitCode.DONE, "")
    assert out.startswith("Export Service: 4 of 4 covered (100 %)")


def test_trace_of_a_synced_page_counts_what_a_live_task_serves(cli: Cli, synced: Synced) -> None:
    code, out, _ = cli("trace", "Export Service", "--format", "json")
    assert code == ExitCode.DONE
    assert json.loads(out)["coverage"] == 100
    notion = Notion(path=Path(".notion-planner/workspace.db"))
    row = next(row for row in json.loads(out)["rows"] if len(row["tasks"]) == 1)
    [page] = [task["id"] for task in synced["tasks"] if task["key"] == row["tasks"][0]["key"]]
    notion.request("PATCH", f"pages/{page}", {"in_trash": True})
    notion.workspace.close()
    code, out, _ = cli("trace", "Export Service", "--min-coverage", "100")
    assert code == ExitCode.GATE
    assert f"{row['text']}\n      no task: '{row['tasks'][0]['title']}' is in the trash" in out


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
    assert "There are" in err


def test_the_graph_draws_every_task(cli: Cli, spec_file: str, synced: Synced) -> None:
    titles = [row["title"] for row in synced["tasks"]]
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


def test_an_export_writes_a_spec_kit_folder_and_overwrites_nothing(
    cli: Cli, spec_file: str, tmp_path: Path
) -> None:
    folder = tmp_path / "specs" / "001-export"
    assert cli("export", spec_file, str(folder))[0] == ExitCode.DONE
    assert "- [ ] T001" in (folder / "tasks.md").read_text()
    (folder / "tasks.md").write_text("mine")
    assert cli("export", spec_file, str(folder))[0] == ExitCode.USAGE
    assert (folder / "tasks.md").read_text() == "mine"


@pytest.mark.parametrize("form", ["csv", "speckit"])
def test_an_export_that_no_file_system_takes_is_refused(cli: Cli, spec_file: str, form: str) -> None:
    code, _, err = cli("export", spec_file, "x" * 300, "--format", form)
    assert code == ExitCode.CONFIGURATION
    assert "cannot be written: File name too long." in err


def test_drift_shows_no_blank_line_that_nobody_removed(local: Notion, cli: Cli) -> None:
    plan = local.sync().plan
    assert plan is not None
    local.edit(plan.id or "", "## Risks & Mitigation\n", "Ask Ada first.\n## Risks & Mitigation\n")
    _, out, _ = cli("drift", SPEC)
    assert "+Ask Ada first." in out
    assert not [line for line in out.split("\n") if line.startswith("-")]


def test_a_profile_can_be_chosen_for_one_run(cli: Cli, spec_file: str) -> None:
    _, out, _ = cli("plan", spec_file, "--profile", "standard", "--json")
    assert json.loads(out)["plan"]["title"] == "Implementation Plan: Export Service"
    _, out, _ = cli("plan", spec_file, "--json")
    assert json.loads(out)["plan"]["title"] == "Implementation: Export Service"


def test_a_profile_that_does_not_exist_is_a_configuration_error(cli: Cli, spec_file: str) -> None:
    code, _, err = cli("plan", spec_file, "--profile", "grand")
    assert code == ExitCode.CONFIGURATION
    assert "profiles/grand.yaml" in err
