"""What a plan page remembers of the last sync, and what stands in Notion now. Pure.

The state is a toggle at the plan page's end. It lives in Notion because runs happen on laptops, in Actions
and from Slack. It keeps fingerprints of what was meant to be there, section by section, so that a person's
edit can be told from our own text.
"""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import AwareDatetime

from notion_planner import __version__
from notion_planner.changelog import LogEntry, Outline
from notion_planner.errors import DecisionNeededError
from notion_planner.merge import Base, former_mark
from notion_planner.model.base import Frozen
from notion_planner.model.overrides import Overrides
from notion_planner.model.spec import Item, Source, Spec
from notion_planner.notion.limits import MOST_CHARACTERS
from notion_planner.notion.markup import fingerprint
from notion_planner.notion.objects import Page
from notion_planner.progress import Snapshot
from notion_planner.state.toggle import find_toggle, find_toggles, render_toggle, toggle_code

SUMMARY = "Planner state"
STATE_VERSION = 3
_NESTING_COUNTS = 3  # the version since which texts are compared with their nesting
TITLE = "title"  # a task's title among the marks of its sections
# A code block holds 200,000 characters (MOST_CHARACTERS); the fields beside the texts need room too, and a
# lease comes and goes.
_MOST_TEXT = 90_000
_MOST_CODE = MOST_CHARACTERS - 1_000
_LARGEST_UNPACKED = 20_000_000  # a packed text that grows beyond any specification is no state of ours
# The texts of what was last meant: packed all together, not page by page.
_LINES: dict[str, Any] = {"plan": {"lines"}, "backlink": {"lines"}, "tasks": {"__all__": {"base": {"lines"}}}}
_NOTE = "Kept by notion-planner. Without it, the next sync rebuilds what it can and reports the rest."


class Lease(Frozen):
    """Which run is writing to the plan, and until when nobody else may."""

    run: str
    until: AwareDatetime


class Look(NamedTuple):
    """Whether the page of a task that is no longer asked for was as we left it, as of its last edit then."""

    edited: str
    is_left: bool


class PageState(Frozen):
    """One page: its id, and what was last meant to stand on it.

    ``done`` is what a task's tick on the plan was last set from; ``superseded``: the specification no longer
    asks for the task, and that has been said; ``look``: what a reading of its page found since.
    ``forgotten``: a person unbound the page, which is neither written to nor made again. ``done_on`` is the
    day on which a sync first saw it done.
    ``values``: role → what was last written to a property that follows the specification, or as due date; of
    a list, what was last asked for: what a person made of it is known by the difference.
    """

    id: str
    base: Base = Base()
    done: bool = False
    done_on: date | None = None
    superseded: bool = False
    look: Look | None = None
    forgotten: bool = False
    values: Mapping[str, str] = {}


class PlanState(Frozen):
    """What is remembered of one plan.

    ``start``, ``profile``: fixed at the first sync, so that the same specification gives the same dates
    tomorrow. ``feature``: what task titles end in. ``complete``: every task exists and is mentioned; another
    plan is resumed. ``progress``: signature of what the plan shows since ``updated``; ``history`` is what it
    was before that, day by day. ``blocked_since``: task key → the day on which a sync first saw it blocked.
    ``items``: what was extracted, packed; matching against it keeps each item's key through rewording and
    renumbering. ``overrides``: what people set in a plan file, packed. ``log``: the specification's changes;
    ``outline``: the plan's size and dates, ``baseline`` what they were first. ``views``: name of a view that
    the plan page was given → its id, empty where Notion refused it; one that is known is never made again,
    whatever became of it. ``properties``: role → id of the task database's property that has it, whatever it
    is called. ``runs``: what the last runs changed, packed, for undo. ``title``: fingerprint of what the plan
    page was last called by a sync. ``plan``, ``backlink``: what was last meant to stand on the plan page and
    in the specification's section.
    """

    version: int = STATE_VERSION
    spec: str
    feature: str = ""
    created: date
    start: date
    profile: str = ""
    overrides: str = ""
    complete: bool = False
    lease: Lease | None = None
    progress: str = ""
    updated: date | None = None
    history: tuple[Snapshot, ...] = ()
    blocked_since: Mapping[str, date] = {}
    views: Mapping[str, str] = {}
    properties: Mapping[str, str] = {}
    items: str = ""
    runs: str = ""
    log: tuple[LogEntry, ...] = ()
    outline: Outline | None = None
    baseline: Outline | None = None
    title: str | None = None
    plan: Base = Base()
    backlink: Base = Base()
    tasks: Mapping[str, PageState] = {}

    @property
    def is_begun(self) -> bool:
        """Whether the plan page is all that its run is known to have made."""
        return not self.complete and not self.tasks


