"""Says what a phase leaves behind: the results of its tasks, the wanted behaviour first."""

from collections.abc import Iterable

from notion_planner.planner.english.wording import content_key, shorten
from notion_planner.planner.tasks.drafts import Draft

SHOWN = 5
LONGEST = 60
"""Characters of one result."""

_WANTED = frozenset({"requirement", "story", "endpoint"})


def results_of(drafts: Iterable[Draft]) -> str:
    """Each result once, at most ``SHOWN`` of them, and how many there are besides."""
    ranked = sorted(drafts, key=lambda draft: draft.rule not in _WANTED)
    named = {content_key(draft.result): _short(draft) for draft in reversed(ranked)}
    results = list(reversed(named.values()))
    more = [f"and {len(results) - SHOWN} more"] if len(results) > SHOWN else []
    return "; ".join([*results[:SHOWN], *more])


def _short(draft: Draft) -> str:
    """What is wanted ends where the list's next result would begin: "content is required; title is not"."""
    result = draft.result.split("; ", 1)[0] if draft.rule in _WANTED else draft.result
    if len(result) > LONGEST and result.count(": ") > 1:
        result = result.split(": ", 1)[0]
    return shorten(result, LONGEST)
