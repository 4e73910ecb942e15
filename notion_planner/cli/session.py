"""What every command shares: configuration, connection, and the specification that an argument names."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from notion_planner.cli.output import notice, pause_notice, stderr
from notion_planner.cli.progress_bar import progress_bar
from notion_planner.config import (
    DEFAULT_CONFIG,
    connect_to,
    load_settings,
    local_connection,
    read_environment,
    starter_settings,
)
from notion_planner.connection import LOCAL_REQUESTS_PER_MINUTE, open_gateway
from notion_planner.environment import Connection
from notion_planner.errors import AccessError, NotFoundError, PlannerError, UsageError
from notion_planner.fetcher.discovery import FoundSpecs, find_specs
from notion_planner.fetcher.import_record import ImportRecord
from notion_planner.fetcher.pages import to_see_a
from notion_planner.fetcher.spec_document import SpecDocument, no_plan_of
from notion_planner.fetcher.spec_file import (
    Imports,
    as_file,
    as_page,
    called,
    import_file,
    is_stream,
    names_path,
    nearest,
    read_file,
)
from notion_planner.notion.objects import Page
from notion_planner.settings import Settings, SpecsPlace
from notion_planner.templating import Templates
from notion_planner.use_cases.run import Run

Answer = TypeVar("Answer")
_PLACES = ("task database", "page for plans (plans.parent)")


@dataclass(frozen=True)
class Session:
    """One command's surroundings. ``is_configured``: by a file, and not by the built-in settings."""

    settings: Settings
    connection: Connection
    quiet: bool = False
    is_configured: bool = True

    @property
    def is_local(self) -> bool:
        return self.connection.kind == "local"

    @property
    def requests_per_minute(self) -> int:
        return LOCAL_REQUESTS_PER_MINUTE if self.is_local else self.settings.notion.requests_per_minute

    def all_explained(self, errors: Iterable[PlannerError]) -> list[PlannerError]:
        return [self.explained(error) for error in errors]

    def explained(self, error: PlannerError) -> PlannerError:
        """The same error, with a way on that leads somewhere from here.

        A place that only the built-in settings name is said to be theirs, and in a local workspace nothing
        has to be shared.
        """
        if not isinstance(error, NotFoundError) or not error.what or error.candidates:
            return error
        if not self.is_configured and error.what in _PLACES:
            error.hint = (
                "Without config.yaml, plans go to 'Engineering Plans' and tasks to 'Engineering Tasks': "
                "`notion-planner init` writes down places of yours, `notion-planner workspace reset` empties "
                "the workspace and plants these."
            )
        elif self.is_local:
            kind = "database" if error.what.endswith("database") else "page"
            here = "`notion-planner workspace serve` shows what the local workspace holds."
            error.hint = error.hint.replace(to_see_a(kind), here)
        return error

    @asynccontextmanager
    async def run(self, *, start: date | None = None, force: bool = False) -> AsyncIterator[Run]:
        """A run that shows its progress."""
        async with self.asking_run(start=start, force=force) as (run, _):
            yield run

    @asynccontextmanager
    async def asking_run(
        self, *, start: date | None = None, force: bool = False
    ) -> AsyncIterator[tuple[Run, Callable[[], None]]]:
        """A run that shows its progress, and what pauses that: to be called before a person is asked."""
        limit = self.requests_per_minute
        with progress_bar(stderr(), requests_per_minute=limit, quiet=self.quiet) as progress:
            async with open_gateway(
                self.connection, self.settings.notion, on_pause=pause_notice(quiet=self.quiet)
            ) as notion:
                run = Run(
                    notion=notion,
                    settings=self.settings,
                    templates=Templates(self.settings.templates),
                    start=start,
                    force=force,
                    progress=progress,
                )
                try:
                    yield run, progress.pause
                except NotFoundError as error:
                    raise self.explained(error) from error.__cause__


