"""Configuration errors name the file, the key and the next step; a token is asked for where it is needed."""

from pathlib import Path

import pytest

from notion_planner.config import (
    connect_to,
    load_settings,
    parse_settings,
    read_environment,
    slack_door,
    starter_settings,
)
from notion_planner.environment import SlackDoor
from notion_planner.errors import AccessError, ConfigError, ExitCode

MINIMAL = "plans:\n  parent: Engineering Plans\ntasks:\n  database: Engineering Tasks\n"


def connect(tmp_path: Path, *, local_allowed: bool = True, **environ: str):
    config = tmp_path / "config.yaml"
    return connect_to(read_environment(config, environ), config, local_allowed=local_allowed)


def test_four_lines_are_enough() -> None:
    settings = parse_settings(MINIMAL, "config.yaml")
    assert (settings.plans.parent, settings.tasks.database) == ("Engineering Plans", "Engineering Tasks")
    assert settings.notion.requests_per_minute == 180


def test_the_shipped_configuration_loads() -> None:
    assert starter_settings().plans.parent == "Engineering Plans"


def test_an_unknown_key_is_named_with_the_key_that_was_probably_meant() -> None:
    with pytest.raises(
        ConfigError, match=r"house\.yaml: unknown key 'plans\.parrent' \(did you mean 'parent'\?\)"
    ):
        parse_settings(MINIMAL.replace("parent", "parent: x\n  parrent"), "house.yaml")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("specs: {data_sorce: S}", r"'specs\.data_sorce' \(did you mean 'data_source'\?\)"),
        ("planning: {people: [{name: Ada, share: 0.5}]}", r"'.*share' \(known here: name, capacity, .*\)"),
        ("specs: Engineering Specs", r"'specs' holds keys of its own \('data_source:', .*\)"),
    ],
)
def test_keys_are_known_where_a_section_may_be_left_out_or_is_a_list(line: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        parse_settings(f"{MINIMAL}{line}\n", "config.yaml")


def test_broken_yaml_is_named_with_its_line() -> None:
    with pytest.raises(ConfigError, match="line 2"):
        parse_settings("plans: {\n  parent: [}", "config.yaml")


def test_a_key_that_stands_twice_is_named_with_its_line() -> None:
    with pytest.raises(ConfigError, match="line 5, column 1: the key 'plans' stands"):
        parse_settings(f"{MINIMAL}plans: {{parent: P}}\n", "config.yaml")


def test_a_day_that_no_calendar_has_is_named_with_its_line() -> None:
    with pytest.raises(ConfigError, match="line 5, column 23: '2026-13-01' cannot be read"):
        parse_settings(f"{MINIMAL}planning: {{days_off: [2026-13-01]}}\n", "config.yaml")


@pytest.mark.parametrize(
    "text", ["", "- a", "just words", "plans: {}\ntasks: {database: T}", "plans: {parent: P}"]
)
def test_an_incomplete_configuration_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_settings(text, "config.yaml")


def test_one_value_where_a_list_belongs_is_called_so() -> None:
    with pytest.raises(ConfigError, match=r"'tasks.states.done' is a list, such as \[a, b\], not 'Ready'"):
        parse_settings("plans: {parent: P}\ntasks: {database: T, states: {done: Ready}}", "config.yaml")


@pytest.mark.parametrize(("title", "read"), [("2026", "2026"), ("Yes", "True"), ("2026-01-01", "2026-01-01")])
def test_a_title_that_yaml_takes_for_something_else_is_to_be_quoted(title: str, read: str) -> None:
    with pytest.raises(ConfigError, match=rf"'plans\.parent' is text, and YAML reads {read} as .* in quotes"):
        parse_settings(MINIMAL.replace("Engineering Plans", title), "config.yaml")


def test_a_filter_by_what_yaml_takes_for_a_number_is_to_be_quoted() -> None:
    with pytest.raises(ConfigError) as refused:
        parse_settings(f"{MINIMAL}specs: {{data_source: S, filter: {{Sprint: 12}}}}\n", "config.yaml")
    assert refused.value.message == (
        "config.yaml: 'specs.filter.Sprint' is text, and YAML reads 12 as something else: put it in quotes."
    )


@pytest.mark.parametrize("line", ["notion: {timeout_seconds: .inf}", "jobs: {lease_seconds: .inf}"])
def test_a_wait_without_end_is_a_configuration_error(line: str) -> None:
    with pytest.raises(ConfigError, match="Input should be a finite number"):
        parse_settings(f"{MINIMAL}{line}\n", "config.yaml")


def test_a_named_configuration_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no configuration file"):
        load_settings(tmp_path / "none.yaml", local=True)


def test_without_any_configuration_a_real_workspace_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"No config\.yaml here"):
        load_settings(None, local=False)