class Existing(Frozen):
    """``tasks``: task key → live page. ``gone``: the page in the trash, or None where it cannot be seen.

    ``adopted`` are tasks found by title after an interrupted run, not yet in the state; ``doubles`` second
    pages of a known task that a run left behind whose answer was lost. ``is_recovered``: the state stands
    nowhere yet; it was made anew because the plan page had lost it. ``copied`` is the base of the
    specification's section where that came with a copy of another specification and names its plan.
    ``brought``: task key → what another plan last wrote to the page, which was a task of its own. ``later``:
    plans of the same specification that other runs have begun, and no more than that, after this one.
    """

    plan: Page | None = None
    plan_markdown: str = ""
    state: PlanState | None = None
    tasks: Mapping[str, Page] = {}
    gone: Mapping[str, Page | None] = {}
    adopted: tuple[str, ...] = ()
    doubles: tuple[Page, ...] = ()
    is_recovered: bool = False
    copied: Base | None = None
    brought: Mapping[str, Base] = {}
    later: tuple[Page, ...] = ()

    def base_of(self, key: str) -> Base:
        """What was last meant to stand on a task's page."""
        known = self.state.tasks.get(key) if self.state else None
        return known.base if known else self.brought.get(key, Base())

    @property
    def backlink(self) -> Base:
        """What was last meant to stand in the specification's section."""
        if self.copied is not None:
            return self.copied
        return self.state.backlink if self.state else Base()

    @property
    def gone_ids(self) -> tuple[str, ...]:
        """The pages in the trash or out of sight, of which any may come back; not those that were unbound."""
        known = self.state.tasks if self.state else {}
        missing = (key for key, page in self.gone.items() if page is None or page.in_trash)
        return tuple(known[key].id for key in missing if key in known and not known[key].forgotten)


# The families of items whose keys tasks are made from.
_FAMILIES = tuple(
    name for name, found in Spec.model_fields.items() if str(found.annotation).startswith("tuple[")
)


def pack_overrides(overrides: Overrides) -> str:
    """What people set, small enough to be kept on a page."""
    return pack(overrides.model_dump(mode="json", exclude_defaults=True)) if overrides else ""


def unpack_overrides(packed: str) -> Overrides | None:
    """What :func:`pack_overrides` kept; None where it cannot be read."""
    try:
        return Overrides.model_validate(unpack(packed)) if packed else Overrides()
    except ValueError:
        return None


def pack_items(spec: Spec) -> str:
    """Key, identifier and text of every extracted item, small enough to be kept on a page; beside them, under
    which headings they stood.
    """
    families = {
        name: [[item.key, item.id, item.text] for item in getattr(spec, name) if isinstance(item, Item)]
        for name in _FAMILIES
    }
    sections: dict[str, list[str]] = {}
    for name in families:
        for item in getattr(spec, name):
            if isinstance(item, Item):
                sections.setdefault(json.dumps(item.source.heading_path), []).append(item.key)
    return pack({**{name: items for name, items in families.items() if items}, "sections": sections})


