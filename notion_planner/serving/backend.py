"""What stands behind the doors: the queue, the connection to Notion, and the workers over both."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from notion_planner import slack, webhook
from notion_planner.connection import open_gateway
from notion_planner.environment import Connection, QueuePlace, SlackDoor, WebhookOpening
from notion_planner.jobs.model import Handlers, Schedule
from notion_planner.jobs.pace import shared_limiter
from notion_planner.jobs.queue import open_store
from notion_planner.jobs.store import JobStore
from notion_planner.jobs.workers import Workers
from notion_planner.model.base import Frozen
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.pause import told
from notion_planner.serving.metrics import Metrics
from notion_planner.serving.readiness import Readiness
from notion_planner.settings import Settings
from notion_planner.templating import Templates
from notion_planner.use_cases.run import Run

_logger = logging.getLogger("notion_planner.serving")


class Serving(Frozen):
    """All that ``serve`` and ``worker`` are told. ``slack`` is None where that door stays closed."""

    settings: Settings
    connection: Connection
    queue: QueuePlace
    webhook: WebhookOpening
    slack: SlackDoor | None = None
    workers: bool = True


@dataclass(frozen=True)
class Backend:
    """One process's share of the work; the gateway is opened once, so that all jobs share its rate limit."""

    serving: Serving
    store: JobStore
    notion: Gateway
    metrics: Metrics
    readiness: Readiness

    @property
    def run(self) -> Run:
        settings = self.serving.settings
        return Run(notion=self.notion, settings=settings, templates=Templates(settings.templates))

    async def work(self, stop: asyncio.Event) -> None:
        """Carries jobs out until ``stop`` is set."""
        workers = Workers(
            self.store,
            self._handlers(),
            self.serving.settings.jobs,
            schedules=self._schedules(),
            observe=self.metrics.job_ended,
        )
        await workers.run(stop)

    def _handlers(self) -> Handlers:
        handlers = webhook.handlers(self.run, self.store)
        door, settings = self.serving.slack, self.serving.settings.slack
        if door is None:
            return handlers
        audit = slack.Audit(settings.audit, echo=slack.to_stdout)
        return {**handlers, **slack.handlers(self.run, slack.Slack(door, settings), self.store, audit)}

    def _schedules(self) -> Sequence[Schedule]:
        settings = self.serving.settings
        digest = slack.digest_schedule(settings.slack, settings.planning)
        return (webhook.reconciling(settings), digest)


@asynccontextmanager
async def open_backend(serving: Serving) -> AsyncIterator[Backend]:
    """Opens everything; neither Notion nor a Redis server need be up yet.

    Raises:
        ConfigError: the queue's file cannot be written, or its address is none.
    """
    settings = serving.settings
    with open_store(serving.queue, settings.jobs) as store:
        async with (
            shared_limiter(serving.queue, settings.notion.requests_per_minute) as limiter,
            open_gateway(
                serving.connection,
                settings.notion,
                limiter=limiter,
                on_pause=lambda seconds: _logger.warning("%s", told(seconds)),
            ) as notion,
        ):
            metrics = Metrics()
            metrics.watch(store, lambda: notion.ledger)
            yield Backend(serving, store, notion, metrics, Readiness(store, notion))
