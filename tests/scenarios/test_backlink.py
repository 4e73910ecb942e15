"""The specification's Implementation section: one, in its place, and nothing of the author's in it."""

import re

import pytest

from notion_planner.changes.backlink import at_the_end, current_backlink, insertion
from notion_planner.changes.revisions import Side
from notion_planner.errors import DecisionNeededError
from notion_planner.extractor import extract
from notion_planner.state.plan_state import find_state_text
from tests.conftest import SPEC, Notion
from tests.scenarios.test_deciding import settle
from tests.scenarios.test_lost_state import plan_of

DEEP = """## Product
### Requirements
- FR-1: Export as CSV
### Acceptance Criteria
- AC-1: The file opens
### Success Metrics
- 50 exports a day
## Appendix
- FR-2: Export as JSON
"""
LAST = "## Requirements\n- FR-1: Export as CSV\n## Acceptance Criteria\n- AC-1: The file opens"
BACKLINK = "---\n## Implementation\n**Status**: Done"
NONE = "## Requirements\n- FR-1: Export as CSV\n## Notes\nNothing"


def placed(markdown: str) -> list[str]:
    """Headings of a specification with our section in it."""
    edit = insertion(markdown, extract(markdown), BACKLINK)
    text = markdown.replace(*edit) if edit else f"{markdown}\n{at_the_end(markdown, BACKLINK)}"
    return headings(text)


def mention(page: str) -> str:
    return f'<mention-page url="https://www.notion.so/{page.replace("-", "")}"/>'


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.*)$", text, re.M)


def test_it_follows_the_criteria_before_the_next_heading() -> None:
    assert placed(LAST + "\n## Notes\nNothing") == [
        "Requirements",
        "Acceptance Criteria",
        "Implementation",
        "Notes",
    ]


def test_it_takes_no_deeper_heading_below_itself(notion: Notion) -> None:
    page = notion.add_page("Export Service", "Engineering Specs", DEEP)
    notion.sync(page)
    assert headings(notion.markdown(page))[-3:] == ["Success Metrics", "Implementation", "Appendix"]
    assert not notion.sync(page).changed


def test_it_stands_at_the_end_where_criteria_end_the_page_or_are_absent() -> None:
    assert placed(LAST)[-1] == "Implementation"
    assert placed(NONE)[-1] == "Implementation"


def test_one_divider_parts_it_from_what_stands_before_and_behind() -> None:
    text = f"{LAST}\n---\n## Notes\nNothing"
    edit = insertion(text, extract(text), BACKLINK)
    assert edit is not None
    assert text.replace(*edit) == f"{LAST}\n{BACKLINK}\n---\n## Notes\nNothing"
    assert at_the_end(NONE, BACKLINK) == BACKLINK
    assert at_the_end(f"{NONE}\n---", BACKLINK) == BACKLINK.removeprefix("---\n")


def test_a_criterion_that_has_grown_since_it_was_read_is_not_torn_apart() -> None:
    text = f"{LAST}\n## Notes\nNothing"
    edit = insertion(text, extract(text), "---\n## Implementation")
    assert edit is not None
    assert edit[0] not in text.replace(f"{LAST}\n", f"{LAST} within a minute\n")


def test_what_an_author_writes_behind_it_is_read_and_left_alone(notion: Notion) -> None:
    first = notion.sync()
    page = notion.find(SPEC)
    status = "**Status**: Planning complete, ready to start implementation"
    notion.edit(page, status, f"{status}\n### Requirements\n- FR-6: Export as JSON")
    done = {"properties": {"Status": {"select": {"name": "Done"}}}}
    notion.request("PATCH", f"pages/{first.tasks[0].id}", done)
    second = notion.sync()
    assert second.counts["created"] > 0
    assert second.plan is not None
    assert "FR-6" in second.plan.coverage
    text = notion.markdown(page)
    assert "**Status**: In progress: 1 of" in text
    assert text.rstrip().endswith("### Requirements\n- FR-6: Export as JSON")
    assert not notion.sync().changed


