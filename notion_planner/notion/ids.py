"""Reading ids out of what people paste: page addresses of any Notion host, dashed and plain ids."""

import re
from urllib.parse import unquote, urlsplit
from uuid import UUID

_HEX32 = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{32}(?![0-9a-fA-F])")
_DASHED = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Some browsers leave out the scheme of what is copied.
_ADDRESS = re.compile(r"(?:https?|notion)://|(?:[\w-]+\.)*notion\.(?:so|com|site)/", re.IGNORECASE)


def is_address(text: str) -> bool:
    return _ADDRESS.match(text) is not None


def parse_id(text: str) -> str | None:
    """The dashed id in an address or id, None where there is none.

    Of an address only the path counts (``?v=`` names a view, ``#`` a block), and the last id in it, for
    both ``www.notion.so/<workspace>/<Slug>-<id>`` and today's ``app.notion.com/p/<Slug>-<id>``. Never raises:
    people write "https://[tenant]/…" on pages, which no URL parser takes.
    """
    text = text.strip()
    if is_address(text):
        text = unquote(_path(text)).rstrip("/").rsplit("/", 1)[-1]
        found = _DASHED.findall(text) or _last_hex(text)
    else:
        whole = _DASHED.fullmatch(text) or _HEX32.fullmatch(text)
        found = [whole.group()] if whole else []
    return str(UUID(found[-1])) if found else None


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _last_hex(text: str) -> list[str]:
    # A slug may end in hex letters ("…-cafe-<id>"), so the id is what follows the last dash.
    tail = text.rsplit("-", 1)[-1]
    return [tail] if _HEX32.fullmatch(tail) else _HEX32.findall(text)


def plain(notion_id: str) -> str:
    """The id without dashes, as addresses carry it."""
    return notion_id.replace("-", "")
