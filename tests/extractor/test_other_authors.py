"""The same things said as other authors say them."""

import pytest

from notion_planner.extractor import extract


@pytest.mark.parametrize(
    ("story", "role"),
    [
        ("As admin, I want to lock a shelf", "admin"),
        ("As branch manager I need to lock a shelf", "branch manager"),
        ("As readers, we want to lock a shelf", "readers"),
        ("As someone who shares a desk, I want to lock a shelf", "someone who shares a desk"),
        ("As any clerk, I can lock a shelf", "clerk"),
    ],
)
def test_a_story_needs_no_article(story: str, role: str) -> None:
    found = extract(f"# Shelves\n\n## User stories\n\n- {story}\n").user_stories
    assert [(one.role, one.goal) for one in found] == [(role, "lock a shelf")]


def test_a_story_may_say_first_what_it_is_for() -> None:
    story = "As a clerk, so that I can go home, I would like to lock a shelf."
    found = extract(f"# Shelves\n\n## User stories\n\n- {story}\n").user_stories[0]
    assert (found.role, found.goal, found.benefit) == ("clerk", "lock a shelf", "I can go home")


@pytest.mark.parametrize(
    "sentence",
    [
        "As soon as the shelf is full, I want a mail",
        "As discussed, I can lock the shelf",
        "As readers grow older, we need larger shelves",
        "As such, we can lock the shelf",
    ],
)
def test_other_sentences_that_begin_with_as_are_no_stories(sentence: str) -> None:
    assert not extract(f"# Shelves\n\n## Notes\n\n- {sentence}\n").user_stories


def test_a_story_table_needs_neither_outer_bars_nor_a_line_above_it() -> None:
    table = "As a | I want to | So that\n--- | --- | ---\n||\nclerk | lock a shelf | nobody takes books\n"
    assert [one.text for one in extract(table).user_stories] == [
        "As a clerk, I want to lock a shelf so that nobody takes books"
    ]


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        ("Als | möchte ich | damit", "Als Leser, möchte ich … blättern damit … lesen"),
        ("En tant que | Je veux | Pour", "En tant que Leser, je veux … blättern pour … lesen"),
        ("Como | Quiero | Para", "Como Leser, quiero … blättern para … lesen"),
    ],
)
def test_the_titles_of_a_story_table_are_its_sentence_in_other_languages(titles: str, told: str) -> None:
    text = extract(f"# A\n\n| {titles} |\n| --- | --- | --- |\n| Leser | … blättern | … lesen |\n")
    assert [(one.role, one.text) for one in text.user_stories] == [("Leser", told)]


def test_numbers_that_a_converter_escaped_number_a_list() -> None:
    page = "\\# Shelves\n\n\\## Requirements\n\n1\\. A shelf can be locked\n\n2\\. A shelf has a sign\n"
    assert [one.text for one in extract(page).requirements] == [
        "A shelf can be locked",
        "A shelf has a sign",
    ]


@pytest.mark.parametrize("methods", ["GET/PUT", "GET | PUT", "GET, PUT", "GET and PUT"])
def test_methods_that_share_a_path_are_an_endpoint_each(methods: str) -> None:
    found = extract(f"# Shelves\n\n## API\n\n- `{methods} /shelves/{{id}}` - one shelf\n").endpoints
    assert [(one.method, one.path) for one in found] == [("GET", "/shelves/{id}"), ("PUT", "/shelves/{id}")]


def test_methods_that_share_a_row_are_an_endpoint_each() -> None:
    table = "| Method | Path |\n| --- | --- |\n| GET/POST | `/shelves` |\n| delete | POST `/locks` |\n"
    found = extract(f"# Shelves\n\n## API\n\n{table}").endpoints
    assert [(one.method, one.path) for one in found] == [
        ("GET", "/shelves"),
        ("POST", "/shelves"),
        ("POST", "/locks"),
    ]


@pytest.mark.parametrize("story", ["", "**User story:** As a clerk, I want to lock a shelf\n\n"])
@pytest.mark.parametrize("criteria", ["#### Acceptance criteria", "**Acceptance criteria**"])
def test_a_heading_that_has_criteria_is_the_requirement_that_nothing_else_states(
    story: str, criteria: str
) -> None:
    unit = f"### 1. Shelves and current duties\n\n{story}{criteria}\n\n1. A lock holds\n"
    spec = extract(f"# Library\n\n## Requirements\n\n{unit}")
    assert [one.text for one in spec.requirements] == ["Shelves and current duties"]
    assert [one.text for one in spec.acceptance_criteria] == ["A lock holds"]
    assert len(spec.user_stories) == bool(story)


