"""What a run writes, compared with what was previewed: pages, properties and sections as they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from notion_planner.fetcher.reading import read_spec
from notion_planner.model.changes import Action, ChangeSet, PageChange
from notion_planner.model.report import Report
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import canonical, sections, with_titles
from notion_planner.notion.objects import Property
from notion_planner.use_cases.sync import apply, prepare
from tests.conftest import CREATED, Notion

PART = "a part of a long relation"  # the answer holds no more of it


@dataclass(frozen=True)
class Standing:
    """A page as it stands: its properties as people read them, and its Markdown."""

    title: str
    properties: dict[str, str]
    markdown: str


def shown(found: Property, titles: dict[str, str]) -> str:
    if found.truncated:
        return PART
    if found.type == "relation":
        return ", ".join(titles[plain(page_id)] for page_id in found.value or ())
    if isinstance(found.value, tuple):
        return ", ".join(found.value)
    return f"{found.value:g}" if isinstance(found.value, float) else str(found.value or "")


def comparable(text: str) -> str:
    """Canonical but for its ticks, and without the language of code, which Notion may replace."""
    text = canonical(re.sub(r"^(\s*- )\[x\] ", r"\1[ ] ticked: ", text, flags=re.MULTILINE))
    return re.sub(r"^```.*$", "```", text, flags=re.MULTILINE).rstrip("-\n ")


def cut(markdown: str, titles: dict[str, str]) -> dict[str, str]:
    """Text by heading; the divider before our section on the specification belongs to no section."""
    found: dict[str, str] = {}
    for section in sections(with_titles(markdown, titles)):
        if section.heading is not None:
            text = comparable(section.text)
            found[section.heading] = found.get(section.heading, "") + text
    return found


def standing(notion: Notion) -> dict[str, Standing]:
    pages = [
        page for page in notion.ask(lambda gateway: gateway.search("", kind="page")) if not page.in_trash
    ]
    titles = {plain(page.id): page.title for page in pages}
    found = {}
    for page in pages:
        values = {name: shown(value, titles) for name, value in page.properties.items()}
        found[page.id] = Standing(page.title, values, notion.markdown(page.id))
    return found


def previewed_sections(change: PageChange) -> dict[str, str]:
    return {s.heading: comparable(s.wanted or "") for s in change.sections if s.is_written}


def differences(changes: ChangeSet, before: dict[str, Standing], after: dict[str, Standing]) -> Iterator[str]:
    """Whatever was written and not previewed, or previewed and not written, in words."""
    titles = {plain(key): page.title for key, page in after.items()}
    created = {page.title: page for key, page in after.items() if key not in before}
    promised = [page for page in changes.pages if page.action is Action.CREATE]
    if sorted(created) != sorted(page.title for page in promised):
        yield f"created {sorted(created)}"
    for page in promised:
        made = created[page.title]
        wanted = {value.name: value.after or "" for value in page.properties}
        if any(made.properties[name] not in (value, PART) for name, value in wanted.items()):
            yield f"{page.title}: properties {made.properties}, previewed {wanted}"
        if cut(made.markdown, titles) != previewed_sections(page):
            yield f"{page.title}: other sections than previewed"
    updates = {page.page_id: page for page in changes.pages if page.action is not Action.CREATE}
    for key, old in before.items():
        yield from _changed(updates.get(key), old, after[key], titles)


def _changed(
    change: PageChange | None, old: Standing, new: Standing, titles: dict[str, str]
) -> Iterator[str]:
    stood, stands = cut(old.markdown, titles), cut(new.markdown, titles)
    wanted = previewed_sections(change) if change else {}
    written = {name: text for name, text in stands.items() if stood.get(name) != text}
    if written != wanted:
        yield f"{old.title}: wrote sections {sorted(written)}, previewed {sorted(wanted)}"
    if set(stood) - set(stands):
        yield f"{old.title}: lost sections"
    names = {value.name: value.after or "" for value in change.properties} if change else {}
    title = {name for name, value in new.properties.items() if value == new.title}
    changed = {name: value for name, value in new.properties.items() if value != old.properties[name]}
    # Of a relation that is long before and after, the answers do not tell what changed of it, and of one that
    # has become long not what it names.
    seen = {name: value for name, value in names.items() if name in changed or new.properties[name] != PART}
    told = {name: names.get(name, PART) if value == PART else value for name, value in changed.items()}
    # The other side of a two-way relation is filled by Notion itself.
    if {name: value for name, value in told.items() if name in title or name in names} != seen:
        yield f"{old.title}: wrote properties {changed}, previewed {names}"
    wrong_action = bool(wanted or names) != (change is not None and change.action is Action.UPDATE)
    if wrong_action:
        yield f"{old.title}: {change and change.action}"


class Outcome(NamedTuple):
    """``otherwise``: what was written and not previewed or the other way round, or is left for another run.

    ``edited``: what was taken for a person's edit of the plan or a task, or does not read back as written.
    """

    otherwise: list[str]
    edited: list[str]
    report: Report


def written(notion: Notion, page: str, *, today: date = CREATED) -> Outcome:
    """Previews, writes what was previewed, and compares; then previews once more."""

    async def work(gateway: Gateway) -> tuple[ChangeSet, Report]:
        run = replace(notion.run(gateway, today), force=True)
        ready = await prepare(run, await read_spec(gateway, page))
        return ready.job.changes, await apply(run, ready)

    async def is_left(gateway: Gateway) -> bool:
        return (await prepare(notion.run(gateway, today), await read_spec(gateway, page))).changed

    before = standing(notion)
    changes, report = notion.ask(work)
    found = list(differences(changes, before, standing(notion)))
    found += ["the second run is not empty"] if notion.ask(is_left) else []
    edited = [
        problem.message
        for problem in report.problems
        if problem.code in ("conflict", "edit_not_applied")
        and not problem.message.startswith(f"'{changes.spec.title}'")
    ]
    return Outcome(found, edited, report)
