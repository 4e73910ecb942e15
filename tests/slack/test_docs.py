"""docs/slack.md is true: its commands are understood, its settings load, its audit line is one."""

import json
import re
from pathlib import Path

import pytest
import yaml

from notion_planner.config import parse_settings
from notion_planner.slack.audit import Entry, Event
from notion_planner.slack.commands import Verb, parse

TEXT = (Path(__file__).parents[2] / "docs" / "slack.md").read_text(encoding="utf-8")
PLACES = {"plans": {"parent": "P"}, "tasks": {"database": "T"}}


@pytest.mark.parametrize("verb", Verb)
def test_every_command_is_documented_as_it_is_understood(verb: Verb) -> None:
    documented = re.findall(r"^\| `/plan ([^`]*)` \|", TEXT, re.M)
    assert verb in {
        parse(command.replace("[title]", "X").replace("<", "").replace(">", "")).verb
        for command in documented
    }


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", TEXT, re.S))
def test_the_settings_shown_load(block: str) -> None:
    settings = parse_settings(yaml.safe_dump(PLACES | yaml.safe_load(block)), "docs/slack.md")
    assert settings.slack.model_fields_set


def test_the_line_of_the_audit_log_shown_is_one() -> None:
    (sample,) = re.findall(r"```json\n(.*?)```", TEXT, re.S)
    line = json.loads(sample)
    assert line.pop("at")
    assert Entry.model_validate(line).event is Event.APPLIED


@pytest.mark.parametrize("event", Event)
def test_every_event_of_the_audit_log_is_documented(event: Event) -> None:
    assert f"`{event}`" in TEXT