def test_a_heading_with_criteria_groups_the_requirements_that_stand_below_it() -> None:
    unit = "### Shelves\n\n- A shelf can be locked\n\n#### Acceptance criteria\n\n- A lock holds\n"
    spec = extract(f"# Library\n\n## Requirements\n\n{unit}")
    assert [one.text for one in spec.requirements] == ["A shelf can be locked"]


@pytest.mark.parametrize(
    "heading",
    [
        "Offline, till and receipt printer requirements",
        "Requirements for the tills of partner shops",
        "Anforderungen an die Kassen der Filialen",
        "Kassenanforderungen",
        "Requisitos de las cajas de las tiendas",
    ],
)
def test_a_long_heading_is_about_the_noun_at_its_head(heading: str) -> None:
    page = f"# Till app PRD\n\n## Goals\n\n- Sell\n\n## {heading}\n\n- Receipts print twice\n"
    assert [one.text for one in extract(page).requirements] == ["Receipts print twice"]
    assert extract(page).requirements[0].group == heading


@pytest.mark.parametrize("heading", ["How we collect such requirements", "From talks to shop requirements"])
def test_requirements_that_a_heading_only_mentions_do_not_make_it_one(heading: str) -> None:
    page = f"# Till PRD\n\n## Requirements\n\n- Receipts print\n\n## {heading}\n\n- Ada asks three shops\n"
    assert len(extract(page).requirements) == 1


def test_graduation_criteria_that_do_not_apply_are_none() -> None:
    page = "# RFC: Tills\n\n## Proposal\n\nTills must print.\n\n## Graduation criteria\n\nN/A\n"
    assert not extract(page).acceptance_criteria


def test_two_names_in_bold_lead_to_what_stands_below_them() -> None:
    page = "# Till\n\n## Requirements\n\n- {}\n  - Stops the drawer\n  - Logs it\n"
    led = extract(page.format("**`lock()`** or **`hold(code)`**:")).requirements
    assert [one.text for one in led] == ["Stops the drawer", "Logs it"]
    stated = extract(page.format("**Drawer**, **till** and printer stop")).requirements
    assert [one.text for one in stated] == ["Drawer, till and printer stop"]


def test_what_somebody_can_ask_is_no_open_question() -> None:
    led = "Clerks can:\n\n- See who works today? (with a name)\n- Lock a till\n"
    spec = extract(f"# Till\n\n## Requirements\n\n{led}")
    assert len(spec.requirements) == 2
    assert not spec.open_questions


DUTIES = [
    ("must answer within a minute", "must not keep faces"),
    ("müssen binnen einer Minute antworten", "dürfen Gesichter nicht speichern"),
    ("moeten binnen een minuut antwoorden", "mogen gezichten niet bewaren"),
]


@pytest.mark.parametrize("duties", DUTIES)
def test_a_list_of_duties_states_requirements_under_any_heading(duties: tuple[str, str]) -> None:
    stated = "# Till\n\n## Requirements\n\n- Receipts print\n\n## Cameras\n\n"
    listed = "".join(f"- Cameras {duty}\n" for duty in duties)
    assert len(extract(f"{stated}{listed}").requirements) == 3
    assert len(extract(f"{stated}{listed}- Blue\n- Round\n").requirements) == 1
    assert len(extract(f"{stated}- Cameras {duties[0]}\n").requirements) == 1


def test_what_those_who_build_must_do_is_no_requirement_of_what_they_build() -> None:
    stated = "# Till\n\n## Requirements\n\n- Receipts print\n\n## Ways of working\n\n"
    listed = "- We must meet on Mondays\n- You must ask Ada\n"
    assert len(extract(f"{stated}{listed}").requirements) == 1


def test_a_table_whose_second_column_is_called_entity_names_them_behind_their_numbers() -> None:
    table = (
        "| ID | Entity | Kept |\n| --- | --- | --- |\n| D-1 | Receipt | a year |\n| D-2 | Till | always |\n"
    )
    found = extract(f"# Till\n\n## Requirements\n\n- Receipts print\n\n## Data\n\n{table}").entities
    assert [one.name for one in found] == ["Receipt", "Till"]


RFC = "# RFC: Tills\n\n## Motivation\n\nTills stop.\n\n## Alternatives\n\nNone.\n\n## Proposal\n\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "Add a second printer to each till.",
        "When a till restarts, these receipts will be printed again.",
    ],
)
def test_a_proposal_says_in_the_imperative_and_the_future_what_is_to_be(sentence: str) -> None:
    assert [one.text for one in extract(f"{RFC}{sentence}\n").requirements] == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Use a shop of your own if you want to try it.",
        "This will take a year.",
        "Usage grows with the shops.",
    ],
)
def test_advice_and_forecasts_in_a_proposal_are_no_requirements(sentence: str) -> None:
    assert not extract(f"{RFC}{sentence}\n").requirements


