"""Findings that were accepted before: written to a file once, and left out from then on."""

import json
from collections import Counter
from collections.abc import Sequence

from notion_planner.model.lint import Finding

_SCHEMA = 1


class BaselineError(ValueError):
    """The baseline is no file that this tool has written."""


def write_baseline(findings: Sequence[Finding]) -> str:
    counts = Counter(f"{item.code}:{item.digest}" for item in findings)
    return json.dumps({"schema": _SCHEMA, "accepted": dict(sorted(counts.items()))}, indent=2) + "\n"


def without_accepted(findings: Sequence[Finding], baseline: str) -> tuple[Finding, ...]:
    """The findings that the baseline does not hold; one accepted twice is left out twice."""
    try:
        loaded = json.loads(baseline)
        left = Counter({str(name): int(count) for name, count in loaded["accepted"].items()})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BaselineError(
            'The baseline is not a JSON file with "accepted" findings; write it anew.'
        ) from error
    kept: list[Finding] = []
    for item in findings:
        name = f"{item.code}:{item.digest}"
        if left[name] > 0:
            left[name] -= 1
        else:
            kept.append(item)
    return tuple(kept)