def open_session(config: Path | None, *, quiet: bool, reference: str = "") -> Session:
    """Reads configuration and environment; ``reference`` is what is going to be looked up.

    Raises:
        ConfigError, AccessError: see :mod:`notion_planner.config`.
        NotFoundError: what names a file is none, and there is no connection to look for a page.
    """
    config_path = config or DEFAULT_CONFIG
    environment = read_environment(config_path)
    try:
        connection = connect_to(environment, config_path, local_allowed=True)
    except AccessError as error:
        if not names_path(reference):
            raise
        raise NotFoundError(f"There is no file {reference}.", hint="Look at the path, from here.") from error
    settings = load_settings(config, local=connection.kind == "local")
    session = Session(settings, connection, quiet, config is not None or DEFAULT_CONFIG.exists())
    if session.is_local:
        notice(
            f"Using the local workspace {connection.workspace} (set NOTION_API_TOKEN to use Notion).",
            quiet=quiet,
        )
    return session


def demo_session(*, quiet: bool) -> Session:
    """The local workspace with the built-in configuration, whatever the environment says of Notion."""
    environment = read_environment(DEFAULT_CONFIG)
    connection = local_connection(environment, DEFAULT_CONFIG)
    return Session(starter_settings(), connection, quiet, is_configured=False)


Reference = str | Page
"""What names a specification: an argument of the command line, or a page that the configuration led to."""


async def configured_specs(run: Run) -> FoundSpecs:
    """The specifications that the configuration names.

    Raises:
        UsageError: it names none.
    """
    require_specs(run.settings)
    return await find_specs(run.notion, run.settings)


def require_specs(settings: Settings) -> SpecsPlace:
    """Where the configuration says that specifications are.

    Raises:
        UsageError: it does not say.
    """
    if settings.specs is None:
        raise UsageError(
            "No specification is named, and the configuration names none either.",
            hint="Name one, or say under 'specs:' in config.yaml where they are.",
        )
    return settings.specs


async def document_for_preview(run: Run, session: Session, reference: Reference) -> SpecDocument:
    """The specification that the argument names; of a file, with the page that was imported from it."""
    if isinstance(reference, Page):
        return await run.read_page(reference)
    path = as_file(reference)
    if path is None:
        return await _read_named(run, reference)
    document, workspace = read_file(path), session.connection.workspace
    if workspace is None:
        return document
    # A stream is no file of its own: it tells what the page of its title would say.
    takes_over = run.force or is_stream(path)
    return await as_page(run.notion, document, Imports(ImportRecord.beside(workspace), takes_over))


@dataclass(frozen=True)
class Undecided:
    """A specification of which nothing is written before somebody, or a gate, has agreed.

    ``document`` is as it will stand; ``on_page`` makes it so, which is to import it where a file is meant.
    """

    document: SpecDocument
    on_page: Callable[[], Awaitable[SpecDocument]]

    async def decided(self, found: Answer, decide: Callable[[SpecDocument], Awaitable[Answer]]) -> Answer:
        """What was found of the document; where that is not on its page yet, decided again when it is."""
        return found if self.document.on_page else await decide(await self.on_page())


async def spec_to_write(run: Run, session: Session, reference: Reference) -> Undecided:
    """The specification that the argument names, a file as its import will leave the page.

    Raises:
        UsageError: a stream; or a file, and the connection is to a real workspace.
    """
    found = None if isinstance(reference, Page) else _to_import(run, session, reference)
    if found is not None:
        file, imports = found
        put = partial(import_file, run.notion, file, session.settings, imports)
        return Undecided(await as_page(run.notion, file, imports), put)
    document = await document_for_preview(run, session, reference)

    async def stands() -> SpecDocument:
        return document

    return Undecided(document, stands)


async def plan_to_write(run: Run, session: Session, reference: str) -> Undecided:
    """The same of one that has a plan.

    Raises:
        NoPlanError: a file that is on no page yet; and as :func:`spec_to_write`.
    """
    found = await spec_to_write(run, session, reference)
    if not found.document.page.id:
        raise no_plan_of(found.document)
    return found


