"""Reports say what Notion, the plan and its history say, and nothing else; the same day, the same report."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.errors import ExitCode
from notion_planner.fetcher.reading import read_spec
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.progress import Snapshot
from notion_planner.reporting import Digest, Form, ReportKind, digest, page_title, render_text
from notion_planner.reporting.digest import Light, MilestoneLine
from notion_planner.reporting.drawing import draw_burn_up
from notion_planner.reporting.forecast import forecast
from notion_planner.settings import PlanningSettings
from notion_planner.use_cases.daily import Reported, reporter
from notion_planner.writer.report_page import PageOutcome, ReportPage, publish
from tests.conftest import TEMPLATES, Cli
from tests.daily.conftest import MADE, SPEC, WEEK, Desk, Team, html_of


def made(team: Team | Desk, kind: ReportKind, today: date = WEEK) -> Digest:
    return digest(team.work(today), kind, today, stale_after=5)


def reported(team: Team, parent: str | None = None, today: date = WEEK) -> Reported:
    async def work(gateway: Gateway) -> Reported:
        read = reporter(ReportKind.WEEKLY, page=True, parent=parent)
        return await read(team.notion.run(gateway, today), await read_spec(gateway, SPEC))

    found = team.notion.ask(work)
    assert isinstance(found, Reported)
    return found


def published(team: Team, desk: Desk, today: date = WEEK, plan: str = "") -> ReportPage:
    """The page of the desk's report, below the plan in the team's Notion."""
    found = made(desk, ReportKind.WEEKLY, today)
    body, place = render_text(TEMPLATES, found, Form.PAGE), desk.read.plan_id
    page = team.notion.ask(
        lambda notion: publish(notion, parent=place, title=page_title(found), body=body, plan=plan or place)
    )
    assert isinstance(page, ReportPage)
    return page


def test_what_changed_since_the_last_period_comes_from_the_history(busy: Team) -> None:
    first, second = busy.first.tasks[:2]
    week = made(busy, ReportKind.WEEKLY).gain
    assert week is not None
    assert (week.since, week.tasks, week.points, week.scope) == (MADE, 2, first.points + second.points, 0)
    friday = made(busy, ReportKind.DAILY, MADE + timedelta(days=4))
    assert [entry.title for entry in friday.finished] == [second.title]
    assert friday.gain is not None
    assert friday.gain.tasks == 1


def test_a_mondays_report_goes_back_to_friday(desk: Desk) -> None:
    monday = date(2025, 10, 20)
    work = desk.work(monday)
    days = (date(2025, 10, 19), monday, date(2025, 10, 22))
    since = [digest(work, ReportKind.DAILY, day, stale_after=5).since for day in days]
    assert since == [date(2025, 10, 16), date(2025, 10, 16), date(2025, 10, 20)]


def test_the_last_working_day_is_one_of_the_configured_calendar(team: Team) -> None:
    settings = team.notion.settings
    planning = PlanningSettings(days_off=(date(2025, 10, 2), date(2025, 10, 3)))
    team.notion.settings = settings.model_copy(update={"planning": planning})
    daily = reporter(ReportKind.DAILY, page=False, parent=None)

    async def work(gateway: Gateway) -> Reported:
        run = team.notion.run(gateway, date(2025, 10, 6))  # October 3 is a Friday
        return await daily(run, await read_spec(gateway, SPEC))

    assert team.notion.ask(work).digest.since == date(2025, 9, 30)


def test_on_its_first_day_a_plan_has_no_change_to_report(desk: Desk) -> None:
    found = made(desk, ReportKind.DAILY, MADE)
    assert found.gain is None
    assert "The history begins on October 14, 2025." in render_text(TEMPLATES, found, Form.MARKDOWN)


def test_what_changed_in_the_specification_comes_from_the_plans_log(team: Team) -> None:
    page = team.notion.find(SPEC)
    line = "- FR-2: Export the report as JSON"
    team.notion.edit(page, line, f"{line}\n- FR-3: Send the report by mail every Monday")
    team.notion.sync(SPEC, today=MADE + timedelta(days=2))
    work = team.work(MADE + timedelta(days=3))
    daily = digest(work, ReportKind.DAILY, MADE + timedelta(days=6), stale_after=5)
    weekly = digest(work, ReportKind.WEEKLY, MADE + timedelta(days=3), stale_after=5)
    later = digest(work, ReportKind.WEEKLY, MADE + timedelta(days=20), stale_after=5)
    assert daily.changes == later.changes == ()
    (entry,) = weekly.changes
    assert entry.day == MADE + timedelta(days=2)
    text = render_text(TEMPLATES, weekly, Form.MARKDOWN)
    assert "## Changes of the specification" in text
    assert "FR-3" in text


def test_a_week_without_progress_is_told_as_one(desk: Desk) -> None:
    found = made(desk, ReportKind.WEEKLY, MADE + timedelta(days=30))
    assert found.gain is not None
    assert (found.gain.since, found.gain.tasks) == (MADE + timedelta(days=23), 0)


def test_a_task_done_since_the_last_sync_is_finished_today(desk: Desk) -> None:
    desk.set(desk.first.tasks[0].id, Status="Done")
    found = made(desk, ReportKind.DAILY)
    assert [entry.title for entry in found.finished] == [desk.first.tasks[0].title]


def test_a_blocked_task_is_reported_with_its_reason_and_since_when(busy: Team) -> None:
    entry = next(e for e in made(busy, ReportKind.DAILY).blocked if e.title == busy.first.tasks[3].title)
    assert entry.note.startswith("its status is Blocked")
    assert entry.note.endswith(f"since {MADE + timedelta(days=4)}")


def test_every_report_fills_its_template_in_every_form_the_same_way_twice(desk: Desk) -> None:
    work = desk.work(WEEK)
    for kind in ReportKind:
        for form in Form:
            found = [digest(work, kind, WEEK, stale_after=5) for _ in range(2)]
            (text,) = {render_text(TEMPLATES, one, form) for one in found}
            assert "0% done" in text
            assert "\n\n\n" not in text


def test_the_executive_report_is_red_when_the_critical_path_is_late_and_says_so(desk: Desk) -> None:
    assert made(desk, ReportKind.EXECUTIVE, MADE).light is Light.GREEN
    late = made(desk, ReportKind.EXECUTIVE, MADE + timedelta(days=90))
    assert late.light is Light.RED
    assert re.fullmatch(r"\d+ tasks of the critical path overdue", late.light_reasons[0])
    assert "🔴 In danger" in render_text(TEMPLATES, late, Form.SLACK)


@pytest.fixture
def hurried(team: Team) -> Team:
    """A team whose plan deploys after its deadline."""
    planning = team.notion.settings.planning.model_copy(update={"deadline": MADE + timedelta(days=1)})
    team.notion.settings = team.notion.settings.model_copy(update={"planning": planning})
    return team


def test_a_plan_that_misses_its_deadline_is_said_to_and_makes_the_executive_report_red(hurried: Team) -> None:
    work = hurried.work()
    assert [problem.code for problem in work.problems] == ["date_missed"]
    found = digest(work, ReportKind.EXECUTIVE, MADE, stale_after=5)
    assert found.light is Light.RED
    assert found.light_reasons[0].endswith("after the fixed date 2025-10-15")


def test_a_preview_says_which_fixed_date_the_plan_misses(hurried: Team) -> None:
    (problem,) = (one for one in hurried.notion.preview(SPEC).problems if one.code == "date_missed")
    assert problem.message.startswith(f"'{SPEC}': the planned deployment on")


def test_milestones_are_listed_by_their_days(desk: Desk) -> None:
    work = desk.work()
    plan = work.decided.model_copy(update={"milestones": work.decided.milestones[::-1]})
    found = digest(work.model_copy(update={"decided": plan}), ReportKind.EXECUTIVE, WEEK, stale_after=5)
    days = [line.days for line in found.milestones]
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("days", "said"), [(2, "in 2 days"), (1, "in 1 day"), (0, "today"), (-1, "1 day late")]
)
def test_a_milestones_days_are_counted_in_words(days: int, said: str) -> None:
    line = MilestoneLine(title="Deploy", due=MADE, reached=False, days=days)
    assert line.standing == said


def test_nobody_is_late_for_the_milestone_of_a_phase_that_was_cancelled(desk: Desk) -> None:
    for row in desk.first.tasks:
        desk.set(row.id, Status="Cancelled" if row.phase == 2 else "Done")
    found = made(desk, ReportKind.MILESTONE, MADE + timedelta(days=60))
    assert found.status.milestone is None
    assert {line.standing for line in found.milestones} == {"reached"}


def test_a_plan_whose_tasks_were_all_cancelled_is_not_called_done(desk: Desk) -> None:
    for row in desk.first.tasks:
        desk.set(row.id, Status="Cancelled")
    text = render_text(TEMPLATES, made(desk, ReportKind.WEEKLY), Form.MARKDOWN)
    assert "No task of the plan is left" in text
    assert "14 fewer points in the plan" in html_of(desk)


def test_a_milestone_report_is_about_the_last_one_reached(desk: Desk) -> None:
    before = made(desk, ReportKind.MILESTONE).milestone
    assert before is not None
    assert not before.reached
    phase = [row for row in desk.first.tasks if row.phase == 1]
    for row in phase:
        desk.set(row.id, Status="Done")
    after = made(desk, ReportKind.MILESTONE).milestone
    assert after is not None
    assert (after.reached, after.open) == (True, ())
    assert {entry.title for entry in after.done} == {row.title for row in phase}
    assert after.following is not None


def test_the_page_is_made_once_and_brought_up_to_date_in_place(team: Team, desk: Desk) -> None:
    first = published(team, desk)
    assert first.outcome is PageOutcome.CREATED
    again = published(team, desk)
    assert (again.outcome, again.url) == (PageOutcome.UNCHANGED, first.url)
    desk.set(desk.first.tasks[0].id, Status="Done")
    updated = published(team, desk)
    assert (updated.outcome, updated.url) == (PageOutcome.UPDATED, first.url)
    assert published(team, desk, WEEK + timedelta(days=1)).outcome is PageOutcome.CREATED


def test_a_page_whose_mark_names_no_plan_is_brought_up_to_date(team: Team, desk: Desk) -> None:
    first = published(team, desk)
    page = team.notion.find(first.title)
    [named] = re.findall(r", plan [0-9a-f]{12}", team.notion.markdown(page))
    team.notion.edit(page, named, "")
    desk.set(desk.first.tasks[0].id, Status="Done")
    found = published(team, desk)
    assert (found.outcome, found.url) == (PageOutcome.UPDATED, first.url)


def test_a_page_that_a_person_edited_stays_as_it_is(team: Team, desk: Desk) -> None:
    page = team.notion.find(published(team, desk).title)
    team.notion.edit(page, "Nothing was finished.", "Nothing was finished, but we learned a lot.")
    team.set(team.first.tasks[0].id, Status="Done")
    found = reported(team)
    assert found.page is not None
    assert found.page.outcome is PageOutcome.EDITED
    assert [problem.code for problem in found.problems] == ["page_edited"]
    assert "we learned a lot" in team.notion.markdown(page)


def test_a_report_below_the_plan_leaves_the_plan_in_step(team: Team) -> None:
    reported(team, today=MADE)
    assert not team.notion.sync(SPEC, today=MADE).changed
    team.set(team.first.tasks[0].id, Status="Done")
    assert team.notion.sync(SPEC, today=MADE).problems == ()
    assert not team.notion.sync(SPEC, today=MADE).changed


def test_reports_can_stand_under_another_page_and_say_whose_they_are(team: Team, desk: Desk) -> None:
    place = team.notion.add_page("Reports", "Engineering Plans", "")
    found = reported(team, parent="Reports").page
    assert found is not None
    children = team.notion.ask(lambda gateway: gateway.child_pages(place))
    assert [child.title for child in children] == [found.title]
    assert f", plan {plain(desk.read.plan_id)[-12:]}*" in team.notion.markdown(children[0].id)


def test_reports_of_specifications_with_one_title_keep_apart_under_one_page(team: Team, desk: Desk) -> None:
    plans = (desk.read.plan_id, team.notion.find(SPEC))
    first, other = (published(team, desk, plan=plan) for plan in plans)
    again = [published(team, desk, plan=plan) for plan in plans]
    assert other.title == f"{first.title} (2)"
    assert again == [page.model_copy(update={"outcome": PageOutcome.UNCHANGED}) for page in (first, other)]


def test_the_command_prints_writes_and_answers_in_json(cli: Cli, team: Team) -> None:
    code, out, _ = cli("report", "weekly", SPEC, "-q")
    assert code == ExitCode.DONE
    assert out.startswith("# Weekly report, ")
    assert cli("report", "daily", "--format", "slack", "-q")[1].startswith("*Daily report, ")
    assert cli("report", "executive", "--html", "report.html", "-q")[1] == "report.html\n"
    assert Path("report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    document = json.loads(cli("report", "milestone", "--json")[1])
    assert document["schema"] == "notion-planner/digest/1"
    assert document["reports"][0]["status"]["spec"] == SPEC
    assert document["requests"]["writes"] == 0


def test_the_command_writes_the_page_once(cli: Cli, team: Team) -> None:
    assert cli("report", "weekly", "--page", "-q")[1].startswith("created: Weekly report ")
    assert cli("report", "weekly", "--page", "-q")[1].startswith("unchanged: Weekly report ")


def test_mistakes_end_in_one_line(cli: Cli) -> None:
    assert cli("report", "hourly", "-q")[0] == ExitCode.USAGE
    code, _, err = cli("report", "daily", "--parent", "Reports", "-q")
    assert (code, err.count("\n")) == (ExitCode.USAGE, 1)
    assert cli("report", "daily", "-q")[1].startswith("There is no plan yet: ")


def test_a_steady_pace_is_carried_on() -> None:
    history = [Snapshot(MADE + timedelta(days=d), 2 * d, 100, d, 50) for d in range(0, 29, 7)]
    found = forecast(history, history[-1].day)
    assert found is not None
    assert (found.points_per_week, found.early, found.late) == (14.0, MADE + timedelta(days=50), found.early)


SNAPSHOTS = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=40
)


@given(SNAPSHOTS)
def test_a_forecast_lies_ahead_and_early_before_late(steps: list[tuple[int, int, int]]) -> None:
    history, day = [], MADE
    for gap, done, left in steps:
        day += timedelta(days=gap)
        history.append(Snapshot(day, done, done + left, 0, 0))
    found = forecast(history, day + timedelta(days=1))
    assert found is None or day < found.early <= found.late


@given(SNAPSHOTS)
def test_every_history_can_be_drawn_inside_its_picture(steps: list[tuple[int, int, int]]) -> None:
    history, day = [], MADE
    for gap, done, left in steps:
        day += timedelta(days=gap)
        history.append(Snapshot(day, done, done + left, 0, 0))
    found = draw_burn_up(history, start=MADE, deploy=MADE + timedelta(days=60), today=day)
    for line in (found.done, found.scope, found.ideal):
        for point in line.split(" "):
            x, y = (float(number) for number in point.split(","))
            assert found.left <= x <= found.width
            assert 0 <= y <= found.base
