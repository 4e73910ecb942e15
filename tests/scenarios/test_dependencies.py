"""The relation that holds what a task waits for follows the plan, beside what a person made of it."""

from dataclasses import dataclass, field

import pytest

from notion_planner.changes.revisions import Side
from notion_planner.model.report import Report
from notion_planner.notion.ids import plain
from notion_planner.use_cases.deciding import drift
from tests.conftest import Notion, kept
from tests.scenarios.as_previewed import written
from tests.scenarios.test_deciding import doing, settle
from tests.scenarios.test_directions import conflicts, direct
from tests.scenarios.test_resync import sync_beside
from tests.scenarios.test_schemas import database, use
from tests.scenarios.test_undo import undone

SPEC = "Orders"
TESTS = "Write integration tests"
FIRST = ("FR-1: Export an order as CSV",)
SECOND = (*FIRST, "FR-2: Print labels")
REFUND = "FR-3: Refund an order"


@dataclass
class Graph:
    """A specification of which each requirement is a task that the integration tests wait for."""

    notion: Notion
    pages: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def sync(self, *requirements: str) -> Report:
        """Syncs the specification with these requirements, or as it is."""
        self.rewrite(*requirements)
        report = self.notion.sync(SPEC)
        self.know(report)
        return report

    def know(self, report: Report) -> None:
        self.pages |= {row.title.removesuffix(f" for {SPEC}"): str(row.id) for row in report.tasks}

    def rewrite(self, *requirements: str) -> None:
        before, self.text = self.text, "\n".join(f"- {line}" for line in requirements) or self.text
        if not before:
            self.notion.add_page(SPEC, "Engineering Specs", f"## Requirements\n{self.text}\n")
        elif before != self.text:
            self.notion.edit(self.notion.find(SPEC), before, self.text)

    def add(self, title: str) -> None:
        """A person's own task, beside the plan's."""
        source = self.notion.find("Graph", "data_source")
        self.pages[title] = self.notion.add_row(source, {"Name": {"title": [{"text": {"content": title}}]}})

    def waits(self) -> set[str]:
        """Titles of the tasks that the integration tests wait for, by the relation in Notion."""
        titles = {page_id: title for title, page_id in self.pages.items()}
        page = self.notion.ask(lambda gateway: gateway.page(self.pages[TESTS]))
        relation = page.properties["Blocked By"].id
        ids = self.notion.ask(lambda gateway: gateway.related(page.id, relation))
        return {titles.get(page_id, page_id).removeprefix("Implement ") for page_id in ids}

    def relate(self, *titles: str) -> None:
        """A person says what the integration tests wait for."""
        ids = [{"id": self.pages[title]} for title in titles]
        self.notion.request(
            "PATCH", f"pages/{self.pages[TESTS]}", {"properties": {"Blocked By": {"relation": ids}}}
        )

    def throw_away(self, title: str) -> None:
        self.notion.request("PATCH", f"pages/{self.pages[title]}", {"in_trash": True})


@kept
def board(notion: Notion) -> None:
    source = database(notion, "Graph", {"Name": {"title": {}}})
    relation = {"relation": {"data_source_id": source, "single_property": {}}}
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Blocked By": relation}})


@kept
def second(notion: Notion) -> tuple[dict[str, str], str]:
    board(notion)
    graph = Graph(notion)
    graph.sync(*SECOND)
    return graph.pages, graph.text


@kept
def of_before(notion: Notion) -> tuple[dict[str, str], str]:
    board(notion)
    graph = Graph(notion)
    direct(notion, blocked_by="create_only")
    graph.sync(*SECOND)
    return graph.pages, graph.text


@pytest.fixture
def graph(notion: Notion) -> Graph:
    use(notion, "Graph")
    board(notion)
    return Graph(notion)


@pytest.fixture
def planned(notion: Notion) -> Graph:
    """A plan of both requirements."""
    use(notion, "Graph")
    pages, text = second(notion)
    return Graph(notion, dict(pages), text)


@pytest.fixture
def earlier(notion: Notion) -> Graph:
    """The same as an earlier release left it, which wrote the relation only once."""
    use(notion, "Graph")
    pages, text = of_before(notion)
    use(notion, "Graph")
    return Graph(notion, dict(pages), text)


def test_a_task_waits_for_what_is_asked_for_later_and_no_longer_for_what_nobody_asks_for(
    planned: Graph,
) -> None:
    planned.sync(*FIRST, REFUND)
    assert planned.waits() == {"exporting an order as CSV", "refunding an order"}


def test_a_preview_shows_what_a_task_no_longer_waits_for_and_what_it_does_now(planned: Graph) -> None:
    planned.add("Legal review")
    planned.relate("Implement exporting an order as CSV", "Implement printing labels", "Legal review")
    planned.rewrite(*FIRST, REFUND)
    lines = planned.notion.preview(SPEC).diff.splitlines()
    assert [line for line in lines if line[1:].startswith("Blocked By: ")] == [
        " Blocked By: 2 as before",
        "-Blocked By: Implement printing labels for Orders",
        "+Blocked By: Implement refunding an order for Orders",
    ]


def test_a_second_sync_has_nothing_to_say_about_dependencies(planned: Graph) -> None:
    assert not planned.sync().changed


