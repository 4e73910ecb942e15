"""The command context: everything about one task, for a coding agent or a colleague."""

from typing import Annotated

import typer

from notion_planner.cli.options import ConfigOption, JsonOption, QuietOption
from notion_planner.cli.work import SpecsOption


def add_to(app: typer.Typer) -> None:
    app.command("context")(context)


def context(
    task: Annotated[
        str, typer.Argument(metavar="TASK", help="Title, key, number (T3) or URL.", show_default=False)
    ],
    spec: SpecsOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Print what is needed to do one task: the specification's words, criteria, dependencies, links.

    Example: notion-planner context T3 --spec "User Profile API Specification"
    """
    from notion_planner.cli import output as out
    from notion_planner.cli.reading import document_of, finish, read_each, require_plan
    from notion_planner.tracking.task_context import CONTEXT_SCHEMA, as_markdown, task_context
    from notion_planner.tracking.task_lookup import find_task
    from notion_planner.use_cases.daily import read_work

    found = read_each(spec or (), config, read_work, quiet=quiet or as_json)
    require_plan(found)
    item = find_task([item for work in found.answers for item in work.items], task)
    work = next(work for work in found.answers if item in work.items)
    known = task_context(work, item)
    if as_json:
        values = {"task": known.model_dump(mode="json")}
        out.print_json(document_of("context", found, values, schema=CONTEXT_SCHEMA))
    else:
        out.print_text(as_markdown(known))
    finish("context", found, as_json=as_json, quiet=quiet)