def test_with_neither_token_nor_base_url_the_local_workspace_is_used(tmp_path: Path) -> None:
    connection = connect(tmp_path)
    assert connection.kind == "local"
    assert connection.workspace == tmp_path / ".notion-planner" / "workspace.db"


def test_the_local_workspaces_file_can_be_named(tmp_path: Path) -> None:
    assert connect(tmp_path, NOTION_PLANNER_WORKSPACE="/tmp/w.db").workspace == Path("/tmp/w.db")


@pytest.mark.parametrize("name", ["NOTION_API_TOKEN", "NOTION_TOKEN"])
def test_either_name_of_the_token_is_read(tmp_path: Path, name: str) -> None:
    connection = connect(tmp_path, **{name: "ntn_x"})
    assert (connection.kind, connection.token.get_secret_value()) == ("notion", "ntn_x")


def test_a_secret_from_a_file_may_bring_its_line_break_along(tmp_path: Path) -> None:
    connection = connect(
        tmp_path, NOTION_API_TOKEN="ntn_x\r\n", NOTION_API_BASE_URL=" http://127.0.0.1:1/v1\n"
    )
    assert (connection.token.get_secret_value(), connection.base_url) == ("ntn_x", "http://127.0.0.1:1")
    assert connect(tmp_path, NOTION_API_TOKEN=" \n").kind == "local"


@pytest.mark.parametrize(
    ("pasted", "odd"),
    [
        ("“ntn_x”", "left double quotation mark"),
        ("ntn_x\u200b", "zero width space"),
        ("ntn_\nx", "line break"),
        ("ntn_x # mine", "space"),
    ],
)
def test_a_token_that_cannot_be_sent_is_refused_and_not_shown(tmp_path: Path, pasted: str, odd: str) -> None:
    with pytest.raises(AccessError, match=odd) as refused:
        connect(tmp_path, NOTION_API_TOKEN=pasted)
    assert "ntn" not in str(refused.value)


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NOTION_API_TOKEN=from_file\nNOTION_API_BASE_URL=http://127.0.0.1:1\n")
    connection = connect(
        tmp_path, NOTION_API_TOKEN="from_environment", NOTION_API_BASE_URL="http://127.0.0.1:2"
    )
    assert connection.token.get_secret_value() == "from_environment"
    assert connection.base_url == "http://127.0.0.1:2"


def test_an_empty_variable_hides_nothing_of_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NOTION_API_TOKEN=from_file\n")
    assert connect(tmp_path, NOTION_API_TOKEN="").token.get_secret_value() == "from_file"


def test_an_env_file_cannot_send_the_environments_token_to_a_server_of_its_own(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NOTION_API_BASE_URL=https://elsewhere.example\n")
    with pytest.raises(ConfigError, match="NOTION_TOKEN comes from the environment"):
        connect(tmp_path, NOTION_TOKEN="ntn_x")


@pytest.mark.parametrize("line", ['NOTION_API_TOKEN="ntn_secret', "NOTION_API_TOKEN ntn_secret"])
def test_a_broken_line_of_the_env_file_is_named_without_what_it_holds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, line: str
) -> None:
    (tmp_path / ".env").write_text(f"# Secrets\n\nNOTION_PLANNER_ME=ann\n\n{line}\n")
    with pytest.raises(ConfigError, match=r"\.env, line 5: expected NAME=value") as caught:
        connect(tmp_path)
    assert "ntn_secret" not in f"{caught.value}{caplog.text}"
    assert not caplog.records


def test_an_env_file_that_an_editor_of_windows_saved_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("\ufeffNOTION_API_TOKEN=ntn_x\r\n")
    assert connect(tmp_path).kind == "notion"


