"""One Chromium for all tests of a process, a new tab for each: its start takes longer than most of them."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.workspace.chromium import Chromium


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def chromium(tmp_path_factory: pytest.TempPathFactory) -> "AsyncIterator[Chromium]":
    from tests.workspace.chromium import Chromium  # no part of what most runs import

    async with Chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
async def browser(chromium: "Chromium") -> "Chromium":
    await chromium.renew()
    return chromium
