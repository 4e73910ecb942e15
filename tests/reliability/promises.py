"""The promises of the sync, each with the tests that state it and the figure that they hold.

python -m tests.reliability.promises
"""

from dataclasses import dataclass

from tests.reliability import document

NAME = "promises"
HERE = "tests/reliability"


@dataclass(frozen=True)
class Promise:
    """``tests``: file and name of each test that fails when the promise is broken."""

    number: int
    text: str
    tests: tuple[tuple[str, str], ...]
    figure: str


_DISTURBED = (f"{HERE}/test_faults.py", "test_a_disturbed_sync_is_completed")
_SIMULATED = (f"{HERE}/test_simulation.py", "test_whatever_happens_the_promises_hold")
_SURROUNDINGS = "tests/scenarios/test_surroundings.py"
_DEPENDENCIES = "tests/planner/test_dependencies.py"
_GATEWAY = "tests/notion/test_gateway.py"

PROMISES = (
    Promise(
        1,
        "A run may die at any request; the next one completes it: one plan, one of each task, one back-link.",
        (_DISTURBED, _SIMULATED),
        "differences from an undisturbed run 0, at every request (Faults)",
    ),
    Promise(
        2,
        "A create that worked though its answer was lost is not repeated.",
        (
            _DISTURBED,
            ("tests/scenarios/test_interrupted.py", "test_the_next_sync_completes_what_a_lost_answer_left"),
            (f"{HERE}/test_simulation.py", "test_the_promises_hold_where_the_index_is_late"),
        ),
        "duplicates 0 (Faults), also with an index five seconds late",
    ),
    Promise(
        3,
        "An edit whose answer was lost stands once: nothing twice, nothing missing.",
        (_DISTURBED,),
        "pages that differ from an undisturbed run 0 (Faults)",
    ),
    Promise(
        4,
        "A page is complete, or the next run completes it.",
        (_DISTURBED,),
        "at most two further runs (Faults)",
    ),
    Promise(
        5,
        "Nothing changed: nothing is written.",
        (
            (
                "tests/scenarios/test_preview_is_write.py",
                "test_a_document_is_planned_and_changed_as_previewed",
            ),
            (
                "tests/scenarios/test_first_sync.py",
                "test_a_second_sync_takes_at_most_seven_requests_and_writes_nothing",
            ),
            (f"{HERE}/test_requests.py", "test_unchanged_specifications_take_at_most_five_requests_in_all"),
        ),
        "writes 0 (Requests)",
    ),
    Promise(
        6,
        "What people edit, tick, choose, comment, rename, move or throw away stays so.",
        (
            (
                f"{HERE}/test_edits.py",
                "test_an_edit_of_each_kind_is_kept_where_its_place_changes_and_every_conflict_is_named",
            ),
            _SIMULATED,
        ),
        "edits lost (Edits of people)",
    ),
    Promise(
        7,
        "Where a person and the specification change the same, the person's stays and the report names it.",
        (
            (
                f"{HERE}/test_edits.py",
                "test_an_edit_of_each_kind_is_kept_where_its_place_changes_and_every_conflict_is_named",
            ),
            (
                "tests/scenarios/test_resync.py",
                "test_an_item_that_both_changed_keeps_the_persons_words_and_is_reported",
            ),
        ),
        "changes neither carried nor reported (Edits of people)",
    ),
    Promise(
        8,
        "Two runs at once end in one plan.",
        (
            (
                f"{HERE}/test_together.py",
                "test_two_syncs_interleaved_in_one_process_make_one_plan",
            ),
            (f"{HERE}/test_simulation.py", "test_the_promises_hold_where_syncs_run_at_the_same_time"),
        ),
        "duplicates 0 (`make together`)",
    ),
    Promise(
        9,
        "A storm of 429 is waited out, no faster than told; more than 15 minutes at once end the run.",
        (
            _DISTURBED,
            (_GATEWAY, "test_a_rate_limit_is_waited_out_for_as_long_as_notion_says"),
            (_GATEWAY, "test_while_one_request_is_limited_no_other_is_sent"),
            (
                _GATEWAY,
                "test_a_pause_of_hours_ends_the_run_with_the_time_to_try_again_and_nothing_more_is_sent",
            ),
        ),
        "requests before Retry-After ended 0",
    ),
    Promise(
        10,
        "5xx, 409, a cut connection, a timeout or HTML instead of JSON at any request does no harm.",
        (
            _DISTURBED,
            (_GATEWAY, "test_a_conflict_is_repeated_because_it_did_not_commit"),
            (_GATEWAY, "test_a_create_whose_answer_is_lost_is_not_repeated"),
        ),
        "good cells of all (Faults)",
    ),
    Promise(
        11,
        "A list that was cut off is never taken for the whole.",
        (
            (_GATEWAY, "test_a_query_cut_off_by_notion_is_not_taken_for_complete"),
            (_GATEWAY, "test_a_cursor_that_does_not_advance_ends_the_run"),
            (_GATEWAY, "test_a_list_is_read_to_its_end"),
        ),
        "tasks wrongly dropped 0",
    ),
    Promise(
        12,
        "What was trashed, moved, renamed or unshared is recognised and named; nothing comes back by itself.",
        (
            ("tests/scenarios/test_resync.py", "test_a_trashed_task_is_not_made_again"),
            ("tests/scenarios/test_resync.py", "test_a_plan_in_the_trash_stops_the_sync_for_a_decision"),
            (_SURROUNDINGS, "test_a_task_that_was_moved_out_of_the_database_is_not_made_again"),
            (_SURROUNDINGS, "test_a_task_database_in_the_trash_is_named_with_what_to_do"),
        ),
        "crashes 0",
    ),
    Promise(
        13,
        "A sync that would overturn much of a plan stops before it writes.",
        (
            (
                "tests/scenarios/test_resync.py",
                "test_a_replaced_specification_stops_for_a_decision_before_any_write",
            ),
        ),
        "writes without consent 0",
    ),
    Promise(
        14,
        "A renamed property or a removed option is found or said, never guessed.",
        (
            (_SURROUNDINGS, "test_a_property_that_was_renamed_is_still_found"),
            (_SURROUNDINGS, "test_a_removed_option_is_said_and_not_made_again"),
        ),
        "wrong writes 0",
    ),
    Promise(
        15,
        "A permission that is lost on the way leaves what the next run completes.",
        (
            (
                f"{HERE}/test_odd_worlds.py",
                "test_a_permission_that_is_lost_on_the_way_leaves_what_the_next_run_completes",
            ),
            (_SURROUNDINGS, "test_a_withdrawn_capability_is_named_and_the_next_run_completes_the_job"),
        ),
        "completed by one further run: 401, 403 and 404 alike",
    ),
    Promise(
        16,
        "Late indexes and times that are floored to the minute hide no change and double nothing.",
        (
            (f"{HERE}/test_simulation.py", "test_the_promises_hold_where_the_index_is_late"),
            (
                f"{HERE}/test_odd_worlds.py",
                "test_an_edit_in_the_very_minute_of_our_own_write_is_noticed",
            ),
        ),
        "missed changes 0",
    ),
    Promise(
        17,
        "A specification is data: templates, markup, our own marks and prompts in it do nothing.",
        (
            (
                f"{HERE}/test_odd_worlds.py",
                "test_whatever_a_specification_says_is_text_and_the_second_sync_writes_nothing",
            ),
            ("tests/test_templates.py", "test_template_syntax_in_a_specification_is_not_evaluated"),
            ("tests/test_templates.py", "test_markup_in_a_specification_stays_text"),
        ),
        "executions 0",
    ),
    Promise(
        18,
        "Very long and very deep specifications, and all of Unicode, are read and written.",
        (
            (
                f"{HERE}/test_odd_worlds.py",
                "test_whatever_a_specification_says_is_text_and_the_second_sync_writes_nothing",
            ),
            ("tests/extractor/test_robustness.py", "test_ten_thousand_nested_items_are_all_read"),
            (
                "tests/planner/test_dependencies.py",
                "test_no_task_has_more_direct_blockers_than_a_request_takes",
            ),
        ),
        "refusals by a limit 0",
    ),
    Promise(
        19,
        "Cycles end: a specification that links to itself, tasks that wait for one another.",
        (
            (
                f"{HERE}/test_odd_worlds.py",
                "test_a_specification_that_links_to_itself_and_to_its_plan_is_synced_once",
            ),
            (_DEPENDENCIES, "test_a_cycle_is_refused_with_its_tasks"),
        ),
        "hangs 0",
    ),
    Promise(
        24,
        "No token is in a log, an error or a report.",
        (
            (_GATEWAY, "test_the_token_is_in_no_log_error_or_repr"),
            ("tests/secrecy.py", "pytest_runtest_makereport"),
        ),
        "occurrences in the logs and prints of the whole suite 0",
    ),
)


def table() -> str:
    rows = [
        [
            str(promise.number),
            promise.text,
            "<br>".join(f"`{path}::{name}`" for path, name in promise.tests),
            promise.figure,
        ]
        for promise in PROMISES
    ]
    return document.table(["", "promise", "tests", "figure"], rows)


if __name__ == "__main__":
    document.write(NAME, table())
