"""What a heading says of the items below it, in whatever words or language."""

import pytest

from notion_planner.extractor import extract

LOANS = "# Loans PRD\n\n"


def requirements(page: str) -> list[str]:
    return [item.text for item in extract(page).requirements]


@pytest.mark.parametrize(
    "heading",
    [
        *("Task breakdown", "Test results", "Tareas", "Estado", "任务拆解", "进度"),
        *("Sprint review agenda", "Sprint retrospective", "Team commitment"),
    ],
)
def test_a_log_of_work_states_no_requirements(heading: str) -> None:
    page = f"{LOANS}## In scope\n\n- Extend a loan\n\n## {heading}\n\n- Wrote the importer of loans\n"
    assert requirements(page) == ["Extend a loan"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Not covered", "out_of_scope"),
        ("Future backlog", "out_of_scope"),
        ("What stays the same", "out_of_scope"),
        ("How we know it works", "acceptance_criteria"),
        ("Nicht in dieser Version", "out_of_scope"),
        ("Fora do MVP", "out_of_scope"),
        ("Terminé quand", "acceptance_criteria"),
        ("Definition of finished", "acceptance_criteria"),
        ("Definição de concluído", "acceptance_criteria"),
        ("Ungeklärt", "open_questions"),
        ("Was schiefgehen kann", "risks"),
        ("Requisitos previos", "dependencies"),
        ("How we measure success", "success_metrics"),
        ("🙅 We are not doing", "out_of_scope"),
        ("Not part of the pilot", "out_of_scope"),
        ("Excluded from the first releases", "out_of_scope"),
        ("Deliberately left out", "out_of_scope"),
        ("Not needed for v1", "out_of_scope"),
        ("Hors objectifs", "out_of_scope"),
        ("To be clarified", "open_questions"),
        ("Noch zu klären", "open_questions"),
        ("Questions for Legal", "open_questions"),
        ("What can go wrong", "risks"),
        ("Rabbit holes", "risks"),
        ("What we need from others", "dependencies"),
        ("Done means", "acceptance_criteria"),
        ("What this page does not cover", "out_of_scope"),
        ("Lo que no haremos", "out_of_scope"),
        ("How we know it's done", "acceptance_criteria"),
        ("**The pilot is complete when**", "acceptance_criteria"),
    ],
)
def test_a_heading_in_plain_words_says_what_its_items_are(heading: str, kind: str) -> None:
    spec = extract(f"{LOANS}## Features\n\n- Extend a loan\n\n## {heading}\n\n- Loans over the counter\n")
    assert [item.text for item in getattr(spec, kind)] == ["Loans over the counter"]
    assert [item.text for item in spec.requirements] == ["Extend a loan"]


@pytest.mark.parametrize(
    "title",
    ["One-pager: Loans", "Product brief: Loans", "Pitch: Loans", "PR/FAQ: Loans", "Loans – story map"],
)
def test_a_title_that_names_a_kind_of_specification_speaks_for_one(title: str) -> None:
    assert requirements(f"# {title}\n\n## At the desk\n\n- Extend a loan\n") == ["Extend a loan"]


@pytest.mark.parametrize("heading", ["Considered options", "Decision drivers", "Pros and cons"])
def test_what_a_decision_weighs_states_no_requirements(heading: str) -> None:
    page = f"{LOANS}## Features\n\n- Extend a loan\n\n## {heading}\n\n- Extend it in a shared store\n"
    assert requirements(page) == ["Extend a loan"]


@pytest.mark.parametrize(
    "heading", ["Steps to reproduce", "Actual result", "Root cause", "Schritte zur Reproduktion"]
)
def test_how_a_bug_shows_itself_states_no_requirements(heading: str) -> None:
    page = f"{LOANS}## Features\n\n- Extend a loan\n\n## {heading}\n\n1. Open a loan of last year\n"
    assert requirements(page) == ["Extend a loan"]


@pytest.mark.parametrize("heading", ["Later / not now", "Parking lot | Later"])
def test_two_names_of_one_thing_say_what_the_items_are(heading: str) -> None:
    assert len(extract(f"{LOANS}## {heading}\n\n- Fines\n").out_of_scope) == 1


