"""A profile: the phases, task texts, enablers and estimates of a kind of plan, as data read from YAML."""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import yaml
from jinja2 import TemplateSyntaxError
from pydantic import Field, ValidationError

from notion_planner.model.base import Frozen
from notion_planner.model.plan import OriginKind, TaskKind
from notion_planner.model.spec import Priority
from notion_planner.planner.texts import ProfileError, compiled, is_template
from notion_planner.yaml_text import read_yaml

Gate = Literal["coverage", "criteria", "targets", "questions", "choices", "risks"]
PROFILE_SCHEMA = "notion-planner/profile/1"


class TaskTexts(Frozen):
    """The texts of one kind of task. ``criteria`` are keyed, so that a tick survives rewording.

    ``stage`` is a stage's id or one of its roles; ``after`` names what must be done before: task rules,
    enablers, ``features`` for everything that is built, ``stage:<name>`` for every task whose texts name
    that stage, ``phase:<id>`` for every task of an earlier phase. An empty ``shapes`` means every shape.
    """

    title: str
    result: str = "{{ outcome }}"
    kind: TaskKind
    points: int = Field(ge=1, le=100)
    priority: Priority = Priority.P1
    stage: str = "core"
    objective: str
    criteria: dict[str, str] = Field(default_factory=dict)
    approach: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()


class Enabler(TaskTexts):
    """A task that a plan has without a requirement asking for it.

    ``when`` lists facts that must all hold of the specification; ``absorbs`` are words: a requirement
    that uses one of them, or begins with it where "^" stands before, becomes part of this task instead of a
    task of its own. A criterion of no requirement that begins with such a word is one of this task.
    """

    when: tuple[str, ...] = ()
    absorbs: tuple[str, ...] = ()


class Stage(Frozen):
    """A phase to be. ``words`` draw requirements into it; ``slices`` makes one phase for each slice."""

    id: str
    name: str
    goal: str
    deliverables: str
    roles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    slices: bool = False


class Shape(Frozen):
    """A kind of specification: the words that give it away, and its phases in order.

    ``words`` have weights, those in the title count double; the shape with the highest sum wins if it
    reaches ``threshold`` and two of them, or one in the title, weigh more than 1 (a shape with ``facts``
    needs only these). With ``own_verb`` a requirement that begins with a verb is a task's title as it is,
    without ``requirement_verb`` before it.
    """

    id: str
    words: dict[str, int] = Field(default_factory=dict)
    threshold: int = 1
    facts: tuple[str, ...] = ()
    overview: str = "Build"
    requirement_verb: str = "Implement"
    own_verb: bool = False
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=6)


class Factor(Frozen):
    """Adds ``points`` for each ``every`` that the measure is above ``over``.

    "criteria" are those that a task makes true, "shown" those of a test.
    """

    name: str
    measure: Literal[
        "criteria", "shown", "fields", "endpoints", "questions", "dependencies", "targets", "items"
    ]
    over: int = Field(default=0, ge=0)
    every: int = Field(default=1, ge=1)
    points: int = Field(default=1, ge=1)
    reason: str


class RiskTexts(Frozen):
    """A risk that follows from what is asked for; its levels are for people to decide."""

    when: tuple[str, ...]
    title: str
    mitigation: str


class Choice(Frozen):
    """A technical choice that is to be decided, unless the specification states a technology of one of the
    ``kinds``, or a constraint or decision that has one of the ``unless`` in its text.
    """

    label: str
    text: str
    when: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class ExtraTexts(Frozen):
    """A subsection that this profile adds inside ``section``."""

    section: str
    title: str
    origin: OriginKind = OriginKind.DEFAULT
    lines: tuple[str, ...] = ()
    checks: dict[str, str] = Field(default_factory=dict)


@lru_cache(maxsize=16)  # a worker plans by the same few profiles all day
def _mapping(text: str, name: str) -> dict[str, object]:
    try:
        data = read_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise ProfileError(f"profile {name!r} is not valid YAML: {problem}") from problem
    if not isinstance(data, dict):
        raise ProfileError(f"profile {name!r} must be a mapping of keys, such as 'schema: {PROFILE_SCHEMA}'")
    return data


