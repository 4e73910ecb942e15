"""Reads config.yaml, .env and the environment, once, into frozen settings; nothing else reads them."""

import os
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import yaml
from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from notion_planner.environment import ActionInputs, Connection, QueuePlace, Runner, SlackDoor, WebhookOpening
from notion_planner.errors import AccessError, ConfigError
from notion_planner.model.base import Frozen
from notion_planner.settings import Settings
from notion_planner.yaml_text import read_settings

DEFAULT_CONFIG = Path("config.yaml")
LOCAL_WORKSPACE = Path(".notion-planner") / "workspace.db"
JOBS_FILE = Path(".notion-planner") / "jobs.db"
WEBHOOK_TOKEN_FILE = Path(".notion-planner") / "webhook-token"
NOTION_API = "https://api.notion.com"


class Environment(Frozen):
    """What the environment and .env say, the environment first. Empty values count as absent."""

    values: Mapping[str, str] = Field(repr=False)

    def get(self, *names: str) -> str | None:
        # A secret that was read from a file brings its line break along.
        given = (self.values.get(name, "").strip() for name in names)
        return next((value for value in given if value), None)

    @property
    def is_ci(self) -> bool:
        return (self.get("CI") or "").casefold() not in ("", "0", "false", "no")

    @property
    def is_action(self) -> bool:
        """Whether this is a job of GitHub Actions."""
        return self.get("GITHUB_ACTIONS") == "true"


_TO_SET = "Set it to the secret of your Notion connection, in the environment or in .env."
_FROM_SECRETS = (
    "Set it in the step's env, to ${{ secrets.NOTION_API_TOKEN }}. A pull request from a fork gets no secret."
)

VARIABLES = (
    "NOTION_API_TOKEN",
    "NOTION_TOKEN",
    "NOTION_API_BASE_URL",
    "NOTION_PLANNER_WORKSPACE",
    "NOTION_PLANNER_ME",
    "NOTION_PLANNER_QUEUE",
    "NOTION_WEBHOOK_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_API_BASE_URL",
)
"""What people set, in the environment or in .env."""


def misnamed(environment: Environment) -> dict[str, str]:
    """Names that are set and mean nothing here → the one that was likely meant, which is not set."""
    unset = [name for name in VARIABLES if environment.get(name) is None]
    likely = {
        name: get_close_matches(name, unset, n=1, cutoff=0.8)
        for name in environment.values
        if name not in VARIABLES and environment.get(name)
    }
    return {name: found[0] for name, found in likely.items() if found}


# A file that came with a checkout names a server for its own secrets only.
_SENT_TO = {
    "NOTION_API_BASE_URL": ("NOTION_API_TOKEN", "NOTION_TOKEN"),
    "SLACK_API_BASE_URL": ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
}


def read_environment(config_path: Path, environ: Mapping[str, str] | None = None) -> Environment:
    """The process's environment over the .env file beside the configuration.

    Raises:
        ConfigError: that file cannot be read, or would send a secret of the process to a server it names.
    """
    environ = os.environ if environ is None else environ  # noqa: TID251 (the one place)
    # What a pull request adds to the checkout must not say where the job's own token is sent.
    in_job = Environment(values=environ).is_action
    file = {} if in_job else _values_of(config_path.parent / ".env")
    for address, secrets in _SENT_TO.items():
        secret = next((name for name in secrets if environ.get(name)), None)
        if file.get(address) and secret and not environ.get(address):
            raise ConfigError(
                f"{config_path.parent / '.env'} names a server ({address}) for a secret that is not its own: "
                f"{secret} comes from the environment.",
                hint=f"Set {address} in the environment too, or keep both in .env.",
            )
    return Environment(values={**file, **{k: v for k, v in environ.items() if v.strip() or k not in file}})


def _values_of(path: Path) -> Mapping[str, str]:
    try:
        if not path.exists() or path.is_dir():  # some keep a virtual environment in a folder of that name
            return {}
        bindings = list(parse_stream(StringIO(path.read_text(encoding="utf-8-sig"))))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror}.", hint="Make it yours to read."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text: {error.reason}.", hint="Save it as text.") from error
    broken = next((found.original for found in bindings if found.error), None)
    if broken is not None:
        # Empty lines above it count as its own.
        line = broken.line + broken.string[: -len(broken.string.lstrip())].count("\n")
        raise ConfigError(
            f"{path}, line {line}: expected NAME=value, with each quotation mark closed.",
            hint="Mend that line; a token needs no quotation marks.",
        )
    return {found.key: found.value for found in bindings if found.key is not None and found.value}


def is_ci() -> bool:
    """Whether the process runs under continuous integration, where output is a log even on a terminal."""
    return Environment(values=os.environ).is_ci  # noqa: TID251


