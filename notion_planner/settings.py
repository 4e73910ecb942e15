"""Every key that config.yaml may hold, with default and meaning; docs/configuration.md is made of it."""

from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from notion_planner.model.base import Frozen


class Calendar(StrEnum):
    WORKING_DAYS = "working_days"
    SEVEN_DAY = "seven_day"


class PlansPlace(Frozen):
    """Where plan pages are made: under a page, or as rows of a data source. Title, URL or ID."""

    parent: str | None = Field(default=None, description="page that plan pages are made under")
    data_source: str | None = Field(
        default=None, description="database whose rows are plan pages, instead of `plans.parent`"
    )
    views: bool = Field(
        default=False,
        description=(
            "each plan page gets a board and a timeline of its own tasks; made once, yours from then on"
        ),
    )

    @model_validator(mode="after")
    def _one_place(self) -> "PlansPlace":
        if (self.parent is None) == (self.data_source is None):
            raise ValueError("name exactly one of 'parent' (a page) and 'data_source' (a database)")
        return self


def _property(role: str) -> Any:
    return Field(default=None, description=f"name of the property for {role}")


class TaskProperties(Frozen):
    """Names of the task database's properties by role, where the usual names and aliases do not match."""

    status: str | None = _property("the status (status or select)")
    priority: str | None = _property("the priority (select or status)")
    points: str | None = _property("the story points (number)")
    tags: str | None = _property("the tags (multi-select)")
    due: str | None = _property("the due date (date)")
    assignee: str | None = _property("who works on it (people); never written")
    key: str | None = _property(
        "the task's identity (text); optional, it makes later syncs cheaper and surer"
    )
    spec: str | None = _property("the specification (relation)")
    plan: str | None = _property("the plan (relation)")
    blocked_by: str | None = _property("the tasks that block it (relation to the same database)")
    blocks: str | None = _property("the tasks that it blocks (relation to the same database)")
    parent: str | None = _property("the parent task (relation); never written")


class Direction(StrEnum):
    """Who has the say over a property of a task that exists."""

    SPEC = "spec"
    NOTION = "notion"
    CREATE_ONLY = "create_only"
    IGNORE = "ignore"


def _say(subject: str, usual: Direction = Direction.CREATE_ONLY) -> Any:
    return Field(default=usual, description=f"who has the say over {subject}")


class TaskDirections(Frozen):
    """Of each property that the plan knows a value for: who has the say over it.

    Dependencies follow the plan, beside what people make of them: what a task waits for is worth nothing once
    it names work that nobody asks for any more.
    """

    status: Direction = _say("the status: `create_only`, `spec`, `notion` or `ignore`; see below")
    priority: Direction = _say("the priority")
    points: Direction = _say("the story points")
    tags: Direction = _say("the tags")
    due: Direction = _say("the due date")
    spec: Direction = _say("the relation to the specification")
    plan: Direction = _say("the relation to the plan")
    blocked_by: Direction = _say("the tasks that block it", Direction.SPEC)
    blocks: Direction = _say("the tasks that it blocks", Direction.SPEC)


class SpecsPlace(Frozen):
    """Which specifications ``sync`` without arguments handles; the ways add up."""

    data_source: str | None = Field(
        default=None, description="database whose rows are specifications, for `sync` without arguments"
    )
    filter: dict[str, str | bool] = Field(
        default={}, description="property → value: which of its rows, for instance `{Status: Ready}`"
    )
    parent: str | None = Field(default=None, description="page whose sub-pages are specifications")
    pages: tuple[str, ...] = Field(default=(), description="list of single pages (not files)")
    search: str | None = Field(default=None, description="words that the titles of specifications hold")

    @model_validator(mode="after")
    def _some_way(self) -> "SpecsPlace":
        if not (self.data_source or self.parent or self.pages or self.search):
            raise ValueError("name specifications by 'data_source', 'parent', 'pages' or 'search'")
        if self.filter and not self.data_source:
            raise ValueError("'filter' goes with 'data_source'")
        return self


