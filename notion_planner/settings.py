"""The settings model: every key that config.yaml may hold, with its default."""

from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from notion_planner.model.base import Frozen


class Calendar(StrEnum):
    WORKING_DAYS = "working_days"
    SEVEN_DAY = "seven_day"


class PlansPlace(Frozen):
    """Where plan pages are made: under a page, or as rows of a data source. Title, URL or ID.

    ``views``: each plan page gets a board and a timeline of its own tasks, once.
    """

    parent: str | None = None
    data_source: str | None = None
    views: bool = False

    @model_validator(mode="after")
    def _one_place(self) -> "PlansPlace":
        if (self.parent is None) == (self.data_source is None):
            raise ValueError("name exactly one of 'parent' (a page) and 'data_source' (a database)")
        return self


class TaskProperties(Frozen):
    """Names of the task database's properties by role, where the usual names and aliases do not match."""

    status: str | None = None
    priority: str | None = None
    points: str | None = None
    tags: str | None = None
    due: str | None = None
    assignee: str | None = None
    key: str | None = None
    spec: str | None = None
    plan: str | None = None
    blocked_by: str | None = None
    blocks: str | None = None
    parent: str | None = None


class Direction(StrEnum):
    """Who has the say over a property of a task that exists."""

    SPEC = "spec"
    NOTION = "notion"
    CREATE_ONLY = "create_only"
    IGNORE = "ignore"


class TaskDirections(Frozen):
    """Of each property that the plan knows a value for: who has the say over it."""

    status: Direction = Direction.CREATE_ONLY
    priority: Direction = Direction.CREATE_ONLY
    points: Direction = Direction.CREATE_ONLY
    tags: Direction = Direction.CREATE_ONLY
    due: Direction = Direction.CREATE_ONLY
    spec: Direction = Direction.CREATE_ONLY
    plan: Direction = Direction.CREATE_ONLY
    blocked_by: Direction = Direction.CREATE_ONLY
    blocks: Direction = Direction.CREATE_ONLY


class SpecsPlace(Frozen):
    """Which specifications ``sync`` without arguments handles; the ways add up.

    ``data_source``: rows of a database, those that ``filter`` (property → value) lets through; ``parent``:
    the sub-pages of a page; ``pages``: single pages; ``search``: pages whose title holds these words.
    """

    data_source: str | None = None
    filter: dict[str, str | bool] = {}
    parent: str | None = None
    pages: tuple[str, ...] = ()
    search: str | None = None

    @model_validator(mode="after")
    def _some_way(self) -> "SpecsPlace":
        if not (self.data_source or self.parent or self.pages or self.search):
            raise ValueError("name specifications by 'data_source', 'parent', 'pages' or 'search'")
        if self.filter and not self.data_source:
            raise ValueError("'filter' goes with 'data_source'")
        return self


class StatusNames(Frozen):
    """Names of statuses by what they mean; each list replaces the usual names of that meaning."""

    done: tuple[str, ...] = ("Done", "Complete", "Completed", "Closed", "Resolved", "Shipped", "Released")
    in_progress: tuple[str, ...] = ("In Progress", "Doing", "Started", "In Review", "Review", "Testing")
    blocked: tuple[str, ...] = ("Blocked", "On Hold", "Waiting", "Stuck")
    cancelled: tuple[str, ...] = ("Cancelled", "Canceled", "Won't Do", "Dropped", "Superseded", "Duplicate")


class TasksPlace(Frozen):
    """The task database: title, URL or ID of the database or of its data source."""

    database: str
    properties: TaskProperties = TaskProperties()
    directions: TaskDirections = TaskDirections()
    status: str = Field(default="To Do", description="Status that a new task gets.")
    states: StatusNames = StatusNames()
    stale_after: int = Field(default=5, ge=1, description="Days without an edit after which it is stale.")


class NotionSettings(Frozen):
    requests_per_minute: int = Field(default=180, ge=1, description="Requests Notion allows in 60 seconds.")
    concurrency: int = Field(default=6, ge=1, le=64, description="Requests in flight at a time.")
    timeout_seconds: float = Field(default=70, gt=0, description="Longest wait for one answer.")
    attempts: int = Field(default=5, ge=1, le=20, description="Tries of a request that may be repeated.")


class Person(Frozen):
    """Somebody who works on the plan: the share of a full day, or the hours a day, and when they are away."""

    name: str = Field(min_length=1)
    capacity: float = Field(default=1, ge=0.05, le=1)
    hours_per_day: float | None = Field(default=None, ge=0.5, le=24)
    days_off: tuple[date, ...] = ()


