"""Pictures: every task and edge is drawn, in texts that Mermaid accepts whatever a title holds."""

import json
import os
import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.model.plan import Plan
from notion_planner.pictures import LARGEST, dependency_graph, gantt, numbers, text_graph
from notion_planner.planner import Profile, make_plan
from notion_planner.settings import PlanningSettings
from tests.planner import building
from tests.planner.conftest import START, profile_named

MODULES = Path(os.environ.get("NOTION_NODE_MODULES") or Path(__file__).parents[1] / "node")
NASTY = (
    'end "subgraph" --> x',
    "title: a; b # c, d %% e",
    "section <script>alert(1)</script> `code` {x} \\ & |",
    "click here [x] (y) ((z))",
    "検索を実装する 🚀",
)


def plan_of(texts: list[str]) -> Plan:
    spec = building.troubled().model_copy(update={"requirements": building.wanted(texts), "title": texts[0]})
    return make_plan(spec, settings=PlanningSettings(), profile=profile_named("quick"), start=START)


def with_due(plan: Plan, key: str, due: date) -> Plan:
    """The plan as it would be if somebody had given a task that due date by mistake."""
    tasks = [task.model_copy(update={"due": due}) if task.key == key else task for task in plan.tasks]
    late = {"tasks": tuple(tasks), "finish": due, "deploy": due + timedelta(days=2)}
    return plan.model_copy(update=late)


@pytest.fixture(scope="module")
def large(standard: Profile) -> Plan:
    texts = [f"Export report number {n} as a table" for n in range(3 * LARGEST)]
    spec = building.troubled().model_copy(update={"requirements": building.wanted(texts)})
    return make_plan(spec, settings=PlanningSettings(), profile=standard, start=START)


def test_the_gantt_chart_has_every_task_with_its_dates(plan: Plan) -> None:
    (chart,) = gantt(plan)
    for key, number in numbers(plan).items():
        task = plan.task(key)
        assert re.search(rf"^  {re.escape(number)} .*, {task.start}, {task.due}$", chart, re.MULTILINE)


def test_the_gantt_chart_ends_with_the_deployment(plan: Plan) -> None:
    assert gantt(plan)[-1].endswith(f":milestone, deploy, {plan.deploy}, {plan.deploy}")


def test_the_graph_has_every_dependency(plan: Plan) -> None:
    (chart,) = dependency_graph(plan)
    assert chart.count(" --> ") == sum(len(task.blocked_by) for task in plan.tasks)


def test_a_long_title_is_cut_between_words_in_pictures(standard: Profile) -> None:
    text = "Export the report of a month as a table with all of its unabridged footnotes"
    spec = building.troubled().model_copy(update={"requirements": building.wanted([text])})
    plan = make_plan(spec, settings=PlanningSettings(), profile=standard, start=START)
    (shown,) = set(re.findall(r"(\w+)…", "".join(dependency_graph(plan))))
    assert shown in text.split()


def test_a_large_plan_is_drawn_in_readable_parts(large: Plan) -> None:
    for charts in (gantt(large), dependency_graph(large)):
        assert len(charts) > 1
        assert all(len(text) < 50_000 for text in charts)
    drawn = "\n".join(dependency_graph(large))
    assert all(f't{number.replace(".", "_")}["' in drawn for number in numbers(large).values())
    assert max(text.count('["') for text in dependency_graph(large)) <= LARGEST + 6


def test_a_large_graph_shows_where_dependencies_come_from(large: Plan) -> None:
    assert any('from1(["Phase 1"])' in text and "from1 -.-> " in text for text in dependency_graph(large))


def test_the_text_graph_has_a_line_for_every_task(plan: Plan) -> None:
    shown = text_graph(plan)
    lines = [line for line in shown.splitlines() if re.match(r" [* ] +\d+\.\d+ ", line)]
    assert len(lines) == len(plan.tasks)
    assert sum(line.startswith(" *") for line in lines) == len(plan.critical_path)


@given(st.lists(st.text(min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=10))
def test_a_title_never_opens_a_line_of_its_own(texts: list[str]) -> None:
    plan = plan_of(texts)
    for chart in (*gantt(plan), *dependency_graph(plan)):
        for line in chart.split("\n"):
            assert re.match(r"gantt$|flowchart LR$|  ", line)
            assert line.count('"') in (0, 2)


def test_a_due_date_far_off_leaves_the_rest_of_the_pictures_readable() -> None:
    plan = plan_of(["Show the list", "Print the list", "Mail the list"])
    key = plan.phases[0].tasks[0]
    far = with_due(plan, key, date(2036, 10, 17))
    [before], [after] = gantt(plan), gantt(far)
    days = [date.fromisoformat(day) for day in re.findall(r", (\d{4}-\d\d-\d\d)$", after, re.MULTILINE)]
    assert max(days) <= plan.deploy
    assert "1.1 Clarify who may export? (2036-10-17) :" in after
    assert f"Production Deploy ({far.deploy}) :" in after
    assert "(20" not in before
    bars = re.findall(r"\|(.*)\|", text_graph(far))
    assert bars[0].endswith(">")
    assert max(bar.count("=") for bar in bars[1:]) > 1


def test_a_text_graph_of_one_day_is_drawn() -> None:
    assert "=" in text_graph(plan_of(["Do it"]))


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("node") is None or not (MODULES / "node_modules" / "mermaid").is_dir(),
    reason="no Node.js with mermaid: run `make node`",
)
def test_the_official_parser_accepts_every_picture(plan: Plan, large: Plan) -> None:
    far = with_due(plan, plan.tasks[0].key, date(2036, 10, 17))
    plans = [plan, large, far, plan_of(list(NASTY)), *(plan_of([text]) for text in NASTY)]
    charts = [chart for found in plans for chart in (*gantt(found), *dependency_graph(found))]
    script = MODULES / "parse_mermaid.mjs"
    script.write_text(
        (Path(__file__).parent / "parse_mermaid.mjs").read_text(encoding="utf-8"), encoding="utf-8"
    )
    run = subprocess.run(
        ["node", str(script)],
        input=json.dumps(charts),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    errors = [(chart, error) for chart, error in zip(charts, json.loads(run.stdout), strict=True) if error]
    assert errors == []


def test_dates_of_pictures_are_those_of_the_plan(plan: Plan) -> None:
    assert date(2025, 10, 15).isoformat() in gantt(plan)[0]
