"""Brings the Markdown that Internet-Drafts are written in (kramdown-rfc) to what others write."""

import re
from collections.abc import Iterable

# "--- abstract" ends the front matter and "--- middle" the abstract; "--- note_Readers" heads a note.
PART = re.compile(r"---\s(?:abstract|middle|back|note_\w+)\s*$")
# "{: #flow title="The flow"}" below a picture
_ATTRIBUTES = re.compile(r"\{:.*\}\s*$")
# What a reference leads to is bound by it ("{{!RFC7230}}"), told of ("{{?RFC1149}}") or a place in the text.
_REFERENCE = re.compile(r"\{\{([^{}\n]{1,80})\}\}")


def of_draft(lines: list[str], shown: Iterable[int]) -> list[str]:
    """The lines, with a heading for the abstract and each reference as the words that it says."""
    result = list(lines)
    for index in shown:
        line = lines[index]
        if PART.match(line):
            result[index] = "# Abstract" if "abstract" in line else ""
        elif "{" in line:
            said = _REFERENCE.sub(lambda found: re.sub(r"(?<!\S)[!?]", "", found[1]), line)
            result[index] = _ATTRIBUTES.sub("", said)
    return result
