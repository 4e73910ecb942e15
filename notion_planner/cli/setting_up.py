"""What ``init`` does once its options are parsed: look, ask, show, write."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notion_planner.cli import output as out
from notion_planner.cli import questions
from notion_planner.cli.progress_bar import progress_bar
from notion_planner.cli.session import wait_for
from notion_planner.config import (
    DEFAULT_CONFIG,
    Environment,
    connect_to,
    load_settings,
    local_connection,
    read_environment,
    starter_settings,
)
from notion_planner.connection import open_gateway
from notion_planner.environment import Connection
from notion_planner.errors import AccessError, NotFoundError, UsageError
from notion_planner.model.report import Problem
from notion_planner.notion.gateway import Gateway
from notion_planner.notion.objects import DataSource
from notion_planner.settings import NotionSettings, Settings
from notion_planner.setup.completing import Setup, Sight, Wishes, apply, find_place, inspect, survey
from notion_planner.setup.files import FileStep, Place, config_step, env_step, ignore_step, write_step

INIT_SCHEMA = "notion-planner/init/1"
_MOST_LISTED = 20
_SPECS_TITLE = "Engineering Specs"  # as in the demo workspace, like the places of the built-in configuration


@dataclass(frozen=True)
class Request:
    """The options of one ``init``."""

    specs: str | None = None
    plans: str | None = None
    tasks: str | None = None
    under: str | None = None
    plan_views: bool | None = None
    token_stdin: bool = False
    local: bool = False
    yes: bool = False
    dry_run: bool = False
    config: Path | None = None
    as_json: bool = False
    quiet: bool = False

    @property
    def config_path(self) -> Path:
        return self.config or DEFAULT_CONFIG

    @property
    def asks(self) -> bool:
        return sys.stdin.isatty() and not (self.yes or self.as_json or self.token_stdin)


@dataclass(frozen=True)
class Outcome:
    """What stands at the end: every file and offer, and whether it was written."""

    connected: str
    files: Sequence[FileStep]
    setup: Setup
    accepted: frozenset[str]
    written: bool


def run_init(request: Request) -> None:
    environment = read_environment(request.config_path)
    token = _new_token(request, environment)
    connection = _connection(request, environment, token)
    outcome = wait_for(_init(request, connection, token))
    if request.as_json:
        out.print_json(_document(outcome))
    elif not request.quiet:
        out.print_text(_text(request, outcome))
        out.print_problems(outcome.setup.notes)


def _new_token(request: Request, environment: Environment) -> str | None:
    """A token that was given or typed, to be kept in .env; one that is set already is only used."""
    if request.token_stdin:
        token = sys.stdin.readline().strip()
        if not token:
            raise UsageError(
                "--token-stdin: standard input holds no token.", hint="Pipe the secret into init."
            )
        return token
    known = environment.get("NOTION_API_TOKEN", "NOTION_TOKEN")
    return questions.ask_token() if request.asks and not known and not request.local else None


def _connection(request: Request, environment: Environment, token: str | None) -> Connection:
    if request.local:
        return local_connection(environment, request.config_path)
    if token is not None:
        env_step(request.config_path.parent / ".env", token)
        environment = Environment(values={**environment.values, "NOTION_API_TOKEN": token})
    return connect_to(environment, request.config_path, local_allowed=True)


async def _init(request: Request, connection: Connection, token: str | None) -> Outcome:
    settings = load_settings(request.config_path, local=True) if request.config_path.exists() else None
    limits = settings.notion if settings else NotionSettings()
    on_pause = out.pause_notice(quiet=request.quiet)
    async with open_gateway(connection, limits, on_pause=on_pause) as notion:
        connected = await _connected(notion, connection)
        out.notice(connected, quiet=request.quiet)
        wishes, titles = await _wishes(notion, request, settings, local=connection.kind == "local")
        tasks = (settings or starter_settings()).tasks
        with _waiting(request):
            setup = await inspect(notion, wishes, tasks)
        if settings is not None:
            setup = setup.model_copy(update={"notes": (*setup.notes, *_unused(request, settings))})
        accepted = _accepted(request, setup)
        views = settings is None and _plan_views(request)
        foreseen = _files(request, token, _places(wishes, setup, setup.source, titles))
        written = _is_meant(request, foreseen, setup, accepted)
        with _waiting(request):
            source = await apply(notion, setup, tasks, accepted) if written else setup.source
    places = _places(wishes, setup, source, titles)
    if views:
        places = {**places, "plans": places["plans"].model_copy(update={"further": ("views: true",)})}
    files = _files(request, token, places)
    for step in files if written else ():
        write_step(step)
    return Outcome(connected, files, setup, accepted, written)


def _waiting(request: Request) -> AbstractContextManager[object]:
    """Shows on a terminal that Notion is being waited for; not around a question."""
    limit = NotionSettings().requests_per_minute
    return progress_bar(out.stderr(), requests_per_minute=limit, quiet=request.quiet)


async def _connected(notion: Gateway, connection: Connection) -> str:
    me = await notion.me()
    if connection.kind == "local":
        return f"Using the local workspace {connection.workspace} (set NOTION_API_TOKEN to use Notion)."
    workspace = (me.get("bot") or {}).get("workspace_name") or "its workspace"
    return f"Connected as '{me.get('name') or 'an unnamed connection'}' to '{workspace}'."


async def _wishes(
    notion: Gateway, request: Request, settings: Settings | None, *, local: bool
) -> tuple[Wishes, frozenset[str]]:
    """What the configuration names, else the options, else the answers of a person.

    The second part are the titles that config.yaml may use as they are: those of a local workspace are kept
    when it is reset, and ids are not.
    """
    if settings is not None:
        return await _configured(notion, request, settings), frozenset()
    seen = await _seen(notion, request, local=local)
    starter = starter_settings()
    text, usual = "Where do plans belong?", starter.plans.parent or ""
    plans = await _place(notion, request, seen, _Question(request.plans, "place for plans", text, usual))
    text, what = (
        "Where are specifications? (-: nowhere; each is named on the command line)",
        "place of specifications",
    )
    specs = await _place(notion, request, seen, _Question(request.specs, what, text, _SPECS_TITLE))
    if plans is None:
        listed = "; ".join(sight.line for sight in seen[:_MOST_LISTED])
        raise UsageError(
            f"It is not known where plans belong. The connection can see: {listed}.",
            hint="Name one with --plans, by title, URL or ID.",
        )
    tasks = request.tasks or _task_choice(request, seen, starter.tasks.database)
    wishes = Wishes(plans=plans, specs=specs, tasks=tasks, under=request.under)
    every = [sight.title for sight in seen]
    return wishes, frozenset(title for title in every if every.count(title) == 1) if local else frozenset()


async def _configured(notion: Gateway, request: Request, settings: Settings) -> Wishes:
    plans, specs = settings.plans, settings.specs
    place = specs.data_source or specs.parent if specs else None
    return Wishes(
        plans=await find_place(notion, plans.parent or plans.data_source or "", what="place for plans"),
        specs=await find_place(notion, place, what="place of specifications") if place else None,
        tasks=settings.tasks.database,
        under=request.under,
    )


def _unused(request: Request, settings: Settings) -> tuple[Problem, ...]:
    """The options that say otherwise than the configuration, which is never overwritten."""
    plans, specs = settings.plans, settings.specs
    named: dict[str, tuple[object, tuple[object, ...]]] = {
        "--specs": (request.specs, (specs.data_source, specs.parent) if specs else ()),
        "--plans": (request.plans, (plans.data_source, plans.parent)),
        "--tasks": (request.tasks, (settings.tasks.database,)),
        "--plan-views": (request.plan_views, (plans.views,)),
    }
    unused = [option for option, (value, known) in named.items() if value is not None and value not in known]
    if not unused:
        return ()
    options = " and ".join(unused)
    return (
        Problem(
            code="option_unused",
            message=f"{request.config_path} exists and stays as it is, so {options} changed nothing.",
            hint="Change it there, or have another file written with --config.",
        ),
    )


async def _seen(notion: Gateway, request: Request, *, local: bool) -> tuple[Sight, ...]:
    """What can be seen.

    Raises:
        AccessError: nothing, and nobody is there to share something.
        NotFoundError: nothing, and the workspace is a local one.
    """
    while not (seen := await _survey(notion, request)):
        if local:
            raise NotFoundError(
                "The local workspace is empty.",
                hint="`notion-planner workspace reset` plants a sample; `workspace import` reads a folder.",
            )
        if not (request.asks and questions.ask_again()):
            raise AccessError(
                "The connection can see no page and no database.",
                hint="Share them: open each in Notion, ••• → Connections, add yours; then run init again.",
            )
    return seen


async def _survey(notion: Gateway, request: Request) -> tuple[Sight, ...]:
    with _waiting(request):
        return await survey(notion)


@dataclass(frozen=True)
class _Question:
    """``named`` is the option's value, ``usual`` a title that answers where nobody is asked."""

    named: str | None
    what: str
    text: str
    usual: str


