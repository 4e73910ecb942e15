"""Mistakes on the command line: one clear line and the documented exit code for each, nothing written."""

import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import respx

from notion_planner.errors import ExitCode, PlannerError, ends_all
from notion_planner.notion.client import trusted
from tests.conftest import SPEC, Cli, Notion

CONFIG = "plans:\n  parent: Engineering Plans\ntasks:\n  database: Engineering Tasks\n"


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
    assert "`notion-planner workspace serve` shows" in fails(cli, ExitCode.NOT_FOUND, "sync", "Zebra")


@pytest.mark.parametrize("form", [["--format", "json"], ["--format=json"]])
def test_who_asks_for_the_form_of_json_is_told_a_mistake_in_it(cli: Cli, form: list[str]) -> None:
    code, out, _ = cli("lint", "Zebra", *form)
    document = json.loads(out)
    assert (code, document["command"], len(document["problems"])) == (ExitCode.NOT_FOUND, "lint", 1)
    # Of an export it is the file's form.
    assert cli("export", "Zebra", "plan.json", *form)[1] == ""


def test_a_place_that_only_the_built_in_settings_name_is_said_to_be_theirs(cli: Cli) -> None:
    cli("workspace", "reset", "--seed", "empty")
    for command in ("status", "sync"):
        err = fails(cli, ExitCode.NOT_FOUND, command, "Zebra")
        assert "`notion-planner workspace serve` shows" in err
    assert "The local workspace is empty. `notion-planner workspace reset`" in cli("init", "--yes")[2]
    err = fails(cli, ExitCode.NOT_FOUND, "next")
    assert "Without config.yaml, plans go to 'Engineering Plans'" in err
    Path("config.yaml").write_text(CONFIG)
    assert "Without config.yaml" not in fails(cli, ExitCode.NOT_FOUND, "next")


@pytest.mark.parametrize("command", ["lint", "trace"])
def test_json_is_short_for_the_form_of_json(cli: Cli, command: str) -> None:
    Path("desk.md").write_text("# Desk\n\n- FR-1: Lock links\n- FR-2: Light links\n")
    short, long = cli(command, "desk.md", "--json"), cli(command, "desk.md", "--format", "json")
    assert short == long
    assert json.loads(short[1])


@respx.mock
@pytest.mark.parametrize(("status", "says"), [(401, "does not accept the token"), (403, "lacks the capab")])
@pytest.mark.parametrize("command", ["sync", "status"])
def test_that_the_connection_may_read_nothing_is_told_once_for_all(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str, status: int, says: str
) -> None:
    Path("config.yaml").write_text(CONFIG)
    monkeypatch.setenv("NOTION_API_TOKEN", "ntn_old")
    refusal = {"object": "error", "status": status, "code": "restricted", "message": "No."}
    search = respx.post("https://api.notion.com/v1/search").respond(status, json=refusal)
    err = fails(cli, ExitCode.ACCESS, command, "Export", "Import", "Search")
    assert says in err
    assert "Stopped at 'Export'; not begun: 'Import', 'Search'." in err
    assert search.call_count == 2  # one, and one for the form of JSON