@lru_cache(maxsize=4)  # one sync asks three times
def unpack_items(packed: str) -> Spec | None:
    """What :func:`pack_items` kept, for the extractor to match against; None where it cannot be read."""
    try:
        families = unpack(packed)
        paths = {key: json.loads(p) for p, keys in families.get("sections", {}).items() for key in keys}
        items: dict[str, Any] = {
            name: tuple(_previous(key, own, text, paths.get(key, ())) for key, own, text in families[name])
            for name in _FAMILIES
            if name in families
        }
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    # Only so much is known, so the items cannot be of their families' full types.
    return Spec.model_construct(**items) if items else None


def _previous(key: str, own: str | None, text: str, path: Sequence[str]) -> Item:
    source = Source(line=1, end_line=1, heading_path=tuple(path), rule="previous")
    return Item(key=key, id=own, text=text, source=source)


def rekeyed(state: PlanState, titles: Mapping[str, str]) -> PlanState:
    """The state under today's keys; ``titles``: key of a task that is asked for → its title.

    A requirement that became a constraint, say, asks for its task by another rule and so by another key; in
    the same words it is the same task. Whose key another task takes, gets that one's.
    """
    ours = {key: page for key, page in state.tasks.items() if not page.forgotten}
    marks = {key: page.base.marks.get(TITLE) for key, page in ours.items()}
    former = {mark: key for key, mark in marks.items() if mark is not None and key not in titles}
    wanted = {key: fingerprint(t) for key, t in titles.items() if key in ours or key not in state.tasks}
    keys = {former[mark]: key for key, mark in wanted.items() if mark in former and marks.get(key) != mark}
    if not keys:
        return state
    keys |= {new: old for old, new in keys.items() if new in ours}
    return state.model_copy(update={"tasks": {keys.get(key, key): page for key, page in state.tasks.items()}})


def pack(value: Any) -> str:
    """Plain JSON values, small enough to be kept on a page."""
    return _packed(json.dumps(value, separators=(",", ":")))


@lru_cache(maxsize=8)  # whether a state fits is tried before it is written
def _packed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpack(packed: str) -> Any:
    """What :func:`pack` made smaller.

    Raises:
        ValueError: it is no packed text of ours.
    """
    try:
        unpacker = zlib.decompressobj()
        return json.loads(unpacker.decompress(base64.b64decode(packed, validate=True), _LARGEST_UNPACKED))
    except (zlib.error, RecursionError) as error:
        raise ValueError("not packed by us") from error


def bounded(state: PlanState) -> PlanState:
    """The state as it fits on a page: above a size tasks' texts are left out, then all texts, then undo."""
    for parts in ((), ("tasks",), ("tasks", "plan", "backlink")):
        kept = _without_lines(state, *parts) if parts else state
        if len(pack(_lines_of(kept))) <= _MOST_TEXT and len(render_state(kept)) <= _MOST_CODE:
            return kept
    return least(state)


def least(state: PlanState) -> PlanState:
    """What no sync can do without."""
    return _without_lines(state, "tasks", "plan", "backlink").model_copy(update={"runs": ""})


def _without_lines(state: PlanState, *parts: str) -> PlanState:
    bare = {name: getattr(state, name).model_copy(update={"lines": {}}) for name in parts if name != "tasks"}
    tasks = {
        key: page.model_copy(update={"base": page.base.model_copy(update={"lines": {}})})
        for key, page in state.tasks.items()
    }
    return state.model_copy(update={**bare, "tasks": tasks})


def _lines_of(state: PlanState) -> dict[str, Any]:
    """Everything that was last meant to stand somewhere: page → section → its units' keys."""
    tasks = {key: page.base.lines for key, page in state.tasks.items() if page.base.lines}
    return {"plan": state.plan.lines, "backlink": state.backlink.lines, "tasks": tasks}


