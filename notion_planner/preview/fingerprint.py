"""Fingerprints of what a preview rests on and of what it would write, to tell whether either moved. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from notion_planner import __version__
from notion_planner.changes.desired import Desired
from notion_planner.model.base import Frozen
from notion_planner.model.changes import ChangeSet
from notion_planner.model.spec import Spec
from notion_planner.notion.markup import canonical
from notion_planner.settings import Settings
from notion_planner.state.plan_state import Existing, find_state_text

# The signature behind the address of an upload is another one on every read (Notion's file objects). Of an
# address within an address only the inner one is looked at, so that thousands in one word are read once each.
_SIGNATURE = re.compile(r"(https?://(?:(?!https?://)[^\s?\"'()<>])+)\?[^\s\"'()<>]*")
_DIGITS = 16


class Basis(Frozen):
    """What a plan was made from, a fingerprint each, so that a refusal can say which of them moved."""

    spec: str
    notion: str
    settings: str


def basis_of(spec: Spec, settings: Settings, existing: Existing, task_texts: Mapping[str, str]) -> Basis:
    """``task_texts``: the Markdown of those task pages that had to be read."""
    return Basis(
        spec=spec.fingerprint[:_DIGITS],
        notion=digest(_as_read(existing, task_texts)),
        settings=digest(_that_matter(settings)),
    )


def whole(basis: Basis, desired: Desired, changes: ChangeSet) -> str:
    """One fingerprint over the basis and everything that would be written."""
    return digest(
        [
            basis.model_dump(mode="json"),
            desired.plan.model_dump(mode="json"),
            {"plan": desired.plan_markdown, "tasks": dict(desired.tasks), "backlink": desired.backlink},
            changes.model_dump(mode="json"),
        ]
    )


def digest(value: Any) -> str:
    """A short hash of plain JSON values: the same for equal values, whatever the order of their keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _as_read(existing: Existing, task_texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "plan": [existing.plan.id, existing.plan.title] if existing.plan else None,
        "text": comparable(existing.plan_markdown),
        # Their other properties matter as far as they show in what would be written.
        "tasks": {key: [page.id, page.title] for key, page in existing.tasks.items()},
        "gone": sorted(existing.gone),
        "adopted": sorted(existing.adopted),
        "texts": {key: comparable(text) for key, text in task_texts.items()},
    }


def comparable(markdown: str) -> str:
    """A page's words without its state, which also changes while nothing that a plan rests on does."""
    state = find_state_text(markdown)
    text = markdown if state is None else markdown.replace(state, "", 1)
    return canonical(_SIGNATURE.sub(r"\1", text))


def _that_matter(settings: Settings) -> dict[str, Any]:
    """What a plan follows from: not how Notion is reached, or which other specifications there are."""
    found = settings.model_dump(mode="json", include={"plans", "tasks", "planning", "extraction"})
    return {"version": __version__, **found}
