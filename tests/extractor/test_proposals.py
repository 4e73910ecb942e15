"""What the prose of a proposal says will be built, and what of it says something else."""

import pytest

from notion_planner.extractor import extract

PAGE = "# RFC: Lockers\n\n## Motivation\n\nKeys get lost.\n\n## {}\n\n{}\n\n## Alternatives\n\nHooks\n"


def requirements(heading: str, sentence: str) -> list[str]:
    return [one.text for one in extract(PAGE.format(heading, sentence)).requirements]


@pytest.mark.parametrize(
    "sentence",
    [
        "The locker will open by a code.",
        "To open it at night, the locker will keep a battery.",
        "Instead of a key, if there is a phone, each door will take a code.",
        "However, the door will stay shut.",
        "Without a code, the card of the guest will be used.",
        "For now, whoever pays, we will support cards.",
        "We will add a second lock.",
        "Users will be able to open a locker.",
        "If the card is known, the door will look up its guest.",
        "If a door is open, and nobody stands before it, the locker will ring.",
        "A lock of the second kind which reads codes of guests from a card beside its door will be used.",
    ],
)
def test_a_design_says_what_will_be_built(sentence: str) -> None:
    assert requirements("High-Level Design", sentence) == [sentence]


@pytest.mark.parametrize("heading", ["Design overview", "Proposed approach", "Doors"])
def test_what_a_section_of_a_design_is_about_matters_not(heading: str) -> None:
    assert requirements(heading, "The locker will open by a code.") == ["The locker will open by a code."]


def test_a_list_of_a_design_says_what_will_be_built_without_a_full_stop() -> None:
    items = "- Guests with a code: the locker will open at once\n- A battery, as today"
    assert requirements("Doors", items) == ["Guests with a code: the locker will open at once"]


@pytest.mark.parametrize(
    "sentence",
    [
        "We will see.",
        "A call to the door will look like this.",
        "The word box will be used below for a locker.",
        "This will help guests in a hurry.",
        "The reason for this is that a key will get lost.",
        "For an example of how it would look, see the plan.",
        "Instead of a code, a card would open it.",
        "Codes will address the loss of keys.",
        "This should be fine with old doors.",
        "E.g. the door of room 3 should open at once.",
        "Examples would include the door of room 3.",
        "The first use of the code was to keep out guests from doors that will be shut by hand.",
    ],
)
def test_what_a_design_argues_is_no_requirement(sentence: str) -> None:
    assert requirements("High-Level Design", sentence) == []


def test_what_a_protocol_defines_binds_by_its_words() -> None:
    told = "A code is short. It must have six digits.\n\n- Should end within a day\n- Often ends sooner\n\n"
    noted = "Note that a door must answer. Note that you must pay. Note that doors creak."
    assert requirements("Definitions", told + noted) == [
        "It must have six digits.",
        "Should end within a day",
        "Note that a door must answer.",
    ]


@pytest.mark.parametrize("heading", ["Notes", "Implementation notes", "Remarks"])
def test_notes_on_a_proposal_say_what_else_must_be(heading: str) -> None:
    told = "Doors are wide.\n\n### Keys\n\nKeys must be short. They will rust."
    assert requirements(heading, told)[0] == "Keys must be short."


@pytest.mark.parametrize("heading", ["Contact", "Workflow", "Tech stack", "Schema", "Metrics"])
def test_capitals_bind_in_a_proposal_whatever_their_section_is_called(heading: str) -> None:
    told = "A door will answer. It SHOULD name a desk.\n\n1. Guests ring\n2. The desk MUST reply"
    assert requirements(heading, told) == ["It SHOULD name a desk.", "The desk MUST reply"]


@pytest.mark.parametrize(
    "heading", ["How we teach this", "Adoption strategy", "Rejected ideas", "Potential issues"]
)
def test_beside_the_design_a_proposal_states_no_requirements(heading: str) -> None:
    assert requirements(heading, "The locker will be hard to find.") == []


def test_a_proposal_binds_by_keywords_also_where_it_lists_requirements() -> None:
    page = (
        "# RFC: Lockers\n\n## Summary\n\nLockers should be safe. The door MUST lock itself.\n\n"
        "## Design\n\nThe code is short. A door SHOULD open at once.\n\n"
        "### Requirements of behaviour\n\n1. A code MUST expire.\n\n## Drawbacks\n\nCost\n"
    )
    assert [one.text for one in extract(page).requirements] == [
        "The door MUST lock itself.",
        "A door SHOULD open at once.",
        "A code MUST expire.",
    ]


_DRAFT = """---
title: Closing Locks
docname: draft-locks-latest
author:
  - name: A. Keeper
--- abstract

Locks stay open (see {{closing}}).

--- middle

# Closing a Lock {#closing}

A keeper MUST close each lock as {{Section 2 of !RFC1042}} says.
{: #how}

--- back
"""