class StatusNames(Frozen):
    """Names of statuses by what they mean; each list replaces the usual names of that meaning."""

    done: tuple[str, ...] = Field(
        default=("Done", "Complete", "Completed", "Closed", "Resolved", "Shipped", "Released"),
        description='names of statuses that mean "done"; replaces the usual names',
    )
    in_progress: tuple[str, ...] = Field(
        default=("In Progress", "Doing", "Started", "In Review", "Review", "Testing"),
        description='names of statuses that mean "being worked on"',
    )
    blocked: tuple[str, ...] = Field(
        default=("Blocked", "On Hold", "Waiting", "Stuck"),
        description='names of statuses that mean "blocked"',
    )
    cancelled: tuple[str, ...] = Field(
        default=("Cancelled", "Canceled", "Won't Do", "Dropped", "Superseded", "Duplicate"),
        description='names of statuses that mean "not to be done"; counts in no total',
    )


class TasksPlace(Frozen):
    """The task database: title, URL or ID of the database or of its data source."""

    database: str = Field(description="database that tasks are made in")
    properties: TaskProperties = TaskProperties()
    directions: TaskDirections = TaskDirections()
    status: str = Field(
        default="To Do",
        description=(
            "status of a new task; where the database has no such option, a usual name for it is looked for"
        ),
    )
    states: StatusNames = StatusNames()
    stale_after: int = Field(
        default=5, ge=1, description="days without an edit after which a started task is called stale"
    )


class NotionSettings(Frozen):
    requests_per_minute: int = Field(
        default=180, ge=1, description="requests that Notion allows this connection in 60 seconds"
    )
    concurrency: int = Field(default=6, ge=1, le=64, description="requests in flight at a time")
    timeout_seconds: float = Field(
        default=70, gt=0, allow_inf_nan=False, description="longest wait for one answer"
    )
    attempts: int = Field(default=5, ge=1, le=20, description="tries of a request that may be repeated")


class Person(Frozen):
    """Somebody who works on the plan: the share of a full day, or the hours a day, and when they are away."""

    name: str = Field(min_length=1, description="what the plan calls them")
    capacity: float = Field(
        default=1,
        ge=0.05,
        le=1,
        description="share of a full day (of `planning.hours_per_day`): 0.5 is half-time",
    )
    hours_per_day: float | None = Field(
        default=None,
        ge=0.5,
        le=24,
        description="hours of the estimates that they get done in a day, instead of `capacity`",
    )
    days_off: tuple[date, ...] = Field(default=(), description="list of their days off, as dates")


class PlanningSettings(Frozen):
    """How a plan is estimated and scheduled."""

    profile: str = Field(
        default="auto",
        description="kind of plan: `auto` chooses `standard` or, for a small change or a repair, `quick`",
    )
    calendar: Calendar = Field(
        default=Calendar.WORKING_DAYS, description="`working_days` (Monday to Friday) or `seven_day`"
    )
    country: str | None = Field(
        default=None, description="country whose public holidays are skipped, as ISO code: `DE`"
    )
    subdivision: str | None = Field(default=None, description="its state or province, as ISO code: `BY`")
    days_off: tuple[date, ...] = Field(default=(), description="list of the team's own days off, as dates")
    hours_per_day: float = Field(
        default=8, gt=0, le=24, description="what one person gets done in a day, in hours of the estimates"
    )
    capacity: float = Field(
        default=2, gt=0, le=100, description="people working on the plan at the same time"
    )
    people: tuple[Person, ...] = Field(
        default=(),
        max_length=100,
        description="the people who work on the plan, instead of `planning.capacity`; see below",
    )
    buffer: float = Field(default=0, ge=0, le=2, description="share added to each phase: 0.2 is 20 %")
    deploy_after: int = Field(
        default=2, ge=0, description="days of the calendar between the last phase and the deployment"
    )
    deadline: date | None = Field(default=None, description="date by which the plan has to be done")
    points: dict[int, float] = Field(
        default={1: 3, 2: 4, 3: 8, 5: 16, 8: 28}, description="story points → hours"
    )

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
    """House habits of writing: extra headings, and where a specification is cut into pages."""

    headings: dict[str, tuple[str, ...]] = Field(
        default={}, description="house habits: section kind → list of further headings that mean it"
    )
    sub_pages: bool = Field(
        default=False, description="whether the sub-pages of a specification are parts of it"
    )


