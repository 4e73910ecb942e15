"""Between text and plan: what was decided is decided again only where something differs."""

from notion_planner.config import starter_settings
from notion_planner.use_cases.run import pipeline_of
from tests.conftest import CREATED, TEMPLATES

TEAM = [f"## Requirements\n- FR-1: Export report {number} as CSV" for number in range(6)]


def test_of_a_teams_specifications_none_is_read_or_planned_again_while_it_stays_as_it_is() -> None:
    pipeline = pipeline_of(starter_settings(), TEMPLATES)
    specs = [pipeline.read(text, title="Export Service") for text in TEAM]
    plans = [pipeline.plan(spec, start=CREATED) for spec in specs]
    for text, spec, plan in zip(TEAM, specs, plans, strict=True):
        assert pipeline.read(text, title="Export Service") is spec
        assert pipeline.plan(spec, start=CREATED) is plan
