"""What is found in a weak specification, and that a good one is left in peace."""

import json

import pytest

from notion_planner.extractor import extract
from notion_planner.lint import BaselineError, Format, lint, render_findings, without_accepted, write_baseline
from notion_planner.model.lint import Finding, Severity

GOOD = """# Parcels

## Functional Requirements

- FR-1: Show the latest position of a parcel

## Non-Functional Requirements

- NFR-1: Performance: a position is shown within 300 ms

## Acceptance Criteria

- AC-1 (FR-1): An unknown parcel answers with 404

## Out of Scope

- Returns
"""


def found(markdown: str) -> tuple[Finding, ...]:
    return lint(extract(markdown), markdown)


def codes(markdown: str) -> list[str]:
    return [item.code for item in found(markdown)]


def with_requirement(text: str) -> str:
    return GOOD.replace("of a parcel\n", f"of a parcel\n- FR-2: {text}\n", 1)


def test_a_good_specification_has_no_finding() -> None:
    assert found(GOOD) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The page is user-friendly",
        "Search is fast",
        "Complaints should be minimal",
        "Conversion improves by a significant amount",
        "The export is quıckly done",
        "The export is QUİCKLY done",
        "Orders of many users are handled",
        "Die Suche ist benutzerfreundlich",
        "界面易于使用的页面",
    ],
)
def test_a_vague_word_is_found_in_any_language(text: str) -> None:
    assert "SP101" in codes(with_requirement(text))


def test_a_vague_word_beside_a_number_is_no_finding() -> None:
    assert "SP101" not in codes(with_requirement("Search is fast: at most 200 ms"))


def test_a_vague_word_inside_another_word_is_no_finding() -> None:
    assert "SP101" not in codes(with_requirement("Orders in the fast-lane queue show a breakfast icon"))
    assert "SP101" not in codes(with_requirement("The README has a quick start; commands fail fast"))
    assert "SP101" in codes(with_requirement("The quick start is quick"))


def test_a_vague_word_comes_with_what_to_write_instead() -> None:
    (item,) = [one for one in found(with_requirement("Search is fast")) if one.code == "SP101"]
    assert item.suggestion.startswith("Say the time or rate")
    assert (item.line, item.label) == (6, "FR-2")


def test_a_criterion_that_no_test_can_decide_is_an_error() -> None:
    (item,) = found(GOOD.replace("An unknown parcel answers with 404", "Tracking works as expected"))
    assert (item.code, item.severity) == ("SP102", Severity.ERROR)


def test_a_performance_requirement_without_a_number_is_found() -> None:
    assert codes(GOOD.replace("a position is shown within 300 ms", "positions load at once")) == ["SP103"]


def test_a_statement_made_twice_is_found_at_its_second_place() -> None:
    (item,) = found(with_requirement("Show the latest position of a parcel"))
    assert (item.code, item.line) == ("SP104", 6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Offer the label as C# code", "Offer the label as C++ code"),
        ("Warn of a parcel at 5 °C", "Warn of a parcel at -5 °C"),
        ("Weigh parcels if width > height", "Weigh parcels if width < height"),
    ],
)
def test_statements_that_only_a_sign_tells_apart_are_two(one: str, other: str) -> None:
    assert "SP104" not in codes(GOOD.replace("a parcel\n", f"a parcel\n- FR-2: {one}\n- FR-3: {other}\n"))


def test_two_values_for_one_limit_contradict_each_other() -> None:
    text = GOOD.replace("300 ms\n", "300 ms\n- NFR-2: Performance: a position is shown within 500 ms\n")
    assert codes(text) == ["SP105"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a van is shown", "a label is shown"),
        ("a parcel of tier 1 is shown", "a parcel of tier 2 is shown"),
        ("the API v1 shows a position", "the API v2 shows a position"),
    ],
)
def test_limits_of_different_things_do_not_contradict_each_other(one: str, other: str) -> None:
    limits = f"- NFR-2: Performance: {one} within 200 ms\n- NFR-3: Performance: {other} within 500 ms\n"
    assert "SP105" not in codes(GOOD.replace("300 ms\n", f"300 ms\n{limits}"))


def test_what_is_still_to_be_decided_is_found() -> None:
    assert codes(with_requirement("Keep positions for TBD days")) == ["SP106"]
    assert codes(with_requirement("Keep positions for as long as TODO (ask Ann)")) == ["SP106"]
    assert codes(with_requirement("TODO decide how long positions are kept")) == ["SP106"]


@pytest.mark.parametrize(
    "words",
    [
        "Add a todo to the list",
        "Show TODO items by date",
        "Move a card from the column TODO to DONE",
        "Give each new card the status TODO",
        "Show phone numbers as +1-XXX-XXX-XXXX",
    ],
)
def test_what_a_product_is_about_is_no_placeholder(words: str) -> None:
    assert "SP106" not in codes(with_requirement(words))


def test_a_question_marked_in_a_requirement_is_found() -> None:
    assert codes(with_requirement("Notify by [NEEDS CLARIFICATION: mail or push?]")) == ["SP107"]


