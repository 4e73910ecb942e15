"""A tour in a real Chromium: plan page, task board, a ticked to-do that stays ticked, a phone.

What the pages look like is compared with tour.json. After a change that is meant, renew it with
``WORKSPACE_TOUR_RENEW=1 pytest tests/workspace/test_tour.py`` and look at the pictures that
``WORKSPACE_SCREENSHOTS=folder`` keeps.
"""

import json
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import running
from tests.workspace.chromium import BINARY, Chromium
from tests.workspace.conftest import Api
from tests.workspace.pictures import Picture, differences, picture

pytestmark = [
    pytest.mark.slow,
    pytest.mark.anyio,
    pytest.mark.skipif(BINARY is None, reason="no Chromium: install the Debian package chromium"),
]
REFERENCE = Path(__file__).parent / "tour.json"
SIZES = {"desktop": (1280, 900), "phone": (390, 800)}
PLAN = """## Implementation Phases
- [ ] Setup database schema
- [ ] Configure storage
<callout icon="🎯" color="blue_bg">
\tOne goal
</callout>
```mermaid
graph TD
A[Schema] --> B[API]
B --> C[Tests]
```
| Milestone | Date |
|---|---|
| Phase 1 | Oct 16 |
"""
PARTS = {
    "plan": {
        "tree": ".tree",
        "title": "h1",
        "heading": ".content h3",
        "box of the first to-do": ".to-do button svg",
        "first to-do": ".to-do > span",
        "callout": ".callout",
        "diagram": "svg.diagram",
        "last box of the diagram": "svg.diagram g:last-of-type rect",
        "table": ".content table",
    },
    "board": {
        "tree": ".tree",
        "title": "h1",
        "first column": ".board section:nth-child(1)",
        "second column": ".board section:nth-child(2)",
        "card": ".card",
        "choice on the card": ".card select",
    },
}


@pytest.fixture
def site(api: Api) -> Iterator[str]:
    with running(api.workspace.app) as address:
        yield address


@dataclass(frozen=True)
class Stops:
    site: str
    plan_id: str
    addresses: Mapping[str, str]


@pytest.fixture
async def stops(api: Api, site: str) -> Stops:
    plan = await api.page("Implementation Plan", markdown=PLAN)
    row = await api.row("Setup database schema", Status={"select": {"name": "To Do"}})
    board = f"{site}/p/{row['parent']['data_source_id']}?as=board"
    return Stops(site, plan["id"], {"plan": f"{site}/p/{plan['id']}", "board": board})


def kept(name: str) -> Picture:
    stored = json.loads(REFERENCE.read_text(encoding="utf-8"))[name]
    boxes = {part: numbers(box) for part, box in stored["boxes"].items()}
    return Picture(SIZES[name.split()[-1]], boxes, tuple(map(numbers, stored["light"])))


def numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


def words(values: Iterable[int]) -> str:
    return " ".join(map(str, values))


def keep(name: str, seen: Picture) -> None:
    stored = json.loads(REFERENCE.read_text(encoding="utf-8")) if REFERENCE.exists() else {}
    assert None not in seen.boxes.values(), f"a part of {name} is not shown"
    boxes = {part: words(box or ()) for part, box in seen.boxes.items()}
    stored[name] = {"boxes": boxes, "light": [words(row) for row in seen.light]}
    REFERENCE.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")


async def changes(browser: Chromium, page: str, size: str) -> list[str]:
    """How the open page differs from what is kept of it."""
    return differences(await picture(browser, SIZES[size], PARTS[page]), kept(f"{page} {size}"))


@asynccontextmanager
async def style(browser: Chromium, rules: str) -> AsyncIterator[None]:
    """The open page with these rules on top."""
    await browser.run(
        "document.head.append(globalThis.added = document.createElement('style'));"
        f"added.textContent = {json.dumps(rules)}"
    )
    yield
    await browser.run("added.remove()")


async def test_a_ticked_to_do_and_a_moved_card_stay_after_a_reload(
    api: Api, stops: Stops, browser: Chromium
) -> None:
    await browser.open(stops.addresses["plan"])
    assert await browser.run("document.querySelectorAll('svg.diagram rect').length") == 3
    await browser.run("document.querySelector('.to-do button').focus()")
    await browser.press("Enter", 13, navigates=True)
    await browser.reload()
    ticks = "[...document.querySelectorAll('[role=checkbox]')].map(b => b.ariaChecked).join()"
    assert await browser.run(ticks) == "true,false"
    assert (await api.markdown(stops.plan_id)).startswith("## Implementation Phases\n- [x] Setup")

    await browser.open(stops.addresses["board"])
    await browser.run(
        "const s = document.querySelector('.card select');"
        "s.value = [...s.options].find(o => o.text === 'Done').value;"
        "s.dispatchEvent(new Event('change', {bubbles: true}))",
        navigates=True,
    )
    assert await browser.run("document.querySelector('.card').closest('section').ariaLabel") == "Done"
    elsewhere = [url for url in browser.requested if not url.startswith((stops.site, "data:", "about:"))]
    assert (elsewhere, browser.complaints) == ([], [])


async def test_the_pages_look_as_they_did_on_a_desktop_and_on_a_phone(
    stops: Stops, browser: Chromium
) -> None:
    shots = os.environ.get("WORKSPACE_SCREENSHOTS")
    found = []
    for page, address in stops.addresses.items():
        await browser.open(address)
        for size, pixels in SIZES.items():
            await browser.size(*pixels)
            if shots:
                await browser.screenshot(Path(shots) / f"{page}-{size}.png")
            if "WORKSPACE_TOUR_RENEW" in os.environ:
                keep(f"{page} {size}", await picture(browser, pixels, PARTS[page]))
            found += [f"{page} {size}: {line}" for line in await changes(browser, page, size)]
            assert await browser.run("document.documentElement.scrollWidth <= window.innerWidth")
    assert not found, "\n".join(found)


async def test_another_font_is_no_change_of_looks_but_a_fault_is(stops: Stops, browser: Chromium) -> None:
    faults = {
        "plan": {
            "a stylesheet that is lost": "* { all: revert !important }",
            "colours turned around": "html { filter: invert(1) }",
            "no box to tick": ".to-do button { display: none }",
            "no drawing": "svg.diagram { display: none }",
        },
        "board": {
            "columns below each other": ".board { display: block !important }",
            "something over the page": "main { background: #444 !important }",
        },
    }
    await browser.send("Page.setBypassCSP", enabled=True)
    await browser.size(*SIZES["desktop"])
    for page, address in stops.addresses.items():
        await browser.open(address)
        async with style(browser, "* { font-family: serif !important }"):
            assert await changes(browser, page, "desktop") == []
        for name, rules in faults[page].items():
            async with style(browser, rules):
                assert await changes(browser, page, "desktop") != [], name
