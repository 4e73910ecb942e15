"""SARIF 2.1.0, the form in which code scanning takes what was found. Pure."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_log(driver: Mapping[str, object], results: Sequence[Mapping[str, object]]) -> str:
    """``driver``: version and rules of the tool, which is this one."""
    run = {"tool": {"driver": {"name": "notion-planner", **driver}}, "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def sarif_locations(source: str, region: Mapping[str, int]) -> list[dict[str, object]]:
    """``source``: an address, or a path, which has to become a URI reference (SARIF 2.1.0, section 3.4.3)."""
    uri = source if "://" in source else quote(source)
    place: dict[str, object] = {"artifactLocation": {"uri": uri}}
    return [{"physicalLocation": {**place, "region": region} if region else place}]
