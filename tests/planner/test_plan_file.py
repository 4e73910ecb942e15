"""The plan as a file: a documented, versioned form that a person may edit."""

import json

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from notion_planner.model.plan import PLAN_SCHEMA, Plan


def test_a_plan_survives_being_written_and_read(plan: Plan) -> None:
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_a_written_plan_is_valid_by_the_published_schema(plan: Plan) -> None:
    schema = Plan.model_json_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(plan.model_dump_json()))


def test_the_schema_names_its_version_and_explains_its_parts() -> None:
    schema = Plan.model_json_schema()
    assert schema["properties"]["schema_version"]["const"] == PLAN_SCHEMA
    assert "byte" in schema["description"]
    assert schema["$defs"]["Task"]["description"].startswith("One deliverable.")


def test_a_plan_of_another_version_is_refused(plan: Plan) -> None:
    data = plan.model_dump(mode="json") | {"schema_version": "notion-planner/plan/2"}
    with pytest.raises(ValidationError, match="schema_version"):
        Plan.model_validate(data)


def test_an_unknown_entry_is_refused_by_name(plan: Plan) -> None:
    with pytest.raises(ValidationError, match="colour"):
        Plan.model_validate(plan.model_dump(mode="json") | {"colour": "red"})


def test_the_file_says_what_it_was_made_from(plan: Plan) -> None:
    assert plan.spec_fingerprint == "0" * 64
