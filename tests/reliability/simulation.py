"""One seed decides everything: who does what when, what fails, how long each request takes.

Rounds of syncs, edits and faults in any order, each followed by quiet in which two undisturbed runs may mend
what is left; then a small model says what must be there.
"""

import asyncio
import random
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from unittest.mock import patch

from notion_planner.model.report import Report
from tests.reliability.checks import violations
from tests.reliability.faults import FaultKind
from tests.reliability.people import TITLE, Model, People
from tests.reliability.world import LONG_ENOUGH, Attempt, Person, World, syncing

_ROUNDS = 4
_MENDING_RUNS = 3  # two that mend, one that finds nothing to do
_ROUND_SECONDS = 20.0
_LATEST_FAULT = 16  # requests that most of these syncs come to


@dataclass(frozen=True, kw_only=True)
class Plot:
    """``together``: several syncs of the specification may run at a time; ``index_lag`` is in seconds."""

    together: bool = False
    index_lag: float = 0.0
    rounds: int = _ROUNDS


@dataclass
class Result:
    seed: int
    requests: int = 0
    faults: int = 0
    syncs: int = 0
    edits: int = 0
    violations: list[str] = field(default_factory=list)


@dataclass
class Simulation:
    seed: int
    plot: Plot = Plot()
    model: Model = field(default_factory=Model)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._people = People(self._chance, self.model)
        self._result = Result(self.seed)
        self._reported: list[str] = []

    def run(self) -> Result:
        with decided_ids(self.seed), World(seed=self.seed, index_lag=self.plot.index_lag) as world:
            world.people(self._people.write_specification)
            for number in range(1, self.plot.rounds + 1):
                world.clock.run(self._round(world))
                found = self._quiet(world)
                self._result.violations += [f"round {number}: {text}" for text in found]
                if found:
                    break
            self._result.requests, self._result.faults = world.requests, world.faults
        return self._result

    async def _round(self, world: World) -> None:
        syncs = self._chance.randint(1, 3 if self.plot.together else 1)
        edits = self._chance.randint(0, 4)
        await asyncio.gather(
            *(self._sync(world) for _ in range(syncs)),
            *(self._edit(world) for _ in range(edits)),
        )

    async def _sync(self, world: World) -> None:
        plan = {}
        if self._chance.random() < 0.8:
            plan[self._chance.randint(1, _LATEST_FAULT)] = self._chance.choice(list(FaultKind))
        process = world.process(plan)
        await asyncio.sleep(self._chance.uniform(0, _ROUND_SECONDS / 2))
        self._note(await world.attempt(syncing(TITLE, force=True), process))

    async def _edit(self, world: World) -> None:
        action = self._chance.choice(self._people.actions)
        await asyncio.sleep(self._chance.uniform(0, _ROUND_SECONDS))
        await action(world.person())
        self._result.edits += 1

    def _note(self, attempt: Attempt) -> None:
        self._result.syncs += 1
        if attempt.report is not None:
            self._reported += [problem.message for problem in attempt.report.problems]

    def _quiet(self, world: World) -> list[str]:
        """Undisturbed runs until one writes nothing, then the comparison with the model."""
        attempts: list[Attempt] = []
        while len(attempts) < _MENDING_RUNS:
            world.clock.advance(LONG_ENOUGH)
            attempts.append(world.sync(TITLE, force=True))
            self._note(attempts[-1])
            report = attempts[-1].report
            if report is not None and not attempts[-1].writes:
                return world.people(partial(self._compare, last=report))
        wrote = [sent.path for sent in attempts[-1].transport.sent if sent.write]
        return [f"runs do not come to rest: {attempts[-1].error or wrote}"]

    async def _compare(self, person: Person, last: Report) -> list[str]:
        return await violations(person, self.model, last, self._reported)


@contextmanager
def decided_ids(seed: int) -> Iterator[None]:
    """Ids and jitter from the seed: which of two runs has the lower id is part of what is explored."""
    chance = random.Random(f"ids {seed}")
    random.seed(seed)
    with (
        patch.object(uuid, "uuid4", lambda: uuid.UUID(int=chance.getrandbits(128), version=4)),
        patch.object(secrets, "token_hex", lambda size=16: chance.randbytes(size).hex()),
        patch.object(secrets, "randbelow", chance.randrange),
    ):
        yield
