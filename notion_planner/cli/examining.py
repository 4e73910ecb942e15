"""What ``doctor`` does: examines this machine's side, then Notion's, and prints what it found."""

import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer

from notion_planner import __version__
from notion_planner.cli import output as out
from notion_planner.cli.progress_bar import progress_bar
from notion_planner.cli.session import wait_for
from notion_planner.config import (
    DEFAULT_CONFIG,
    Environment,
    connect_to,
    load_settings,
    misnamed,
    read_environment,
)
from notion_planner.connection import open_gateway
from notion_planner.environment import Connection
from notion_planner.errors import ConfigError, ExitCode, PlannerError
from notion_planner.model.health import Check
from notion_planner.settings import NotionSettings, Settings
from notion_planner.setup.doctor import examine
from notion_planner.setup.files import env_mode, ignore_step
from notion_planner.tracking.worklist import counted

DOCTOR_SCHEMA = "notion-planner/doctor/1"
_SIGNS = {"ok": "✓", "info": "·", "warning": "!", "problem": "✗"}
_SLACK = ("SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_BOT_TOKEN")


def run_doctor(config: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Raises:
    typer.Exit: with 9 where there is a problem.
    """
    limit = NotionSettings().requests_per_minute
    with progress_bar(out.stderr(), requests_per_minute=limit, quiet=quiet or as_json):
        checks = wait_for(_examine(config, out.pause_notice(quiet=quiet or as_json)))
    problems = [check for check in checks if check.state == "problem"]
    if as_json:
        listed = [check.model_dump(mode="json") for check in checks]
        out.print_json(
            {"schema": DOCTOR_SCHEMA, "command": "doctor", "healthy": not problems, "checks": listed}
        )
    else:
        out.print_text(_text(checks, quiet=quiet))
    if problems:
        raise typer.Exit(int(ExitCode.UNHEALTHY))


async def _examine(config: Path | None, on_pause: Callable[[float], None]) -> list[Check]:
    path = config or DEFAULT_CONFIG
    environment = read_environment(path)
    version = f"notion-planner {__version__} on Python {platform.python_version()}."
    checks = [Check(name="version", state="ok", message=version)]
    settings, configured = _configuration(config, environment)
    checks += [configured, *_env_file(path, environment), *_misnamed(environment)]
    checks += [_slack(environment), _queue(settings)]
    try:
        connection = connect_to(environment, path, local_allowed=True)
    except PlannerError as error:
        return [*checks, Check(name="token", state="problem", message=error.message, hint=error.hint)]
    checks.append(_connection(connection))
    limits = settings.notion if settings else NotionSettings()
    async with open_gateway(connection, limits, on_pause=on_pause) as notion:
        return [*checks, *await examine(notion, settings, now=lambda: datetime.now(UTC))]


def _configuration(config: Path | None, environment: Environment) -> tuple[Settings | None, Check]:
    has_token = environment.get("NOTION_API_TOKEN", "NOTION_TOKEN") is not None
    path = config or DEFAULT_CONFIG
    try:
        settings = load_settings(config, local=not has_token)
    except ConfigError as error:
        return None, Check(name="configuration", state="problem", message=error.message, hint=error.hint)
    message = f"{path} loads." if path.exists() else "No config.yaml: the built-in one is used."
    return settings, Check(name="configuration", state="ok", message=message)


def _env_file(config_path: Path, environment: Environment) -> list[Check]:
    path = config_path.parent / ".env"
    mode = env_mode(path)
    if mode is None:
        message = "None; secrets come from the environment." if _secrets(environment) else "None."
        return [Check(name=".env", state="info", message=message)]
    if not _secrets(read_environment(config_path, {})):
        return [Check(name=".env", state="info", message=f"{path} holds no secret.")]
    checks = []
    if os.name == "posix" and mode & 0o077:
        message = f"{path} holds secrets and other users of this machine may read it (mode {mode:04o})."
        checks.append(Check(name=".env", state="problem", message=message, hint=f"chmod 600 {path}"))
    step = ignore_step(config_path.parent.absolute())
    if step is not None and ".env\n" in step.addition:
        message = f"{path} holds secrets and Git does not ignore it."
        hint = f"Add a line '.env' to {step.path}; if it was committed once, make new secrets."
        checks.append(Check(name=".env", state="problem", message=message, hint=hint))
    return checks or [Check(name=".env", state="ok", message=f"{path} is private (mode {mode:04o}).")]


def _misnamed(environment: Environment) -> list[Check]:
    return [
        Check(
            name="environment",
            state="warning",
            message=f"{name} is set, which nothing here reads; {meant} is not set.",
            hint=f"Call it {meant}, if that is what it holds.",
        )
        for name, meant in misnamed(environment).items()
    ]


def _secrets(environment: Environment) -> list[str]:
    return [
        name for name in ("NOTION_API_TOKEN", "NOTION_TOKEN", *_SLACK) if environment.get(name) is not None
    ]


def _slack(environment: Environment) -> Check:
    said = [f"{name} {'is set' if environment.get(name) else 'is not set'}" for name in _SLACK]
    hint = "" if environment.get(*_SLACK[:2]) else "Only `serve` needs them, to answer Slack."
    return Check(name="slack", state="info", message=f"{', '.join(said)}.", hint=hint)


def _queue(settings: Settings | None) -> Check:
    queue = settings.jobs.queue if settings else None
    if queue is None:
        return Check(name="queue", state="info", message="Kept in .notion-planner/jobs.db, by `serve`.")
    # An address may hold a password.
    shown = "on a Redis server" if "://" in queue else f"in {queue}"
    return Check(name="queue", state="info", message=f"Kept {shown} (jobs.queue).")


def _connection(connection: Connection) -> Check:
    if connection.kind == "local":
        message = f"The local workspace {connection.workspace}: NOTION_API_TOKEN is not set."
        return Check(name="connection", state="info", message=message)
    return Check(name="connection", state="ok", message=f"{connection.base_url}, with a token.")


def _text(checks: Sequence[Check], *, quiet: bool) -> str:
    """One line a check, its fix below it; quiet: only what wants attention."""
    shown = [check for check in checks if not quiet or check.state in ("warning", "problem")]
    width = max((len(check.name) for check in shown), default=0)
    lines = []
    for check in shown:
        lines.append(f"{_SIGNS[check.state]} {check.name:<{width}}  {check.message}")
        if check.hint:
            lines.append(f"  {'':<{width}}  → {check.hint}")
    states = [check.state for check in checks]
    problems, warnings = states.count("problem"), states.count("warning")
    if problems or warnings or not quiet:
        lines.append(f"{counted(problems, 'problem')}, {counted(warnings, 'warning')}.")
    return "\n".join(lines)
