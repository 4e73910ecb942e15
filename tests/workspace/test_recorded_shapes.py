"""An answer that looks unlike the recorded ones is noticed by the kind of object and the key."""

import pytest

from tests.workspace.recorded_shapes import FOLDER, Shape, differences_from_recordings


def shape() -> Shape:
    found = Shape()
    for sample in ({"id": "a", "icon": None}, {"id": "b", "icon": {}, "url": "x"}, {"id": "c", "icon": None}):
        found.learn(sample)
    return found


@pytest.mark.parametrize(
    ("answer", "complaints"),
    [
        ({"id": "a", "icon": None}, []),
        ({"id": "a", "icon": {}, "url": None}, []),
        ({"icon": None}, ["id is missing"]),
        ({"id": "a", "icon": None, "emoji": "x"}, ["emoji was never recorded"]),
        ({"id": 1, "icon": None}, ["id is number, recorded as string"]),
    ],
)
def test_keys_and_kinds_of_value_are_held_to_what_was_recorded(
    answer: dict[str, object], complaints: list[str]
) -> None:
    assert list(shape().complaints(answer)) == complaints


def test_two_samples_say_too_little() -> None:
    few = Shape()
    few.learn({"id": "a"})
    few.learn({"id": "b"})
    assert list(few.complaints({})) == []


@pytest.mark.skipif(FOLDER is None, reason="no recordings: set NOTION_RECORDINGS to their folder")
def test_an_answer_without_a_recorded_key_differs_from_the_recordings() -> None:
    answer = {"object": "page_markdown", "id": "", "markdown": "", "unknown_block_ids": [], "request_id": ""}
    assert differences_from_recordings("2025-09-03", answer) == ["page_markdown: truncated is missing"]
