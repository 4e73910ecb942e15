"""Databases and data sources: schema changes, relations, queries and views."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.workspace.conftest import Api, text, title_of

pytestmark = pytest.mark.anyio


async def database(api: Api, properties: dict[str, Any], title: str = "Things") -> str:
    """The id of the only data source of a new database."""
    parent = await api.find("Engineering Plans")
    body = {
        "parent": {"type": "page_id", "page_id": parent["id"]},
        "title": text(title),
        "initial_data_source": {"properties": {"Name": {"title": {}}, **properties}},
    }
    return (await api.ok("POST", "databases", body))["data_sources"][0]["id"]


async def add(api: Api, source: str, name: str, **properties: Any) -> str:
    values = {"Name": {"title": text(name)}, **properties}
    return (await api.ok("POST", "pages", {"parent": {"data_source_id": source}, "properties": values}))["id"]


async def names(api: Api, source: str, **body: Any) -> list[str]:
    found = await api.ok("POST", f"data_sources/{source}/query", body)
    return [title_of(page) for page in found["results"]]


async def schema(api: Api, source: str) -> dict[str, Any]:
    return (await api.ok("GET", f"data_sources/{source}"))["properties"]


async def change(api: Api, source: str, **properties: Any) -> dict[str, Any]:
    return (await api.ok("PATCH", f"data_sources/{source}", {"properties": properties}))["properties"]


async def test_the_demo_database_has_the_schema_of_the_worked_example(api: Api) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    kinds = {name: item["type"] for name, item in source["properties"].items()}
    assert kinds == {
        "Name": "title",
        "Status": "select",
        "Priority": "select",
        "Related Tasks": "relation",
        "Story Points": "number",
        "Tags": "multi_select",
    }
    relation = source["properties"]["Related Tasks"]["relation"]
    assert (relation["data_source_id"], relation["type"]) == (source["id"], "single_property")


async def test_an_untitled_database_has_a_name_and_its_data_source_no_title(api: Api) -> None:
    parent = await api.page()
    body = {"parent": {"page_id": parent["id"]}, "initial_data_source": {"properties": {}}}
    made = await api.ok("POST", "databases", body)
    assert made["title"][0]["plain_text"] == "New database"
    source = await api.ok("GET", f"data_sources/{made['data_sources'][0]['id']}")
    assert source["title"] == []


async def test_property_keys_come_shorter_ids_first(api: Api) -> None:
    source = await database(api, {"A": {"number": {}}, "B": {"number": {}}, "C": {"number": {}}})
    assert list(await schema(api, source))[-1] == "Name"


async def test_rows_come_newest_first(api: Api) -> None:
    source = await database(api, {})
    for name in ("a", "b", "c"):
        await add(api, source, name)
    assert await names(api, source) == ["c", "b", "a"]


async def test_a_query_is_read_page_by_page(api: Api) -> None:
    source = await database(api, {})
    for number in range(5):
        await add(api, source, str(number))
    seen, cursor = [], None
    while True:
        more = {"start_cursor": cursor} if cursor else {}
        found = await api.ok("POST", f"data_sources/{source}/query", {"page_size": 2, **more})
        seen += [title_of(page) for page in found["results"]]
        cursor = found["next_cursor"]
        if not found["has_more"]:
            break
    assert seen == ["4", "3", "2", "1", "0"]
    error = await api.error("POST", f"data_sources/{source}/query", {"start_cursor": "nonsense"})
    assert error["code"] == "validation_error"


async def test_a_page_size_above_a_hundred_is_refused(api: Api) -> None:
    source = await database(api, {})
    error = await api.error("POST", f"data_sources/{source}/query", {"page_size": 101})
    assert error["message"] == "body failed validation: body.page_size should be ≤ `100`, instead was `101`."


async def test_a_query_stops_at_the_cap_and_says_so(open_api: Callable[..., Api]) -> None:
    api = open_api(query_limit=3)
    source = await database(api, {})
    for number in range(5):
        await add(api, source, str(number))
    first = await api.ok("POST", f"data_sources/{source}/query", {"page_size": 2})
    last = await api.ok(
        "POST", f"data_sources/{source}/query", {"page_size": 2, "start_cursor": first["next_cursor"]}
    )
    assert [title_of(page) for page in first["results"] + last["results"]] == ["4", "3", "2"]
    assert (last["has_more"], last["next_cursor"]) == (False, None)
    status = {"type": "incomplete", "incomplete_reason": "query_result_limit_reached"}
    assert first["request_status"] == last["request_status"] == status


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"property": "Name", "title": {"equals": "Alpha"}}, ["Alpha"]),
    ({"property": "Name", "rich_text": {"starts_with": "b"}}, ["beta"]),
    ({"property": "N", "number": {"greater_than": 1}}, ["beta"]),
    ({"property": "N", "number": {"does_not_equal": 1}}, ["beta", "gamma"]),
    ({"property": "N", "number": {"is_empty": True}}, ["gamma"]),
    ({"property": "S", "select": {"equals": "High"}}, ["Alpha"]),
    ({"property": "S", "select": {"equals": ["High", "Low"]}}, ["Alpha", "beta"]),
    ({"property": "S", "select": {"is_not_empty": True}}, ["Alpha", "beta"]),
    ({"property": "M", "multi_select": {"contains": "x"}}, ["Alpha", "beta"]),
    ({"property": "M", "multi_select": {"does_not_contain": "y"}}, ["Alpha", "gamma"]),
    ({"property": "C", "checkbox": {"equals": False}}, ["Alpha", "gamma"]),
    ({"property": "D", "date": {"before": "2026-07-02"}}, ["Alpha"]),
    ({"property": "D", "date": {"on_or_after": "2026-07-02"}}, ["beta"]),
    ({"property": "D", "date": {"past_week": {}}}, ["Alpha", "beta"]),
    ({"property": "U", "url": {"contains": "EXAMPLE"}}, ["gamma"]),
    (
        {
            "and": [
                {"property": "N", "number": {"less_than": 5}},
                {"property": "S", "select": {"equals": "Low"}},
            ]
        },
        ["beta"],
    ),
    (
        {
            "or": [
                {"property": "Name", "title": {"equals": "gamma"}},
                {"property": "N", "number": {"equals": 1}},
            ]
        },
        ["Alpha", "gamma"],
    ),
    ({"timestamp": "created_time", "created_time": {"equals": "2026-07-04"}}, ["Alpha", "beta", "gamma"]),
    ({"property": "K", "unique_id": {"equals": 2}}, ["beta"]),
]


@pytest.mark.parametrize(("filter_", "expected"), FILTERS)
async def test_a_filter_chooses_rows(api: Api, filter_: dict[str, Any], expected: list[str]) -> None:
    kinds = ("number", "select", "multi_select", "checkbox", "date", "url")
    letters = {"number": "N", "select": "S", "multi_select": "M", "checkbox": "C", "date": "D", "url": "U"}
    properties = {letters[kind]: {kind: {}} for kind in kinds}
    source = await database(api, {**properties, "K": {"unique_id": {"prefix": "t"}}})
    await add(
        api,
        source,
        "Alpha",
        N={"number": 1},
        S={"select": {"name": "High"}},
        M={"multi_select": [{"name": "x"}]},
        D={"date": {"start": "2026-07-01"}},
    )
    await add(
        api,
        source,
        "beta",
        N={"number": 2},
        S={"select": {"name": "Low"}},
        C={"checkbox": True},
        M={"multi_select": [{"name": "x"}, {"name": "y"}]},
        D={"date": {"start": "2026-07-02"}},
    )
    await add(api, source, "gamma", U={"url": "https://example.com"})
    assert sorted(await names(api, source, filter=filter_)) == expected


async def test_sorts_put_rows_without_a_value_last(api: Api) -> None:
    source = await database(
        api, {"N": {"number": {}}, "S": {"select": {"options": [{"name": "b"}, {"name": "a"}]}}}
    )
    await add(api, source, "none")
    await add(api, source, "two", N={"number": 2}, S={"select": {"name": "a"}})
    await add(api, source, "one", N={"number": 1}, S={"select": {"name": "b"}})
    by_number = [{"property": "N", "direction": "ascending"}]
    assert await names(api, source, sorts=by_number) == ["one", "two", "none"]
    by_option = [{"property": "S", "direction": "ascending"}]
    assert await names(api, source, sorts=by_option) == ["one", "two", "none"]


async def test_filter_properties_are_taken_by_name_by_id_and_with_brackets(api: Api) -> None:
    source = await database(api, {"N": {"number": {}}})
    await add(api, source, "x")
    found = await api.ok("POST", f"data_sources/{source}/query", {}, filter_properties=["N"])
    assert list(found["results"][0]["properties"]) == ["N"]
    identifier = (await schema(api, source))["N"]["id"]
    found = await api.ok("POST", f"data_sources/{source}/query", {}, **{"filter_properties[]": [identifier]})
    assert list(found["results"][0]["properties"]) == ["N"]


async def test_a_relation_shows_25_and_the_property_item_all(api: Api) -> None:
    source = await database(api, {})
    await change(api, source, R={"relation": {"data_source_id": source, "single_property": {}}})
    targets = [{"id": await add(api, source, str(number))} for number in range(30)]
    page = await add(api, source, "hub", R={"relation": targets})
    shown = (await api.ok("GET", f"pages/{page}"))["properties"]["R"]
    assert (len(shown["relation"]), shown["has_more"]) == (25, True)
    item = await api.ok("GET", f"pages/{page}/properties/{shown['id']}", page_size=20)
    rest = await api.ok("GET", f"pages/{page}/properties/{shown['id']}", start_cursor=item["next_cursor"])
    assert [entry["relation"] for entry in item["results"] + rest["results"]] == targets


async def test_a_dual_relation_is_kept_in_step_on_both_sides(api: Api) -> None:
    left, right = await database(api, {}, "Left"), await database(api, {}, "Right")
    made = await change(api, left, R={"relation": {"data_source_id": right, "dual_property": {}}})
    other = made["R"]["relation"]["dual_property"]["synced_property_name"]
    assert other == "Related to Left (R)"
    target = await add(api, right, "target")
    first = await add(api, left, "first", R={"relation": [{"id": target}]})
    second = await add(api, left, "second")
    await api.ok("PATCH", f"pages/{target}", {"properties": {other: {"relation": [{"id": second}]}}})
    assert (await api.ok("GET", f"pages/{first}"))["properties"]["R"]["relation"] == []
    assert (await api.ok("GET", f"pages/{second}"))["properties"]["R"]["relation"] == [{"id": target}]
    plans, elsewhere = api.seeded("Engineering Plans"), await api.page()
    await api.ok("PATCH", f"pages/{first}", {"properties": {"R": {"relation": [{"id": target}]}}})
    await api.ok("POST", f"pages/{first}/move", {"parent": {"page_id": plans}})
    tag = f'<page url="https://app.notion.com/p/{second}">second</page>'
    body = {"type": "insert_content", "insert_content": {"content": tag}}
    await api.ok("PATCH", f"pages/{elsewhere['id']}/markdown", body)
    assert (await api.ok("GET", f"pages/{target}"))["properties"][other]["relation"] == []
    await change(api, right, **{other: {"name": "Back"}})
    assert (await schema(api, left))["R"]["relation"]["dual_property"]["synced_property_name"] == "Back"
    await change(api, left, R=None)
    assert list(await schema(api, right)) == ["Name"]


async def test_a_relation_to_a_page_elsewhere_is_refused(api: Api) -> None:
    page = await api.page()
    source = await api.find("Engineering Tasks", "data_source")
    values = {"Name": {"title": text("x")}, "Related Tasks": {"relation": [{"id": page["id"]}]}}
    body = {"parent": {"data_source_id": source["id"]}, "properties": values}
    assert (await api.error("POST", "pages", body))["code"] == "validation_error"


async def test_a_trashed_row_leaves_relations_and_comes_back(api: Api) -> None:
    one = await api.row("one")
    two = await api.row("two", **{"Related Tasks": {"relation": [{"id": one["id"]}]}})
    await api.ok("PATCH", f"pages/{one['id']}", {"in_trash": True})
    assert (await api.ok("GET", f"pages/{two['id']}"))["properties"]["Related Tasks"]["relation"] == []
    await api.ok("PATCH", f"pages/{one['id']}", {"in_trash": False})
    shown = (await api.ok("GET", f"pages/{two['id']}"))["properties"]["Related Tasks"]["relation"]
    assert shown == [{"id": one["id"]}]


async def test_a_rename_keeps_id_and_values(api: Api) -> None:
    source = await database(api, {"N": {"number": {}}})
    page = await add(api, source, "x", N={"number": 7})
    before = (await schema(api, source))["N"]["id"]
    after = await change(api, source, N={"name": "Points"})
    assert after["Points"]["id"] == before
    assert (await api.ok("GET", f"pages/{page}"))["properties"]["Points"]["number"] == 7


async def test_an_option_left_out_is_gone_with_its_values(api: Api) -> None:
    source = await database(api, {"S": {"select": {"options": [{"name": "a"}, {"name": "b"}]}}})
    page = await add(api, source, "x", S={"select": {"name": "a"}})
    await change(api, source, S={"select": {"options": [{"name": "b"}]}})
    assert (await api.ok("GET", f"pages/{page}"))["properties"]["S"]["select"] is None
    assert await names(api, source, filter={"property": "S", "select": {"is_empty": True}}) == ["x"]


async def test_an_unknown_status_is_refused_and_a_new_row_has_the_first(api: Api) -> None:
    source = await database(api, {"S": {"status": {}}})
    page = await add(api, source, "x")
    assert (await api.ok("GET", f"pages/{page}"))["properties"]["S"]["status"]["name"] == "Not started"
    error = await api.error("PATCH", f"pages/{page}", {"properties": {"S": {"status": {"name": "Parked"}}}})
    assert error["code"] == "validation_error"


async def test_numbers_of_unique_ids_are_never_given_twice(api: Api) -> None:
    source = await database(api, {"K": {"unique_id": {"prefix": "task"}}})
    first = await add(api, source, "a")
    await api.ok("PATCH", f"pages/{first}", {"in_trash": True})
    second = await add(api, source, "b")
    shown = (await api.ok("GET", f"pages/{second}"))["properties"]["K"]["unique_id"]
    assert shown == {"prefix": "TASK", "number": 2}
    page = await api.page("Moves in")
    for _ in range(2):
        moved = await api.ok("POST", f"pages/{page['id']}/move", {"parent": {"data_source_id": source}})
        assert moved["properties"]["K"]["unique_id"]["number"] == 3


@pytest.mark.parametrize("prefix", ["Task", "A" * 11])
async def test_a_prefix_of_unique_ids_is_short_and_given_once(api: Api, prefix: str) -> None:
    gone = await api.ok(
        "GET", f"data_sources/{await database(api, {'K': {'unique_id': {'prefix': 'task'}}})}"
    )
    await api.ok("DELETE", f"blocks/{gone['parent']['database_id']}")
    source = await database(api, {"K": {"unique_id": {"prefix": "bug"}}})
    body = {"properties": {"K": {"unique_id": {"prefix": prefix}}}}
    assert (await api.error("PATCH", f"data_sources/{source}", body))["code"] == "validation_error"
    await change(api, source, K={"unique_id": {"prefix": "BUG"}})


async def test_a_property_added_later_is_found_by_on_rows_that_were_there(api: Api) -> None:
    source = await database(api, {})
    for name in ("a", "b"):
        await add(api, source, name)
    await change(api, source, K={"unique_id": {}}, C={"checkbox": {}}, S={"status": {}})
    conditions = {"K": {"unique_id": {"equals": 1}}, "C": {"checkbox": {"equals": False}}}
    conditions["S"] = {"status": {"equals": "Not started"}}
    found = {
        name: await names(api, source, filter={"property": name, **condition})
        for name, condition in conditions.items()
    }
    assert found == {"K": ["a"], "C": ["b", "a"], "S": ["b", "a"]}
    assert await names(api, source, sorts=[{"property": "K", "direction": "ascending"}]) == ["a", "b"]


async def test_a_rollup_counts_and_sums_related_rows(api: Api) -> None:
    source = await database(api, {"N": {"number": {}}})
    await change(api, source, R={"relation": {"data_source_id": source, "single_property": {}}})
    rollups = {
        name: {"rollup": {"relation_property_name": "R", "rollup_property_name": "N", "function": name}}
        for name in ("sum", "count", "max", "show_original")
    }
    await change(api, source, **rollups)
    targets = [{"id": await add(api, source, str(number), N={"number": number})} for number in (3, 4)]
    page = await add(api, source, "hub", R={"relation": targets})
    shown = (await api.ok("GET", f"pages/{page}"))["properties"]
    assert {name: shown[name]["rollup"].get("number") for name in ("sum", "count", "max")} == {
        "sum": 7,
        "count": 2,
        "max": 4,
    }
    assert shown["show_original"]["rollup"]["array"][0] == {"type": "number", "number": 3}
    filter_ = {"property": "sum", "rollup": {"number": {"greater_than": 5}}}
    assert await names(api, source, filter=filter_) == ["hub"]


async def test_several_titles_are_refused(api: Api) -> None:
    source = await database(api, {})
    error = await api.error("PATCH", f"data_sources/{source}", {"properties": {"T": {"title": {}}}})
    assert error["code"] == "validation_error"


async def test_a_linked_view_stands_on_a_page_and_shows_the_source(api: Api) -> None:
    page = await api.page("Plan")
    source = await api.find("Engineering Tasks", "data_source")
    body = {
        "data_source_id": source["id"],
        "name": "Tasks of this plan",
        "type": "table",
        "create_database": {"parent": {"type": "page_id", "page_id": page["id"]}},
    }
    view = await api.ok("POST", "views", body)
    assert view["data_source_id"] == source["id"]
    (block,) = await api.children(page["id"])
    assert (block["type"], block["id"]) == ("child_database", view["parent"]["database_id"])


async def test_a_board_needs_something_to_group_by(api: Api) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    body = {"data_source_id": source["id"], "name": "B", "type": "board"}
    assert (await api.error("POST", "views", body))["code"] == "validation_error"


async def test_people_stop_at_25_inline_and_the_property_item_has_them_all(api: Api) -> None:
    source = await api.find("Engineering Tasks", "data_source")
    await api.ok("PATCH", f"data_sources/{source['id']}", {"properties": {"Team": {"people": {}}}})
    ids = []
    with api.workspace.store.transaction(write=True):
        for number in range(30):
            identifier = f"38c9ce7b-60a4-4114-b301-{number:012x}"
            user = {"object": "user", "id": identifier, "name": str(number), "avatar_url": None}
            person = {"type": "person", "person": {"email": None}}
            api.workspace.store.put_document("user", identifier, {**user, **person})
            ids.append(identifier)
    row = await api.row("Task", Team={"people": [{"id": identifier} for identifier in ids]})
    shown = row["properties"]["Team"]
    assert [person["id"] for person in shown["people"]] == ids[:25]
    item = await api.ok("GET", f"pages/{row['id']}/properties/{shown['id']}", page_size=100)
    assert [entry["people"]["id"] for entry in item["results"]] == ids