async def _place(
    notion: Gateway, request: Request, seen: Sequence[Sight], question: _Question
) -> Sight | None:
    """What the option names, else what a person answers, who may try again, else what has the usual title."""
    what, known = question.what, ""
    if any(sight.title == question.usual for sight in seen):
        known = question.usual
    if question.named is not None or not request.asks:
        reference = question.named if question.named is not None else known
        return await find_place(notion, reference, what=what) if reference else None
    while reference := questions.ask_place(question.text, seen, ("page", "database"), known):
        try:
            return await find_place(notion, reference, what=what)
        except (NotFoundError, AccessError, UsageError) as error:
            out.print_error("init", error, as_json=False)
    return None


def _task_choice(request: Request, seen: Sequence[Sight], usual: str) -> str:
    if not request.asks:
        return usual
    question = "Which database holds tasks? (a new title: init offers to make it)"
    return questions.ask_place(question, seen, ("database",), usual)


def _accepted(request: Request, setup: Setup) -> frozenset[str]:
    """Keys of the offers that are agreed to; nobody there to agree is no consent."""
    if request.yes or request.dry_run:
        return frozenset(offer.key for offer in setup.offers) if request.yes else frozenset()
    if not request.asks:
        return frozenset()
    return frozenset(offer.key for offer in setup.offers if questions.ask_consent(offer.line))