def test_what_a_person_adds_and_takes_out_stays_so_beside_what_the_plan_adds_and_takes_out(
    planned: Graph,
) -> None:
    planned.add("Legal review")
    planned.relate("Implement printing labels", "Legal review")
    assert not planned.sync().changed
    assert not conflicts(planned.sync(*SECOND, REFUND))
    assert planned.waits() == {"printing labels", "Legal review", "refunding an order"}
    assert not planned.sync().changed
    planned.sync(*FIRST, REFUND)
    assert planned.waits() == {"Legal review", "refunding an order"}


def test_a_merged_relation_is_written_as_previewed_and_undone_to_what_the_person_made_of_it(
    planned: Graph,
) -> None:
    planned.relate("Implement printing labels")
    planned.rewrite(*SECOND, REFUND)
    notion = planned.notion
    found = written(notion, notion.find(SPEC))
    assert found.otherwise == []
    planned.know(found.report)
    assert planned.waits() == {"printing labels", "refunding an order"}
    undone(notion, spec=SPEC)
    assert planned.waits() == {"printing labels"}


def test_what_a_person_adds_to_a_relation_while_a_sync_is_writing_stays(planned: Graph) -> None:
    planned.add("Legal review")
    added = ("Implement exporting an order as CSV", "Implement printing labels", "Legal review")
    planned.rewrite(*SECOND, REFUND)
    planned.know(sync_beside(planned.notion, SPEC, lambda: planned.relate(*added)))
    names = {title.removeprefix("Implement ") for title in added}
    assert planned.waits() == names | {"refunding an order"}


@pytest.mark.parametrize(
    ("take", "expected"),
    [(Side.SPEC, {"exporting an order as CSV", "printing labels"}), (Side.PERSON, {"Legal review"})],
)
def test_what_a_person_made_of_a_relation_drifts_and_is_settled_for_either_side(
    planned: Graph, take: Side, expected: set[str]
) -> None:
    planned.add("Legal review")
    planned.relate("Legal review")
    notion = planned.notion
    [found] = doing(notion, drift, SPEC)
    asked = f"Implement exporting an order as CSV for {SPEC}, Implement printing labels for {SPEC}"
    assert (found.property, found.fate.value, found.wanted) == ("Blocked By", "theirs", asked)
    assert found.now == f"https://www.notion.so/{plain(planned.pages['Legal review'])}"
    settle(notion, take, SPEC, property="blocked_by")
    assert planned.waits() == expected
    assert not planned.sync().changed


def test_of_a_plan_from_before_a_relation_that_differs_counts_as_a_persons(earlier: Graph) -> None:
    earlier.relate()
    assert len(conflicts(earlier.sync())) == 1
    assert earlier.waits() == set()


def test_of_a_plan_from_before_a_relation_that_stands_as_asked_for_follows(earlier: Graph) -> None:
    earlier.sync()
    earlier.sync(*SECOND, REFUND)
    assert earlier.waits() == {"exporting an order as CSV", "printing labels", "refunding an order"}


def test_a_relation_that_the_database_gets_later_is_filled(graph: Graph) -> None:
    source = graph.notion.find("Graph", "data_source")
    graph.notion.request("PATCH", f"data_sources/{source}", {"properties": {"Blocked By": None}})
    graph.sync(*FIRST)
    relation = {"relation": {"data_source_id": source, "single_property": {}}}
    graph.notion.request("PATCH", f"data_sources/{source}", {"properties": {"Blocked By": relation}})
    graph.sync()
    assert graph.waits() == {"exporting an order as CSV"}


def test_a_task_in_the_trash_is_no_persons_change_of_what_waits_for_it(planned: Graph) -> None:
    planned.throw_away("Implement printing labels")
    report = planned.sync(*FIRST, REFUND)
    assert not conflicts(report)
    assert planned.waits() == {"exporting an order as CSV", "refunding an order"}


def test_no_task_is_made_to_wait_for_one_that_was_moved_out_of_the_database(planned: Graph) -> None:
    parent = {"parent": {"type": "page_id", "page_id": planned.notion.find("Engineering Plans")}}
    planned.notion.request("POST", f"pages/{planned.pages['Implement printing labels']}/move", parent)
    assert not conflicts(planned.sync(*SECOND, REFUND))
    assert planned.waits() == {"exporting an order as CSV", "refunding an order"}
    assert not planned.sync().changed


def test_a_dependency_that_would_close_a_circle_is_left_out_of_the_plan_and_named(planned: Graph) -> None:
    direct(planned.notion, blocked_by="notion")
    first = "Implement exporting an order as CSV"
    back = {"Blocked By": {"relation": [{"id": planned.pages[TESTS]}]}}
    planned.notion.request("PATCH", f"pages/{planned.pages[first]}", {"properties": back})
    told = [problem.message for problem in planned.notion.preview(SPEC).problems if problem.code == "circle"]
    assert told == [f"'{first}' waits for '{TESTS}' in Notion, which waits for it: the plan leaves that out."]


@pytest.mark.slow
def test_more_dependencies_than_an_answer_shows_follow_too(graph: Graph) -> None:
    many = [f"FR-{number}: Export part {number} of an order" for number in range(1, 27)]
    graph.sync(*many)
    graph.sync(*many, "FR-30: Print labels")
    assert len(graph.waits()) == 27
