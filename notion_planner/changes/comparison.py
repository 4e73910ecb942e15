"""The pages as they stand beside what is wanted of them and what was last meant. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from notion_planner.changes.backlink import HEADING, current_backlink
from notion_planner.changes.desired import Desired, known_looks
from notion_planner.merge import (
    Base,
    SectionVerdict,
    Verdict,
    compare,
    is_as_meant,
    is_mark_of,
    section_texts,
)
from notion_planner.notion.markup import fingerprint
from notion_planner.notion.objects import Page
from notion_planner.state.plan_state import TITLE, Existing, Look


@dataclass(frozen=True)
class Comparison:
    """One page's text as it stands, as it is wanted and as it was last meant, with a verdict a section."""

    now: str
    wanted: str
    base: Base
    verdicts: tuple[SectionVerdict, ...]

    @classmethod
    def of(cls, now: str, wanted: str, base: Base, reworded: Mapping[str, str] | None = None) -> "Comparison":
        return cls(now, wanted, base, compare(now, wanted, base, reworded))

    @property
    def parts(self) -> list[str]:
        """The headings of the sections that are to be written."""
        return [item.heading for item in self.verdicts if item.target is not None]

    @property
    def is_outdated(self) -> bool:
        """Whether a section says what is asked for, and not because we wrote it: that is to be remembered, or
        it would count as a person's text once something else is asked for.
        """
        asked = section_texts(self.wanted)
        return any(
            item.verdict is Verdict.SAME
            and not is_mark_of(self.base.marks.get(item.heading), asked[item.heading].text)
            for item in self.verdicts
        )


@dataclass(frozen=True)
class Comparisons:
    """The comparisons of the pages that exist: of the tasks those that were read; of the specification only
    our own section, also where a person removed it.

    ``looks``: what is known by now of the pages of tasks that are no longer asked for.
    """

    plan: Comparison | None
    tasks: Mapping[str, Comparison]
    backlink: Comparison | None
    looks: Mapping[str, Look]

    @property
    def pages(self) -> list[Comparison]:
        return [page for page in (self.plan, self.backlink, *self.tasks.values()) if page is not None]

    @property
    def left(self) -> frozenset[str]:
        """Keys of the tasks that are no longer asked for and whose page is as we left it."""
        return frozenset(key for key, look in self.looks.items() if look.is_left)


def compare_pages(
    desired: Desired,
    existing: Existing,
    *,
    task_texts: Mapping[str, str],
    dropped_texts: Mapping[str, str],
    spec_markdown: str,
) -> Comparisons:
    """``task_texts``: the Markdown of at least the tasks that :func:`tasks_to_read` names; ``dropped_texts``
    of those of which :func:`known_looks` knows nothing.
    """
    state, reworded = existing.state, desired.reworded
    plan = backlink = None
    if state is not None:
        plan = Comparison.of(existing.plan_markdown, desired.plan_markdown, state.plan, reworded)
    section, meant = current_backlink(spec_markdown), existing.backlink
    if section is not None or HEADING in meant.marks:
        backlink = Comparison.of(section or "", desired.backlink, meant)
    tasks = {
        key: Comparison.of(text, desired.tasks[key], existing.base_of(key), reworded)
        for key, text in task_texts.items()
    }
    looks = {key: look for key, look in known_looks(desired, existing).items() if look is not None}
    looks |= {
        key: _look(existing.tasks[key], text, existing.base_of(key)) for key, text in dropped_texts.items()
    }
    return Comparisons(plan, tasks, backlink, looks)


def _look(page: Page, text: str, base: Base) -> Look:
    """Whether a task's page is called and says what was last written."""
    marks = {heading: mark for heading, mark in base.marks.items() if heading != TITLE}
    is_called = base.marks.get(TITLE) == fingerprint(page.title)
    is_left = is_called and is_as_meant(text, base.model_copy(update={"marks": marks}))
    return Look(page.last_edited_time, is_left)
