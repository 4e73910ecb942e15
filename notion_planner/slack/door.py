"""The Slack app: requests that Slack signed become jobs, acknowledged once they are durable."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from time import time
from typing import Any
from urllib.parse import parse_qs

from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from notion_planner.environment import SlackDoor
from notion_planner.errors import PlannerError
from notion_planner.jobs.model import Job, Jobs
from notion_planner.settings import SlackSettings
from notion_planner.slack.asking import Place, command_job, decision_job
from notion_planner.slack.commands import Verb, parse
from notion_planner.slack.messages import ACTION, help_text
from notion_planner.slack.permission import is_answered, refusal
from notion_planner.slack.replies import quiet_logger
from notion_planner.slack.signature import Requests
from notion_planner.templating import slack_text

_ECHOED = 200
_OTHER_WORKSPACE = "This Slack workspace is not one that notion-planner answers."


def slack_app(
    door: SlackDoor, jobs: Jobs, settings: SlackSettings, *, now: Callable[[], float] = time
) -> AsyncApp:
    """Bolt's application: it accepts jobs and acknowledges; :mod:`notion_planner.slack.work` does them."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # Known by its signing secret or its socket: asking Slack who we are would only cost a call.
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=door.bot_token.get_secret_value()
        )

    app = AsyncApp(
        signing_secret=door.signing_secret.get_secret_value() if door.signing_secret else "",
        authorize=authorize,
        name="notion-planner",
        logger=quiet_logger(),
        # The listener is short and must have accepted the job before it answers.
        process_before_response=True,
        # Bolt lets these in without a signature.
        ssl_check_enabled=False,
    )

    @app.command(settings.command)
    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(**await _take_command(body, jobs, settings, now()))

    @app.action(re.compile(rf"{ACTION}\."))
    async def decision(body: dict[str, Any]) -> BoltResponse:
        return await _take_decision(body, jobs, settings, now())

    return app


class SlackEndpoint:
    """Slack's requests by HTTP; what is not Slack's, or comes a second time, gets 401 and goes no further."""

    def __init__(self, app: AsyncApp, secret: SecretStr, *, now: Callable[[], float] = time) -> None:
        self._app = app
        self._requests = Requests(secret.get_secret_value(), now=now)

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not self._requests.admits(body, timestamp=timestamp, signature=signature):
            return PlainTextResponse("not a request that Slack just signed", status_code=401)
        if not _is_readable(body, request.headers.get("content-type", "")):
            return PlainTextResponse("neither a command nor a payload", status_code=400)
        return to_starlette_response(await self._app.async_dispatch(to_async_bolt_request(request, body)))


def _is_readable(body: bytes, kind: str) -> bool:
    """Whether Bolt can take it: it expects a body or a payload of JSON to be an object."""
    try:
        if kind.startswith("application/json"):
            return isinstance(json.loads(body), dict)
        payloads = parse_qs(body.decode(), keep_blank_values=True).get("payload")
        return payloads is None or isinstance(json.loads(payloads[0]), dict)
    except (ValueError, RecursionError):
        return False


async def _take_command(
    body: Mapping[str, Any], jobs: Jobs, settings: SlackSettings, at: float
) -> dict[str, Any]:
    """Accepts the command's job, and says at once what will be done."""
    place = place_of_command(body, at)
    if not is_answered(settings, place.team):
        return _quietly(_OTHER_WORKSPACE)
    asked = parse(str(body.get("text") or ""))
    if asked.verb is Verb.HELP:
        return help_text(settings.command, preview_first=settings.preview).as_json()
    job = command_job(place, asked, trigger=str(body.get("trigger_id") or at))
    refused = await _accept(jobs, job)
    if refused is not None:
        return _quietly(refused)
    about = f"“{slack_text(asked.reference[:_ECHOED])}”" if asked.reference else "every specification"
    return _quietly(f"Looking at {about}…")


def _quietly(text: str) -> dict[str, Any]:
    """An immediate answer for the person alone; the text is Slack's mark-up."""
    return {"text": text, "response_type": "ephemeral"}


async def _take_decision(
    body: Mapping[str, Any], jobs: Jobs, settings: SlackSettings, at: float
) -> BoltResponse:
    """Accepts the pressed button's job; what it means is found out, and answered, when it is worked on."""
    pressed = (body.get("actions") or [{}])[0]
    place = place_of_click(body, at)
    if not is_answered(settings, place.team):
        return BoltResponse(status=200)
    allowed = refusal(settings, place) is None
    refused = await _accept(jobs, decision_job(place, str(pressed.get("value") or ""), allowed=allowed))
    # A click has no words to answer with: Slack marks the button as failed.
    return BoltResponse(status=200 if refused is None else 503)


def place_of_command(body: Mapping[str, Any], at: float) -> Place:
    """A slash command's fields."""
    return Place(
        team=str(body.get("team_id") or ""),
        user=str(body.get("user_id") or ""),
        channel=str(body.get("channel_id") or ""),
        response_url=str(body.get("response_url") or ""),
        at=at,
    )


def place_of_click(body: Mapping[str, Any], at: float) -> Place:
    """A ``block_actions`` payload's fields."""
    return Place(
        team=_id(body, "team"),
        user=_id(body, "user"),
        channel=_id(body, "channel"),
        response_url=str(body.get("response_url") or ""),
        at=at,
        on_message=True,
    )


def _id(body: Mapping[str, Any], name: str) -> str:
    found = body.get(name)
    return str(found.get("id") or "") if isinstance(found, dict) else ""


async def _accept(jobs: Jobs, job: Job) -> str | None:
    """None once the job is accepted, now or before; else why it is not."""
    try:
        await asyncio.to_thread(jobs.accept, job)
    except PlannerError as error:
        return f":warning: {slack_text(str(error))} Nothing was done."
    return None
