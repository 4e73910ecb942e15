"""Frozen values read from Notion's JSON: pages, data sources, page Markdown. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from notion_planner.model.base import Frozen

JSON = Mapping[str, Any]
_LAYOUT = frozenset(("column_list", "column", "toggle", "callout", "tab"))
PlainValue = str | float | bool | tuple[str, ...] | None


class Parent(Frozen):
    """``id`` is None for the workspace itself; ``database`` accompanies a data source."""

    kind: Literal["page", "data_source", "database", "block", "workspace", "other"]
    id: str | None = None
    database: str | None = None


class Person(Frozen):
    """A member of the workspace, as far as the connection may know them."""

    id: str
    name: str = ""
    email: str = ""

    @property
    def label(self) -> str:
        return self.name or self.email or self.id


class Property(Frozen):
    """A page's property; ``value`` holds a date's start, names of options, ids of pages and people.

    ``end`` is the last day of a date that is a range.
    """

    id: str
    type: str
    value: PlainValue = None
    end: str | None = None
    people: tuple[Person, ...] = ()
    truncated: bool = False


class Page(Frozen):
    id: str
    title: str
    url: str
    parent: Parent
    in_trash: bool = False
    created_time: str = ""
    last_edited_time: str = ""
    created_by: str = ""
    last_edited_by: str = ""
    properties: Mapping[str, Property] = {}

    def text_of(self, name: str) -> str | None:
        """A property's value where it is a text: an option's name, a date's first day."""
        found = self.properties.get(name)
        return found.value if found is not None and isinstance(found.value, str) else None

    @property
    def dates(self) -> dict[str, str]:
        """The last day of each date property that is set, by its name; Notion's order means nothing."""
        return {
            name: (found.end or str(found.value))[:10]
            for name, found in sorted(self.properties.items())
            if found.type == "date" and found.value
        }

    @property
    def title_property(self) -> str:
        """The name of the property that holds the title: "title" on a page that is in no data source."""
        return next((name for name, found in self.properties.items() if found.type == "title"), "title")

    @property
    def is_untouched(self) -> bool:
        """Whether nobody but who made it has edited it last."""
        return self.last_edited_by == self.created_by


class PropertySchema(Frozen):
    """``options`` of select, multi_select and status; ``groups`` the group of each status option.

    ``target`` is the data source that a relation points to, ``reverse`` the name of a dual relation's other
    side, ``prefix`` what a unique_id's numbers begin with.
    """

    id: str
    name: str
    type: str
    options: tuple[str, ...] = ()
    groups: Mapping[str, str] = {}
    target: str | None = None
    reverse: str | None = None
    prefix: str | None = None


class DataSource(Frozen):
    """A database's table; ``complete`` is False where the answer left the schema out (search may).

    ``place`` is where its database stands.
    """

    id: str
    title: str
    url: str
    database: str | None
    place: Parent = Parent(kind="other")
    in_trash: bool = False
    properties: tuple[PropertySchema, ...] = ()
    complete: bool = True


class PageMarkdown(Frozen):
    """A page's content. ``unknown`` are ids of blocks that the text leaves out or stands in for."""

    text: str
    truncated: bool = False
    unknown: tuple[str, ...] = ()


class Block(Frozen):
    """A block with its own text, without its children's; a table row's cells, a database's title."""

    id: str
    type: str
    text: str
    has_children: bool = False


class ChildPage(Frozen):
    id: str
    title: str
    is_empty: bool = False


def plain_text(rich_text: Any) -> str:
    return "".join(str(part.get("plain_text", "")) for part in rich_text or ())


def parent_of(raw: JSON) -> Parent:
    parent = raw.get("parent") or {}
    kind = parent.get("type", "other")
    match kind:
        case "page_id":
            return Parent(kind="page", id=parent["page_id"])
        case "data_source_id":
            return Parent(kind="data_source", id=parent["data_source_id"], database=parent.get("database_id"))
        case "database_id":
            return Parent(kind="database", id=parent["database_id"])
        case "block_id":
            return Parent(kind="block", id=parent["block_id"])
        case "workspace":
            return Parent(kind="workspace")
        case _:
            return Parent(kind="other")


def page_of(raw: JSON) -> Page:
    properties = raw.get("properties") or {}
    title = next((plain_text(p.get("title")) for p in properties.values() if p.get("type") == "title"), "")
    return Page(
        id=raw["id"],
        title=title,
        url=raw.get("url") or "",
        parent=parent_of(raw),
        in_trash=bool(raw.get("in_trash")),
        created_time=raw.get("created_time") or "",
        last_edited_time=raw.get("last_edited_time") or "",
        created_by=(raw.get("created_by") or {}).get("id") or "",
        last_edited_by=(raw.get("last_edited_by") or {}).get("id") or "",
        properties={name: _property(p) for name, p in properties.items()},
    )


