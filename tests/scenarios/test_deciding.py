"""Drift says where people and specification differ, resolve settles it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from notion_planner.changes.revisions import Selection, Side
from notion_planner.errors import ExitCode, NotFoundError
from notion_planner.fetcher.reading import read_spec
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.use_cases.deciding import (
    drift,
    prepare_settling,
)
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import apply
from tests.conftest import CREATED, SPEC, Cli, Notion, kept
from tests.scenarios.test_directions import direct

AVATAR = "Implement uploading profile avatar"


def doing(notion: Notion, work: Callable[[Run, SpecDocument], Awaitable[Any]], spec: str = SPEC) -> Any:
    async def main(gateway: Gateway) -> Any:
        return await work(notion.run(gateway, CREATED), await read_spec(gateway, spec))

    return notion.ask(main)


def settle(notion: Notion, take: Side, spec: str = SPEC, **selection: str) -> Report:
    async def work(run: Run, document: SpecDocument) -> Report:
        found = await prepare_settling(run, document, take=take, selection=Selection(**selection))
        return await apply(run, found.prepared)

    return doing(notion, work, spec)


@kept
def both_reworded(notion: Notion) -> str:
    """A task whose requirement a person reworded and the specification too, before the sync."""
    first = notion.sync()
    page = next(str(task.id) for task in first.tasks if "FR-3" in task.requirements)
    lines = notion.markdown(page).split("\n")
    line = next(line for line in lines if "avatar" in line and line.startswith("- "))
    notion.edit(page, f"## Requirements\n{line}", f"## Requirements\n{line} and crop it")
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile avatar picture")
    return page


@kept
def conflicting(notion: Notion) -> tuple[str, Report]:
    """The same after the sync, and what that told."""
    return both_reworded(notion), notion.sync()


def test_a_conflict_names_its_page_by_the_title_that_the_sync_gives_it(notion: Notion) -> None:
    _, told = conflicting(notion)
    (message,) = (problem.message for problem in told.problems if problem.code == "conflict")
    assert message.startswith("'Implement uploading profile avatar picture for")


def test_without_an_edit_of_a_persons_nothing_drifts(notion: Notion) -> None:
    notion.sync()
    assert doing(notion, drift) == ()


def test_drift_names_page_section_and_both_texts(notion: Notion) -> None:
    page, _ = conflicting(notion)
    (found,) = doing(notion, drift)
    assert found.url == notion.request("GET", f"pages/{page}")["url"]
    assert (found.section, found.property) == ("Requirements", None)
    assert "and crop it" in found.now
    assert "avatar picture" in found.wanted


def test_taking_the_specifications_side_writes_its_text(notion: Notion) -> None:
    page, _ = conflicting(notion)
    settle(notion, Side.SPEC, section="Requirements")
    text = notion.markdown(page)
    assert "and crop it" not in text
    assert "Upload profile avatar picture" in text
    assert doing(notion, drift) == ()
    assert not notion.sync().changed


def test_taking_the_persons_side_keeps_their_text_and_ends_the_conflict(notion: Notion) -> None:
    page, told = conflicting(notion)
    assert "conflict" in {problem.code for problem in told.problems}
    settle(notion, Side.PERSON)
    later = notion.sync()
    assert "and crop it" in notion.markdown(page)
    assert "conflict" not in {problem.code for problem in later.problems}
    assert not later.changed


def test_a_section_that_a_person_removed_comes_back_when_the_specification_is_taken(notion: Notion) -> None:
    first = notion.sync()
    page = str(first.tasks[0].id)
    text = notion.markdown(page)
    section = "## Estimated Effort" + text.split("## Estimated Effort")[1].split("\n## ")[0]
    notion.edit(page, section, "My own words")
    notion.sync()
    settle(notion, Side.SPEC, page=first.tasks[0].key, section="Estimated Effort")
    assert section in notion.markdown(page)
    assert "My own words" in notion.markdown(page)
    assert not notion.sync().changed


def test_a_section_that_a_heading_of_a_persons_parts_is_named_and_never_written_twice(notion: Notion) -> None:
    first = notion.sync()
    assert first.plan is not None
    plan = str(first.plan.id)
    notion.edit(plan, "- **FR-3**: Upload", "## My notes\n- **FR-3**: Upload")
    notion.edit(notion.find(SPEC), "- FR-5: Search users by name", "- FR-5: Search users by nickname")
    [problem] = notion.sync().problems
    assert "'Summary' has to change, and the heading 'My notes' was put into its middle" in problem.message
    with pytest.raises(NotFoundError, match="The heading 'My notes' stands in the middle"):
        settle(notion, Side.SPEC, page="plan", section="Summary")
    assert notion.markdown(plan).split("## Tasks")[0].count("**FR-5**") == 1


def test_before_it_is_settled_only_what_is_to_be_decided_is_shown(local: Notion, cli: Cli) -> None:
    local.sync()
    task, other = local.tasks()[:2]
    for page in (task, other):
        local.edit(page.id, "## Objective\n", "## Objective\nMine: ")
    local.edit(local.find(SPEC), "Search users by name", "Search users by nickname")
    name = task.title.partition(" for ")[0]
    for take, sign in (("spec", "-"), ("person", "+")):
        code, out, _ = cli("resolve", SPEC, "--take", take, "--page", name, "--section", "objective")
        decided, beside = out.split("\n\n")
        assert code == ExitCode.DECISION
        assert decided.startswith(f"{task.title}: Objective  {task.url}\n ## Objective\n")
        assert f"\n{sign}Mine: " in decided
        assert beside.startswith("The sync brings up to date, too")
        assert out.count("Mine: ") == 1
    code, _, complaint = cli("resolve", SPEC, "--take", "spec", "--page", "Nobody's task")
    assert code == ExitCode.NOT_FOUND
    assert "No task is called 'Nobody's task'" in complaint


def test_settling_what_does_not_differ_is_refused(notion: Notion) -> None:
    notion.sync()
    for page in (None, "plan", "spec", SPEC):
        with pytest.raises(NotFoundError, match="Nothing of that selection"):
            settle(notion, Side.SPEC, page=page)


@kept
def both_changed(notion: Notion) -> str:
    page = next(str(task.id) for task in notion.sync().tasks if "FR-3" in task.requirements)
    direct(notion, priority="spec", points="spec")
    notion.sync()
    notion.request(
        "PATCH",
        f"pages/{page}",
        {"properties": {"Priority": {"select": {"name": "Medium"}}, "Story Points": {"number": 13}}},
    )
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile avatar (P3)")
    notion.sync()
    return page


def prioritised(notion: Notion) -> str:
    """The avatar's task, whose priority a person changed while the specification did, too."""
    page = both_changed(notion)
    direct(notion, priority="spec", points="spec")
    return page


