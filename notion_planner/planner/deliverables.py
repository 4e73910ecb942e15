"""Says what a phase leaves behind: the results of its tasks, the wanted behaviour first."""

from collections.abc import Iterable

from notion_planner.planner.drafts import Draft
from notion_planner.planner.wording import content_key, shorten

SHOWN = 5
_WANTED = frozenset({"requirement", "story", "endpoint"})


def results_of(drafts: Iterable[Draft]) -> str:
    """Each result once, at most ``SHOWN`` of them, and how many there are besides."""
    ranked = sorted(drafts, key=lambda draft: draft.rule not in _WANTED)
    named = {content_key(draft.result): draft.result for draft in reversed(ranked)}
    results = [shorten(result, 60) for result in reversed(named.values())]
    more = [f"and {len(results) - SHOWN} more"] if len(results) > SHOWN else []
    return "; ".join([*results[:SHOWN], *more])