def _property(raw: JSON) -> Property:
    kind = raw.get("type", "")
    return Property(
        id=raw.get("id", ""),
        type=kind,
        value=_ticket(raw.get(kind)) if kind == "unique_id" else _value(kind, raw.get(kind)),
        end=(raw.get("date") or {}).get("end") if kind == "date" else None,
        people=tuple(person_of(item) for item in raw.get("people") or ()) if kind == "people" else (),
        truncated=bool(raw.get("has_more")),
    )


def _ticket(value: JSON | None) -> str | None:
    """A row's own number with its database's prefix: "TASK-12"; None while it has none."""
    if not value or value.get("number") is None:
        return None
    return f"{value['prefix']}-{value['number']}" if value.get("prefix") else str(value["number"])


def person_of(raw: JSON) -> Person:
    """A user; name and address are only there with the capability to read them."""
    return Person(
        id=raw["id"], name=raw.get("name") or "", email=(raw.get("person") or {}).get("email") or ""
    )


def _value(kind: str, value: Any) -> PlainValue:
    if value is None:
        return None
    match kind:
        case "title" | "rich_text":
            return plain_text(value)
        case "select" | "status":
            return str(value["name"])
        case "multi_select":
            return tuple(str(option["name"]) for option in value)
        case "relation" | "people":
            return tuple(str(item["id"]) for item in value)
        case "date":
            return str(value["start"])
        case "number":
            return float(value)
        case "checkbox":
            return bool(value)
        case "url" | "email" | "phone_number":
            return str(value)
        case _:
            return None


def data_source_of(raw: JSON) -> DataSource:
    properties = raw.get("properties")
    parent = parent_of(raw)
    return DataSource(
        id=raw["id"],
        title=plain_text(raw.get("title")),
        url=raw.get("url") or "",
        database=parent.id if parent.kind == "database" else None,
        place=parent_of({"parent": raw.get("database_parent")}),
        in_trash=bool(raw.get("in_trash")),
        properties=tuple(_schema(name, p) for name, p in (properties or {}).items()),
        complete=bool(properties),
    )


def _schema(name: str, raw: JSON) -> PropertySchema:
    kind = raw.get("type", "")
    detail = raw.get(kind) or {}
    dual = detail.get("dual_property") or {}
    return PropertySchema(
        id=raw.get("id", ""),
        name=raw.get("name") or name,
        type=kind,
        options=tuple(str(option["name"]) for option in detail.get("options") or ()),
        groups=_groups(detail),
        target=detail.get("data_source_id") if kind == "relation" else None,
        reverse=dual.get("synced_property_name"),
        prefix=detail.get("prefix") if kind == "unique_id" else None,
    )


def _groups(detail: JSON) -> dict[str, str]:
    names = {option.get("id"): str(option["name"]) for option in detail.get("options") or ()}
    return {
        names[option]: str(group.get("name", ""))
        for group in detail.get("groups") or ()
        for option in group.get("option_ids") or ()
        if option in names
    }


def block_of(raw: JSON) -> Block:
    kind = raw.get("type", "")
    detail = raw.get(kind) or {}
    cells = detail.get("cells")
    text = " ".join(plain_text(cell) for cell in cells) if cells else plain_text(detail.get("rich_text"))
    if kind == "child_database":
        text = str(detail.get("title") or "")
    return Block(id=raw["id"], type=kind, text=text, has_children=bool(raw.get("has_children")))


def child_page_of(raw: JSON) -> ChildPage | None:
    """The sub-page that a block is; None for any other block and for one in the trash."""
    if raw.get("type") != "child_page" or raw.get("in_trash"):
        return None
    title = raw["child_page"].get("title") or ""
    return ChildPage(id=raw["id"], title=title, is_empty=raw.get("has_children") is False)


def may_hold_pages(raw: JSON) -> bool:
    """Whether the block is one of those that people arrange sub-pages in."""
    kind = str(raw.get("type"))
    return bool(raw.get("has_children")) and (kind in _LAYOUT or kind.startswith("heading_"))


def markdown_of(raw: JSON) -> PageMarkdown:
    return PageMarkdown(
        text=raw.get("markdown") or "",
        truncated=bool(raw.get("truncated")),
        unknown=tuple(raw.get("unknown_block_ids") or ()),
    )
