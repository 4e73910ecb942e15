"""Long runs of one mark, which a careless pattern reads again from each of its places."""

from collections.abc import Callable
from time import process_time

import pytest

from notion_planner.changes.recovery import _as_told
from notion_planner.extractor import extract
from notion_planner.extractor.readers.criteria import is_label
from notion_planner.model.spec import Requirement, Source
from notion_planner.planner.english.clauses import carried_on, done
from notion_planner.planner.english.unchanged import goes_on
from notion_planner.planner.english.wording import titled

UNCHANGED = Requirement(
    key="kept",
    text="x " * 40_000,
    source=Source(line=1, end_line=1, heading_path=("Unchanged behaviour",), rule="list"),
)
READERS: dict[str, Callable[[], object]] = {
    "marks of progress": lambda: titled(f"Print {'✅' * 30_000}x"),
    "spaces behind a name in bold": lambda: is_label(f"**a**{' ' * 30_000}x", "a"),
    "rows of a table without an end": lambda: _as_told("<tr>\n" * 10_000, "<tr>\n" * 10_000),
    "signs of a quote in each line": lambda: extract("\n".join([">" * 300_000] * 2)),
    "words of one duty": lambda: carried_on(["word"] * 60_000, done),
    "words below what stays unchanged": lambda: goes_on(UNCHANGED),
    "lines below one heading": lambda: extract("## Requirements\n\n" + "word\n\n" * 8_000),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_long_run_of_one_mark_is_read_in_seconds(reader: Callable[[], object]) -> None:
    """Each took 8 to 80 s of processor time once, and takes less than one; the rest is for a busy machine."""
    begun = process_time()
    reader()
    assert process_time() - begun < 5
