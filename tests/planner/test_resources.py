"""Links of the specification: in the tasks of the items they stand with, and sorted on the plan page."""

from hypothesis import given
from hypothesis import strategies as st

from notion_planner.model.plan import OriginKind, Plan
from notion_planner.model.spec import Link, Requirement, Source, Spec
from notion_planner.planner import Profile, make_plan
from notion_planner.planner.english.wording import plain
from notion_planner.planner.resources import CROWD, external_references, page_id, related_work
from notion_planner.settings import PlanningSettings
from tests.planner.conftest import START, profile_named

PAGE = "393abc1eedcd811c9c6deac14ef25c6d"
TEXTS = ("Export an invoice", "Email a reminder", "Import a statement", "Archive old contracts")


def wanted(line: int, text: str, *heading: str, quote: str = "") -> Requirement:
    source = Source(line=line, end_line=line, heading_path=heading, quote=quote, rule="test")
    return Requirement(key=f"r{line}", text=text, source=source)


def linked(*links: Link, first_quote: str = "") -> Spec:
    """Lines 5 to 9 under one heading, line 20 under another."""
    return Spec(
        title="Billing",
        requirements=(
            wanted(5, TEXTS[0], "Requirements", "Invoices", quote=first_quote),
            wanted(9, TEXTS[1], "Requirements", "Invoices"),
            wanted(20, TEXTS[2], "Requirements", "Statements"),
        ),
        links=links,
    )


def planned(spec: Spec, standard: Profile) -> Plan:
    return make_plan(spec, settings=PlanningSettings(), profile=standard, start=START)


def resources(plan: Plan) -> dict[str, list[str]]:
    return {task.key: [line.text for line in task.resources] for task in plan.tasks if task.resources}


def test_a_link_in_a_requirement_is_a_resource_of_its_task_alone(standard: Profile) -> None:
    plan = planned(linked(Link(text="PDF/A", url="https://a.example/pdf", line=5)), standard)
    assert resources(plan) == {"requirement:r5": ["https://a.example/pdf"]}
    (line,) = plan.task("requirement:r5").resources
    assert (line.label, line.origin.kind, line.origin.items) == ("PDF/A", OriginKind.SPEC, ("r5",))


def test_a_link_between_requirements_of_one_heading_belongs_to_each_of_them(standard: Profile) -> None:
    plan = planned(linked(Link(text="Formats", url="https://a.example/formats", line=7)), standard)
    assert sorted(resources(plan)) == ["requirement:r5", "requirement:r9"]


def test_a_link_between_two_headings_is_no_tasks_resource(standard: Profile) -> None:
    assert resources(planned(linked(Link(text="x", url="https://a.example", line=14)), standard)) == {}


def test_a_link_that_an_earlier_line_has_too_is_found_by_the_quotation(standard: Profile) -> None:
    spec = linked(
        Link(text="x", url="https://a.example", line=2), first_quote="Export [x](https://a.example)."
    )
    assert list(resources(planned(spec, standard))) == ["requirement:r5"]


def test_a_link_among_many_requirements_speaks_of_the_section(standard: Profile) -> None:
    many = tuple(wanted(2 * n, f"Show the {n} th report", "Requirements") for n in range(1, CROWD + 2))
    spec = Spec(title="x", requirements=many, links=(Link(text="x", url="https://a.example", line=3),))
    assert resources(planned(spec, standard)) == {}


def test_pages_in_notion_are_related_work_and_others_references() -> None:
    spec = linked(
        Link(text="Design", url=f"https://www.notion.so/acme/Design-{PAGE}?pvs=4", line=1),
        Link(text="Standard", url="https://a.example/standard", line=2),
        Link(text="Moved", url=f"/{PAGE.replace('d', 'e')}", line=3),
    )
    assert [line.label for line in related_work(spec)] == ["Design", "Moved"]
    assert [line.label for line in external_references(spec)] == ["Standard"]


def test_one_page_under_two_addresses_is_listed_once() -> None:
    spec = linked(
        Link(text="A", url=f"https://app.notion.com/p/Design-{PAGE}", line=1),
        Link(text="B", url=f"https://www.notion.so/{PAGE}#part", line=2),
        Link(text="C", url="https://a.example/", line=3),
        Link(text="D", url="https://a.example", line=4),
    )
    assert [line.label for line in related_work(spec)] == ["A"]
    assert [line.label for line in external_references(spec)] == ["C"]


def test_a_help_page_of_notion_is_not_a_page_of_the_workspace() -> None:
    assert page_id("https://www.notion.com/help/guides") is None
    assert page_id(f"https://notion.example/{PAGE}") is None


def test_technologies_of_the_specification_are_no_resources(plan: Plan) -> None:
    assert resources(plan) == {}


ADDRESSES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["https://a.example/x", f"https://notion.so/{PAGE}", "http://[bad", "//x", "mailto:a@b.c"]
    ),
)
STANDARD = profile_named("standard")
LINKS = st.lists(
    st.builds(Link, text=st.text(max_size=8), url=ADDRESSES, line=st.integers(1, 22)), max_size=8
)


@given(LINKS)
def test_every_resource_is_a_link_of_the_specification_and_never_twice(links: list[Link]) -> None:
    spec = linked(*links)
    plan = planned(spec, STANDARD)
    pages = [line.text for line in (*plan.related_work, *plan.external_references)]
    assert len(set(pages)) == len(pages)
    for task in plan.tasks:
        found = [line.text for line in task.resources]
        assert len(set(found)) == len(found)
        assert set(found) <= set(pages)
    assert set(pages) <= {plain(link.url) for link in links}


def test_a_link_above_the_first_requirement_of_its_heading_belongs_to_them(standard: Profile) -> None:
    link = Link(
        text="Rules", url="https://a.example/rules", line=4, heading_path=("Requirements", "Invoices")
    )
    plan = make_plan(linked(link), settings=PlanningSettings(), profile=standard, start=START)
    holders = {task.requirement_keys for task in plan.tasks if task.resources}
    assert holders == {("r5",), ("r9",)}
