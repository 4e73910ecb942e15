"""Each extracted item names the block it stands in, where that is asked for."""

import json

import pytest

from notion_planner.cli.app import run
from notion_planner.errors import ExitCode
from notion_planner.extractor import extract
from notion_planner.fetcher.block_ids import read_blocks, with_block_ids
from tests.conftest import SPEC, Notion

NESTED = (
    "## Requirements\n- FR-1: Export\n\t- FR-2: Export as CSV\n"
    "<details>\n<summary>More</summary>\n\t- FR-3: Export as JSON\n</details>\n"
    "<table>\n<tr>\n<td>ID</td>\n<td>Requirement</td>\n</tr>\n"
    "<tr>\n<td>FR-4</td>\n<td>Export as PDF</td>\n</tr>\n</table>\n"
)


def found(notion: Notion, title: str) -> dict[str | None, str]:
    """Author's identifier → text of the block that the item was placed in."""
    page = notion.find(title)
    spec = extract(notion.markdown(page), title=title)
    blocks = notion.ask(lambda gateway: read_blocks(gateway, page))
    texts = {block.id: block.text for block in blocks}
    return {item.id: texts[item.source.block_id] for item in with_block_ids(spec, blocks).requirements}


def test_every_requirement_has_its_block(notion: Notion) -> None:
    placed = found(notion, SPEC)
    assert len(placed) == 5
    assert all(text.startswith(f"{label}:") for label, text in placed.items())


def test_blocks_in_toggles_lists_and_tables_are_found(notion: Notion) -> None:
    notion.add_page("Nested", "Engineering Specs", NESTED)
    placed = found(notion, "Nested")
    assert placed["FR-3"] == "FR-3: Export as JSON"
    assert placed["FR-4"] == "FR-4 Export as PDF"


def test_equal_texts_are_told_apart_by_their_order(notion: Notion) -> None:
    notion.add_page(
        "Twins", "Engineering Specs", "## Requirements\n- Export as CSV\n- Import\n- Export as CSV"
    )
    page = notion.find("Twins")
    spec = extract(notion.markdown(page), title="Twins")
    blocks = notion.ask(lambda gateway: read_blocks(gateway, page))
    ids = [item.source.block_id for item in with_block_ids(spec, blocks).requirements]
    assert len(set(ids)) == len(ids)


def test_the_command_prints_block_ids_and_has_none_for_a_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["extract", SPEC, "--json", "--block-ids"]) == ExitCode.DONE
    items = json.loads(capsys.readouterr().out)["requirements"]
    assert all(item["source"]["block_id"] for item in items)
