"""Says things in Slack: by the request's response_url while it lasts, then in the channel."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, ThreadedResolver
from aiohttp.abc import AbstractResolver
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from notion_planner.environment import SlackDoor
from notion_planner.errors import UnavailableError
from notion_planner.settings import SlackSettings
from notion_planner.slack.addresses import PublicResolver, is_reply_address
from notion_planner.slack.asking import Place
from notion_planner.slack.blocks import Message

# Slack takes posts to a response_url for 30 minutes; the margin is for the way there.
_RESPONSE_URL_SECONDS = 30 * 60 - 30
_TIMEOUT = 10
_TRIES = 3
# Trouble of Slack's own, which passes (errors of docs.slack.dev/reference/methods/chat.postMessage).
_PASSING = ("ratelimited", "service_unavailable", "internal_error", "fatal_error", "request_timeout")
_logger = logging.getLogger("notion_planner.slack")


class _TransientError(Exception):
    """Slack could not be reached or asked to come back later."""


@dataclass(frozen=True)
class Slack:
    """How Slack is reached. ``names`` makes what looks its host up; ``pause`` is the wait before a retry."""

    door: SlackDoor
    settings: SlackSettings
    now: Callable[[], float] = time
    names: Callable[[], AbstractResolver] = ThreadedResolver
    pause: float = 1.0

    async def answer(self, place: Place, message: Message) -> bool:
        """Answers a request; False where no way is left to do so.

        Raises:
            UnavailableError: Slack cannot be reached at present.
        """
        if await self.remark(place, message):
            return True
        target = place.user if message.private else place.channel
        return await self.post(target, message, otherwise=place.user)

    async def remark(self, place: Place, message: Message) -> bool:
        """Answers by the response_url alone; False where it takes no more.

        Raises:
            UnavailableError: Slack cannot be reached at present.
        """
        fresh = self.now() - place.at < _RESPONSE_URL_SECONDS
        if not fresh or not is_reply_address(place.response_url, self.door):
            return False
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_TransientError),
            stop=stop_after_attempt(_TRIES),
            wait=wait_exponential(multiplier=self.pause, max=10),
            reraise=True,
        )
        try:
            status: int = await retrying(self._send, place.response_url, self._body(place, message))
        except _TransientError as error:
            raise UnavailableError(f"Slack cannot be reached: {error}.") from error
        if status != 200:
            # 404 used_url and expired_url: its five posts or its half an hour are over.
            _logger.info("a response_url took no more: status %s", status)
        return status == 200

    async def post(self, channel: str, message: Message, *, otherwise: str | None = None) -> bool:
        """Posts to a channel; where Slack refuses it there, to the person ``otherwise``.

        Raises:
            UnavailableError: Slack cannot be reached at present.
        """
        if not self.door.bot_token.get_secret_value():
            _logger.warning("an answer could not be given: SLACK_BOT_TOKEN is not set")
            return False
        client = web_client(self.door, token=self.door.bot_token.get_secret_value())
        try:
            await client.chat_postMessage(channel=channel, unfurl_links=False, **message.as_json())
        except SlackApiError as error:
            code = _code(error)
            if code is None or code in _PASSING:
                raise UnavailableError(f"Slack cannot take a message now ({code or 'no answer'}).") from error
            if otherwise is not None and otherwise != channel:
                # The app is not there or may not post there, which Slack has a dozen words for.
                return await self.post(otherwise, message)
            _logger.warning("Slack refused a message: %s", code)
            return False
        except (ClientError, TimeoutError) as error:
            raise UnavailableError(f"Slack cannot be reached: {type(error).__name__}.") from error
        return True

    def _body(self, place: Place, message: Message) -> dict[str, Any]:
        body = message.as_json() | {"unfurl_links": False}
        # Only the address that comes with a button replaces a message (slackapi/bolt-js#2287).
        if place.on_message and not message.private:
            return body | {"replace_original": True}
        shared = self.settings.answers == "channel" and not message.private
        return body | {"response_type": "in_channel" if shared else "ephemeral", "replace_original": False}

    async def _send(self, address: str, body: dict[str, Any]) -> int:
        # Not slack_sdk's webhook client: that one follows redirects, and logs the address.
        connector = TCPConnector(resolver=PublicResolver(self.names()))
        timeout = ClientTimeout(total=_TIMEOUT)
        try:
            async with (
                ClientSession(connector=connector, timeout=timeout, trust_env=True) as session,
                session.post(address, json=body, allow_redirects=False) as response,
            ):
                status = response.status
        except (ClientError, TimeoutError) as error:
            raise _TransientError(type(error).__name__) from error
        if status == 429 or status >= 500:
            raise _TransientError(f"status {status}")
        return status


def _code(error: SlackApiError) -> str | None:
    """What Slack says is wrong; None where the answer is none of its API's, as of a proxy before it."""
    response = error.response
    return response.get("error") if isinstance(response, AsyncSlackResponse) else None


def web_client(door: SlackDoor, *, token: str | None = None) -> AsyncWebClient:
    """Slack's Web API; it comes back later by itself where Slack asks for that."""
    base = door.api_base_url
    client = AsyncWebClient(
        token=token,
        base_url=f"{base.rstrip('/')}/api/" if base else AsyncWebClient.BASE_URL,
        timeout=_TIMEOUT,
        logger=quiet_logger(),
    )
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=_TRIES))
    return client


def quiet_logger() -> logging.Logger:
    """For Slack's libraries: their lines below errors hold the bodies of requests."""
    logger = logging.getLogger("notion_planner.slack.library")
    logger.setLevel(logging.ERROR)
    logger.addFilter(_in_one_line)
    return logger


def _in_one_line(record: logging.LogRecord) -> bool:
    """Without the traceback that Slack's libraries log at each attempt to connect, and with a way on."""
    text = " ".join(record.getMessage().split())
    if any(
        code in text for code in ("invalid_auth", "not_authed", "token_revoked", "not_allowed_token_type")
    ):
        text += " Slack does not accept SLACK_APP_TOKEN: copy it from Basic Information, App-Level Tokens."
    record.msg, record.args, record.exc_info, record.exc_text = text, (), None, None
    return True
