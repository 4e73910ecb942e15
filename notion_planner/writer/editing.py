"""Edits of existing pages: exact texts, sent in batches, proven by what reads back."""

from collections.abc import Iterator, Mapping, Sequence

from notion_planner import merge
from notion_planner.errors import OutcomeUnknownError, RejectedError
from notion_planner.merge import Base
from notion_planner.model.report import Problem
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.limits import ENVELOPE, MOST_BLOCKS, MOST_BYTES, count_blocks, size_of
from notion_planner.notion.objects import Page
from notion_planner.writer.recording import Recording

# An edit whose answer was lost, or that a concurrent edit moved, is worth one more look.
EDIT_ATTEMPTS = 2
_EDIT_FIELDS = 100  # bytes that an edit's field names and punctuation take


class Editor:
    """Edits pages for one job. ``reworded``: former → present text of the specification's items."""

    def __init__(self, notion: Gateway, reworded: Mapping[str, str]) -> None:
        self.notion = notion
        self.problems: list[Problem] = []
        self.refused = ""
        self.recording = Recording()
        self._reworded = reworded

    async def carry_over(
        self, page: Page, current: str, desired: str, base: Base, *, ticks: Mapping[str, bool] | None = None
    ) -> tuple[str, Base]:
        """Carries our side over, section by section; ``ticks``: page → whether its to-do is to be ticked.

        Answers with the page's text as it now stands, and the base of what is proven to stand there.
        """
        attempts, before = EDIT_ATTEMPTS, current
        written: dict[str, Base] = {}
        while True:
            verdicts = merge.compare(current, desired, base, self._reworded)
            written |= {item.heading: base for item in verdicts if item.target is not None}
            if verdicts and all(item.verdict is merge.Verdict.NEW for item in verdicts):
                current = await self.append(page, desired)
            elif edits := _with_ticks(current, merge.edits_for(current, desired, verdicts), ticks or {}):
                current = await self.send(page, current, edits)
            # Comparing what was just written with the old base once more would take it for a person's.
            unproven = merge.unproven(current, verdicts)
            attempts -= 1
            if not unproven or not attempts:
                break
        for heading in unproven:
            self.not_applied(page, heading)
        current = await self._ticked(page, current, ticks or {})
        proven = {heading: base for heading in written if heading not in unproven}
        self.recording.sections(page, before, current, proven)
        self.recording.ticks(page, before, current, ticks or {})
        return current, merge.merged_base(verdicts, base, unproven=unproven)

    async def _ticked(self, page: Page, current: str, ticks: Mapping[str, bool]) -> str:
        """The page's text once ticks that were refused together with other edits were sent by themselves."""
        if edits := merge.tick_edits(current, ticks) if ticks else []:
            current = await self.send(page, current, edits)
            if merge.tick_edits(current, ticks):
                self.not_applied(page, "ticks")
        return current

    async def append(self, page: Page, text: str) -> str:
        """The page's text with ours below whatever it holds."""
        try:
            return (await self.notion.append_markdown(page.id, text, what=f"edit '{page.title}'")).text
        except OutcomeUnknownError as error:
            self.refused = error.message
            return (await self.notion.markdown(page.id, what="content of page")).text

    async def send(self, page: Page, current: str, edits: Sequence[merge.Edit]) -> str:
        """The page's text after these edits; after a refusal or a lost answer, whatever stands there."""
        what = f"edit '{page.title}'"
        for batch in batches(edits):
            try:
                current = (await self.notion.edit_markdown(page.id, batch, what=what)).text
            except (OutcomeUnknownError, RejectedError) as error:
                # Rejected: someone edited the page since it was read. Either way, what stands there decides.
                self.refused = error.message
                return (await self.notion.markdown(page.id, what="content of page")).text
        return current

    def not_applied(self, page: Page, part: str) -> None:
        reason = f" {self.refused}" if self.refused else ""
        self.problems.append(
            Problem(
                code="edit_not_applied",
                message=f"'{page.title}': '{part}' does not read back as written.{reason}",
                hint="The next sync tries again.",
            )
        )


def _with_ticks(current: str, edits: Sequence[merge.Edit], ticks: Mapping[str, bool]) -> list[merge.Edit]:
    return [*edits, *(merge.tick_edits(merge.applied(current, edits), ticks) if ticks else ())]


def batches(edits: Sequence[merge.Edit]) -> Iterator[list[merge.Edit]]:
    """The edits in order, as many at a time as one request takes."""
    batch: list[merge.Edit] = []
    blocks = size = 0
    for edit in edits:
        more, needed = count_blocks(edit[1]), size_of(edit[0]) + size_of(edit[1]) + _EDIT_FIELDS
        full = len(batch) == merge.MOST_EDITS or blocks + more > MOST_BLOCKS
        if batch and (full or size + needed > MOST_BYTES - ENVELOPE):
            yield batch
            batch, blocks, size = [], 0, 0
        batch.append(edit)
        blocks += more
        size += needed
    if batch:
        yield batch