@pytest.mark.parametrize("heading", ["Solution", "Approach", "Implementation", "Lösung"])
def test_a_solution_says_what_is_built_where_no_other_list_does(heading: str) -> None:
    solution = f"## Out of scope\n\n- Fines\n\n## {heading}\n\nIt must be free.\n\n- Extend a loan\n"
    assert requirements(f"# Loans one-pager\n\n## Risks\n\n- Queues\n\n{solution}") == [
        "It must be free.",
        "Extend a loan",
    ]
    assert requirements(f"{LOANS}## Features\n\n- Share a loan\n\n{solution}") == [
        "Share a loan",
        "It must be free.",
    ]


def test_a_summary_whose_headings_speak_for_a_specification_is_one() -> None:
    page = (
        "# Loans: Plan Summary\n\n## What we're building\n\n- Extend a loan\n\n## Out of scope\n\n- Fines\n"
    )
    assert requirements(page) == ["Extend a loan"]
    assert requirements("# Loans: Plan Summary\n\n## Talks\n\n- Extend a loan\n") == []


@pytest.mark.parametrize("heading", ["제외", "MVP 제외", "不做的事"])
def test_what_is_left_out_is_out_of_scope(heading: str) -> None:
    page = f"# Loans\n\n## In scope\n\n- Extend a loan\n\n### {heading}\n\n- Fines\n"
    assert [item.text for item in extract(page).out_of_scope] == ["Fines"]


def test_a_list_of_what_is_in_scope_needs_no_section_beside_it() -> None:
    assert requirements("# Loans\n\n## In scope\n\n- Extend a loan\n") == ["Extend a loan"]


@pytest.mark.parametrize(
    "label", ["Deliberately not in the MVP, open as follow-ups:", "Bewusst nicht im MVP:"]
)
def test_what_is_not_in_the_first_release_is_out_of_scope(label: str) -> None:
    page = f"{LOANS}## Features\n\n- Extend a loan\n\n**{label}**\n\n- Fines\n"
    spec = extract(page)
    assert [item.text for item in spec.out_of_scope] == ["Fines"]
    assert [item.text for item in spec.requirements] == ["Extend a loan"]


def test_an_order_of_tasks_is_no_requirement() -> None:
    assert requirements(f"{LOANS}## Requirements\n\n- T-31-01 → T-31-02 ∥ T-31-03\n- Extend a loan\n") == [
        "Extend a loan"
    ]


@pytest.mark.parametrize("heading", ["Read first", "Related code", "Key files"])
def test_what_to_read_is_no_requirement(heading: str) -> None:
    page = f"{LOANS}## In scope\n\n- Extend a loan\n\n## {heading}\n\n- `loans/` - how loans are kept\n"
    assert requirements(page) == ["Extend a loan"]


@pytest.mark.parametrize("heading", ["Core features", "Features", "Feature list of the drawer"])
def test_features_below_functional_requirements_are_these_requirements(heading: str) -> None:
    spec = extract(f"# Desk\n\n## Functional requirements\n\n### {heading}\n\n- Locks by itself\n")
    assert [item.text for item in spec.requirements] == ["Locks by itself"]


@pytest.mark.parametrize("heading", ["UI/UX", "User experience", "Integrations"])
def test_what_stands_below_qualities_is_one(heading: str) -> None:
    spec = extract(f"# Desk\n\n## Non-functional requirements\n\n### {heading}\n\n- Opens without a sound\n")
    assert [(item.text, item.kind) for item in spec.requirements] == [
        ("Opens without a sound", "non_functional")
    ]


def test_external_interface_requirements_are_requirements() -> None:
    page = "# Desk SRS\n\n## External interface requirements\n\n### Hardware interfaces\n\n- Label printers\n"
    assert requirements(page) == ["Label printers"]


@pytest.mark.parametrize("heading", ["Nice to have", "Nice-to-haves", "Could have"])
def test_what_would_be_nice_to_have_leaves_the_features_what_they_are(heading: str) -> None:
    page = f"{LOANS}## Features\n\n- Extend a loan\n\n## {heading}\n\n- Share a loan\n"
    assert requirements(page) == ["Extend a loan", "Share a loan"]