class SyncSettings(Frozen):
    """What a sync may do without asking, and for how long it can be undone."""

    change_budget: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="share of a plan's tasks (of ten or more) that one sync may overturn without `--force`",
    )
    undo_days: int = Field(
        default=14,
        ge=0,
        le=365,
        description=(
            "days for which `undo` can take a run back; 0 keeps no record of runs. Of a very large "
            "plan only the last runs are kept: their record is held to 30,000 characters of the "
            "plan's state, the oldest go first"
        ),
    )


SlackUser = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{1,20}$")]
SlackChannel = Annotated[str, Field(pattern=r"^[CGD][A-Z0-9]{1,20}$")]
SlackTeam = Annotated[str, Field(pattern=r"^T[A-Z0-9]{1,20}$")]


class SlackApply(Frozen):
    """Who may have something written, by Slack's IDs; an empty list lets everybody, or everywhere."""

    users: tuple[SlackUser, ...] = Field(
        default=(), description="list of the IDs of the people who may apply; none: everybody"
    )
    channels: tuple[SlackChannel, ...] = Field(
        default=(), description="list of the IDs of the channels that may be applied in; none: everywhere"
    )


class SlackDigest(Frozen):
    """Where the plans stand, told to a channel on working days at that time of the server's clock."""

    channel: SlackChannel | None = Field(
        default=None,
        description="ID of the channel that is told every working day where the plans stand; none: no digest",
    )
    at: time = Field(default=time(9, 0), description="time of the digest by the server's clock")

    @field_validator("at", mode="before")
    @classmethod
    def _minutes_of_the_day(cls, given: object) -> object:
        if not isinstance(given, int):
            return given
        # YAML 1.1 reads an unquoted 10:30 as a number of base 60, so as the minutes of the day.
        if not 60 <= given < 24 * 60:
            raise ValueError("write it with hours and minutes, such as 09:30")
        return time(given // 60, given % 60)


class SlackSettings(Frozen):
    """How the Slack app behaves."""

    command: str = Field(
        default="/plan",
        pattern=r"^/[a-z0-9_-]{1,31}$",
        description="name of the slash command, where another app of the workspace has that one",
    )
    preview: bool = Field(
        default=True, description="show what would be written, with Apply and Cancel, before anything is"
    )
    answers: Literal["person", "channel"] = Field(
        default="person", description="who sees previews and results: `person` (who asked) or `channel`"
    )
    teams: tuple[SlackTeam, ...] = Field(
        default=(),
        description="list of the Slack workspaces' IDs that are answered; none: all that have the app",
    )
    apply: SlackApply = SlackApply()
    audit: Path = Field(
        default=Path(".notion-planner") / "audit.jsonl",
        description="file, beside the configuration, that every run from Slack is added to",
    )
    digest: SlackDigest = SlackDigest()


class JobsSettings(Frozen):
    """How accepted work is queued and carried out."""

    queue: str | None = Field(
        default=None,
        description="where `serve` keeps accepted work: a file, or a Redis server as `redis://host:6379/0`",
    )
    workers: int = Field(default=4, ge=1, le=64, description="jobs that one process works on at a time")
    attempts: int = Field(
        default=5, ge=1, le=50, description="starts of a job before it is given up and its sender told"
    )
    retry_seconds: float = Field(
        default=15,
        gt=0,
        description="pause after a failure; each further pause is four times as long, up to 15 minutes",
    )
    lease_seconds: float = Field(
        default=30,
        ge=1,
        allow_inf_nan=False,
        description="how long after a crash the job that was under way is handed out again",
    )
    grace_seconds: float = Field(
        default=20, ge=0, description="how long a stop waits for jobs under way before it hands them back"
    )


class WebhookSettings(Frozen):
    """How Notion's events are followed."""

    window_seconds: float = Field(
        default=10,
        gt=0,
        le=600,
        description="how long a page's events are gathered before it is looked at, once for all of them",
    )
    reconcile_minutes: int = Field(
        default=60,
        ge=0,
        description="how often everything that `specs` names is synced, in case an event got lost; 0: never",
    )


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
    templates: Path | None = Field(
        default=None,
        description="folder of your own; a file in it replaces the built-in template of that name",
    )

    def with_profile(self, name: str | None) -> "Settings":
        """The same with another kind of plan; None keeps the configured one."""
        if name is None:
            return self
        planning = self.planning.model_copy(update={"profile": name})
        return self.model_copy(update={"planning": planning})
