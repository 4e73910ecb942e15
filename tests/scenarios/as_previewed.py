"""What was previewed is exactly what is written: pages, properties and sections, and then nothing is left."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from notion_planner.extractor import extract
from notion_planner.fetcher import read_spec
from notion_planner.model.changes import Action, ChangeSet, PageChange
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.ids import plain
from notion_planner.notion.markup import canonical, sections, with_titles
from notion_planner.notion.objects import Property
from notion_planner.spec_file import without_title
from notion_planner.sync import Prepared, apply, prepare
from tests.conftest import CREATED, SPEC, Notion

SPECS = Path(__file__).parents[1] / "specs"
# The shortest of each way of writing; the planner's own tests go through all of them.
FOLDERS = [folder for folder in sorted(SPECS.iterdir()) if folder.is_dir() and folder.name != "bad"]
DOCUMENTS = [min(folder.glob("*.md"), key=lambda path: path.stat().st_size) for folder in FOLDERS]


@dataclass(frozen=True)
class Standing:
    """A page as it stands: its properties as people read them, and its Markdown."""

    title: str
    properties: dict[str, str]
    markdown: str


def shown(found: Property, titles: dict[str, str]) -> str:
    if found.type == "relation":
        return ", ".join(titles[plain(page_id)] for page_id in found.value or ())
    if isinstance(found.value, tuple):
        return ", ".join(found.value)
    return f"{found.value:g}" if isinstance(found.value, float) else str(found.value or "")


def comparable(text: str) -> str:
    """Canonical but for its ticks, and without the language of code, which Notion may replace."""
    text = canonical(re.sub(r"^(\s*- )\[x\] ", r"\1[ ] ticked: ", text, flags=re.MULTILINE))
    return re.sub(r"^```.*$", "```", text, flags=re.MULTILINE).removesuffix("---").rstrip()


def cut(markdown: str, titles: dict[str, str]) -> dict[str, str]:
    """Text by heading; the divider before our section on the specification belongs to no section."""
    found: dict[str, str] = {}
    for section in sections(with_titles(markdown, titles)):
        if section.heading is not None:
            text = comparable(section.text)
            found[section.heading] = found.get(section.heading, "") + text
    return found


async def standing(notion: Gateway) -> dict[str, Standing]:
    pages = [page for page in await notion.search("", kind="page") if not page.in_trash]
    titles = {plain(page.id): page.title for page in pages}
    found = {}
    for page in pages:
        text = (await notion.markdown(page.id)).text
        values = {name: shown(value, titles) for name, value in page.properties.items()}
        found[page.id] = Standing(page.title, values, text)
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
        wanted = {value.name: value.after for value in page.properties}
        if {name: made.properties[name] for name in wanted} != wanted:
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
    names = {value.name: value.after for value in change.properties} if change else {}
    title = {name for name, value in new.properties.items() if value == new.title}
    changed = {name: value for name, value in new.properties.items() if value != old.properties[name]}
    # The other side of a two-way relation is filled by Notion itself.
    if {name: value for name, value in changed.items() if name in title or name in names} != names:
        yield f"{old.title}: wrote properties {changed}, previewed {names}"
    wrong_action = bool(wanted or names) != (change is not None and change.action is Action.UPDATE)
    if wrong_action:
        yield f"{old.title}: {change and change.action}"


def written_otherwise(notion: Notion, page: str) -> list[str]:
    """Previews, writes what was previewed, and compares; then previews once more."""

    async def work(gateway: Gateway) -> list[str]:
        run = replace(notion.run(gateway, CREATED), force=True)
        before = await standing(gateway)
        ready = await prepare(run, await read_spec(gateway, page))
        await apply(run, ready)
        found = list(differences(ready.job.changes, before, await standing(gateway)))
        again: Prepared = await prepare(run, await read_spec(gateway, page))
        return [*found, *(["the second run is not empty"] if again.changed else [])]

    return list(notion.ask(work))


def added(notion: Notion, path: Path) -> tuple[str, str]:
    """A document as a page; its id and its text."""
    text = path.read_text(encoding="utf-8")
    title = extract(text).title or path.stem
    body = without_title(text, title)
    return notion.add_page(title, "Engineering Specs", body), body


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_is_planned_and_changed_as_previewed(notion: Notion, document: Path) -> None:
    page, _ = added(notion, document)
    assert written_otherwise(notion, page) == []
    if document not in DOCUMENTS[::5]:
        return
    text = notion.markdown(page)
    items = extract(text).requirements or extract(text).acceptance_criteria or extract(text).user_stories
    words = items[-1].text.split(".")[0].split("\n")[0][:40].strip()
    if text.count(words) == 1:
        notion.edit(page, words, f"{words} within two seconds")
        assert written_otherwise(notion, page) == []


CHANGES = {
    "added": ("- FR-5: Search", "- FR-6: Export the whole profile as CSV\n- FR-5: Search"),
    "reworded": ("Upload profile avatar", "Upload profile avatar picture"),
    "removed": ("- FR-4: Get user's public profile (limited fields)\n", ""),
}


@pytest.mark.parametrize(
    ("change", "edited"),
    [(change, "nothing") for change in CHANGES]
    + [("reworded", edited) for edited in ("plan", "task", "title")],
)
def test_a_changed_specification_is_written_as_previewed(notion: Notion, change: str, edited: str) -> None:
    first = notion.sync()
    assert first.plan is not None
    assert first.plan.id is not None
    task = next(row.id for row in first.tasks if "FR-3" in row.requirements)
    assert task is not None
    if edited == "plan":
        notion.edit(first.plan.id, "## Overview\n", "## Overview\nRead by Ada\n")
    elif edited == "task":
        notion.edit(task, "## Requirements\n", "## Requirements\nAsk Ada about formats\n")
    elif edited == "title":
        title = {"properties": {"Name": {"title": [{"text": {"content": "Mine now"}}]}}}
        notion.request("PATCH", f"pages/{task}", title)
    notion.edit(notion.find(SPEC), *CHANGES[change])
    assert written_otherwise(notion, SPEC) == []


def test_a_finished_task_is_ticked_as_previewed(notion: Notion) -> None:
    first = notion.sync()
    done = {"properties": {"Status": {"select": {"name": "Done"}}}}
    notion.request("PATCH", f"pages/{first.tasks[0].id}", done)
    assert written_otherwise(notion, SPEC) == []


def test_a_renamed_feature_renames_its_tasks_as_previewed(notion: Notion) -> None:
    notion.sync()
    page = notion.find(SPEC)
    title = {"title": {"title": [{"text": {"content": "Member API Specification"}}]}}
    notion.request("PATCH", f"pages/{page}", {"properties": title})
    assert written_otherwise(notion, page) == []
