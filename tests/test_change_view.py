"""A change set as a diff and as Markdown: what is written, what stays and why."""

import pytest

from notion_planner.model.changes import (
    Action,
    ChangeSet,
    PageChange,
    PropertyChange,
    SectionChange,
    SectionFate,
)
from notion_planner.model.report import PlanRow, Report
from notion_planner.preview.change_view import as_diff, as_markdown, as_values
from notion_planner.preview.terminal import Tone, diff_lines, preview_lines

NOTHING = PageChange(role="spec", key="spec", title="Spec", action=Action.NO_OP)
PLAN = PageChange(role="plan", key="plan", title="Plan", action=Action.NO_OP)
RENAMED = PageChange(
    role="task",
    key="export",
    title="Export | CSV",
    action=Action.UPDATE,
    page_id="1",
    properties=(PropertyChange(name="Name", before="Export | CSV", after="Export CSV files"),),
    sections=(
        SectionChange(
            heading="Requirements", fate=SectionFate.UPDATE, now="## Requirements\n- A", wanted="- A\n\n- B"
        ),
        SectionChange(heading="Objective", fate=SectionFate.CONFLICT, now="mine", wanted="yours"),
    ),
)


def changed(*tasks: PageChange, retired: tuple[PageChange, ...] = ()) -> ChangeSet:
    return ChangeSet(plan=PLAN, tasks=tasks, retired=retired, spec=NOTHING)


def test_a_diff_shows_properties_and_lines_before_and_after() -> None:
    assert as_diff(changed(RENAMED)).split("\n") == [
        "--- task: Export | CSV",
        "+++ task: Export | CSV",
        "@@ properties @@",
        "-Name: Export | CSV",
        "+Name: Export CSV files",
        "@@ Requirements @@",
        "-## Requirements",
        " - A",
        "+- B",
        "@@ Objective @@ a person edited it and it also has to change: the person's stays",
    ]


@pytest.mark.parametrize(
    ("now", "wanted", "shown"),
    [
        (
            "- Waits For: A, B, C, D\n- Blocks: X",
            "- Waits For: A, B, E, C\n- Blocks: Y",
            [
                " - Waits For: 3 as before",
                "-- Waits For: D",
                "-- Blocks: X",
                "+- Waits For: E",
                "+- Blocks: Y",
            ],
        ),
        ("So: a, b, c", "So: c, b, a, d", ["-So: a, b, c", "+So: c, b, a, d"]),
        ("So: a, b", "So: a, b, c", ["-So: a, b", "+So: a, b, c"]),
    ],
    ids=["long", "in another order", "short"],
)
def test_of_a_long_list_in_one_line_a_diff_shows_what_goes_and_what_comes(
    now: str, wanted: str, shown: list[str]
) -> None:
    section = SectionChange(heading="Order", fate=SectionFate.UPDATE, now=now, wanted=wanted)
    page = RENAMED.model_copy(update={"properties": (), "sections": (section,)})
    assert as_diff(changed(page)).split("\n")[3:] == shown


def test_a_page_that_stays_as_it_is_has_no_diff() -> None:
    assert as_diff(changed()) == ""


def test_a_new_page_comes_from_nowhere_and_can_be_left_out() -> None:
    new = RENAMED.model_copy(update={"action": Action.CREATE, "sections": ()})
    assert as_diff(changed(new)).startswith("--- /dev/null\n+++ task: ")
    assert as_diff(changed(new), created=False) == ""


def test_a_retired_task_says_why() -> None:
    old = PageChange(role="task", key="old", title="Old", action=Action.RETIRE)
    assert "no longer asks for this task" in as_diff(changed(retired=(old,)))
    assert changed(retired=(old,)).changed


def test_what_notion_adds_by_itself_is_no_line_of_the_diff() -> None:
    section = SectionChange(
        heading="Timeline",
        fate=SectionFate.UPDATE,
        now='<table header-row="true" header-column="false">\n- about \\~3 days',
        wanted='<table header-row="true">\n- about ~3 days\n\n- more',
    )
    diff = as_diff(changed(RENAMED.model_copy(update={"properties": (), "sections": (section,)})))
    assert [line for line in diff.split("\n") if line[0] in "+-"][2:] == ["+- more"]


def test_the_summary_counts_every_page_in_the_usual_words() -> None:
    assert changed(RENAMED).summary() == "Plan: 0 to create, 1 to update, 0 to retire, 2 unchanged."


def test_the_markdown_is_a_table_with_a_diff_of_each_page() -> None:
    text = as_markdown(changed(RENAMED))
    assert "| ~ | Export \\| CSV | Name, Requirements |" in text
    assert "<details><summary>Export | CSV</summary>\n\n```diff\n" in text


def test_a_fence_in_a_page_does_not_end_the_diff_that_shows_it() -> None:
    fenced = SectionChange(heading="Code", fate=SectionFate.CREATE, wanted="````\nx\n````")
    text = as_markdown(changed(RENAMED.model_copy(update={"sections": (fenced,)})))
    assert "\n`````diff\n" in text


def test_markup_in_a_title_stays_text() -> None:
    hostile = RENAMED.model_copy(update={"title": "</summary><img src=x> & more"})
    assert "<img" not in as_markdown(changed(hostile)).replace("task: </summary><img", "")


def test_the_values_name_what_a_property_goes_from_and_to() -> None:
    page = as_values(changed(RENAMED))[1]
    assert page["properties"] == [{"name": "Name", "from": "Export | CSV", "to": "Export CSV files"}]
    assert page["sections"][0]["fate"] == "update"


@pytest.mark.parametrize(
    ("line", "tone"),
    [
        ("+++ task: A", Tone.HEADING),
        ("+new", Tone.CREATE),
        ("-old", Tone.RETIRE),
        ("@@ Overview @@", Tone.PLACE),
        (" - [ ] same", Tone.PLAIN),
    ],
)
def test_each_line_of_a_diff_says_what_it_is(line: str, tone: Tone) -> None:
    assert list(diff_lines(line)) == [(line, tone)]


def test_a_report_without_a_plan_is_its_text() -> None:
    assert list(preview_lines(Report(command="plan", text="Nothing."))) == [("Nothing.", Tone.PLAIN)]


def test_retired_tasks_stand_under_their_own_heading() -> None:
    old = PageChange(role="task", key="old", title="Old", action=Action.RETIRE)
    row = PlanRow(
        title="Plan", feature="F", action="update", start="2026-01-05", finish="2026-01-05",
        deploy="2026-01-07", working_days=1, phases=(), coverage={},
    )  # fmt: skip
    report = Report(command="plan", plan=row, changes=tuple(as_values(changed(retired=(old,)))))
    assert ("  - Old", Tone.RETIRE) in list(preview_lines(report))
