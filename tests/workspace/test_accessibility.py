"""The browser view passes axe: tree, plan, task, table, board and every kind of block, light and dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.axe import needs_axe, serious_findings
from tests.conftest import Notion
from tests.running import running
from tests.workspace.chromium import Chromium

pytestmark = [pytest.mark.slow, pytest.mark.anyio, needs_axe]
HUES = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
BLOCKS = "\n".join([
    "# One",
    *(f'{hue} words {{color="{hue}"}}' for hue in HUES),
    *(f'{hue} ground {{color="{hue}_bg"}}' for hue in HUES),
    *(f'- a <span color="{hue}">{hue}</span>' for hue in HUES),
    "a [link](https://a.example/) and `code`",
    "- [ ] open **task**\n- [x] done task\n\t- [ ] below it\n1. first\n> said",
    "<details>\n<summary>Toggle</summary>\n\tinside\n</details>\n## Folded {toggle=\"true\"}\n\tinside",
    '<callout icon="🎯" color="red_bg">\n\tmind\n</callout>\n---\n$$\nx^2\n$$',
    "```mermaid\ngraph TD\nA[Start] --> B{Choice}\n```\n```mermaid\ngantt\nA :2025-10-13, 2d\n```",
    "```sql\nselect " + "a, " * 80 + "b\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |\n![A picture](data:,)\n<file src=\"https://a.example/f.pdf\"></file>",
    "<columns>\n\t<column>\n\t\tleft\n\t</column>\n\t<column>\n\t\tright\n\t</column>\n</columns>",
])  # fmt: skip


@pytest.fixture
def addresses() -> Iterator[dict[str, str]]:
    """The pages of a workspace in which a specification has its plan and tasks."""
    notion = Notion(profile="quick")
    notion.add_page("Export", "Engineering Specs", "## Requirements\n- FR-1: Export as CSV\n")
    report = notion.sync("Export")
    assert report.plan is not None
    blocks = notion.add_page("Every kind of block", "Engineering Plans", BLOCKS)
    source = notion.find("Engineering Tasks", "data_source")
    with running(notion.workspace.app) as site:
        yield {
            "tree": site,
            "plan page": f"{site}/p/{report.plan.id}",
            "task page": f"{site}/p/{report.tasks[0].id}",
            "every kind of block": f"{site}/p/{blocks}",
            "table": f"{site}/p/{source}",
            "board": f"{site}/p/{source}?as=board",
        }
    notion.workspace.close()


async def test_no_page_has_a_serious_finding(addresses: dict[str, str], browser: Chromium) -> None:
    found = {
        f"{name}: {line}"
        for name, address in addresses.items()
        for line in await serious_findings(browser, address)
    }
    assert not found, "\n".join(sorted(found))


async def test_grave_faults_are_found_in_light_and_in_dark(browser: Chromium, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    style = "p { color: #888 } @media (prefers-color-scheme: dark) { p { background: #888; color: #999 } }"
    page.write_text(
        f"<html lang=en><title>T</title><style>{style}</style><main><h1>T</h1><p>Words<img src=x></main>"
    )
    found = await serious_findings(browser, page.as_uri())
    rules = [line.split(": ")[:2] for line in found]
    assert sorted(rules) == [["dark", "color-contrast"], ["light", "color-contrast"], ["light", "image-alt"]]
