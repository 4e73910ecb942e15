"""Profiles: data that a team can write itself, checked when it is read."""

import pytest

from notion_planner.planner import Profile, ProfileError
from notion_planner.planner.texts import line
from tests.planner.conftest import PROFILES, profile_named, profile_text

NAMES = sorted(path.stem for path in PROFILES.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_profile_is_valid(name: str) -> None:
    assert profile_named(name).name == name


def refused(text: str) -> str:
    with pytest.raises(ProfileError) as problem:
        Profile.parse(text, "ours", profile_text)
    return str(problem.value)


def test_text_that_is_not_yaml_is_refused() -> None:
    assert "not valid YAML" in refused("a: [")


def test_an_unknown_key_is_named() -> None:
    assert "colour" in refused("schema: notion-planner/profile/1\nextends: standard\ncolour: red")


def test_a_template_that_does_not_compile_is_named_with_its_place() -> None:
    text = "schema: notion-planner/profile/1\nextends: standard\ntasks: {story: {title: '{{ subject'}}"
    assert "tasks.story" in refused(text)


@pytest.mark.parametrize("text", ["{{ gone }}", "{{ text.index('z') }}", "{{ text.encode('gone') }}"])
def test_a_text_that_cannot_be_filled_in_is_a_fault_of_the_profile(text: str) -> None:
    with pytest.raises(ProfileError, match="cannot be filled in"):
        line(text, {"text": "Export"})


def test_missing_texts_of_a_rule_are_named() -> None:
    assert "story" in refused("schema: notion-planner/profile/1\nextends: standard\ntasks: {story: }")


def test_profiles_that_extend_each_other_are_refused() -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        Profile.parse("extends: b", "a", lambda name: f"extends: {'a' if name == 'b' else 'b'}")


def test_a_profile_changes_single_texts_of_the_one_it_extends() -> None:
    text = (
        "schema: notion-planner/profile/1\nextends: standard\ntasks: {story: {title: 'Tell {{ subject }}'}}"
    )
    ours = Profile.parse(text, "ours", profile_text)
    standard = profile_named("standard")
    assert ours.tasks["story"].title == "Tell {{ subject }}"
    assert ours.tasks["story"].objective == standard.tasks["story"].objective
    assert ours.tasks["requirement"] == standard.tasks["requirement"]
