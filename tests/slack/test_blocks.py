"""Whatever a specification or a plan says, the message is one that Slack takes, and says it as data."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.errors import AmbiguousError, Candidate, ConfigError, NotFoundError
from notion_planner.model.report import PlanRow, Problem, Report, TaskRow
from notion_planner.slack.asking import Approval, Choice, Decision
from notion_planner.slack.blocks import context, link, message, plain, sections
from notion_planner.slack.commands import Verb
from notion_planner.slack.messages import applied, choose, difference, failed, preview, said
from notion_planner.slack.standing import Standing, digest, held_up, status, upcoming
from notion_planner.tracking.worklist import WorkItem
from tests.slack.rules import violations

DAY = date(2025, 10, 14)
DECISION = Decision(choice=Choice.APPLY, verb=Verb.PLAN, reference="p" * 36, message="0123456789ab")
APPROVAL = Approval(fingerprint="f" * 32, spec="s" * 32, settings="t" * 32)
# Mark-up of Slack's that spec text could carry: mentions, links, broadcasts, dates, entities.
TEXTS = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["<!channel>", "<@U1>", "<https://evil.example|ok>", "&lt;", "a|b", ">", " ", "x" * 5000, "\u202e"]
    ),
)
COUNTS = st.integers(min_value=0, max_value=60)  # a message holds 50 blocks


def task_rows(title: str, tasks: int, url: str | None) -> tuple[TaskRow, ...]:
    return tuple(
        TaskRow(
            key=f"t{number}",
            title=f"{title} {number} for {title}",
            action="create" if number % 2 else "update",
            phase=1,
            points=3,
            hours=8,
            start=DAY,
            due=DAY,
            priority="P1",
            parts=(title, "Dependencies"),
            url=url,
        )
        for number in range(tasks)
    )


def report(
    title: str, tasks: int, phases: int, *, action: str = "create", url: str | None = "https://n.so/x"
) -> Report:
    rows = task_rows(title, tasks, url)
    shown = tuple(
        {
            "number": number,
            "name": title,
            "tasks": [row.key for row in rows[number - 1 :: phases]],
            "effort_days": 2,
            "start": DAY.isoformat(),
            "due": DAY.isoformat(),
        }
        for number in range(1, phases + 1)
    )
    plan = PlanRow(
        title=title,
        feature=title,
        action=action,
        start=DAY,
        finish=DAY,
        deploy=DAY,
        working_days=3,
        phases=shown,
        coverage={},
        parts=(title,),
        id="1",
        url=url,
        spec={"title": title, "id": "1", "url": url},
    )
    problems = tuple(Problem(code="x", message=title) for _ in range(9))
    counts = {"created": tasks, "updated": tasks, "retired": 1, "unchanged": 1, "spec_updated": 1}
    changes = ({"action": "retire", "title": title},)
    return Report(
        command="plan", changed=True, counts=counts, plan=plan, tasks=rows, problems=problems, changes=changes
    )


def items(title: str, number: int) -> tuple[WorkItem, ...]:
    return tuple(
        WorkItem(
            key=f"t{place}",
            title=title,
            spec=title,
            state=("not_started", "blocked", "in_progress", "done")[place % 4],
            status=title,
            url="https://n.so/x",
            phase=1,
            priority="P1",
            points=3,
            start=DAY,
            due=DAY,
            latest_start=DAY,
            place=place,
        )
        for place in range(number)
    )


@pytest.mark.parametrize(
    ("tasks", "said"), [(1, "1 task to create, 1 to update, 1 no"), (0, "1 task no longer asked for, 1 unch")]
)
def test_the_first_figure_of_a_preview_says_of_what_it_is(tasks: int, said: str) -> None:
    (head, *_) = preview([report("A", tasks, 1)], DECISION, APPROVAL).blocks
    assert said in head["text"]["text"]
    assert "; 1 phase, 3 working days, 2025-10-14" in head["text"]["text"]


@pytest.mark.slow
@given(TEXTS, COUNTS, st.integers(min_value=1, max_value=60), st.sampled_from(["create", "update"]))
def test_messages_about_changes_of_any_size_are_ones_that_slack_takes(
    text: str, tasks: int, phases: int, action: str
) -> None:
    one = report(text, tasks, phases, action=action)
    small = report(text, tasks % 4, phases, action=action)
    stop = Problem(code="decision_needed", message=text or "x")
    stopped = one.model_copy(update={"problems": (*one.problems, stop)})
    made = [
        preview([one], DECISION, APPROVAL, note=text),
        preview([stopped, one], DECISION, APPROVAL),
        preview([small] * 70, DECISION, APPROVAL),
        difference([one]),
        applied([one], run="r", user="U1"),
        applied([small] * 70, run="r", user="U1"),
    ]
    assert [violations(each.as_json()) for each in made] == [[]] * len(made)
    assert all(any(b["type"] == "actions" for b in each.blocks) for each in made[:3])


@pytest.mark.slow
@given(TEXTS, COUNTS, st.integers(min_value=1, max_value=60))
def test_messages_about_plans_of_any_size_are_ones_that_slack_takes(
    text: str, tasks: int, plans: int
) -> None:
    standings = [Standing(report(text, 3, 2), items(text, min(tasks, 120 // plans))) for _ in range(plans)]
    errors = [ConfigError(text or "x")] * 3
    made = [
        status(standings, DAY, errors),
        status(standings[:1], DAY, []),
        upcoming(standings, DAY, errors),
        held_up(standings, DAY, errors, stale_after=5),
        digest(standings, DAY, errors, command="/plan")[0],
    ]
    assert [violations(each.as_json()) for each in made] == [[]] * len(made)


@given(TEXTS, TEXTS, st.integers(min_value=1, max_value=10))
def test_questions_and_refusals_are_ones_that_slack_takes(text: str, address: str, number: int) -> None:
    candidates = tuple(Candidate(id="1" * 36, title=text, url=address, place=text) for _ in range(number))
    made = [
        choose(text, AmbiguousError(text, candidates=candidates), DECISION),
        choose(text, NotFoundError(text, candidates=candidates), DECISION),
        failed(ConfigError(text or "x", hint=text), verb=Verb.STATUS),
        said(text or "x"),
    ]
    assert [violations(each.as_json()) for each in made] == [[]] * len(made)


@given(TEXTS)
def test_data_carries_no_mark_up_of_slacks(text: str) -> None:
    assert not re.search(r"[<>]", plain(text, 10_000))
    assert "\n" not in plain(text, 10_000)


@given(TEXTS, TEXTS)
def test_a_link_is_one_link_or_none(address: str, title: str) -> None:
    for url in (address, f"https://app.notion.com/{address}"):
        made = link(url, title)
        assert re.fullmatch(r"[^<>]*|<https?://[^<>|\s]+\|[^<>|]+>", made), made


@given(st.lists(st.text(max_size=500), max_size=200))
def test_what_does_not_fit_is_counted(lines: list[str]) -> None:
    lines = [f"{number} {line}" for number, line in enumerate(lines)]
    text = "\n".join(block.text.text for block in sections(lines))
    left_out = re.search(r"… and (\d+) more$", text)
    shown = sum(f"\n{number} " in f"\n{text}" for number in range(len(lines)))
    assert shown >= len(lines) - (int(left_out[1]) if left_out else 0)


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "ftp://x", "https://" + "x" * 3000])
def test_what_is_no_address_of_a_page_is_no_link(url: str | None) -> None:
    assert link(url, "Title") == "Title"


def test_more_blocks_than_a_message_holds_are_cut_off() -> None:
    made = message("x", sections(["a"]) * 60, context("the last line"))
    assert len(made.blocks) <= 50
    assert [block["elements"][0]["text"] for block in made.blocks if block["type"] == "context"] == [
        "the last line",
        "… and more than a message holds.",
    ]