def load_settings(path: Path | None, *, local: bool) -> Settings:
    """Settings from a file; without any file the built-in ones, on the local workspace only.

    Raises:
        ConfigError: unreadable, not YAML, an unknown key or a value of the wrong kind.
    """
    if path is None and not DEFAULT_CONFIG.exists():
        if not local:
            raise ConfigError(
                f"No {DEFAULT_CONFIG} here, so it is not known where plans and tasks belong in Notion.",
                hint="`notion-planner init` writes one; or name yours with --config.",
            )
        return starter_settings()
    path = path or DEFAULT_CONFIG
    settings = parse_settings(_read(path), str(path))
    if settings.templates is not None:
        folder = path.parent / settings.templates
        if not folder.is_dir():
            raise ConfigError(
                f"{path}: templates: there is no folder {folder}.",
                hint="Create it, or remove the key to use the built-in templates.",
            )
        settings = settings.model_copy(update={"templates": folder})
    slack = settings.slack.model_copy(update={"audit": path.parent / settings.slack.audit})
    return settings.model_copy(update={"slack": slack})


@cache
def starter_settings() -> Settings:
    """The built-in configuration: the very config.yaml that the repository shows."""
    return parse_settings(starter_file("config.yaml"), "the built-in config.yaml")


def starter_file(name: str) -> str:
    """A file that the wheel carries under ``starter/`` and a checkout at its top level."""
    packaged = files("notion_planner") / "starter" / name
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parent.parent / name).read_text(encoding="utf-8")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"There is no configuration file {path}.", hint="Check --config, or create the file."
        ) from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.", hint="Check --config.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text: {error.reason}.", hint="Save it as UTF-8.") from error


