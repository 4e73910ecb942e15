"""The page of a Markdown file is its own, and written when the file has changed, and only then."""

import json
from pathlib import Path

import pytest

from notion_planner.errors import DecisionNeededError, ExitCode
from notion_planner.extractor import extract
from notion_planner.fetcher.import_record import ImportRecord
from notion_planner.fetcher.spec_document import SpecDocument
from notion_planner.fetcher.spec_file import Imports, import_file, read_file
from tests.conftest import SPEC, Cli, Notion
from tests.extractor.saying import SPECS, said

# Notion escapes the brackets and the tilde, names the language in full, and writes the address as a link.
FILE = """\
# Desk

## Requirements

- FR-1: Locks [beta] in ~2 s
  by itself
  - at night, see https://example.com

```js
lock()
```
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "desk.md"
    path.write_text(FILE, encoding="utf-8")
    return path


def writes(notion: Notion, path: Path, *, force: bool = False) -> int:
    """How many requests of an import write."""
    return writes_of(notion, read_file(path), force=force)


def writes_of(notion: Notion, document: SpecDocument, *, force: bool = False) -> int:
    imports = Imports(ImportRecord.beside(Path("workspace.db")), force)
    notion.workspace.requests.clear()
    notion.ask(lambda gateway: import_file(gateway, document, notion.settings, imports))
    return sum(request.is_write for request in notion.workspace.requests)


def page(notion: Notion) -> str:
    return notion.find("Desk")


def titles(notion: Notion) -> set[str]:
    return {title for (title,) in notion.workspace.store.rows("select title from node where kind = 'page'")}


def another(file: Path, text: str = "# Desk\n\n- FR-1: Bills\n") -> Path:
    """A second file of the same title."""
    path = file.with_name("bills.md")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_page_says_what_its_file_says_and_is_written_once(notion: Notion, path: Path) -> None:
    document = read_file(path)
    assert writes_of(notion, document) == 1
    title = document.page.title
    page = extract(notion.markdown(notion.find(title)), title=title)
    assert said(page) == said(extract(document.markdown, title=title))
    assert writes_of(notion, document) == 0


def test_a_plans_link_on_the_page_is_no_change_of_the_file(notion: Notion, file: Path) -> None:
    writes(notion, file)
    notion.sync_anew("Desk")
    assert "## Implementation" in notion.markdown(page(notion))
    assert writes(notion, file) == 0


def test_a_blank_more_in_a_code_block_is_a_change(notion: Notion, file: Path) -> None:
    writes(notion, file)
    file.write_text(FILE.replace("lock()", "  lock()"), encoding="utf-8")
    assert writes(notion, file) == 1
    assert "  lock()" in notion.markdown(page(notion))


def edited(notion: Notion, file: Path) -> str:
    """The page of the file, which a person changed since."""
    writes(notion, file)
    notion.edit(page(notion), "at night", "by day")
    return page(notion)


def test_a_page_that_a_person_changed_stays_and_is_said_to_differ_from_its_file(
    local: Notion, cli: Cli, file: Path
) -> None:
    cli("sync", "desk.md", "-q")
    local.edit(page(local), "at night", "by day")
    code, _, err = cli("sync", "desk.md", "--force")
    assert (code, "by day" in local.markdown(page(local))) == (ExitCode.DONE, True)
    assert "'Desk' was edited in Notion since it was made from desk.md; what the page says counts." in err


def test_a_file_and_a_page_that_were_both_changed_are_for_a_person_to_bring_together(
    notion: Notion, file: Path
) -> None:
    desk = edited(notion, file)
    file.write_text(FILE.replace("at night", "at noon"), encoding="utf-8")
    with pytest.raises(DecisionNeededError, match="and the file has changed, too"):
        writes(notion, file)
    assert "by day" in notion.markdown(desk)
    assert writes(notion, file, force=True) == 1
    assert "at noon" in notion.markdown(desk)


def test_an_edit_that_was_carried_over_into_the_file_is_none_any_more(notion: Notion, file: Path) -> None:
    text = "# Desk\n\n- FR-1: Locks at {}\n"
    file.write_text(text.format("night"), encoding="utf-8")
    writes(notion, file)
    notion.edit(page(notion), "night", "noon")
    file.write_text(text.format("noon"), encoding="utf-8")
    assert writes(notion, file) == 0
    file.write_text(text.format("dawn"), encoding="utf-8")
    assert writes(notion, file) == 1


def test_a_file_that_is_moved_or_called_otherwise_forgets_no_edit_of_its_page(
    notion: Notion, file: Path
) -> None:
    edited(notion, file)
    moved = file.rename(file.with_name("moved.md"))
    assert writes(notion, moved) == 0
    moved.write_text(FILE.replace("# Desk", "# Counter"), encoding="utf-8")
    assert writes(notion, moved) == 1  # the title
    assert "by day" in notion.markdown(notion.find("Counter"))
    moved.write_text(FILE.replace("# Desk", "# Counter").replace("at night", "at noon"), encoding="utf-8")
    with pytest.raises(DecisionNeededError, match="and the file has changed, too"):
        writes(notion, moved)


@pytest.mark.parametrize("text", ["", "[]", "{broken", '{"a": 1}', "\udcff"])
def test_a_broken_record_costs_one_write_and_no_more(notion: Notion, file: Path, text: str) -> None:
    writes(notion, file)
    Path("workspace.db.imports.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert [writes(notion, file, force=True), writes(notion, file)] == [1, 0]


def test_a_second_file_of_a_title_is_refused_and_told_whose_the_page_is(notion: Notion, file: Path) -> None:
    writes(notion, file)
    with pytest.raises(DecisionNeededError, match=r"'Desk' .*made from desk\.md, not from"):
        writes(notion, another(file))


def test_a_refused_file_leaves_the_page_as_it_is(notion: Notion, file: Path) -> None:
    writes(notion, file)
    with pytest.raises(DecisionNeededError):
        writes(notion, another(file))
    assert "at night" in notion.markdown(page(notion))


def test_force_gives_a_file_the_page_of_its_title(notion: Notion, file: Path) -> None:
    writes(notion, file)
    assert [writes(notion, another(file), force=True), writes(notion, another(file))] == [1, 0]


def test_a_page_that_no_import_made_is_not_replaced(notion: Notion, file: Path) -> None:
    with pytest.raises(DecisionNeededError, match="did not make it"):
        writes(notion, another(file, f"# {SPEC}\n\n- FR-1: Bills\n"))


def test_a_file_of_whose_import_nothing_is_known_goes_on_where_its_page_reads_like_it(
    notion: Notion, file: Path
) -> None:
    writes(notion, another(file))
    Path("workspace.db.imports.json").unlink()
    assert [writes(notion, another(file)), writes(notion, another(file, "# Desk\n\n- FR-1: Mail\n"))] == [
        0,
        1,
    ]


def test_a_page_that_says_what_the_file_does_becomes_its_page(notion: Notion, file: Path) -> None:
    notion.add_page("Desk", "Engineering Specs", "- FR-1: Bills")
    assert writes(notion, another(file)) == 0
    assert writes(notion, another(file, "# Desk\n\n- FR-1: Bills by mail\n")) == 1


def test_a_file_that_was_moved_keeps_its_page(notion: Notion, file: Path) -> None:
    writes(notion, file)
    moved = file.rename(file.with_name("moved.md"))
    assert writes(notion, moved) == 0
    moved.write_text(FILE.replace("at night", "by day"), encoding="utf-8")
    assert writes(notion, moved) == 1


def test_a_file_that_is_called_otherwise_keeps_its_page_and_plan(local: Notion, cli: Cli, file: Path) -> None:
    cli("sync", str(file), "--profile", "quick")
    tasks = {row.id for row in local.tasks()}
    file.write_text(FILE.replace("# Desk", "# Standing desk"), encoding="utf-8")
    _, shown, _ = cli("plan", str(file), "--profile", "quick", "--json")
    assert json.loads(shown)["counts"]["created"] == 0
    assert cli("sync", str(file), "--profile", "quick")[0] == ExitCode.DONE
    assert {row.id for row in local.tasks()} == tasks
    assert "Desk" not in titles(local)
    assert cli("sync", str(file), "--profile", "quick", "-q")[1].startswith("No changes.")


def test_a_page_that_a_person_renamed_keeps_its_title_and_its_file(notion: Notion, file: Path) -> None:
    writes(notion, file)
    renamed = {"properties": {"title": {"title": [{"text": {"content": "Our desk"}}]}}}
    notion.request("PATCH", f"pages/{page(notion)}", renamed)
    assert writes(notion, file) == 0
    file.write_text(FILE.replace("at night", "by day"), encoding="utf-8")
    assert writes(notion, file) == 1
    assert "Our desk" in titles(notion)


def test_another_specification_in_the_place_of_a_file_gets_a_page_of_its_own(
    notion: Notion, file: Path
) -> None:
    writes(notion, file)
    file.write_text("# Billing\n\n- FR-1: Bills\n", encoding="utf-8")
    writes(notion, file)
    assert {"Desk", "Billing"} <= titles(notion)


def test_a_copy_does_not_take_the_page_away_from_its_file(notion: Notion, file: Path) -> None:
    writes(notion, file)
    writes(notion, another(file, FILE))
    file.write_text(FILE.replace("at night", "by day"), encoding="utf-8")
    assert writes(notion, file) == 1


def test_the_record_says_where_the_file_is_from_where_it_lies_itself(notion: Notion, file: Path) -> None:
    writes(notion, file)
    assert '"file":"desk.md"' in Path("workspace.db.imports.json").read_text().replace(" ", "")


def test_a_title_that_looks_like_an_address_is_a_title(notion: Notion, file: Path) -> None:
    api = another(file, "# https://example.com/api\n\n- FR-1: Bills\n")
    assert [writes(notion, api), writes(notion, api)] == [1, 0]


@pytest.mark.parametrize("command", ["plan", "sync"])
def test_a_preview_refuses_what_a_sync_does(local: Notion, cli: Cli, file: Path, command: str) -> None:
    another(file, f"# {SPEC}\n\n- FR-1: Bills\n")
    code, _, err = cli(command, "bills.md", "-q")
    assert code == ExitCode.DECISION
    assert "`notion-planner sync bills.md --force`" in err


def test_a_changed_file_is_previewed_as_its_page_will_stand(cli: Cli) -> None:
    file = Path("links.md")  # a title that names a section, too, is none where the page has one
    file.write_text("# Links\n\n## Requirements\n\n- FR-1: Lock links\n- FR-2: Light links\n")
    cli("sync", str(file), "--profile", "quick")
    file.write_text(file.read_text() + "- FR-3: Lift links\n")
    _, changes, _ = cli("plan", str(file), "--profile", "quick", "--format", "diff")
    assert "+**Section of the specification**: Requirements\n" in changes
    assert "Links › Requirements" not in changes


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["sync", "notes.md"], ExitCode.GATE),
        (["undo", "notes.md"], ExitCode.NOT_FOUND),
        (["forget", "notes.md", "Task"], ExitCode.NOT_FOUND),
    ],
)
def test_a_file_that_holds_nothing_to_plan_makes_no_page(
    local: Notion, cli: Cli, command: list[str], code: ExitCode
) -> None:
    Path("notes.md").touch()
    assert cli(*command, "-q")[0] == code
    assert not local.ask(lambda gateway: gateway.search("Notes", kind="page"))


@pytest.fixture
def changed(local: Notion, cli: Cli) -> Path:
    """A file with a plan, and a task that a person edited; it has changed since."""
    file = Path("links.md")
    file.write_text("# Links\n\n## Requirements\n\n- FR-1: Lock links\n- FR-2: Light links\n")
    assert cli("sync", "links.md", "--profile", "quick")[0] == ExitCode.DONE
    local.edit(local.tasks()[0].id, "## Objective\n", "## Objective\nMine: ")
    file.write_text(file.read_text().replace("Light links", "Lift links"))
    return file


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["resolve", "links.md", "--take", "person"], ExitCode.DECISION),
        (["undo", "links.md"], ExitCode.DECISION),
        (["adopt", "links.md"], ExitCode.DONE),
        (["forget", "links.md", "Paint the fence"], ExitCode.NOT_FOUND),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_until_it_is_agreed_to_nothing_of_a_changed_file_is_written(
    local: Notion, cli: Cli, changed: Path, command: list[str], code: ExitCode
) -> None:
    assert cli(*command, "-q")[0] == code
    assert "Light links" in local.markdown(local.find("Links"))


def test_what_is_agreed_to_is_written_of_the_file_that_was_shown(
    local: Notion, cli: Cli, changed: Path
) -> None:
    assert cli("resolve", "links.md", "--take", "person", "--yes", "-q")[0] == ExitCode.DONE
    assert "Lift links" in local.markdown(local.find("Links"))
    code, out, _ = cli("sync", "links.md", "-q")
    assert (code, out[:11]) == (ExitCode.DONE, "No changes.")


def test_a_file_beyond_the_change_budget_leaves_its_page_as_it_is(local: Notion, cli: Cli) -> None:
    file, kinds = Path("depot.md"), ("books", "bikes", "boats", "bags", "beds", "bells", "boots", "bowls")
    file.write_text("# Depot\n\n## Requirements\n\n" + "".join(f"- Store {kind}\n" for kind in kinds))
    cli("sync", "depot.md", "--profile", "quick")
    file.write_text("# Depot\n\n## Requirements\n\n- Bill the sender\n")
    assert cli("sync", "depot.md", "--profile", "quick")[0] == ExitCode.DECISION
    assert "Store bowls" in local.markdown(local.find("Depot"))
