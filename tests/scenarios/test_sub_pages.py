"""Where the configuration says so, the sub-pages of a specification's page are planned as parts of it."""

import json
from pathlib import Path

import pytest

from notion_planner.errors import DecisionNeededError
from notion_planner.extractor import extract
from notion_planner.fetcher.reading import MOST_SUB_PAGES
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.model.spec import Spec
from notion_planner.settings import ExtractionSettings
from tests.conftest import CREATED, Cli, Notion

DESK = "Desk"
TEXT = "## Risks\n- The oak may come late\n## Overview\nA desk for two.\n"
DRAWER = "# Must have\n- FR-1: Lock the drawer\n# Acceptance criteria\n- A locked drawer stays shut\n"


@pytest.fixture
def office(notion: Notion) -> Notion:
    """A workspace whose configuration reads sub-pages."""
    extraction = ExtractionSettings(sub_pages=True)
    quick = notion.settings.with_profile("quick")
    notion.settings = quick.model_copy(update={"extraction": extraction})
    return notion


def desk(notion: Notion, text: str = TEXT, **sub_pages: str) -> str:
    page = notion.add_page(DESK, "Engineering Specs", text)
    for title, content in sub_pages.items():
        notion.add_page(title, DESK, content)
    return page


def document_of(notion: Notion) -> SpecDocument:
    return notion.ask(lambda gateway: notion.run(gateway, CREATED).read_spec(DESK))


def read(notion: Notion) -> Spec:
    return extract(document_of(notion).text(notion.settings), title=DESK)


def test_what_a_sub_page_asks_for_stands_below_its_title(office: Notion) -> None:
    desk(office, Drawer=DRAWER)
    spec = read(office)
    (lock,) = spec.requirements
    assert (lock.id, lock.text, lock.source.heading_path) == (
        "FR-1",
        "Lock the drawer",
        ("Drawer", "Must have"),
    )
    assert [item.text for item in spec.acceptance_criteria] == ["A locked drawer stays shut"]
    assert [item.text for item in spec.risks] == ["The oak may come late"]


def test_a_sub_page_below_the_words_that_lead_to_it_belongs_to_their_section(office: Notion) -> None:
    page = desk(office)
    drawer = office.add_page("Drawer", DESK, "- It locks\n- It opens without a sound\n")
    url = office.request("GET", f"pages/{drawer}")["url"]
    led = f'## Requirements\nOne page each:\n<page url="{url}">Drawer</page>\n'
    content = {"new_str": f"{led}## Risks\n- The oak may come late\n"}
    office.request("PATCH", f"pages/{page}/markdown", {"type": "replace_content", "replace_content": content})
    spec = read(office)
    assert [item.text for item in spec.requirements] == ["It locks", "It opens without a sound"]
    assert [item.text for item in spec.risks] == ["The oak may come late"]
    assert [warning.code for warning in spec.warnings] == ["few_requirements"]


def test_a_change_on_a_sub_page_reaches_the_plan_and_a_further_sync_changes_nothing(office: Notion) -> None:
    desk(office, Drawer=DRAWER)
    office.sync(DESK)
    drawer = office.find("Drawer")
    office.edit(drawer, "- FR-1: Lock the drawer", "- FR-1: Lock the drawer\n- FR-2: Add a lamp")
    assert office.sync(DESK).changed
    assert {"Implement locking the drawer for Desk", "Implement adding a lamp for Desk"} <= {
        task.title for task in office.tasks()
    }
    assert not office.sync(DESK).changed


def test_without_the_setting_no_sub_page_is_read(notion: Notion) -> None:
    desk(notion, "## Requirements\n- Build the frame\n", Drawer=DRAWER)
    assert [item.text for item in read(notion).requirements] == ["Build the frame"]


def test_what_a_sub_page_says_is_not_withdrawn_where_it_cannot_be_read(office: Notion) -> None:
    desk(office, "## Requirements\n- Build the frame\n", Drawer=DRAWER)
    office.sync(DESK)
    office.workspace.share(office.find("Drawer"), shared=False)
    with pytest.raises(DecisionNeededError, match=r"read without the sub-page 'Drawer', .*FR-1.* or share"):
        office.sync(DESK)


def test_more_sub_pages_than_a_specification_has_are_not_read(office: Notion) -> None:
    desk(office, **{f"Note {number}": DRAWER for number in range(MOST_SUB_PAGES + 1)})
    document = document_of(office)
    assert (document.sub_pages, document.unread) == ((), ("its 31 sub-pages",))
    assert [problem.message for problem in document.problems] == [
        "'Desk': its 31 sub-pages are more than the 30 that are read, so none is."
    ]
    assert "share" not in document.problems[0].hint


def test_plans_and_planned_specifications_are_no_part_of_the_page_they_stand_on(office: Notion) -> None:
    desk(office, Drawer=DRAWER)
    places = office.settings.plans.model_copy(update={"parent": DESK})
    office.settings = office.settings.model_copy(update={"plans": places})
    office.sync("Drawer")
    assert document_of(office).sub_pages == ()


def test_a_sub_page_of_a_sub_page_is_named_where_its_title_promises_demands(office: Notion) -> None:
    desk(office, Drawer=DRAWER)
    office.add_page("Requirements", "Drawer", "- FR-2: Add a lamp\n")
    spec = read(office)
    assert [item.id for item in spec.requirements] == ["FR-1"]
    assert "'Requirements'" in next(one.message for one in spec.warnings if one.code == "held_elsewhere")


def test_a_specification_with_sub_pages_is_read_anew_each_time(office: Notion) -> None:
    """Its own last edit does not tell of theirs."""
    desk(office, Drawer=DRAWER)
    assert office.sync(DESK).elsewhere


def test_the_block_of_an_item_on_a_sub_page_is_told(local: Notion, cli: Cli) -> None:
    with Path("config.yaml").open("a") as file:
        file.write("extraction:\n  sub_pages: true\n")
    desk(local, Drawer=DRAWER)
    code, printed, _ = cli("extract", DESK, "--block-ids", "--json")
    (lock,) = json.loads(printed)["requirements"]
    blocks = local.request("GET", f"blocks/{local.find('Drawer')}/children")["results"]
    assert (code, lock["source"]["block_id"]) == (0, blocks[1]["id"])