@pytest.mark.parametrize("heading", ["❓", "Pink notes", "What don't we know yet?"])
def test_a_list_of_questions_is_open_whatever_its_heading(heading: str) -> None:
    asked = ["Do children pay? (Ada)", "Who may see fines?"]
    listed = "\n".join(f"- {question}" for question in asked)
    spec = extract(f"{LOANS}## Features\n\n- Extend a loan\n\n## {heading}\n\n{listed}\n")
    assert [item.text for item in spec.open_questions] == asked
    assert [item.text for item in spec.requirements] == ["Extend a loan"]


def test_the_duties_that_a_decision_lays_down_are_requirements() -> None:
    decision = (
        "We take option 2. A late loan must not be extended.\n\n- Renewals must be free\n- We use Rust\n"
    )
    page = f"# Loans\n\n## Risks\n\n- Queues\n\n## Decision\n\n{decision}\n## Out of scope\n\n- Fines\n"
    assert requirements(page) == ["A late loan must not be extended.", "Renewals must be free"]


FLOW = "## User flow\n\n### Sign in\n\n- Scan the card\n\n### Extend\n\n- The due date moves by 14 days\n\n"


def test_the_parts_of_a_flow_say_what_is_built_where_nothing_else_does() -> None:
    assert requirements(f"{LOANS}{FLOW}") == ["Scan the card", "The due date moves by 14 days"]
    assert requirements(f"{LOANS}## Features\n\n- Extend a loan\n\n{FLOW}") == ["Extend a loan"]
    assert requirements(f"{LOANS}{FLOW}".replace("User flow", "User journey")) == []


@pytest.mark.parametrize("screen", ["Screen 1: Sign in", "Écran d'accueil", "Pantalla de inicio"])
def test_a_screen_on_a_journey_is_built(screen: str) -> None:
    page = f"{LOANS}{FLOW}".replace("User flow", "User journey").replace("Sign in", screen)
    assert requirements(page) == ["Scan the card"]


@pytest.mark.parametrize("heading", ["Ce qui est hors scope du MVP", "Est hors du périmètre de la V1"])
def test_what_is_out_of_scope_is_said_in_a_sentence_too(heading: str) -> None:
    spec = extract(f"{LOANS}## Features\n\n- Extend a loan\n\n## {heading}\n\n- Fines\n")
    assert [item.text for item in spec.out_of_scope] == ["Fines"]


@pytest.mark.parametrize(("heading", "mark"), [("User flow", "1."), ("Design system", "-")])
def test_the_steps_of_a_user_and_the_looks_of_a_product_are_not_what_is_built(
    heading: str, mark: str
) -> None:
    page = f"{LOANS}## At the desk\n\n- Extend a loan\n\n## {heading}\n\n### Page\n\n{mark} Open it\n"
    assert requirements(page) == ["Extend a loan"]


@pytest.mark.parametrize(
    "heading",
    ["Initial audience", "Primary user", "Benefits of this approach", "Business value", "Valeur utilisateur"],
)
def test_for_whom_and_why_a_product_is_built_states_no_requirements(heading: str) -> None:
    page = f"{LOANS}## At the desk\n\n- Extend a loan\n\n## {heading}\n\n- Members of the library\n"
    assert requirements(page) == ["Extend a loan"]


def test_headings_of_requirements_by_their_source_and_kind_are_known() -> None:
    page = "# Loans SRS\n\n## Stakeholder requirements\n\n| Stakeholder | Requirement |\n|---|---|\n"
    page += "| Member | Extend a loan |\n\n## Non-functionals (targets)\n\n- Loans open in 1 s\n"
    found = [(item.text, item.kind.value) for item in extract(page).requirements]
    assert found == [("Extend a loan", "functional"), ("Loans open in 1 s", "non_functional")]


