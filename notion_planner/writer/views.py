"""Views of tasks, a board by status and a timeline with dependencies: what they are, and making a plan's own.

A plan page gets them once, as linked views of the task database at its end. They are remembered in the plan's
state by id: one that a person changes or deletes is theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from notion_planner.errors import AccessError, OutcomeUnknownError, RejectedError
from notion_planner.model.base import Frozen
from notion_planner.model.changes import Action, ChangeSet
from notion_planner.model.report import Problem
from notion_planner.notion import databases
from notion_planner.notion.databases import View
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.notion.objects import Page
from notion_planner.notion.properties import TaskSchema
from notion_planner.state.plan_state import PlanState

BOARD, TIMELINE = "Board", "Timeline"


class TaskView(Frozen):
    """A view to make; ``configuration`` in Notion's form."""

    name: str
    type: str
    why: str
    configuration: dict[str, Any]

    def body(self, source_id: str, **place: Any) -> dict[str, Any]:
        """The request that makes it; ``place``: ``database_id`` or ``create_database``, maybe a filter."""
        return {
            "data_source_id": source_id,
            "name": self.name,
            "type": self.type,
            "configuration": {"type": self.type, **self.configuration},
            **place,
        }


class PlanViews(Frozen):
    """Where a plan's views belong. ``is_new``: this very run made the page, so it holds no view yet."""

    database: TaskSchema
    plan: Page
    spec_id: str
    feature: str
    is_new: bool


def task_views(schema: TaskSchema) -> tuple[TaskView, ...]:
    """The views that the database's properties allow."""
    views = []
    if status := schema.role("status"):
        group: dict[str, Any] = {"type": status.type, "property_id": status.id, "sort": {"type": "manual"}}
        if status.type == "status":
            group["group_by"] = "option"
        configuration: dict[str, Any] = {"group_by": group}
        views.append(TaskView(name=BOARD, type="board", why=f"by {status.name}", configuration=configuration))
    if due := schema.role("due"):
        arrows = schema.role("blocked_by")
        drawn = {"arrows_by": {"property_id": arrows.id}} if arrows else {}
        why = f"by {due.name}" + (f", arrows by {arrows.name}" if arrows else "")
        configuration = {"date_property_id": due.id, **drawn}
        views.append(TaskView(name=TIMELINE, type="timeline", why=why, configuration=configuration))
    return tuple(views)


def not_there(views: Iterable[TaskView], types: Iterable[str]) -> tuple[TaskView, ...]:
    """Those of which the database has no view of the same type yet, whatever it is called."""
    present = set(types)
    return tuple(view for view in views if view.type not in present)


def with_views(changes: ChangeSet, wanted: Sequence[TaskView], state: PlanState | None) -> ChangeSet:
    """The change set with the views that the plan page does not remember; without any it is as it was."""
    known = state.views if state else {}
    names = tuple(view.name for view in wanted if view.name not in known)
    if not names:
        return changes
    plan = changes.plan
    action = Action.UPDATE if plan.action is Action.NO_OP else plan.action
    parts = (*plan.parts, *(f"view '{name}'" for name in names))
    return changes.model_copy(
        update={"views": names, "plan": plan.model_copy(update={"action": action, "parts": parts})}
    )


async def make_views(
    notion: Gateway, around: PlanViews, *, wanted: bool, known: Mapping[str, str], tasks: Iterable[Page]
) -> tuple[dict[str, str], list[Problem]]:
    """Makes those that are not remembered, and tries again those that Notion refused before.

    An earlier run may have died after making one, so a page that is not new is looked at first; and so is any
    page when an answer is lost.

    Raises:
        OutcomeUnknownError: an answer was lost twice; the next run looks before it makes anything.
    """
    missing = [view for view in task_views(around.database) if wanted and not known.get(view.name)]
    if not missing:
        return dict(known), []
    standing = () if around.is_new else await _standing(notion, around)
    shown = _filter(around, tuple(tasks))
    made, problems = dict(known), list[Problem]()
    for view in missing:
        try:
            found = await _made(notion, around, view, shown, standing)
        except (AccessError, RejectedError) as error:
            if isinstance(error, AccessError) and error.lacking == "token":
                raise
            made[view.name] = ""
            problems.append(_refused(around.plan, view, error.message))
        else:
            made[view.name], standing = found.id, (*standing, found)
    return made, problems


async def _made(
    notion: Gateway, around: PlanViews, view: TaskView, shown: Mapping[str, Any], standing: Sequence[View]
) -> View:
    same = _called(view.name, standing)
    if same is not None:
        return same
    source = around.database.data_source
    if standing:
        place: dict[str, Any] = {"database_id": standing[0].database}
    else:
        place = {"create_database": {"parent": {"type": "page_id", "page_id": around.plan.id}}}
    body = view.body(source, **place, filter=dict(shown))
    try:
        return await databases.create_view(notion, body, where=around.plan.id)
    except OutcomeUnknownError:
        same = _called(view.name, await _standing(notion, around))
        return same or await databases.create_view(notion, body, where=around.plan.id)


def _called(name: str, standing: Iterable[View]) -> View | None:
    return next((view for view in standing if view.name == name), None)


async def _standing(notion: Gateway, around: PlanViews) -> tuple[View, ...]:
    """The views of the task database that stand on the plan page, where they can be seen."""
    blocks = await notion.blocks(around.plan.id)
    found: list[View] = []
    for block in blocks:
        if block.type == "child_database":
            try:
                found += await databases.views_of(notion, block.id)
            except AccessError as error:
                if error.lacking != "sharing":  # what a person put there and did not share is none of ours
                    raise
    return tuple(view for view in found if view.data_source == around.database.data_source)


def _filter(around: PlanViews, tasks: Sequence[Page]) -> dict[str, Any]:
    """The plan's own tasks: by relation, else by key, else by title, whichever all of them carry."""
    schema, spec = around.database, plain(around.spec_id)
    plan, key = schema.role("plan"), schema.role("key")
    if plan and schema.accepts("plan", around.plan.parent.id) and _all_have(tasks, plan.name):
        return {"property": plan.id, "relation": {"contains": around.plan.id}}
    if key and _all_have(tasks, key.name):
        return {"property": key.id, "rich_text": {"starts_with": spec}}
    return {"property": schema.title, "title": {"ends_with": f" for {around.feature}"}}


def _all_have(tasks: Sequence[Page], name: str) -> bool:
    return all(page.properties[name].value for page in tasks if name in page.properties)


def _refused(plan: Page, view: TaskView, reason: str) -> Problem:
    return Problem(
        code="view_refused",
        message=f"'{plan.title}': the view '{view.name}' could not be made. {reason}",
        hint="Add it by hand (/linked view of database), or set plans.views to false.",
    )
