"""What a plan's state said, made anew where the state was lost: what differs counts as a person's. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from rapidfuzz import fuzz

from notion_planner.changes.backlink import current_backlink
from notion_planner.changes.desired import Desired
from notion_planner.changes.task_values import key_value
from notion_planner.extractor.readers.dates import date_in
from notion_planner.merge import GIVEN_UP, Base, base_of, pair_off, section_texts, ticks_of
from notion_planner.model.base import Frozen
from notion_planner.model.changes import ChangeSet
from notion_planner.model.plan import Plan, Task
from notion_planner.model.report import Problem
from notion_planner.notion.markup import canonical, fingerprint, mentioned_pages
from notion_planner.notion.objects import Page
from notion_planner.notion.properties import TaskSchema
from notion_planner.notion.units import keys_of
from notion_planner.state.plan_state import TITLE, Existing, PageState, PlanState

# Titles of one task are at least this much alike (percent of rapidfuzz's token sort ratio).
_SAME_TITLE = 80.0
# Each day is tried by planning the specification once more.
_MOST_DAYS = 4
# A row or a line, and what templates/progress.md.j2 and templates/backlink.md.j2 tell of progress in one.
_UNIT = re.compile(r"<tr>(?:(?!</?tr>).)*</tr>|[^\n]+", re.DOTALL)
_TOLD = re.compile(
    r"✅ Complete|⏳ Not Started|⏳ Planned|(?:🚧 Blocked|🔄 In Progress) \(\d+%\)"
    r"|(?<=<td>)\d+ of \d+(?=</td>)|\d+% complete(?: \(\d+ of \d+ tasks, \d+ of \d+ points\))?"
    r"|\(\d+ tasks across \d+ phases\)"
    r"|(?<=\*\*Status\*\*: )(?:Implementation complete|Planning complete, ready to start implementation"
    r"|In progress: \d+ of \d+ tasks? done \(\d+%\))"
)
_GAP = "\0"


class Candidate(Frozen):
    """A page that a sync may have made as a task of the plan, with its Markdown."""

    page: Page
    text: str = ""


def days_in(markdown: str) -> tuple[date, ...]:
    """Days that the text names in full, the last first."""
    found = (date_in(line) for line in reversed(markdown.split("\n")))
    return tuple(dict.fromkeys(day for day in found if day is not None))[:_MOST_DAYS]


def agreement(standing: str, wanted: str) -> int:
    """How many of the items that are wanted stand there."""
    return (Counter(keys_of(standing)) & Counter(keys_of(wanted))).total()


def recognised(
    plan: Plan, candidates: Sequence[Candidate], *, spec_id: str, schema: TaskSchema
) -> dict[str, Page]:
    """Task key → its page: by key, by title, by the objective that it states, then by a title much alike."""
    key = schema.role("key")

    def is_keyed(task: Task, found: Candidate) -> bool:
        return key is not None and found.page.text_of(key.name) == key_value(spec_id, task.key)

    def is_called(task: Task, found: Candidate) -> bool:
        return found.page.title == task.full_title

    def is_for(task: Task, found: Candidate) -> bool:
        return canonical(task.objective.text) in canonical(found.text)

    rules: tuple[Callable[[Task, Candidate], bool], ...] = (is_keyed, is_called, is_for)
    pages: dict[str, Page] = {}
    free = list(candidates)
    for rule in rules:
        for task in plan.tasks:
            found = next((item for item in free if rule(task, item)), None)
            if task.key not in pages and found is not None:
                pages[task.key] = found.page
                free.remove(found)
    waiting = [task for task in plan.tasks if task.key not in pages]
    scored = (
        (fuzz.token_sort_ratio(task.full_title, item.page.title), n, m)
        for n, task in enumerate(waiting)
        for m, item in enumerate(free)
    )
    return pages | {waiting[n].key: free[m].page for n, m in pair_off(scored, _SAME_TITLE).items()}


def recovered(
    desired: Desired, existing: Existing, texts: Mapping[str, str], *, spec_markdown: str
) -> Existing:
    """The same with a state that takes what is asked for now as last written.

    So what stands there otherwise is a person's, and a section that is missing was removed by one.
    ``texts``: task key → its page's Markdown.
    """
    state = existing.state
    if state is None:
        return existing
    backlink = current_backlink(spec_markdown)
    if backlink is None and existing.plan is not None and existing.plan.id in mentioned_pages(spec_markdown):
        backlink = ""  # a person made something else of it
    tasks, ticked = dict(state.tasks), ticks_of(existing.plan_markdown)
    for key, text in texts.items():
        base = _as_asked(text, desired.tasks[key])
        title = fingerprint(desired.plan.task(key).full_title)
        tasks[key] = PageState(
            id=existing.tasks[key].id,
            base=base.model_copy(update={"marks": {**base.marks, TITLE: title}}),
            done=key in desired.progress.done_keys and ticked.get(existing.tasks[key].id, False),
            values={value.role: value.meant for value in desired.values.get(key, ())},
        )
    update: dict[str, object] = {
        "tasks": tasks,
        "title": fingerprint(desired.plan.title),
        "plan": _as_asked(existing.plan_markdown, desired.plan_markdown),
        "backlink": Base() if backlink is None else _as_asked(backlink, desired.backlink),
    }
    return existing.model_copy(update={"state": state.model_copy(update=update), "adopted": ()})


def _as_asked(standing: str, wanted: str) -> Base:
    now, asked = section_texts(standing), base_of(_as_told(standing, wanted))
    return Base(
        marks={heading: mark if heading in now else GIVEN_UP for heading, mark in asked.marks.items()},
        lines={heading: lines for heading, lines in asked.lines.items() if heading in now},
    )


def _as_told(standing: str, wanted: str) -> str:
    """What is asked for, with the progress that stands there.

    Nobody but a sync tells it in these words, so that it goes on being told.
    """
    told: dict[str, set[str]] = {}
    for unit in _UNIT.findall(standing):
        told.setdefault(_TOLD.sub(_GAP, unit), set()).add(unit)

    def former(unit: re.Match[str]) -> str:
        shape = _TOLD.sub(_GAP, unit[0])
        found = told.get(shape, set())
        return next(iter(found)) if shape != unit[0] and len(found) == 1 else unit[0]

    return _UNIT.sub(former, wanted)


def remarks(changes: ChangeSet, existing: Existing) -> Iterator[Problem]:
    """That the state was lost, and which sections could not be told from a person's."""
    yield Problem(
        code="state_rebuilt",
        message=f"'{changes.plan.title}' had lost its 'Planner state'. It is made anew, with "
        f"{len(existing.tasks)} tasks recognised; its history, the runs to undo, and what plan files or "
        "`forget` had set are gone.",
        hint="What the specification changed since the last sync cannot be told from people's edits: see "
        "`notion-planner drift`, and settle it with `notion-planner resolve`.",
    )
    for page in changes.pages:
        kept = [section.heading for section in page.sections if not section.is_written]
        if kept:
            names = ", ".join(f"'{heading}'" for heading in kept)
            yield Problem(code="section_kept", message=f"'{page.title}' is kept as it is in {names}.")


def lost(plan: Page) -> Problem:
    """That the state is lost, said by what needs it and does not make it anew."""
    return Problem(
        code="state_lost",
        message=f"'{plan.title}' ({plan.url}) has lost its 'Planner state': its history, the runs to undo, "
        "and what plan files or `forget` had set are not known any more.",
        hint="Restore that toggle from the page's history in Notion; else the next sync makes it anew.",
    )


def begun(spec_id: str, plan: Page, start: date | None) -> PlanState:
    """A state that knows no more than that the plan was made, and when."""
    made = date.fromisoformat(plan.created_time[:10])
    return PlanState(spec=spec_id, created=made, start=start or made + timedelta(days=1), complete=True)


def unrecognised(page: Page) -> Problem:
    return Problem(
        code="task_unrecognised",
        message=f"'{page.title}' ({page.url}) belongs to the plan, but reads like no task that the "
        "specification asks for; it stays as it is.",
    )