UNREAD = [
    "Go-to-market plan",
    "Learnings & next steps",
    "Key product differentiators",
    "Competition",
    "Design pillars",
    "Core principles",
    "Operations & Dev-Ops",
    "What success looks like",
    "Pricing model",
    "Roles & responsibilities",
    "Folder structure",
    "Setup instructions",
    "Geschäftsmodell",
    "Structure du projet",
    "Modelo de negocio",
    "商业模式",
    "폴더 구조",
]


@pytest.mark.parametrize("heading", UNREAD)
def test_what_surrounds_a_product_states_no_requirements(heading: str) -> None:
    features = "# Till PRD\n\n## Features\n\n- Receipts print\n\n"
    found = extract(f"{features}## {heading}\n\n- Shops pay by month\n- Two tiers\n").requirements
    assert [one.text for one in found] == ["Receipts print"]


@pytest.mark.parametrize("above", ["Functional requirements", "Features"])
@pytest.mark.parametrize("function", ["Savings goals", "Milestone view", "Budget tracking"])
def test_a_function_may_be_about_what_else_is_a_section(above: str, function: str) -> None:
    page = f"# Till PRD\n\n## {above}\n\n### {function}\n\n- Clerks see it\n"
    assert [one.text for one in extract(page).requirements] == ["Clerks see it"]


@pytest.mark.parametrize("heading", ["Budget alerts", "Hackathon mode", "市場価格表示"])
def test_a_heading_that_holds_a_word_for_what_surrounds_a_product_may_be_about_the_product(
    heading: str,
) -> None:
    page = f"# Till PRD\n\n## Requirements\n\n- Receipts print\n\n### {heading}\n\n- Clerks see it\n"
    assert len(extract(page).requirements) == 2


@pytest.mark.parametrize("heading", ["Bonus", "Optional features", "Bonusfunctionaliteit"])
def test_what_is_optional_is_required_of_nobody_but_read(heading: str) -> None:
    page = f"# Till\n\n## Requirements\n\n- Receipts print\n\n## {heading}\n\n- Receipts have a picture\n"
    found = extract(page).requirements
    assert [(one.text, one.priority) for one in found] == [
        ("Receipts print", None),
        ("Receipts have a picture", "P2"),
    ]


def test_what_is_in_scope_is_not_out_of_it_for_standing_beside_it() -> None:
    beside = "- **Strictly in scope:** tills\n- **Out of scope:**\n  - Scales\n"
    spec = extract(f"# Till\n\n## Requirements\n\n- Receipts print\n\n## Exclusions\n\n{beside}")
    assert [one.text for one in spec.out_of_scope] == ["Scales"]


@pytest.mark.parametrize("heading", ["Verification & handover criteria", "Exit and rollback criteria"])
def test_criteria_of_several_kinds_are_acceptance_criteria(heading: str) -> None:
    page = f"# Till\n\n## Requirements\n\n- Receipts print\n\n## {heading}\n\n- Ada signs\n"
    assert [one.text for one in extract(page).acceptance_criteria] == ["Ada signs"]


def test_decisions_on_the_implementation_constrain_it() -> None:
    stories = "# Till PRD\n\n## User stories\n\n- As a clerk, I want a till\n\n"
    decided = "## Implementation decisions\n\n- **Storage:** one file a till\n"
    found = extract(f"{stories}{decided}").requirements
    assert [(one.text, one.kind) for one in found] == [("Storage: one file a till", "constraint")]


@pytest.mark.parametrize(
    "heading", ["System features", "Functional overview", "필수 기능", "やること", "Besoins"]
)
def test_other_names_of_functional_requirements_are_known(heading: str) -> None:
    page = (
        f"# Till\n\n## External interface requirements\n\n- A printer\n\n## {heading}\n\n- Receipts print\n"
    )
    assert [one.text for one in extract(page).requirements] == ["A printer", "Receipts print"]


def test_how_urgent_a_feature_is_and_what_sets_it_off_are_no_requirements() -> None:
    described = (
        "### Description and priority\n\nPrinting.\n\n### Stimulus/response sequences\n\n- A clerk presses\n"
    )
    listed = "### Printing\n\n- **Priority:** High\n- Receipts print\n"
    found = extract(f"# Till SRS\n\n## System features\n\n{described}\n{listed}").requirements
    assert [one.text for one in found] == ["Receipts print"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Icebox", "out_of_scope"),
        ("暂不做", "out_of_scope"),
        ("추후 기능", "out_of_scope"),
        ("Clarifications needed", "open_questions"),
        ("待讨论", "open_questions"),
        ("Done criteria", "acceptance_criteria"),
        ("验收", "acceptance_criteria"),
        ("Sicherheitsaspekte", "requirements"),
    ],
)
def test_more_words_for_the_other_parts_are_known(heading: str, kind: str) -> None:
    page = f"# Till PRD\n\n## Goals\n\n- Sell\n\n## {heading}\n\n- Scales\n"
    assert [one.text for one in getattr(extract(page), kind)] == ["Scales"]


