"""Recognises the table at the end of a document in which those who agree to it sign."""

from collections.abc import Sequence

from notion_planner.extractor.wording import vocabulary

_LEAST_COLUMNS = 3


def is_sign_off(titles: Sequence[str]) -> bool:
    """Whether columns are of persons and of when they signed, and of nothing else: "Name | Role | Date"."""
    said = {vocabulary.normalise(title) for title in titles}
    marks = vocabulary.words("sign_off_marks")
    return (
        len(said) >= _LEAST_COLUMNS
        and not marks.isdisjoint(said)
        and said <= marks | vocabulary.words("sign_off_columns")
    )
