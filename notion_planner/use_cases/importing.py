"""The use case of import: writes the statuses that a file brought back, and nothing else."""

import asyncio
from collections.abc import Sequence

from notion_planner.errors import PlannerError
from notion_planner.exchange import StatusChange
from notion_planner.notion import properties
from notion_planner.notion.objects import PropertySchema
from notion_planner.use_cases.run import Run


async def write_statuses(
    run: Run, changes: Sequence[StatusChange], status: PropertySchema
) -> tuple[PlannerError, ...]:
    """Sets each task's status; answers with what failed, which stops no other."""

    async def write(change: StatusChange) -> PlannerError | None:
        values = {status.name: properties.select(status, change.after)}
        try:
            await run.notion.update_page(change.id, properties=values, what=f"status of '{change.title}'")
        except PlannerError as error:
            return error
        return None

    found = await asyncio.gather(*(write(change) for change in changes))
    return tuple(error for error in found if error is not None)
