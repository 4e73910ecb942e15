"""Tells which statements their author has struck out, so that they are asked for no more."""

import re
from collections.abc import Sequence

from notion_planner.extractor.wording import vocabulary
from notion_planner.extractor.wording.identifiers import leading_identifier
from notion_planner.extractor.wording.inline import STRUCK, plain

_WORD = re.compile(r"\w")
_NOTE = re.compile(r"\s*[(\[][^()\[\]]*[)\]][\s.]*$")


def is_withdrawn(raw: str) -> bool:
    """Whether a statement is struck out whole: "~~Export~~", "FR-3: ~~Export~~", "~~Export~~ moved to 2.0".

    "~~30~~ 60 days" is not: what replaces the struck words is asked for.
    """
    struck = STRUCK.search(raw) if "~~" in raw else None
    if struck is None or not _says_nothing(raw[: struck.start()]):
        return False
    rest = plain(raw[struck.end() :])
    after = rest.lstrip(" (:：.,;–—→>-").casefold()
    remark = _NOTE.match(rest) or vocabulary.pattern("withdrawn").match(after)
    return _WORD.search(after) is None or remark is not None


def is_withdrawn_row(cells: Sequence[str]) -> bool:
    """Whether at least half of the filled cells are struck out; one among many is a value that changed."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and 2 * sum(map(is_withdrawn, filled)) >= len(filled)


def _says_nothing(raw: str) -> bool:
    text = plain(raw)
    identifier = leading_identifier(text)
    return _WORD.search(text[identifier.end :] if identifier else text) is None
