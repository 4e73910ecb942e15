"""Tables that are none in Markdown say what they say as ones of its own."""

import pytest

from notion_planner.extractor import extract

HEAD = ["ID", "Requirement", "Priority"]
ROWS = [["FR-1", "Export loans; all of them", "Must"], ["FR-2", "End a loan", "Should"]]
SAID = [("FR-1", "Export loans; all of them"), ("FR-2", "End a loan")]
RULE = "+------+------+-----+"
DRAWN = f"""{RULE}
| ID | Requirement | Priority |
+======+======+=====+
| FR-1 | Export loans; | Must |
|      | all of them |  |
{RULE}
| FR-2 | End a loan | Should |
{RULE}"""


def bars(*rows: list[str]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def separated(sign: str) -> str:
    cells = [[f'"{cell}"' if sign in cell else cell for cell in row] for row in (HEAD, *ROWS)]
    return "\n".join(sign.join(row) for row in cells)


@pytest.mark.parametrize(
    "table",
    [
        bars(HEAD, *ROWS),
        bars(*(row[:2] for row in ROWS), ["FR-3", ""]),
        DRAWN,
        f"{RULE}\n{bars(HEAD)}\n{RULE}\n{bars(*ROWS)}\n{RULE}",
        separated("\t"),
        separated(";"),
        separated(","),
    ],
    ids=[
        "without a rule",
        "without a head",
        "drawn",
        "of a shell",
        "of a spreadsheet",
        "semicolons",
        "commas",
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"], ids=["in a file", "on a page"])
def test_each_row_is_a_requirement(table: str, gap: str) -> None:
    # On a page of Notion's each line is a block, and no line is empty.
    spec = extract(gap.join(["# Desk", "## Requirements", table, "## Out of scope", "- Fines"]))
    assert [(item.id, item.text) for item in spec.requirements] == SAID
    assert [item.text for item in spec.out_of_scope] == ["Fines"]


@pytest.mark.parametrize(
    "text", ["Priority, ID, or text\nare words, three, and\nmore, many, all", "a, b\nc, d\ne, f"]
)
def test_a_text_with_commas_is_no_table(text: str) -> None:
    items = extract(f"# Desk\n\n## Requirements\n\n- Export loans\n\n{text}\n").requirements
    assert [item.text for item in items] == ["Export loans"]


def test_a_drawn_table_in_code_stays_code() -> None:
    spec = extract(f"# Desk\n\n## Requirements\n\n- Export loans\n\n```\n{DRAWN}\n```\n")
    assert [item.text for item in spec.requirements] == ["Export loans"]
