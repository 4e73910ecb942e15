"""Fills the texts of a profile: Jinja2 in a sandbox, with what the specification says only ever as values."""

from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from notion_planner.planner.english.wording import lower_first, plain, shorten, upper_first

Value = str | int | bool | list[str] | list[dict[str, str]] | None
Values = Mapping[str, Value]

# What a template may run into besides Jinja2's own errors, such as a sum of a date and a number.
FAULTS = (
    TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip


class ProfileError(ValueError):
    """A profile that cannot be used; the message names the profile and the place in it."""


class Sandbox(SandboxedEnvironment):
    """Jinja2's sandbox, but a template's globals are one dictionary, put together when it is compiled.

    Jinja2's own are a chain of two that is walked anew, and slowly, each time one of the plan's short texts
    is filled in.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def _environment() -> SandboxedEnvironment:
    # Blocks keep the line break after them: it is what ends a line of a loop.
    environment = Sandbox(undefined=StrictUndefined, autoescape=False)
    environment.filters.update(short=shorten, lower_first=lower_first, upper_first=upper_first)
    return environment


_ENVIRONMENT = _environment()


def is_template(text: str) -> bool:
    """Whether there is anything to fill in: most texts of a profile stand as they are, uncompiled."""
    return "{" in text


@lru_cache(maxsize=2048)
def compiled(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def line(text: str, values: Values) -> str:
    """The text on one line.

    Raises:
        ProfileError: the text names a value that there is not, or does what the sandbox forbids.
    """
    return plain(_rendered(text, values))


def lines(text: str, values: Values) -> tuple[str, ...]:
    """A text may loop: each line that is not empty is one result."""
    return tuple(found for raw in _rendered(text, values).splitlines() if (found := plain(raw)))


def _rendered(text: str, values: Values) -> str:
    if not is_template(text):
        return text
    try:
        return compiled(text).render(values)
    except FAULTS as problem:
        raise ProfileError(
            f"the profile's text {shorten(text, 60)!r} cannot be filled in: {problem}"
        ) from problem
