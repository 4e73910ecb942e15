"""Deliberate faults in the sync, each put in the place of something of the product's.

They check the checker: a simulation that does not notice one of these proves nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any
from unittest.mock import patch

from notion_planner import merge
from notion_planner.errors import PlannerError
from notion_planner.merge import Base, base_of
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import Page, PageMarkdown
from notion_planner.state.plan_state import find_state_text
from notion_planner.writer.editing import Editor

_edit_markdown = Gateway.edit_markdown
_carry_over = Editor.carry_over


async def _finds_nothing(_gateway: Gateway, *_: Any, **__: Any) -> tuple[Page, ...]:
    return ()


@contextmanager
def no_look_before_a_create() -> Iterator[None]:
    """Nothing is looked for, so what an interrupted run has made is made again."""
    with patch.object(Gateway, "query", _finds_nothing), patch.object(Gateway, "child_pages", _finds_nothing):
        yield


@contextmanager
def hash_stored_too_early() -> Iterator[None]:
    """Of edits that are more than one only the last is sent, and the answer is taken to hold them all."""

    async def half_sent(
        gateway: Gateway, page_id: str, edits: Sequence[tuple[str, str]], *, what: str
    ) -> PageMarkdown:
        answer = await _edit_markdown(gateway, page_id, edits[-1:], what=what)
        text = answer.text
        for old, new in edits[:-1]:
            text = text.replace(old, new, 1)
        return answer.model_copy(update={"text": text})

    with patch.object(Gateway, "edit_markdown", half_sent):
        yield


@contextmanager
def clear_and_rewrite() -> Iterator[None]:
    """A page that has to change is replaced by what it should say, whatever else stands on it."""

    async def rewritten(
        self: Editor, page: Page, current: str, desired: str, base: Base, **_: Any
    ) -> tuple[str, Base]:
        if merge.edits_for(current, desired, merge.compare(current, desired, base)):
            state = find_state_text(current)
            text = desired if state is None else f"{desired}\n{state}"
            current = (await self.notion.replace_markdown(page.id, text, what="rewrite")).text
        return current, base_of(desired)

    with patch.object(Editor, "carry_over", rewritten):
        yield


@contextmanager
def wrong_base() -> Iterator[None]:
    """What stands there now is taken for what we wrote last, so no edit of a person's is seen on a page."""

    async def blind(
        self: Editor, page: Page, current: str, desired: str, _base: Base, **more: Any
    ) -> tuple[str, Base]:
        return await _carry_over(self, page, current, desired, base_of(current), **more)

    with patch.object(Editor, "carry_over", blind):
        yield


@contextmanager
def status_overwritten() -> Iterator[None]:
    """A task that is edited begins anew."""

    async def reset(
        gateway: Gateway, page_id: str, edits: Sequence[tuple[str, str]], *, what: str
    ) -> PageMarkdown:
        answer = await _edit_markdown(gateway, page_id, edits, what=what)
        with suppress(PlannerError):  # the plan has no status
            status = {"Status": {"select": {"name": "To Do"}}}
            await gateway.update_page(page_id, properties=status, what="reset")
        return answer

    with patch.object(Gateway, "edit_markdown", reset):
        yield


Mutant = Callable[[], AbstractContextManager[None]]
