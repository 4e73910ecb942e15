"""What runs are remembered by: bounded, the oldest forgotten first."""

from datetime import UTC, datetime, timedelta

from notion_planner.merge import Base
from notion_planner.state.plan_state import pack
from notion_planner.state.run_record import (
    MOST_KEPT,
    PageRecord,
    RunRecord,
    SectionRecord,
    pack_runs,
    unpack_runs,
)


def record(number: int, text: str) -> RunRecord:
    section = SectionRecord(heading="Overview", before=text, after="0" * 12)
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    return RunRecord(id=str(number), at=at, pages={"page": PageRecord(sections=(section,))})


def noise(number: int) -> str:
    return "".join(f"{(number * 5_003 + n) * 7919 % 1_000_003:x}" for n in range(4_000))


def test_the_record_stays_bounded_and_the_oldest_runs_go_first() -> None:
    packed = pack_runs([record(number, noise(number)) for number in range(20, 0, -1)])
    kept = unpack_runs(packed, datetime(2026, 1, 2, tzinfo=UTC), 14)
    assert len(packed) <= MOST_KEPT
    assert kept
    assert [run.id for run in kept] == [str(20 - n) for n in range(len(kept))]


def test_a_run_that_alone_exceeds_the_room_is_not_kept() -> None:
    assert pack_runs([record(1, "".join(noise(n) for n in range(20)))]) == ""


def test_a_record_that_cannot_be_read_is_none_and_not_a_crash() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    assert unpack_runs("not packed", now, 14) == ()
    assert unpack_runs("", now, 14) == ()
    assert unpack_runs(pack([{"id": "a", "at": "2026-01-01T00:00:00"}]), now, 14) == ()


def test_the_base_before_a_run_is_known_without_keeping_the_same_words_twice() -> None:
    section = SectionRecord(heading="A", before=None, after="0" * 12)
    assert section.base_in(Base(marks={"A": "1", "B": "2"}, lines={"A": ("x",)})) == Base(marks={"B": "2"})
