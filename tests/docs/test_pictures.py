"""The README's pictures are small, and show what the local workspace shows today."""

import asyncio
import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.pictures import FOLDER, LARGEST, SIZES, addresses, take
from tests.workspace.chromium import BINARY, Chromium
from tests.workspace.pictures import Picture, differences, picture


@pytest.mark.parametrize("name", SIZES)
def test_a_picture_is_a_small_png(name: str) -> None:
    data = (FOLDER / f"{name}.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) < LARGEST


@pytest.mark.slow
@pytest.mark.skipif(BINARY is None, reason="no Chromium: install the Debian package chromium")
def test_the_pictures_show_what_the_workspace_shows(tmp_path: Path) -> None:
    with addresses() as shown:
        found = asyncio.run(_differences(shown, tmp_path))
    assert found == {name: [] for name in SIZES}, "`make docs` takes them anew"


async def _differences(shown: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    found = {}
    async with Chromium(folder / "profile") as browser:
        await take(browser, shown, folder)
        await browser.open("about:blank")
        for name, size in SIZES.items():
            seen, kept = [await _look(browser, where / f"{name}.png", size) for where in (folder, FOLDER)]
            found[name] = differences(seen, kept)
    return found


async def _look(browser: Chromium, path: Path, size: tuple[int, int]) -> Picture:
    data = base64.b64encode(path.read_bytes()).decode()
    source = f"data:image/png;base64,{data}"
    await browser.run(
        f'document.body.innerHTML = \'<img style="position:fixed;left:0;top:0" src="{source}">\';'
        "document.querySelector('img').decode().then(() => true)",
        awaits=True,
    )
    return await picture(browser, size, {"picture": "img"})
