"""The links of a specification: which task each serves, and which lead to other pages of the workspace."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from notion_planner.model.plan import Line, Origin, OriginKind
from notion_planner.model.spec import Item, Link, Spec
from notion_planner.planner.english.wording import plain

CROWD = 12
"""A link among more items than this speaks of the whole section, not of a single task."""

_NOTION_HOSTS = ("notion.so", "notion.com", "notion.site")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_PAGE_ID = re.compile(r"[0-9a-f]{32}$")
_LONGEST = 2000
"""Characters: Notion takes no longer address of a link (documented limit of a request)."""


def page_id(url: str) -> str | None:
    """The ID of the Notion page that an address leads to, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = parts.hostname or ""
    inside = not parts.scheme and not parts.netloc and url.startswith("/")
    if not inside and not any(host == name or host.endswith("." + name) for name in _NOTION_HOSTS):
        return None
    found = _PAGE_ID.search(parts.path.rstrip("/").replace("-", "").lower()[-64:])
    return found[0] if found else None


def distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """Each target once, as it is first written: the same page, or the same address."""
    found: dict[str, Link] = {}
    for link in links:
        url = plain(link.url)
        if url and len(url) <= _LONGEST:
            found.setdefault(page_id(url) or url.rstrip("/"), link)
    return tuple(found.values())


def related_work(spec: Spec) -> tuple[Line, ...]:
    """Links to other pages in Notion."""
    return tuple(_line(link) for link in distinct(spec.links) if page_id(plain(link.url)))


def external_references(spec: Spec) -> tuple[Line, ...]:
    """Links that lead out of Notion."""
    return tuple(_line(link) for link in distinct(spec.links) if not page_id(plain(link.url)))


def _line(link: Link, items: tuple[str, ...] = ()) -> Line:
    url, text = plain(link.url), plain(link.text)
    return Line(
        text=url,
        label=text if text and text != url else None,
        origin=Origin(kind=OriginKind.SPEC, rule="link", items=items),
    )


class Resources:
    """Links by the items in which, or among which under one heading, they are written."""

    def __init__(self, spec: Spec) -> None:
        self._links = distinct(spec.links)
        self._of: dict[str, list[int]] = defaultdict(list)
        items = _items(spec)
        held: set[int] = set()
        for item, places in _written_in(items, self._links):
            self._of[item.key] += places
            held.update(places)
        self._add_sections(items, held)

    def _add_sections(self, items: Sequence[Item], held: set[int]) -> None:
        """A link of no item belongs to those of its own heading, or of the narrowest one around it that has
        any; where no heading is known, of the narrowest with items on both sides of it.
        """
        members: dict[tuple[str, ...], list[Item]] = defaultdict(list)
        for item in items:
            if item.source.heading_path:
                members[item.source.heading_path].append(item)
        spans = {
            path: (min(i.source.line for i in of), max(i.source.end_line for i in of))
            for path, of in members.items()
        }
        for place, link in enumerate(self._links):
            above = [link.heading_path[:n] for n in range(len(link.heading_path), 0, -1)]
            around = [path for path in above if path in members] or [
                path for path, (first, last) in spans.items() if first <= link.line <= last
            ]
            if place in held or not around:
                continue
            near = members[max(around, key=len)]
            for item in near if len(near) <= CROWD else ():
                self._of[item.key].append(place)

    def of(self, keys: Iterable[str]) -> tuple[Line, ...]:
        """The links that items with these keys bring with them, in the document's order."""
        bringing: dict[int, list[str]] = defaultdict(list)
        for key in dict.fromkeys(keys):
            for place in self._of.get(key, ()):
                bringing[place].append(key)
        return tuple(_line(self._links[place], tuple(bringing[place])) for place in sorted(bringing))


def _items(spec: Spec) -> tuple[Item, ...]:
    return (
        *spec.requirements, *spec.acceptance_criteria, *spec.user_stories, *spec.endpoints, *spec.entities,
        *spec.security_rules, *spec.dependencies, *spec.risks, *spec.open_questions, *spec.technologies,
    )  # fmt: skip


def _written_in(items: Iterable[Item], links: Sequence[Link]) -> Iterable[tuple[Item, list[int]]]:
    """Each item with the links on its lines or in its quotation."""
    in_order = sorted(range(len(links)), key=lambda place: links[place].line)
    numbers = [links[place].line for place in in_order]
    by_url = {plain(link.url): place for place, link in enumerate(links)}
    for item in items:
        source = item.source
        found = in_order[bisect_left(numbers, source.line) : bisect_right(numbers, source.end_line)]
        quoted = _ADDRESS.findall(source.quote) if "://" in source.quote else ()
        found += [by_url[url] for raw in quoted if (url := raw.rstrip(".,;:")) in by_url]
        if found:
            yield item, list(dict.fromkeys(found))
