"""The read side of a sync: the plan page, its state and its tasks as they stand in Notion now."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence

from notion_planner.changes.recovery import Candidate
from notion_planner.changes.task_values import key_value
from notion_planner.errors import AccessError, DecisionNeededError, RejectedError
from notion_planner.merge import ticks_of
from notion_planner.model.base import Frozen
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import mentioned_pages
from notion_planner.notion.objects import Page, PageMarkdown, Parent
from notion_planner.notion.properties import TaskSchema
from notion_planner.state.plan_state import Existing, PlanState, named_spec, parse_state, rekeyed
from notion_planner.state.run_record import being_undone

# Tasks, and pages that a task mentions, that are read to find a lost plan; the first of either usually does.
_MOST_ASKED = 5


class PlanHome(Frozen):
    """Where plan pages are made: under a page, or as rows of a data source with that title property.

    ``titles``: what a plan of the specification may be called there.
    """

    id: str
    titles: tuple[str, ...] = ()
    title_property: str = "title"
    is_data_source: bool = False

    @property
    def parent(self) -> dict[str, str]:
        kind = "data_source_id" if self.is_data_source else "page_id"
        return {"type": kind, kind: self.id}

    def page_to_be(self, title: str) -> Page:
        """The plan's page before it exists: without an address, under its parent."""
        parent = Parent(kind="data_source" if self.is_data_source else "page", id=self.id)
        return Page(id="", title=title, url="", parent=parent)


async def find_plan(notion: Gateway, home: PlanHome, *, spec_id: str) -> Existing:
    """The specification's plan, by its title, under the plans' place.

    A page is only taken when its state names this specification; any other is left alone.
    """
    plans = await plans_of(notion, home, spec_id=spec_id)
    if not plans:
        return Existing()
    later = [found.plan for found in plans[1:] if found.plan and found.state and found.state.is_begun]
    return plans[0].model_copy(update={"later": tuple(later)})


async def plans_of(notion: Gateway, home: PlanHome, *, spec_id: str) -> list[Existing]:
    """Live pages of such a title whose state names the specification, the first made first."""
    ids = await _candidates(notion, home)
    found = await asyncio.gather(*(_with_content(notion, page_id) for page_id in ids))
    return [
        Existing(plan=page, plan_markdown=content.text, state=state)
        for page, content in found
        if not page.in_trash
        and plain(named_spec(content.text) or "") == plain(spec_id)
        and (state := _state_on(page, content))
    ]


def _state_on(page: Page, content: PageMarkdown) -> PlanState | None:
    return parse_state(content.text, plan=f"The plan '{page.title}' ({page.url})")


async def _with_content(notion: Gateway, page_id: str) -> tuple[Page, PageMarkdown]:
    return await asyncio.gather(notion.page(page_id), notion.markdown(page_id))


async def read_plan(notion: Gateway, plan_id: str) -> Existing:
    """The plan that a specification links.

    Raises:
        DecisionNeededError: it is in the trash, or cannot be seen, or is too large to be read, or a newer
            release wrote it.
    """
    try:
        page, content = await asyncio.gather(
            notion.page(plan_id, what="plan"), notion.markdown(plan_id, what="content of plan")
        )
    except AccessError as error:
        raise DecisionNeededError(
            f"The specification names the plan {plan_id}, which cannot be seen.",
            hint="Share it with the connection; or remove the specification's Implementation section "
            "to have a new plan made.",
        ) from error
    if page.in_trash:
        raise DecisionNeededError(
            f"The plan '{page.title}' ({page.url}) is in the trash.",
            hint="Restore it; or remove the specification's Implementation section to have a new plan made.",
        )
    state = _state_on(page, content)
    if state is None and content.truncated:
        raise DecisionNeededError(
            f"Notion gives no more than a part of '{page.title}' ({page.url}), without the plan's state.",
            hint="Move what you added to it to a page of its own.",
        )
    return Existing(plan=page, plan_markdown=content.text, state=state)


