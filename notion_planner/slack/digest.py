"""When the digest is due, and whether it has anything new to tell. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from notion_planner.jobs.model import Job, Schedule
from notion_planner.settings import SlackSettings

DIGEST_JOB = "slack-digest"
_WORKING_DAYS = range(5)
# A digest that is hours late would tell of another day's morning.
_LATEST = timedelta(hours=12)


def digest_schedule(settings: SlackSettings) -> Schedule:
    """Asks for one digest a working day, from its time on."""

    def due(now: datetime) -> Iterable[Job]:
        channel, at = settings.digest.channel, datetime.combine(now.date(), settings.digest.at, now.tzinfo)
        if channel is None or now.weekday() not in _WORKING_DAYS or not at <= now < at + _LATEST:
            return ()
        return (digest_job(channel, now.date()),)

    return due


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