def render_state(state: PlanState) -> str:
    """The toggle; a field or a task a line, so that an edit of the state stays small.

    Where that is more than a code block holds, the tasks are packed.
    """
    text = _rendered(state, packed=False)
    return text if len(text) <= _MOST_CODE else _rendered(state, packed=True)


def _rendered(state: PlanState, *, packed: bool) -> str:
    values: dict[str, Any] = state.model_dump(mode="json", exclude=_LINES)
    tasks = values.pop("tasks")
    values |= {"plan": values["plan"]["marks"], "backlink": values["backlink"]["marks"]}
    values["texts"] = pack(_lines_of(state))
    if packed:
        values["packed"] = pack({key: _entry(page) for key, page in tasks.items()})
        tasks = {}
    lines = ["{", *(f"{_json(name)}:{_json(value)}," for name, value in values.items()), '"tasks":{']
    entries = [f"{_json(key)}:{_json(_entry(page))}" for key, page in tasks.items()]
    lines += [*",\n".join(entries).split("\n"), "}}"]
    return render_toggle(SUMMARY, _NOTE, lines)


def _entry(page: Mapping[str, Any]) -> dict[str, Any]:
    """A task's line; not every board has properties to remember, and few tasks are superseded."""
    entry = {**page, "base": page["base"]["marks"]}
    return {key: value for key, value in entry.items() if value or key not in ("values", "look")}


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def find_state_text(markdown: str) -> str | None:
    """The toggle as it stands in the page's Markdown."""
    return find_toggle(markdown, SUMMARY)


def state_texts(markdown: str) -> list[str]:
    """Every such toggle on the page: where two runs made the state anew at once, there are two."""
    return find_toggles(markdown, SUMMARY)


def named_spec(markdown: str) -> str | None:
    """The specification that a page's state names, though a newer release may have written the rest."""
    spec = _values(markdown).get("spec")
    return spec if isinstance(spec, str) else None


def parse_state(markdown: str, *, plan: str = "The plan") -> PlanState | None:
    """The state a plan page holds; None where there is none or it cannot be read.

    Raises:
        DecisionNeededError: a newer release wrote it, so that to write it again would lose what that knows.
            ``plan`` is what the message calls the page.
    """
    values = _values(markdown)
    version = values.get("version", 0)
    if isinstance(version, int) and version > STATE_VERSION:
        raise DecisionNeededError(
            f"{plan} was written by a newer notion-planner: its state has version {version}, "
            f"and this release ({__version__}) knows versions up to {STATE_VERSION}.",
            hint="Upgrade notion-planner; this release does not write to it.",
        )
    try:
        lines = unpack(values.pop("texts"))
        values |= {name: Base(marks=values[name], lines=lines[name]) for name in ("plan", "backlink")}
        packed = values.pop("packed", "")
        values["tasks"] |= unpack(packed) if packed else {}
        values["tasks"] = {
            key: {**page, "base": Base(marks=page["base"], lines=lines["tasks"].get(key, {}))}
            for key, page in values["tasks"].items()
        }
        # What is written next has this release's fields, whichever wrote what was read.
        state = PlanState.model_validate({**values, "version": STATE_VERSION})
        return _marked_as_former(state) if version < _NESTING_COUNTS else state
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _marked_as_former(state: PlanState) -> PlanState:
    """The state with its sections' marks told from those that this release makes of other texts."""

    def former(base: Base) -> Base:
        marks = {name: mark if name == TITLE else former_mark(mark) for name, mark in base.marks.items()}
        return base.model_copy(update={"marks": marks})

    tasks = {key: page.model_copy(update={"base": former(page.base)}) for key, page in state.tasks.items()}
    bases = {"plan": former(state.plan), "backlink": former(state.backlink)}
    return state.model_copy(update={**bases, "tasks": tasks})


def _values(markdown: str) -> dict[str, Any]:
    """The state's fields as they stand on the page, none where they are no JSON."""
    try:
        values = json.loads(toggle_code(markdown, SUMMARY) or "{}")
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}