def is_made_from(plan: Existing, spec: Page) -> bool:
    """Whether the plan that a specification links is its own, and not that of one which it is a copy of.

    Raises:
        DecisionNeededError: that cannot be told, for the plan has lost its state and does not mention it.
    """
    named = named_spec(plan.plan_markdown)
    if named is not None or not spec.id:  # a file that is no page yet cannot be named by any plan
        return not spec.id or plain(named or "") == plain(spec.id)
    if plan.plan is not None and spec.id not in mentioned_pages(plan.plan_markdown):
        raise DecisionNeededError(
            f"'{spec.title}' names the plan '{plan.plan.title}' ({plan.plan.url}), which has lost its state "
            "and does not mention this specification, so it may be another's.",
            hint="If it is its own, mention the specification in it; if not, remove the specification's "
            "Implementation section to have a new plan made.",
        )
    return True


async def candidates_of(
    notion: Gateway, existing: Existing, schema: TaskSchema, *, spec_id: str, feature: str
) -> tuple[Candidate, ...]:
    """Pages that may be tasks of a plan whose state was lost: those on its to-dos, those that mention it."""
    plan, listed = existing.plan, ticks_of(existing.plan_markdown)
    if plan is None:
        return ()
    rows = await _rows_of(notion, schema, spec_id, (feature,))
    ids = {row.id for row in rows}
    looked = await asyncio.gather(*(_look(notion, page_id) for page_id in listed if page_id not in ids))
    others = [page for page in looked if page is not None and _may_be_ours(page, plan, schema)]
    pages = sorted((*rows, *others), key=lambda page: (page.created_time, page.id))
    texts = await asyncio.gather(*(_text_of(notion, page) for page in pages))
    return tuple(
        Candidate(page=page, text=text)
        for page, text in zip(pages, texts, strict=True)
        if page.id in listed or plan.id in mentioned_pages(text)
    )


def _may_be_ours(page: Page, plan: Page, schema: TaskSchema) -> bool:
    return page.parent.id == schema.data_source or page.created_by == plan.created_by


async def _text_of(notion: Gateway, page: Page) -> str:
    return "" if page.in_trash else (await notion.markdown(page.id, what="task")).text


async def _candidates(notion: Gateway, home: PlanHome) -> Sequence[str]:
    if home.is_data_source:
        called = [{"property": home.title_property, "title": {"equals": title}} for title in home.titles]
        rows = await notion.query(home.id, filter_={"or": called})
        rows = tuple(sorted(rows, key=lambda row: (row.created_time, row.id)))
        return [row.id for row in rows if row.title in home.titles]
    return [child.id for child in await notion.child_pages(home.id) if child.title in home.titles]


async def find_plan_of_tasks(notion: Gateway, schema: TaskSchema, *, spec_id: str, feature: str) -> Existing:
    """The plan that tasks of the specification mention, wherever it went and whatever it is called now.

    This is for plans that neither link nor title leads to any more.
    """
    rows = await _rows_of(notion, schema, spec_id, (feature,))
    tried: set[str] = set()
    for row in rows[:_MOST_ASKED]:
        mentioned = mentioned_pages((await notion.markdown(row.id, what="task")).text)
        for page_id in mentioned[:_MOST_ASKED]:
            if page_id not in tried and plain(page_id) != plain(spec_id):
                tried.add(page_id)
                found = await _plan_at(notion, page_id, spec_id, task=row)
                if found is not None:
                    return found
    return Existing()


async def _plan_at(notion: Gateway, page_id: str, spec_id: str, *, task: Page) -> Existing | None:
    try:
        page, content = await _with_content(notion, page_id)
    except (AccessError, RejectedError):  # a task may mention what is not shared, or no page
        return None
    if page.in_trash or plain(named_spec(content.text) or spec_id) != plain(spec_id):
        return None
    state = _state_on(page, content)
    # A plan that lost its state still names both, as no other page of ours does.
    names_both = {spec_id, task.id} <= set(mentioned_pages(content.text))
    is_plan = state is not None or (names_both and page.created_by == task.created_by)
    return Existing(plan=page, plan_markdown=content.text, state=state) if is_plan else None


