"""Plans of the profile quick, but where a test is about the pages of a standard one."""

import pytest


@pytest.fixture
def profile() -> str:
    return "quick"
