"""The plan file: made of what was prepared, written as JSON, and read back with every mistake named. Pure."""

import json
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from notion_planner.errors import PlanFileError, StalePlanError
from notion_planner.model.changes import ChangeSet
from notion_planner.model.overrides import Overrides
from notion_planner.model.plan import Plan
from notion_planner.model.plan_file import MadeFrom, PlanFile
from notion_planner.notion.objects import Page
from notion_planner.planner import Fault
from notion_planner.preview.fingerprint import Basis

_SHOWN = 5
_LARGEST = 50_000_000  # characters; a plan of 2,000 tasks takes about a fifth of it


def made_from(page: Page, basis: Basis, *, profile: str, on_page: bool = True) -> MadeFrom:
    """``on_page``: the specification stands on its page; a Markdown file's may have none to come back to."""
    return MadeFrom(
        page=page.id if on_page else "",
        title=page.title,
        url=page.url if on_page else "",
        profile=profile,
        spec=basis.spec,
        notion=basis.notion,
        settings=basis.settings,
    )


def plan_file_of(
    plan: Plan, origin: MadeFrom, *, fingerprint: str, overrides: Overrides, changes: ChangeSet
) -> PlanFile:
    fields = {name: getattr(plan, name) for name in Plan.model_fields}
    return PlanFile(**fields, made_from=origin, fingerprint=fingerprint, overrides=overrides, changes=changes)


def as_json(plan: Plan) -> str:
    """A plan file, or a plan alone; the same plan gives the same bytes."""
    return json.dumps(plan.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


def parse_plan_file(text: str, name: str) -> PlanFile:
    """A plan file's text, checked against its schema; ``name`` is what messages call it.

    Raises:
        PlanFileError: it is no JSON, of another version, or something in it is missing, unknown or of the
            wrong kind.
    """
    if len(text) > _LARGEST:
        raise PlanFileError(f"{name} is larger than any plan.", hint=_ANEW)
    try:
        data = json.loads(text.removeprefix("\ufeff"))  # some editors begin every file with it
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise PlanFileError(f"{name} is not valid JSON{where}: {error}.", hint="Mend that place.") from error
    if not isinstance(data, dict) or "schema_version" not in data:
        raise PlanFileError(f"{name} is no plan file: it has no 'schema_version'.", hint=_ANEW)
    try:
        return PlanFile.model_validate(data)
    except ValidationError as error:
        raise refusal(name, [_fault(detail) for detail in error.errors()]) from error


_ANEW = "Write one with `notion-planner plan SPEC --out FILE`."


def _fault(detail: ErrorDetails) -> Fault:
    path = "".join(f"/{part}" for part in detail["loc"])
    match detail["type"]:
        case "missing":
            message, hint = "it is missing", "Put it back as `plan --out` wrote it."
        case "extra_forbidden":
            message, hint = "nothing of this name belongs here", "Remove it; `schema plan` lists what does."
        case _:
            message = f"{detail['msg'].removeprefix('Value error, ')} (found {_short(detail['input'])})"
            hint = "`notion-planner schema plan` says what belongs here."
    return Fault(path=path, message=message, hint=hint)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


def refusal(name: str, faults: list[Fault]) -> PlanFileError:
    """The error that names the first of these faults, each with its next step."""
    shown = [f"{fault.path}: {fault.message}. {fault.hint}" for fault in faults[:_SHOWN]]
    more = f" And {len(faults) - _SHOWN} more." if len(faults) > _SHOWN else ""
    return PlanFileError(f"{name} cannot be applied: {' '.join(shown)}{more}")


def refuse_if_moved(file: PlanFile, now: Basis, name: str) -> None:
    """
    Raises:
        StalePlanError: something that the file was made from is no longer so; it says what.
    """
    origin = file.made_from
    moved = [
        what
        for what, before, after in (
            (f"the specification '{origin.title}'", origin.spec, now.spec),
            ("its plan or one of its tasks in Notion", origin.notion, now.notion),
            ("the configuration, or this program's version,", origin.settings, now.settings),
        )
        if before != after
    ]
    if moved:
        raise StalePlanError(
            f"{name}: {' and '.join(moved)} changed since the file was written; nothing was applied.",
            hint="Write it anew with `notion-planner plan SPEC --out FILE`, make your edits there again, and "
            "apply that. Where `apply` was cut off, `sync` completes it.",
        )