class PlanningSettings(Frozen):
    """How a plan is estimated and scheduled.

    ``points`` maps story points to hours. ``capacity`` is the number of people who work on the plan at the
    same time, ``hours_per_day`` what one of them gets done; ``people``, where they are named, take the place
    of ``capacity``. ``deploy_after`` counts days of the calendar
    after the last phase. ``days_off`` are calendar entries of the team's own.
    """

    profile: str = "auto"
    calendar: Calendar = Calendar.WORKING_DAYS
    country: str | None = None
    subdivision: str | None = None
    days_off: tuple[date, ...] = ()
    hours_per_day: float = Field(default=8, gt=0, le=24)
    capacity: float = Field(default=2, gt=0, le=100)
    people: tuple[Person, ...] = Field(default=(), max_length=100)
    buffer: float = Field(default=0, ge=0, le=2, description="Share added to each phase: 0.2 is 20 %.")
    deploy_after: int = Field(default=2, ge=0)
    deadline: date | None = None
    points: dict[int, float] = {1: 3, 2: 4, 3: 8, 5: 16, 8: 28}

    @field_validator("people")
    @classmethod
    def _named_once(cls, people: tuple[Person, ...]) -> tuple[Person, ...]:
        names = [person.name.casefold() for person in people]
        twice = next((person.name for person in people if names.count(person.name.casefold()) > 1), None)
        if twice is not None:
            raise ValueError(f"'{twice}' is named twice")
        return people

    @field_validator("points")
    @classmethod
    def _points_stand_for_work(cls, table: dict[int, float]) -> dict[int, float]:
        if not table:
            raise ValueError("name at least one number of points and its hours, such as 3: 8")
        if any(points < 1 or not 0 < hours <= 1000 for points, hours in table.items()):
            raise ValueError("points start at 1 and stand for more than 0 and at most 1000 hours")
        return table


class ExtractionSettings(Frozen):
    """House habits of writing: section kind → extra headings that mean it."""

    headings: dict[str, tuple[str, ...]] = {}


class SyncSettings(Frozen):
    """``change_budget``: the share of a plan's tasks that one sync may overturn without ``--force``."""

    change_budget: float = Field(default=0.3, ge=0, le=1)
    undo_days: int = Field(default=14, ge=0, le=365, description="Days for which a run can be undone.")


SlackUser = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{1,20}$")]
SlackChannel = Annotated[str, Field(pattern=r"^[CGD][A-Z0-9]{1,20}$")]
SlackTeam = Annotated[str, Field(pattern=r"^T[A-Z0-9]{1,20}$")]


class SlackApply(Frozen):
    """Who may have something written, by Slack's IDs; an empty list lets everybody, or everywhere."""

    users: tuple[SlackUser, ...] = ()
    channels: tuple[SlackChannel, ...] = ()


class SlackDigest(Frozen):
    """Where the plans stand, told to a channel on working days at that time of the server's clock."""

    channel: SlackChannel | None = None
    at: time = time(9, 0)

    @field_validator("at", mode="before")
    @classmethod
    def _minutes_of_the_day(cls, given: object) -> object:
        # YAML 1.1 reads an unquoted 10:30 as a number of base 60, so as the minutes of the day.
        if isinstance(given, int) and 0 <= given < 24 * 60:
            return time(given // 60, given % 60)
        return given


class SlackSettings(Frozen):
    """``answers``: who sees previews and results, the person who asked or the channel.

    ``teams`` are the workspaces that are answered, all that have the app where none is named.
    """

    command: str = Field(default="/plan", pattern=r"^/[a-z0-9_-]{1,31}$")
    preview: bool = True
    answers: Literal["person", "channel"] = "person"
    teams: tuple[SlackTeam, ...] = ()
    apply: SlackApply = SlackApply()
    audit: Path = Path(".notion-planner") / "audit.jsonl"
    digest: SlackDigest = SlackDigest()


class JobsSettings(Frozen):
    """How accepted work is queued and carried out."""

    queue: str | None = Field(default=None, description="A file, or the address of a Redis server.")
    workers: int = Field(default=4, ge=1, le=64, description="Jobs that one process works on at a time.")
    attempts: int = Field(default=5, ge=1, le=50, description="Starts of a job before it is given up.")
    retry_seconds: float = Field(default=15, gt=0, description="Pause after a failure; then four times it.")
    lease_seconds: float = Field(default=30, ge=1, description="After a crash, the wait before redelivery.")
    grace_seconds: float = Field(default=20, ge=0, description="How long a stop waits for running jobs.")


class WebhookSettings(Frozen):
    """How Notion's events are followed."""

    window_seconds: float = Field(default=10, gt=0, le=600, description="A page's events that make one job.")
    reconcile_minutes: int = Field(default=60, ge=0, description="Syncs what `specs` names; 0: never.")


class Settings(Frozen):
    """One whole configuration. ``path`` is the file it was read from, None for the built-in one."""

    plans: PlansPlace
    tasks: TasksPlace
    specs: SpecsPlace | None = None
    notion: NotionSettings = NotionSettings()
    sync: SyncSettings = SyncSettings()
    planning: PlanningSettings = PlanningSettings()
    extraction: ExtractionSettings = ExtractionSettings()
    slack: SlackSettings = SlackSettings()
    jobs: JobsSettings = JobsSettings()
    webhook: WebhookSettings = WebhookSettings()
    templates: Path | None = None

    def with_profile(self, name: str | None) -> "Settings":
        """The same with another kind of plan; None keeps the configured one."""
        if name is None:
            return self
        planning = self.planning.model_copy(update={"profile": name})
        return self.model_copy(update={"planning": planning})


class Connection(Frozen):
    """How to reach Notion: over HTTP with a token, or the embedded local workspace in a file."""

    kind: Literal["notion", "local"]
    base_url: str = "https://api.notion.com"
    token: SecretStr = SecretStr("")
    workspace: Path | None = None


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
