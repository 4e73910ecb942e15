"""Accessibility of a page as axe sees it in a headless Chromium, in light and in dark.

``async with Chromium(profile) as browser: found = await serious_findings(browser, address)``; an address
may be a file's, too. Where Chromium or axe-core is missing, ``needs_axe`` skips.
"""

import json
from typing import Any

import pytest

from tests.npm import package
from tests.workspace.chromium import BINARY, Chromium

_FOLDER = package("axe-core")
needs_axe = pytest.mark.skipif(
    BINARY is None or _FOLDER is None,
    reason="no Chromium (Debian package chromium) or no axe-core (run `make node`)",
)
GRAVE = frozenset({"serious", "critical"})
# What a page is made of is the same in dark: only its colours are looked at again.
RUNS = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "dark": ["color-contrast"],
}


async def serious_findings(browser: Chromium, address: str) -> list[str]:
    """One line for each serious or critical finding: scheme, rule, what it asks, where."""
    assert _FOLDER is not None
    await browser.open(address)
    await browser.run((_FOLDER / "axe.min.js").read_text(encoding="utf-8") + "; true")
    found = []
    for scheme, rules in RUNS.items():
        await browser.prefer_color_scheme(scheme)
        for violation in await _violations(browser, rules):
            if violation["impact"] in GRAVE:
                places = ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:5])
                found.append(f"{scheme}: {violation['id']}: {violation['help']} ({places})")
    return found


async def _violations(browser: Chromium, rules: list[str]) -> list[dict[str, Any]]:
    options = json.dumps({"resultTypes": ["violations"], "runOnly": rules})
    script = f"axe.run(document, {options}).then(found => JSON.stringify(found.violations))"
    violations: list[dict[str, Any]] = json.loads(await browser.run(script, awaits=True))
    return violations