def _is_meant(request: Request, files: Sequence[FileStep], setup: Setup, accepted: frozenset[str]) -> bool:
    """Whether to write; somebody who answers questions sees first what comes of the answers."""
    if request.dry_run or not request.asks:
        return not request.dry_run
    offers = [f"{offer.line} (in Notion)" for offer in setup.offers if offer.key in accepted]
    if not offers and not any(step.code for step in files):
        return True
    return questions.ask_to_go_on([*(step.line for step in files), *offers])


def _plan_views(request: Request) -> bool:
    if request.plan_views is not None:
        return request.plan_views
    return questions.ask_plan_views() if request.asks else request.yes


def _places(
    wishes: Wishes, setup: Setup, source: DataSource | None, titles: frozenset[str]
) -> Mapping[str, Place]:
    def named(key: str, title: str, address: str) -> Place:
        return Place(key=key, reference=title if title in titles else address, title=title)

    found = {}
    if wishes.specs is not None:
        key = "data_source" if wishes.specs.kind == "database" else "parent"
        found["specs"] = named(key, wishes.specs.title, wishes.specs.url or wishes.specs.id)
    key = "data_source" if wishes.plans.kind == "database" else "parent"
    found["plans"] = named(key, wishes.plans.title, wishes.plans.url or wishes.plans.id)
    if source is not None:
        found["tasks"] = named("database", source.title, source.url or source.id)
    else:
        found["tasks"] = Place(key="database", reference=setup.title)
    return found


def _files(request: Request, token: str | None, places: Mapping[str, Place]) -> list[FileStep]:
    folder = request.config_path.parent
    steps = [
        config_step(request.config_path, places),
        env_step(folder / ".env", token),
        ignore_step(folder.absolute()),
    ]
    return [step for step in steps if step is not None]


def _text(request: Request, outcome: Outcome) -> str:
    done = "Done" if outcome.written else "Would be done"
    lines = [f"{done} here:", *(f"  {step.line}" for step in outcome.files)]
    offers = outcome.setup.offers
    taken = [offer for offer in offers if offer.key in outcome.accepted]
    left = [offer for offer in offers if offer.key not in outcome.accepted]
    if taken:
        lines += [f"{done} in Notion:", *(f"  {offer.line}" for offer in taken)]
    if left:
        heading = "Offered, and not done (agree with --yes):" if outcome.written else "Offered in Notion:"
        lines += [heading, *(f"  {offer.line}" for offer in left)]
    if not offers:
        lines.append(f"In Notion nothing is missing from '{_title(outcome.setup)}'.")
    return "\n".join([*lines, "", *_next_steps(request, outcome)])


def _title(setup: Setup) -> str:
    return setup.source.title if setup.source is not None else setup.title


def _next_steps(request: Request, outcome: Outcome) -> list[str]:
    if not outcome.written:
        return ["Nothing was written: that was a preview."]
    if outcome.setup.source is None and not outcome.accepted:
        return [
            f"There is no task database '{outcome.setup.title}' yet: run init again with --yes to make it."
        ]
    option = f" --config {request.config}" if request.config else ""
    return [
        "Next:",
        f"  notion-planner doctor{option}        checks everything",
        f'  notion-planner plan "A SPEC"{option}  shows a plan, writes nothing',
    ]


def _document(outcome: Outcome) -> dict[str, Any]:
    return {
        "schema": INIT_SCHEMA,
        "command": "init",
        "connection": outcome.connected,
        "written": outcome.written,
        "files": [{"path": str(step.path), "action": step.code or "keep"} for step in outcome.files],
        "offers": [
            {
                "key": offer.key,
                "kind": offer.kind,
                "line": offer.line,
                "accepted": offer.key in outcome.accepted,
            }
            for offer in outcome.setup.offers
        ],
        "problems": [problem.model_dump(mode="json") for problem in outcome.setup.notes],
    }