def _merged(base: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """``own`` over ``base``: mappings are merged, anything else replaced, an empty entry taken away."""
    result = dict(base)
    for key, value in own.items():
        below = result.get(key)
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(below, dict):
            result[key] = _merged(below, value)
        else:
            result[key] = value
    return result


class Profile(Frozen):
    """A whole profile, checked."""

    schema_version: Literal["notion-planner/profile/1"] = Field(alias="schema")
    name: str
    extends: str | None = None
    summary: str = ""
    title: str = "Implementation Plan: {{ feature }}"
    page: str = "standard"
    shapes: tuple[Shape, ...] = Field(min_length=1)
    tasks: dict[str, TaskTexts]
    enablers: dict[str, Enabler] = Field(default_factory=dict)
    factors: tuple[Factor, ...] = ()
    risks: dict[str, RiskTexts] = Field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    success: dict[str, str] = Field(default_factory=dict)
    undecided_success: dict[str, str] = Field(default_factory=dict)
    undecided_business: dict[str, str] = Field(default_factory=dict)
    extras: tuple[ExtraTexts, ...] = ()
    records: bool = False
    gates: dict[Gate, str] = Field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, name: str, others: Callable[[str], str] | None = None) -> "Profile":
        """The profile that a YAML text describes; ``others`` gives the text of one that it extends, by name.

        Raises:
            ProfileError: the text is not YAML, has an unknown key or a template that does not compile,
                lacks the texts of a task rule, or extends what cannot be read.
        """
        texts, above = {name: text}, _mapping(text, name).get("extends")
        while above is not None:
            base = str(above)
            if others is None or base in texts:
                raise ProfileError(f"profile {name!r} extends {base!r}, which cannot be read")
            texts[base] = others(base)
            above = _mapping(texts[base], base).get("extends")
        return _checked(tuple(texts.items()))

    def check(self) -> None:
        """Raises: ProfileError: a rule's texts are missing, or a template does not compile."""
        missing = sorted(REQUIRED_RULES - self.tasks.keys())
        if missing:
            raise ProfileError(f"profile {self.name!r} has no texts for the task rules {', '.join(missing)}")
        for place, text in self._templates():
            try:
                if is_template(text):
                    compiled(text)
            except TemplateSyntaxError as problem:
                raise ProfileError(f"profile {self.name!r}, at {place}: {problem.message}") from problem

    def _templates(self) -> list[tuple[str, str]]:
        rules = {f"tasks.{key}": value for key, value in self.tasks.items()}
        rules |= {f"enablers.{key}": value for key, value in self.enablers.items()}
        found = [("title", self.title)]
        for place, rule in rules.items():
            texts = (rule.title, rule.result, rule.objective, *rule.criteria.values(), *rule.approach)
            found += [(place, text) for text in texts]
        for shape in self.shapes:
            for stage in shape.stages:
                place = f"shapes.{shape.id}.{stage.id}"
                found += [(place, text) for text in (stage.name, stage.goal, stage.deliverables)]
        found += [
            (f"risks.{key}", text)
            for key, risk in self.risks.items()
            for text in (risk.title, risk.mitigation)
        ]
        found += [("success", text) for text in self.success.values()]
        for extra in self.extras:
            found += [(f"extras.{extra.title}", text) for text in (*extra.lines, *extra.checks.values())]
        return found


@lru_cache(maxsize=16)
def _checked(texts: tuple[tuple[str, str], ...]) -> Profile:
    """The profile of these names and texts, each of which extends the next one."""
    (name, _), *_ = texts
    (last, text), *others = reversed(texts)
    data = _mapping(text, last)
    for own, text in others:
        data = _merged(data, {key: value for key, value in _mapping(text, own).items() if key != "extends"})
    try:
        profile = Profile.model_validate({"name": name} | data)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ProfileError(f"profile {name!r}, at {place}: {first['msg']}") from problem
    profile.check()
    return profile


REQUIRED_RULES = frozenset(
    {"requirement", "endpoint", "story", "story_check", "quality", "constraint", "schema", "security",
     "criteria", "performance", "question", "dependency", "mitigation", "limit", "storage", "store",
     "index", "tune"}
)  # fmt: skip
