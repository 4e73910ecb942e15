"""A copy of a specification brings the original's Implementation section along, and none of its plan."""

from typing import NamedTuple

import pytest

from notion_planner.changes.backlink import current_backlink, linked_plan
from notion_planner.errors import DecisionNeededError
from notion_planner.model.report import Report
from notion_planner.state.plan_state import find_state_text
from tests.conftest import SPEC, Notion, kept

FIRST = "FR-1: Get user profile by ID"


def plan_of(report: Report) -> str:
    assert report.plan is not None
    return str(report.plan.id)


def copied(notion: Notion, title: str = f"{SPEC} (1)") -> str:
    """What Notion's "Duplicate" makes, with a requirement of its own."""
    text = notion.markdown(notion.find(SPEC))
    return notion.add_page(title, "Engineering Specs", text.replace(FIRST, "FR-1: Export invoices as PDF"))


class Namesake(NamedTuple):
    """``before``: what the original said before the copy was synced, ``plan``: which one the copy named.

    ``report`` is what the sync of the copy told.
    """

    original: str
    copy: str
    before: str
    plan: str | None
    report: Report


@kept
def namesake(notion: Notion) -> Namesake:
    """A specification and its copy, which has the same title and a note in its section, and a plan."""
    notion.sync()
    original = notion.find(SPEC)
    copy = copied(notion, SPEC)
    status = "**Status**: Planning complete, ready to start implementation"
    notion.edit(copy, status, f"{status}\nAsk Ada first")
    before, plan = notion.markdown(original), linked_plan(notion.markdown(copy))
    return Namesake(original, copy, before, plan, notion.sync(copy))


def test_a_copied_specification_gets_a_plan_of_its_own(notion: Notion) -> None:
    found = namesake(notion)
    assert found.report.counts["created"] == len(found.report.tasks)
    assert plan_of(found.report) == linked_plan(notion.markdown(found.copy)) != found.plan
    assert not notion.sync(found.copy).changed


def test_the_original_of_a_copy_is_not_touched_even_where_both_have_one_title(notion: Notion) -> None:
    found = namesake(notion)
    assert notion.markdown(found.original) == found.before
    assert not notion.sync(found.original).changed


def test_a_note_in_a_copied_section_stays(notion: Notion) -> None:
    found = namesake(notion)
    section = current_backlink(notion.markdown(found.copy)) or ""
    assert "Ask Ada first" in section
    assert linked_plan(section) != found.plan


def test_a_preview_of_a_copy_shows_a_plan_to_be_made(notion: Notion) -> None:
    notion.sync()
    report = notion.preview(copied(notion))
    assert (report.counts["plan_created"], report.counts["spec_updated"]) == (1, 1)


def test_a_copy_stops_for_a_decision_where_the_plan_cannot_say_whose_it_is(notion: Notion) -> None:
    plan = plan_of(notion.sync())
    notion.edit(plan, find_state_text(notion.markdown(plan)) or "", "")
    with pytest.raises(DecisionNeededError, match="does not mention this specification"):
        notion.sync(copied(notion))
