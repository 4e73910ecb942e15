"""What an examination found: one line a matter, each problem with its fix."""

from typing import Literal

from notion_planner.model.base import Frozen

State = Literal["ok", "info", "warning", "problem"]


class Check(Frozen):
    """``warning``: it works, with less; ``problem``: a sync would fail or leave something out of reach."""

    name: str
    state: State
    message: str
    hint: str = ""
