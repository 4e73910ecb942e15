"""The names of tasks in a person's words: their addresses, ids, numbers and planner keys. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from notion_planner.model.base import Frozen
from notion_planner.notion.ids import parse_id

_PLANNER_KEY = re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{32}/[a-z][\w:-]{0,200}(?<![:-])")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\])]{1,2000}")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOTION_HOSTS = ("notion.so", "notion.com", "notion.site")


class TaskName(Frozen):
    """``value`` is a page's dashed id, a number without its prefix or a planner key.

    ``written`` is the name as it was found.
    """

    kind: Literal["page", "number", "key"]
    value: str
    written: str


def names_in(text: str, *, prefix: str | None) -> tuple[TaskName, ...]:
    """The tasks that a pull request's text names, each once, in their order.

    ``prefix`` is that of the database's ID property: with ``TASK``, ``TASK-12`` is a name. Comments and code
    name nothing: a template's ``<!-- for example TASK-1 -->`` is no task of this pull request.
    """
    found: dict[tuple[str, str], TaskName] = {}
    for name in (name for words in _words(text) for name in _names(words, prefix)):
        found.setdefault((name.kind, name.value), name)
    return tuple(found.values())


def name_of(argument: str, *, prefix: str | None) -> TaskName | None:
    """What one argument of the command line means; None where it is no name of a task."""
    argument = argument.strip()
    page_id = parse_id(argument)
    if page_id is not None:
        return TaskName(kind="page", value=page_id, written=argument)
    if _PLANNER_KEY.fullmatch(argument):
        return TaskName(kind="key", value=argument, written=argument)
    number = _number_pattern(prefix).fullmatch(argument) if prefix else None
    return TaskName(kind="number", value=str(int(number[1])), written=argument) if number else None


def _words(text: str) -> Iterator[str]:
    """The text of paragraphs, headings and lists, and the targets of links."""
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "inline":
            yield from _inline(token.children or ())
        elif token.type == "html_block":
            yield _COMMENT.sub(" ", token.content)


def _inline(tokens: Iterable[Token]) -> Iterator[str]:
    run: list[str] = []
    for token in tokens:
        if token.type == "text":
            run.append(token.content)
        elif token.type == "link_open":
            yield str(token.attrGet("href") or "")
        elif token.type in ("softbreak", "hardbreak", "code_inline", "html_inline"):
            run.append(" ")
    yield "".join(run)


def _names(words: str, prefix: str | None) -> Iterator[TaskName]:
    found: list[tuple[int, TaskName]] = []
    for match in _ADDRESS.finditer(words):
        page_id = _notion_page(match.group())
        if page_id is not None:
            name = TaskName(kind="page", value=page_id, written=match.group().rstrip(".,;:!?"))
            found.append((match.start(), name))
    # An address may hold what looks like a number: only the rest of the text is searched for those.
    rest = _ADDRESS.sub(lambda match: " " * len(match.group()), words)
    for match in _PLANNER_KEY.finditer(rest):
        key = TaskName(kind="key", value=match.group(), written=match.group())
        found.append((match.start(), key))
    for match in _number_pattern(prefix).finditer(rest) if prefix else ():
        number = TaskName(kind="number", value=str(int(match[1])), written=match.group())
        found.append((match.start(), number))
    yield from (name for _, name in sorted(found, key=lambda item: item[0]))


def _number_pattern(prefix: str) -> re.Pattern[str]:
    # Notion's numbers are counted from 1; nine digits are more than any database has rows.
    return re.compile(rf"(?<![\w-]){re.escape(prefix)}-(\d{{1,9}})(?![\w-])", re.IGNORECASE)


def _notion_page(address: str) -> str | None:
    """The page that an address of Notion's shows; ``p=`` is the one that lies open over a database."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").casefold()
    except ValueError:
        return None
    if not any(host == known or host.endswith(f".{known}") for known in _NOTION_HOSTS):
        return None
    return parse_id(parse_qs(parts.query).get("p", [address])[-1])
