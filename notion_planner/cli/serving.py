"""The commands serve, worker and jobs: the doors, those who do the work, and what is in the queue."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notion_planner.cli.options import ConfigOption, JsonOption
from notion_planner.errors import NotFoundError

if TYPE_CHECKING:
    from notion_planner.jobs.store import Record
    from notion_planner.serving.backend import Serving

_HostOption = Annotated[str, typer.Option("--host", help="Address to listen on.")]
JOBS_SCHEMA = "notion-planner/jobs/1"
_LOG = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def add_to(app: typer.Typer) -> None:
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.command("jobs")(jobs)


def serve(
    config: ConfigOption = None,
    host: _HostOption = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 chooses a free one.")] = 3000,
    workers: Annotated[
        bool, typer.Option("--workers/--no-workers", help="Also carry out the jobs, or only accept them.")
    ] = True,
    verify_webhook: Annotated[
        bool, typer.Option("--verify-webhook", help="Wait for Notion's call that verifies a new webhook.")
    ] = False,
) -> None:
    """Answer Slack and the Notion webhook, and carry out what they ask for.

    Opens the doors whose secrets are set: SLACK_SIGNING_SECRET, SLACK_APP_TOKEN, NOTION_WEBHOOK_TOKEN.
    Stops on Ctrl-C.

    Example: notion-planner serve --host 0.0.0.0 --port 3000
    """
    from notion_planner.cli.output import notice
    from notion_planner.serving.server import serve as run

    _log_to_stderr()
    serving = _serving(config, workers=workers, verify_webhook=verify_webhook)
    run(serving, host=host, port=port, announce=notice)


def worker(
    config: ConfigOption = None,
    host: _HostOption = "127.0.0.1",
    metrics_port: Annotated[
        int | None, typer.Option("--metrics-port", min=1, max=65535, help="Port for the figures at /metrics.")
    ] = None,
) -> None:
    """Carry out queued jobs in a process of its own, beside `serve --no-workers`. Stops on Ctrl-C.

    Example: notion-planner worker --metrics-port 9101
    """
    from notion_planner.cli.output import notice
    from notion_planner.cli.session import wait_for
    from notion_planner.serving.working import work

    _log_to_stderr()
    serving = _serving(config, workers=True, verify_webhook=False)
    wait_for(work(serving, host=host, metrics_port=metrics_port, announce=notice))


def jobs(
    config: ConfigOption = None,
    retry: Annotated[
        str | None, typer.Option("--retry", metavar="KEY", help="Take a job on again that was given up.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List what is queued and what was given up; --retry takes one of those on again.

    Example: notion-planner jobs
    """
    from notion_planner.cli import output as out
    from notion_planner.config import DEFAULT_CONFIG, load_settings, queue_place, read_environment
    from notion_planner.jobs.queue import open_store

    path = config or DEFAULT_CONFIG
    settings = load_settings(config, local=True)
    with open_store(queue_place(read_environment(path), settings, path), settings.jobs) as store:
        if retry is not None and not store.revive(retry):
            raise NotFoundError(
                f"No job '{retry}' was given up.", hint="`notion-planner jobs` lists those that were."
            )
        waiting, dead = store.waiting(), store.dead()
    if as_json:
        listed = {
            "waiting": [_entry(record) for record in waiting],
            "dead": [_entry(record) for record in dead],
        }
        out.print_json({"schema": JOBS_SCHEMA, "command": "jobs", **listed})
        return
    lines = [f"{len(waiting)} queued or under way, {len(dead)} given up."]
    lines += [f"  {record.job.key}  {_standing(record)}" for record in waiting]
    lines += [f"  {record.job.key}  given up: {record.error}" for record in dead]
    out.print_text("\n".join(lines))


def _standing(record: "Record") -> str:
    from notion_planner.tracking.worklist import counted

    if record.error:
        return f"begun {counted(record.starts, 'time')}; {record.error}"
    return "begun" if record.starts else "waiting"


def _entry(record: "Record") -> dict[str, str | int | float]:
    job = record.job
    return {
        "key": job.key,
        "kind": job.kind,
        "lane": job.lane,
        "starts": record.starts,
        "accepted": record.accepted,
        "due": record.due,
        "error": record.error,
    }


def _serving(config: Path | None, *, workers: bool, verify_webhook: bool) -> "Serving":
    from notion_planner import config as read
    from notion_planner.serving.backend import Serving

    path = config or read.DEFAULT_CONFIG
    environment = read.read_environment(path)
    connection = read.connect_to(environment, path, local_allowed=False)
    settings = read.load_settings(config, local=False)
    return Serving(
        settings=settings,
        connection=connection,
        queue=read.queue_place(environment, settings, path),
        webhook=read.webhook_opening(environment, path, expected=verify_webhook),
        slack=read.slack_door(environment),
        workers=workers,
    )


def _log_to_stderr() -> None:
    import logging

    # What other libraries log below a warning names addresses and bodies.
    logging.basicConfig(level=logging.WARNING, format=_LOG)
    logging.getLogger("notion_planner").setLevel(logging.INFO)
