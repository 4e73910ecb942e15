"""What people paste is understood on every Notion host."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notion_planner.notion.ids import parse_id

ID = "393abc1e-edcd-811c-9c6d-eac14ef25c6d"
HEX = ID.replace("-", "")


@pytest.mark.parametrize(
    "text",
    [
        ID,
        HEX,
        HEX.upper(),
        f"https://www.notion.so/acme/User-Profile-API-{HEX}",
        f"https://www.notion.so/{HEX}?v=00000000000040008000000000000007",
        f"https://app.notion.com/p/User-Profile-API-{HEX}",
        f"https://app.notion.com/p/{HEX}?pvs=4#38c9ce7b60a481d79c8f0027e2be250c",
        f"https://acme.notion.site/Plan-cafe-{HEX}",
        f"https://acme.notion.site/beef-{ID}",
        f"  https://www.notion.so/{HEX}/  ",
        f"app.notion.com/p/User-Profile-API-{HEX}?pvs=4",
        f"HTTPS://WWW.NOTION.SO/{HEX}",
    ],
)
def test_an_id_is_read_from_any_form_of_it(text: str) -> None:
    assert parse_id(text) == ID


@pytest.mark.parametrize(
    "text",
    ["User Profile API Specification", f"spec {HEX}", "https://www.notion.so/acme/", HEX[:-1], HEX + "0", ""],
)
def test_a_title_is_never_taken_for_an_id(text: str) -> None:
    assert parse_id(text) is None


@given(st.text(alphabet="[]:/@?#%.\uff0fa1", max_size=20))
@example("[tenant]/x")
@example("[")
def test_an_address_that_no_parser_takes_holds_no_id(rest: str) -> None:
    assert parse_id(f"https://{rest}") is None
