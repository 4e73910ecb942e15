"""A digest as Markdown, as a Notion page's content, as Slack's mark-up or as one HTML file, by templates."""

from collections.abc import Sequence
from enum import StrEnum

from notion_planner.reporting.digest import Digest
from notion_planner.reporting.drawing import draw_burn_up, draw_timeline
from notion_planner.templating import Templates
from notion_planner.tracking.worklist import WorkItem


class Form(StrEnum):
    MARKDOWN = "markdown"
    SLACK = "slack"
    PAGE = "page"


def render_text(templates: Templates, found: Digest, form: Form) -> str:
    """The template of the digest's kind with the mark-up of the form."""
    fill = templates.slack if form is Form.SLACK else templates.page
    text = fill(f"reports/{found.kind}.j2", digest=found, form=f"reports/as_{form}.j2")
    return "\n".join(_single_spaced(text)) + "\n"


def _single_spaced(text: str) -> list[str]:
    """Without the empty lines that follow one another where a template left something out."""
    lines: list[str] = []
    for line in text.strip().split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return lines


def page_title(found: Digest) -> str:
    """What the page of a report is called: the same on the same day, so that it is found again."""
    return f"{found.kind.capitalize()} report {found.today.isoformat()}: {found.status.spec}"


def render_html(templates: Templates, found: Sequence[tuple[Digest, Sequence[WorkItem]]]) -> str:
    """One self-contained file: digests with the tasks that their timelines show."""
    parts = [
        {
            "digest": one,
            "timeline": draw_timeline(one.status, items, one.today),
            "burn_up": draw_burn_up(
                one.history, start=one.status.start, deploy=one.status.deploy, today=one.today
            ),
        }
        for one, items in found
    ]
    return templates.html(
        "reports/report.html.j2", parts=parts, kind=found[0][0].kind, today=found[0][0].today
    )
