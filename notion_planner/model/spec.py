"""What the extractor reads out of a specification: every item with its key, its place and its rule.

The words are those of requirements engineering (ISO/IEC/IEEE 29148, EARS, RFC 2119).
"""

import re
from enum import StrEnum

from notion_planner.model.base import Frozen


class RequirementKind(StrEnum):
    FUNCTIONAL = "functional"
    NON_FUNCTIONAL = "non_functional"
    CONSTRAINT = "constraint"


class Priority(StrEnum):
    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class Level(StrEnum):
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


class DependencyKind(StrEnum):
    EXTERNAL = "external"
    INTERNAL = "internal"
    TIMELINE = "timeline"


class Source(Frozen):
    """Where in the document an item was read, and which rule read it.

    Lines and columns are 1-based, the end is inclusive for lines and exclusive for columns;
    ``quote`` is the text as written.
    """

    line: int
    end_line: int
    column: int = 1
    end_column: int = 1
    heading_path: tuple[str, ...] = ()
    quote: str = ""
    rule: str
    block_id: str | None = None


class Item(Frozen):
    """One thing the specification says.

    ``key`` is stable through moving, renumbering and light rewording, and unique in the document;
    ``id`` is the author's own identifier as written ("FR-1"), or None; ``text`` is plain text,
    Markdown removed.
    """

    key: str
    id: str | None = None
    text: str
    source: Source

    @property
    def label(self) -> str:
        """How people refer to the item: the author's identifier, else the key."""
        return self.id or self.key


class Target(Frozen):
    """A measurable target: ``< 200 ms (p95)`` is comparison ``<``, value 200, unit ``ms``, percentile 95."""

    text: str
    value: float
    unit: str = ""
    comparison: str = ""
    percentile: float | None = None


class Requirement(Item):
    """Something the system must do or be.

    ``category`` classifies non-functional requirements (performance, security, privacy, reliability,
    scalability, usability, accessibility, compatibility, maintainability, observability, portability,
    extensibility, other). ``group`` is the heading it stands under, where that heading groups
    requirements; ``priority_text`` is the priority as written; ``details`` are the sub-items and sentences
    below it that are no items of their own.
    """

    kind: RequirementKind = RequirementKind.FUNCTIONAL
    category: str | None = None
    priority: Priority | None = None
    priority_text: str | None = None
    targets: tuple[Target, ...] = ()
    story: str | None = None
    group: str | None = None
    details: tuple[str, ...] = ()


class AcceptanceCriterion(Item):
    """A testable condition; ``parent`` is the key of the requirement or story it is bound to.

    ``reference`` is how the author named that item ("REQ-001/002"), where the criterion does so itself;
    ``derived`` names the rule where the criterion follows from a stated limit instead of being written.
    """

    parent: str | None = None
    reference: str | None = None
    steps: tuple[str, ...] = ()
    derived: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """The identifiers in ``reference``: "REQ-001/002" and "REQ-001 and REQ-002" name both."""
        found: list[str] = []
        for part in re.findall(r"[\w.-]*\d[\w.-]*", self.reference or ""):
            prefix = re.sub(r"[\d.]+[a-z]?$", "", found[0]) if found and part[0].isdigit() else ""
            found.append(prefix + part)
        return tuple(found)


class UserStory(Item):
    role: str | None = None
    goal: str | None = None
    benefit: str | None = None
    priority: Priority | None = None
    priority_text: str | None = None


class Endpoint(Item):
    method: str | None = None
    path: str
    description: str | None = None


class EntityField(Frozen):
    """A field of an entity; ``constraints`` as written ("unique", "max 500 chars")."""

    name: str
    type: str | None = None
    constraints: tuple[str, ...] = ()
    description: str | None = None
    line: int | None = None


class Entity(Item):
    """A data object; ``name`` is None where the specification lists fields without naming what has them."""

    name: str | None = None
    fields: tuple[EntityField, ...] = ()


class SecurityRule(Item):
    """``aspect`` is the label it was written under ("Authentication"), or None."""

    aspect: str | None = None


class Dependency(Item):
    kind: DependencyKind = DependencyKind.EXTERNAL
    status: str | None = None


class Risk(Item):
    probability: Level | None = None
    impact: Level | None = None
    mitigation: str | None = None


class OpenQuestion(Item):
    """An unanswered question; ``about`` is the key of the item it was marked on, if any."""

    about: str | None = None


class Decision(Item):
    """A decision the specification states: "decision: rationale" in ``text`` and ``rationale``."""

    rationale: str | None = None


class Link(Frozen):
    """``text`` of a bare address is the address; ``heading_path`` as an item's source has it."""

    text: str
    url: str
    line: int
    heading_path: tuple[str, ...] = ()


class ExtractionWarning(Frozen):
    """Something the reader of the extraction should know; ``code`` is stable, ``line`` where it has one."""

    code: str
    message: str
    line: int | None = None


class Spec(Frozen):
    """Everything read from one specification, each list in document order.

    ``requirements`` holds functional, non-functional and constraint requirements; ``acceptance_criteria``
    only written criteria, ``derived_criteria`` those that follow from stated limits; ``technologies`` are
    technical choices that the specification states itself, ``deadlines`` the days that its head fixes.
    ``subject`` is what the head of the document calls what it is about, beside its title.
    ``fingerprint`` is a SHA-256 over the content that was read, without the Implementation section that
    this tool writes.
    """

    title: str | None = None
    subject: str | None = None
    overview: str | None = None
    requirements: tuple[Requirement, ...] = ()
    acceptance_criteria: tuple[AcceptanceCriterion, ...] = ()
    derived_criteria: tuple[AcceptanceCriterion, ...] = ()
    user_stories: tuple[UserStory, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    entities: tuple[Entity, ...] = ()
    security_rules: tuple[SecurityRule, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    risks: tuple[Risk, ...] = ()
    in_scope: tuple[Item, ...] = ()
    out_of_scope: tuple[Item, ...] = ()
    assumptions: tuple[Item, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    decisions: tuple[Decision, ...] = ()
    goals: tuple[Item, ...] = ()
    success_metrics: tuple[Item, ...] = ()
    deadlines: tuple[Item, ...] = ()
    technologies: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()
    warnings: tuple[ExtractionWarning, ...] = ()
    fingerprint: str = ""

    @property
    def is_plannable(self) -> bool:
        """Whether there is anything to make a plan from: a requirement, a story or a written criterion."""
        return bool(self.requirements or self.user_stories or self.acceptance_criteria)
