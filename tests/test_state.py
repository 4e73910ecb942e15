"""The state survives the page it is kept on."""

import base64
import hashlib
import re
import zlib
from datetime import date
from uuid import UUID

import pytest

from notion_planner.errors import DecisionNeededError
from notion_planner.merge import Base, base_of, former_mark
from notion_planner.notion.markup import fingerprint
from notion_planner.state.plan_state import (
    STATE_VERSION,
    PageState,
    PlanState,
    bounded,
    find_state_text,
    named_spec,
    pack,
    parse_state,
    rekeyed,
    render_state,
    unpack_items,
)

STATE = PlanState(
    spec="393abc1e-edcd-811c-9c6d-eac14ef25c6d",
    created=date(2025, 10, 14),
    start=date(2025, 10, 15),
    complete=True,
    plan=Base(marks={"Overview": "0123456789ab"}, lines={"Overview": ("## Overview", '- "a"\n\tb')}),
    backlink=Base(marks={"Implementation": "ba9876543210"}),
    tasks={
        "schema": PageState(
            id="38c9ce7b-60a4-81d7-9c8f-0027e2be250c",
            base=Base(marks={"Context": "aa", "title": "b"}, lines={"Context": ("## Context", "text")}),
        ),
        "tests": PageState(id="38c9ce7b-60a4-81d7-9c8f-0027e2be250d"),
    },
)
PAGE = f"## Overview\nText\n{render_state(STATE)}\n## A person's own section\nkept"


def test_what_was_written_is_read_back() -> None:
    assert parse_state(PAGE) == STATE


def test_a_state_without_tasks_is_read_back() -> None:
    empty = STATE.model_copy(update={"tasks": {}})
    assert parse_state(render_state(empty)) == empty


def test_the_state_is_in_no_section() -> None:
    assert list(base_of(PAGE).marks) == ["Overview", "A person's own section"]
    assert base_of(PAGE).marks["Overview"] == base_of("## Overview\nText").marks["Overview"]


@pytest.mark.parametrize("words", ["Planner state", "Kept by notion-planner"])
def test_the_state_is_in_no_section_whatever_a_person_renamed_of_it(words: str) -> None:
    renamed = PAGE.replace(words, "What is this?", 1)
    assert base_of(renamed).marks["Overview"] == base_of("## Overview\nText").marks["Overview"]


def test_what_follows_the_state_is_a_persons() -> None:
    assert str(find_state_text(PAGE)).endswith("</details>")
    assert PAGE.split(str(find_state_text(PAGE)))[1] == "\n## A person's own section\nkept"


def test_the_state_text_is_found_as_it_stands() -> None:
    assert find_state_text(PAGE) == render_state(STATE)


def test_a_broken_state_is_none_and_not_a_crash() -> None:
    assert parse_state(PAGE.replace('"complete":true', '"complete":')) is None
    assert parse_state(PAGE.replace("```json", "")) is None
    assert parse_state("") is None


def test_a_state_that_somebody_made_hostile_is_none_and_not_a_crash() -> None:
    deep = base64.b64encode(zlib.compress(b"[" * 100_000)).decode()
    assert parse_state(re.sub(r'"texts":"[^"]*"', f'"texts":"{deep}"', PAGE)) is None
    assert unpack_items(deep) is None
    assert (
        unpack_items(pack({"requirements": [["a", None, "b"]], "sections": {"[" * 100_000: ["a"]}})) is None
    )
    lease = '"lease":{"run":"x","until":"2099-01-01T00:00:00"}'  # in no timezone: no moment that passes
    assert parse_state(PAGE.replace('"lease":null', lease)) is None


NEWER = PAGE.replace(f'"version":{STATE_VERSION},', f'"version":{STATE_VERSION + 1},"future":[],')


def test_the_state_of_a_newer_release_is_not_taken_for_a_lost_one() -> None:
    with pytest.raises(DecisionNeededError, match=f"'P' was .* newer .* version {STATE_VERSION + 1}"):
        parse_state(NEWER, plan="'P'")


