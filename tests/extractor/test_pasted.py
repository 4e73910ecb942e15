"""What copying puts around and into a text changes nothing of what it says."""

import re
from collections.abc import Callable

import pytest

from notion_planner.extractor import extract
from tests.extractor.saying import said

DOCUMENT = """# Loan desk

## Requirements

- **FR-1**: The desk must export loans
- FR-2: The desk must end a loan:
  - at once
  - for the night

| ID | Requirement |
|----|-------------|
| FR-3 | The desk must list loans a \\| b |

## Non-goals

- Fines
"""


def lines(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(change(line) for line in text.split("\n"))


@pytest.mark.parametrize(
    "copied",
    [
        lines(lambda line: f"> {line}".rstrip()),
        lines(lambda line: f">> {line}"),
        lines(lambda line: f"    {line}"),
        lines(lambda line: line if line.startswith("# ") else f"\t{line}"),
        lines(lambda line: f"\u200b{line}"),
        lines(lambda line: line.replace(" ", "\u00a0")),
        lines(lambda line: line if "|" in line else re.sub(r"([#*.-])", r"\\\1", line)),
        lines(lambda line: re.sub(r"^(#+) (.*)", lambda found: f"h{len(found[1])}. {found[2]}", line)),
        lines(lambda line: re.sub(r"^#+ (.*)", lambda found: f"{found[1]}\n{'~' * len(found[1])}", line)),
        lines(lambda line: re.sub(r"^- ", "•\n", line)),
        lambda text: f"Here it is:\n\n```markdown\n{text}\n```\n\nTell me what you think.",
    ],
    ids=[
        *("quoted", "quoted twice", "indented", "below", "invisible", "hard blanks", "escaped"),
        *("wiki", "underlined", "signs alone", "fenced"),
    ],
)
def test_a_copied_text_says_the_same(copied: Callable[[str], str]) -> None:
    assert said(extract(copied(DOCUMENT), title="Loan desk")) == said(extract(DOCUMENT, title="Loan desk"))


def test_a_paragraph_behind_hard_blanks_is_no_code() -> None:
    spec = extract("# Desk\n\n## Requirements\n\n\u00a0\u00a0\u00a0\u00a0The desk must export loans.\n")
    assert [item.text for item in spec.requirements] == ["The desk must export loans."]


def test_what_is_quoted_within_a_text_stays_a_quote() -> None:
    spec = extract("# Desk\n\n## Requirements\n\n- Export loans\n\n> # Out of scope\n> - End a loan\n")
    assert [item.text for item in spec.requirements] == ["Export loans"]


@pytest.mark.parametrize("above", ["# Desk\n\n## Requirements\n\n", "Requirements:\n\n"])
def test_code_within_a_document_stays_code(above: str) -> None:
    spec = extract(f"{above}- Export loans\n\n```\n# comment\n# Out of scope\n- End a loan\n```\n")
    assert [item.text for item in spec.requirements] == ["Export loans"]
    assert not spec.out_of_scope


WIKI = """h1. Loan desk

h2. Requirements

{panel:title=Scope}
# Export loans
# End a loan
** at once
{panel}

||ID||Requirement||
|FR-3|List loans|
|FR-4|Print loans|

{code}
# Burn loans
{code}

h2. Out of scope

* Fines
"""


def test_lists_tables_and_code_of_a_wiki_are_read_as_such() -> None:
    spec = extract(WIKI)
    stated = ["Export loans", "End a loan", "List loans", "Print loans"]
    assert [item.text for item in spec.requirements] == stated
    assert [item.text for item in spec.out_of_scope] == ["Fines"]
