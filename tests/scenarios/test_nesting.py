"""What a person nests or puts into a toggle, and a state from before nesting counted."""

from notion_planner.merge import Base, section_texts
from notion_planner.model.report import Report
from notion_planner.notion.markup import former_fingerprint, formerly_canonical
from notion_planner.notion.units import units_of
from notion_planner.state.plan_state import STATE_VERSION, TITLE, find_state_text, parse_state, render_state
from tests.conftest import SPEC, Notion, kept

DETAILS = """## Requirements
- FR-1: Export the whole profile
	- as CSV
	- as JSON
- FR-2: Search users by name
"""
TOGGLE = "<details>\n<summary>My note</summary>\n\tmore\n</details>\n"


def plan_of(report: Report) -> str:
    assert report.plan is not None
    return str(report.plan.id)


@kept
def rearranged(notion: Notion) -> tuple[Report, Report]:
    """A sync after a person nested FR-3 and put a toggle before FR-1, and FR-5 changed; both reports."""
    first = notion.sync()
    plan = plan_of(first)
    notion.edit(plan, "- **FR-3**: Upload", "\t- **FR-3**: Upload")
    notion.edit(plan, "- **FR-1**: Get", f"{TOGGLE}- **FR-1**: Get")
    notion.edit(notion.find(SPEC), "- FR-5: Search users by name", "- FR-5: Search users by name and e-mail")
    return first, notion.sync()


def test_a_line_that_a_person_nested_stays_nested(notion: Notion) -> None:
    first, second = rearranged(notion)
    assert not second.problems
    assert "\n\t- **FR-3**: Upload" in notion.markdown(plan_of(first))


def test_what_stands_behind_a_toggle_of_a_persons_is_kept_up_to_date(notion: Notion) -> None:
    first, second = rearranged(notion)
    assert not second.problems
    assert f"{TOGGLE}- **FR-1**: Get" in notion.markdown(plan_of(first))
    assert "\n- **FR-5**: Search users by name and e-mail" in notion.markdown(plan_of(first))


def formerly(base: Base, text: str) -> Base:
    """What the release before kept of a page that stands as it was meant."""
    found = section_texts(text)
    marks = {heading: former_fingerprint(section.text) for heading, section in found.items()}
    lines = {
        heading: tuple(formerly_canonical(unit.raw) for unit in units_of(section.text))
        for heading, section in found.items()
    }
    return Base(marks={TITLE: base.marks[TITLE], **marks} if TITLE in base.marks else marks, lines=lines)


def given_back_to_the_release_before(notion: Notion, plan: str) -> None:
    text = notion.markdown(plan)
    state, toggle = parse_state(text), find_state_text(text)
    assert state is not None
    assert toggle is not None
    tasks = {
        key: page.model_copy(update={"base": formerly(page.base, notion.markdown(page.id))})
        for key, page in state.tasks.items()
    }
    former = state.model_copy(update={"version": 2, "plan": formerly(state.plan, text), "tasks": tasks})
    notion.edit(plan, toggle, render_state(former))


def test_a_state_from_before_nesting_counted_takes_nothing_for_edited(notion: Notion) -> None:
    spec = notion.add_page("Profiles", "Engineering Specs", DETAILS)
    first = notion.sync(spec)
    plan, page = plan_of(first), next(str(task.id) for task in first.tasks if "FR-1" in task.requirements)
    assert "\n\t- as CSV\n" in notion.markdown(page)
    given_back_to_the_release_before(notion, plan)
    report = notion.sync(spec)
    assert (report.changed, report.problems) == (False, first.problems)
    notion.edit(spec, "as CSV", "as a CSV file")
    assert notion.sync(spec).problems == first.problems
    assert "\n\t- as a CSV file\n\t- as JSON\n" in notion.markdown(page)
    assert f'"version":{STATE_VERSION},' in notion.markdown(plan)
