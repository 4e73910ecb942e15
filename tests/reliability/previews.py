"""Preview against write over whole documents: planned, changed by seed, worked on, and both at once.

`make previews` goes through every fixture and every document of the corpus that NOTION_PLANNER_CORPUS names.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from notion_planner.extractor import extract
from notion_planner.fetcher.spec_file import without_title
from notion_planner.settings import PlansPlace, Settings, TaskDirections, TasksPlace
from tests.conftest import CREATED, Notion
from tests.planner.test_corpus import DOCUMENTS
from tests.scenarios.as_previewed import written
from tests.scenarios.rewriting import rewrite, work_on
from tests.scenarios.test_schemas import database

_OPTIONS = {"Status": ("To Do", "In Progress", "Done"), "Priority": ("High", "Medium", "Low")}
_FOLLOWING = TaskDirections.model_validate(
    dict.fromkeys(("priority", "points", "tags", "due", "blocked_by"), "spec")
)


def started() -> Notion:
    """A workspace as a newcomer's: few properties, written once."""
    return Notion()


def following() -> Notion:
    """A workspace in which every property that the planner knows follows the specification."""
    notion = Notion()
    selects = {
        name: {"select": {"options": [{"name": option} for option in options]}}
        for name, options in _OPTIONS.items()
    }
    others = {"Points": {"number": {}}, "Tags": {"multi_select": {}}, "Due": {"date": {}}}
    keyed = {"Name": {"title": {}}, "Planner Key": {"rich_text": {}}}
    source = database(notion, "Board", {**keyed, **selects, **others})
    dual = {"data_source_id": source, "dual_property": {"synced_property_name": "Blocks"}}
    notion.request("PATCH", f"data_sources/{source}", {"properties": {"Blocked By": {"relation": dual}}})
    notion.settings = Settings(
        plans=PlansPlace(parent="Engineering Plans", views=True),
        tasks=TasksPlace(database="Board", directions=_FOLLOWING),
    )
    return notion


def lived(notion: Notion, document: Path, random: Random) -> Iterator[list[str]]:
    """What is amiss after each step of a plan's life."""
    text = document.read_text(encoding="utf-8")
    title = extract(text).title or document.stem
    page = notion.add_page(title, "Engineering Specs", without_title(text, title))
    found = written(notion, page)
    yield [*found.otherwise, *found.edited]
    for day, (is_rewritten, is_worked_on) in enumerate(((True, False), (False, True), (True, True)), 1):
        if is_worked_on:
            work_on(notion, found.report)
        if is_rewritten:
            rewrite(notion, page, title, random)
        found = written(notion, page, today=CREATED + timedelta(days=4 * day))
        yield [*found.otherwise, *found.edited]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    documents = [path for path in DOCUMENTS if extract(path.read_text(encoding="utf-8")).is_plannable]
    runs = amiss = 0
    for seed in range(given.first, given.first + given.seeds):
        for document in documents:
            notion = following() if seed % 2 else started()
            for found in lived(notion, document, Random(f"{document.stem} {seed}")):
                runs += 1
                amiss += len(found)
                sys.stdout.writelines(f"{document.name}, seed {seed}, run {runs}: {line}\n" for line in found)
            notion.workspace.close()
    sys.stdout.write(
        f"{len(documents)} documents, seeds {given.first}+{given.seeds}, {runs} syncs, {amiss} differences\n"
    )
    return int(bool(amiss))


if __name__ == "__main__":
    sys.exit(main())
