"""`export` and `import`: which files are written and read, and what is said of those of no use."""

import json
from pathlib import Path

import pytest

from notion_planner.cli.importing import read_states
from notion_planner.errors import ExitCode
from notion_planner.exchange import (
    read_task_list,
    task_list_text,
)
from notion_planner.workspace import Fault
from tests.conftest import TEMPLATES, Cli
from tests.daily.conftest import SPEC, TEXT, Desk, Team
from tests.running import running


def test_commands_export_files_print_on_request_and_bring_statuses_back(cli: Cli, team: Team) -> None:
    # The other formats are those of docs/daily.md, whose commands run.
    for name in ("tasks.csv", "tasks.json"):
        code, out, _ = cli("export", SPEC, name, "-q")
        assert (code, out) == (ExitCode.DONE, f"{name}\n")
    assert cli("export", SPEC, "-", "--format", "json")[1] == Path("tasks.json").read_text(encoding="utf-8")
    code, _, err = cli("export", SPEC, "tasks.csv", "-q")
    assert (code, err.count("\n")) == (ExitCode.USAGE, 1)
    assert cli("export", SPEC, "tasks.csv", "--force", "-q")[0] == ExitCode.DONE
    for row in team.first.tasks[:2]:
        team.set(row.id, Status="In Progress")
    assert cli("import", "tasks.csv", "--yes", "-q")[1].count(" -> To Do") == 2
    assert cli("import", "tasks.json", "-q")[1].startswith("Nothing to change")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tasks.md", "- [x] T001 A\n"),
        ("tasks.csv", "Number,Done\n1,x\n"),
        ("tasks.json", '[{"key": "k", "done": true}]'),
    ],
)
def test_the_first_line_of_a_file_that_an_editor_of_windows_saved_is_read(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8-sig")
    (line,) = read_states(Path(name))
    assert line.done


def test_a_folder_has_the_ticks_and_the_specification_without_our_section(cli: Cli, team: Team) -> None:
    team.set(team.first.tasks[0].id, Status="Done")
    cli("export", SPEC, "specs/001-export", "-q")
    listed = read_task_list(Path("specs/001-export/tasks.md").read_text(encoding="utf-8"))
    assert [line.key for line in listed if line.done] == [team.first.tasks[0].key]
    text = Path("specs/001-export/spec.md").read_text(encoding="utf-8")
    assert text.replace("\\", "").split() == f"# {SPEC}\n\n{TEXT}".split()


def test_a_folder_keeps_the_spec_md_that_it_was_made_from(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "specs/001-export"
    folder.mkdir(parents=True)
    (folder / "spec.md").write_text(f"# {SPEC}\n\n{TEXT}")
    assert cli("export", str(folder / "spec.md"), str(folder), "-q")[0] == ExitCode.DONE
    assert (folder / "spec.md").read_text() == f"# {SPEC}\n\n{TEXT}"


def test_a_file_is_exported_without_any_connection(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    (tmp_path / "spec.md").write_text(f"# {SPEC}\n\n{TEXT}")
    code, out, _ = cli("export", "spec.md", "-", "--format", "csv", "--start", "2025-10-15")
    assert code == ExitCode.DONE
    assert out.startswith("Key,Number,Title,")


def test_import_shows_first_and_writes_only_statuses_when_told(cli: Cli, team: Team, desk: Desk) -> None:
    work = desk.work()
    text = task_list_text(work.decided, work.extracted, TEMPLATES.text, title=SPEC, done=frozenset())
    Path("tasks.md").write_text(f"{text.replace('- [ ] T001', '- [x] T001')}\n- [x] T999 Paint the shed\n")
    code, out, err = cli("import", "tasks.md")
    assert code == ExitCode.NOT_FOUND
    assert out.splitlines() == [
        f"{work.items[0].title}: To Do -> Done",
        "Nothing is written yet: --yes does.",
    ]
    assert "'T999 Paint the shed': no task of the plan is called so." in err
    code, out, _ = cli("import", "tasks.md", "--yes", "--json")
    document = json.loads(out)
    assert (code, document["schema"], document["requests"]["writes"]) == (4, "notion-planner/import/1", 1)
    after = team.work()
    assert after.progress.done_keys == (work.items[0].key,)
    assert len(after.items) == len(work.items)
    assert "Nothing to change" in cli("import", "tasks.md", "--yes", "-q")[1]


@pytest.mark.parametrize("form", ["--json", "--quiet"])
def test_a_status_that_cannot_be_written_is_said_beside_those_that_are(
    cli: Cli, team: Team, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    Path("tasks.csv").write_text("Number,Done\n1,x\n2,x\n")
    workspace = team.notion.workspace
    workspace.faults.add(Fault(kind="forbidden", method="PATCH", path="/pages/", requests=(1,)))
    monkeypatch.setenv("NOTION_API_TOKEN", workspace.token)
    with running(workspace.app) as address:
        monkeypatch.setenv("NOTION_API_BASE_URL", address)
        code, out, err = cli("import", "tasks.csv", "--yes", form)
    assert (code, err.count("Error: ")) == (ExitCode.ACCESS, 1)
    if form == "--json":
        assert [problem["code"] for problem in json.loads(out)["problems"]] == ["access"]
    else:
        assert out.splitlines()[2:] == ["Written, but for 1 of 2."]
    assert len(team.work().progress.done_keys) == 1


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("tasks.txt", "", ExitCode.USAGE),
        ("tasks.csv", "a,b\n1,2\n", ExitCode.USAGE),
        ("tasks.json", "{", ExitCode.USAGE),
        ("tasks.json", '[{"status": "Done"}]', ExitCode.USAGE),
        ("tasks.md", "- [x] T001 Paint the shed\n", ExitCode.NOT_FOUND),
        ("tasks.md", "Nothing here.\n", ExitCode.NOT_FOUND),
    ],
)
def test_a_file_of_no_use_ends_in_one_line(cli: Cli, team: Team, name: str, text: str, code: int) -> None:
    Path(name).write_text(text)
    found, out, err = cli("import", name, "-q")
    assert (found, out, err.count("\n")) == (code, "", 1)


def test_a_file_that_is_not_there_ends_in_one_line(cli: Cli) -> None:
    code, _, err = cli("import", "tasks.md", "-q")
    assert (code, err) == (
        ExitCode.USAGE,
        "Error: tasks.md cannot be read: No such file or directory. Check the file's name.\n",
    )
