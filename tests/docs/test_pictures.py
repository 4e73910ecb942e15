"""The README's pictures are small, and show what the local workspace shows today."""

import base64
from collections.abc import Iterator, Mapping
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


@pytest.fixture
def shown() -> Iterator[Mapping[str, str]]:
    with addresses() as shown:
        yield shown


@pytest.mark.slow
@pytest.mark.anyio
@pytest.mark.skipif(BINARY is None, reason="no Chromium: install the Debian package chromium")
async def test_the_pictures_show_what_the_workspace_shows(
    shown: Mapping[str, str], browser: Chromium, tmp_path: Path
) -> None:
    await take(browser, shown, tmp_path)
    await browser.open("about:blank")
    found = {}
    for name, size in SIZES.items():
        seen, kept = [await _look(browser, where / f"{name}.png", size) for where in (tmp_path, FOLDER)]
        found[name] = differences(seen, kept)
    assert found == {name: [] for name in SIZES}, "`make docs` takes them anew"


async def _look(browser: Chromium, path: Path, size: tuple[int, int]) -> Picture:
    data = base64.b64encode(path.read_bytes()).decode()
    source = f"data:image/png;base64,{data}"
    await browser.run(
        f'document.body.innerHTML = \'<img style="position:fixed;left:0;top:0" src="{source}">\';'
        "document.querySelector('img').decode().then(() => true)",
        awaits=True,
    )
    return await picture(browser, size, {"picture": "img"})
