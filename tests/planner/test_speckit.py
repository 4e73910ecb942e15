"""The spec-kit files: tasks.md in spec-kit's grammar, a contract that validates, nothing made up."""

import re
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.extractor import extract
from notion_planner.model.plan import Plan
from notion_planner.model.spec import AcceptanceCriterion, Endpoint, Spec
from notion_planner.planner import make_plan
from notion_planner.settings import PlanningSettings
from notion_planner.speckit import contract, speckit_files, tasks_file
from notion_planner.templating import Templates
from tests.planner import building
from tests.planner.conftest import START, profile_named
from tests.planner.worked_example import at, worked_example

TASK = re.compile(r"- \[ \] (T\d{3,}) (\[P\] )?(\[US\d+\] )?((?!\[(?:P|US\d+)\])\S.*)")
PROFILE = profile_named("speckit")


def valid(text: str) -> dict[str, Any]:
    """The contract in this file, which the official schema accepts."""
    # Not above: only those who run such a test have to wait for it.
    from openapi_spec_validator import OpenAPIV31SpecValidator, validate

    document: dict[str, Any] = yaml.safe_load(text)
    validate(document, cls=OpenAPIV31SpecValidator)
    return document


@cache
def planned() -> Plan:
    return make_plan(worked_example(), settings=PlanningSettings(), profile=PROFILE, start=START)


def files_of(spec: Spec) -> dict[str, str]:
    plan = make_plan(spec, settings=PlanningSettings(), profile=PROFILE, start=START)
    return speckit_files(plan, spec, Templates().text)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return files_of(worked_example())


def test_a_feature_folder_has_its_usual_files(files: dict[str, str]) -> None:
    assert list(files) == [
        "contracts/openapi.yaml",
        "data-model.md",
        "plan.md",
        "quickstart.md",
        "research.md",
        "tasks.md",
    ]


def test_every_task_follows_the_grammar_and_is_numbered_in_order(files: dict[str, str]) -> None:
    lines = [line for line in files["tasks.md"].splitlines() if line.startswith("- [")]
    found = [TASK.fullmatch(line) for line in lines]
    assert lines
    assert len(lines) == len(planned().tasks)
    assert all(found)
    assert [m.group(1) for m in found if m] == [f"T{n:03}" for n in range(1, len(lines) + 1)]


def test_story_labels_stand_only_in_story_phases() -> None:
    text = files_of(building.plain_stories())["tasks.md"]
    phases = re.split(r"^## Phase \d+: ", text, flags=re.MULTILINE)[1:]
    labelled = {phase.split("\n", 1)[0]: set(re.findall(r"\[US\d+\]", phase)) for phase in phases}
    assert labelled["Setup"] == labelled["Polish & Cross-Cutting Concerns"] == set()
    assert [labelled[name] for name in ("Save a draft", "Publish a post", "Delete a post")] == [
        {"[US1]"},
        {"[US2]"},
        {"[US3]"},
    ]


def test_every_phase_has_a_goal_and_a_checkpoint(files: dict[str, str]) -> None:
    text = files["tasks.md"]
    count = text.count("\n## Phase ")
    assert text.count("**Goal**: ") == text.count("**Checkpoint**: ") == count >= 4


def test_a_phase_without_a_story_is_tested_by_what_it_delivers() -> None:
    asked = extract("# Ink\n\n## Requirements\n\n### Pens\n\n- Draw lines\n\n### Rubbers\n\n- Undo lines\n")
    assert "story from start" not in files_of(asked)["tasks.md"]


def test_the_plan_names_every_risk(files: dict[str, str]) -> None:
    assert planned().risks
    assert all(f"- {risk.title}: {risk.mitigation.text}" in files["plan.md"] for risk in planned().risks)


def test_what_is_open_needs_clarification(files: dict[str, str]) -> None:
    assert "**Database engine**: NEEDS CLARIFICATION" in files["plan.md"]
    assert "## Database engine" in files["research.md"]


def test_the_contract_of_the_reference_validates_and_is_complete(files: dict[str, str]) -> None:
    document = valid(files["contracts/openapi.yaml"])
    assert not any(isinstance(token, yaml.AliasToken) for token in yaml.scan(files["contracts/openapi.yaml"]))
    operations = {(method.upper(), path) for path, found in document["paths"].items() for method in found}
    assert ("POST", "/api/v1/users/{id}/avatar") in operations
    assert len(operations) == 5
    assert set(document["paths"]["/api/v1/users/{id}"]["get"]["responses"]) == {
        "400",
        "401",
        "429",
        "default",
    }
    assert document["components"]["schemas"]["Data_Model"]["properties"]["bio"]["maxLength"] == 500


@pytest.mark.parametrize(
    ("words", "statuses"),
    [
        ("An unknown id gives 404.", {"404"}),
        ("The code must be 400, or 404 Not Found where nothing is there", {"400", "404"}),
        ("401 if no token is sent; refused with `403` otherwise", {"401", "403"}),
        ("The list responds within 500 ms", set()),
        ("A page returns 400 items and at most 500.", set()),
    ],
)
def test_a_contract_names_the_statuses_that_are_answered(words: str, statuses: set[str]) -> None:
    endpoint = Endpoint(key="e", text="List", method="GET", path="/items", source=at(1))
    criterion = AcceptanceCriterion(key="c", text=words, source=at(2))
    text = contract(Spec(title="Any", endpoints=(endpoint,), acceptance_criteria=(criterion,)), feature="Any")
    responses = yaml.safe_load(text or "")["paths"]["/items"]["get"]["responses"]
    assert set(responses) == {*statuses, "default"}


def test_no_endpoint_means_no_contract() -> None:
    assert contract(building.troubled(), feature="Report Export") is None


SEGMENT = st.one_of(
    st.from_regex(r"[a-z]{1,6}", fullmatch=True),
    st.sampled_from([":id", "{user id}", "<int:n>", "[slug]", ":id", "{}", "v1", "検索", "a b", "{x", "*"]),
)
PATH = st.lists(SEGMENT, max_size=4).map(lambda parts: "/" + "/".join(parts))
QUERY = st.sampled_from(["", "?q=", "?page=1&size=2", "?&&"])
METHOD = st.sampled_from([None, "GET", "POST", "PATCH", "DELETE", "WS"])


@pytest.mark.slow
@given(st.lists(st.tuples(METHOD, PATH, QUERY), min_size=1, max_size=4))
def test_a_contract_of_any_endpoints_validates(drawn: list[tuple[str | None, str, str]]) -> None:
    endpoints = tuple(
        Endpoint(key=f"e{n}", text=f"{method} {path}", method=method, path=path + query, source=at(n + 1))
        for n, (method, path, query) in enumerate(drawn)
    )
    text = contract(Spec(title="Any", endpoints=endpoints), feature="Any")
    if text is not None:
        assert valid(text)


def test_more_than_999_tasks_keep_their_order_as_text() -> None:
    keys = tuple(f"task {number}" for number in range(1001))
    tasks = tuple(planned().tasks[0].model_copy(update={"key": key}) for key in keys)
    phase = planned().phases[0].model_copy(update={"tasks": keys})
    plan = Plan(**{**dict(planned()), "tasks": tasks, "phases": (phase,)})
    text = tasks_file(plan, worked_example(), Templates().text)
    ids = [m.group(1) for line in text.splitlines() if (m := TASK.fullmatch(line))]
    assert len(ids) == len(keys)
    assert ids == sorted(ids)
