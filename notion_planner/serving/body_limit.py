"""Refuses a request that is larger than any door's, before it is read whole."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Slack's largest (a click on a message of 50 blocks) stays below it; Notion's events are a few kilobytes.
LARGEST_BODY = 1_000_000
_LONGEST_LENGTH = 12


class BodyLimit:
    """ASGI middleware: 413 at once where the length is announced, else as soon as it is exceeded."""

    def __init__(self, app: "ASGIApp", *, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if len(announced) > _LONGEST_LENGTH or not announced.isdigit() or int(announced) > self._largest:
            await PlainTextResponse("too large", status_code=413)(scope, receive, send)
            return
        await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: "Receive") -> Callable[[], Awaitable["Message"]]:
        total = 0

        async def counted() -> "Message":
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > self._largest:
                raise HTTPException(413, "too large")
            return message

        return counted
