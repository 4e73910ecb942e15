"""``serve``: one ASGI application with every door that has its secret, and the workers behind them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from types import FrameType

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from notion_planner.environment import SlackDoor
from notion_planner.errors import ConfigError
from notion_planner.serving.backend import Backend, Serving, open_backend
from notion_planner.serving.background import Background, in_background
from notion_planner.serving.body_limit import BodyLimit
from notion_planner.slack import SlackEndpoint, slack_app, socket_mode
from notion_planner.webhook import TokenKeeper, WebhookDoor

SLACK_PATH = "/slack/events"
WEBHOOK_PATH = "/notion/events"


@dataclass(frozen=True)
class Door:
    """One way in; without a ``path``, one that we open ourselves. ``why``: what would open a closed one."""

    name: str
    path: str
    is_open: bool
    why: str = ""

    def announced(self, address: str) -> str:
        if not self.is_open:
            return f"{self.name}: closed, {self.why}."
        return f"{self.name}: open at {address}{self.path}." if self.path else f"{self.name}: open."


def doors_of(serving: Serving) -> tuple[Door, ...]:
    """Every door, open or closed."""
    keeper = _keeper(serving)
    expecting = keeper.is_expecting
    slack = serving.slack or SlackDoor()
    return (
        Door("Slack", SLACK_PATH, slack.signing_secret is not None, "SLACK_SIGNING_SECRET is not set"),
        Door("Slack in Socket Mode", "", slack.app_token is not None, "SLACK_APP_TOKEN is not set"),
        Door(
            "Notion webhook, waiting for Notion's verification" if expecting else "Notion webhook",
            WEBHOOK_PATH,
            expecting or keeper.token() is not None,
            "NOTION_WEBHOOK_TOKEN is not set (to set the webhook up: --verify-webhook)",
        ),
    )


def serve(serving: Serving, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serves until it is stopped; ``announce`` is told the address and the doors once they are known.

    Raises:
        ConfigError: no door has its secret, the queue or the way to Notion cannot be used, or the address
            cannot be listened on.
    """
    doors = doors_of(serving)
    if not any(door.is_open for door in doors):
        raise ConfigError(
            f"No door to open: {'; '.join(f'{door.name}: {door.why}' for door in doors)}.",
            hint="Set one of them in the environment or in .env; docs/serve.md says where to find each.",
        )
    asyncio.run(_can_open(serving))
    listener = _listen(host, port)
    address = f"http://{_authority(host, listener.getsockname()[1])}"
    announce(f"Listening on {address} (health: /healthz, readiness: /readyz, figures: /metrics).")
    for door in doors:
        announce(door.announced(address))
    server = _Server(build_app(serving))
    with listener:
        server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends its lifespan also at a second Ctrl-C, which leaves requests unanswered and jobs without grace."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=5)
        )
        self._state = app.state

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        background: Background | None = getattr(self._state, "background", None)
        if self.should_exit and background is not None:
            background.hurry()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        if self.force_exit:
            await self.lifespan.shutdown()


async def _can_open(serving: Serving) -> None:
    """Opens the backend once in vain: of what fails in a lifespan, uvicorn prints a traceback."""
    async with open_backend(serving):
        pass


def build_app(serving: Serving) -> Starlette:
    """The application; its lifespan holds the backend open and works the jobs off."""
    routes = [Route("/healthz", _healthz), Route("/readyz", _readyz), Route("/metrics", _metrics)]
    routes.append(Route(WEBHOOK_PATH, _notion, methods=["POST"]))
    if serving.slack is not None and serving.slack.signing_secret is not None:
        routes.append(Route(SLACK_PATH, _slack, methods=["POST"]))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            background = await stack.enter_async_context(in_background(serving))
            app.state.background, backend = background, background.backend
            app.state.backend = backend
            app.state.webhook = _webhook(backend)
            if serving.slack is not None:
                bolt = slack_app(serving.slack, backend.store, serving.settings.slack)
                if serving.slack.signing_secret is not None:
                    app.state.slack = SlackEndpoint(bolt, serving.slack.signing_secret)
                await stack.enter_async_context(socket_mode(bolt, serving.slack))
            yield

    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(BodyLimit)],
        exception_handlers={ClientDisconnect: _hung_up},
    )


def _keeper(serving: Serving) -> TokenKeeper:
    opening = serving.webhook
    return TokenKeeper(given=opening.token, path=opening.file, expected=opening.expected)


def _webhook(backend: Backend) -> WebhookDoor:
    return WebhookDoor(
        backend.store,
        _keeper(backend.serving),
        window=backend.serving.settings.webhook.window_seconds,
        own_id=backend.readiness.bot,
        observe=backend.metrics.webhook_called,
    )


async def _hung_up(_: Request, __: Exception) -> Response:
    # Nobody is there to be answered; unhandled, each would be a traceback in the log.
    return Response(status_code=400)


async def _slack(request: Request) -> Response:
    door: SlackEndpoint = request.app.state.slack
    return await door.answer(request)


async def _notion(request: Request) -> Response:
    door: WebhookDoor = request.app.state.webhook
    return await door.answer(request)


async def _healthz(request: Request) -> Response:
    # A bug that ended the workers leaves a server that only accepts: whoever watches it should start it anew.
    if request.app.state.background.has_ended:
        return PlainTextResponse("the workers have stopped", status_code=503)
    return PlainTextResponse("ok")


async def _readyz(request: Request) -> Response:
    readiness = request.app.state.backend.readiness
    # As it is now: without it every door refuses what comes in.
    await readiness.look_at_queue()
    status = 200 if readiness.is_ready else 503
    return JSONResponse({"ready": readiness.is_ready, **readiness.states}, status_code=status)


async def _metrics(request: Request) -> Response:
    text = await asyncio.to_thread(request.app.state.backend.metrics.text)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _authority(host: str, port: int) -> str:
    """Host and port as an address has them (RFC 3986, section 3.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # From here on a request waits instead of being refused, as the address is announced before the start.
        listener.listen()
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"{_authority(host, port)} cannot be listened on: {error.strerror}.",
            hint="Choose another --port (0: a free one) or --host.",
        ) from error
    return listener
