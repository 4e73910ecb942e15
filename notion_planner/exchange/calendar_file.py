"""Tasks as iCalendar: to-dos, or all-day events for calendars that show no to-dos. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from icalendar import Calendar, Event, Todo

from notion_planner import __version__
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Priority
from notion_planner.progress import TaskState
from notion_planner.tracking.worklist import WorkItem, day_after

_STATUS = {
    TaskState.NOT_STARTED: "NEEDS-ACTION",
    TaskState.IN_PROGRESS: "IN-PROCESS",
    TaskState.BLOCKED: "NEEDS-ACTION",
    TaskState.DONE: "COMPLETED",
    TaskState.CANCELLED: "CANCELLED",
}
# RFC 5545, 3.8.1.9: 1 is the highest, 9 the lowest.
_PRIORITY = {Priority.P0: 1, Priority.P1: 3, Priority.P2: 5, Priority.P3: 7}


def calendar_text(plan: Plan, items: Sequence[WorkItem], *, spec_id: str, events: bool = False) -> str:
    """One calendar. Entries keep their UIDs, so that importing it again updates them.

    ``spec_id`` tells this plan's tasks from another's; ``events`` adds the milestones, too.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//notion-planner//{__version__}//EN")
    calendar.add("version", "2.0")
    made = min((item.start for item in items), default=plan.start)
    for item in items:
        entry = _planned(item) if events else _todo(item, spec_id)
        entry.add("uid", _uid(item.key, spec_id))
        entry.add("dtstamp", _moment(item.edited or made))
        if item.url:
            entry.add("url", item.url)
            entry.add("description", item.url)
        calendar.add_component(entry)
    for number, milestone in enumerate(plan.milestones if events else (), 1):
        entry = _event(f"{milestone.title}: {plan.feature}", milestone.due, milestone.due)
        entry.add("uid", _uid(f"milestone:{milestone.phase or 'deploy'}-{number}", spec_id))
        entry.add("dtstamp", _moment(made))
        calendar.add_component(entry)
    return bytes(calendar.to_ical()).decode()


def _uid(key: str, spec_id: str) -> str:
    return f"{key}@{spec_id or 'file'}.notion-planner"


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _todo(item: WorkItem, spec_id: str) -> Todo:
    entry = Todo()
    entry.add("summary", item.title)
    # RFC 5545, 3.8.2.3: what is due comes after what starts; a task of one day has only its due date.
    if item.start < item.due:
        entry.add("dtstart", item.start)
    entry.add("due", item.due)
    entry.add("status", _STATUS[item.state])
    entry.add("percent-complete", 100 if item.state is TaskState.DONE else 0)
    entry.add("priority", _PRIORITY[item.priority])
    for key in (blocker.key for blocker in item.waits_for if blocker.key):
        entry.add("related-to", _uid(key, spec_id), parameters={"RELTYPE": "DEPENDS-ON"})  # RFC 9253, 5
    return entry


def _planned(item: WorkItem) -> Event:
    entry = _event(item.title, item.start, item.due)
    if item.state is TaskState.CANCELLED:
        entry.add("status", _STATUS[item.state])  # calendars hide it, or strike it out
    return entry


def _event(title: str, start: date, due: date) -> Event:
    entry = Event()
    entry.add("summary", title)
    entry.add("dtstart", min(start, due))
    # RFC 5545, 3.6.1: the end of an all-day event is the day after its last one.
    entry.add("dtend", day_after(due))
    entry.add("transp", "TRANSPARENT")
    return entry