CHANGES = {
    "heading renamed": ("## Implementation\n", "## Implementation status\n"),
    "heading made smaller": ("## Implementation\n", "### Implementation\n"),
    "label unbolded": ("**Implementation Plan**: ", "Implementation Plan: "),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_section_that_a_person_made_another_of_is_no_longer_ours(change: tuple[str, str]) -> None:
    section = "## Implementation\n**Implementation Plan**: a plan"
    assert current_backlink(section) == section
    assert current_backlink(section.replace(*change)) is None


def test_a_section_that_a_person_made_another_of_stays_so_and_gets_no_twin(notion: Notion) -> None:
    notion.sync()
    spec = notion.find(SPEC)
    notion.edit(spec, *CHANGES["heading made smaller"])
    before = notion.markdown(spec)
    [problem] = notion.sync().problems
    assert (problem.code, "section 'Implementation' was removed" in problem.message) == ("section_left", True)
    assert (notion.sync().problems, notion.markdown(spec)) == ((), before)


def test_a_line_that_a_person_put_above_the_plans_name_stays_in_the_section(notion: Notion) -> None:
    notion.sync()
    spec = notion.find(SPEC)
    notion.edit(spec, "## Implementation\n", "## Implementation\nOwner: team Falcon\n")
    notion.edit(spec, "- FR-5: Search", "- FR-6: Export the whole profile as CSV\n- FR-5: Search")
    assert not notion.sync().problems
    text = notion.markdown(spec)
    assert "## Implementation\nOwner: team Falcon\n**Implementation Plan**: " in text
    assert "(6 tasks across" in text
    assert text.count("**Implementation Plan**") == 1


def test_a_page_that_a_person_mentions_above_the_plans_name_is_not_taken_for_the_plan(notion: Notion) -> None:
    notion.sync()
    spec = notion.find(SPEC)
    design = notion.add_page("Design", "Engineering Specs", f"Of {mention(spec)}")
    before = notion.markdown(design)
    notion.edit(spec, "## Implementation\n", f"## Implementation\nSee {mention(design)}\n")
    report = notion.sync()
    assert (report.changed, report.problems, notion.markdown(design)) == (False, (), before)


def test_a_page_without_any_task_is_not_made_a_plan_because_a_person_named_it_so(notion: Notion) -> None:
    plan, spec = plan_of(notion.sync()), notion.find(SPEC)
    design = notion.add_page("Design", "Engineering Specs", f"Of {mention(spec)}")
    notion.edit(spec, plan.replace("-", ""), design.replace("-", ""))
    with pytest.raises(DecisionNeededError, match="neither a plan's state nor any of its tasks"):
        notion.sync()


def test_a_section_that_a_person_made_a_toggle_heading_of_is_kept_up_to_date(notion: Notion) -> None:
    plan, spec = plan_of(notion.sync()), notion.find(SPEC)
    heading, *lines = (current_backlink(notion.markdown(spec)) or "").split("\n")
    toggle = "\n".join([f'{heading} {{toggle="true"}}', *(f"\t{line}" for line in lines)])
    notion.edit(spec, "\n".join([heading, *lines]), toggle)
    notion.edit(spec, "- FR-5: Search", "- FR-6: Export the whole profile as CSV\n- FR-5: Search")
    report = notion.sync()
    assert (plan_of(report), report.problems) == (plan, ())
    assert toggle.replace("(5 tasks", "(6 tasks") in notion.markdown(spec)


def test_a_section_that_a_person_removed_comes_back_when_the_specification_is_taken(notion: Notion) -> None:
    notion.sync()
    spec = notion.find(SPEC)
    before = notion.markdown(spec)
    notion.edit(spec, current_backlink(before) or "", "")
    notion.sync()
    settle(notion, Side.SPEC, page=SPEC)
    assert notion.markdown(spec) == before


def test_a_section_that_was_changed_and_whose_plan_lost_its_state_gets_no_twin(notion: Notion) -> None:
    report = notion.sync()
    assert report.plan is not None
    spec, plan = notion.find(SPEC), str(report.plan.id)
    notion.edit(spec, *CHANGES["heading renamed"])
    notion.edit(plan, find_state_text(notion.markdown(plan)) or "", "")
    before = notion.markdown(spec)
    notion.sync()
    assert notion.markdown(spec) == before
