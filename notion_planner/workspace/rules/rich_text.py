"""Rich text: what a request may hold, and the full form that responses show."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from notion_planner.workspace.errors import invalid
from notion_planner.workspace.ids import parse_id
from notion_planner.workspace.records import Json
from notion_planner.workspace.rules.failures import Failures

# Limits: https://developers.notion.com/reference/request-limits
TEXT_LIMIT = 2000
URL_LIMIT = 2000
EQUATION_LIMIT = 1000
HUES = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
COLORS = ("default", *HUES, *(f"{hue}_background" for hue in HUES))
PLAIN = {
    "bold": False,
    "italic": False,
    "strikethrough": False,
    "underline": False,
    "code": False,
    "color": "default",
}
MENTIONS = (
    "page",
    "database",
    "data_source",
    "user",
    "date",
    "link_preview",
    "link_mention",
    "template_mention",
    "custom_emoji",
)
REFERENCES = frozenset({"page", "database", "data_source", "user"})
RICH_FIELDS = ("rich_text", "caption", "title")
# An address has a scheme, or begins with a slash as Notion's own do in answers; "#top" and "a.md" are none.
_LINK = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)
# What only Markdown tells apart, kept beside an item and never shown by the API.
MARKS = ("citation", "agent", "discussions")


def text_item(content: str, annotations: Json | None = None, url: str | None = None) -> Json:
    return {
        "type": "text",
        "text": {"content": content, "link": {"url": url} if url else None},
        "annotations": annotations or dict(PLAIN),
        "plain_text": content,
        "href": url,
    }


def mention_item(kind: str, value: Any, annotations: Json | None = None, plain_text: str = "") -> Json:
    return {
        "type": "mention",
        "mention": {"type": kind, kind: value},
        "annotations": annotations or dict(PLAIN),
        "plain_text": plain_text,
        "href": None,
    }


def equation_item(expression: str, annotations: Json | None = None) -> Json:
    return {
        "type": "equation",
        "equation": {"expression": expression},
        "annotations": annotations or dict(PLAIN),
        "plain_text": expression,
        "href": None,
    }


def plain_text(items: Iterable[Json]) -> str:
    return "".join(item["plain_text"] for item in items)


def accept_rich_text(value: object, path: str, failures: Failures) -> list[Json]:
    """The items in full form, adjacent ones of equal style merged as Notion merges them."""
    accepted = []
    for index, item in enumerate(failures.array_at(value, path)):
        found = _accept_item(item, f"{path}[{index}]", failures)
        if found is not None:
            accepted.append(found)
    return merged(accepted)


def merged(items: Iterable[Json]) -> list[Json]:
    result: list[Json] = []
    for item in items:
        if item["type"] == "text" and not item["text"]["content"]:
            continue
        if result and _mergeable(result[-1], item):
            content = result[-1]["text"]["content"] + item["text"]["content"]
            result[-1] = {**item, **text_item(content, item["annotations"], item["href"])}
        else:
            result.append(item)
    return result


def _mergeable(left: Json, right: Json) -> bool:
    return (
        left["type"] == right["type"] == "text"
        and left["annotations"] == right["annotations"]
        and left["href"] == right["href"]
        and left.get("discussions") == right.get("discussions")
        and "citation" not in left
        and "citation" not in right
    )


def _accept_item(value: object, path: str, failures: Failures) -> Json | None:
    item = failures.object_at(value, path)
    if item is None:
        return None
    annotations = _accept_annotations(item.get("annotations"), f"{path}.annotations", failures)
    if "text" in item:
        return _accept_text(item["text"], annotations, f"{path}.text", failures)
    if "mention" in item:
        return _accept_mention(item["mention"], annotations, f"{path}.mention", failures)
    if "equation" in item:
        body = failures.object_at(item["equation"], f"{path}.equation") or {}
        expression = failures.text_at(body.get("expression"), f"{path}.equation.expression", EQUATION_LIMIT)
        return equation_item(expression, annotations)
    for name in ("text", "mention", "equation"):
        failures.undefined(f"{path}.{name}")
    return None


def _accept_annotations(value: object, path: str, failures: Failures) -> Json:
    if value is None:
        return dict(PLAIN)
    given = failures.object_at(value, path) or {}
    accepted = dict(PLAIN)
    for name in PLAIN:
        if name == "color":
            if given.get(name) is not None:
                failures.one_of(given[name], f"{path}.color", COLORS)
                accepted[name] = given[name]
        elif given.get(name) is not None:
            if not isinstance(given[name], bool):
                failures.add(f"{path}.{name}", "a boolean", given[name])
            accepted[name] = bool(given[name])
    return accepted


def _accept_text(value: object, annotations: Json, path: str, failures: Failures) -> Json | None:
    body = failures.object_at(value, path)
    if body is None:
        return None
    content = failures.text_at(body.get("content"), f"{path}.content", TEXT_LIMIT)
    url = None
    if body.get("link") is not None:
        link = failures.object_at(body["link"], f"{path}.link") or {}
        url = failures.text_at(link.get("url"), f"{path}.link.url", URL_LIMIT) or None
        if url and not _LINK.match(url):
            raise invalid("Invalid URL for link.")
    return text_item(content, annotations, url)


def _accept_mention(value: object, annotations: Json, path: str, failures: Failures) -> Json | None:
    body = failures.object_at(value, path)
    if body is None:
        return None
    kind = next((name for name in MENTIONS if name in body), None)
    if kind is None:
        failures.undefined(f"{path}.page")
        return None
    target = failures.object_at(body[kind], f"{path}.{kind}")
    if target is None:
        return None
    if kind == "date":
        start = failures.text_at(target.get("start"), f"{path}.date.start", 100)
        date = {"start": start, "end": target.get("end"), "time_zone": target.get("time_zone")}
        return mention_item("date", date, annotations, plain_date(date))
    if kind in {"page", "database", "data_source", "user"}:
        found = parse_id(str(target.get("id")))
        if found is None:
            failures.add(f"{path}.{kind}.id", "a valid uuid", target.get("id"))
            return None
        return mention_item(kind, {"id": found}, annotations)
    if kind == "custom_emoji":
        return _accept_emoji(target, annotations, f"{path}.custom_emoji", failures)
    return mention_item(kind, target, annotations, str(target.get("url", "")))


def _accept_emoji(target: Json, annotations: Json, path: str, failures: Failures) -> Json:
    found = parse_id(str(target.get("id")))
    if found is None:
        failures.add(f"{path}.id", "a valid uuid", target.get("id"))
    name = str(target.get("name") or "emoji")
    emoji = {"id": found, "name": name, "url": str(target.get("url") or "")}
    return mention_item("custom_emoji", emoji, annotations, f":{name}:")


def plain_date(date: Json) -> str:
    return date["start"] if not date.get("end") else f"{date['start']} → {date['end']}"


def referred(item: Json) -> tuple[str, str] | None:
    """Kind and id of what an item mentions and may be called anew."""
    kind = item["mention"]["type"] if item["type"] == "mention" else ""
    return (kind, item["mention"][kind]["id"]) if kind in REFERENCES else None


def references(payload: Json) -> Iterator[tuple[Json, str, str]]:
    """The items of a payload that mention something, with its kind and id."""
    texts = [*(payload.get(name, ()) for name in RICH_FIELDS), *payload.get("cells", ())]
    for item in chain.from_iterable(texts):
        found = referred(item)
        if found is not None:
            yield item, *found


def resolved(items: Iterable[Json], resolve: Callable[[str, str], tuple[Any, str, str | None]]) -> list[Json]:
    """Mentions as they read now:

    ``resolve(kind, id)`` gives the mentioned value, its words and its address.
    """
    shown = []
    for item in items:
        visible = {key: value for key, value in item.items() if key not in MARKS}
        found = referred(item)
        if found is not None:
            value, words, href = resolve(*found)
            visible |= {"mention": {"type": found[0], found[0]: value}, "plain_text": words, "href": href}
        shown.append(visible)
    return shown