@pytest.mark.parametrize(
    ("names", "message", "told"),
    [
        (["Export", "Import"], "Its plan is in the trash.", "'Import': Its plan is in the trash."),
        (["Export", "Import"], "'Import' has no plan yet.", "'Import' has no plan yet."),
        (["Import"], "Its plan is in the trash.", "Its plan is in the trash."),
    ],
)
def test_of_several_specifications_an_error_says_which_it_is_about(
    names: list[str], message: str, told: str
) -> None:
    error = PlannerError(message)
    assert not ends_all(error, names, names.index("Import"))
    assert str(error) == told


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


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1080", "socksio"),
        ("HTTPS_PROXY", "http://me:canary/word@127.0.0.1:3128", "proxy settings"),
        ("NO_PROXY", "localhost,fe80::/10", "proxy settings"),
    ],
)
def test_a_proxy_that_cannot_be_used(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv("NOTION_API_TOKEN", "ntn_x")
    monkeypatch.setenv(name, value)
    Path("config.yaml").write_text(CONFIG)
    err = fails(cli, ExitCode.CONFIGURATION, "sync", SPEC)
    assert says in err
    assert "canary" not in err


def test_certificates_that_are_not_there(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NOTION_API_TOKEN", "ntn_x")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "company.pem"))
    Path("config.yaml").write_text(CONFIG)
    trusted.cache_clear()
    assert "SSL_CERT_FILE" in fails(cli, ExitCode.CONFIGURATION, "sync", SPEC)


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


@pytest.mark.parametrize(("name", "is_named"), [("Requirements", True), ("Meeting notes", False)])
def test_a_page_whose_requirements_are_a_sub_page(name: str, is_named: bool, cli: Cli, local: Notion) -> None:
    local.add_page("Booking", "Engineering Specs", "Rooms for guests.")
    local.add_page(name, "Booking", "- FR-1: Guests must book a room.")
    told = fails(cli, ExitCode.GATE, "plan", "Booking")
    assert (f"The page '{name}' is not read" in told) is is_named


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


def test_the_title_that_is_meant_comes_first_of_those_that_are_alike(cli: Cli, local: Notion) -> None:
    for number in range(4):
        local.add_page(f"Test number {number} of export service", "Engineering Specs", "Nothing.")
    local.add_page("Export Service", "Engineering Specs", "- FR-1: Export as CSV")
    err = fails(cli, ExitCode.NOT_FOUND, "plan", "export service")
    assert "Similar: 'Export Service' " in err
    assert err.count("https://") == 3


def test_a_path_that_leads_nowhere_is_not_taken_for_a_page_that_was_not_shared(cli: Cli) -> None:
    assert "missing.md is no file here" in fails(cli, ExitCode.NOT_FOUND, "plan", "missing.md")
    Path("specs").mkdir()
    Path("specs/Missing.md").write_text("")
    assert "Did you mean specs/Missing.md?" in fails(cli, ExitCode.NOT_FOUND, "plan", "specs/mising.md")
    err = fails(cli, ExitCode.NOT_FOUND, "sync", "specs")
    assert "specs is a folder, and no page is called so. Name a Markdown file in it" in err


def test_a_missing_file_needs_no_token_to_be_missed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    for command in ("lint", "trace"):
        code, _, err = cli(command, "docs/missing.md")
        assert code == ExitCode.NOT_FOUND
        assert "There is no file docs/missing.md" in err


@pytest.mark.parametrize("word", ["caf\udce9", "caf\udce9.md"])
def test_an_argument_that_is_no_utf_8_is_the_terminals_matter(cli: Cli, word: str) -> None:
    assert "'caf?" in fails(cli, ExitCode.USAGE, "plan", word)


def test_an_empty_title(cli: Cli) -> None:
    assert "SPEC is empty" in fails(cli, ExitCode.USAGE, "plan", " ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["plann"], "Did you mean 'plan', 'explain'? See `notion-planner --help`."),
        (["workspace", "reset", "--sed", "demo"], "See `notion-planner workspace reset --help`."),
        (["resolve", SPEC], "Missing option '--take': Whose text counts: spec or person."),
        (["report"], "Missing argument 'kind'. Choose from: daily, weekly, milestone, executive. See "),
        (["history", SPEC], "`notion-planner undo SPEC --list` does that."),
        (["plan", *SPEC.split()], "Put a title of several words into quotation marks. See "),
        (["version"], "`notion-planner --version` does that."),
        (["--config", "my.yaml", "status"], "Write options behind the command."),
        (["next", SPEC], "Name a specification with --spec."),
        (["status", "--spec", SPEC], "Name the specification without it."),
        (["report", "monthly"], "Invalid value for 'kind': 'monthly' is not one of 'daily'"),
    ],
)
def test_a_wrong_word_leads_to_the_right_ones(cli: Cli, arguments: list[str], says: str) -> None:
    assert says in fails(cli, ExitCode.USAGE, *arguments)


def test_a_local_workspace_that_cannot_be_written(cli: Cli) -> None:
    Path(".notion-planner").write_text("in the way")
    err = fails(cli, ExitCode.CONFIGURATION, "status")
    assert "The local workspace .notion-planner/workspace.db cannot be opened: " in err


def test_a_local_workspace_that_the_env_file_names_is_every_commands(cli: Cli) -> None:
    Path(".env").write_text("NOTION_PLANNER_WORKSPACE=mine.db\n")
    assert cli("workspace", "reset", "--seed", "empty")[1] == "mine.db now holds the seed empty.\n"
    assert not Path(".notion-planner").exists()
    assert "The local workspace is empty." in cli("init", "--yes")[2]


def test_a_local_workspace_that_is_another_file(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("notes.db").write_text("not a database" * 100)
    monkeypatch.setenv("NOTION_PLANNER_WORKSPACE", "notes.db")
    assert "file is not a database" in fails(cli, ExitCode.CONFIGURATION, "status")


def test_a_local_workspace_that_fails_on_the_way(cli: Cli) -> None:
    path = Path(".notion-planner/workspace.db")
    Notion(path=path).workspace.close()
    with closing(sqlite3.connect(path)) as database:
        [(root, size)] = database.execute(
            "select rootpage, page_size from sqlite_master, pragma_page_size where name = 'node'"
        )
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    assert "disk image is malformed" in fails(cli, ExitCode.CONFIGURATION, "status", SPEC)


def test_a_port_that_is_taken(cli: Cli) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = cli("workspace", "serve", "--port", str(taken.getsockname()[1]))
    assert code == ExitCode.USAGE
    assert "Address already in use. Name another with --port" in err


@pytest.mark.parametrize("name", [".env", "config.yaml"])
def test_settings_that_are_no_text(cli: Cli, name: str) -> None:
    Path(name).write_bytes(b"\xff\xfe\x00")
    assert f"{name} is not UTF-8 text" in fails(cli, ExitCode.CONFIGURATION, "status")


def test_a_title_where_keys_belong(cli: Cli) -> None:
    Path("config.yaml").write_text("plans: Engineering Plans\ntasks:\n  database: Engineering Tasks\n")
    err = fails(cli, ExitCode.CONFIGURATION, "status")
    assert (
        "'plans' holds keys of its own ('parent:', 'data_source:', 'views:'), not 'Engineering Plans'" in err
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["tasks.xlsx"], "there is no export to .xlsx"), (["-", "--format", "speckit"], "cannot be printed")],
)
def test_an_export_that_is_not_offered(cli: Cli, arguments: list[str], says: str) -> None:
    Path("spec.md").write_text("# Export\n\n- FR-1: Export as CSV\n")
    code, _, err = cli("export", "spec.md", *arguments)
    assert code == ExitCode.USAGE
    assert says in err
    assert [path.name for path in Path().iterdir()] == ["spec.md"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["plan", SPEC, "--graph", "--format", "diff"], "--graph goes with"),
        (["extract", SPEC, "--block-ids"], "--block-ids goes with --json"),
        (["plan", SPEC, "--json", "--format", "diff"], "--json and --format diff exclude one another"),
        (["lint", SPEC, "--json", "--format", "sarif"], "--json and --format sarif exclude one another"),
        (["report", "weekly", "--html", "week.html", "--format", "slack"], "--format is of what is printed"),
        (["undo", SPEC, "20260101T000000-abc", "--list"], "--list lists all runs"),
        (["export", SPEC, "feature", "--force"], "--force replaces one file"),
        (["workspace", "serve", "--path", ".", "--seed", "empty"], "`notion-planner workspace reset --seed"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_an_option_that_would_have_no_effect_is_refused(cli: Cli, line: list[str], says: str) -> None:
    code, _, err = cli(*line)
    assert (code, says in err) == (ExitCode.USAGE, True)


def test_a_dash_is_no_file_to_write(cli: Cli) -> None:
    Path("spec.md").write_text("# Export\n\n- FR-1: Export as CSV\n")
    for arguments in (["plan", "spec.md", "--out"], ["lint", "spec.md", "--write-baseline"]):
        code, _, err = cli(*arguments, "-")
        assert (code, err.splitlines()[-1]) == (2, "Error: - is not the name of a file to write. Name one.")
    assert not Path("-").exists()


def test_a_place_that_cannot_hold_a_file(cli: Cli) -> None:
    Path("spec.md").write_text("# Export\n\n- FR-1: Export as CSV\n")
    for target in ("spec.md/tasks.csv", "spec.md/001-export"):
        code, _, err = cli("export", "spec.md", target)
        assert code == ExitCode.CONFIGURATION
        assert "cannot be written: " in err
