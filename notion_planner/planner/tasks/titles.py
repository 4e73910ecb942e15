"""Tells tasks of the same title apart."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from notion_planner.planner.english.wording import content_key, plain
from notion_planner.planner.tasks.drafts import Draft

_SHORT_HEADING = 30


def titled_apart(drafts: Sequence[Draft]) -> list[Draft]:
    """Titles without duplicates: tasks of the same title name what they are for, or are numbered."""
    alike: dict[str, list[str | None]] = defaultdict(list)
    for draft in drafts:
        alike[content_key(draft.title)].append(_part_of(draft))
    seen: set[str] = set()
    result = []
    for draft in drafts:
        title = draft.title
        parts = alike[content_key(title)]
        if len(parts) > 1:
            part = _part_of(draft) if len(set(parts)) > 1 else None
            label = next((item.label for item in draft.requirements if item.label), part)
            if label and content_key(f"{title} {label}") not in alike:
                title = f"{title} ({plain(label)})"
        number = 1
        while content_key(title) in seen:
            number += 1
            title = f"{draft.title} ({number})"
        seen.add(content_key(title))
        result.append(replace(draft, title=title))
    return result


def _part_of(draft: Draft) -> str | None:
    """The heading that its requirement stands under, where that is a name of a few words."""
    line = draft.context
    if line is None or line.origin.rule != "section":
        return None
    heading = line.text.rsplit(" › ", 1)[-1].rstrip(":")
    return heading if len(heading) <= _SHORT_HEADING else None