def test_a_base_url_may_end_in_v1(tmp_path: Path) -> None:
    connection = connect(tmp_path, NOTION_API_TOKEN="x", NOTION_API_BASE_URL="http://127.0.0.1:1/v1/")
    assert connection.base_url == "http://127.0.0.1:1"


@pytest.mark.parametrize(
    "environ",
    [{"CI": "true"}, {"NOTION_API_BASE_URL": "http://127.0.0.1:1"}, {"CI": "1", "NOTION_TOKEN": ""}],
)
def test_a_missing_token_is_an_access_error_where_the_local_workspace_is_no_answer(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    with pytest.raises(AccessError, match="NOTION_API_TOKEN is not set") as caught:
        connect(tmp_path, **environ)
    assert caught.value.exit_code == ExitCode.ACCESS


def test_a_server_never_falls_back_to_the_local_workspace(tmp_path: Path) -> None:
    with pytest.raises(AccessError):
        connect(tmp_path, local_allowed=False)


@pytest.mark.parametrize("address", ["notion", "ftp://x", "http://", "http://[::1"])
def test_a_base_url_that_is_no_address_is_a_configuration_error(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigError):
        connect(tmp_path, NOTION_API_TOKEN="x", NOTION_API_BASE_URL=address)


def test_the_token_shows_in_no_repr(tmp_path: Path) -> None:
    environment = read_environment(tmp_path / "config.yaml", {"NOTION_API_TOKEN": "ntn_canary"})
    connection = connect_to(environment, tmp_path / "config.yaml", local_allowed=True)
    assert "canary" not in repr(environment) + str(environment) + repr(connection) + str(connection)


@pytest.mark.parametrize(("written", "hour"), [("09:30", 9), ("10:30", 10), ("'17:30'", 17)])
def test_the_time_of_the_digest_is_read_as_written(written: str, hour: int) -> None:
    settings = parse_settings(f"{MINIMAL}slack: {{digest: {{at: {written}}}}}", "config.yaml")
    assert (settings.slack.digest.at.hour, settings.slack.digest.at.minute) == (hour, 30)


@pytest.mark.parametrize(
    "slack",
    [
        "command: plan",
        "command: /Plan",
        "apply: {users: [someone]}",
        "apply: {channels: ['#general']}",
        "digest: {at: 9}",
        "digest: {at: yes}",
    ],
)
def test_a_slack_setting_of_the_wrong_form_is_a_configuration_error(slack: str) -> None:
    with pytest.raises(ConfigError, match="slack"):
        parse_settings(f"{MINIMAL}slack: {{{slack}}}", "config.yaml")


def test_the_audit_log_belongs_beside_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(MINIMAL + "slack: {audit: logs/audit.jsonl}\n")
    assert load_settings(path, local=False).slack.audit == tmp_path / "logs" / "audit.jsonl"


def test_the_slack_app_is_reached_where_one_of_its_secrets_is_given(tmp_path: Path) -> None:
    def door(**environ: str) -> SlackDoor | None:
        return slack_door(read_environment(tmp_path / "config.yaml", environ))

    assert door() is None
    assert door(SLACK_BOT_TOKEN="xoxb-1") is None
    by_http, by_socket = door(SLACK_SIGNING_SECRET="s"), door(SLACK_APP_TOKEN="xapp-1")
    assert by_http is not None
    assert by_http.app_token is None
    assert by_socket is not None
    assert by_socket.signing_secret is None


def test_a_slack_token_that_was_mixed_up_is_a_configuration_error(tmp_path: Path) -> None:
    environ = {"SLACK_APP_TOKEN": "xoxb-1", "SLACK_BOT_TOKEN": "xapp-1"}
    with pytest.raises(ConfigError, match=r"SLACK_APP_TOKEN .* begins with xapp-"):
        slack_door(read_environment(tmp_path / "config.yaml", environ))


def test_a_stand_in_for_slack_that_is_no_address_is_a_configuration_error(tmp_path: Path) -> None:
    environ = {"SLACK_SIGNING_SECRET": "s", "SLACK_API_BASE_URL": "slack"}
    with pytest.raises(ConfigError, match="SLACK_API_BASE_URL"):
        slack_door(read_environment(tmp_path / "config.yaml", environ))
