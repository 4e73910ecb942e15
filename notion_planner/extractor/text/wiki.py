"""The markup of wikis as Markdown: Jira and Confluence, MediaWiki, AsciiDoc."""

import re
from collections.abc import Iterator, Sequence

_HEADINGS = (
    re.compile(r"^h(?P<level>[1-6])\. (?P<title>\S.{0,200})$"),  # Jira: "h2. Title"
    re.compile(
        r"^(?P<signs>={1,6}) ?(?P<title>[^\s=].{0,200}?) ?(?P=signs)[ \t]*$"
    ),  # MediaWiki: "== Title =="
    re.compile(r"^(?P<signs>={1,6}) (?P<title>[^\s=].{0,200}[^\s=])[ \t]*$"),  # AsciiDoc: "== Title"
)
# Two and more signs are a level deeper; what is "# one" there would be a heading here.
_ITEM = re.compile(r"^(?P<signs>[*#]{1,6}|\.{1,5}) +(?=\S)")
_CODE = re.compile(r"^\{(?:code|noformat)(?::[^{}]{0,100})?\}[ \t]*$")
_FRAME = re.compile(r"^\{(?:panel|info|note|tip|warning|quote|expand)(?::[^{}]{0,200})?\}[ \t]*$")
_BOLD = re.compile(r"'''(.{1,300}?)'''")
# One alone may be anything; a document has several.
_LEAST = 2


def from_wiki(lines: list[str], shown: Sequence[int]) -> list[str]:
    """The lines of a document with the headings of a wiki; those of any other as they are.

    ``shown`` are those outside code.
    """
    begun = [index for index in shown if lines[index][:1] in ("h", "=")]
    for pattern in _HEADINGS:
        found = {index: heading for index in begun if (heading := _heading(pattern, lines[index]))}
        if len(found) >= _LEAST:
            result = list(lines)
            for index, line in _marked([index for index in shown if index not in found], lines):
                result[index] = line
            for index, heading in found.items():
                result[index] = heading
            return result
    return lines


def _heading(pattern: re.Pattern[str], line: str) -> str | None:
    found = pattern.match(line)
    if found is None:
        return None
    parts = found.groupdict()
    level = int(parts["level"]) if "level" in parts else len(parts["signs"])
    return f"{'#' * level} {parts['title']}"


def _marked(shown: Sequence[int], lines: list[str]) -> Iterator[tuple[int, str]]:
    in_code = False
    for index in shown:
        line = lines[index]
        if _CODE.match(line):
            in_code = not in_code
            yield index, "```"
        elif not in_code:
            yield index, _line(line)


def _line(line: str) -> str:
    if found := _ITEM.match(line):
        signs = found["signs"]
        sign = "-" if signs[-1] == "*" else "1."
        return f"{' ' * 4 * (len(signs) - 1)}{sign} {line[found.end() :]}"
    if line.startswith("||"):
        return line.replace("||", "|")
    return "" if _FRAME.match(line) else _BOLD.sub(r"**\1**", line)
