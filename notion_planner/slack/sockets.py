"""Socket Mode: Slack's requests over a connection that we open, where nothing reaches us from outside."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from notion_planner.environment import SlackDoor
from notion_planner.slack.replies import quiet_logger, web_client


@asynccontextmanager
async def socket_mode(app: AsyncApp, door: SlackDoor) -> AsyncIterator[None]:
    """Takes Slack's requests while the block runs; a lost connection is opened again."""
    if door.app_token is None:
        yield
        return
    handler = AsyncSocketModeHandler(
        app,
        app_token=door.app_token.get_secret_value(),
        logger=quiet_logger(),
        web_client=web_client(door),
    )
    # It tries until it succeeds: the other doors need not wait for that.
    connect: Callable[[], Coroutine[None, None, None]] = handler.client.connect
    close: Callable[[], Coroutine[None, None, None]] = handler.client.close
    connecting = asyncio.create_task(connect())
    try:
        yield
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await close()