async def document_of_plan(run: Run, session: Session, reference: str) -> SpecDocument:
    """The page that the plan was made from as it stands, whatever its file says by now.

    Raises:
        NoPlanError: a file that is on no page yet; and as :func:`spec_to_write`.
    """
    found = _to_import(run, session, reference)
    if found is None:
        return await _read_named(run, reference)
    file, imports = found
    stands = await imports.find(run.notion, file)
    if stands is None:
        raise no_plan_of(file)
    return stands


def _to_import(run: Run, session: Session, reference: str) -> tuple[SpecDocument, Imports] | None:
    """The file that the argument names, and where files are imported; None where it names a page."""
    path, workspace = as_file(reference), session.connection.workspace
    if path is None:
        return None
    if is_stream(path):
        raise UsageError(
            f"What {called(path)} says cannot be synced: a specification is kept by the path of its file.",
            hint="Save it as a Markdown file and name that; `plan` previews it as it is.",
        )
    if workspace is None:
        raise UsageError(
            f"{path} is a file, and files are only imported into the local workspace: "
            "in a real one the specification is a page.",
            hint="Put the specification on a Notion page and name that page; `plan` previews a file.",
        )
    return read_file(path), Imports(ImportRecord.beside(workspace), run.force)


async def _read_named(run: Run, reference: str) -> SpecDocument:
    """The page of that title, URL or ID; where there is none, the message takes a path for what it is.

    Raises:
        UsageError, NotFoundError, AmbiguousError, AccessError: as :func:`find_page`.
    """
    if not reference.strip():
        raise UsageError("SPEC is empty.", hint="Name a Markdown file, or a page's title or URL.")
    try:
        return await run.read_spec(reference)
    except NotFoundError as error:
        if not (names_path(reference) and type(error) is NotFoundError):
            raise
        path = Path(reference)
        is_folder = path.is_dir()
        file = f"Markdown file in it, such as {path / '*.md'}" if is_folder else "Markdown file that exists"
        raise NotFoundError(
            f"{reference} is {'a folder' if is_folder else 'no file here'}, and no page is called so.",
            hint=f"{nearest(path)}Name a {file}, or a page's title or URL.",
            candidates=error.candidates,
        ) from error


def wait_for(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Runs a command's work to its end.

    Raises:
        KeyboardInterrupt: it was stopped, by Ctrl-C, by SIGTERM or by who cancelled it.
    """
    answers: list[Answer] = []

    async def main() -> None:
        with _terminable():
            # Not returned: putting back Ctrl-C's handler, asyncio.run has the repr of the result made, twice.
            answers.append(await work)

    try:
        asyncio.run(main())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    return answers[0]


@contextmanager
def _terminable() -> Iterator[None]:
    """Meanwhile what else ends a process does what Ctrl-C does: a run gives back what it holds.

    Else it would keep others out for minutes. Runners, containers and ``timeout`` send SIGTERM, a terminal
    that is closed SIGHUP, which ``nohup`` has ignored. Not sent on as SIGINT: what a shell starts in the
    background ignores that.
    """
    loop, running = asyncio.get_running_loop(), asyncio.current_task()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if running is None or running.cancelling():
            raise KeyboardInterrupt
        running.cancel()
        loop.call_soon_threadsafe(lambda: None)  # wakes it

    numbers = {getattr(signal, name, signal.SIGTERM) for name in ("SIGTERM", "SIGHUP")}
    before = {number: signal.getsignal(number) for number in numbers}
    # None is a handler that was not set from Python, and cannot be put back from here.
    ours = [number for number in numbers if before[number] not in (signal.SIG_IGN, None)]
    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])


def answer_of(
    session: Session,
    reference: Reference,
    reading: Callable[[Run, SpecDocument], Awaitable[Answer]],
    *,
    start: date | None = None,
) -> Answer:
    """What a use case that writes nothing tells of the specification that the argument names."""

    async def work() -> Answer:
        async with session.run(start=start) as run:
            return await reading(run, await document_for_preview(run, session, reference))

    return wait_for(work())
