"""The deciding middle: a document's text → extraction → plan, with the configured vocabulary and profile."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, ParamSpec, TypeVar

from notion_planner.errors import ConfigError, GateError
from notion_planner.extractor import extract
from notion_planner.model.overrides import NONE, Overrides
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Spec
from notion_planner.planner import (
    CalendarError,
    Profile,
    ProfileError,
    choose_profile,
    make_plan,
    plan_title,
    profiles_of,
)
from notion_planner.planner.english.naming import name_in, names_feature
from notion_planner.settings import ExtractionSettings, PlanningSettings
from notion_planner.templating import Templates

P = ParamSpec("P")
T = TypeVar("T")


class _Recent:
    """What was made of the latest few inputs, which are compared, for not all of them have a hash.

    A command may decide about one specification several times, and a server does so about a team's all day.
    """

    def __init__(self) -> None:
        self._made: deque[tuple[Any, Any]] = deque(maxlen=16)

    def __call__(self, make: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> T:
        for known, found in reversed(tuple(self._made)):  # what is asked for again is mostly of the last
            if known == (given, named):
                again: T = found
                return again
        made = make(*given, **named)
        self._made.append(((given, named), made))
        return made


_NO_FACTS: Mapping[str, str] = {}
_read, _planned = _Recent(), _Recent()


class Pipeline:
    """Reads and plans with one configuration; the same text and start give the same plan."""

    def __init__(
        self, *, extraction: ExtractionSettings, planning: PlanningSettings, templates: Templates
    ) -> None:
        self._headings: Mapping[str, tuple[str, ...]] = extraction.headings
        self._planning = planning
        self._templates = templates

    def read(
        self, markdown: str, *, title: str, facts: Mapping[str, str] = _NO_FACTS, previous: Spec | None = None
    ) -> Spec:
        """The extraction; ``title`` is the page's, ``previous`` the last extraction, whose keys are kept.

        ``facts`` are the dates that the page has beside its text, by name.

        A text that names only its kind, "Requirements Document", is about what its page is called.
        """
        spec = _read(extract, markdown, title=title, headings=self._headings, facts=facts, previous=previous)
        if name_in(title) and not names_feature(spec):
            return spec.model_copy(update={"title": title})
        return spec

    def plan(self, spec: Spec, *, start: date, overrides: Overrides = NONE) -> Plan:
        """The plan of an extraction; ``start`` is the first working day, ``overrides`` what people set.

        Raises:
            GateError: the specification holds no requirement, story or criterion.
            ConfigError: the profile or the calendar cannot be used.
        """
        if not spec.is_plannable:
            elsewhere = next((f" {one.message}" for one in spec.warnings if one.code == "held_elsewhere"), "")
            raise GateError(
                f"'{spec.title or 'The specification'}' holds no requirement, user story or acceptance "
                f"criterion, so there is nothing to plan.{elsewhere}",
                hint="List them under headings such as 'Requirements' or 'Acceptance Criteria'; "
                "`notion-planner extract --explain` shows what was read.",
            )
        with _told():
            profile = self._profile(choose_profile(spec, self._planning))
            return _planned(
                make_plan, spec, settings=self._planning, profile=profile, start=start, overrides=overrides
            )

    def titles(self, feature: str) -> tuple[str, ...]:
        """What plans of that feature are called, whichever of the configured kinds they are of.

        Raises:
            ConfigError: a profile cannot be used.
        """
        with _told():
            return tuple(plan_title(self._profile(name), feature) for name in profiles_of(self._planning))

    def _profile(self, name: str) -> Profile:
        return Profile.parse(self._profile_text(name), name, self._profile_text)

    def _profile_text(self, name: str) -> str:
        return self._templates.read(f"profiles/{name}.yaml")


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with the team's own profile or calendar, as what it keeps from being made."""
    try:
        yield
    except (ProfileError, CalendarError) as error:
        raise ConfigError(
            f"The plan cannot be made: {error}.", hint="Mend it in your profile or config.yaml."
        ) from error
