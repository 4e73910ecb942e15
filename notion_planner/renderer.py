"""Plan → Markdown of the plan page, the task pages, the back-link and the summary, through the templates."""

from collections.abc import Mapping
from datetime import date

from notion_planner.changelog import LogEntry, Outline
from notion_planner.model.base import Frozen
from notion_planner.model.plan import Plan, Task
from notion_planner.pictures import dependency_graph, gantt
from notion_planner.progress import Progress, TaskState
from notion_planner.templating import Templates

# A profile names its page's form; its own forms are templates called plan-<form>.md.j2.
_PAGES = {"standard": "plan.md.j2"}


class PageLink(Frozen):
    """A page to mention."""

    title: str
    url: str


class Standing(Frozen):
    """Where a plan stands: the day it was made, and its progress since it last changed (``updated``).

    ``states``: task key → state, of tasks that the specification no longer asks for, too. ``log`` is what the
    specification's changes meant for it, the latest first; ``outline`` its size and dates now, ``baseline``
    those of its first sync. ``overtaken``: finished task → names of its demands that changed since the last
    sync. ``quiet`` is the last day on which the plan says the same as long as nobody edits
    anything: on the next one a task is late. None: it always does. ``late_dues``: task that is yet to be
    made → its day, where the plan's own is too early for a task that a later sync adds.
    """

    created: date
    progress: Progress
    states: Mapping[str, TaskState] = {}
    updated: date | None = None
    log: tuple[LogEntry, ...] = ()
    overtaken: Mapping[str, tuple[str, ...]] = {}
    outline: Outline | None = None
    baseline: Outline | None = None
    quiet: date | None = None
    late_dues: Mapping[str, date] = {}


class Renderer:
    """Renders one plan; ``spec`` is the specification's page."""

    def __init__(
        self,
        templates: Templates,
        plan: Plan,
        *,
        spec: PageLink,
        standing: Standing,
        seven_day: bool = False,
    ) -> None:
        self._templates = templates
        self._plan = plan
        self._spec = spec
        self._standing = standing
        self._seven_day = seven_day

    def plan_page(self, pages: Mapping[str, PageLink]) -> str:
        """``pages``: task key → its page; tasks without one are shown by title.

        Ticks are not rendered: they are a person's, and follow a status only when it changes.
        """
        return self._templates.page(
            _PAGES.get(self._plan.page, f"plan-{self._plan.page}.md.j2"),
            plan=self._plan,
            spec=self._spec,
            pages=pages,
            created=self._standing.created,
            updated=self._standing.updated,
            progress=self._standing.progress,
            log=self._standing.log,
            original=self._standing.baseline.due if self._standing.baseline else {},
            weeks=weeks(self._plan, seven_day=self._seven_day),
            seven_day=self._seven_day,
            gantt=gantt(self._plan),
            graph=dependency_graph(self._plan),
        )

    def task_page(self, task: Task, *, plan_page: PageLink, pages: Mapping[str, PageLink]) -> str:
        """``pages`` holds at least the tasks that this one is blocked by."""
        return self._templates.page(
            "task.md.j2", plan=self._plan, task=task, spec=self._spec, plan_page=plan_page, pages=pages
        )

    def backlink(self, plan_page: PageLink) -> str:
        return self._templates.page(
            "backlink.md.j2", plan=self._plan, plan_page=plan_page, progress=self._standing.progress
        )


def weeks(plan: Plan, *, seven_day: bool) -> float:
    """The plan's length in weeks of 5 working days (7 by the seven-day calendar), to the half week."""
    return max(0.5, round(plan.working_days / (7 if seven_day else 5) * 2) / 2)
