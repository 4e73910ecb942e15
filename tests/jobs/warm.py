"""Reads and compiles what a first plan and a first connection need, for all processes that are forked."""

import gc
from datetime import date

from notion_planner.config import starter_settings
from notion_planner.notion.client import trusted
from notion_planner.pipeline import Pipeline
from notion_planner.templating import Templates

_SETTINGS = starter_settings().with_profile("quick")
_PIPELINE = Pipeline(
    extraction=_SETTINGS.extraction, planning=_SETTINGS.planning, templates=Templates(_SETTINGS.templates)
)
_PIPELINE.plan(
    _PIPELINE.read("## Requirements\n\n- FR-1: Export as CSV\n", title="Warm"), start=date(2026, 3, 2)
)
trusted()
gc.freeze()  # all of it is shared by whoever is forked, and is walked through by nobody
