"""Applies every rule to a specification."""

import re

from notion_planner.lint.rules import RULES
from notion_planner.model.lint import Finding
from notion_planner.model.spec import Spec

_SILENCED = re.compile(r"<!--\s*lint:\s*ignore\s+(SP\d{3}(?:\s*,\s*SP\d{3})*)\s*-->")


def lint(spec: Spec, markdown: str) -> tuple[Finding, ...]:
    """The findings in the order of the document, those about all of it last.

    A line of the document with ``<!-- lint: ignore SP101 -->`` silences these codes for itself.
    """
    silenced = _silenced(markdown)
    found = [finding for rule in RULES for finding in rule(spec)]
    kept = [finding for finding in found if finding.code not in silenced.get(finding.line or 0, frozenset())]
    return tuple(
        sorted(kept, key=lambda item: (item.line is None, item.line or 0, item.column or 0, item.code))
    )


def _silenced(markdown: str) -> dict[int, frozenset[str]]:
    if "lint:" not in markdown:
        return {}
    codes: dict[int, frozenset[str]] = {}
    lines = markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        match = _SILENCED.search(line)
        if match is not None:
            codes[number] = frozenset(re.findall(r"SP\d{3}", match[1]))
    return codes
