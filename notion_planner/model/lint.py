"""A finding about a specification: what is wrong, where, and what to write instead."""

from enum import StrEnum

from notion_planner.model.base import Frozen


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Finding(Frozen):
    """``code`` is stable; ``key`` names the item, where it is about one; ``digest`` survives moving the text.

    ``line`` and ``column`` are 1-based, and None where the finding is about the whole document.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    suggestion: str
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    key: str | None = None
    label: str | None = None
    digest: str = ""
