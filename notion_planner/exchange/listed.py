"""A task as a file lists it. Pure."""

from notion_planner.model.base import Frozen


class ListedTask(Frozen):
    """One line of a file: what names the task, and the state that it gives it.

    ``place`` is its number in the plan, from 1; ``url`` its page's address; ``spec`` the title of the
    specification whose plan it is of. ``status`` is a name of the board's own, None where the file
    says nothing; ``done`` is a tick, None where it has none. ``text`` is what a message calls the line.
    """

    line: int
    text: str
    url: str | None = None
    spec: str | None = None
    key: str | None = None
    place: int | None = None
    title: str | None = None
    status: str | None = None
    done: bool | None = None
