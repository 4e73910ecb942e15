"""How planning time grows: 2,000 requirements may take at most 15 times the processor time of 200.

Run ``python -m benchmarks.plan``; the exit code is 1 where the bound is broken.
"""

import sys
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.extract import seconds
from notion_planner.model.spec import AcceptanceCriterion, Requirement, RequirementKind, Source, Spec, Target
from notion_planner.planner import Profile, make_plan
from notion_planner.settings import PlanningSettings

BOUND = 15
_VERBS = ("create", "update", "delete", "search", "export", "approve", "upload", "archive")
_OBJECTS = ("invoice", "contract", "customer", "order", "shipment", "payment", "report", "ticket", "product")
_WAYS = ("by name", "in bulk", "with a reason", "before the deadline", "for another team", "as a draft")


def large_spec(count: int) -> Spec:
    """``count`` requirements, a fifth of them non-functional, and as many criteria as requirements."""

    def source(line: int) -> Source:
        return Source(line=line, end_line=line, rule="benchmark")

    requirements, criteria = [], []
    for n in range(count):
        thing = f"{_OBJECTS[n % len(_OBJECTS)]} {_WAYS[n // 7 % len(_WAYS)]} number {n}"
        measured = n % 5 == 4
        requirements.append(
            Requirement(
                key=f"r{n}", id=f"FR-{n}", source=source(n),
                text=f"Users must be able to {_VERBS[n % len(_VERBS)]} the {thing}",
                kind=RequirementKind.NON_FUNCTIONAL if measured else RequirementKind.FUNCTIONAL,
                category="performance" if measured else None, group=f"Area {n // 40}",
                targets=(Target(text="< 2 s", value=2, unit="s"),) if measured else (),
            )
        )  # fmt: skip
        parent = f"r{n}" if n % 3 else None
        text = f"The {thing} is shown afterwards"
        criteria.append(AcceptanceCriterion(key=f"c{n}", text=text, parent=parent, source=source(count + n)))
    return Spec(title="Large", requirements=tuple(requirements), acceptance_criteria=tuple(criteria))


def main() -> int:
    file = Path(__file__).parents[1] / "templates" / "profiles" / "standard.yaml"
    profile = Profile.parse(file.read_text(encoding="utf-8"), "standard")
    planned = partial(make_plan, settings=PlanningSettings(), profile=profile, start=date(2026, 1, 5))
    small, large = (
        seconds(partial(planned, large_spec(200)), 5),
        seconds(partial(planned, large_spec(2000)), 3),
    )
    ratio = large / small
    print(
        f"200 requirements {small:.3f} s, 2,000 requirements {large:.3f} s, ratio {ratio:.1f} (bound {BOUND})"
    )
    return 0 if ratio < BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
