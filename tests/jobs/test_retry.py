"""What is tried again, how often, and what a person is told at the end."""

import pytest

from notion_planner.errors import AccessError, NotFoundError, OutcomeUnknownError, UnavailableError
from notion_planner.jobs.retry import Ending, RetryPolicy, Verdict

POLICY = RetryPolicy(attempts=3, first_delay=10, longest_delay=30)


def test_a_job_without_an_error_is_done() -> None:
    assert POLICY.after(None, 3) == Verdict(ending=Ending.DONE)


@pytest.mark.parametrize(
    "error", [UnavailableError("Notion is away."), OutcomeUnknownError("?"), KeyError("x")]
)
def test_what_may_pass_is_tried_again(error: Exception) -> None:
    assert POLICY.after(error, 1).ending is Ending.AGAIN


@pytest.mark.parametrize("error", [NotFoundError("No such page."), AccessError("No token.")])
def test_what_a_person_has_to_mend_is_final(error: Exception) -> None:
    verdict = POLICY.after(error, 1)
    assert (verdict.ending, verdict.error) == (Ending.GIVEN_UP, str(error))


def test_pauses_grow_up_to_the_longest() -> None:
    assert [POLICY.after(UnavailableError("x"), starts).delay for starts in (1, 2)] == [10, 30]
    assert POLICY.after(UnavailableError("x", wait=7800), 1).delay == 7800


def test_the_last_attempt_ends_it() -> None:
    assert POLICY.after(UnavailableError("Notion is away."), 3).ending is Ending.GIVEN_UP


def test_starts_that_a_crash_cut_short_count() -> None:
    assert [POLICY.exhausted(3), POLICY.exhausted(4)] == [False, True]


def test_an_unforeseen_error_is_told_without_its_words() -> None:
    assert "canary" not in POLICY.after(ValueError("canary"), 3).error
