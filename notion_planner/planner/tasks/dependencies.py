"""The dependency graph of a plan: expanded from rules and stages, acyclic, transitively reduced, in waves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush

from notion_planner.model.plan import Plan
from notion_planner.planner.demands.matching import content
from notion_planner.planner.demands.reading import Slot
from notion_planner.planner.tasks.drafts import Draft
from notion_planner.planner.texts import ProfileError

CROWD = 12
"""A rule with more tasks than this is waited for only where the tasks speak of the same thing."""

GATHERED = 40
"""Where more tasks than this are waited for, the first task that does so stands for them."""

MOST_BLOCKERS = 100
"""Notion takes at most 100 pages for a relation in one request (its documented request limits)."""

FEATURES = "features"
_WANTED = frozenset(
    {"requirement", "story", "endpoint", "store", "limit", "index", "tune", "security", "quality"}
)


def dependencies(drafts: Sequence[Draft], slots: tuple[Slot, ...]) -> dict[str, tuple[str, ...]]:
    """Task key → keys of the tasks that block it, in plan order, without those that follow from others.

    A draft may only wait for drafts of its own or an earlier phase, because phases run one after another.

    Raises:
        ProfileError: the profile's ``after`` entries form a cycle.
    """
    order = {slot.id: number for number, slot in enumerate(slots)}
    phase = {draft.key: order[draft.slot] for draft in drafts}
    targets = _targets(drafts, slots)
    gates: dict[str, str] = {}
    wanted: dict[str, set[str]] = {}
    next_part = {need: d.key for d in drafts for need in d.needs if d.key.startswith(f"{need}:")}
    for draft in drafts:
        found = {_last_part(key, draft.key, next_part) for key in draft.needs if key in phase}
        for name in draft.texts.after:
            meant = targets.get(name, [])
            if len(meant) > GATHERED and gates.setdefault(name, draft.key) != draft.key:
                found.add(gates[name])
                continue
            earlier = name.startswith("phase:")
            found |= {k for k in _near(draft, meant) if not earlier or phase[k] < phase[draft.key]}
        wanted[draft.key] = {key for key in found if phase[key] <= phase[draft.key]} - {draft.key}
    by_phase = sorted((draft.key for draft in drafts), key=phase.__getitem__)
    return bounded(reduced(wanted, [draft.key for draft in drafts]), by_phase)


def _last_part(key: str, waiting: str, next_part: Mapping[str, str]) -> str:
    """What waits for a task that was split waits for its last part; a part waits for the one before."""
    while key in next_part and not waiting.startswith(f"{key}:"):
        key = next_part[key]
    return key


def bounded(graph: Mapping[str, tuple[str, ...]], order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The reduced graph with at most ``MOST_BLOCKERS`` predecessors of any node; none is waited for less.

    Where a node has more, they are put one after another in that many chains, in an order that respects the
    graph and ``order``; the node then waits for the last of each chain and by it for all. A chain joins only
    nodes of which none waits for another, so that it never closes a cycle.
    """
    result = dict(graph)
    while any(len(parents) > MOST_BLOCKERS for parents in result.values()):
        sequence = phased(result, order)
        crowded = next(key for key in sequence if len(result[key]) > MOST_BLOCKERS)
        place = {key: number for number, key in enumerate(sequence)}
        parents = sorted(result[crowded], key=place.__getitem__)
        wanted = {key: set(found) for key, found in result.items()}
        for before, after in zip(parents, parents[MOST_BLOCKERS:], strict=False):
            wanted[after].add(before)
        result = reduced(wanted, order)
    return result


def phased(graph: Mapping[str, tuple[str, ...]], order: Sequence[str]) -> list[str]:
    """The nodes in an order that the graph allows and that keeps to ``order`` where it can."""
    place = {key: number for number, key in enumerate(order)}
    missing = {key: len(graph[key]) for key in order}
    followers = inverse({key: tuple(graph[key]) for key in order}, order)
    ready = [place[key] for key in order if not missing[key]]
    done: list[str] = []
    while ready:
        key = order[heappop(ready)]
        done.append(key)
        for follower in followers[key]:
            missing[follower] -= 1
            if not missing[follower]:
                heappush(ready, place[follower])
    return done