def values(notion: Notion, page: str) -> tuple[Any, Any]:
    found = next(row for row in notion.tasks() if row.id == page).properties
    return found["Priority"].value, found["Story Points"].value


def test_drift_names_properties_that_follow_the_specification_and_were_changed(notion: Notion) -> None:
    prioritised(notion)
    found = {item.property: (item.fate.value, item.now, item.wanted) for item in doing(notion, drift)}
    assert found["Priority"] == ("conflict", "Medium", "Low")
    assert found["Story Points"][:2] == ("theirs", "13")


def test_taking_the_specifications_side_writes_the_property_that_is_named_and_no_other(
    notion: Notion,
) -> None:
    page = prioritised(notion)
    settle(notion, Side.SPEC, property="Priority")
    assert values(notion, page) == ("Low", 13)
    assert [item.property for item in doing(notion, drift)] == ["Story Points"]
    assert not notion.sync().changed


def test_taking_the_persons_value_ends_the_conflict_until_the_specification_asks_for_another(
    notion: Notion,
) -> None:
    page = prioritised(notion)
    settle(notion, Side.PERSON)
    later = notion.sync()
    assert not later.changed
    assert "conflict" not in {problem.code for problem in later.problems}
    assert values(notion, page) == ("Medium", 13)
    notion.edit(notion.find(SPEC), "(P3)", "(P0)")
    assert "conflict" in {problem.code for problem in notion.sync().problems}


@pytest.mark.parametrize(
    ("selection", "sections", "properties"),
    [
        (Selection(), True, True),
        (Selection(section="overview"), True, False),
        (Selection(property="PRIORITY"), False, True),
        (Selection(property="Due"), False, False),
        (Selection(section="Overview", property="priority"), True, True),
    ],
)
def test_a_selection_of_either_leaves_the_other_out(
    selection: Selection, sections: bool, properties: bool
) -> None:
    assert selection.takes_section("Overview") is sections
    assert selection.takes_property("Prio", "priority") is properties


def renamed(notion: Notion, *, also_in_the_specification: bool) -> str:
    """The avatar's task under a title of a person's."""
    page = next(str(task.id) for task in notion.sync().tasks if "FR-3" in task.requirements)
    title = {"title": [{"text": {"content": "Portraits"}}]}
    notion.request("PATCH", f"pages/{page}", {"properties": {"Name": title}})
    if also_in_the_specification:
        notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile picture")
    return page


def title_of(notion: Notion, page: str) -> str:
    return next(task.title for task in notion.tasks() if task.id == page)


def test_a_title_that_a_person_changed_drifts_without_a_conflict(notion: Notion) -> None:
    renamed(notion, also_in_the_specification=False)
    assert not notion.sync().problems
    (found,) = doing(notion, drift)
    assert (found.property, found.fate.value) == ("Name", "theirs")
    assert (found.now, found.wanted) == (
        "Portraits",
        f"{AVATAR} for User Profile API",
    )


@kept
def renamed_by_both(notion: Notion) -> tuple[str, Report]:
    page = renamed(notion, also_in_the_specification=True)
    return page, notion.sync()


def test_a_title_that_both_changed_stays_the_persons_and_is_reported(notion: Notion) -> None:
    page, told = renamed_by_both(notion)
    for report in (told, notion.sync()):
        (problem,) = report.problems
        assert problem.code == "conflict"
        assert "'title' is 'Portraits' in Notion" in problem.message
        assert "'Implement uploading profile picture for User Profile API'" in problem.message
    assert title_of(notion, page) == "Portraits"


@pytest.mark.parametrize(
    ("take", "title"),
    [(Side.SPEC, "Implement uploading profile picture for User Profile API"), (Side.PERSON, "Portraits")],
)
def test_a_title_is_settled_like_a_property(notion: Notion, take: Side, title: str) -> None:
    page, _ = renamed_by_both(notion)
    settle(notion, take, property="title")
    report = notion.sync()
    assert (title_of(notion, page), report.problems, report.changed) == (title, (), False)


def test_of_a_section_that_stands_twice_none_is_written_over(notion: Notion) -> None:
    page = both_reworded(notion)
    notion.edit(page, "## Progress\n", "## Requirements\nmine\n## Progress\n")
    [problem] = [found for found in notion.sync().problems if "'Requirements'" in found.message]
    assert "stands there more than once" in problem.message
    with pytest.raises(NotFoundError, match="which to write over cannot be told"):
        settle(notion, Side.SPEC, section="Requirements")
