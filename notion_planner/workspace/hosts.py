"""By which names the workspace may be asked for, so that no web page can reach it under a name of its own.

A page's name can be made to lead to this machine (DNS rebinding); its browser then takes the workspace for
the page's own site and shows it everything. The request still carries that name in ``Host``. The API is
guarded as the pages are: its token is no secret.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

# The last is this machine as its Docker containers call it; nobody else can own a name below .internal.
_NAMES = frozenset({"127.0.0.1", "::1", "localhost", "host.docker.internal"})
_REFUSED = "The local workspace answers only to 127.0.0.1 and localhost. Use the address that it printed."


class OwnNames:
    """Refuses requests for another name than this machine's or that of the server that took them.

    In process the server has whatever name the client gave it, so there every name is right. The status is
    that of RFC 9110, 7.4.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http" or _is_own(scope):
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(_REFUSED, 421)(scope, receive, send)


def _is_own(scope: "Scope") -> bool:
    given = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    try:
        name = urlsplit(f"//{given}").hostname
    except ValueError:
        return False
    return name in _NAMES or name == str((scope.get("server") or ("",))[0]).lower()
