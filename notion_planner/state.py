"""What a plan page remembers of the last sync, and what stands in Notion now. Pure.

The state is a toggle at the plan page's end. It lives in Notion because runs happen on laptops, in Actions
and from Slack. It keeps fingerprints of what was meant to be there, section by section, so that a person's
edit can be told from our own text.
"""

import base64
import json
import re
import zlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from notion_planner.model.base import Frozen
from notion_planner.model.spec import Item, Source, Spec
from notion_planner.notion.markup import Section, fingerprint, sections
from notion_planner.notion.objects import Page
from notion_planner.progress import Snapshot

SUMMARY = "Planner state"
STATE_VERSION = 1
_TOGGLE = re.compile(rf"^<details[^>\n]*>\n<summary>{SUMMARY}</summary>\n(.*?)^</details>$", re.M | re.S)
_CODE = re.compile(r"^\t*```[^\n]*\n(.*?)^\t*```", re.M | re.S)
_LARGEST_UNPACKED = 20_000_000  # a packed text that grows beyond any specification is no state of ours
_NOTE = "Kept by notion-planner. Without it, the next sync rebuilds what it can and reports the rest."


class PageState(Frozen):
    """One page: its id, and section heading → fingerprint of the text that was meant to be there.

    ``done`` is what a task's tick on the plan was last set from; ``superseded``: the specification no longer
    asks for the task, and that has been said. ``done_on`` is the day on which a sync first saw it done.
    """

    id: str
    sections: Mapping[str, str] = {}
    done: bool = False
    done_on: date | None = None
    superseded: bool = False


class PlanState(Frozen):
    """``start`` is fixed at the first sync, so that the same specification gives the same dates tomorrow.

    ``feature`` is what task titles end in. ``complete`` is False until every task exists and is mentioned;
    such a plan is resumed. ``items`` is what was extracted, packed: matching against it keeps each item's key
    through rewording and renumbering. ``progress`` is the signature of what the plan shows
    since ``updated``; ``history`` is what it was before that, day by day. ``blocked_since``: task key → the
    day on which a sync first saw it blocked. ``views``: name of a view that the plan page was given → its id,
    empty where Notion refused it; one that is known is never made again, whatever became of it.
    """

    version: int = STATE_VERSION
    spec: str
    feature: str = ""
    created: date
    start: date
    complete: bool = False
    plan: Mapping[str, str] = {}
    backlink: Mapping[str, str] = {}
    items: str = ""
    progress: str = ""
    updated: date | None = None
    history: tuple[Snapshot, ...] = ()
    blocked_since: Mapping[str, date] = {}
    views: Mapping[str, str] = {}
    tasks: Mapping[str, PageState] = {}


class Existing(Frozen):
    """``tasks``: task key → live page. ``gone``: the page in the trash, or None where it cannot be seen.

    ``adopted`` are tasks found by title after an interrupted run, not yet in the state.
    """

    plan: Page | None = None
    plan_markdown: str = ""
    state: PlanState | None = None
    tasks: Mapping[str, Page] = {}
    gone: Mapping[str, Page | None] = {}
    adopted: tuple[str, ...] = ()


# The families of items whose keys tasks are made from.
_FAMILIES = tuple(
    name for name, found in Spec.model_fields.items() if str(found.annotation).startswith("tuple[")
)


def pack_items(spec: Spec) -> str:
    """Key, identifier and text of every extracted item, small enough to be kept on a page."""
    families = {
        name: [[item.key, item.id, item.text] for item in getattr(spec, name) if isinstance(item, Item)]
        for name in _FAMILIES
    }
    text = json.dumps({name: items for name, items in families.items() if items}, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpack_items(packed: str) -> Spec | None:
    """What :func:`pack_items` kept, for the extractor to match against; None where it cannot be read."""
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(base64.b64decode(packed, validate=True), _LARGEST_UNPACKED)
        families = json.loads(text)
        source = Source(line=1, end_line=1, rule="previous")
        items: dict[str, Any] = {
            name: tuple(Item(key=key, id=own, text=text, source=source) for key, own, text in families[name])
            for name in _FAMILIES
            if name in families
        }
    except (ValueError, TypeError, AttributeError, zlib.error):
        return None
    # Only keys, identifiers and texts are known, so the items cannot be of their families' full types.
    return Spec.model_construct(**items) if items else None


def base_of(markdown: str) -> dict[str, str]:
    """Section heading → fingerprint; headless parts (the state itself) and twins are left out."""
    return {heading: fingerprint(section.text) for heading, section in section_texts(markdown).items()}


def render_state(state: PlanState) -> str:
    """The toggle; one task a line, so that an edit of the state stays small."""
    head = state.model_dump(mode="json", exclude={"tasks"})
    lines = [json.dumps(head, separators=(",", ":"))[:-1] + ',"tasks":{']
    entries = [
        f"{json.dumps(key)}:{json.dumps(page.model_dump(mode='json'), separators=(',', ':'))}"
        for key, page in state.tasks.items()
    ]
    lines += [*",\n".join(entries).split("\n"), "}}"]
    code = "\n".join(f"\t{line}" for line in ("```json", *lines, "```"))
    return f"<details>\n<summary>{SUMMARY}</summary>\n\t{_NOTE}\n{code}\n</details>"


def find_state_text(markdown: str) -> str | None:
    """The toggle as it stands in the page's Markdown."""
    found = _TOGGLE.search(markdown)
    return found.group() if found else None


def parse_state(markdown: str) -> PlanState | None:
    """The state a plan page holds; None where there is none or it cannot be read."""
    toggle = _TOGGLE.search(markdown)
    code = _CODE.search(toggle.group(1)) if toggle else None
    if code is None:
        return None
    try:
        return PlanState.model_validate(json.loads(code.group(1).replace("\t", "")))
    except (ValueError, ValidationError):
        return None


def section_texts(markdown: str) -> dict[str, Section]:
    """Section by heading, twins left out: which of two is meant cannot be told."""
    found: dict[str, Section] = {}
    twins: set[str] = set()
    for section in sections(markdown):
        if section.heading is None:
            continue
        if section.heading in found:
            twins.add(section.heading)
        found[section.heading] = section
    return {heading: section for heading, section in found.items() if heading not in twins}