@pytest.mark.parametrize("label", ["**RLS policies (loans):**", "### Row-level security"])
def test_who_may_read_and_write_a_table_is_required_and_no_entity(label: str) -> None:
    spec = extract(
        f"{LOANS}## Data model\n\n- **Loan**: a book lent\n\n{label}\n\n- SELECT: members see their own\n"
    )
    assert [item.text for item in spec.requirements] == ["SELECT: members see their own"]
    assert [item.name for item in spec.entities] == ["Loan"]


@pytest.mark.parametrize(
    ("heading", "priority"),
    [
        ("Must", "P0"),
        ("Could", "P2"),
        ("Musskriterien", "P0"),
        ("Devrait avoir", "P1"),
        ("Podría tener", "P2"),
    ],
)
def test_what_a_heading_ranks_is_a_requirement_of_that_rank(heading: str, priority: str) -> None:
    (item,) = extract(f"{LOANS}## {heading}\n\n- Extend a loan\n").requirements
    assert item.priority == priority


def test_what_a_heading_ranks_last_is_out_of_scope() -> None:
    spec = extract(f"{LOANS}## Must\n\n- Extend a loan\n\n## Won't\n\n- Sell books\n")
    assert (len(spec.requirements), [item.text for item in spec.out_of_scope]) == (1, ["Sell books"])


@pytest.mark.parametrize(
    "wish",
    [
        "A clerk wants to extend a loan so that nobody has to come by",
        "So that I can read on, as a member I want to extend a loan",
    ],
)
def test_among_stories_a_wish_is_one_in_any_order_and_person(wish: str) -> None:
    assert [item.text for item in extract(f"{LOANS}## User stories\n\n- {wish}\n").user_stories] == [wish]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("The non-goals", "out_of_scope"), ("Our questions", "open_questions"), ("Die Risiken", "risks")],
)
def test_an_article_before_a_heading_says_nothing(heading: str, kind: str) -> None:
    spec = extract(f"{LOANS}## Features\n\n- Extend a loan\n\n## {heading}\n\n- Loans over the counter\n")
    assert [item.text for item in getattr(spec, kind)] == ["Loans over the counter"]


def test_the_solution_lists_what_is_built_where_nothing_else_does() -> None:
    assert requirements(f"{LOANS}## The solution\n\n- Extend a loan\n") == ["Extend a loan"]
    page = f"{LOANS}## Features\n\n- Pay a fine\n\n## The solution\n\n- Extend a loan\n"
    assert requirements(page) == ["Pay a fine"]


@pytest.mark.parametrize(
    "heading",
    [
        "Later versions",
        "Ideas for further development",
        "Possible improvements",
        "Geplante Erweiterungen",
        "Возможные улучшения",
        "Weitere Ausbaustufen",
        "Perspectives d'évolution",
        "Futuras ampliaciones",
        "Ideias futuras",
        "Evoluzioni future",
        "Latere uitbreidingen",
        "Будущее развитие",
        "Dalsze plany",
        "将来拡張",
        "今後の展望",
        "后期扩展",
        "향후 고도화",
        "Features for a future release",
        "Funktionen für spätere Versionen",
        "Fonctions pour les versions ultérieures",
        "Funciones para versiones futuras",
    ],
)
def test_what_a_heading_puts_off_is_out_of_scope_in_whatever_words(heading: str) -> None:
    page = f"{LOANS}## Features\n\n- Extend a loan\n\n## {heading}\n\n- Fines by post\n"
    assert [item.text for item in extract(page).out_of_scope] == ["Fines by post"]
    assert requirements(page) == ["Extend a loan"]


@pytest.mark.parametrize("heading", ["Weitere Funktionen", "Fonctionnalités prévues", "功能扩展"])
def test_what_a_heading_only_adds_is_built(heading: str) -> None:
    assert requirements(f"{LOANS}## {heading}\n\n- Extend a loan\n") == ["Extend a loan"]


@pytest.mark.parametrize("heading", ["Milestones", "Roadmap", "Zeitplan"])
def test_what_a_milestone_calls_its_features_is_no_list_of_them(heading: str) -> None:
    plan = f"## {heading}\n\n### MVP\n\n- Loans and fines\n\n**MVP (week 2)**\n\n- Mail\n"
    assert requirements(f"{LOANS}## Features\n\n- Extend a loan\n\n{plan}") == ["Extend a loan"]