def test_decisions_that_are_all_asked_are_open() -> None:
    page = "# Till\n\n## Requirements\n\n- Receipts print\n\n## Decisions\n\n- One till or two?\n- Paper?\n"
    assert len(extract(page).open_questions) == 2


def test_an_entity_that_its_own_code_or_row_names_is_not_named_by_the_heading_too() -> None:
    code = "### Shop till\n\n```\nTill {\n  id: UUID\n}\n```\n\n"
    rows = "**Core tables:**\n\n| Table | Columns |\n| --- | --- |\n| receipts | id, sum |\n\n"
    sql = "**Cash tracking**\n\n```sql\nCREATE TABLE cash (id INT);\n```\n"
    found = extract(f"# Till\n\n## Data model\n\n{code}{rows}{sql}").entities
    assert [one.name for one in found] == ["Till", "receipts", "cash"]


def test_a_numbered_heading_groups_the_requirements_that_a_label_below_it_announces() -> None:
    listed = "**Requirements**\n\n- Receipts print\n- Copies print\n\n**Acceptance**\n\n- Ink\n"
    spec = extract(f"# Till\n\n## Functional requirements\n\n### FR-1 Printing\n\n{listed}")
    assert [one.text for one in spec.requirements] == ["Receipts print", "Copies print"]
    assert [one.text for one in spec.acceptance_criteria] == ["Ink"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Функциональные требования (Functional requirements)", "requirements"),
        ("ความเสี่ยง (Risks)", "risks"),
        ("المخاطر (Risks)", "risks"),
        ("מטרות (Non-goals)", "out_of_scope"),
    ],
)
def test_a_heading_in_another_script_means_what_its_brackets_translate(heading: str, kind: str) -> None:
    spec = extract(f"# Till PRD\n\n## {heading}\n\n- Scales\n")
    assert [len(getattr(spec, kind)), len(spec.requirements)] == [1, int(kind == "requirements")]


def test_what_surrounds_a_product_is_known_by_its_translation_too() -> None:
    page = "# SRS (Till)\n\n## Software Requirements\n\n### {}\n\n- Buyers wait\n"
    assert extract(page.format("الزبائن (Target Users)")).requirements == ()
    assert len(extract(page.format("الزبائن (Weights)")).requirements) == 1


@pytest.mark.parametrize("heading", ["In Scope", "MVP scope", "Features"])
def test_a_table_of_what_is_in_scope_is_read_as_its_list_would_be(heading: str) -> None:
    rows = "| # | Feature | Description |\n| --- | --- | --- |\n| 1 | Scan | Finds the item of a code |\n"
    plan = f"# Till\n\n## Goals\n\n- Sell\n\n## Scope\n\n### {heading}\n\n{rows}"
    assert [one.text for one in extract(plan).requirements] == ["Scan: Finds the item of a code"]
    stated = f"{plan}\n## Functional requirements\n\n- Receipts print\n"
    assert [one.text for one in extract(stated).requirements] == ["Receipts print"]


@pytest.mark.parametrize(
    "label", ["New endpoints:", "**Fehlende Endpunkte:**", "#### Fehlende Endpunkte", "新增接口："]
)
def test_paths_below_a_label_that_calls_them_endpoints_need_no_method(label: str) -> None:
    page = "# Till\n\n## Data model / API\n\n{}\n\n- Sums: `/api/sums/{{day}}`\n"
    assert [one.path for one in extract(page.format(label)).endpoints] == ["/api/sums/{day}"]
    assert extract(page.format("New pages:")).endpoints == ()


@pytest.mark.parametrize("name", ["US-PAY-03", "PAY-US-03", "HU-03"])
def test_an_identifier_of_a_story_may_name_its_area(name: str) -> None:
    page = f"# Till\n\n## Stories\n\n### {name} · Refunds\n\nAs a clerk, I want to refund a sale.\n\n"
    assert [one.id for one in extract(page).user_stories] == [name]


@pytest.mark.parametrize(
    "heading",
    ["Risks & Open Questions", "Open Questions and Risks", "Risiken / Offene Punkte", "风险与待定问题"],
)
def test_what_asks_nothing_under_risks_and_questions_is_a_risk(heading: str) -> None:
    items = "- Paper may run out\n- Which printer?\n- TBD: colour of the till\n"
    spec = extract(f"# Till PRD\n\n## Goals\n\n- Sell\n\n## {heading}\n\n{items}")
    assert [one.text for one in spec.risks] == ["Paper may run out"]
    assert [one.text for one in spec.open_questions] == ["Which printer?", "TBD: colour of the till"]