def _targets(drafts: Sequence[Draft], slots: tuple[Slot, ...]) -> dict[str, list[Draft]]:
    """What an ``after`` entry may name, and the drafts that it means."""
    targets: dict[str, list[Draft]] = defaultdict(list)
    closing = {role for slot in slots for role in slot.roles} & {"testing", "release"}
    by_id = {slot.id: slot for slot in slots}
    for draft in drafts:
        slot = by_id[draft.slot]
        targets[draft.rule].append(draft)
        targets[f"stage:{draft.texts.stage}"].append(draft)
        targets[f"phase:{slot.stage.id}"].append(draft)
        feature = not closing & set(slot.roles) and "foundation" not in slot.roles
        if feature or draft.rule in _WANTED:
            targets[FEATURES].append(draft)
    return targets


def _near(draft: Draft, targets: Sequence[Draft]) -> Iterable[str]:
    others = [target for target in targets if target.rule != draft.rule]
    if len(others) <= CROWD or draft.texts.stage in ("testing", "release"):
        return [target.key for target in others]
    words = content(draft.title)
    return [target.key for target in others[:400] if words & content(target.title)][:CROWD]


def reduced(wanted: Mapping[str, Iterable[str]], order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The transitive reduction of an acyclic graph given as node → predecessors.

    Ancestors are kept as bit sets, so that a plan of thousands of tasks stays cheap.

    Raises:
        ProfileError: the graph has a cycle.
    """
    place = {key: number for number, key in enumerate(order)}
    ancestors: dict[str, int] = {}
    result: dict[str, tuple[str, ...]] = {}
    for key in topological(wanted, order):
        parents = sorted(wanted[key], key=place.__getitem__)
        above = 0
        for parent in parents:
            above |= ancestors[parent]
        result[key] = tuple(parent for parent in parents if not above >> place[parent] & 1)
        ancestors[key] = above | sum(1 << place[parent] for parent in parents)
    return result


def topological(wanted: Mapping[str, Iterable[str]], order: Sequence[str]) -> list[str]:
    """The nodes with every predecessor before its successors, otherwise in the given order.

    Raises:
        ProfileError: the graph has a cycle, or names a node that is not in it.
    """
    missing: dict[str, int] = {}
    followers: dict[str, list[str]] = defaultdict(list)
    for key in order:
        parents = set(wanted[key])
        missing[key] = len(parents)
        for parent in parents:
            followers[parent].append(key)
    dangling = followers.keys() - missing.keys()
    if dangling:
        raise ProfileError(
            f"a dependency names a task that is not in the plan: {', '.join(sorted(dangling))}"
        )
    ready = [key for key in order if not missing[key]]
    done: list[str] = []
    for key in ready:
        done.append(key)
        for follower in followers[key]:
            missing[follower] -= 1
            if not missing[follower]:
                ready.append(follower)
    if len(done) < len(order):
        stuck = [key for key in order if missing[key]]
        raise ProfileError(f"these tasks wait for each other: {', '.join(stuck[:6])}")
    return done


def cycle_in(graph: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """One cycle of a graph given as node → predecessors, in the order of waiting; empty without one."""
    left = {key: set(parents) for key, parents in graph.items()}
    waiting = {key: len(parents) for key, parents in left.items()}
    followers = inverse({key: tuple(parents) for key, parents in left.items()}, list(graph))
    ready = [key for key, count in waiting.items() if not count]
    for key in ready:
        for follower in followers[key]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    stuck = {key for key, count in waiting.items() if count}
    if not stuck:
        return ()
    # Each node that is stuck waits for another one: following them comes round.
    path: dict[str, int] = {}
    key = min(stuck)
    while key not in path:
        path[key] = len(path)
        key = min(left[key] & stuck)
    return tuple(path)[path[key] :]


def inverse(blocked_by: Mapping[str, tuple[str, ...]], order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    blocks: dict[str, list[str]] = {key: [] for key in order}
    for key in order:
        for parent in blocked_by[key]:
            blocks[parent].append(key)
    return {key: tuple(found) for key, found in blocks.items()}


def waves(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Task keys by wave: all tasks of a wave can be made, or worked on, at the same time."""
    level: dict[str, int] = {}
    order = [task.key for task in plan.tasks]
    blocked_by = {task.key: task.blocked_by for task in plan.tasks}
    for key in topological(blocked_by, order):
        level[key] = 1 + max((level[parent] for parent in blocked_by[key]), default=-1)
    found: list[list[str]] = [[] for _ in range(1 + max(level.values(), default=-1))]
    for key in order:
        found[level[key]].append(key)
    return tuple(tuple(wave) for wave in found)
