"""The Slack door: a signed ``/plan <title or URL>`` is acknowledged at once and answered by response_url."""

import asyncio
from urllib.parse import urlsplit

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.authorization import AuthorizeResult

from notion_planner.errors import PlannerError
from notion_planner.fetcher import read_spec
from notion_planner.model.report import Report
from notion_planner.settings import SlackDoor
from notion_planner.sync import Run, sync
from notion_planner.templating import Templates, slack_text

_SLACK_HOST = "hooks.slack.com"
_USAGE = "Name a specification: `/plan User Profile API Specification` or `/plan https://app.notion.com/p/…`"


def slack_app(door: SlackDoor, run: Run) -> AsyncApp:
    """Bolt's application: it checks the signature and the timestamp on the raw body before anything runs."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # One workspace, known by its signing secret: asking Slack who we are would only cost a call.
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=door.bot_token.get_secret_value()
        )

    secret = door.signing_secret.get_secret_value() if door.signing_secret else ""
    app = AsyncApp(signing_secret=secret, authorize=authorize, name="notion-planner")
    one_at_a_time = asyncio.Lock()

    @app.command("/plan")
    async def plan(ack: AsyncAck, command: dict[str, str], respond: AsyncRespond) -> None:
        reference = command.get("text", "").strip()
        if not reference:
            await ack(_USAGE)
            return
        await ack(f"Planning “{slack_text(reference)}”…")
        # The address comes with the request; our reply goes to Slack's own host and nowhere else.
        if not is_reply_address(command.get("response_url", ""), door):
            return
        async with one_at_a_time:
            text = await answer(run, reference)
        await respond(text=text, response_type="ephemeral", unfurl_links=False)

    return app


async def answer(run: Run, reference: str) -> str:
    """Runs the very sync that the command line runs, and says what came of it in Slack's mark-up."""
    try:
        report = await sync(run, await read_spec(run.notion, reference))
    except PlannerError as error:
        return f":warning: {slack_text(str(error))}"
    return message(run.templates, report)


def message(templates: Templates, report: Report) -> str:
    return templates.slack("slack.txt.j2", report=report)


def is_reply_address(address: str, door: SlackDoor) -> bool:
    """Whether it is https://hooks.slack.com/… (or the configured stand-in for Slack)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if door.api_base_url is not None:
        stand_in = urlsplit(door.api_base_url)
        if (parts.scheme, parts.netloc) == (stand_in.scheme, stand_in.netloc):
            return True
    return parts.scheme == "https" and parts.netloc == _SLACK_HOST
