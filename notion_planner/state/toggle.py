"""A toggle of ours on a page, with JSON in a code block: what is remembered in Notion itself. Pure."""

import re
from collections.abc import Sequence

_CLOSING = re.compile(r"^</details>$", re.M)
_CODE = re.compile(r"^\t*```[^\n]*\n(.*?)^\t*```", re.M | re.S)


def render_toggle(summary: str, note: str, lines: Sequence[str]) -> str:
    """The toggle with these lines of JSON."""
    code = "\n".join(f"\t{line}" for line in ("```json", *lines, "```"))
    return f"<details>\n<summary>{summary}</summary>\n\t{note}\n{code}\n</details>"


def find_toggle(markdown: str, summary: str) -> str | None:
    """The toggle as it stands in the page's Markdown; the first, where it stands there twice."""
    return next(iter(find_toggles(markdown, summary)), None)


def find_toggles(markdown: str, summary: str) -> list[str]:
    """All toggles of that summary."""
    # Words that somebody comments on stand in a tag.
    words = rf"(?:<span [^<>\n]*>)?{re.escape(summary)}(?:</span>)?"
    opening = re.compile(rf"^<details[^>\n]*>\n<summary>{words}</summary>\n", re.M)
    found: list[str] = []
    end = 0
    while (opened := opening.search(markdown, end)) and (closed := _CLOSING.search(markdown, opened.end())):
        end = closed.end()
        found.append(markdown[opened.start() : end])
    return found


def toggle_code(markdown: str, summary: str) -> str | None:
    """The JSON within; None where there is no such toggle, or no code in it."""
    toggle = find_toggle(markdown, summary)
    code = _CODE.search(toggle) if toggle else None
    return code.group(1).replace("\t", "") if code else None