async def find_tasks(
    notion: Gateway, existing: Existing, *, schema: TaskSchema, titles: Mapping[str, str], feature: str
) -> Existing:
    """The plan's tasks: one query, then a look at each known page that the query did not return.

    ``titles``: task key → title as it would be created; all of them end in ``feature``. Pages
    of those titles that mention the plan and are not in its state were left by an interrupted run, the first
    or a later one, and are taken over.
    """
    plan = existing.plan
    if existing.state is None or plan is None:
        return existing
    state = rekeyed(existing.state, titles)
    # After the specification was renamed, its tasks still carry the feature's former name.
    rows = await _rows_of(notion, schema, state.spec, (state.feature, feature))
    known = await _known_tasks(notion, state, rows, titles)
    tasks = {
        key: page
        for key, page in known.items()
        if page is not None and not page.in_trash and not state.tasks[key].forgotten
    }
    # What an undo threw away, and no person, is asked for again.
    undone = being_undone(state.runs) if len(tasks) < len(known) else frozenset()
    gone = {key: page for key, page in known.items() if key not in tasks and key not in undone}
    unknown = {key: title for key, title in titles.items() if key not in state.tasks}
    ours = {page.id for page in state.tasks.values()}
    others = [row for row in rows if row.id not in ours]
    keyed = _keyed(schema, state.spec, unknown, others)
    left = await _left_behind(notion, others, unknown, plan, keyed=keyed)
    adopted = {key: pages[0] for key, pages in left.items()}
    taken = {page.id for page in adopted.values()}
    doubles = await _left_behind(notion, [row for row in others if row.id not in taken], titles, plan)
    return existing.model_copy(
        update={
            "state": state,
            "tasks": tasks | adopted,
            "gone": gone,
            "adopted": tuple(adopted),
            "doubles": tuple(page for pages in doubles.values() for page in pages),
        }
    )


async def with_whole_dependencies(notion: Gateway, existing: Existing, schema: TaskSchema) -> Existing:
    """The same with every page that a task's relation names, of which a query shows the first 25."""
    role = schema.dependencies
    if role is None:
        return existing
    name = schema.roles[role].name
    cut = {key: page for key, page in existing.tasks.items() if is_cut_short(page, name)}
    whole = await asyncio.gather(*(whole_relation(notion, page, name) for page in cut.values()))
    tasks = {**existing.tasks, **dict(zip(cut, whole, strict=True))}
    return existing.model_copy(update={"tasks": tasks}) if cut else existing


async def whole_relation(notion: Gateway, page: Page, name: str) -> Page:
    """The page with every value of the relation of that name, where its own answer stops at the first 25."""
    if not is_cut_short(page, name):
        return page
    found = page.properties[name]
    ids = await notion.related(page.id, found.id)
    value = found.model_copy(update={"value": ids, "truncated": False})
    return page.model_copy(update={"properties": {**page.properties, name: value}})


def is_cut_short(page: Page, name: str) -> bool:
    return name in page.properties and page.properties[name].truncated


async def _rows_of(
    notion: Gateway, schema: TaskSchema, spec_id: str, features: Sequence[str]
) -> tuple[Page, ...]:
    """Rows that may be a specification's tasks: those that carry its key, then those that carry none and
    whose titles end in its feature's names; the first made first.

    A task that is older than the database's key property has no key; one with another's key is another's.
    """
    names = dict.fromkeys(name for name in features if name)
    filters = [{"property": schema.title, "title": {"ends_with": f" for {name}"}} for name in names]
    key, own = schema.role("key"), plain(spec_id)
    keyed = [{"property": key.name, "rich_text": {"starts_with": own}}] if key else []
    rows = await notion.query(schema.data_source, filter_={"or": [*keyed, *filters]})
    keys = {row.id: (row.text_of(key.name) if key else None) or "" for row in rows}
    ours = [row for row in rows if not keys[row.id] or keys[row.id].startswith(own)]
    return tuple(sorted(ours, key=lambda row: (not keys[row.id], row.created_time, row.id)))


