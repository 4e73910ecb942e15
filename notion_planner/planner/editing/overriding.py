"""Puts what people set over what the rules made: on drafts and estimates, on the graph, on the order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from notion_planner.model.overrides import AddedTask, Overrides
from notion_planner.model.plan import Estimate, Line, Origin, OriginKind, Override, OverrideField
from notion_planner.model.spec import AcceptanceCriterion, Item, Priority
from notion_planner.planner.demands.reading import Reading
from notion_planner.planner.english.wording import outcome
from notion_planner.planner.profile import TaskTexts
from notion_planner.planner.tasks.dependencies import bounded, phased, reduced, topological
from notion_planner.planner.tasks.drafts import Draft, requirement_line
from notion_planner.planner.tasks.sizing import size_of
from notion_planner.planner.texts import ProfileError

SET_BY = "set by a person"
_ADDED_RULE = "plan.json"
Sized = tuple[Draft, Estimate]
Graph = Mapping[str, tuple[str, ...]]


class Overriding:
    """The overrides of one plan. Without any, everything stays as the rules made it."""

    def __init__(self, overrides: Overrides, reading: Reading) -> None:
        self._overrides = overrides
        self._by_task = overrides.by_task()
        self.reading = reading

    def of(self, key: str) -> tuple[Override, ...]:
        return tuple(self._by_task.get(key, {}).values())

    def start(self, key: str) -> date | None:
        """The day that a person fixed for a task's begin."""
        return self._date(key, OverrideField.START)

    def due(self, key: str) -> date | None:
        """The day that a person fixed for a task's end."""
        return self._date(key, OverrideField.DUE)

    def _date(self, key: str, field: OverrideField) -> date | None:
        value = self._value(key, field)
        return date.fromisoformat(value) if isinstance(value, str) else None

    def sized(self, sizes: Sequence[Sized]) -> list[Sized]:
        """The drafts with the values that people set, and those that people added."""
        return [
            *(self._set(*found) for found in sizes),
            *(self._made(task) for task in self._overrides.added),
        ]

    def _set(self, draft: Draft, estimate: Estimate) -> Sized:
        mine = {field: override.value for field, override in self._by_task.get(draft.key, {}).items()}
        if OverrideField.TITLE in mine:
            title = str(mine[OverrideField.TITLE])
            draft = replace(draft, title=title, result=outcome(title))
        if OverrideField.PRIORITY in mine:
            draft = replace(draft, priority=Priority(str(mine[OverrideField.PRIORITY])))
        tags = mine.get(OverrideField.TAGS)
        if isinstance(tags, tuple):
            draft = replace(draft, tags=tags)
        points, hours = mine.get(OverrideField.POINTS), mine.get(OverrideField.HOURS)
        if points is None and hours is None:
            return draft, estimate
        chosen = int(str(points)) if points is not None else estimate.points
        taken = float(str(hours)) if hours is not None else estimate.hours
        return draft, _estimate(chosen, taken, estimate.reasons)

    def moved(self, draft: Draft) -> Draft:
        """In the phase that a person chose, where the plan still has it."""
        phase = self._value(draft.key, OverrideField.PHASE)
        chosen = next((slot.id for slot in self.reading.slots if slot.id == phase), draft.slot)
        return replace(draft, slot=chosen)

    def _made(self, task: AddedTask) -> Sized:
        known = {item.key: item for item in _coverable(self.reading)}
        items = [known[key] for key in task.covers if key in known]
        origin = Origin(kind=OriginKind.PERSON, rule=_ADDED_RULE, items=tuple(item.key for item in items))
        slots = [slot.id for slot in self.reading.slots]
        texts = TaskTexts(title=task.title, kind=task.kind, points=task.points, objective=task.title)
        draft = Draft(
            key=task.key,
            rule=_ADDED_RULE,
            slot=task.phase if task.phase in slots else self.reading.core_slot,
            texts=texts,
            title=task.title,
            result=outcome(task.title),
            objective=Line(text=task.objective or task.title, origin=origin),
            priority=task.priority,
            origin=origin,
            requirements=tuple(requirement_line(item, "requirement") for item in items),
            needs=task.blocked_by,
            tags=task.tags,
            requirement_keys=tuple(i.key for i in items if not isinstance(i, AcceptanceCriterion)),
            criterion_keys=tuple(i.key for i in items if isinstance(i, AcceptanceCriterion)),
            enabler=None if items else _ADDED_RULE,
        )
        return draft, _estimate(task.points, task.hours, ())

    def kept(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Without the dropped ones; one that alone covers something is not dropped, nor is the last one."""
        counts = Counter(key for draft in drafts for key in self._covered(draft))
        dropped: set[str] = set()
        for draft in drafts:
            mine = self._covered(draft)
            wanted = OverrideField.DROPPED in self._by_task.get(draft.key, {})
            if wanted and all(counts[key] > 1 for key in mine) and len(dropped) + 1 < len(drafts):
                counts.subtract(mine)
                dropped.add(draft.key)
        return [draft for draft in drafts if draft.key not in dropped]

    def _covered(self, draft: Draft) -> set[str]:
        keys = {*draft.requirement_keys, *draft.criterion_keys}
        return keys | {self.reading.story_of[key] for key in keys if key in self.reading.story_of}

    def graph(self, made: Graph, phase: Mapping[str, int]) -> Graph:
        """What blocks each kept task: what people said, and through a dropped task what blocks that one.

        ``phase`` has the kept tasks, in the order of the plan.
        """
        if not self._overrides:
            return made
        order = list(phase)
        wanted = _contracted(made, phase)
        said = {
            key: {str(k) for k in value if k in wanted and phase[k] <= phase[key]} - {key}
            for key in order
            if isinstance(value := self._value(key, OverrideField.BLOCKED_BY), tuple)
        }
        by_phase = sorted(order, key=phase.__getitem__)
        return bounded(reduced(_without_cycles(wanted, said, order), order), by_phase)

    def _value(self, key: str, field: OverrideField) -> object:
        found = self._by_task.get(key, {}).get(field)
        return found.value if found else None

    def arranged(self, order: Sequence[str], graph: Graph, phase: Mapping[str, int]) -> list[str]:
        """Task keys in the order that people want, as far as phases and dependencies allow."""
        if not self._overrides.order:
            return list(order)
        wanted = _merged(order, self._overrides.order)
        return phased(graph, sorted(wanted, key=phase.__getitem__))


def _merged(made: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The wanted order; what it does not name stands behind what it stood behind before."""
    known = set(made)
    place: dict[str, tuple[int, int]] = {key: (n, 0) for n, key in enumerate(k for k in wanted if k in known)}
    last = (-1, 0)
    for key in made:
        if key not in place:
            place[key] = (last[0], last[1] + 1)
        last = place[key]
    return sorted(made, key=place.__getitem__)


def _contracted(graph: Graph, phase: Mapping[str, int]) -> dict[str, set[str]]:
    """The graph of the kept nodes, whose phases these are.

    What waited for a node that is dropped, or that was moved into a later phase, waits for what that one
    waited for.
    """
    found: dict[str, set[str]] = {}
    for key, number in phase.items():
        found[key] = set()
        seen, left = {key}, list(graph[key])
        while left:
            parent = left.pop()
            if parent in seen:
                continue
            seen.add(parent)
            if phase.get(parent, number + 1) <= number:
                found[key].add(parent)
            else:
                left += graph[parent]
    return found


def _without_cycles(
    wanted: dict[str, set[str]], said: Mapping[str, set[str]], order: Sequence[str]
) -> dict[str, set[str]]:
    """What people said over what the rules made; where the two close a cycle by now, the rules stand."""
    if _is_acyclic({**wanted, **said}, order):
        return {**wanted, **said}
    for key, blockers in said.items():
        if _is_acyclic({**wanted, key: blockers}, order):
            wanted = {**wanted, key: blockers}
    return wanted


def _is_acyclic(graph: Mapping[str, Iterable[str]], order: Sequence[str]) -> bool:
    try:
        topological(graph, order)
    except ProfileError:
        return False
    return True


def _estimate(points: int, hours: float, reasons: tuple[str, ...]) -> Estimate:
    said = f"{SET_BY}: {points} point{'' if points == 1 else 's'}, {hours:g} hours"
    return Estimate(points=points, hours=hours, size=size_of(hours), reasons=(*reasons, said))


def _coverable(reading: Reading) -> Iterable[Item]:
    spec = reading.spec
    return (*spec.requirements, *spec.user_stories, *spec.acceptance_criteria)