@pytest.mark.parametrize(
    "opening",
    [
        "## Why polling\n",
        "## Desk\n\n**Why low:**\n",
        "## Desk\n\nLoans are slow. Two recurring costs:\n",
        "## Desk\n\nThree alternatives were considered and rejected:\n",
        "## Tisch\n\nDrei Alternativen wurden geprüft und verworfen:\n",
        "## Rollback plan\n",
        "## Monitoring and alerts\n",
        "## Affected files\n",
    ],
)
def test_reasons_and_what_surrounds_the_work_are_no_requirements(opening: str) -> None:
    page = f"{LOANS}## In scope\n\n- Extend a loan\n\n{opening}\n- Letters by post\n- A cron job\n"
    assert requirements(page) == ["Extend a loan"]


def test_a_heading_says_what_it_does_though_all_below_it_are_reasons() -> None:
    page = "# Issue: Loans are late\n\n## Solution\n\n### Technical changes\n\n**Desk**\n- Extend a loan\n\n"
    page += "## Risk assessment\n\n### Implementation risk\n\n**Why low:**\n- One line changes\n"
    assert (requirements(page), extract(page).risks) == (["Extend a loan"], ())


@pytest.mark.parametrize("said", ["Example booking", "For example a late guest", "Beispiel einer Buchung"])
def test_a_list_that_is_announced_as_an_example_asks_for_nothing(said: str) -> None:
    page = f"# Court PRD\n\n## Features\n\n- Courts are booked\n\n{said}:\n\n- Guest: Ann\n- Court: 3\n"
    assert [item.text for item in extract(page).requirements] == ["Courts are booked"]
    told = page.replace(f"{said}:", "Example stories:").replace("Guest: Ann", "As a guest, I want to book.")
    assert len(extract(told).user_stories) == 1


def test_ideas_that_were_considered_are_none_of_what_is_built() -> None:
    page = "# Court PRD\n\n## Ideas considered\n\n- A court in a lake\n\n## Features\n\n- Courts are booked\n"
    assert [item.text for item in extract(page).requirements] == ["Courts are booked"]


@pytest.mark.parametrize("heading", ["2.1 Product Perspective", "2.2 Product Functions", "2.3 User Classes"])
def test_what_the_second_chapter_of_ieee_830_lists_is_required_in_its_third(heading: str) -> None:
    listed = "- A desk for members\n- A card\n- Fines\n- Orders\n"
    page = f"# Loans SRS\n\n## 2. Overall Description\n\n### {heading}\n\n{listed}"
    spec = extract(f"{page}\n## 3. Specific Requirements\n\n- Extend a loan\n")
    assert [item.text for item in spec.requirements] == ["Extend a loan"]
    assert "section_not_read" not in [warning.code for warning in spec.warnings]


def test_a_list_that_a_line_puts_off_is_out_of_scope() -> None:
    lists = "In the MVP:\n- Extend a loan\n\nFeatures for later releases:\n- Fines by post\n"
    page = f"{LOANS}## Features\n\n{lists}"
    assert [item.text for item in extract(page).out_of_scope] == ["Fines by post"]
    assert requirements(page) == ["Extend a loan"]


@pytest.mark.parametrize("heading", ["Requirements gathering", "Sprint priority", "Priority"])
def test_how_a_specification_came_about_and_when_it_is_due_states_no_requirements(heading: str) -> None:
    page = f"{LOANS}## Features\n\n- Extend a loan\n\n## {heading}\n\n- Sprint 3, talks with members\n"
    assert requirements(page) == ["Extend a loan"]


def test_a_duty_among_the_data_requirements_is_one() -> None:
    data = "- Loan: member, book, due date\n\nData of former members must be deleted after a year.\n"
    page = f"{LOANS}## Requirements\n\n### Functions\n\n- Extend a loan\n\n### Data requirements\n\n{data}"
    assert requirements(page) == ["Extend a loan", "Data of former members must be deleted after a year."]
