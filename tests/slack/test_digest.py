"""A digest comes once a working day, at its time, and only with news."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from notion_planner.jobs.model import Job
from notion_planner.settings import PlanningSettings, SlackSettings
from notion_planner.slack.digest import digest_job, digest_schedule
from tests.slack.conftest import CHANNEL, Team
from tests.slack.goldens import check

ZONE = timezone(timedelta(hours=2))
DIGEST = {"channel": CHANNEL, "at": "09:00"}


def due(at: str, digest: dict[str, str] | None = None, **planning: Any) -> Iterable[Job]:
    settings = SlackSettings.model_validate({"digest": DIGEST if digest is None else digest})
    schedule = digest_schedule(settings, PlanningSettings.model_validate(planning))
    return tuple(schedule(datetime.fromisoformat(at).replace(tzinfo=ZONE)))


@pytest.mark.parametrize(
    ("at", "number"),
    [
        ("2026-11-20T08:59:59", 0),
        ("2026-11-20T09:00:00", 1),
        ("2026-11-20T20:59:00", 1),
        ("2026-11-20T21:00:00", 0),
        ("2026-11-21T09:00:00", 0),  # a Saturday
    ],
)
def test_a_digest_is_due_on_working_days_from_its_time_on(at: str, number: int) -> None:
    assert len(list(due(at))) == number


def test_working_days_are_those_of_the_plans() -> None:
    saturday, friday, christmas = "2026-11-21T09:00:00", "2026-11-20T09:00:00", "2026-12-25T09:00:00"
    assert len(list(due(saturday, calendar="seven_day"))) == 1
    assert list(due(friday, days_off=["2026-11-20"])) == []
    assert (len(list(due(christmas))), list(due(christmas, country="DE"))) == (1, [])


def test_with_an_unknown_country_a_digest_is_due_from_monday_to_friday() -> None:
    assert [len(list(due(f"2026-11-{day}T09:00:00", country="XX"))) for day in (20, 21)] == [1, 0]


def test_however_often_it_is_asked_for_a_day_has_one_digest() -> None:
    (morning,), (noon,) = due("2026-11-20T09:00:00"), due("2026-11-20T12:00:00")
    (monday,) = due("2026-11-23T09:00:00")
    assert morning.key == noon.key != monday.key


def test_without_a_channel_there_is_no_digest() -> None:
    assert list(due("2026-11-20T09:00:00", {})) == []


def post(team: Team, day: date) -> int:
    """How many messages the digest of that day makes."""
    team.today = day
    team.queue.accept(digest_job(CHANNEL, day))
    team.work()
    return len(posts) if (posts := team.all_said()) else 0


def test_a_digest_tells_where_the_plans_stand(team: Team) -> None:
    team.sync_export()
    team.set(digest=DIGEST)
    team.today = date(2025, 10, 24)
    team.queue.accept(digest_job(CHANNEL, team.today))
    team.work()
    said = team.last()
    assert said.to == CHANNEL
    check("digest", said.body)


def test_the_same_news_are_not_told_twice_in_a_row(team: Team) -> None:
    team.sync_export()
    team.set(digest=DIGEST)
    assert post(team, date(2025, 10, 14)) == 1
    assert post(team, date(2025, 10, 15)) == 0
    task = team.notion.tasks()[0].id
    done = {"properties": {"Status": {"select": {"name": "Done"}}}}
    team.notion.request("PATCH", f"pages/{task}", done)
    assert post(team, date(2025, 10, 16)) == 1


def test_news_that_slack_refused_are_told_the_next_day(team: Team) -> None:
    team.sync_export()
    team.set(digest=DIGEST)
    team.fake.absent.add(CHANNEL)
    assert post(team, date(2025, 10, 14)) == 0
    team.fake.absent.clear()
    assert post(team, date(2025, 10, 15)) == 1


def test_a_digest_that_was_cut_short_is_posted_once(team: Team) -> None:
    team.sync_export()
    team.set(digest=DIGEST)
    job = digest_job(CHANNEL, team.today)
    team.deliver(job)
    team.deliver(job)
    assert len(team.all_said()) == 1


def test_without_a_plan_there_is_nothing_to_tell(team: Team) -> None:
    team.set(digest=DIGEST)
    assert post(team, date(2025, 10, 14)) == 0


def test_a_digest_for_a_channel_that_is_no_longer_configured_is_dropped(team: Team) -> None:
    team.sync_export()
    assert post(team, date(2025, 10, 14)) == 0
