"""What is derived from the limits that requirements state, beside the written criteria."""

import pytest

from notion_planner.extractor import extract


def derived(statement: str) -> list[str]:
    spec = extract(f"# Ferry\n\n## Requirements\n\n- FR-1: {statement}\n")
    assert not spec.acceptance_criteria
    return [criterion.text for criterion in spec.derived_criteria]


@pytest.mark.parametrize(
    ("statement", "amount"),
    [
        ("Limit each client to 100 requests per minute", "100 requests per minute"),
        ("Limit all clients to 2,500,000 requests per hour", "2500000 requests per hour"),
        ("Support rate limiting of 20 requests per second", "20 requests per second"),
        ("Tickets: 5 requests per minute per IP", "5 requests per minute"),
        ("The server rejects more than 10 requests per second", "10 requests per second"),
        ("A user may have no more than 3 sessions", "3 sessions"),
        ("Accept photos up to 5 MB", "5 MB"),
        ("Photos must not exceed 5 MB", "5 MB"),
        ("Names are no longer than 40 characters", "40 characters"),
        ("Photos over 5 MB are rejected", "5 MB"),
        ("Photos larger than 5 MB are rejected", "5 MB"),
        ("Fotos größer als 5 MB werden abgelehnt", "5 MB"),
        ("Refuse photos of more than 5 MB, accept smaller ones", "5 MB"),
        ("Photos have at most 5 MB and are rejected otherwise", "5 MB"),
    ],
)
def test_of_a_limit_what_keeps_it_is_accepted_and_what_is_more_rejected(statement: str, amount: str) -> None:
    assert derived(statement) == [
        f"Accepts {amount}.",
        f"Rejects more than {amount} with a message that states the limit.",
    ]


@pytest.mark.parametrize(
    ("statement", "amount"),
    [
        ("Limit a crossing to fewer than 100 users", "100 users"),
        ("Photos under 5 MB are stored, others are refused", "5 MB"),
        ("Photos must be under 5 MB or they are rejected", "5 MB"),
    ],
)
def test_of_a_limit_that_is_not_reached_itself_it_is_rejected(statement: str, amount: str) -> None:
    assert derived(statement) == [
        f"Accepts just under {amount}.",
        f"Rejects {amount} with a message that states the limit.",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "Do not reject photos over 5 MB",
        "Photos over 5 MB must not be rejected",
        "Rejected photos over 5 MB are kept",
    ],
)
def test_what_is_not_refused_sets_no_limit(statement: str) -> None:
    assert derived(statement) == []


@pytest.mark.parametrize(
    "statement",
    ["Passwords have at least 12 characters", "Passwords under 12 characters are rejected"],
)
def test_of_a_least_length_what_is_shorter_is_rejected(statement: str) -> None:
    assert derived(statement) == [
        "Accepts 12 characters.",
        "Rejects less than 12 characters with a message that states the limit.",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "Support up to 1000 concurrent users",
        "Handle 500 requests per second",
        "The rate limit is at least 100 requests per minute",
        "The error rate must not exceed 1% at 1000 requests per second",
    ],
)
def test_a_load_that_has_to_be_carried_is_tested_under_that_load(statement: str) -> None:
    [text] = derived(statement)
    assert text == f"A load test passes: {statement}"


@pytest.mark.parametrize(
    "statement",
    ["Fall back where no HTTP/2 connection opens", "Counts ±2 users", "9 of 10 users sign in alone"],
)
def test_a_number_that_names_or_shares_something_is_no_load(statement: str) -> None:
    assert derived(statement) == []


def test_of_what_a_program_takes_up_nothing_is_accepted_or_rejected() -> None:
    assert derived("Memory usage stays under 100 MB") == []


@pytest.mark.parametrize(
    ("statement", "texts"),
    [
        ("A search answers in less than 1 s (p95)", ["A search answers in less than 1 s (p95)"]),
        (
            "Storing a note takes < 1 s, listing the notes takes < 2 s",
            ["Storing a note takes < 1 s", "listing the notes takes < 2 s"],
        ),
    ],
)
def test_a_limit_is_said_once(statement: str, texts: list[str]) -> None:
    assert derived(statement) == [f"A measurement shows: {text}" for text in texts]


def test_each_percentile_is_that_of_the_time_beside_it() -> None:
    assert derived("Answers: p50 < 1 s, p99 < 3 s") == [
        f"A measurement shows < {seconds} s for {percent} % of requests: Answers: p50 < 1 s, p99 < 3 s"
        for percent, seconds in ((50, 1), (99, 3))
    ]