def parse_settings(text: str, name: str) -> Settings:
    """Settings from YAML text; ``name`` is what messages call it."""
    try:
        raw = read_settings(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise ConfigError(f"{name} is not valid YAML{where}: {problem}.", hint="Mend that line.") from error
    if not isinstance(raw, dict):
        raise ConfigError(
            f"{name}: expected keys such as 'plans:' and 'tasks:', found {_kind(raw)}.",
            hint="`notion-planner init` writes the lines that are enough.",
        )
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        # Where a text or a truth value may stand, pydantic tells of both: of the text is enough.
        details = [detail for detail in error.errors() if detail["loc"][-1:] != ("bool",)]
        messages = "; ".join(_explain(detail) for detail in details[:3])
        raise ConfigError(f"{name}: {messages}.", hint="docs/configuration.md lists every key.") from error


def _kind(raw: Any) -> str:
    return "nothing" if raw is None else "a list" if isinstance(raw, list) else f"'{raw}'"


def _explain(detail: ErrorDetails) -> str:
    place = ".".join(str(part) for part in detail["loc"] if part != "str") or "the file"
    if detail["type"] == "extra_forbidden":
        known = _known_keys(detail["loc"][:-1])
        close = get_close_matches(str(detail["loc"][-1]), known, n=1)
        suggestion = f"did you mean '{close[0]}'?" if close else f"known here: {', '.join(known)}"
        return f"unknown key '{place}' ({suggestion})"
    if detail["type"] == "missing":
        return f"'{place}' is missing"
    if detail["type"] in ("model_type", "model_attributes_type"):
        keys = ", ".join(f"'{key}:'" for key in _known_keys(detail["loc"]))
        return f"'{place}' holds keys of its own ({keys}), not {_kind(detail['input'])}"
    if detail["type"] == "string_type" and isinstance(detail["input"], int | float | date):
        return f"'{place}' is text, and YAML reads {detail['input']} as something else: put it in quotes"
    if detail["type"] == "tuple_type":
        return f"'{place}' is a list, such as [a, b], not {_kind(detail['input'])}"
    return f"'{place}': {detail['msg'].removeprefix('Value error, ')}"


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for part in location:
        fields = getattr(model, "model_fields", {})
        named = fields[part].annotation if part in fields else model
        # "SpecsPlace | None" and "tuple[Person, ...]" name a model among others.
        model = next((found for found in (named, *get_args(named)) if hasattr(found, "model_fields")), None)
    return list(getattr(model, "model_fields", ()))


def connect_to(environment: Environment, config_path: Path, *, local_allowed: bool) -> Connection:
    """Where requests go: Notion (or a compatible server) with a token, else the local workspace.

    Raises:
        AccessError: no token where one is needed (a base URL is set, under CI, or in ``serve``), or what
            is none.
        ConfigError: the base URL is no http(s) address.
    """
    token = environment.get("NOTION_API_TOKEN", "NOTION_TOKEN")
    base_url = environment.get("NOTION_API_BASE_URL")
    if base_url is not None:
        base_url = base_url.rstrip("/").removesuffix("/v1")
        _check_base_url(base_url)
    if token is not None:
        return Connection.with_token(token, base_url or NOTION_API)
    if base_url is not None or environment.is_ci or not local_allowed:
        where = f" for {base_url}" if base_url else " (under CI the local workspace is not used)"
        raise AccessError(
            f"No token{where if base_url or environment.is_ci else ''}: NOTION_API_TOKEN is not set.",
            hint=_FROM_SECRETS if environment.is_action else _TO_SET,
        )
    return local_connection(environment, config_path)


def local_connection(environment: Environment, config_path: Path) -> Connection:
    """The local workspace's file: NOTION_PLANNER_WORKSPACE, else beside the configuration."""
    named = environment.get("NOTION_PLANNER_WORKSPACE")
    return Connection(
        kind="local",
        base_url="http://local-workspace",
        workspace=Path(named) if named else config_path.parent / LOCAL_WORKSPACE,
    )


def _is_server(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _check_base_url(base_url: str) -> None:
    if not _is_server(base_url):
        raise ConfigError(
            "NOTION_API_BASE_URL is not an address of a server.",
            hint="It looks like https://api.notion.com or http://127.0.0.1:8765, without /v1.",
        )


_SLACK_TOKENS = (
    ("SLACK_APP_TOKEN", "xapp-", "Basic Information, App-Level Tokens"),
    ("SLACK_BOT_TOKEN", "xoxb-", "OAuth & Permissions"),
)


def slack_door(environment: Environment) -> SlackDoor | None:
    """The Slack app's secrets; None where neither way of reaching the app is given.

    Raises:
        ConfigError: a token is of another kind; the stand-in for Slack is no http(s) address.
    """
    secret, app_token = environment.get("SLACK_SIGNING_SECRET"), environment.get("SLACK_APP_TOKEN")
    if secret is None and app_token is None:
        return None
    address = environment.get("SLACK_API_BASE_URL")
    if address is not None and not _is_server(address):
        raise ConfigError(
            "SLACK_API_BASE_URL is not an address of a server.",
            hint="Leave it out: it only stands in for Slack in tests.",
        )
    for name, start, place in _SLACK_TOKENS:
        token = environment.get(name)
        if token is not None and not token.startswith(start):
            raise ConfigError(
                f"{name} is another secret: this one begins with {start}.", hint=f"It is found under {place}."
            )
    return SlackDoor(
        signing_secret=SecretStr(secret) if secret else None,
        bot_token=SecretStr(environment.get("SLACK_BOT_TOKEN") or ""),
        app_token=SecretStr(app_token) if app_token else None,
        api_base_url=address,
    )


def action_inputs(environment: Environment) -> ActionInputs:
    """The action's inputs, which its step hands over as INPUT_ variables.

    Raises:
        ConfigError: an input has a value that it cannot have.
    """
    given = {name: environment.get(f"INPUT_{name.upper()}") for name in ActionInputs.model_fields}
    values: dict[str, Any] = {name: value.strip() for name, value in given.items() if value and value.strip()}
    if "specs" in values:
        values["specs"] = tuple(line.strip() for line in values["specs"].splitlines() if line.strip())
    try:
        return ActionInputs.model_validate(values)
    except ValidationError as error:
        details = [(str(detail["loc"][0]).replace("_", "-"), detail["msg"]) for detail in error.errors()]
        messages = "; ".join(f"input '{name}': {message}" for name, message in details)
        raise ConfigError(f"The action's {messages}.", hint="docs/action.md lists the inputs.") from error


def runner_files(environment: Environment) -> Runner:
    """Where a step of GitHub Actions leaves its results.

    Raises:
        ConfigError: this is no such step.
    """
    names = {
        "output": "GITHUB_OUTPUT",
        "summary": "GITHUB_STEP_SUMMARY",
        "temp": "RUNNER_TEMP",
        "workspace": "GITHUB_WORKSPACE",
    }
    found = {field: environment.get(name) for field, name in names.items()}
    missing = [names[field] for field, value in found.items() if value is None]
    if missing:
        raise ConfigError(
            f"This is no step of GitHub Actions: {', '.join(missing)} is not set.",
            hint="Use action.yml, or the commands themselves: `notion-planner sync` and its like.",
        )
    return Runner.model_validate(found)


def queue_place(environment: Environment, settings: Settings, config_path: Path) -> QueuePlace:
    """Where accepted work is kept: the environment's word, else the configuration's, else a file beside it.

    Raises:
        ConfigError: an address, but of no Redis server.
    """
    named = environment.get("NOTION_PLANNER_QUEUE") or settings.jobs.queue
    if named is None:
        return QueuePlace(file=config_path.parent / JOBS_FILE)
    if named.startswith(("redis://", "rediss://", "unix://")):
        return QueuePlace(redis=SecretStr(named))
    if "://" in named:
        raise ConfigError(
            "The job queue is neither a file nor a Redis server.",
            hint="NOTION_PLANNER_QUEUE or jobs.queue looks like redis://host:6379/0 or data/jobs.db.",
        )
    return QueuePlace(file=config_path.parent / named)


def webhook_opening(environment: Environment, config_path: Path, *, expected: bool) -> WebhookOpening:
    """How the webhook stands; ``expected``: Notion's verification call is waited for."""
    token = environment.get("NOTION_WEBHOOK_TOKEN")
    return WebhookOpening(
        token=SecretStr(token) if token else None,
        file=config_path.parent / WEBHOOK_TOKEN_FILE,
        expected=expected,
    )
