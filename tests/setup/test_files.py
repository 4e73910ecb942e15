"""The files of init: nothing is overwritten, the token is for its owner's eyes, Git does not see it."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.config import load_settings, parse_settings, read_environment
from notion_planner.errors import ConfigError, UsageError
from notion_planner.setup.files import (
    Place,
    config_step,
    config_text,
    env_step,
    ignore_step,
    write_step,
)

PLACES = {
    "specs": Place(key="parent", reference="Specs"),
    "plans": Place(key="parent", reference="https://app.notion.com/p/Plans-" + "a" * 32, title="Plans: all"),
    "tasks": Place(key="database", reference="Tasks", title="Tasks"),
}
TOKEN = "ntn_" + "s" * 40


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_configuration_that_is_written_loads_and_names_titles_beside_addresses(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    write_step(config_step(path, PLACES))
    settings = load_settings(path, local=False)
    assert settings.plans.parent == PLACES["plans"].reference
    assert (settings.tasks.database, settings.specs and settings.specs.parent) == ("Tasks", "Specs")
    assert "# Plans: all" in path.read_text()


def test_a_configuration_that_exists_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("mine")
    write_step(config_step(path, PLACES))
    assert path.read_text() == "mine"


def test_a_configuration_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    step = config_step(path, PLACES)
    path.write_text("mine")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_step(step)
    assert path.read_text() == "mine"


@given(st.text(min_size=1).filter(str.strip), st.text())
def test_any_title_comes_back_from_the_configuration_as_it_was(reference: str, title: str) -> None:
    places = PLACES | {"tasks": Place(key="database", reference=reference, title=title)}
    assert parse_settings(config_text(places), "config.yaml").tasks.database == reference


def test_the_token_goes_into_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    step = env_step(path, TOKEN)
    assert step is not None
    write_step(step)
    assert mode_of(path) == 0o600
    assert read_environment(tmp_path / "config.yaml", {}).get("NOTION_API_TOKEN") == TOKEN
    assert TOKEN not in repr(step)
    assert TOKEN not in step.line


def test_a_token_that_is_set_already_is_kept(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("NOTION_TOKEN=ntn_mine")
    step = env_step(path, TOKEN)
    assert step is not None
    write_step(step)
    assert path.read_text() == "NOTION_TOKEN=ntn_mine"


def test_a_folder_in_the_place_of_the_env_file_is_said_to_hold_no_token(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(ConfigError, match="is a folder"):
        env_step(tmp_path / ".env", TOKEN)


def test_the_token_is_added_to_an_env_file_without_one_which_becomes_private(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("SLACK_BOT_TOKEN=xoxb\nNOTION_API_TOKEN=")
    path.chmod(0o644)
    step = env_step(path, TOKEN)
    assert step is not None
    write_step(step)
    environment = read_environment(tmp_path / "config.yaml", {})
    assert (environment.get("SLACK_BOT_TOKEN"), environment.get("NOTION_API_TOKEN")) == ("xoxb", TOKEN)
    assert mode_of(path) == 0o600


@pytest.mark.parametrize(
    "token", ["two words", "ntn_a\nSLACK_BOT_TOKEN=x", 'ntn_"', "ntn_#", "ntn_é", "$HOME"]
)
def test_what_cannot_be_a_token_is_refused_without_repeating_it(tmp_path: Path, token: str) -> None:
    with pytest.raises(UsageError) as refused:
        env_step(tmp_path / ".env", token)
    assert token not in str(refused.value)


def test_git_is_told_to_ignore_the_token_once(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("dist/")
    for _ in range(2):
        step = ignore_step(tmp_path)
        assert step is not None
        write_step(step)
    assert (tmp_path / ".gitignore").read_text() == "dist/\n.env\n.notion-planner/\n"


def test_a_rule_of_a_folder_above_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.env\n.notion-planner\n")
    inner = tmp_path / "planning"
    inner.mkdir()
    step = ignore_step(inner)
    assert step is not None
    assert step.addition == ""


def test_outside_of_git_there_is_nothing_to_ignore(tmp_path: Path) -> None:
    assert ignore_step(tmp_path) is None
