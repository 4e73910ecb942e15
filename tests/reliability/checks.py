"""The promises, checked against the model: what is wrong with a workspace that has come to rest."""

from collections import Counter
from dataclasses import dataclass

from notion_planner.model.report import Report
from tests.reliability.people import BACKLINK, PLANS, TASKS, TITLE, Model
from tests.reliability.snapshot import plain_value, without_own
from tests.reliability.world import Json, Person, title_of


async def violations(person: Person, model: Model, last: Report, reported: list[str]) -> list[str]:
    """One line each. ``reported``: what the runs so far told of conflicts and the like."""
    rows = await person.rows(await person.find(TASKS, "data_source"))
    blocks = await person.blocks(await person.find(PLANS))
    plans = {block["id"]: block["child_page"]["title"] for block in blocks if block["type"] == "child_page"}
    plans = {page: title for page, title in plans.items() if TITLE in title}
    if len(plans) != 1:
        return [f"{len(plans)} plans"]
    spec, plan = await person.find(TITLE), next(iter(plans))
    titles = {spec: TITLE, **plans, **{row["id"]: title_of(row) for row in rows}}
    texts = {page: await person.markdown(page) for page in titles}
    seen = _Seen(spec, plan, {row["id"]: row for row in rows}, texts, titles)
    return [
        *_structure(seen, model, last),
        *_kept(seen, model),
        *_covered(seen, model, last, reported),
    ]


@dataclass(frozen=True)
class _Seen:
    """``rows``: the tasks; ``texts`` and ``titles`` are of all pages, by their ids."""

    spec: str
    plan: str
    rows: dict[str, Json]
    texts: dict[str, str]
    titles: dict[str, str]


def _structure(seen: _Seen, model: Model, last: Report) -> list[str]:
    """One plan, one of each task, one back-link that leads to the plan."""
    found = []
    text = seen.texts[seen.spec]
    if text.split("\n").count(BACKLINK) != 1:
        found.append(f"{text.count(BACKLINK)} back-links")
    elif seen.plan.replace("-", "") not in text.replace("-", ""):
        found.append("the back-link does not lead to the plan")
    titles = Counter(title_of(row) for row in seen.rows.values())
    found += [f"{count} tasks '{title}'" for title, count in titles.items() if count > 1]
    trashed = [problem.message for problem in last.problems if problem.code == "task_trashed"]
    if len(trashed) > len(model.gone):
        found.append(f"{len(trashed)} tasks are said to be in the trash, {len(model.gone)} are")
    for row in last.tasks:
        if row.id not in seen.rows and not any(f"'{row.title}'" in message for message in trashed):
            found.append(f"no task '{row.title}'")
    for title in model.gone.values():
        if titles[title]:
            found.append(f"'{title}' was thrown away and is there again")
    return found


def _kept(seen: _Seen, model: Model) -> list[str]:
    """What a person wrote, ticked, chose and named."""
    found = []
    for note, page in model.notes.items():
        if page in seen.texts and note not in seen.texts[page]:
            found.append(f"'{note}' is lost from {seen.titles[page]}")
    for (page, name), option in model.values.items():
        if page in seen.rows and plain_value(seen.rows[page]["properties"][name]) != option:
            found.append(f"{name} of {seen.titles[page]} is no longer {option}")
    for page, title in model.names.items():
        if page in seen.rows and title_of(seen.rows[page]) != title:
            found.append(f"{seen.titles[page]} was called {title}")
    for page, label in model.ticks:
        line = _line_of(seen.texts.get(page, ""), f"**{label}**")
        if label in model.wanted and line.startswith("- [ ]"):
            found.append(f"the tick of {label} on {seen.titles[page]} is lost")
    return found


def _covered(seen: _Seen, model: Model, last: Report, reported: list[str]) -> list[str]:
    """Every wording of the specification is on the plan and on a task, or what hinders it was reported."""
    found = []
    coverage = last.plan.coverage if last.plan else {}
    ids = {row.key: row.id for row in last.tasks}
    for label, wording in model.wanted.items():
        keys = coverage.get(label, ())
        if not keys:
            found.append(f"{label} is covered by no task")
        pages = {seen.plan, *(ids.get(key) or "" for key in keys)}
        for page in pages & seen.texts.keys():
            told = any(f"'{seen.titles[page]}'" in message for message in reported)
            line = _line_of(without_own(seen.texts[page]), f"**{label}**")
            if not told and wording not in line:
                found.append(f"{seen.titles[page]} does not say '{label}: {wording}' but '{line}'")
    return found


def _line_of(text: str, mark: str) -> str:
    return next((line for line in text.split("\n") if mark in line), "")
