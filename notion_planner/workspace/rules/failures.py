"""Collects what is wrong with a request's body and words it as Notion does."""

from collections.abc import Iterable
from typing import Any

from notion_planner.workspace.errors import invalid, literal

_UNDEFINED = "`undefined`"


class Failures:
    """The complaints about one body; several are answered in one message."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, path: str, expectation: str, value: object) -> None:
        self._lines.append(f"{path} should be {expectation}, instead was `{literal(value)}`.")

    def undefined(self, path: str, expectation: str = "defined") -> None:
        self._lines.append(f"{path} should be {expectation}, instead was {_UNDEFINED}.")

    def too_long(self, path: str, limit: int, length: int) -> None:
        self._lines.append(f"{path}.length should be ≤ `{limit}`, instead was `{length}`.")

    def raise_if_any(self) -> None:
        if len(self._lines) == 1:
            raise invalid(f"body failed validation: {self._lines[0]}")
        if self._lines:
            raise invalid("body failed validation. Fix one:\n" + "\n".join(self._lines))

    def object_at(self, value: object, path: str) -> dict[str, Any] | None:
        if isinstance(value, dict):
            return value
        self.add(path, "an object", value)
        return None

    def array_at(self, value: object, path: str, limit: int = 100) -> list[Any]:
        """The array, empty after a complaint. Notion takes at most 100 items in any array."""
        if not isinstance(value, list):
            self.add(path, "an array", value)
            return []
        if len(value) > limit:
            self.too_long(path, limit, len(value))
            return []
        return value

    def text_at(self, value: object, path: str, limit: int) -> str:
        if not isinstance(value, str):
            self.add(path, "a string", value)
            return ""
        length = utf16_length(value)
        if length > limit:
            self.too_long(path, limit, length)
        return value

    def flag_at(self, value: object, path: str) -> bool:
        if not isinstance(value, bool):
            self.add(path, "a boolean", value)
        return value is True

    def one_of(self, value: object, path: str, choices: Iterable[str]) -> None:
        allowed = list(choices)
        if value not in allowed:
            listed = ", ".join(f'`"{choice}"`' for choice in allowed)
            self.add(path, f"one of {listed}" if len(allowed) > 1 else listed, value)


def utf16_length(text: str) -> int:
    """Notion counts as JavaScript does: characters beyond the basic plane count twice."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)
