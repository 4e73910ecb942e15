"""What import does once its arguments are parsed."""

from collections.abc import Sequence
from pathlib import Path

from notion_planner.cli.reading import Readings
from notion_planner.cli.session import open_session, wait_for
from notion_planner.errors import ConfigError, PlannerError, UsageError
from notion_planner.exchange import Imported, ListedTask, read_csv, read_json, read_task_list
from notion_planner.notion.objects import PropertySchema
from notion_planner.tracking.plan_status import Work
from notion_planner.use_cases.importing import write_statuses

_READERS = {".md": read_task_list, ".csv": read_csv, ".json": read_json}
_LARGEST = 20_000_000  # bytes; no list of tasks is as long


def read_states(file: Path) -> tuple[ListedTask, ...]:
    """
    Raises:
        UsageError: it is of no known kind, or cannot be read.
    """
    reader = _READERS.get(file.suffix.casefold())
    if reader is None:
        raise UsageError(
            f"{file} is no .md, .csv or .json file.",
            hint="Name one of these, in the form that `notion-planner export` writes.",
        )
    try:
        if file.stat().st_size > _LARGEST:
            raise UsageError(f"{file} is larger than {_LARGEST // 1_000_000} MB: no list of tasks.")
        return reader(file.read_bytes().decode("utf-8-sig"))  # as some editors of Windows save it
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read: {error.strerror}.", hint="Check the file's name."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text: {error.reason}.", hint="Save it as UTF-8.") from error
    except UsageError as error:
        raise UsageError(f"{file}: {error.message}", hint=error.hint) from error


def status_property(works: Sequence[Work]) -> PropertySchema:
    """
    Raises:
        ConfigError: the task database has no status property.
    """
    status = works[0].board.role("status")
    if status is None:
        raise ConfigError(
            "The task database has no status property, so nothing can be taken over.",
            hint="Add one in Notion, or name yours under tasks.properties.status.",
        )
    return status


def write(config: Path | None, decided: Imported, status: PropertySchema, found: Readings[Work]) -> int:
    """Writes the changes, and answers how many failed; why is among the failures of ``found``."""
    session = open_session(config, quiet=True)

    async def work() -> tuple[PlannerError, ...]:
        async with session.run() as run:
            failures = await write_statuses(run, decided.changes, status)
            found.requests.append(run.notion.ledger.as_json())
            return failures

    failures = wait_for(work())
    found.failures.extend(failures)
    return len(failures)
