"""The feature's name: a title without the kind of document, else what the text calls it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notion_planner.extractor import extract
from notion_planner.model.spec import Spec
from notion_planner.pipeline import Pipeline
from notion_planner.planner.english.naming import feature_of, name_in
from notion_planner.settings import ExtractionSettings, PlanningSettings
from notion_planner.templating import Templates
from tests.planner import building


@pytest.mark.parametrize(
    ("title", "feature"),
    [
        ("User Profile API Specification", "User Profile API"),
        ("Room Booking Spec", "Room Booking"),
        ("Implementation Plan: Room Booking", "Room Booking"),
        ("Room Booking Implementation Plan", "Room Booking"),
        ("Execution Plan - room-booking", "room-booking"),
        ("Payment System Specification", "Payment System"),
        ("Admin Onboarding - PRD", "Admin Onboarding"),
        ("Feature Specification: Dream Stream", "Dream Stream"),
        ("File Dispatch — Product Requirements Document", "File Dispatch"),
        ("Depot Software Requirements Specification", "Depot"),
        ("Depot Requirements (Draft)", "Depot"),
        ("Product Requirements Document (PRD): Depot", "Depot"),
        ("Software Requirements Specification for the Depot", "Depot"),
        ("Drafted User Stories for Payments and Refunds", "Payments and Refunds"),
        ("Depot detail page (v1) — design", "Depot detail page"),
        ("Depot-Export — Design-Spec", "Depot-Export"),
        ("Issue: Fix exports of the depot", "Fix exports of the depot"),
        ("acme — PRD: Rooms (MVP)", "acme: Rooms (MVP)"),
        ("🚀 Product Spec: Group chat", "Group chat"),
        ("RFC 0042: Retry budgets", "Retry budgets"),
        ("Change: Add dark mode", "Dark mode"),
        ("RFC: Add search filters to the public catalogue", "Search filters in the public catalogue"),
        ("Proposal: Add a way to search the catalogue", "A way to search the catalogue"),
        ("Story 2.3: Guest Checkout", "Guest Checkout"),
        ("04 - Guest Checkout", "Guest Checkout"),
        ("2027 - Guest Checkout", "2027 - Guest Checkout"),
        ("Rough spec for a door lock", "door lock"),
        ("iOS Widget Spec", "iOS Widget"),
        ("Lastenheft Fahrradverleih", "Fahrradverleih"),
        ("外卖骑手调度系统需求规格说明书", "外卖骑手调度系统"),
        ("OTLP/HTTP: Transport for OTLP", "OTLP/HTTP: Transport for OTLP"),
        ("3. Depot & Requirements", "Depot"),
        ("0. Overview & Requirements", ""),
        ("Requirements Document", ""),
        ("Software Requirements Specification (SRS)", ""),
        ("User Stories", ""),
        ("Requirements and user stories", ""),
        ("Requisitos del proyecto", ""),
        ("要件定義書", ""),
        (None, ""),
    ],
)
def test_the_feature_is_the_title_without_the_kind_of_document(title: str | None, feature: str) -> None:
    assert name_in(title) == feature


@pytest.mark.parametrize(
    ("overview", "feature"),
    [
        (
            "This document specifies the requirements for implementing saved views in the Ledger app.",
            "Saved views in the Ledger app",
        ),
        (
            "This document specifies splitting the ledger of payments by tenant in the billing service.",
            "Splitting the ledger of payments by tenant",
        ),
        ("This SRS describes the ticket scanner that guards use at the gate.", "Ticket scanner"),
        ("This document contains the user stories for the Ledger app, in two parts.", "Ledger app"),
        ("The Gate Scanner specification addresses tickets that are used twice.", "Gate Scanner"),
        ("Guards scan tickets at the gate.", "Requirements Document"),
    ],
)
def test_a_title_that_names_nothing_gives_way_to_what_the_text_says(overview: str, feature: str) -> None:
    assert feature_of(Spec(title="Requirements Document", overview=overview)) == feature


def test_a_title_that_names_nothing_gives_way_to_the_subtitle() -> None:
    (asked,) = building.wanted(["Sell books"])
    source = asked.source.model_copy(update={"heading_path": ("For Online Shop", "System Features")})
    spec = Spec(title="Requirements", requirements=(asked.model_copy(update={"source": source}),))
    assert feature_of(spec) == "Online Shop"


@pytest.mark.parametrize(
    ("head", "feature"),
    [
        ("# Product Requirements Document (PRD)\n\n## 1. Summary\n\n**Product Name**: Inkwell", "Inkwell"),
        ("# PRD.md — Product Requirements Document\n### Ferry Tickets\n\n> See [it](p.md)", "Ferry Tickets"),
        ("# SRS Document\n## For the Tram Depot\n\n## 1. Introduction", "Tram Depot"),
        ("# Requirements Document\n\n| Project name | Ferry tickets |\n|---|---|", "Ferry tickets"),
        ("# Requirements Document\n\n- **Project Name:** [TBD]", "Requirements Document"),
        ("# Requirements Document\n\n## Glossary\n\n- Feature: a part", "Requirements Document"),
        ("# Bus Lanes\n\n**Project:** City Traffic", "Bus Lanes"),
    ],
)  # fmt: skip
def test_a_title_that_names_nothing_gives_way_to_the_name_in_the_head(head: str, feature: str) -> None:
    assert feature_of(extract(f"{head}\n\n## Requirements\n\n- FR-1: Sell tickets\n")) == feature


def test_a_specification_without_a_title_is_untitled() -> None:
    assert feature_of(Spec(title=None)) == "Untitled feature"


@given(st.text(max_size=300))
def test_any_title_gives_one_line(title: str) -> None:
    assert "\n" not in name_in(title)


def test_a_text_that_names_only_its_kind_is_about_what_its_page_is_called() -> None:
    pipeline = Pipeline(extraction=ExtractionSettings(), planning=PlanningSettings(), templates=Templates())
    wanted = "# Requirements Document\n\n## Requirements\n\n- FR-1: Export a report\n"
    assert feature_of(pipeline.read(wanted, title="Uploads")) == "Uploads"
    told = wanted.replace("## ", "This document specifies the ticket scanner.\n\n## ", 1)
    assert feature_of(pipeline.read(told, title="Uploads")) == "Ticket scanner"
