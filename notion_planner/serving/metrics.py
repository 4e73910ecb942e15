"""What the server and its workers count, in the text form of Prometheus."""

import time
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from notion_planner.errors import UnavailableError
from notion_planner.jobs.retry import Ending
from notion_planner.jobs.store import JobStore
from notion_planner.notion.ledger import Ledger

_BUCKETS = (0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900)


class Metrics:
    """One process's figures, in a registry of their own."""

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self.registry = CollectorRegistry()
        self._clock = clock
        self._jobs = Counter(
            "notion_planner_jobs",
            "Jobs that ended, by kind and by how: done, again (tried later), given_up.",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "notion_planner_job_seconds",
            "Time that a job took; of kind sync, the duration of a sync.",
            ["kind"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._success = Gauge(
            "notion_planner_last_success_timestamp_seconds",
            "When a job of the kind was last done.",
            ["kind"],
            registry=self.registry,
        )
        self._events = Counter(
            "notion_planner_webhook_calls",
            "Calls of the Notion webhook, by what became of them.",
            ["outcome"],
            registry=self.registry,
        )

    def job_ended(self, kind: str, ending: Ending, seconds: float) -> None:
        self._jobs.labels(kind, ending).inc()
        self._seconds.labels(kind).observe(seconds)
        if ending is Ending.DONE:
            self._success.labels(kind).set(self._clock())

    def webhook_called(self, outcome: str) -> None:
        self._events.labels(outcome).inc()

    def watch(self, store: JobStore, ledger: Callable[[], Ledger]) -> None:
        """Also tells the queue's length and the requests to Notion, as they are when asked."""
        self.registry.register(_QueueFigures(store, self._clock))
        self.registry.register(_RequestFigures(ledger))

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _QueueFigures(Collector):
    def __init__(self, store: JobStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    def collect(self) -> Iterable[Metric]:
        up = GaugeMetricFamily("notion_planner_queue_up", "Whether the job queue can be reached.")
        try:
            waiting, dead = self._store.waiting(), self._store.dead()
        except UnavailableError:
            up.add_metric((), 0)
            yield up
            return
        up.add_metric((), 1)
        yield up
        depth = GaugeMetricFamily(
            "notion_planner_jobs_waiting", "Jobs accepted and not done, those under way included."
        )
        depth.add_metric((), len(waiting))
        yield depth
        age = GaugeMetricFamily(
            "notion_planner_oldest_job_seconds", "How long the oldest of them is overdue."
        )
        now = self._clock()
        age.add_metric((), max((now - record.due for record in waiting if record.due <= now), default=0))
        yield age
        given_up = GaugeMetricFamily("notion_planner_jobs_dead", "Jobs given up and kept.")
        given_up.add_metric((), len(dead))
        yield given_up


class _RequestFigures(Collector):
    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        self._ledger = ledger

    def collect(self) -> Iterable[Metric]:
        ledger = self._ledger()
        requests = CounterMetricFamily(
            "notion_planner_notion_requests",
            "Requests to Notion by outcome: the HTTP status, or unanswered.",
            labels=["outcome"],
        )
        for status, count in ledger.statuses.items():
            requests.add_metric((status,), count)
        requests.add_metric(("unanswered",), max(0, ledger.requests - sum(ledger.statuses.values())))
        yield requests
        retries = CounterMetricFamily(
            "notion_planner_notion_retries", "Requests to Notion that were repeated."
        )
        retries.add_metric((), ledger.retries)
        yield retries
        waited = CounterMetricFamily(
            "notion_planner_notion_wait_seconds", "Time that requests to Notion were held back by limits."
        )
        waited.add_metric((), ledger.waited)
        yield waited
