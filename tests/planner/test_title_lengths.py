"""Titles that would be too long: where they are cut, and what is left out first."""

from notion_planner.planner.english.phrasing import verb_phrase
from notion_planner.planner.english.wording import first_sentence, shorten, titled, unlisted


def test_a_title_is_cut_behind_the_name_and_not_within_what_describes_it() -> None:
    text = "Implement Configurable Steps - Chain the steps of each run: filter, map, join, and count"
    assert titled(text) == "Implement Configurable Steps"


def test_a_title_is_not_cut_behind_an_abbreviation() -> None:
    text = "Implement: PDF enthält die Liste der Orders + ggf. die Tabelle der Linien"
    assert titled(text) == text


def test_a_long_title_leaves_out_what_stands_in_brackets_before_its_end() -> None:
    told = "Compare the results (nationwide, by state and by district) of several years with each other"
    assert titled(told) == "Compare the results of several years with each other"


def test_a_point_does_not_end_with_a_word_that_leads_on() -> None:
    assert unlisted("Create reports with:") == "Create reports"
    assert unlisted("Show the day; and") == "Show the day"
    assert unlisted("Sign a guest in") == "Sign a guest in"


def test_a_ban_is_told_without_the_name_before_it() -> None:
    told = "a failed poll must not end polling"
    assert verb_phrase(f"Resilience: {told}") == f"Enforce that {told}"


def test_nothing_is_cut_within_brackets_or_a_quotation() -> None:
    text = "Filter for each report (z. B. by day; by clerk) and for each of the boards of a shop"
    assert shorten(text) == "Filter for each report"
    told = 'Show the notice: "12 books added. We remind you of them."'
    assert first_sentence(told) == told


def test_a_title_that_is_cut_ends_before_a_clause_that_only_begins() -> None:
    text = "Tell rows that were read apart from rows that were not read, in a single list of the import"
    assert shorten(text) == "Tell rows that were read apart from rows that were not read…"


def test_a_title_that_is_cut_does_not_end_with_a_word_that_leads_on() -> None:
    assert shorten("Resize the map of widgets by handles in the corner", 45).endswith(" handles…")
    assert shorten("Den Bericht an die Kunden und an die Aufsicht senden", 40) == "Den Bericht an die Kunden…"


def test_a_title_ends_with_its_clause_or_is_somewhat_longer_rather_than_cut() -> None:
    why = "Ensure old reports are deleted, which frees the space that the new ones of the month need"
    assert titled(why) == "Ensure old reports are deleted"
    whole = "Enforce that the system shall not transmit any data over the network without consent"
    assert titled(whole) == whole
    constraint = "Apply the constraint: an order that is part of a notice has the state confirmed"
    assert titled(constraint) == constraint
    assert titled(f"{whole} of the person that it is about").endswith("…")
    header = 'Send every single one of the answers with the header "Content-Encoding: gzip" to clients'
    header += " that ask for it"
    assert '"Content-Encoding: gzip" to' in titled(header)


def test_a_short_name_before_brackets_is_not_cut_within_them() -> None:
    assert shorten("Harbour team (training of the models that read plates)", 40) == "Harbour team"
    assert shorten("A (very long name that nobody would call it by)", 40).endswith("…")
