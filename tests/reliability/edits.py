"""What people do to pages, one row each: the text that they find, what they make of it, what has to stand.

``{mark}`` is a text of the row's own; ``{n}`` and ``{thing}`` are the number and object of its requirement,
which is written as "FR-{n}: Pack {thing} in paper" and tested by "AC-{n}: Each of the {thing} in paper …".
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from tests.reliability.snapshot import plain_value
from tests.reliability.world import Json, Person, title_of

REQUIREMENT = "Pack {thing} in paper"
CRITERION = "Each of the {thing} in paper carries a number"
TITLE = "Warehouse"
REQUIREMENT_LINE = f"**FR-{{n}}**: {REQUIREMENT}"
_CRITERION_LINE = f"**AC-{{n}}**: {CRITERION}"
_OBJECTIVE_LINE = f"## Objective\n{REQUIREMENT}"
TASK_SOURCE = "Engineering Tasks"


class On(StrEnum):
    TASK = "task"
    PLAN = "plan"
    SPEC = "specification"


@dataclass(frozen=True)
class Place:
    """Where one row is tried. ``page`` is the page of its kind, ``task`` the task of its requirement."""

    person: Person
    page: str
    task: str
    n: int
    thing: str

    @property
    def mark(self) -> str:
        return f"mark {self.n} of a person"

    def filled(self, text: str) -> str:
        return text.format(mark=self.mark, n=self.n, thing=self.thing, task=self.task.replace("-", ""))

    async def text(self) -> str:
        return await self.person.markdown(self.page)

    async def page_object(self) -> Json:
        return await self.person.request("GET", f"pages/{self.page}")


@dataclass(frozen=True)
class TextEdit:
    """``present`` and ``absent`` say what has to be true of the page's text afterwards.

    ``line`` is the line of ours at or next to the place, which follows the specification.
    """

    name: str
    old: str
    new: str
    on: On = On.TASK
    present: str = "{mark}"
    absent: str = ""
    line: str = REQUIREMENT_LINE

    async def do(self, place: Place) -> None:
        await place.person.edit(place.page, (place.filled(self.old), place.filled(self.new)))

    async def kept(self, place: Place) -> bool:
        text = await place.text()
        lost = self.absent and place.filled(self.absent) in text
        return place.filled(self.present) in text and not lost


@dataclass(frozen=True)
class Deed:
    """Anything that is no edit of text; ``kept`` answers whether it still stands."""

    name: str
    do: Callable[[Place], Awaitable[None]]
    kept: Callable[[Place], Awaitable[bool]]
    on: On = On.TASK
    line: str = REQUIREMENT_LINE


_FR = f"- **FR-{{n}}**: {REQUIREMENT}"
_AC = f"- [ ] **AC-{{n}}**: {CRITERION}"
_DERIVED = "- [ ] FR-{n} is met and shown in a review *(derived)*"
_EFFORT = (
    "## Estimated Effort\n3 story points (a day)\n- 3 for a task of the kind 'requirement'\n"
    "- 3 points are 8 hours\n"
)
_PHASE = "### Phase 1: Build\n"
_APPROACH = "## Technical Approach\n"
_TABLE = '<table header-row="false" header-column="false">\n<tr>\n<td>{mark}</td>\n</tr>\n</table>\n'


def _below_approach(name: str, text: str, present: str = "{mark}") -> TextEdit:
    return TextEdit(name, _APPROACH, f"{_APPROACH}{text}", present=present)


TASK_TEXTS = (
    TextEdit("a paragraph below the objective", "## Objective\n", "## Objective\n{mark}\n"),
    TextEdit(
        "words added to the objective",
        f"## Objective\n{REQUIREMENT}",
        f"## Objective\n{REQUIREMENT} {{mark}}",
        line=_OBJECTIVE_LINE,
    ),
    TextEdit(
        "the objective deleted",
        f"## Objective\n{REQUIREMENT}\n",
        "## Objective\n",
        present="## Objective",
        absent="## Objective\nPack",
        line=_OBJECTIVE_LINE,
    ),
    TextEdit("a requirement of their own", _FR, f"{_FR}\n- {{mark}}"),
    TextEdit("words added to a requirement", _FR, f"{_FR} {{mark}}"),
    TextEdit("words of a requirement replaced", _FR, "- **FR-{n}**: {mark}"),
    TextEdit("a requirement deleted", f"{_FR}\n", "", present="", absent="- **FR-{n}**"),
    TextEdit("a sub-item below a requirement", _FR, f"{_FR}\n\t- {{mark}}"),
    TextEdit(
        "words of a requirement in bold", _FR, "- **FR-{n}**: **Pack {thing}** in paper", present="**Pack"
    ),
    TextEdit(
        "a link in a requirement",
        _FR,
        "- **FR-{n}**: [Pack {thing}](https://example.com/{n}) in paper",
        present="https://example.com/{n}",
    ),
    TextEdit("a criterion of their own", _DERIVED, f"- [ ] {{mark}}\n{_DERIVED}"),
    TextEdit(
        "a criterion of their own, ticked", _DERIVED, f"- [x] {{mark}}\n{_DERIVED}", present="- [x] {mark}"
    ),
    TextEdit("words added to a criterion", _AC, f"{_AC} {{mark}}", line=_CRITERION_LINE),
    TextEdit("a criterion deleted", f"{_AC}\n", "", present="", absent="**AC-{n}**", line=_CRITERION_LINE),
    TextEdit("a criterion ticked", _AC, f"- [x]{_AC[5:]}", present="- [x] **AC-{n}**"),
    TextEdit("a derived criterion ticked", _DERIVED, f"- [x]{_DERIVED[5:]}", present="- [x] FR-{n} is met"),
    TextEdit(
        "criteria in another order",
        f"{_AC}\n{_DERIVED}",
        f"{_DERIVED}\n{_AC}",
        present=f"{_DERIVED}\n- [ ] **AC-{{n}}**",
    ),
    TextEdit("a section of their own at the end", "*Not started*", "*Not started*\n## My {mark}\nwords"),
    TextEdit(
        "a section of their own in the middle", "## Dependencies\n", "## My {mark}\nwords\n## Dependencies\n"
    ),
    TextEdit("a heading of ours renamed", _APPROACH, "## How {mark}\n", absent=_APPROACH),
    TextEdit("a section of ours deleted", _EFFORT, "", present="", absent="## Estimated Effort"),
    TextEdit("a line above the first heading", "## Context\n", "{mark}\n## Context\n"),
    TextEdit(
        "our placeholder replaced",
        "The specification does not say *(to decide)*",
        "{mark}",
        absent="to decide",
    ),
    _below_approach("a table", _TABLE),
    _below_approach("a code block", "```text\n{mark}\n```\n"),
    _below_approach("a quote", "> {mark}\n"),
    _below_approach("a callout", '<callout icon="💡">\n\t{mark}\n</callout>\n'),
    _below_approach("a toggle", "<details>\n<summary>{mark}</summary>\n\tinside\n</details>\n"),
    _below_approach("a picture", "![{mark}](https://example.com/picture.png)\n", "![{mark}]"),
    _below_approach("a sub-heading", "### {mark}\n"),
    _below_approach("a numbered list", "1. {mark}\n2. more\n"),
    _below_approach("words struck out", "~~{mark}~~\n", "~~{mark}~~"),
)
PLAN_TEXTS = (
    TextEdit("a note below the summary of the plan", "## Summary\n", "## Summary\n{mark}\n", On.PLAN),
    TextEdit("words added to a requirement on the plan", _FR, f"{_FR} {{mark}}", On.PLAN),
    TextEdit("a requirement deleted from the plan", f"{_FR}\n", "", On.PLAN, "", "- **FR-{n}**"),
    TextEdit("a criterion ticked on the plan", _AC, f"- [x]{_AC[5:]}", On.PLAN, "- [x] **AC-{n}**"),
    TextEdit(
        "a to-do of their own in a phase",
        "### Phase 1: Build\n",
        "### Phase 1: Build\n- [ ] {mark}\n",
        On.PLAN,
    ),
    TextEdit(
        "a section of their own on the plan", "## Timeline\n", "## My {mark}\nwords\n## Timeline\n", On.PLAN
    ),
    TextEdit("a note in the progress of the plan", "## Status\n", "## Status\n{mark}\n", On.PLAN),
    TextEdit("a note above the plan", "## Specification\n", "{mark}\n## Specification\n", On.PLAN),
)
SPEC_TEXTS = (
    TextEdit("a note in the specification", "## Notes\n", "## Notes\n{mark}\n", On.SPEC),
    TextEdit("a note in the Implementation section", "**Status**: ", "{mark}\n**Status**: ", On.SPEC),
)


def _property(name: str, property_name: str, value: Json, shown: str) -> Deed:
    async def do(place: Place) -> None:
        await place.person.set(place.page, **{property_name: value})

    async def kept(place: Place) -> bool:
        return plain_value((await place.page_object())["properties"][property_name]) == shown

    return Deed(name, do, kept)


async def _rename(place: Place) -> None:
    raw = await place.page_object()
    name = next(key for key, value in raw["properties"].items() if value["type"] == "title")
    await place.person.set(place.page, **{name: {"title": [{"text": {"content": place.mark}}]}})


async def _is_renamed(place: Place) -> bool:
    return title_of(await place.page_object()) == place.mark


async def _trash(place: Place) -> None:
    await place.person.trash(place.page)


async def _stays_trashed(place: Place) -> bool:
    rows = await place.person.rows(await place.person.find(TASK_SOURCE, "data_source"))
    again = [row for row in rows if place.thing in title_of(row).split()]
    return bool((await place.page_object())["in_trash"]) and not again


async def _move(place: Place) -> None:
    target = {"parent": {"type": "page_id", "page_id": await place.person.find("Engineering Specs")}}
    await place.person.request("POST", f"pages/{place.page}/move", target)


async def _stays_moved(place: Place) -> bool:
    rows = await place.person.rows(await place.person.find(TASK_SOURCE, "data_source"))
    again = [row for row in rows if place.thing in title_of(row).split() and row["id"] != place.task]
    parent = (await place.page_object())["parent"]
    return parent.get("page_id") == await place.person.find("Engineering Specs") and not again


async def _comment(place: Place) -> None:
    body = {"parent": {"page_id": place.page}, "rich_text": [{"text": {"content": place.mark}}]}
    await place.person.request("POST", "comments", body)


async def _has_comment(place: Place) -> bool:
    return await _commented(place, place.page)


async def _commented(place: Place, block: str) -> bool:
    found = (await place.person.request("GET", f"comments?block_id={block}"))["results"]
    return any(run["plain_text"] == place.mark for item in found for run in item["rich_text"])


async def _comment_on_a_line(place: Place) -> None:
    block = await _criterion_block(place)
    body = {"parent": {"block_id": block}, "rich_text": [{"text": {"content": place.mark}}]}
    await place.person.request("POST", "comments", body)


async def _line_has_comment(place: Place) -> bool:
    return await _commented(place, await _criterion_block(place))


async def _criterion_block(place: Place) -> str:
    for block in await place.person.blocks(place.page):
        runs = block.get(block["type"], {}).get("rich_text", [])
        if "".join(run["plain_text"] for run in runs).startswith(f"AC-{place.n}:"):
            return str(block["id"])
    raise AssertionError(f"AC-{place.n} is not on the page")


async def _colour(place: Place) -> None:
    block = await _criterion_block(place)
    await place.person.request("PATCH", f"blocks/{block}", {"to_do": {"color": "red"}})


async def _is_coloured(place: Place) -> bool:
    block = await place.person.request("GET", f"blocks/{await _criterion_block(place)}")
    return bool(block["to_do"]["color"] == "red")


async def _add_sub_page(place: Place) -> None:
    await place.person.add_page(place.page, place.mark, f"words of {place.mark}")


async def _has_sub_page(place: Place) -> bool:
    blocks = await place.person.blocks(place.page)
    pages = [block["id"] for block in blocks if block["type"] == "child_page"]
    texts = [await place.person.markdown(page) for page in pages]
    return any(f"words of {place.mark}" in text for text in texts)


async def _add_twin(place: Place) -> None:
    """A task of the same title that a person makes."""
    parent = {"type": "data_source_id", "data_source_id": await place.person.find(TASK_SOURCE, "data_source")}
    title = [{"text": {"content": title_of(await place.page_object())}}]
    body = {"parent": parent, "properties": {"Name": {"title": title}}, "markdown": place.mark}
    await place.person.request("POST", "pages", body)


async def _has_twin(place: Place) -> bool:
    rows = await place.person.rows(await place.person.find(TASK_SOURCE, "data_source"))
    named = [row["id"] for row in rows if place.thing in title_of(row).split() and row["id"] != place.page]
    return len(named) == 1 and await place.person.markdown(named[0]) == place.mark


async def _tick_task(place: Place) -> None:
    line = await _task_line(place)
    await place.person.edit(place.page, (line, line.replace("- [ ]", "- [x]", 1)))


async def _task_is_ticked(place: Place) -> bool:
    return (await _task_line(place)).startswith("- [x]")


async def _task_line(place: Place) -> str:
    wanted = place.task.replace("-", "")
    lines = (await place.text()).split("\n")
    return next(line for line in lines if line.startswith("- [") and wanted in line)


DEEDS = (
    _property("the status", "Status", {"select": {"name": "In Progress"}}, "In Progress"),
    _property("the priority", "Priority", {"select": {"name": "Low"}}, "Low"),
    _property("the points", "Story Points", {"number": 21}, "21"),
    _property("the tags", "Tags", {"multi_select": [{"name": "mine"}]}, "mine"),
    _property("the status, to one of their own", "Status", {"select": {"name": "Parked"}}, "Parked"),
    Deed("a task renamed", _rename, _is_renamed),
    Deed("a task thrown away", _trash, _stays_trashed),
    Deed("a task moved to another page", _move, _stays_moved),
    Deed("a task with a page below it", _add_sub_page, _has_sub_page),
    Deed("a second task of the same title by hand", _add_twin, _has_twin),
    Deed("a comment on a task", _comment, _has_comment),
    Deed("a comment on a line of ours", _comment_on_a_line, _line_has_comment),
    Deed("a line of ours in colour", _colour, _is_coloured),
    Deed("a task ticked on the plan", _tick_task, _task_is_ticked, On.PLAN),
    Deed("the plan renamed", _rename, _is_renamed, On.PLAN),
    Deed("the plan moved", _move, _stays_moved, On.PLAN),
    Deed("a page below the plan", _add_sub_page, _has_sub_page, On.PLAN),
    Deed("a comment on the plan", _comment, _has_comment, On.PLAN),
    Deed("a comment on the specification", _comment, _has_comment, On.SPEC),
)
EDITS: tuple[TextEdit | Deed, ...] = (*TASK_TEXTS, *PLAN_TEXTS, *SPEC_TEXTS, *DEEDS)
