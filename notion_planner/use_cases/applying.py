"""The use case behind `apply`: a plan file, checked and compared with what stands, becomes a preview."""

from dataclasses import replace

from notion_planner.errors import PlanFileError
from notion_planner.model.plan_file import PlanFile
from notion_planner.planner import Fault, faults, overrides_of, still_kept, without_effect
from notion_planner.preview.plan_file import made_from, plan_file_of, refusal, refuse_if_moved
from notion_planner.use_cases.run import Run
from notion_planner.use_cases.sync import Prepared, prepare


def file_of(run: Run, prepared: Prepared) -> PlanFile:
    """The plan file of what was prepared."""
    job, profile = prepared.job, run.settings.planning.profile
    return plan_file_of(
        job.plan,
        made_from(job.document.page, prepared.basis, profile=profile, on_page=job.document.on_page),
        fingerprint=prepared.fingerprint,
        overrides=prepared.reading.overrides,
        changes=job.changes,
    )


_NOT_A_PLACE_TO_SET = Fault(
    path="/overrides/tasks",
    message="it lists what was set before, and an entry was added or changed",
    hint="Take an entry out to give it up; set values in 'tasks'.",
)


async def prepare_file(run: Run, file: PlanFile, name: str) -> Prepared:
    """What applying the file would write. Writes nothing.

    Raises:
        PlanFileError: something in the file is wrong, or it was made from a Markdown file.
        StalePlanError: the specification, Notion or the settings moved since it was written.
    """
    origin = file.made_from
    if not origin.page:
        raise PlanFileError(
            f"{name} was made from a Markdown file whose text stood on no page to apply it to.",
            hint="Sync that file first, then write the plan file anew.",
        )
    run = replace(run, settings=run.settings.with_profile(origin.profile), start=file.start)
    document = await run.read_spec(origin.page)
    stands = await prepare(run, document)
    refuse_if_moved(file, stands.basis, name)
    shown, planning = stands.job.plan, run.settings.planning
    found = faults(file, file.added, shown, planning)
    if any(override not in stands.reading.kept.tasks for override in file.overrides.tasks):
        found.append(_NOT_A_PLACE_TO_SET)
    if found:
        raise refusal(name, found)
    kept = still_kept(file.overrides, stands.reading.kept)
    overrides = overrides_of(
        stands.reading.generated, file, added=file.added, shown=shown, kept=kept, settings=planning
    )
    prepared = await prepare(replace(run, overrides=overrides), document)
    unheeded = without_effect(file, shown, prepared.job.plan)
    return replace(prepared, problems=(*prepared.problems, *unheeded))
