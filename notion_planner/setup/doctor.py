"""Examines a connection: token, capabilities, places, task properties, speed, clock. Never writes."""

import email.utils
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from notion_planner.errors import AccessError, PlannerError, RejectedError
from notion_planner.fetcher.discovery import find_specs, row_filter
from notion_planner.fetcher.pages import find_data_source, find_page
from notion_planner.model.health import Check
from notion_planner.model.report import Problem
from notion_planner.notion.gateway import NOTION_VERSION, Gateway, Json
from notion_planner.notion.objects import ChildPage, DataSource, PropertySchema
from notion_planner.notion.properties import TaskSchema, map_schema
from notion_planner.progress import nothing_is_done
from notion_planner.settings import Settings, SpecsPlace, TaskProperties
from notion_planner.setup import task_database
from notion_planner.setup.task_database import Places
from notion_planner.writer.views import task_views

# A page that cannot exist: a connection that may write is told so, one that may not is refused before.
_NOWHERE = "00000000-0000-0000-0000-000000000000"
_LARGEST_SKEW = 60.0  # seconds; Notion's times are whole minutes
_SLOW = 2.0  # seconds for an answer, beyond which a plan of forty tasks takes minutes
_INIT = "`notion-planner init` offers to add it."


async def examine(notion: Gateway, settings: Settings | None, *, now: Callable[[], datetime]) -> list[Check]:
    """Everything that can be told by asking Notion. Without settings, what needs none."""
    try:
        me = await notion.me()
    except PlannerError as error:
        return [_problem("token", error)]
    found = [_bot(me), _ok("api", f"Notion-Version {NOTION_VERSION}.")]
    skew = _clock(notion, now())
    found += [skew] if skew else []
    found += await _capabilities(notion)
    if settings is not None:
        found += await _places(notion, settings)
    return [*found, *_speed(notion, settings)]


def _ok(name: str, message: str) -> Check:
    return Check(name=name, state="ok", message=message)


def _info(name: str, message: str) -> Check:
    return Check(name=name, state="info", message=message)


def _problem(name: str, error: PlannerError) -> Check:
    return Check(name=name, state="problem", message=error.message, hint=error.hint)


def _noted(name: str, problem: Problem) -> Check:
    return Check(name=name, state="warning", message=problem.message, hint=problem.hint)


def _bot(me: Json) -> Check:
    bot = me.get("bot") or {}
    name, workspace = me.get("name") or "without a name", bot.get("workspace_name") or "a workspace"
    kind = "personal access token" if me.get("type") == "person" else "connection"
    return _ok("token", f"Accepted: {kind} '{name}' in '{workspace}'.")


def _clock(notion: Gateway, now: datetime) -> Check | None:
    """The difference to the answer's Date header; None where the server sends none."""
    try:
        skew = (now - email.utils.parsedate_to_datetime(notion.server_date)).total_seconds()
    except (TypeError, ValueError):
        return None
    if abs(skew) <= _LARGEST_SKEW:
        return Check(name="clock", state="ok", message=f"Within {abs(skew):.0f} s of the server's.")
    side = "ahead of" if skew > 0 else "behind"
    return Check(
        name="clock",
        state="warning",
        message=f"This machine's clock is {abs(skew):.0f} s {side} the server's.",
        hint="Set it (for instance by NTP): plans are dated by it, and leases expire by it.",
    )


async def _capabilities(notion: Gateway) -> list[Check]:
    probes: dict[str, tuple[str, str, Json]] = {
        "read": ("POST", "search", {"page_size": 1}),
        "insert": ("POST", "pages", {"parent": {"type": "page_id", "page_id": _NOWHERE}, "properties": {}}),
        "update": ("PATCH", f"pages/{_NOWHERE}", {"properties": {}}),
    }
    return [await _probe(notion, name, *asked) for name, asked in probes.items()]


async def _probe(notion: Gateway, name: str, method: str, path: str, body: Json) -> Check:
    check = f"capability.{name}"
    may = _ok(check, f"Asking to {name} content is not refused.")
    try:
        # Nothing can be written to a page that does not exist, so this counts, and is repeated, as a read.
        await notion.request(method, path, payload=body, what=f"capability to {name} content")
    except AccessError as error:
        if error.lacking == "sharing" and name != "read":
            return may
        return _problem(check, error)
    except RejectedError as error:
        message = f"Whether it may {name} content cannot be told without writing: {error.message}"
        return _info(check, message)
    except PlannerError as error:
        return _problem(check, error)
    return may


async def _places(notion: Gateway, settings: Settings) -> list[Check]:
    plans, found = await _plans(notion, settings)
    specs, more = await _specs(notion, settings)
    found += more
    try:
        tasks = await find_data_source(notion, settings.tasks.database, what="task database")
    except PlannerError as error:
        return [*found, _problem("tasks", error)]
    found.append(_ok("tasks", f"Database '{tasks.title}' ({tasks.url})."))
    places = Places(plans=plans.id if plans else None, specs=specs.id if specs else None)
    known = {source.id: source.title for source in (tasks, plans, specs) if source}
    return [*found, *await _schema(notion, tasks, settings, places, known)]


async def _plans(notion: Gateway, settings: Settings) -> tuple[DataSource | None, list[Check]]:
    place = settings.plans
    try:
        if place.data_source is not None:
            source = await find_data_source(notion, place.data_source, what="plans database")
            return source, [_ok("plans", f"Database '{source.title}' ({source.url}).")]
        page = await find_page(notion, place.parent or "", what="page for plans (plans.parent)")
        below = await notion.child_pages(page.id)
    except PlannerError as error:
        return None, [_problem("plans", error)]
    return None, [_ok("plans", f"Page '{page.title}' ({page.url})."), *_abandoned(below)]


