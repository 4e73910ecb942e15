"""What a plain specification yields, from a file and from Notion's endpoint alike."""

from pathlib import Path

import pytest

from notion_planner.extractor import extract, flat
from notion_planner.model.spec import RequirementKind

SPEC = (Path(__file__).parent.parent / "specs" / "api" / "parcel-tracking.md").read_text(encoding="utf-8")


def as_notion(markdown: str) -> str:
    """The same page as Notion's endpoint writes it: no blank line outside code."""
    return "\n".join(line for line in markdown.split("\n") if line.strip())


@pytest.fixture(scope="module", params=["file", "notion"])
def text(request: pytest.FixtureRequest) -> str:
    return SPEC if request.param == "file" else as_notion(SPEC)


def test_each_identified_requirement_is_read_with_its_kind(text: str) -> None:
    kinds = {item.id: item.kind for item in extract(text).requirements}
    assert kinds == {
        **dict.fromkeys(("FR-1", "FR-2", "FR-3"), RequirementKind.FUNCTIONAL),
        **dict.fromkeys(("NFR-1", "NFR-2", "NFR-3"), RequirementKind.NON_FUNCTIONAL),
    }


def test_the_text_of_a_requirement_leaves_out_its_identifier(text: str) -> None:
    assert extract(text).requirements[0].text == "Register a parcel with its carrier and number"


def test_a_percentile_belongs_to_the_time_beside_it(text: str) -> None:
    (target,) = next(item for item in extract(text).requirements if item.id == "NFR-1").targets
    assert (target.comparison, target.value, target.unit, target.percentile) == ("<", 300.0, "ms", 95.0)


def test_endpoints_in_a_code_block_are_read(text: str) -> None:
    calls = [(item.method, item.path) for item in extract(text).endpoints]
    assert calls == [("POST", "/v2/parcels"), ("GET", "/v2/parcels/{id}")]


def test_fields_under_a_data_model_heading_make_one_unnamed_entity(text: str) -> None:
    (entity,) = extract(text).entities
    assert entity.name is None
    assert [(field.name, field.type, field.constraints) for field in entity.fields] == [
        ("id", "UUID", ()),
        ("number", "string", ("unique",)),
        ("weight_g", "integer", ("min 1",)),
    ]


def test_security_rules_carry_the_label_they_are_written_under(text: str) -> None:
    assert [item.aspect for item in extract(text).security_rules] == ["Authentication", "Authorization"]


def test_technologies_are_those_the_specification_names(text: str) -> None:
    assert [item.text for item in extract(text).technologies] == ["JWT", "S3"]


def test_both_dialects_give_the_same_keys() -> None:
    first, second = flat(extract(SPEC)), flat(extract(as_notion(SPEC)))
    for name in ("requirements", "acceptance_criteria", "endpoints", "entities", "security_rules"):
        assert [item["key"] for item in first[name]] == [item["key"] for item in second[name]]


def test_an_item_points_to_its_line_and_says_which_rule_read_it() -> None:
    requirement = extract(SPEC).requirements[1]
    assert (
        SPEC.split("\n")[requirement.source.line - 1][requirement.source.column - 1 :]
        == requirement.source.quote
    )
    assert requirement.source.rule == "requirements-list"
    assert requirement.source.heading_path == ("Requirements", "Functional")


def test_the_title_given_counts_only_where_the_text_has_none() -> None:
    assert extract(SPEC, title="Page").title == "Parcel Tracking API Specification"
    assert extract(SPEC.split("\n", 1)[1], title="Page").title == "Page"


WRITTEN = """
---
## Implementation
**Implementation Plan**: <mention-page url="x"/>
**Status**: FR-9: must not be read
"""


def test_the_section_this_tool_writes_is_not_read_and_changes_no_fingerprint() -> None:
    before, after = extract(SPEC), extract(SPEC + WRITTEN)
    assert after.fingerprint == before.fingerprint
    assert [item.key for item in after.requirements] == [item.key for item in before.requirements]


def test_what_follows_the_written_section_is_still_read() -> None:
    spec = extract(SPEC + WRITTEN + "## Open Questions\n- Who pays for returns?\n")
    assert [item.text for item in spec.open_questions] == ["Who pays for returns?"]


def test_a_divider_ends_the_written_section() -> None:
    spec = extract(SPEC + WRITTEN + "---\n- FR-77: Weigh a parcel\n")
    assert "FR-77" in {item.id for item in (*spec.requirements, *spec.acceptance_criteria)}


@pytest.mark.parametrize(("line", "named"), [("- **FR-77**: Weigh a parcel", ["FR-77"]), ("- Ask Ada", [])])
def test_a_demand_at_the_end_of_the_written_section_is_said_not_to_be_read(
    line: str, named: list[str]
) -> None:
    warnings = extract(SPEC + WRITTEN + line).warnings
    told = [warning.message.split(" is not read")[0] for warning in warnings if warning.line]
    assert told == named


def test_a_link_knows_its_heading_and_a_bare_address_is_a_link() -> None:
    text = (
        "# Export\n\n## Requirements\n\nSee https://example.org/rules, then `https://code.example/x`.\n\n"
        "- FR-1: Export as [CSV](https://example.org/csv) (https://example.org/a_b).\n\n"
        "```\ncurl https://localhost/api\n```\n"
    )
    found = extract(text).links
    assert {(link.text, link.url) for link in found} == {
        ("https://example.org/rules", "https://example.org/rules"),
        ("CSV", "https://example.org/csv"),
        ("https://example.org/a_b", "https://example.org/a_b"),
    }
    assert {link.heading_path[-1] for link in found} == {"Requirements"}


def test_a_story_on_the_line_below_its_label_is_told_once() -> None:
    text = "# Shop\n\n## User Stories\n\n### Pay\n\n- **User Story:**\n  As a buyer, I want to pay by card.\n"
    spec = extract(text)
    assert [(item.source.line, item.text) for item in spec.user_stories] == [
        (8, "As a buyer, I want to pay by card.")
    ]
