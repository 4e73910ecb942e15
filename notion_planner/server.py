"""``serve``: one ASGI application that answers Slack, and says whether it is up."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from notion_planner.config import DEFAULT_CONFIG, connect_to, load_settings, read_environment, slack_door
from notion_planner.connection import open_gateway
from notion_planner.errors import ConfigError
from notion_planner.settings import Connection, Settings, SlackDoor
from notion_planner.slack import slack_app
from notion_planner.sync import Run
from notion_planner.templating import Templates

SLACK_PATH = "/slack/events"


def serve(config: Path | None, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serves until it is stopped; ``announce`` is told the address once it is known.

    Raises:
        AccessError: no Notion token. ConfigError: no Slack secret, or the address cannot be listened on.
    """
    environment = read_environment(config or DEFAULT_CONFIG)
    connection = connect_to(environment, config or DEFAULT_CONFIG, local_allowed=False)
    door = slack_door(environment)
    if door is None:
        raise ConfigError(
            "No door to open: SLACK_SIGNING_SECRET is not set.",
            hint="Copy it from your Slack app's Basic Information page into the environment or .env.",
        )
    application = build_app(load_settings(config, local=False), connection, door)
    listener = _listen(host, port)
    address = f"http://{host}:{listener.getsockname()[1]}"
    announce(f"Listening on {address}: Slack commands at {address}{SLACK_PATH}, health at {address}/healthz.")
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
    with listener:
        server.run(sockets=[listener])


def build_app(settings: Settings, connection: Connection, door: SlackDoor) -> Starlette:
    """The application; the gateway is opened once, so that all commands share its rate limit."""
    handler: AsyncSlackRequestHandler | None = None

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        nonlocal handler
        async with open_gateway(connection, settings.notion) as notion:
            run = Run(notion=notion, settings=settings, templates=Templates(settings.templates))
            handler = AsyncSlackRequestHandler(slack_app(door, run))
            yield

    async def slack(request: Request) -> Response:
        if handler is None:
            return PlainTextResponse("starting", status_code=503)
        return await handler.handle(request)

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    routes = [Route(SLACK_PATH, slack, methods=["POST"]), Route("/healthz", healthz)]
    return Starlette(routes=routes, lifespan=lifespan)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"{host}:{port} cannot be listened on: {error.strerror}.",
            hint="Choose another --port (0: a free one).",
        ) from error
    return listener
