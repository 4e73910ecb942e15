"""What changed in the specification since the last sync, and what that means for the plan. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate

from notion_planner.model.base import Frozen
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Item, Spec

MOST_ENTRIES = 30
_LONGEST_NAME = 60
_MOST_NAMES = 20
MOST_TEXT = 10_000  # characters of all entries: the plan's state keeps them beside much else
# A part of a split item takes most of its words from it, and the parts together hold most of its words.
_PART_SHARE, _WHOLE_SHARE = 0.6, 0.7

# What a reader thinks of as the specification's demands, in the order of telling.
_FAMILIES = ("requirements", "user_stories", "acceptance_criteria")


class Outline(Frozen):
    """A plan's size and dates. ``due``: milestone → its day."""

    tasks: int
    working_days: int
    deploy: date
    due: Mapping[str, date] = {}


class Turnover(Frozen):
    """How many tasks a sync makes, and how many are no longer asked for."""

    new: int = 0
    retired: int = 0


NO_TURNOVER = Turnover()


class LogEntry(Frozen):
    day: date
    text: str


def outline_of(plan: Plan) -> Outline:
    return Outline(
        tasks=len(plan.tasks),
        working_days=plan.working_days,
        deploy=plan.deploy,
        due={milestone.title: milestone.due for milestone in plan.milestones},
    )


def entry_of(
    previous: Spec | None,
    spec: Spec,
    before: Outline | None,
    now: Outline,
    turnover: Turnover = NO_TURNOVER,
    overtaken: Sequence[str] = (),
) -> str | None:
    """One sentence on the specification and one on the impact; None where neither changed.

    ``overtaken``: titles of finished tasks whose demands have changed.
    """
    changes = list(_changes(previous, spec)) if previous is not None else []
    parts = _impact(before, now, turnover) if before is not None else []
    if not changes and not parts:
        return None
    if overtaken:
        parts = [*parts, f"already done: {_few([_short(title) for title in overtaken])}"]
    what = "; ".join(changes) if changes else "The specification's demands are the same"
    return f"{what}. Impact: {', '.join(parts) or 'none on tasks and dates'}."


def reworded(previous: Spec | None, spec: Spec) -> dict[str, str]:
    """Key → name, of the demands that say something else than before."""
    texts = {item.key: item.text for item in _items(previous)} if previous is not None else {}
    return {item.key: _name(item) for item in _items(spec) if texts.get(item.key, item.text) != item.text}


def with_entry(log: tuple[LogEntry, ...], entry: LogEntry) -> tuple[LogEntry, ...]:
    """The log with an entry before the others; the oldest go."""
    entries = (entry, *log)[:MOST_ENTRIES]
    sizes = accumulate(len(kept.text) for kept in entries)
    return tuple(
        kept for kept, size in zip(entries, sizes, strict=True) if kept is entry or size <= MOST_TEXT
    )


def no_longer_stated(previous: Spec, spec: Spec) -> str:
    """The demands that are gone, in a few words; empty where there are none."""
    old, new = ({item.key: item for item in _items(one)} for one in (previous, spec))
    return _few([_name(item) for item in _removed(old, new, _splits(old, new))])


def _changes(previous: Spec, spec: Spec) -> Iterator[str]:
    old = {item.key: item for item in _items(previous)}
    new = {item.key: item for item in _items(spec)}
    splits = _splits(old, new)
    parts = {part.key for _, found in splits for part in found}
    if splits:
        yield _few(
            [f"{_name(item)} split into {_few([_name(part) for part in found])}" for item, found in splits],
            "; ",
        )
    yield from _listed("added", [item for key, item in new.items() if key not in old and key not in parts])
    yield from _listed("removed", _removed(old, new, splits))
    kept = [(old[key], item) for key, item in new.items() if key in old and key not in parts]
    yield from _listed("reworded", [now for before, now in kept if before.text != now.text])
    renumbered = [(before.id, now.id) for before, now in kept if before.id and now.id]
    if renamed := [f"{old_id} is now {new_id}" for old_id, new_id in renumbered if old_id != new_id]:
        yield _few(renamed, "; ")
    yield from _listed("moved", _moved(kept))


def _removed(
    old: Mapping[str, Item], new: Mapping[str, Item], splits: Sequence[tuple[Item, list[Item]]]
) -> list[Item]:
    """What is not there any more, not even in parts."""
    whole = {item.key for item, _ in splits}
    return [item for key, item in old.items() if key not in new and key not in whole]


def _items(spec: Spec) -> Iterator[Item]:
    for family in _FAMILIES:
        yield from getattr(spec, family, ())


def _listed(verb: str, items: Sequence[Item]) -> Iterator[str]:
    if items:
        yield f"{_few([_name(item) for item in items])} {verb}"


def _few(names: Sequence[str], separator: str = ", ") -> str:
    more = len(names) - _MOST_NAMES
    return separator.join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _name(item: Item) -> str:
    return item.id or _short(item.text)


def _short(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _LONGEST_NAME:
        return f"'{text}'"
    cut = text[: _LONGEST_NAME - 1]
    space = cut.rfind(" ", _LONGEST_NAME // 2)  # none where words are not parted
    return f"'{cut[:space] if space > 0 else cut}…'"


def _splits(old: Mapping[str, Item], new: Mapping[str, Item]) -> list[tuple[Item, list[Item]]]:
    """Items that became several. The largest part may have kept the key."""
    added = [item for key, item in new.items() if key not in old]
    found = []
    for key, item in old.items():
        now = new.get(key)
        if now is not None and now.text == item.text:
            continue
        parts = _parts(item, [other for other in new.values() if other is now or other in added])
        if parts:
            found.append((item, parts))
            added = [other for other in added if other not in parts]
    return found


def _parts(whole: Item, candidates: Sequence[Item]) -> list[Item]:
    """The new items that one item was split into: two or more, made of its words."""
    words = _words(whole)
    parts = [item for item in candidates if words and _share(_words(item), words) >= _PART_SHARE]
    covered = set().union(*(_words(part) for part in parts)) if parts else set()
    return parts if len(parts) > 1 and _share(words, covered) >= _WHOLE_SHARE else []


def _words(item: Item) -> set[str]:
    return {word.strip(".,;:()").casefold() for word in item.text.split()} - {""}


def _share(part: set[str], whole: set[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _moved(kept: Sequence[tuple[Item, Item]]) -> list[Item]:
    """Items that stand in another section than before; one that was given another heading is the same."""
    before = {item.source.heading_path for item, _ in kept}
    after = {item.source.heading_path for _, item in kept}
    return [
        now
        for item, now in kept
        if (was := item.source.heading_path) != (stands := now.source.heading_path)
        and (was in after or stands in before)
    ]


def _impact(before: Outline, now: Outline, turnover: Turnover) -> list[str]:
    parts = []
    if turnover.new and turnover.retired:
        new = f"{turnover.new} new task{'' if turnover.new == 1 else 's'}"
        parts.append(f"{new}, {turnover.retired} no longer asked for ({now.tasks} in all)")
    elif tasks := now.tasks - before.tasks:
        parts.append(f"{_more(tasks, 'task')} ({now.tasks} in all)")
    if days := now.working_days - before.working_days:
        parts.append(f"{_more(days, 'working day')} ({now.working_days} in all)")
    if now.deploy != before.deploy:
        parts.append(f"deploy {now.deploy.isoformat()} instead of {before.deploy.isoformat()}")
    return parts


def _more(count: int, noun: str) -> str:
    return f"{abs(count)} {noun}{'' if abs(count) == 1 else 's'} {'more' if count > 0 else 'fewer'}"