def test_no_criteria_are_asked_for_of_qualities_where_none_has_one() -> None:
    text = with_requirement("Notify the sender\n- FR-3: Notify the receiver")
    text = text.replace("404\n", "404\n- AC-2 (FR-2): A mail goes out\n- AC-3 (FR-3): A card comes\n")
    assert codes(text) == []


def test_a_requirement_alone_without_criteria_is_found() -> None:
    text = with_requirement("Notify the sender").replace(
        "404\n", "404\n- AC-2 (NFR-1): A measurement shows it\n"
    )
    assert codes(text) == ["SP108"]


def test_a_requirement_that_a_criterion_names_second_has_a_criterion() -> None:
    text = with_requirement("Notify the sender").replace(
        "404\n", "404\n- AC-2: A mail goes out in time (NFR-1, FR-2)\n"
    )
    assert codes(text) == []


def test_a_list_under_a_heading_that_says_nothing_known_is_a_finding_at_the_heading() -> None:
    text = f"{GOOD}\n## Odds and ends\n\n- parcels\n- letters\n- pallets\n"
    (item,) = found(text)
    assert (item.code, item.line) == ("SP109", text[: text.index("## Odds")].count("\n") + 1)


def test_an_authors_own_list_of_tasks_is_said_not_to_be_the_plan() -> None:
    tasks = "## Tasks / Subtasks\n\n### Setup\n\n- [ ] T1 Make a project\n  - [ ] T1.1 Lint\n- [ ] T2 Ship\n"
    (item,) = found(f"{GOOD}\n{tasks}")
    assert (item.code, item.severity, "2 tasks" in item.message) == ("SP110", Severity.INFO, True)


def test_a_document_that_binds_no_criteria_is_not_asked_for_them_one_by_one() -> None:
    assert "SP108" not in codes(with_requirement("Notify the sender").replace(" (FR-1)", ""))


@pytest.mark.parametrize(
    ("heading", "code"),
    [("Acceptance Criteria", "SP201"), ("Non-Functional Requirements", "SP202"), ("Out of Scope", "SP203")],
)
def test_a_missing_section_is_named(heading: str, code: str) -> None:
    start = GOOD.index(f"## {heading}")
    end = GOOD.find("\n## ", start)
    assert codes(GOOD[:start] + (GOOD[end + 1 :] if end > 0 else "")) == [code]


def test_a_page_without_requirements_has_that_one_finding() -> None:
    assert codes("# Trip\n\nWe went away.\n") == ["SP200"]


def test_a_comment_silences_a_code_on_its_line() -> None:
    assert codes(with_requirement("Search is fast <!-- lint: ignore SP101 -->")) == []


def test_an_accepted_finding_stays_out_after_its_line_has_moved() -> None:
    text = with_requirement("Search is fast")
    baseline = write_baseline(found(text))
    assert without_accepted(found("\n\n" + text), baseline) == ()


def test_a_new_finding_of_the_same_code_is_not_covered_by_the_baseline() -> None:
    baseline = write_baseline(found(with_requirement("Search is fast")))
    left = without_accepted(found(with_requirement("Upload is fast")), baseline)
    assert [item.code for item in left] == ["SP101"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"accepted": 3}', '{"accepted": {"a": "x"}}'])
def test_a_broken_baseline_is_refused(text: str) -> None:
    with pytest.raises(BaselineError, match="write it anew"):
        without_accepted((), text)


WEAK = found(with_requirement("Search is fast | <b>now</b>"))


def test_text_names_file_line_severity_and_code() -> None:
    assert render_findings(WEAK, "text", source="a.md").startswith("a.md:6:3: warning SP101 FR-2")


@pytest.mark.parametrize(("times", "said"), [(1, "1 warning"), (2, "2 warnings")])
def test_the_last_line_counts_the_findings(times: int, said: str) -> None:
    assert render_findings(WEAK * times, "text").endswith(f"\n{said}\n")


def test_json_holds_every_finding() -> None:
    assert [item["code"] for item in json.loads(render_findings(WEAK, "json"))["findings"]] == ["SP101"]


def test_sarif_gives_level_place_and_a_stable_fingerprint() -> None:
    run = json.loads(render_findings(WEAK, "sarif", source="a.md"))["runs"][0]
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("SP101", "warning")
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 6
    assert result["partialFingerprints"]["notionPlanner/v1"] == WEAK[0].digest
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["SP101"]


@pytest.mark.parametrize(
    ("source", "uri"),
    [
        ("docs/my spec #1.md", "docs/my%20spec%20%231.md"),
        ("https://a.example/p?v=1", "https://a.example/p?v=1"),
    ],
)
def test_sarif_names_a_file_by_a_uri_and_an_address_as_it_is(source: str, uri: str) -> None:
    (result,) = json.loads(render_findings(WEAK, "sarif", source=source))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


def test_words_of_the_specification_cannot_leave_their_markdown_cell() -> None:
    item = WEAK[0].model_copy(update={"message": "a | b\n# c <img src=x>"})
    row = render_findings((item,), "markdown").strip().split("\n")[-1]
    assert row.count(" | ") == 4
    assert "\\<img src=x\\>" in row


FORMS: tuple[Format, ...] = ("text", "markdown")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_found_is_said(form: Format) -> None:
    assert render_findings((), form).startswith("No findings")
