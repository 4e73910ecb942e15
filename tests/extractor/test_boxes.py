"""A toggle or callout in the middle of a section says nothing of what stands behind it."""

import pytest

from notion_planner.extractor import extract

PAGE = """\
## Requirements
- FR-1: Create an order
<details>
<summary>{title}</summary>
\t{detail}
</details>
- FR-2: Cancel an order
- NFR-1: Response time < 200ms
## Acceptance Criteria
- AC-1: An order without items is refused
"""
FILE = PAGE.replace("\t{detail}", "\n{detail}\n").replace("</details>", "</details>\n")


@pytest.mark.parametrize("detail", ["- Refunds by cheque", "We talked about it in May."])
@pytest.mark.parametrize("title", ["Notes", "Later", "Risks", "Why we need this", "Returns"])
@pytest.mark.parametrize("form", [PAGE, FILE])
def test_what_stands_behind_a_toggle_is_required_as_before_it(form: str, title: str, detail: str) -> None:
    spec = extract(form.format(title=title, detail=detail), title="Orders")
    assert [item.id for item in spec.requirements if item.id] == ["FR-1", "FR-2", "NFR-1"]
    assert {item.source.heading_path for item in spec.requirements if item.id} == {("Requirements",)}


def test_what_a_toggle_puts_off_is_put_off_and_nothing_else() -> None:
    spec = extract(PAGE.format(title="Out of scope", detail="- Refunds by cheque"), title="Orders")
    assert [item.text for item in spec.out_of_scope] == ["Refunds by cheque"]


def test_a_remark_in_a_toggle_is_no_requirement() -> None:
    spec = extract(PAGE.format(title="Returns", detail="We talked about it in May."), title="Orders")
    assert [item.id for item in spec.requirements] == ["FR-1", "FR-2", "NFR-1"]


def test_in_a_toggle_within_a_toggle_each_ends_where_it_ends() -> None:
    inner = (
        "<details>\n\t<summary>Later</summary>\n\t\t- Refunds by cheque\n\t</details>\n\t- Refunds by card"
    )
    spec = extract(PAGE.format(title="Notes", detail=inner), title="Orders")
    assert [item.id for item in spec.requirements if item.id] == ["FR-1", "FR-2", "NFR-1"]
    assert [item.text for item in spec.out_of_scope] == ["Refunds by cheque"]


def test_a_label_in_a_callout_is_of_what_the_callout_says() -> None:
    callout = '<callout icon="⚠️">\n\t**Risk:** The mail server may be down\n</callout>'
    page = PAGE.replace("<details>\n<summary>{title}</summary>\n\t{detail}\n</details>", callout)
    spec = extract(page, title="Orders")
    assert [item.id for item in spec.requirements] == ["FR-1", "FR-2", "NFR-1"]
    assert [item.text for item in spec.risks] == ["The mail server may be down"]


def test_a_callout_that_holds_a_title_alone_is_the_title_of_what_follows() -> None:
    text = '<callout icon="✅">\n\t**Requirements**\n</callout>\n- Create an order\n- Cancel an order\n'
    assert [item.text for item in extract(text, title="Orders").requirements] == [
        "Create an order",
        "Cancel an order",
    ]
