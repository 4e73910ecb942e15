"""Sections whose title names two kinds of things, each of which says itself which it is."""

import pytest

from notion_planner.extractor import extract


def test_what_asks_nothing_among_questions_and_assumptions_is_assumed() -> None:
    items = "- **Assumption:** Ferries sail daily\n- Seats are numbered\n- **Open question:** Who pays?\n"
    spec = extract(f"# Ferry PRD\n\n## Open questions & assumptions\n\n{items}")
    assert [item.text for item in spec.open_questions] == ["Open question: Who pays?"]
    assert len(spec.assumptions) == 2


@pytest.mark.parametrize("answer", ["(Answer: the town)", "[Decision: the town]", "(Antwort: die Stadt)"])
def test_a_question_is_answered_in_brackets_behind_it(answer: str) -> None:
    spec = extract(f"# Ferry PRD\n\n## Open questions\n\n- Who pays? {answer}\n- Who sails?\n")
    assert [item.text for item in spec.open_questions] == ["Who sails?"]


def test_the_type_of_a_row_says_whether_it_is_a_risk_or_a_dependency() -> None:
    rows = "| Fog | Risk | Radar |\n| The town's bank | Dependency | Cash |\n"
    table = f"| Item | Type | Mitigation |\n|---|---|---|\n{rows}"
    spec = extract(f"# Ferry PRD\n\n## Dependencies & risks\n\n{table}")
    assert [(item.text, item.mitigation) for item in spec.risks] == [("Fog", "Radar")]
    assert [item.text for item in spec.dependencies] == ["The town's bank"]


def test_a_question_with_a_dash_behind_it_is_open_where_that_says_so() -> None:
    items = "- Who pays? — TBD\n- Who sails? — Ann\n- When? **A:** at six\n- Which gate? A: east, B: west\n"
    found = extract(f"# Ferry PRD\n\n## Open questions\n\n{items}").open_questions
    assert [item.text.partition("?")[0] for item in found] == ["Who pays", "Which gate"]
