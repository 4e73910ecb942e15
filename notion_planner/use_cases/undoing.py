"""The use case undo: what a run changed is taken back, as far as nobody has changed it since."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from notion_planner.changes.directions import text_of
from notion_planner.changes.recovery import lost
from notion_planner.changes.restoration import Kept, PageNow, Restoration, Undoing, decide
from notion_planner.errors import NotFoundError
from notion_planner.fetcher.spec_document import SpecDocument, no_plan_of
from notion_planner.model.report import Problem, Report
from notion_planner.notion.objects import Page
from notion_planner.state.plan_state import Existing, PlanState, pack
from notion_planner.state.run_record import RunRecord, Stage, ValueRecord, pack_runs, unpack_runs
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import Prepared, prepare
from notion_planner.writer import begin
from notion_planner.writer.editing import Editor
from notion_planner.writer.plan_page import PlanPage

AGAIN = (
    "Undo is for looking again: the specification, or a plan file that was applied, still asks for what was "
    "taken back, and the next sync writes it again. To make it last, change that first."
)


@dataclass(frozen=True)
class PreparedUndo:
    """Everything decided, nothing written. ``runs`` are all that are remembered, the last first."""

    prepared: Prepared
    runs: tuple[RunRecord, ...]
    undoing: Undoing

    @property
    def state(self) -> PlanState:
        state = self.prepared.job.existing.state
        if state is None:
            raise NotFoundError("There is no plan, so there is nothing to undo.")
        return state


async def recorded_runs(run: Run, document: SpecDocument) -> tuple[RunRecord, ...]:
    """The runs that are remembered of the specification's plan, the last first.

    Raises:
        NotFoundError: there is no plan, or it has lost its state.
    """
    return _runs(run, (await prepare(run, document)).job.existing, document)


def _runs(run: Run, existing: Existing, document: SpecDocument) -> tuple[RunRecord, ...]:
    if existing.plan is None or existing.state is None:
        raise no_plan_of(document)
    if existing.is_recovered:
        problem = lost(existing.plan)
        raise NotFoundError(problem.message, hint=problem.hint)
    return unpack_runs(existing.state.runs, run.now(), run.settings.sync.undo_days)


async def prepare_undo(run: Run, document: SpecDocument, name: str | None) -> PreparedUndo:
    """What undoing the run of that name, or the last one, would write.

    Raises:
        NotFoundError: there is no plan, or no such run is remembered.
    """
    prepared = await prepare(run, document)
    existing = prepared.job.existing
    runs = _runs(run, existing, document)
    record = next((found for found in runs if name in (None, found.id)), None)
    if record is None:
        kept = f"Runs are remembered for {run.settings.sync.undo_days} days (`sync.undo_days`)"
        raise NotFoundError(
            f"No run '{name}' is remembered." if name else "No run is remembered.",
            hint=f"{kept}; `notion-planner undo SPEC --list` lists them." if runs else f"{kept}.",
        )
    if record.stage is Stage.UNDONE:
        return PreparedUndo(prepared, runs, Undoing(record=record))
    concerned = [
        page for key, page in existing.tasks.items() if key in record.created or page.id in record.pages
    ]
    contents = await asyncio.gather(*(run.notion.markdown(page.id, what="task") for page in concerned))
    texts = {page.id: content.text for page, content in zip(concerned, contents, strict=True)}
    spec = PageNow(page=document.page, text=document.markdown, role="spec")
    undoing = decide(record, existing, texts, spec, schema=prepared.job.database)
    return PreparedUndo(prepared, runs, undoing)


def preview_of_undo(found: PreparedUndo) -> Report:
    """What an undo would do, page by page."""
    undoing = found.undoing
    if undoing.record.stage is Stage.UNDONE:
        earlier = "An earlier one is taken back by its name: --list has them."
        return Report(command="undo", text=f"Run {undoing.record.id} is undone already. {earlier}")
    lines = [f"Run {undoing.record.id} of {undoing.record.at:%Y-%m-%d %H:%M} UTC:"]
    for page in undoing.pages:
        title = page.now.page.title
        lines += [f"  '{title}': '{heading}' gets its former text back" for heading in page.back]
        lines += [f"  '{title}': '{heading}' is taken out" for heading in page.out]
        lines += [f"  '{title}' is called '{page.title}' again"] if page.title else []
        lines += [f"  '{title}': '{name}' is {_shown(value)} again" for name, value in page.values.items()]
        lines += [f"  '{title}': {_ticks(page.turned)}"] if page.turned else []
    trash = [*undoing.trash.values(), *([undoing.plan] if undoing.plan else [])]
    lines += [f"  '{page.title}' goes to the trash" for page in trash]
    lines += [f"  {_kept(item)}" for item in undoing.kept]
    return Report(command="undo", changed=len(lines) > 1, counts=undoing.counts, text="\n".join(lines))


def _shown(value: ValueRecord) -> str:
    if value.before.type == "relation":
        return "as before the run"
    text = text_of(value.before)
    return f"'{text}'" if text else "empty"


def _ticks(ticks: Mapping[str, bool]) -> str:
    return f"{len(ticks)} tick{'' if len(ticks) == 1 else 's'} as before the run"


def _kept(item: Kept) -> str:
    where = f"'{item.page}': '{item.part}'" if item.part else f"'{item.page}'"
    return f"{where} stays as it is: {item.reason}."


async def undo(run: Run, found: PreparedUndo) -> Report:
    """Takes back what was decided.

    Raises:
        BusyError, MovedError: another run is at it, or has been since it was prepared.
    """
    if found.undoing.record.stage is Stage.UNDONE:
        return preview_of_undo(found)
    return await _Undo(run, found).write()


class _Undo:
    """One undo while it is written."""

    def __init__(self, run: Run, found: PreparedUndo) -> None:
        writing = begin(run.now, undo_days=run.settings.sync.undo_days, progress=lambda _title: None)
        self._run = run
        self._found = found
        self._undoing = found.undoing
        self._kept: list[Kept] = list(found.undoing.kept)
        self._trashed: list[str] = list(found.undoing.lost)
        self._editor = Editor(run.notion, {})
        self._job = found.prepared.job.model_copy(update={"existing": self._as_begun()})
        self._plan = PlanPage(self._editor, self._job, found.prepared.renderer, writing)

    def _as_begun(self) -> Existing:
        """The state, saying with the lease which run is being undone, so that whoever completes it can tell.

        It takes all for done: a sync finds what is not yet as asked for, and what is as changed by us.
        """
        existing = self._found.prepared.job.existing
        texts = {page.now.page.id: page.target for page in self._undoing.pages}
        state = self._as_undone(self._former(texts), is_finished=False)
        return existing.model_copy(update={"state": state})

    def _former(self, texts: Mapping[str, str]) -> PlanState:
        """The state of before the run, as far as these texts (page → text) prove it."""
        pages = self._undoing.pages
        return reduce(
            lambda state, page: page.in_state(state, texts[page.now.page.id]), pages, self._found.state
        )

    def _runs_with(self, record: RunRecord) -> str:
        return pack_runs([record if run.id == record.id else run for run in self._found.runs])

    async def write(self) -> Report:
        await self._plan.take(always=True)
        async with self._plan.held():
            await self._write()
        return self._report()

    async def _write(self) -> None:
        for key, page in self._undoing.trash.items():
            await self._plan.renew()
            if await self._trash(page):
                self._trashed.append(key)
        texts: dict[str, str] = {}
        for restoration in self._undoing.pages:
            await self._plan.renew()
            texts[restoration.now.page.id] = await self._restored(restoration)
        # Other pages mention a task by its title: it gets its former one once no edit quotes them any more.
        for restoration in self._undoing.pages:
            await self._set_back(restoration)
        if self._undoing.plan is not None and not self._editor.problems and await self._trash_plan():
            return
        await self._plan.leave(self._as_undone(self._former(texts), is_finished=not self._editor.problems))

    async def _restored(self, page: Restoration) -> str:
        """The page's text after the edits."""
        if page.now.role == "plan":
            # It has moved on by the lease; only the state says another thing now, and no edit quotes that.
            await self._plan.edit(page.edits)
            text = self._plan.text
        else:
            text = await self._editor.send(page.now.page, page.now.text, page.edits)
        for part in page.unproven(text):
            self._editor.not_applied(page.now.page, part)
        return text

    async def _trash(self, page: Page) -> bool:
        """Unless somebody has edited it since it was decided."""
        now = await self._run.notion.page(page.id, what="task")
        if (now.last_edited_time, now.last_edited_by) != (page.last_edited_time, page.last_edited_by):
            self._kept.append(Kept(page=page.title, part="", reason="it was changed just now"))
            return False
        await self._run.notion.trash(page.id, what=f"'{page.title}'")
        return True

    async def _trash_plan(self) -> bool:
        if len(self._trashed) < len(self._undoing.trash):
            return False
        await self._run.notion.trash(self._plan.page.id, what=f"'{self._plan.page.title}'")
        return True

    async def _set_back(self, page: Restoration) -> None:
        if page.properties:
            await self._plan.renew()
            what = f"properties of '{page.now.page.title}'"
            await self._run.notion.update_page(page.now.page.id, properties=page.properties, what=what)

    def _as_undone(self, state: PlanState, *, is_finished: bool) -> PlanState:
        """Says what stands there: without the tasks that went, so that the next sync asks for them anew."""
        record = self._undoing.record
        ended = record.ended() if is_finished else record.model_copy(update={"stage": Stage.UNDOING})
        update: dict[str, object] = {
            "runs": self._runs_with(ended),
            "tasks": {key: page for key, page in state.tasks.items() if key not in self._trashed},
        }
        newer = self._found.runs[: [run.id for run in self._found.runs].index(record.id)]
        is_last = all(run.stage is Stage.UNDONE for run in newer)
        if record.items is not None and is_last:
            # What the change meant is told again when it is carried again.
            update |= {"items": pack(record.items), "outline": record.outline}
            begun = record.stage is Stage.UNDOING
            update["log"] = state.log if begun else state.log[record.entries :]
        return state.model_copy(update=update)

    def _report(self) -> Report:
        undoing = self._undoing
        counts = undoing.counts | {"trashed": len(self._trashed), "kept": len(self._kept)}
        counts["trashed"] += undoing.plan is not None
        done = [f"{number} {what}" for what, number in counts.items() if number and what != "kept"]
        text = f"Undid run {undoing.record.id}: {', '.join(done) or 'nothing stood as it left it'}."
        kept = tuple(Problem(code="undo_kept", message=_kept(item)) for item in self._kept)
        return Report(
            command="undo",
            changed=True,
            counts=counts,
            problems=(*kept, *self._editor.problems),
            requests=self._run.notion.ledger.as_json(),
            text=f"{text} {AGAIN}",
        )
