"""Identifiers and addresses: the forms Notion makes, and the forms it accepts."""

import re
import secrets
import uuid
from datetime import UTC, date, datetime

# Pages, blocks, views and comments share their first twelve hex digits within a workspace and a day: three
# count days since 2024-01-01 (the recorded ids of June and July 2026 agree), nine belong to the workspace.
_DAY_ZERO = date(2024, 1, 1)
_TAILS = {"data_source": "000b", "view": "000c", "discussion": "001c", "comment": "001d"}
_DASHED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{12}\Z")
_BARE = re.compile(r"[0-9a-f]{32}\Z")
_LAST_HEX = re.compile(r"([0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\Z")
NIL = "00000000-0000-0000-0000-000000000000"


def random_id() -> str:
    return str(uuid.uuid4())


def new_id(kind: str, workspace_id: str, moment: datetime) -> str:
    """An id of the family that shares its beginning within one workspace and day."""
    days = (moment.astimezone(UTC).date() - _DAY_ZERO).days % 0x1000
    family = workspace_id.replace("-", "")[:9]
    drawn = secrets.token_hex(9)
    variant = "89ab"[int(drawn[0], 16) % 4]
    tail = _TAILS.get(kind, drawn[1:5]) + drawn[5:13]
    return dashed(f"{days:03x}{family}81{drawn[13:15]}{variant}{drawn[15:18]}{tail}")


def dashed(bare: str) -> str:
    return f"{bare[:8]}-{bare[8:12]}-{bare[12:16]}-{bare[16:20]}-{bare[20:]}"


def parse_id(text: str) -> str | None:
    """The dashed form of a valid id with or without dashes, else None."""
    lowered = text.lower()
    if _BARE.match(lowered):
        lowered = dashed(lowered)
    found = _DASHED.match(lowered)
    if found is None:
        return None
    # Refused is what has the oldest variant nibble (1234-1234-1234); deadbeef-dead-beef-dead passes, and so
    # does nil.
    return lowered if lowered == NIL or found[1] in "89abcdef" else None


def id_in_url(url: str) -> str | None:
    """The id that a page address ends in, whatever its host; queries and fragments do not count."""
    path = url.split("#", 1)[0].split("?", 1)[0].rstrip("/").lower()
    found = _LAST_HEX.search(path)
    return parse_id(found[1]) if found else None


def bare(identifier: str) -> str:
    return identifier.replace("-", "")


def slug(title: str) -> str:
    words = re.findall(r"[^\W_]+", title[:200])
    return "-".join(words)


def page_url(base: str, identifier: str, title: str = "") -> str:
    name = slug(title)
    return f"{base}{name}-{bare(identifier)}" if name else f"{base}{bare(identifier)}"
