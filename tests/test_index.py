"""Which specifications of a database have not changed, by what the index remembers."""

from datetime import UTC, date, datetime, timedelta

from notion_planner.merge import base_of
from notion_planner.notion.objects import Page, Parent
from notion_planner.state.index import (
    Entry,
    Index,
    Rows,
    index_row,
    parse_index,
    recent_of,
    render_index,
    unchanged,
)

SEEN = datetime(2026, 3, 2, 12, 0, 30, tzinfo=UTC)
INDEX = Index(
    basis="b",
    bot="bot",
    seen=SEEN,
    entries={"spec": Entry(edited="2026-03-01T08:00:00.000Z", editor="ann", plan="12345678")},
)
LONG_AGO = SEEN - timedelta(days=1)


def page(id_: str, *, edited: datetime = LONG_AGO, by: str = "bot", **values: str) -> Page:
    time = edited.replace(second=0).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    found = {"title": "t", "url": "", "last_edited_time": time, "last_edited_by": by, **values}
    return Page(id=id_, parent=Parent(kind="workspace"), **found)


SPEC = page("spec", edited=datetime(2026, 3, 1, 8, tzinfo=UTC), by="ann")
NO_TASKS = Rows(newest=(), complete=False)
PLAN = page("0000-12345678")


def is_quiet(plans: Rows | None) -> bool:
    return "spec" in unchanged(INDEX, [SPEC], tasks=NO_TASKS, plans=plans, today=date(2026, 3, 2))


def test_a_plan_that_only_the_planner_edited_is_quiet() -> None:
    assert is_quiet(Rows(newest=(page("0000-12345678", edited=SEEN), page("other")), complete=True))


def test_a_plan_that_somebody_else_edited_is_read() -> None:
    assert not is_quiet(Rows(newest=(page("0000-12345678", edited=SEEN, by="ann"),), complete=True))
    assert is_quiet(Rows(newest=(page("0000-12345678", by="ann"),), complete=True))


def test_a_plan_that_is_gone_is_read() -> None:
    assert not is_quiet(Rows(newest=(page("other"),), complete=True))
    assert is_quiet(Rows(newest=(page("other"),), complete=False))


def test_a_task_that_came_back_is_noticed_by_its_edit_where_an_answer_does_not_show_all() -> None:
    gone = INDEX.entries["spec"].model_copy(update={"gone": "87654321"})
    index = INDEX.model_copy(update={"entries": {"spec": gone}})
    back = page("0000-87654321", edited=SEEN, by="ann")
    for rows, expected in (((), True), ((back,), False)):
        found = Rows(newest=rows, complete=False)
        known = unchanged(index, [SPEC], tasks=found, plans=None, today=date(2026, 3, 2))
        assert ("spec" in known) is expected


def test_a_task_is_gone_that_the_answer_would_show_by_the_time_of_its_last_edit() -> None:
    own = INDEX.entries["spec"].model_copy(update={"tasks": "87654321"})
    edited = {"recent": recent_of([page("0000-87654321")]), "entries": {"spec": own}}
    for minutes, expected in ((-1, False), (0, True), (1, True)):
        shown = Rows(newest=(page("other", edited=LONG_AGO + timedelta(minutes=minutes)),), complete=False)
        index = INDEX.model_copy(update=edited)
        known = unchanged(index, [SPEC], tasks=shown, plans=None, today=date(2026, 3, 2))
        assert ("spec" in known) is expected


def test_every_plan_is_read_where_more_were_edited_than_one_answer_shows() -> None:
    later = page("other", edited=SEEN + timedelta(minutes=9))
    assert not is_quiet(Rows(newest=(later,), complete=False))
    assert is_quiet(Rows(newest=(later, PLAN), complete=False))


def test_an_index_is_used_for_the_configuration_that_it_was_made_with() -> None:
    text = render_index(INDEX)
    assert (parse_index(text, basis="b"), parse_index(text, basis="other")) == (INDEX, None)


def test_of_two_indexes_the_older_is_used() -> None:
    times = {"later": "2026-03-02T12:01:00.000Z", "earlier": "2026-03-02T12:00:00.000Z"}
    rows = [
        page(name, title="Planner index", created_by="bot", created_time=time) for name, time in times.items()
    ]
    found = index_row(rows)
    assert found is not None
    assert found.id == "earlier"


def test_the_index_is_in_no_section_of_its_page() -> None:
    assert base_of(f"## A\ntext\n{render_index(INDEX)}") == base_of("## A\ntext")
