"""Nothing that a person wrote is lost; where the specification changed the same, the report says so.

The other two columns of the list are tried by `make edits`.
"""

from functools import cache

import pytest

from tests.reliability import document, edit_matrix
from tests.reliability.edit_matrix import Column, outcome
from tests.reliability.edits import EDITS

tried = cache(outcome)


@pytest.mark.slow
def test_every_edit_is_kept_where_its_place_changes_and_every_conflict_is_named() -> None:
    assert [cell for cell in tried(Column.SAME).cells if not cell.good] == []


@pytest.mark.slow
def test_a_further_sync_after_peoples_edits_writes_nothing() -> None:
    assert tried(Column.SAME).later_writes == 0


def test_there_are_at_least_forty_edits_each_with_a_name_of_its_own() -> None:
    assert len({edit.name for edit in EDITS}) == len(EDITS) >= 40


def test_the_documentation_lists_every_edit_and_none_is_lost() -> None:
    rows = document.rows_of(edit_matrix.NAME)
    assert [row[0] for row in rows] == [edit.name for edit in EDITS]
    assert {cell.split(",")[0] for row in rows for cell in row[1:]} == {"kept"}
