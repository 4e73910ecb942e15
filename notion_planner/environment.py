"""What the process is told by its environment: the connection, the doors' secrets, a runner's files."""

import unicodedata
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from notion_planner.errors import AccessError
from notion_planner.model.base import Frozen


class Connection(Frozen):
    """How to reach Notion: over HTTP with a token, or the embedded local workspace in a file."""

    kind: Literal["notion", "local"]
    base_url: str = "https://api.notion.com"
    token: SecretStr = SecretStr("")
    workspace: Path | None = None

    @classmethod
    def with_token(cls, token: str, base_url: str) -> Self:
        """
        Raises:
            AccessError: the token holds what no HTTP header carries as it is, and no token either.
        """
        odd = next((letter for letter in token if not "!" <= letter <= "~"), None)
        if odd is not None:
            what = unicodedata.name(odd, "a line break or another control character").lower()
            raise AccessError(
                f"The Notion token holds a character that no token has ({what}).",
                hint="Copy it anew, the token alone, and set NOTION_API_TOKEN to it.",
                lacking="token",
            )
        return cls(kind="notion", base_url=base_url, token=SecretStr(token))


class QueuePlace(Frozen):
    """Where the queue is: a file of this machine, or the address of a Redis server."""

    file: Path | None = None
    redis: SecretStr | None = None

    @model_validator(mode="after")
    def _one_place(self) -> "QueuePlace":
        if (self.file is None) == (self.redis is None):
            raise ValueError("name exactly one of 'file' and 'redis'")
        return self


class WebhookOpening(Frozen):
    """How the Notion webhook stands: its token where the environment has it, and the file that takes it.

    ``expected``: the operator is setting the subscription up, so that Notion's first call is waited for.
    """

    token: SecretStr | None = None
    file: Path
    expected: bool = False


class SlackDoor(Frozen):
    """The Slack app's secrets: requests by HTTP want the signing secret, Socket Mode the app-level token.

    ``api_base_url`` stands in for Slack itself, in tests.
    """

    signing_secret: SecretStr | None = None
    bot_token: SecretStr = SecretStr("")
    app_token: SecretStr | None = None
    api_base_url: str | None = None


class ActionInputs(Frozen):
    """The inputs of action.yml, by its names; what is not given is left out."""

    command: Literal["sync", "plan", "trace", "lint", "move"] = "sync"
    specs: tuple[str, ...] = ()
    config: Path | None = None
    profile: str | None = None
    min_coverage: float | None = Field(default=None, ge=0, le=100)
    fail_on: Literal["error", "warning", "never"] = "error"
    fail_on_changes: bool = False
    baseline: Path | None = None
    text: str = ""
    status: str | None = None
    dry_run: bool = False


class Runner(Frozen):
    """The files of a GitHub Actions step; annotations are relative to ``workspace``, the checkout."""

    output: Path
    summary: Path
    temp: Path
    workspace: Path