def _abandoned(plans: Sequence[ChildPage]) -> Iterable[Check]:
    """Two first syncs at once, of which one is killed, may leave a page that no later sync looks for."""
    for plan in plans:
        if plan.is_empty and any(other.title == plan.title and not other.is_empty for other in plans):
            yield Check(
                name="plans.empty",
                state="warning",
                message=f"'{plan.title}' stands there twice, once without any content ({plan.id}).",
                hint="Put the empty page in the trash: a sync that was killed has left it.",
            )


async def _specs(notion: Gateway, settings: Settings) -> tuple[DataSource | None, list[Check]]:
    """Each way of naming specifications by itself, so that one that fails hides no other."""
    place = settings.specs
    if place is None:
        return None, [_info("specs", "Not named: name each on the command line.")]
    source: DataSource | None = None
    found = []
    if place.data_source is not None:
        try:
            source = await find_data_source(notion, place.data_source, what="specifications database")
            row_filter(source, place.filter)
        except PlannerError as error:
            found.append(_problem("specs.data_source", error))
        else:
            way = {"data_source": place.data_source, "filter": place.filter}
            found.append(await _count(notion, settings, "specs.data_source", **way))
    if place.parent is not None:
        found.append(await _count(notion, settings, "specs.parent", parent=place.parent))
    for number, page in enumerate(place.pages, 1):
        found.append(await _count(notion, settings, f"specs.pages.{number}", pages=(page,)))
    if place.search is not None:
        found.append(await _count(notion, settings, "specs.search", search=place.search))
    return source, found


async def _count(notion: Gateway, settings: Settings, name: str, **way: object) -> Check:
    only = SpecsPlace.model_validate(way)
    try:
        specs = await find_specs(notion, settings.model_copy(update={"specs": only}))
    except PlannerError as error:
        return _problem(name, error)
    if specs.failures:
        return _problem(name, specs.failures[0])
    pages = specs.pages
    state, noun = "ok" if pages else "warning", "specification" if len(pages) == 1 else "specifications"
    hint = "" if pages else "Check the filter and the title, and that the pages are shared."
    return Check.model_validate(
        {"name": name, "state": state, "message": f"{len(pages)} {noun}.", "hint": hint}
    )


async def _schema(
    notion: Gateway, tasks: DataSource, settings: Settings, places: Places, known: Mapping[str, str]
) -> list[Check]:
    """Property by property: what it is mapped to, its type, and where a relation points."""
    schema, problems = map_schema(tasks, settings.tasks.properties.model_dump())
    titles = dict(known)
    for found in schema.roles.values():
        if found.target is not None and found.target not in titles:
            titles[found.target] = await _title_of(notion, found.target)
    checks = [_ok("property.title", f"'{schema.title}' (title).")]
    for role in TaskProperties.model_fields:
        checks += _role(role, schema, titles)
    checks += [_noted("properties", problem) for problem in problems]
    options = task_database.by_hand(tasks, schema, status=settings.tasks.status)
    options += tuple(nothing_is_done(schema, settings.tasks.states))
    checks += [_noted("options", problem) for problem in options]
    elsewhere = task_database.relation_problems(schema, places, titles)
    checks += [_noted("relations", problem) for problem in elsewhere]
    return [*checks, _views(schema, wanted=settings.plans.views)]


def _views(schema: TaskSchema, *, wanted: bool) -> Check:
    if not wanted:
        return _info("views", "Plan pages get no views of their tasks (plans.views).")
    possible = [f"{view.name} ({view.why})" for view in task_views(schema)]
    if possible:
        return _ok("views", f"New plan pages get: {', '.join(possible)}.")
    message = "Plan pages should get views, and the task database has neither a status nor a due date."
    return Check(name="views", state="warning", message=message, hint=_INIT)


async def _title_of(notion: Gateway, source_id: str) -> str:
    try:
        return (await notion.data_source(source_id)).title
    except AccessError:
        return f"{source_id}, which is not shared with the connection"


def _role(role: str, schema: TaskSchema, titles: Mapping[str, str]) -> list[Check]:
    found = schema.role(role)
    if found is not None:
        return [_ok(f"property.{role}", _described(found, titles))]
    if role == "key":
        message = "Not there: tasks are told apart by their titles, which costs requests and certainty."
        return [Check(name="property.key", state="warning", message=message, hint=_INIT)]
    return [_info(f"property.{role}", "Not there; tasks do without.")]


def _described(found: PropertySchema, titles: Mapping[str, str]) -> str:
    if found.type == "relation":
        other = f", other side '{found.reverse}'" if found.reverse else ""
        return f"'{found.name}' (relation to '{titles.get(found.target or '', found.target)}'{other})."
    options = f": {', '.join(found.options)}" if found.options else ""
    return f"'{found.name}' ({found.type}{options})."


def _speed(notion: Gateway, settings: Settings | None) -> list[Check]:
    ledger = notion.ledger
    each = ledger.seconds / max(1, ledger.requests)
    latency = Check(
        name="latency",
        state="warning" if each > _SLOW else "ok",
        message=f"{each:.2f} s for an answer, over {ledger.requests} requests.",
        hint="Notion or the way to it is slow; a sync takes longer, and nothing else."
        if each > _SLOW
        else "",
    )
    limit = settings.notion.requests_per_minute if settings else 180
    refused = ledger.statuses.get("429", 0)
    if refused:
        message = (
            f"{refused} of {ledger.requests} requests were refused as too many ({limit} a minute are set)."
        )
        hint = "Lower notion.requests_per_minute: the workspace's other connections use the limit, too."
        return [latency, Check(name="rate limit", state="warning", message=message, hint=hint)]
    message = f"{limit} requests a minute are set (Notion allows 180, on Business and Enterprise 600)."
    return [latency, _ok("rate limit", message)]
