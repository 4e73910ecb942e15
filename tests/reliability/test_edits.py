"""Nothing that a person wrote is lost; where the specification changed the same, the report says so.

Every edit, and the other two columns of the list, are tried by `make edits`; here is one edit of each kind.
"""

import pytest

from tests.reliability import document, edit_matrix
from tests.reliability.edit_matrix import Column, Outcome, outcome
from tests.reliability.edits import EDITS

SAMPLE = (
    "a paragraph below the objective",
    "the objective deleted",
    "words added to a requirement",
    "words of a requirement replaced",
    "a requirement deleted",
    "a sub-item below a requirement",
    "words of a requirement in bold",
    "a criterion of their own, ticked",
    "a criterion ticked",
    "criteria in another order",
    "a section of their own in the middle",
    "a heading of ours renamed",
    "a section of ours deleted",
    "our placeholder replaced",
    "a toggle",
    "a requirement deleted from the plan",
    "a to-do of their own in a phase",
    "a note in the Implementation section",
    "the tags",
    "the status, to one of their own",
    "a task renamed",
    "a task thrown away",
    "a task moved to another page",
    "a task with a page below it",
    "a second task of the same title by hand",
    "a comment on a line of ours",
    "a task ticked on the plan",
    "the plan moved",
)


@pytest.fixture(scope="module")
def tried() -> Outcome:
    by_name = {edit.name: edit for edit in EDITS}
    return outcome(Column.SAME, tuple(by_name[name] for name in SAMPLE))


@pytest.mark.slow
def test_an_edit_of_each_kind_is_kept_where_its_place_changes_and_every_conflict_is_named(
    tried: Outcome,
) -> None:
    assert [cell for cell in tried.cells if not cell.good] == []


@pytest.mark.slow
def test_a_further_sync_after_peoples_edits_writes_nothing(tried: Outcome) -> None:
    assert tried.later_writes == 0


def test_there_are_at_least_forty_edits_each_with_a_name_of_its_own() -> None:
    assert len({edit.name for edit in EDITS}) == len(EDITS) >= 40


def test_the_documentation_lists_every_edit_and_none_is_lost() -> None:
    rows = document.rows_of(edit_matrix.NAME)
    assert [row[0] for row in rows] == [edit.name for edit in EDITS]
    assert {cell.split(",")[0] for row in rows for cell in row[1:]} == {"kept"}