def test_an_internet_draft_is_read_from_its_front_matter_on() -> None:
    found = extract(_DRAFT)
    assert found.title == "Closing Locks"
    [rule] = found.requirements
    assert rule.text == "A keeper MUST close each lock as Section 2 of RFC1042 says."
    assert (rule.source.line, rule.group) == (14, "Closing a Lock")


def test_the_link_name_of_a_heading_is_no_part_of_it() -> None:
    page = "# Locks\n\n## Requirements {#all}\n\n### FR-1: Closing {#closing}\n\nIt closes.\n"
    assert [item.text for item in extract(page).requirements] == ["Closing"]


def test_what_a_proposal_weighs_in_prose_is_no_rule_of_security() -> None:
    argued = "A thief may copy a card. Lockers should count the tries.\n"
    found = extract(PAGE.format("Security considerations", argued))
    assert [rule.text for rule in found.security_rules] == []
    assert [item.text for item in found.requirements] == ["Lockers should count the tries."]
    listed = extract(PAGE.format("Security considerations", "- Cards carry a signature\n"))
    assert [rule.text for rule in listed.security_rules] == ["Cards carry a signature"]


def test_a_list_in_a_proposal_may_order_what_to_build() -> None:
    items = "- Add field `key: Code` to each door\n- Keep the old lock\n- Doors in Rome\n"
    found = extract(PAGE.format("Reference-level explanation", items)).requirements
    assert [one.text for one in found] == ["Add field key: Code to each door", "Keep the old lock"]


def test_an_rfc_after_rusts_template_is_named_and_holds_no_link_targets() -> None:
    page = (
        "- Feature Name: `late_locks`\n- RFC PR: (none)\n\n# Summary\n[summary]: #summary\n\nLocks.\n\n"
        "# Detailed design\n[design]: #design\n\nThe door will close.\n\n"
        "# Unresolved questions\n\n[unresolved]: #unresolved\n[rome]: https://rome.example/a\n\nNone.\n"
    )
    found = extract(page)
    assert (found.title, found.open_questions) == ("late_locks", ())
    assert [one.text for one in found.requirements] == ["The door will close."]


def test_an_item_of_a_proposal_is_a_sentence_though_it_ends_in_brackets() -> None:
    items = "- On the day of the move, a guard opens the lock. (It may be later.)\n- Doors in Rome (all)\n"
    found = extract(PAGE.format("Detailed design", items)).requirements
    assert [one.text.split(",")[0] for one in found] == ["On the day of the move"]


def test_what_a_proposal_will_teach_is_to_be_written() -> None:
    asked = ["The page of keys should be updated.", "Rewrite the page of locks", "Add a video of a lock"]
    text = f"Guests know doors. {asked[0]}\n\n- {asked[1]}\n- {asked[2]}\n- Doors in Rome\n"
    found = extract(PAGE.format("How we teach this", text)).requirements
    assert [one.text for one in found] == asked


@pytest.mark.parametrize("heading", ["What is kept", "What we keep"])
def test_what_a_proposal_keeps_is_none_of_what_is_built(heading: str) -> None:
    found = extract(PAGE.format("Detailed design", f"### {heading}\n\n- Every door keeps its old lock.\n"))
    assert (found.requirements, len(found.out_of_scope)) == ((), 1)


def test_a_proposal_lists_new_settings_in_a_table() -> None:
    rows = "| lock.wait | how long a door waits. | 5s |\n| lock.tone | which tone it plays. | none |\n"
    table = f"| {{}} | description | default |\n|---|---|---|\n{rows}"
    found = extract(PAGE.format("Proposal", table.format("new option"))).requirements
    assert [one.text for one in found] == [
        "lock.wait: how long a door waits (default: 5s)",
        "lock.tone: which tone it plays",
    ]
    assert not extract(PAGE.format("Proposal", table.format("competitor"))).requirements
    assert not extract(PAGE.format("Summary", table.format("new option"))).requirements


def test_a_row_binds_by_the_sentences_of_its_cells() -> None:
    code = "| `code` | text | A code. Doors MUST hide it. It should be short. |\n"
    others = "| `door` | text | Its number. |\n| `MUST` | word | MUST |\n"
    table = f"| name | type | description |\n|---|---|---|\n{code}{others}"
    found = extract(PAGE.format("Proposal", table)).requirements
    assert [one.text for one in found] == ["code: Doors MUST hide it. It should be short."]
    assert not extract(PAGE.format("Prior art", table)).requirements


def test_the_names_of_a_proposal_until_it_is_accepted_are_not_built() -> None:
    said = "Until then doors should use `org.rome.code`, and `GET /unstable/org.rome/doors` is served."
    found = extract(PAGE.format("Proposal", f"A door MUST close.\n\n## Unstable prefix\n\n{said}"))
    assert ([one.text for one in found.requirements], found.endpoints) == (["A door MUST close."], ())