async def _known_tasks(
    notion: Gateway, state: PlanState, rows: Iterable[Page], wanted: Collection[str]
) -> dict[str, Page | None]:
    """Task key → page, of every task in the state; None where it cannot be seen, or where a person unbound it
    and the plan does not name it any more.
    """
    found: dict[str, Page | None] = {row.id: row for row in rows}
    # Absence from a query proves nothing: the page may be renamed, moved, trashed or no longer shared.
    named = (page for key, page in state.tasks.items() if key in wanted or not page.forgotten)
    missing = [page.id for page in named if page.id not in found]
    looked_at = await asyncio.gather(*(_look(notion, page_id) for page_id in missing))
    found |= dict(zip(missing, looked_at, strict=True))
    return {key: found.get(page.id) for key, page in state.tasks.items()}


async def _look(notion: Gateway, page_id: str) -> Page | None:
    try:
        return await notion.page(page_id, what="task")
    except AccessError:
        return None


async def _left_behind(
    notion: Gateway,
    rows: Iterable[Page],
    titles: Mapping[str, str],
    plan: Page,
    *,
    keyed: Collection[str] = (),
) -> dict[str, tuple[Page, ...]]:
    """Pages that a run created for this plan: same title, a maker of ours, mentioning the plan; oldest first.

    ``keyed``: ids of rows that carry the key of a task which is yet to be made. No person writes it, so these
    are a run's, whoever it acted as.
    """
    wanted = set(titles.values())
    called = [row for row in rows if row.title in wanted]
    makers = await _makers(notion, plan, called)
    by_title: dict[str, list[Page]] = {}
    for row in sorted(called, key=lambda page: (page.created_time, page.id)):
        by_title.setdefault(row.title, []).append(row)
    found: dict[str, tuple[Page, ...]] = {}
    for key, title in titles.items():
        pages = [row for row in by_title.get(title, ()) if row.created_by in makers or row.id in keyed]
        contents = await asyncio.gather(*(notion.markdown(row.id, what="task") for row in pages))
        mentioning = tuple(
            row
            for row, content in zip(pages, contents, strict=True)
            if plan.id in mentioned_pages(content.text)
        )
        if mentioning:
            found[key] = mentioning
    return found


def _keyed(schema: TaskSchema, spec_id: str, keys: Iterable[str], rows: Iterable[Page]) -> set[str]:
    role = schema.role("key")
    if role is None:
        return set()
    wanted = {key_value(spec_id, key) for key in keys}
    return {row.id for row in rows if row.text_of(role.name) in wanted}


async def _makers(notion: Gateway, plan: Page, rows: Sequence[Page]) -> set[str]:
    """Who may have made these rows for the plan: who made the plan, and the bot that is at it now."""
    if all(row.created_by == plan.created_by for row in rows):
        return {plan.created_by}
    bot = await own_bot(notion)
    return {plan.created_by, *([bot] if bot else ())}


async def own_bot(notion: Gateway) -> str | None:
    """The connection's user; None where that is a person, whose pages may as well be made by hand."""
    own = await notion.me()
    return str(own.get("id") or "") or None if own.get("type") == "bot" else None


async def created_tasks(
    notion: Gateway, *, schema: TaskSchema, title: str, key: str, plan: Page
) -> tuple[Page, ...]:
    """Pages that a creation which was not answered has made after all."""
    key_property = schema.role("key")
    if key_property is not None:
        wanted = {"property": key_property.name, "rich_text": {"equals": key}}
    else:
        wanted = {"property": schema.title, "title": {"equals": title}}
    rows = await notion.query(schema.data_source, filter_=wanted)
    keyed = {row.id for row in rows} if key_property is not None else set()
    return (await _left_behind(notion, rows, {title: title}, plan, keyed=keyed)).get(title, ())
