"""When the digest is due, and whether it has anything new to tell. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from notion_planner.jobs.model import Job, Schedule
from notion_planner.planner import WorkCalendar
from notion_planner.planner.dates.calendar import CalendarError
from notion_planner.settings import PlanningSettings, SlackSettings

DIGEST_JOB = "slack-digest"
# A digest that is hours late would tell of another day's morning.
_LATEST = timedelta(hours=12)


def digest_schedule(settings: SlackSettings, planning: PlanningSettings) -> Schedule:
    """Asks for one digest a working day, from its time on."""
    calendar = _calendar(planning)

    def due(now: datetime) -> Iterable[Job]:
        channel, at = settings.digest.channel, datetime.combine(now.date(), settings.digest.at, now.tzinfo)
        if channel is None or not calendar.is_working(now.date()) or not at <= now < at + _LATEST:
            return ()
        return (digest_job(channel, now.date()),)

    return due


def _calendar(planning: PlanningSettings) -> WorkCalendar:
    """Without the country where none is called so: every sync says that, and a server works on."""
    try:
        return WorkCalendar(planning)
    except CalendarError:
        return WorkCalendar(planning.model_copy(update={"country": None, "subdivision": None}))


def digest_job(channel: str, day: date) -> Job:
    """The same job for every worker that asks for it on that day."""
    return Job(
        key=f"{DIGEST_JOB}:{channel}:{day}",
        kind=DIGEST_JOB,
        lane=f"{DIGEST_JOB}:{channel}",
        payload={"channel": channel, "day": day.isoformat()},
    )


def news_mark(channel: str, day: str, news: str) -> str:
    """What is recorded of a day's digest."""
    return f"{DIGEST_JOB}:{channel}:{day}:{news}"


def days_before(day: str, *, most: int = 7) -> tuple[str, ...]:
    """The days back to the latest one that may have had a digest, nearest first."""
    start = date.fromisoformat(day)
    return tuple((start - timedelta(days=back)).isoformat() for back in range(1, most + 1))
