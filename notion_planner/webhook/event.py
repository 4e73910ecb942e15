"""What Notion posts, checked and read: its signature, its events, its verification call. Pure."""

import hashlib
import hmac
import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from notion_planner.notion.ids import parse_id

_SCHEME = "sha256="
# Those that can change what a plan is made from. Every other type, and each that is yet to come, is ignored.
_HINTS = frozenset(
    f"page.{what}"
    for what in ("content_updated", "created", "deleted", "moved", "properties_updated", "undeleted")
)


class Verification(BaseModel):
    """The first call of a new subscription: its token signs all that follow."""

    model_config = ConfigDict(frozen=True)
    verification_token: str = Field(min_length=8, max_length=400, repr=False)


class Author(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: str
    type: str = ""


class Entity(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: str
    type: str = ""


class Event(BaseModel):
    """An event; fields that are not needed are left out, so that new ones do no harm."""

    model_config = ConfigDict(frozen=True)
    id: str = Field(min_length=1, max_length=100)
    type: str
    entity: Entity
    authors: tuple[Author, ...] = ()

    @property
    def changed_page(self) -> str | None:
        """The page that the event is a hint of; None where no plan can depend on it."""
        return parse_id(self.entity.id) if self.type in _HINTS and self.entity.type == "page" else None

    def is_work_of(self, bot: str | None) -> bool:
        """Whether nobody but the bot is behind it: what a person did in the same batch must not be missed."""
        return bool(self.authors) and all(author.id == bot for author in self.authors)


def is_signed(raw: bytes, signature: str, token: str) -> bool:
    """Whether the token's owner signed exactly these bytes; takes the same time for every wrong signature."""
    if not signature.startswith(_SCHEME):
        return False
    expected = hmac.new(token.encode(), raw, hashlib.sha256).hexdigest()
    given = signature.removeprefix(_SCHEME).lower()
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def read_body(raw: bytes) -> Event | Verification | None:
    """What was posted; None where it is neither."""
    try:
        body: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    kind = Verification if "verification_token" in body else Event
    try:
        return kind.model_validate(body)
    except ValidationError:
        return None
