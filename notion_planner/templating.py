"""Finds templates (the user's folder first, then the built-in ones) and fills them in.

Every value is escaped for Notion's Markdown unless it already is Markup, so spec text stays data: it is
never parsed as a template and cannot leave its place on the page.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb
from typing import Any

import markupsafe
from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment

from notion_planner.errors import ConfigError
from notion_planner.notion.markup import Markup, escape, fenced, mention_page
from notion_planner.planner.texts import FAULTS, Sandbox

_MEND = "Mend it, or remove it to use the built-in one."
_SUFFIX = ".j2"


def builtin_folder() -> Path:
    """The packaged templates, else (a checkout, an editable install) the folder beside the package."""
    packaged = Path(__file__).parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "templates"


class Templates:
    """Templates by name. ``folder`` is the user's own, whose files replace built-in ones one by one."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folders = [path for path in (folder, builtin_folder()) if path is not None]
        folders = tuple(path.absolute() for path in self._folders)
        self._markup = _environment(folders, _escape_value)
        self._text = _environment(folders, _plain_value)
        self._slack = _environment(folders, _slack_value)
        self._html = _environment(folders, _html_value)

    def page(self, name: str, /, **values: Any) -> str:
        """Filled in as Notion's Markdown: every value escaped.

        Raises:
            ConfigError: the template is missing or wrong.
        """
        return self._fill(self._markup, name, values)

    def text(self, name: str, /, **values: Any) -> str:
        """Filled in for a terminal: values as they are.

        Raises:
            ConfigError: the template is missing or wrong.
        """
        return self._fill(self._text, name, values)

    def slack(self, name: str, /, **values: Any) -> str:
        """Filled in as Slack's mark-up: its three control characters escaped in every value.

        Raises:
            ConfigError: the template is missing or wrong.
        """
        return self._fill(self._slack, name, values)

    def html(self, name: str, /, **values: Any) -> str:
        """Filled in as HTML: every value escaped.

        Raises:
            ConfigError: the template is missing or wrong.
        """
        return self._fill(self._html, name, values)

    def read(self, name: str) -> str:
        """A file of the templates as it is (a profile's YAML).

        Raises:
            ConfigError: there is no such file.
        """
        for folder in self._folders:
            path = folder / name
            if path.is_file():
                return _text(path)
        raise ConfigError(
            f"There is no template {name} in {' or '.join(str(folder) for folder in self._folders)}.",
            hint=f"There are: {', '.join(sorted(self._beside(name)))}.",
        )

    def _beside(self, name: str) -> set[str]:
        """What a file of that kind may be called."""
        beside = Path(name)
        return {
            path.stem
            for folder in self._folders
            for path in (folder / beside.parent).glob(f"*{beside.suffix}")
        }

    def _fill(self, environment: SandboxedEnvironment, name: str, values: dict[str, Any]) -> str:
        try:
            return environment.get_template(name).render(**values)
        except TemplateNotFound as error:
            raise ConfigError(
                f"There is no template {error}.", hint="Check templates in config.yaml."
            ) from error
        except (*FAULTS, OSError) as error:
            raise ConfigError(
                f"The template {_place(error, name)} is wrong: {str(error).rstrip('.')}.",
                hint=_MEND,
            ) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise ConfigError(f"{path} cannot be read: {reason}.", hint=_MEND) from error


def _place(error: Exception, name: str) -> str:
    """The file and the line: as a syntax error says, else the innermost one of a template."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or name}, line {error.lineno}"
    steps = [step for step in extract_tb(error.__traceback__) if step.filename.endswith(_SUFFIX)]
    return f"{steps[-1].filename}, line {steps[-1].lineno}" if steps else name


class _Sandbox(Sandbox):
    """A sandbox that asks once and not at each use whether an attribute may be read.

    The answer follows from the object's type and the attribute's name; the pages of a plan of 2,000
    requirements read millions of attributes.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._known: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        key = (type(obj), attr)
        if key not in self._known:
            self._known[key] = super().is_safe_attribute(obj, attr, value)
        return self._known[key]


# A server makes templates for each job; compiling them takes longer than most jobs do otherwise.
@lru_cache(maxsize=16)
def _environment(folders: tuple[Path, ...], finalize: Callable[[Any], Any]) -> SandboxedEnvironment:
    environment = _Sandbox(
        loader=ChoiceLoader([FileSystemLoader(folder, encoding="utf-8-sig") for folder in folders]),
        undefined=StrictUndefined,
        autoescape=True,  # carries Markup through macros; finalize leaves it nothing to escape as HTML
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["join"] = _join(finalize)  # Jinja2's own would escape for HTML
    environment.filters["mention"] = lambda link: mention_page(link.url, link.title)
    environment.filters["mention_of"] = lambda title, url: mention_page(url, title)
    environment.filters["fenced"] = fenced
    environment.filters["long_date"] = lambda day: f"{day:%B} {day.day}, {day.year}"
    environment.filters["short_date"] = lambda day: f"{day:%b} {day.day}"
    environment.filters["number"] = lambda value: f"{value:g}"
    return environment


def _escape_value(value: Any) -> markupsafe.Markup:
    if isinstance(value, markupsafe.Markup):
        return value
    return Markup("") if value is None else escape(str(value))


def _plain_value(value: Any) -> markupsafe.Markup:
    return Markup("") if value is None else Markup(value)


def _slack_value(value: Any) -> markupsafe.Markup:
    if isinstance(value, markupsafe.Markup):  # what a macro has filled in already
        return value
    return Markup("" if value is None else slack_text(str(value)))


def _html_value(value: Any) -> markupsafe.Markup:
    return markupsafe.escape("" if value is None else value)


def slack_text(text: str) -> str:
    """Plain text in Slack's mark-up: its three control characters escaped (message formatting page)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _join(finalize: Callable[[Any], Any]) -> Callable[[Iterable[Any], str], Markup]:
    def join(values: Iterable[Any], separator: str = "") -> Markup:
        return Markup(separator.join(finalize(value) for value in values))

    return join
