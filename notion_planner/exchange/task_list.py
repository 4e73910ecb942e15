"""tasks.md as spec-kit writes it: ``- [x] T001 [P] [US1] Title <!-- key -->``. Pure."""

import re
from collections.abc import Callable

from notion_planner.exchange.listed import ListedTask
from notion_planner.model.plan import Plan
from notion_planner.model.spec import Spec
from notion_planner.notion.markup import fence_aware
from notion_planner.speckit import tasks_file

_TICK = re.compile(r"[ \t]*[-*+] \[([ xX])\][ \t]+(\S.*)")
_NUMBER = re.compile(r"\*{0,2}T0*([1-9]\d{0,5})\*{0,2}(?![\w-])[:.]?")
_MARK = re.compile(r"[ \t]*\[(?:P|US\d{1,4})\]")
_SPEC = re.compile(r"\*\*Specification\*\*: (\S.*)")
# Whoever ticks a task may write behind its key ("done in #12"); a title may hold a comment before it.
_KEY = re.compile(r"<!--[ \t]*([a-z][\w:-]{0,200})[ \t]*-->")


def task_list_text(
    plan: Plan, spec: Spec, fill: Callable[..., str], *, title: str = "", done: frozenset[str]
) -> str:
    """``fill(template, **values)`` renders one template; ``done`` are keys of the tasks to tick.

    ``title`` is the specification's, which tells this plan's tasks from another's of the same keys.
    """
    return tasks_file(plan, spec, fill, title=title, done=done)


def read_task_list(text: str) -> tuple[ListedTask, ...]:
    """Every checkbox outside of code, in order; of the specification that a line above names."""
    tasks: list[ListedTask] = []
    spec: str | None = None
    for number, (line, is_code) in enumerate(fence_aware(text.replace("\r\n", "\n")), 1):
        if is_code:
            continue
        if named := _SPEC.fullmatch(line):
            spec = named[1].rstrip()
        elif found := _TICK.fullmatch(line):
            tasks.append(_listed(number, found, spec))
    return tuple(tasks)


def _listed(line: int, found: re.Match[str], spec: str | None) -> ListedTask:
    text = found[2].rstrip()
    *_, key = None, *_KEY.finditer(text)
    bare = text[: key.start()].rstrip() if key else text
    number = _NUMBER.match(bare)
    begin = number.end() if number else 0
    while mark := _MARK.match(bare, begin):
        begin = mark.end()
    return ListedTask(
        line=line,
        text=bare,
        spec=spec,
        key=key[1] if key else None,
        place=int(number[1]) if number else None,
        title=bare[begin:].strip(),
        done=found[1] != " ",
    )
