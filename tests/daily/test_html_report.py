"""The HTML report: complete in itself, its pictures readable, words of a specification nothing but words."""

from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from notion_planner.exchange import calendar_text
from notion_planner.reporting.drawing import Timeline, draw_timeline
from notion_planner.tracking.plan_status import plan_status
from tests.axe import needs_axe, serious_findings
from tests.daily.conftest import MADE, Desk, Team, html_of
from tests.workspace.chromium import Chromium


class Outline(HTMLParser):
    """Tags that a self-contained page must not have, and addresses that it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [str(value) for name, value in attrs if name in ("src", "srcset", "data", "action")]


def timeline_of(desk: Desk) -> Timeline:
    work = desk.work()
    return draw_timeline(plan_status(work, MADE, stale_after=5), work.items, MADE)


def test_the_html_file_is_complete_in_itself_and_the_same_twice(busy: Team) -> None:
    text = html_of(busy)
    outline = Outline(text)
    assert outline.loads == []
    assert not {"script", "link", "img", "iframe", "form", "base"} & set(outline.tags)
    assert (outline.tags.count("svg"), outline.tags.count("rect")) == (2, len(busy.first.tasks))
    assert text == html_of(busy)


@pytest.mark.parametrize("slip", ["2062-10-17", "1926-10-17"])
def test_a_due_date_far_off_leaves_the_rest_of_the_timeline_readable(desk: Desk, slip: str) -> None:
    before = timeline_of(desk)
    desk.set(desk.first.tasks[0].id, Due=slip)
    after = timeline_of(desk)
    assert after.bars[1:] == before.bars[1:]
    assert [bar.label for bar in after.bars if bar.is_cut] == [before.bars[0].label]
    assert f"Reaches out of the picture: {before.bars[0].label}, " in html_of(desk)


def test_due_dates_before_the_start_of_their_plan_leave_its_days_in_the_timeline(desk: Desk) -> None:
    work = desk.work()
    status = plan_status(work, MADE, stale_after=5)
    longer = status.model_copy(update={"deploy": status.start + timedelta(days=60)})
    early = [item.model_copy(update={"due": status.start - timedelta(days=30)}) for item in work.items]
    found = draw_timeline(longer, early, MADE)
    assert len(found.ticks) > 4


def test_a_task_that_is_due_on_the_last_day_there_is_can_be_drawn_and_exported(desk: Desk) -> None:
    desk.set(desk.first.tasks[0].id, Due="9999-12-31")
    assert "9999-12-31" in html_of(desk)
    work = desk.work()
    assert "DTEND;VALUE=DATE:99991231" in calendar_text(work.decided, work.items, spec_id="a", events=True)


def test_words_of_the_specification_stay_words_in_the_html(desk: Desk) -> None:
    row = desk.first.tasks[0]
    desk.set(row.id, Name='<script>alert(1)</script> & "more" {{ 7 * 7 }}')
    text = html_of(desk)
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in text
    assert "{{ 7 * 7 }}" in text


@pytest.fixture
def address(busy: Team, tmp_path: Path) -> str:
    path = tmp_path / "report.html"
    path.write_text(html_of(busy), encoding="utf-8")
    return path.as_uri()


@pytest.mark.slow
@pytest.mark.anyio
@needs_axe
async def test_axe_finds_nothing_serious_in_the_html_light_or_dark(address: str, browser: Chromium) -> None:
    await browser.size(1100, 900)
    assert await serious_findings(browser, address) == []
    assert browser.complaints == []
