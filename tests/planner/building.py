"""Specifications of other shapes, built from short lists."""

from collections.abc import Iterable

from notion_planner.model.spec import (
    AcceptanceCriterion,
    Dependency,
    Entity,
    EntityField,
    OpenQuestion,
    Requirement,
    RequirementKind,
    Risk,
    Spec,
    UserStory,
)
from tests.planner.worked_example import at


def wanted(texts: Iterable[str], *, group: str | None = None) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(key=f"fr-{n}", id=f"FR-{n}", text=text, group=group, source=at(n, text))
        for n, text in enumerate(texts, 1)
    )


def qualities(entries: Iterable[tuple[str, str]]) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(
            key=f"nfr-{n}", id=f"NFR-{n}", text=text, category=category, source=at(100 + n, text),
            kind=RequirementKind.NON_FUNCTIONAL,
        )
        for n, (category, text) in enumerate(entries, 1)
    )  # fmt: skip


def criteria(texts: Iterable[str], *, parent: str | None = None) -> tuple[AcceptanceCriterion, ...]:
    return tuple(
        AcceptanceCriterion(key=f"ac-{n}", id=f"AC-{n}", text=text, parent=parent, source=at(200 + n, text))
        for n, text in enumerate(texts, 1)
    )


def database_migration() -> Spec:
    return Spec(
        title="User Preferences Migration Specification",
        overview="Move user preferences from a JSON column to tables of their own without downtime",
        requirements=(
            *wanted(
                (
                    "Create the new preference tables and indexes beside the existing column",
                    "Backfill existing preferences in batches of 1000 rows",
                    "Dual-write every change to both schemas during the transition",
                    "Switch reads to the new tables behind a setting",
                    "Drop the old preferences column after two weeks without reads",
                    "Each step of the migration must have a rollback",
                )
            ),
            *qualities((("reliability", "No downtime during the migration"),)),
        ),
        acceptance_criteria=criteria(("Row counts of old and new agree after the backfill",)),
        entities=(
            Entity(
                key="e-1", name="UserPreference", text="UserPreference", source=at(50),
                fields=(
                    EntityField(name="user_id", type="UUID"), EntityField(name="key", type="string"),
                    EntityField(name="value", type="json"),
                ),
            ),
        ),
    )  # fmt: skip


def search_component() -> Spec:
    return Spec(
        title="Search Component Specification",
        overview="A search input with suggestions for the application header",
        requirements=(
            *wanted(
                (
                    "The component shows a search input field with a clear button",
                    "Suggestions are fetched from the search API with a debounce of 300 ms",
                    "Users can move through suggestions with arrow keys and close the dropdown with Escape",
                    "The last five searches are shown when the input is empty",
                )
            ),
            *qualities(
                (
                    ("accessibility", "Screen readers announce the number of suggestions"),
                    ("compatibility", "The layout is responsive down to 320 px"),
                )
            ),
        ),
        acceptance_criteria=criteria(("Pressing Enter opens the highlighted suggestion",)),
    )


def data_pipeline() -> Spec:
    return Spec(
        title="Sales Pipeline Specification",
        overview="Nightly pipeline that loads sales records into the reporting tables",
        requirements=(
            *wanted(
                (
                    "Ingest the daily sales CSV feed from each store",
                    "Deduplicate records by receipt number",
                    "Transform amounts into the reporting currency",
                    "Load each partition atomically",
                    "Alert when a feed is missing at 06:00",
                )
            ),
            *qualities((("performance", "A batch of one million records finishes within 30 minutes"),)),
        ),
    )


def onboarding_process() -> Spec:
    return Spec(
        title="Employee Onboarding Process",
        overview="How new employees are welcomed and trained",
        requirements=wanted(
            (
                "The manager must prepare a training checklist before the first day",
                "HR must review the onboarding policy every year",
                "New staff must meet their department in the first week",
                "Each approval must be given within two working days",
            )
        ),
    )


def flagged_feature() -> Spec:
    return Spec(
        title="Saved Filters",
        requirements=wanted(
            ("Users can save a filter under a name", "The new filters must be released behind a feature flag")
        ),
    )


def plain_stories() -> Spec:
    stories = tuple(
        UserStory(key=f"us-{n}", text=f"As a user, I want to {goal}", goal=goal, source=at(n))
        for n, goal in enumerate(("save a draft", "publish a post", "delete a post"), 1)
    )
    return Spec(
        title="Blog Editor PRD",
        user_stories=stories,
        acceptance_criteria=criteria(("Drafts survive a restart",)),
    )


def troubled() -> Spec:
    """Questions, dependencies, risks and constraints beside one requirement."""
    constraint = Requirement(
        key="c-1", text="Must run on the existing cluster", kind=RequirementKind.CONSTRAINT, source=at(3)
    )
    return Spec(
        title="Report Export",
        requirements=(*wanted(("Export a report as PDF",)), constraint),
        open_questions=(OpenQuestion(key="q-1", text="Who may export?", about="fr-1", source=at(4)),),
        dependencies=(Dependency(key="d-1", text="Payments team's ledger interface", source=at(5)),),
        risks=(
            Risk(
                key="r-1", text="Large reports time out", mitigation="Export in the background", source=at(6)
            ),
            Risk(key="r-2", text="Fonts are missing", source=at(7)),
        ),
    )


ALL = (
    database_migration,
    search_component,
    data_pipeline,
    onboarding_process,
    flagged_feature,
    plain_stories,
    troubled,
)