def test_the_state_of_a_newer_release_still_names_its_specification() -> None:
    assert named_spec(NEWER) == STATE.spec


def test_the_state_of_an_older_release_is_written_as_one_of_this() -> None:
    found = parse_state(PAGE.replace(f'"version":{STATE_VERSION},', '"version":1,'))
    assert found is not None
    assert render_state(found).replace("~", "") == render_state(STATE)


def test_what_an_older_release_meant_is_marked_as_of_its_form_for_good() -> None:
    older = parse_state(PAGE.replace(f'"version":{STATE_VERSION},', '"version":2,'))
    assert older is not None
    assert older.plan.marks == {"Overview": former_mark("0123456789ab")}
    assert older.tasks["schema"].base.marks == {"Context": former_mark("aa"), "title": "b"}
    assert parse_state(render_state(older)) == older


def test_a_sections_twin_is_left_out_because_it_cannot_be_told_apart() -> None:
    assert base_of("## A\n1\n## A\n2\n## B\n3").marks.keys() == {"B"}


def test_texts_that_do_not_fit_on_a_page_are_left_out_of_the_tasks_first() -> None:
    noise = "".join(f"{n * 7919 % 1_000_003:x}" for n in range(60_000))
    large = PageState(id="1", base=Base(marks={"Context": "aa"}, lines={"Context": (noise,)}))
    kept = bounded(STATE.model_copy(update={"tasks": {"large": large}}))
    assert kept.tasks["large"].base == Base(marks={"Context": "aa"})
    assert kept.plan == STATE.plan
    assert parse_state(render_state(kept)) == kept


@pytest.mark.slow
def test_the_state_of_a_thousand_tasks_fits_a_block_and_reads_back() -> None:
    def mark(number: int) -> str:
        return hashlib.sha256(str(number).encode()).hexdigest()[:12]

    tasks = {
        f"fr-{number}": PageState(
            id=str(UUID(hex=hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest())),
            base=Base(marks={heading: mark(number * 10 + n) for n, heading in enumerate("ABCDEFGH")}),
        )
        for number in range(1000)
    }
    state = PlanState(spec="a", created=date(2026, 1, 1), start=date(2026, 1, 2), tasks=tasks)
    text = render_state(state)
    assert len(text) <= 200_000
    assert parse_state(text) == state


def test_a_task_that_another_rule_asks_for_in_the_same_words_is_the_same_task() -> None:
    title = "Encrypt all data for Ledger"
    page = PageState(id="1", base=Base(marks={"title": fingerprint(title)}))
    state = STATE.model_copy(update={"tasks": {**STATE.tasks, "quality:encrypt": page}})
    found = rekeyed(state, {"schema": "Setup", "requirement:encrypt": title})
    assert found.tasks == {**STATE.tasks, "requirement:encrypt": page}
    assert rekeyed(state, {"quality:encrypt": title, "requirement:encrypt": title}) == state


def test_a_task_whose_key_passed_to_another_keeps_its_page() -> None:
    pages = {
        key: PageState(id=title, base=Base(marks={"title": fingerprint(title)}))
        for key, title in {"constraint": "Encrypt", "constraint:hosting": "Host in the EU"}.items()
    }
    found = rekeyed(STATE.model_copy(update={"tasks": pages}), {"constraint": "Host in the EU"})
    assert {key: page.id for key, page in found.tasks.items()} == {
        "constraint": "Host in the EU",
        "constraint:hosting": "Encrypt",
    }


def test_a_task_that_was_forgotten_is_not_remembered_under_another_key() -> None:
    title = "Encrypt all data for Ledger"
    page = PageState(id="1", base=Base(marks={"title": fingerprint(title)}), forgotten=True)
    state = STATE.model_copy(update={"tasks": {"quality:encrypt": page}})
    assert rekeyed(state, {"requirement:encrypt": title}) == state
