"""The comparison with other tools counts what is lost, and nothing else."""

from benchmarks.peers.documents import as_plain
from benchmarks.peers.loss import losses

PAGE = (
    "## Tasks\n"
    '- [ ] <mention-page url="https://app.notion.com/p/1">Write the docs</mention-page>\n'
    "\t- **One** thing\n"
    '<table header-row="true">\n'
    "<tr>\n<td>FR-1</td>\n<td>a | b</td>\n</tr>\n<tr>\n<td>x</td>\n<td>y</td>\n</tr>\n</table>\n"
    "```sql\nselect 1\n```"
)


def test_a_page_that_came_back_as_it_was_lost_nothing() -> None:
    assert losses({"Plan": PAGE}, {"Plan": PAGE}) == []


def test_a_link_counts_however_it_is_shown() -> None:
    linked = PAGE.replace(
        '<mention-page url="https://app.notion.com/p/1">Write the docs</mention-page>',
        "[Write the docs](https://app.notion.com/p/1)",
    )
    assert losses({"Plan": PAGE}, {"Plan": linked}) == []


def test_each_kind_of_loss_is_counted() -> None:
    poorer = (
        PAGE.replace("- [ ] ", "- ").replace("**One**", "One").replace("```sql", "```").replace("thing", "")
    )
    assert losses({"Plan": PAGE, "Task": "x"}, {"Plan": poorer}) == [
        "1 of 2 pages",
        "2 of 15 words",
        "1 of 1 code languages",
        "1 of 1 checkboxes",
        "1 of 1 bold texts",
    ]


def test_documents_are_plain_markdown_with_the_same_content() -> None:
    assert as_plain(PAGE) == (
        "## Tasks\n\n"
        "- [ ] [Write the docs](https://app.notion.com/p/1)\n\n"
        "    - **One** thing\n\n"
        "| FR-1 | a \\| b |\n|---|---|\n| x | y |\n\n"
        "```sql\nselect 1\n```"
    )
