"""The runner's forms: nothing that a specification says can leave its place in them."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.github import (
    annotation,
    details,
    fitting,
    one_sarif_log,
    output_entries,
    sarif_annotations,
    shielded,
)
from tests.runner import commands, read_outputs

TEXT = st.text(alphabet=string.printable + "é…\u2028", max_size=80)


def unescaped(text: str) -> str:
    for code, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, character)
    return text


@given(message=TEXT, title=TEXT, file=TEXT)
def test_an_annotation_is_one_line_that_reads_back(message: str, title: str, file: str) -> None:
    line = annotation("warning", message, title=title, file=file, line=3, column=4)
    assert "\n" not in line
    assert "\r" not in line
    _, head, said = line.split("::", 2)
    assert unescaped(said) == message
    found = dict(pair.split("=", 1) for pair in head.removeprefix("warning ").split(","))
    assert unescaped(found.get("file", "")) == file
    assert unescaped(found.get("title", "")) == title


@given(
    st.dictionaries(st.sampled_from(["a", "plan-url", "changed"]), TEXT.filter(lambda text: "\r" not in text))
)
def test_outputs_read_back_whatever_they_hold(values: dict[str, str]) -> None:
    found = read_outputs(
        output_entries(values, delimiter="end-5d1c").replace("\u2028", "?").replace("\x0b", "?")
    )
    assert list(found) == list(values)


def test_an_output_that_holds_its_delimiter_is_refused() -> None:
    with pytest.raises(ValueError, match="delimiter"):
        output_entries({"plan-url": "x\nend\nchanged=true"}, delimiter="end")


@given(TEXT)
def test_shielded_text_holds_no_command(text: str) -> None:
    assert commands(shielded(f"::error::{text}\n::stop-commands::x\n##[error]", token="5d1c")) == []


@given(st.text(alphabet="`\n <>/details", max_size=60))
def test_details_cannot_be_closed_from_inside(text: str) -> None:
    lines = details("Plan", text).split("\n")
    fence = lines[3].removesuffix("text")
    assert sum(line.strip() == fence for line in lines) == 1


def test_a_summary_that_github_would_drop_is_cut_and_says_so() -> None:
    assert fitting("small") == "small"
    cut = fitting("é line\n" * 200_000)
    assert len(cut.encode()) < 1_048_576
    assert "Cut here" in cut


def log(uri: str, *levels: str) -> dict[str, object]:
    results = [
        {
            "ruleId": f"R-{level}",
            "level": level,
            "message": {"text": "vague"},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": 7}}}
            ],
        }
        for level in levels
    ]
    driver = {"name": "notion-planner", "rules": [{"id": f"R-{level}"} for level in levels]}
    return {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def test_the_worst_finding_comes_first() -> None:
    found = sarif_annotations(log("spec.md", "note", "error", "warning"), file="spec.md")
    assert [line.split()[0] for line in found] == ["::error", "::warning", "::notice"]


def test_a_finding_on_a_page_names_address_and_line_in_its_text() -> None:
    found = sarif_annotations(log("https://app.notion.com/p/1", "error"), file=None)
    assert found == ["::error title=R-error::vague (https://app.notion.com/p/1, line 7)"]


def test_logs_are_joined_into_one_run_with_each_rule_once() -> None:
    joined = one_sarif_log([log("a.md", "error", "note"), log("b.md", "error")])
    (run,) = joined["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["R-error", "R-note"]
    assert len(run["results"]) == 3
