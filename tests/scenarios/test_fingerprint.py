"""A preview's fingerprint: the same while nothing moved, another one as soon as anything that matters did."""

from datetime import date

import pytest

from notion_planner.fetcher.pages import read_spec
from notion_planner.notion.gateway import Gateway
from notion_planner.preview.fingerprint import basis_of
from notion_planner.settings import NotionSettings, PlanningSettings
from notion_planner.use_cases.sync import Prepared, apply, prepare
from tests.conftest import CREATED, SPEC, Notion


def prepared(notion: Notion, *, today: date = CREATED) -> Prepared:
    async def work(gateway: Gateway) -> Prepared:
        return await prepare(notion.run(gateway, today), await read_spec(gateway, SPEC))

    return notion.ask(work)


def test_the_same_inputs_give_the_same_fingerprint(notion: Notion) -> None:
    first = prepared(notion)
    assert prepared(notion).fingerprint == first.fingerprint
    assert len(first.fingerprint) == 16


def test_a_preview_that_was_written_has_another_fingerprint(notion: Notion) -> None:
    before = prepared(notion).fingerprint
    notion.sync()
    assert prepared(notion).fingerprint != before


def test_a_changed_specification_moves_the_basis_of_the_specification_only(notion: Notion) -> None:
    notion.sync()
    before = prepared(notion)
    notion.edit(notion.find(SPEC), "Upload profile avatar", "Upload profile picture")
    after = prepared(notion)
    assert after.fingerprint != before.fingerprint
    assert after.basis.spec != before.basis.spec
    assert after.basis.settings == before.basis.settings


def test_a_persons_edit_of_the_plan_moves_the_basis_of_notion_only(notion: Notion) -> None:
    report = notion.sync()
    assert report.plan is not None
    assert report.plan.id is not None
    before = prepared(notion)
    notion.edit(report.plan.id, "## Summary\n", "## Summary\nRead by Ada\n")
    after = prepared(notion)
    assert after.basis.notion != before.basis.notion
    assert (after.basis.spec, after.basis.settings) == (before.basis.spec, before.basis.settings)
    assert after.fingerprint != before.fingerprint


def test_a_setting_that_shapes_the_plan_moves_the_fingerprint(notion: Notion) -> None:
    before = prepared(notion)
    notion.settings = notion.settings.model_copy(update={"planning": PlanningSettings(capacity=1)})
    assert prepared(notion).basis.settings != before.basis.settings


def test_how_notion_is_reached_leaves_the_fingerprint(notion: Notion) -> None:
    before = prepared(notion).fingerprint
    notion.settings = notion.settings.model_copy(update={"notion": NotionSettings(concurrency=1)})
    assert prepared(notion).fingerprint == before


@pytest.mark.parametrize("signature", ["?X-Amz-Date=1", "?X-Amz-Date=2"])
def test_the_signature_of_an_uploads_address_is_no_change(notion: Notion, signature: str) -> None:
    report = notion.sync()
    assert report.plan is not None
    assert report.plan.id is not None
    first = prepared(notion)
    existing = first.job.existing
    text = f"{existing.plan_markdown}\n![sketch](https://files.example/sketch.png"
    bare = basis_of(
        first.job.spec, notion.settings, existing.model_copy(update={"plan_markdown": text + ")"}), {}
    )
    signed = existing.model_copy(update={"plan_markdown": f"{text}{signature})"})
    assert basis_of(first.job.spec, notion.settings, signed, {}) == bare


def test_what_was_prepared_is_written_without_being_decided_again(notion: Notion) -> None:
    async def work(gateway: Gateway) -> bool:
        run = notion.run(gateway, CREATED)
        ready = await prepare(run, await read_spec(gateway, SPEC))
        return (await apply(run, ready)).changed

    assert notion.ask(work)
    assert not notion.sync().changed
