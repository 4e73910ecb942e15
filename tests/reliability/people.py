"""What people do to a specification, its plan and its tasks, and what of it has to stand ever after."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.reliability.snapshot import without_own
from tests.reliability.world import Json, Person, title_of

TITLE = "Monthly Report"
SPECS, PLANS, TASKS = "Engineering Specs", "Engineering Plans", "Engineering Tasks"
BACKLINK = "## Implementation"
_VERBS = ("Export", "Print", "Send", "Archive", "Share", "Compare", "Translate", "Sign")
_THINGS = ("invoice", "ledger", "receipt", "contract", "payslip", "budget", "forecast", "statement")
_STATES = ("To Do", "In Progress", "Blocked", "In Review", "Done")
_PRIORITIES = ("Critical", "Medium", "Low")


@dataclass
class Model:
    """What must be there. ``notes``: a text that a person wrote → the page that must hold it.

    ``wanted``: label in the specification → its present wording. ``values``: (task, property) → option.
    ``ticks``: (task, label of the criterion) that a person ticked. ``gone``: titles of tasks that a person
    threw away. ``names``: task → the title that a person gave it.
    """

    wanted: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    ticks: set[tuple[str, str]] = field(default_factory=set)
    gone: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


class People:
    """Draws what people do. Everything that is written carries a number of its own."""

    def __init__(self, chance: random.Random, model: Model) -> None:
        self._chance = chance
        self._model = model
        self._count = 0
        self._labels = {"FR": 0, "AC": 0}

    @property
    def actions(self) -> tuple[Callable[[Person], Awaitable[None]], ...]:
        return (
            self.add_requirement,
            self.reword,
            self.remove,
            self.note_on_plan,
            self.note_on_task,
            self.note_on_task,
            self.add_words_to_task,
            self.set_status,
            self.set_status,
            self.set_priority,
            self.tick,
            self.rename_task,
            self.trash_task,
            self.note_on_specification,
        )

    async def write_specification(self, person: Person) -> str:
        requirements = [self._new("FR") for _ in range(self._chance.randint(2, 4))]
        criteria = [self._new("AC") for _ in range(self._chance.randint(1, 3))]
        text = "\n".join(
            ["## Requirements", *requirements, "## Acceptance Criteria", *criteria, "## Notes", "-"]
        )
        return await person.add_page(await person.find(SPECS), TITLE, text)

    def _new(self, family: str) -> str:
        self._labels[family] += 1
        label = f"{family}-{self._labels[family]}"
        self._model.wanted[label] = self._wording(family)
        return self._line(label)

    def _wording(self, family: str) -> str:
        self._count += 1
        thing = f"{self._chance.choice(_THINGS)} {self._count}"
        verb = self._chance.choice(_VERBS)
        return (
            f"{verb} the {thing} as a file" if family == "FR" else f"The {thing} opens within {verb.lower()}"
        )

    def _line(self, label: str) -> str:
        return f"- {label}: {self._model.wanted[label]}"

    def _note(self, page: str) -> str:
        self._count += 1
        text = f"note {self._count} of a person"
        self._model.notes[text] = page
        return text

    async def add_requirement(self, person: Person) -> None:
        anchor = self._line(self._some_label("FR"))
        await person.edit(await person.find(TITLE), (anchor, f"{anchor}\n{self._new('FR')}"))

    async def reword(self, person: Person) -> None:
        """A requirement or criterion says the same in more words."""
        label = self._some_label(self._chance.choice(("FR", "AC")))
        before = self._line(label)
        self._count += 1
        self._model.wanted[label] += f" with seal {self._count}"
        await person.edit(await person.find(TITLE), (before, self._line(label)))

    async def remove(self, person: Person) -> None:
        label = self._some_label("FR")
        if sum(known.startswith("FR") for known in self._model.wanted) < 2:
            return
        line = self._line(label)
        del self._model.wanted[label]
        await person.edit(await person.find(TITLE), (f"{line}\n", ""))

    def _some_label(self, family: str) -> str:
        return self._chance.choice([label for label in self._model.wanted if label.startswith(family)])

    async def note_on_specification(self, person: Person) -> None:
        page = await person.find(TITLE)
        await person.edit(page, ("## Notes\n", f"## Notes\n{self._note(page)}\n"))

    async def note_on_plan(self, person: Person) -> None:
        plan = await self.plan(person)
        if plan is not None:
            await self._write_below_a_line(person, plan)

    async def note_on_task(self, person: Person) -> None:
        task = await self._some_task(person)
        if task is not None:
            await self._write_below_a_line(person, task["id"])

    async def _write_below_a_line(self, person: Person, page: str) -> None:
        line = await self._some_line(person, page)
        if line is not None:
            indent = line[: len(line) - len(line.lstrip("\t"))]
            await person.edit(page, (line, f"{line}\n{indent}{self._note(page)}"))

    async def add_words_to_task(self, person: Person) -> None:
        """Words behind a line of ours: the line is now a person's, too."""
        task = await self._some_task(person)
        line = None if task is None else await self._some_line(person, task["id"])
        if task is not None and line is not None:
            await person.edit(task["id"], (line, f"{line} {self._note(task['id'])}"))

    async def _some_line(self, person: Person, page: str) -> str | None:
        """A line of text that occurs once, outside of tables, code and the product's own toggles."""
        text = without_own(await person.markdown(page))
        lines, code = [], False
        for line in text.split("\n"):
            code = code != line.lstrip().startswith("```")
            plain = line and not code and not line.startswith(("#", "<", "|", "```", "\t"))
            if plain and text.count(line) == 1:
                lines.append(line)
        return self._chance.choice(lines) if lines else None

    async def set_status(self, person: Person) -> None:
        await self._set(person, "Status", self._chance.choice(_STATES))

    async def set_priority(self, person: Person) -> None:
        await self._set(person, "Priority", self._chance.choice(_PRIORITIES))

    async def _set(self, person: Person, name: str, option: str) -> None:
        task = await self._some_task(person)
        if task is not None:
            await person.select(task["id"], name, option)
            self._model.values[task["id"], name] = option

    async def tick(self, person: Person) -> None:
        """A criterion of the specification on a task that tests it."""
        found = []
        for task in await self.tasks(person):
            text = await person.markdown(task["id"])
            found += [
                (task["id"], label, line)
                for line in text.split("\n")
                for label in self._model.wanted
                if line.startswith(f"- [ ] **{label}**") and text.count(line) == 1
            ]
        if found:
            page, label, line = self._chance.choice(found)
            await person.edit(page, (line, line.replace("[ ]", "[x]", 1)))
            self._model.ticks.add((page, label))

    async def rename_task(self, person: Person) -> None:
        task = await self._some_task(person)
        if task is not None:
            self._count += 1
            name = f"Renamed {self._count}"
            await person.set(task["id"], Name={"title": [{"text": {"content": name}}]})
            self._model.names[task["id"]] = name

    async def trash_task(self, person: Person) -> None:
        tasks = await self.tasks(person)
        if len(tasks) > 3:  # a plan whose every task is thrown away tells nothing
            task = self._chance.choice(tasks)
            await person.trash(task["id"])
            self._model.gone[task["id"]] = title_of(task)

    async def plan(self, person: Person) -> str | None:
        blocks = await person.blocks(await person.find(PLANS))
        return next((block["id"] for block in blocks if TITLE in block["child_page"]["title"]), None)

    async def tasks(self, person: Person) -> list[Json]:
        """Oldest first: the order in which a database answers is nothing to lean on."""
        rows = await person.rows(await person.find(TASKS, "data_source"))
        return sorted(rows, key=lambda row: (row["created_time"], title_of(row)))

    async def _some_task(self, person: Person) -> Json | None:
        tasks = await self.tasks(person)
        return self._chance.choice(tasks) if tasks else None
