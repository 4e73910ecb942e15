"""The specification's page: its Implementation section, written once and updated in place."""

from notion_planner import merge
from notion_planner.changes.backlink import (
    HEADING,
    at_the_end,
    current_backlink,
    find_backlink,
    insertion,
    without_backlink,
)
from notion_planner.errors import OutcomeUnknownError, RejectedError
from notion_planner.fetcher.reading import read_content
from notion_planner.merge import Base, base_of
from notion_planner.model.report import Problem
from notion_planner.notion.markup import Section
from notion_planner.notion.objects import Page
from notion_planner.preview.fingerprint import comparable
from notion_planner.writer.editing import EDIT_ATTEMPTS, Editor
from notion_planner.writer.job import Job, Writing


def _authors(markdown: str) -> str:
    return comparable(without_backlink(markdown))


class SpecPage:
    """Links one specification to its plan."""

    def __init__(self, editor: Editor, job: Job, writing: Writing) -> None:
        self._editor = editor
        self._job = job
        self._writing = writing

    async def link(self, desired: str, base: Base) -> Base:
        """Makes the section say ``desired``; answers with the base of what stands there.

        One that a person removed or renamed is given up.
        """
        page, text = self._job.document.page, self._job.document.markdown
        if current_backlink(text) is None and self._job.existing.plan is not None:
            # Another run may have linked the plan after this one had read the specification.
            text = (await self._editor.notion.markdown(page.id, what="content of spec")).text
        if current_backlink(text) is not None:
            return await self._update(page, text, desired, base)
        if HEADING in base.marks:
            return merge.merged_base(merge.compare("", desired, base), base)
        for _ in range(EDIT_ATTEMPTS):
            if current_backlink(text) is None:
                text = await self._insert(page, text, desired)
        if current_backlink(text) is None:
            self._editor.not_applied(page, HEADING)
            return base
        await self._look_for_edits(text)
        self._record(page, "", text, base)
        self._writing.progress(page.title)
        return base_of(desired)

    async def _update(self, page: Page, text: str, desired: str, base: Base) -> Base:
        """Within our own section only: what an author has put behind it is not ours to compare."""
        before = current_backlink(text) or ""
        for _ in range(EDIT_ATTEMPTS + 1):
            current = find_backlink(text) or Section(text="")
            verdicts = merge.compare(current.text, desired, base)
            target = next((item.target for item in verdicts if item.target is not None), None)
            if target is None:
                if current.text != before:
                    await self._look_for_edits(text)
                    self._record(page, before, text, base)
                return merge.merged_base(verdicts, base)
            text = await self._editor.send(page, text, merge.line_edits(text, current, target))
        self._editor.not_applied(page, HEADING)
        return base

    async def _look_for_edits(self, after: str) -> None:
        """Says so where the author edited the specification since it was read.

        Ours is the last edit by now: nothing else about the page would tell of theirs.
        """
        page, read = self._job.document.page, _authors(self._job.document.markdown)
        # What an answer leaves out of a page is read before the two are called different.
        if (
            _authors(after) != read
            and _authors((await read_content(self._editor.notion, page.id))[0]) != read
        ):
            self._editor.problems.append(
                Problem(
                    code="spec_edited",
                    message=f"'{page.title}' was edited while the sync ran.",
                    hint="The next sync carries over what changed.",
                )
            )

    def _record(self, page: Page, before: str, text: str, base: Base) -> None:
        self._editor.recording.sections(page, before, current_backlink(text) or "", {HEADING: base})

    async def _insert(self, page: Page, text: str, desired: str) -> str:
        notion, what = self._editor.notion, f"link '{page.title}' to its plan"
        edit = insertion(text, self._job.spec, desired)
        try:
            if edit is not None:
                return (await notion.edit_markdown(page.id, [edit], what=what)).text
            return (await notion.append_markdown(page.id, at_the_end(text, desired), what=what)).text
        except (OutcomeUnknownError, RejectedError) as error:
            self._editor.refused = error.message
            return (await notion.markdown(page.id, what="content of spec")).text
