"""The command report: how things stand, for a day, a week, a milestone or an executive."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notion_planner.cli.options import ConfigOption, JsonOption, PlannedSpecsArgument, QuietOption

if TYPE_CHECKING:
    from notion_planner.use_cases.daily import Reported


class Kind(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MILESTONE = "milestone"
    EXECUTIVE = "executive"


class TextForm(StrEnum):
    MARKDOWN = "markdown"
    SLACK = "slack"


def add_to(app: typer.Typer) -> None:
    app.command("report")(report)


def report(
    kind: Annotated[Kind, typer.Argument(help="daily, weekly, milestone or executive.", show_default=False)],
    specs: PlannedSpecsArgument = None,
    form: Annotated[TextForm, typer.Option("--format", help="markdown or slack.")] = TextForm.MARKDOWN,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write one HTML file with pictures instead."),
    ] = None,
    page: Annotated[
        bool, typer.Option("--page", help="Write a page under the plan, or update today's.")
    ] = False,
    parent: Annotated[
        str | None,
        typer.Option("--parent", metavar="PAGE", help="With --page: under this page instead of the plan."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Report on plans: a day, a week, a milestone, or all that an executive asks. Writes only with --page.

    Example: notion-planner report weekly "User Profile API Specification" --html report.html
    """
    from notion_planner.cli import output as out
    from notion_planner.cli.reading import document_of, finish, read_each
    from notion_planner.errors import UsageError
    from notion_planner.reporting import REPORT_SCHEMA, ReportKind
    from notion_planner.use_cases.daily import reporter

    if parent is not None and not page:
        raise UsageError("--parent goes with --page.", hint="Add --page to write a page in Notion.")
    if form is TextForm.SLACK and (html is not None or page or as_json):
        raise UsageError("--format is of what is printed as text.", hint="Leave it out, or the other form.")
    asked = reporter(ReportKind(kind.value), page=page, parent=parent)
    found = read_each(specs or (), config, asked, quiet=quiet or as_json)
    if html is not None and found.answers:
        out.write_file(html, _html(found.answers, found.settings.templates))
    if as_json:
        values = {"reports": [one.as_json() for one in found.answers]}
        out.print_json(document_of("report", found, values, schema=REPORT_SCHEMA))
    elif found.only_failed:
        pass
    elif not found.answers:
        out.print_text(found.nothing)
    elif page or html is not None:
        out.print_text("\n".join(_done(found.answers, html)))
    else:
        out.print_text(
            _text(found.answers, form, found.settings.templates), markdown=form is TextForm.MARKDOWN
        )
    finish("report", found, as_json=as_json, quiet=quiet)


def _html(found: "list[Reported]", folder: Path | None) -> str:
    from notion_planner.reporting import render_html
    from notion_planner.templating import Templates

    return render_html(Templates(folder), [(one.digest, one.work.items) for one in found])


def _text(found: "list[Reported]", form: TextForm, folder: Path | None) -> str:
    from notion_planner.reporting import Form, render_text
    from notion_planner.templating import Templates

    templates = Templates(folder)
    return "\n".join(render_text(templates, one.digest, Form(form.value)) for one in found)


def _done(found: "list[Reported]", html: Path | None) -> list[str]:
    pages = [one.page for one in found if one.page is not None]
    lines = [f"{page.outcome}: {page.title}  {page.url}" for page in pages]
    return [*lines, str(html)] if html is not None and found else lines
