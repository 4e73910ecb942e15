"""Spec text is data: it neither runs as a template nor leaves its place; a team's template replaces ours."""

from datetime import date
from pathlib import Path

import pytest

from notion_planner.errors import ConfigError
from notion_planner.model.plan import Plan
from notion_planner.pipeline import Pipeline
from notion_planner.progress import roll_up
from notion_planner.renderer import PageLink, Renderer, Standing
from notion_planner.settings import ExtractionSettings, PlanningSettings
from notion_planner.templating import Templates, builtin_folder

LINK = PageLink(title="Spec", url="https://app.notion.com/p/Spec-393abc1eedcd811c9c6deac14ef25c6d")
HOSTILE = """# Export {{ 6173 * 7 }} Service
## Requirements
- FR-1: Export {{ 6173 * 7 }} and {% raw %} # not a heading
- FR-2: </details><page url="https://app.notion.com/p/x">gone</page> ``` code
- FR-3: {{ config.__class__.__mro__ }} <mention-page url="x"/> **bold** $x$
## Acceptance Criteria
- AC-1: - [ ] nested ## Heading <table><tr><td>
"""


def plan_of(markdown: str, templates: Templates) -> Plan:
    pipeline = Pipeline(extraction=ExtractionSettings(), planning=PlanningSettings(), templates=templates)
    spec = pipeline.read(markdown, title="Export Service")
    return pipeline.plan(spec, start=date(2025, 10, 15))


def rendered(templates: Templates, markdown: str = HOSTILE) -> str:
    plan = plan_of(markdown, templates)
    standing = Standing(created=date(2025, 10, 14), progress=roll_up(plan, {}))
    renderer = Renderer(templates, plan, spec=LINK, standing=standing)
    pages = [renderer.task_page(task, plan_page=LINK, pages={}) for task in plan.tasks]
    return "\n".join([renderer.plan_page({}), *pages])


def test_what_was_just_planned_is_not_planned_again() -> None:
    first = plan_of(HOSTILE, Templates())
    assert plan_of(HOSTILE, Templates()) is first
    assert plan_of(f"{HOSTILE}- AC-2: Another\n", Templates()) != first


def test_template_syntax_in_a_specification_is_not_evaluated() -> None:
    text = rendered(Templates())
    assert "43211" not in text
    assert "\\{\\{ 6173 \\* 7 \\}\\}" in text


def test_markup_in_a_specification_stays_text() -> None:
    text = rendered(Templates())
    assert "<page" not in text.replace("\\<page", "")
    assert "</details>" not in text.replace("\\</details\\>", "")
    assert text.count("<mention-page") == text.count(LINK.url)


def test_a_specification_adds_no_heading_to_a_page() -> None:
    text = rendered(Templates())
    assert "not a heading" in text
    assert not [line for line in text.split("\n") if line.startswith("#") and "not a heading" in line]


def test_what_stands_below_a_requirement_stands_below_it_on_its_tasks_page() -> None:
    text = rendered(Templates(), "# Export\n## Requirements\n- FR-1: Export rows\n  - as {{ 6173 * 7 }}\n")
    assert "- **FR-1**: Export rows\n\t- as \\{\\{ 6173 \\* 7 \\}\\}\n" in text


def test_the_trace_matrix_calls_a_requirement_by_its_number_else_by_its_words() -> None:
    items = f"- FR-1: Export rows\n- Export {'very ' * 20}long columns\n- Import | rows\n"
    items += "".join(f"- FR-{number}: Print page {number}\n" for number in range(2, 9))
    text = rendered(Templates(), f"# Export\n## Requirements\n{items}")
    matrix = text.partition("### Traceability")[2].partition("</table>")[0]
    cells = [row.split("\n")[0] for row in matrix.split("<tr>\n")[2:]]
    assert cells[0] == "<td>FR-1</td>"
    assert cells[1].startswith("<td>Export very ")
    assert cells[1].endswith("…</td>")
    assert cells[2] == "<td>Import \\| rows</td>"


def test_a_teams_template_replaces_one_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "task.md.j2").write_text("## House style\n{{ task.title }}\n")
    text = rendered(Templates(tmp_path))
    assert "## House style" in text
    assert "## Objective" not in text
    assert "## Timeline" in text


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing.here }}",
        "{% if %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ (''.__class__ is defined) ~ ''.__class__ }}",
        "{{ task.start + 1 }}",
        "{{ 1 / 0 }}",
        "{{ task.title | long_date }}",
        "{% include 'task.md.j2' %}",
    ],
)
def test_a_broken_template_is_named(tmp_path: Path, source: str) -> None:
    (tmp_path / "task.md.j2").write_text(source)
    with pytest.raises(ConfigError, match=r"task\.md\.j2"):
        rendered(Templates(tmp_path))


def test_a_template_that_fails_when_it_is_filled_in_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "task.md.j2").write_text("# Ours\n\n{{ task.nothing }}\n")
    with pytest.raises(ConfigError, match=r"task\.md\.j2, line 3 is wrong"):
        rendered(Templates(tmp_path))


def test_a_template_that_an_editor_of_windows_saved_begins_with_its_heading(tmp_path: Path) -> None:
    (tmp_path / "task.md.j2").write_text("## House style\n{{ task.title }}\n", encoding="utf-8-sig")
    assert rendered(Templates(tmp_path)).count("\n## House style\n") > 1


def test_a_template_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "task.md.j2").write_bytes("Ä".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"task\.md\.j2"):
        rendered(Templates(tmp_path))


def test_every_template_is_shipped_once() -> None:
    assert (builtin_folder() / "plan.md.j2").is_file()
    assert (builtin_folder() / "profiles" / "standard.yaml").is_file()


@pytest.mark.parametrize("profile", ["standard", "quick", "detailed", "speckit"])
def test_the_plan_of_every_profile_can_stand_on_a_page(profile: str) -> None:
    templates = Templates()
    planning = PlanningSettings(profile=profile)
    pipeline = Pipeline(extraction=ExtractionSettings(), planning=planning, templates=templates)
    plan = pipeline.plan(pipeline.read(HOSTILE, title="Export Service"), start=date(2025, 10, 15))
    standing = Standing(created=date(2025, 10, 14), progress=roll_up(plan, {}))
    page = Renderer(templates, plan, spec=LINK, standing=standing).plan_page({})
    assert all(task.full_title.split(" ")[0] in page for task in plan.tasks)
