"""A preview's fingerprint: the same while nothing moved, another one as soon as anything that matters did."""

from dataclasses import replace
from datetime import date

import pytest

from notion_planner.fetcher.reading import read_spec
from notion_planner.notion.gateway import Gateway
from notion_planner.preview.fingerprint import basis_of
from notion_planner.settings import NotionSettings, PlanningSettings
from notion_planner.use_cases.sync import Prepared, prepare
from tests.conftest import CREATED, SPEC, Notion
from tests.scenarios.conftest import TINY


def prepared(notion: Notion, *, today: date = CREATED) -> Prepared:
    async def work(gateway: Gateway) -> Prepared:
        return await prepare(notion.run(gateway, today), await read_spec(gateway, SPEC))

    return notion.ask(work)


def of_new(*, is_synced: bool) -> Prepared:
    notion = Notion(seed=TINY, profile="quick")
    if is_synced:
        notion.sync()
    found = prepared(notion)
    notion.workspace.close()
    return found


@pytest.fixture(scope="module")
def unplanned() -> Prepared:
    """What a first sync would write."""
    return of_new(is_synced=False)


@pytest.fixture(scope="module")
def planned() -> Prepared:
    """What a sync after the first one would write."""
    return of_new(is_synced=True)


def test_the_same_inputs_give_the_same_fingerprint(notion: Notion, unplanned: Prepared) -> None:
    assert prepared(notion).fingerprint == unplanned.fingerprint
    assert len(unplanned.fingerprint) == 16


def test_a_preview_that_was_written_has_another_fingerprint(unplanned: Prepared, planned: Prepared) -> None:
    assert planned.fingerprint != unplanned.fingerprint


def test_a_changed_specification_moves_the_basis_of_the_specification_only(
    notion: Notion, planned: Prepared
) -> None:
    notion.sync()
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile picture")
    after = prepared(notion)
    assert after.fingerprint != planned.fingerprint
    assert after.basis.spec != planned.basis.spec
    assert after.basis.settings == planned.basis.settings


def test_a_persons_edit_of_the_plan_moves_the_basis_of_notion_only(notion: Notion, planned: Prepared) -> None:
    report = notion.sync()
    assert report.plan is not None
    assert report.plan.id is not None
    notion.edit(report.plan.id, "## Summary\n", "## Summary\nRead by Ada\n")
    after = prepared(notion)
    assert after.basis.notion != planned.basis.notion
    assert (after.basis.spec, after.basis.settings) == (planned.basis.spec, planned.basis.settings)
    assert after.fingerprint != planned.fingerprint


def test_a_setting_that_shapes_the_plan_moves_the_fingerprint(unplanned: Prepared) -> None:
    settings = unplanned.settings.model_copy(update={"planning": PlanningSettings(capacity=1)})
    after = replace(unplanned, settings=settings)
    assert after.basis.settings != unplanned.basis.settings
    assert after.fingerprint != unplanned.fingerprint


def test_how_notion_is_reached_leaves_the_fingerprint(unplanned: Prepared) -> None:
    settings = unplanned.settings.model_copy(update={"notion": NotionSettings(concurrency=1)})
    assert replace(unplanned, settings=settings).fingerprint == unplanned.fingerprint


def test_the_signature_of_an_uploads_address_is_no_change(planned: Prepared) -> None:
    existing = planned.job.existing
    text = f"{existing.plan_markdown}\n![sketch](https://files.example/sketch.png"
    plain, *signed = (
        basis_of(
            planned.job.spec,
            planned.settings,
            existing.model_copy(update={"plan_markdown": f"{text}{signature})"}),
            {},
        )
        for signature in ("", "?X-Amz-Date=1", "?X-Amz-Date=2")
    )
    assert signed == [plain, plain]
