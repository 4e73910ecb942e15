"""The whole conversation: a command, a preview, a decision, the result with its links."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from notion_planner.errors import BusyError, UnavailableError
from notion_planner.settings import PlansPlace, SpecsPlace
from notion_planner.slack.asking import Decision
from notion_planner.state.plan_state import Lease, find_state_text, parse_state, render_state
from notion_planner.use_cases.run import Run, utc_now
from tests.conftest import SPEC, Notion
from tests.slack.conftest import BOB, CHANNEL, EXPORT, TASKS, USER, Applied, Team
from tests.slack.goldens import check


@pytest.fixture(scope="module")
def spec_tasks(seed: Path) -> int:
    notion = Notion(seed=seed)
    try:
        return len(notion.sync().tasks)
    finally:
        notion.workspace.close()


def audited(team: Team) -> list[str]:
    if not team.audit_file.exists():
        return []
    return [json.loads(line)["event"] for line in team.audit_file.read_text().splitlines()]


def test_a_command_is_answered_with_a_preview_and_nothing_is_written(team: Team) -> None:
    post = team.asks(SPEC)
    check("preview", post.body)
    assert team.notion.tasks() == []
    assert audited(team) == []


@pytest.mark.slow
def test_what_was_approved_is_written_and_answered_with_links(team: Team, spec_tasks: int) -> None:
    preview = team.asks(SPEC)
    post = team.presses(preview.button("Apply"))
    check("applied", post.body)
    plan = team.notion.find("Implementation Plan: User Profile API")
    assert plan.replace("-", "") in post.text
    assert len(team.notion.tasks()) == spec_tasks


def test_the_preview_makes_room_for_what_is_going_on_and_for_the_result(applied: Applied) -> None:
    begun, result = applied.said
    check("begun", begun.body)
    assert (begun.body["replace_original"], result.body["replace_original"]) == (True, True)
    assert not result.buttons


def test_a_cancelled_preview_writes_nothing_and_loses_its_buttons(team: Team) -> None:
    preview = team.previewed()
    post = team.presses(preview.button("Cancel"))
    check("cancelled", post.body)
    assert team.notion.tasks() == []


def test_of_two_decisions_on_one_preview_the_first_one_counts(team: Team) -> None:
    preview = team.previewed()
    assert team.press(preview.button("Cancel"))
    assert not team.press(preview.button("Apply"))
    assert not team.press(preview.button("Cancel"))
    team.work()
    assert team.notion.tasks() == []


def test_pressing_apply_twice_applies_once(applied: Applied) -> None:
    assert [json.loads(line)["event"] for line in applied.echoed] == ["begun", "applied"]
    assert applied.tasks == TASKS


def test_a_command_that_is_sent_twice_is_applied_once(team: Team) -> None:
    first, second = team.previewed(), team.asks(EXPORT)
    team.presses(first.button("Apply"))
    post = team.presses(second.button("Apply"))
    assert "No changes" in post.text
    assert audited(team) == ["begun", "applied", "refused"]
    assert len(team.notion.tasks()) == TASKS


def test_what_has_changed_since_the_preview_is_shown_anew_instead_of_written(team: Team) -> None:
    preview = team.previewed()
    team.notion.edit(team.notion.find(EXPORT), "Export as CSV", "Export as CSV and JSON")
    post = team.presses(preview.button("Apply"))
    assert "The specification has changed since the preview" in post.text
    assert team.notion.tasks() == []
    assert audited(team) == ["refused"]
    team.presses(post.button("Apply"))
    assert len(team.notion.tasks()) == TASKS


def test_a_preview_of_yesterday_is_shown_anew_with_todays_dates(team: Team) -> None:
    preview = team.previewed()
    team.today += timedelta(days=1)
    post = team.presses(preview.button("Apply"))
    assert "the dates have changed since the preview" in post.text
    assert "2025-10-16" in post.text


def test_a_plan_that_stands_is_reported_as_unchanged(team: Team) -> None:
    team.sync_export()
    check("unchanged", team.asks(EXPORT).body)


@pytest.mark.slow
def test_the_difference_is_shown_without_buttons(team: Team) -> None:
    team.notion.sync()
    team.notion.edit(team.notion.find(SPEC), "Search users by name", "Search users by name and city")
    post = team.asks(f"diff {SPEC}")
    check("diff", post.body)
    assert not post.buttons


def test_a_changed_specification_is_previewed_change_by_change(team: Team) -> None:
    team.notion.sync()
    team.notion.edit(team.notion.find(SPEC), "Search users by name", "Search users by name and city")
    check("preview-update", team.asks(f"sync {SPEC}").body)


def test_plans_are_told_as_they_stand(team: Team) -> None:
    team.notion.sync()
    said = {command: team.asks(f"{command} {SPEC}").body for command in ("status", "next", "blocked")}
    for command, body in said.items():
        check(command, body)
    assert team.asks("status").body["blocks"] == said["status"]["blocks"]


def test_without_a_title_every_plan_is_told(team: Team) -> None:
    team.sync_export()
    other = "Import Specification"
    team.notion.add_page(other, "Engineering Specs", "## Requirements\n- FR-1: Import CSV\n")
    team.notion.sync(other)
    assert {"Import", "Export"} <= set(team.asks("status").body["text"].replace(" 0%", "").split(", "))


@pytest.mark.slow
def test_several_specifications_are_applied_together(team: Team) -> None:
    other = "Import Specification"
    team.notion.add_page(other, "Engineering Specs", "## Requirements\n- FR-1: Import CSV\n")
    team.notion.settings = team.settings.model_validate(
        team.settings.model_dump() | {"specs": {"pages": [other, EXPORT]}}
    )
    preview = team.asks("sync")
    check("preview-several", preview.body)
    check("applied-several", team.presses(preview.button("Apply")).body)
    assert team.notion.find("Implementation: Export")
    assert team.asks("sync").body["text"] == "No changes."


def test_sync_of_everything_wants_to_know_what_everything_is(team: Team) -> None:
    assert "specs:" in team.asks("sync").text


def test_of_pages_with_one_title_the_person_chooses(team: Team, spec_tasks: int) -> None:
    other = team.notion.add_page(SPEC, "Engineering Plans", "## Requirements\n- FR-1: Export as CSV\n")
    post = team.asks(SPEC)
    check("choose", post.body)
    wanted = next(b for b in post.buttons if Decision.model_validate_json(b["value"]).reference == other)
    preview = team.presses(wanted)
    assert other.replace("-", "") in preview.text
    team.presses(preview.button("Apply"))
    assert len(team.notion.tasks()) < spec_tasks


def test_for_a_title_that_is_nearly_right_the_near_ones_are_offered(team: Team) -> None:
    post = team.asks("User Profile")
    assert "No page is called exactly “User Profile”" in post.text
    assert [button["text"]["text"] for button in post.buttons]


def test_a_title_that_nothing_has_is_answered_in_words(team: Team) -> None:
    check("not-found", team.asks("status <Zebra> & co").body)


def test_a_specification_without_requirements_is_answered_in_words(team: Team) -> None:
    team.notion.add_page("Empty", "Engineering Specs", "Nothing here.\n")
    post = team.asks("Empty")
    assert post.body["response_type"] == "ephemeral"
    assert post.buttons == [] or "Apply" in post.text


def test_without_preview_a_command_writes_at_once(team: Team) -> None:
    team.set(preview=False)
    post = team.asks(EXPORT)
    assert "Implementation plan created" in post.text
    assert audited(team) == ["begun", "applied"]


@pytest.mark.slow
def test_a_change_beyond_the_budget_is_asked_about_even_without_preview(team: Team) -> None:
    team.notion.settings = team.settings.with_profile("quick")
    lines = [f"- FR-{n}: Export report number {n} as file type {n}" for n in range(1, 9)]
    page = team.notion.add_page("Reports", "Engineering Specs", "\n".join(["## Requirements", *lines, ""]))
    team.set(preview=False)
    team.asks("Reports")
    others = [f"- FR-{n}: Delete customer {n} for ever" for n in range(1, 6)]
    team.notion.edit(page, "\n".join(lines[:5]), "\n".join(others))
    post = team.asks("Reports")
    check("over-budget", post.body)
    assert "change budget" in post.text
    result = team.presses(post.button("Apply all the same"))
    assert "Implementation plan updated" in result.text


def test_who_may_not_apply_sees_the_difference_and_who_may(team: Team) -> None:
    team.set(apply={"users": [BOB]})
    post = team.asks(EXPORT)
    assert not post.buttons
    assert f"<@{BOB}>" in post.text


def test_in_a_channel_the_buttons_work_for_those_who_may_apply(team: Team) -> None:
    team.set(apply={"users": [BOB]}, answers="channel")
    preview = team.asks(EXPORT)
    assert preview.body["response_type"] == "in_channel"
    refused = team.presses(preview.button("Cancel"), user=USER)
    assert refused.body["replace_original"] is False
    refused = team.presses(preview.button("Apply"), user=BOB.replace("BOB", "EVE"))
    check("refused", refused.body)
    assert refused.body["replace_original"] is False
    assert team.notion.tasks() == []
    team.presses(preview.button("Apply"), user=BOB)
    assert len(team.notion.tasks()) == TASKS
    assert audited(team) == ["refused", "begun", "applied"]


def test_plans_are_applied_in_the_named_channels_only(team: Team) -> None:
    team.set(apply={"channels": ["C0OTHER"]}, preview=False)
    assert "<#C0OTHER>" in team.asks(EXPORT, channel=CHANNEL).text
    assert team.notion.tasks() == []


def test_a_button_of_another_version_is_answered_in_words(team: Team) -> None:
    post = team.presses({"value": '{"plan": 1}'})
    assert "another version" in post.text


def test_while_notion_is_away_the_person_is_told_once_and_at_the_end(team: Team) -> None:
    team.send(EXPORT)
    job = team.queue.waiting[0]

    def away(run: Run) -> Run:
        async def request(*_args: object, **_keywords: object) -> dict[str, object]:
            raise UnavailableError("Notion cannot be reached.")

        run.notion.request = request  # type: ignore[method-assign]
        return run

    for _ in range(3):
        with pytest.raises(UnavailableError):
            team.deliver(job, away)
    assert ["Trying again" in post.text for post in team.all_said()] == [True]
    team.work(away)
    assert "Given up" in team.last().text


class Cutting(httpx.AsyncBaseTransport):
    """On the way to its third new page the process dies."""

    def __init__(self, whole: httpx.AsyncBaseTransport) -> None:
        self._whole, self._cut = whole, 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and request.url.path.endswith("/pages"):
            self._cut += 1
            if self._cut == 3:
                raise ConnectionResetError("the process died here")
        return await self._whole.handle_async_request(request)


def test_a_run_that_was_cut_short_goes_on_without_being_approved_again(team: Team) -> None:
    preview = team.previewed()
    team.press(preview.button("Apply"))
    job = team.queue.waiting[0]
    workspace = team.notion.workspace
    whole = workspace.transport
    workspace.transport = Cutting(whole)
    with pytest.raises((ConnectionResetError, UnavailableError, ExceptionGroup)):
        team.deliver(job)
    assert audited(team) == ["begun", "failed"]
    workspace.transport = whole
    written = len(team.notion.tasks())
    assert 0 < written < TASKS
    # The dead run's lease on the plan has to end first.
    team.work(lambda run: replace(run, now=lambda: utc_now() + timedelta(hours=1)))
    assert len(team.notion.tasks()) == TASKS
    assert audited(team).count("begun") == 2
    assert audited(team)[-1] == "applied"


def test_a_run_that_another_kept_from_writing_is_approved_anew_where_pages_have_changed(team: Team) -> None:
    team.sync_export()
    plan = team.notion.find("Implementation: Export")
    state = parse_state(team.notion.markdown(plan))
    assert state is not None
    held = state.model_copy(update={"lease": Lease(run="another", until=utc_now() + timedelta(minutes=1))})
    team.notion.edit(plan, find_state_text(team.notion.markdown(plan)) or "", render_state(held))
    team.notion.edit(team.notion.find(EXPORT), "Export as CSV", "Export as CSV and JSON")
    team.press(team.asks(EXPORT).button("Apply"))
    with pytest.raises(BusyError):
        team.deliver(team.queue.waiting[0])
    team.today += timedelta(days=1)
    team.work(lambda run: replace(run, now=lambda: utc_now() + timedelta(hours=1)))
    assert "the dates have changed since the preview" in team.last().text
    assert audited(team)[-1] == "refused"


def test_an_answer_is_neither_computed_nor_said_twice(team: Team) -> None:
    team.send(EXPORT)
    job = team.queue.waiting[0]
    team.deliver(job)
    team.deliver(job)
    assert len(team.queue.waiting) == 2
    say = team.queue.waiting[1]
    team.deliver(say)
    team.deliver(say)
    assert len(team.all_said()) == 1


@pytest.mark.parametrize("verb", ["sync", "diff", "status", "next", "blocked"])
def test_where_no_specification_can_be_read_only_the_reasons_are_told(team: Team, verb: str) -> None:
    team.notion.add_page("Empty", "Engineering Specs", "Nothing yet.")
    specs = SpecsPlace(pages=("Empty",))
    team.notion.settings = team.settings.model_copy(update={"specs": specs})
    post = team.asks(verb)
    assert post.body["text"] == "No specification could be read."
    (reason,) = post.body["blocks"]
    assert "'Empty' holds no requirement" in reason["text"]["text"]


def test_where_plans_cannot_be_found_either_the_reasons_are_told_all_the_same(team: Team) -> None:
    team.notion.add_page("Empty", "Engineering Specs", "Nothing yet.")
    changed = {"specs": SpecsPlace(pages=("Empty",)), "plans": PlansPlace(parent="Nowhere")}
    team.notion.settings = team.settings.model_copy(update=changed)
    assert "'Empty' holds no requirement" in team.asks("status").text


def test_a_page_of_the_configuration_that_is_gone_is_named_beside_what_the_others_say(team: Team) -> None:
    team.sync_export()
    specs = SpecsPlace(pages=("Gone", EXPORT))
    team.notion.settings = team.settings.model_copy(update={"specs": specs})
    post = team.asks("status")
    assert "Export 0%" in post.text
    assert "take it out of specs.pages in config.yaml" in post.text


def test_a_plan_whose_specification_is_in_the_trash_is_not_said_to_be_missing(team: Team) -> None:
    team.sync_export()
    team.notion.request("PATCH", f"pages/{team.notion.find(EXPORT)}", {"in_trash": True})
    assert f"The specification '{EXPORT}'" in team.asks("status").text


def test_hostile_titles_stay_text(team: Team) -> None:
    title = "<!channel> <https://evil.example|click> & *bold* \u202e" + "x" * 500
    page = team.notion.add_page(title, "Engineering Specs", "## Requirements\n- FR-1: <@U1> `code` <!here>\n")
    post = team.asks(page)
    assert "<!channel>" not in post.text
    assert "<https://evil" not in post.text
    result = team.presses(post.button("Apply"))
    assert "<!" not in result.text
    assert "<@U1>" not in result.text
