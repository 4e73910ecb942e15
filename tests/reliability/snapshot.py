"""What stands in a workspace, comparable between worlds: ids and times become names, the trash is aside.

Also aside is what only the product reads: its state and its record of runs.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.reliability.world import Json, Person, title_of

# Properties and toggles that the product keeps for itself.
OWN_PROPERTIES = frozenset({"Planner State", "Planner Lease"})
_OWN_TOGGLE = re.compile(
    r"^<details[^>\n]*>\n<summary>Planner [^\n]*</summary>\n.*?^</details>\n?", re.M | re.S
)
_OWN_PAGE = re.compile(r"^Planner index\b", re.I)
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
# The readable part of an address follows the page's title as it was when the address was written.
_ADDRESS = re.compile(r'https://app\.notion\.com/p/[^\s")>]*?(?=<id:)')


@dataclass(frozen=True)
class PageView:
    """One live page; ``under`` is the title of what it stands below."""

    title: str
    under: str
    properties: tuple[tuple[str, str], ...]
    text: str


Snapshot = tuple[PageView, ...]


async def take(person: Person, roots: Iterable[str], sources: Iterable[str]) -> Snapshot:
    """All live pages below these pages and in these data sources, in an order of their own."""
    found: list[tuple[str, Json, str]] = []
    for root in roots:
        await _below(person, root, "", found)
    for source in sources:
        title = title_of(await person.request("GET", f"data_sources/{source}"))
        found += [(title, row, await person.markdown(row["id"])) for row in await person.rows(source)]
    names = {raw["id"].replace("-", ""): title_of(raw) for _, raw, _ in found}
    views = [_view(under, raw, text, names) for under, raw, text in found]
    views = [view for view in views if not _OWN_PAGE.match(view.title)]
    return tuple(sorted(views, key=lambda view: (view.under, view.title, view.properties, view.text)))


async def _below(person: Person, page: str, under: str, found: list[tuple[str, Json, str]]) -> None:
    raw = await person.request("GET", f"pages/{page}")
    if raw["in_trash"]:
        return
    found.append((under, raw, await person.markdown(page)))
    for block in await person.blocks(page):
        if block["type"] == "child_page":
            await _below(person, block["id"], title_of(raw), found)


def _view(under: str, raw: Json, text: str, names: Mapping[str, str]) -> PageView:
    properties = (
        (name, _named(plain_value(value), names))
        for name, value in raw["properties"].items()
        if name not in OWN_PROPERTIES and value["type"] != "title"
    )
    shown = _named(without_own(text), names)
    return PageView(title=title_of(raw), under=under, properties=tuple(sorted(properties)), text=shown)


def without_own(markdown: str) -> str:
    """The page's text as a reader counts it: without the product's own toggles."""
    return _OWN_TOGGLE.sub("", markdown).rstrip()


def _named(text: str, names: Mapping[str, str]) -> str:
    named = _ID.sub(lambda found: f"<id:{names.get(found.group().replace('-', ''), '?')}>", text)
    return _ADDRESS.sub("", named)


def plain_value(value: Mapping[str, Any]) -> str:
    """A property's value as text; what Notion computes is left out."""
    kind = value["type"]
    content = value.get(kind)
    match kind:
        case "title" | "rich_text":
            return "".join(run["plain_text"] for run in content)
        case "select" | "status":
            return content["name"] if content else ""
        case "multi_select":
            return ", ".join(sorted(option["name"] for option in content))
        case "relation" | "people":
            return ", ".join(sorted(item["id"] for item in content))
        case "date":
            return f"{content['start']}/{content['end']}" if content else ""
        case "number" | "checkbox" | "url" | "email" | "phone_number":
            return "" if content is None else str(content)
        case _:
            return ""


def difference(expected: Snapshot, found: Snapshot) -> list[str]:
    """What is missing (-) and what is there in its place (+); empty when they are the same."""
    before, after = list(expected), list(found)
    for view in expected:
        if view in after:
            after.remove(view)
            before.remove(view)
    return [f"{sign} {line}" for sign, views in (("-", before), ("+", after)) for line in _lines(views)]


def _lines(views: Iterable[PageView]) -> list[str]:
    return [f"{view.under}/{view.title} {dict(view.properties)}\n{view.text}" for view in views]
