"""Files in and out, snapshots, seeds, the command line and the fixture for other projects."""

from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from typer.testing import CliRunner

from notion_planner.cli.workspace import app
from notion_planner.connection import open_workspace
from notion_planner.errors import ConfigError, UsageError
from notion_planner.workspace import Workspace
from notion_planner.workspace.exchange import export_folder, import_folder
from notion_planner.workspace.seeds import SeedError
from tests.workspace.conftest import title_of
from tests.workspace.writer import send

pytest_plugins = ["notion_planner.workspace.pytest_plugin"]


def invoke(path: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--path", str(path)])
    assert result.exit_code == 0, result.output
    return result.output


def titles(path: Path) -> set[str]:
    workspace = Workspace.open(path)
    with workspace.store.transaction(write=False):
        found = {node.title for node in workspace.store.select("kind in ('page','database') and trashed=0")}
    workspace.close()
    return found


def test_a_folder_of_markdown_csv_and_yaml_is_taken_in(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "Specs").mkdir(parents=True)
    (folder / "Specs" / "one.md").write_text("# First spec\n- FR-1: x\n")
    (folder / "tasks.csv").write_text("Name,Points\nBuild,3\nTest,\n")
    (folder / "Board.yaml").write_text(
        "properties: {Name: {title: {}}, Status: {status: {}}}\n"
        "rows: [{properties: {Name: {title: [{text: {content: Row}}]}}}]\n"
    )
    path = tmp_path / "w.db"
    assert "3 files" in invoke(path, "import", str(folder))
    assert {"Specs", "First spec", "tasks", "Build", "Test", "Board", "Row"} <= titles(path)


def test_an_export_read_back_has_the_same_pages(tmp_path: Path) -> None:
    path, other = tmp_path / "w.db", tmp_path / "other.db"
    invoke(path, "export", str(tmp_path / "out"))
    spec = tmp_path / "out" / "Engineering Specs" / "User Profile API Specification.md"
    assert spec.read_text().startswith("# User Profile API Specification\n## Overview\n")
    header = (tmp_path / "out" / "Engineering Tasks.csv").read_text().split(",")[0]
    assert header == "Name"
    (tmp_path / "out" / "Engineering Tasks.csv").unlink()
    invoke(other, "reset", "--seed", "empty")
    invoke(other, "import", str(tmp_path / "out"))
    assert {"Engineering Specs", "User Profile API Specification", "Engineering Plans"} <= titles(other)


def exported_and_read_back(tmp_path: Path, *pages: dict[str, Any]) -> tuple[str, set[str]]:
    """What the export said, and after an import elsewhere each page's title behind that of the page above."""
    path, other, seed = tmp_path / "w.db", tmp_path / "other.db", tmp_path / "seed.yaml"
    seed.write_text(yaml.safe_dump({"pages": list(pages)}))
    invoke(path, "reset", "--seed", str(seed))
    said = invoke(path, "export", str(tmp_path / "out"))
    invoke(other, "reset", "--seed", "empty")
    invoke(other, "import", str(tmp_path / "out"))
    workspace = Workspace.open(other)
    with workspace.store.transaction(write=False):
        known = workspace.store.select("kind='page' and trashed=0")
    workspace.close()
    above = {node.id: f"{node.title} > " for node in known}
    return said, {above.get(node.parent or "", "") + node.title for node in known}


@pytest.mark.parametrize(
    "titles",
    [
        ("Login: web", "Login/ web", "login; WEB"),
        ("A" * 80 + " one", "A" * 80 + " two"),
        ("*a* [x](y)", "`a` {b}"),
        ("中" * 90, "𝒜" * 80),
    ],
)
def test_every_page_of_an_export_comes_back_whatever_its_title(
    tmp_path: Path, titles: tuple[str, ...]
) -> None:
    said, found = exported_and_read_back(tmp_path, *({"title": title} for title in titles))
    assert said.startswith(f"{len(titles)} files")
    assert found == set(titles)


def test_what_is_below_a_page_is_below_it_again_after_an_export(tmp_path: Path) -> None:
    inner = [{"title": "Down"}]
    _, found = exported_and_read_back(
        tmp_path, {"title": "Up", "pages": inner}, {"title": "up", "pages": inner}
    )
    assert found == {"Up", "Up > Down", "up", "up > Down"}


def test_a_page_inside_a_toggle_is_exported(tmp_path: Path) -> None:
    markdown = "<details>\n<summary>More</summary>\n\t<page>Inside</page>\n</details>"
    said, found = exported_and_read_back(tmp_path, {"title": "Up", "markdown": markdown})
    assert said.startswith("2 files")
    assert found == {"Up", "Up > Inside"}


def test_a_snapshot_brings_everything_back(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    invoke(path, "reset")
    invoke(path, "snapshot", str(tmp_path / "copy.db"))
    invoke(path, "reset", "--seed", "empty")
    assert titles(path) == set()
    invoke(path, "restore", str(tmp_path / "copy.db"))
    assert "Engineering Plans" in titles(path)


def test_a_new_workspace_begins_as_a_snapshot_and_one_that_exists_stays_as_it_is(tmp_path: Path) -> None:
    snapshot, new, old = (tmp_path / f"{name}.db" for name in ("snapshot", "new", "old"))
    invoke(snapshot, "reset")
    invoke(old, "reset", "--seed", "empty")
    for path in (new, old):
        Workspace.open(path, snapshot=snapshot).close()
    assert (titles(new), titles(old)) == (titles(snapshot), set())


def test_a_seed_of_ones_own_is_planted(tmp_path: Path) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text(
        "pages: [{title: Home, shared: false}]\n"
        "databases:\n"
        "  - title: Tasks\n"
        "    properties: {Name: {title: {}}, Next: {relation: {database: Tasks, single_property: {}}}}\n"
        "    rows:\n"
        "      - properties: {Name: {title: [{text: {content: B}}]}}\n"
        "        related: {Next: [A]}\n"
        "      - properties: {Name: {title: [{text: {content: A}}]}}\n"
    )
    path = tmp_path / "w.db"
    invoke(path, "reset", "--seed", str(seed))
    workspace = Workspace.open(path)
    found = send(workspace, "POST", "search", {"query": ""})["results"]
    assert {title_of(item) for item in found} == {"Tasks", "A", "B"}
    related = next(item for item in found if title_of(item) == "B")["properties"]["Next"]["relation"]
    assert len(related) == 1
    workspace.close()


def test_a_template_fills_a_row_new_or_not(tmp_path: Path) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text(
        "databases:\n"
        "  - title: Tasks\n"
        "    properties: {Name: {title: {}}}\n"
        "    templates: [{name: Bug, default: true, markdown: '## Steps'}]\n"
    )
    workspace = Workspace.open(seed=seed)
    source = send(workspace, "POST", "search", {"query": "Tasks"})["results"][0]["id"]
    (template,) = send(workspace, "GET", f"data_sources/{source}/templates", None)["templates"]
    assert (template["name"], template["is_default"]) == ("Bug", True)
    for chosen in ({"type": "default"}, {"type": "template_id", "template_id": template["id"]}):
        row = send(workspace, "POST", "pages", {"parent": {"data_source_id": source}, "template": chosen})
        assert send(workspace, "GET", f"pages/{row['id']}/markdown", None)["markdown"] == "## Steps"
        send(workspace, "PATCH", f"pages/{row['id']}", {"template": chosen})
        assert send(workspace, "GET", f"pages/{row['id']}/markdown", None)["markdown"] == "## Steps\n## Steps"
        send(workspace, "PATCH", f"pages/{row['id']}", {"template": chosen, "erase_content": True})
        assert send(workspace, "GET", f"pages/{row['id']}/markdown", None)["markdown"] == "## Steps"
    workspace.close()


def test_a_seed_that_cannot_be_read_resets_nothing(tmp_path: Path) -> None:
    path, seed = tmp_path / "w.db", tmp_path / "seed.yaml"
    seed.write_text("pages: [")
    invoke(path, "reset")
    with pytest.raises(UsageError, match="Nothing was reset"):
        CliRunner().invoke(app, ["reset", "--seed", str(seed), "--path", str(path)], catch_exceptions=False)
    assert "Engineering Plans" in titles(path)


@pytest.mark.parametrize(
    ("seed", "wrong"),
    [
        ("pages: [{name: x}]", "with title"),
        ("pages: {title: x}", "list of mappings"),
        ("databases: [{title: T, properties: [Name]}]", "properties of T"),
        ("databases: [{title: T, properties: {N: {title: {}}}, rows: 3}]", "'rows'"),
        ("databases: [{title: T, properties: {N: {title: {}}}, rows: [{properties: {X: 1}}]}]", "X is not"),
        ("databases: [{title: T, properties: {N: {title: {}}}, rows: [{related: {R: [Gone]}}]}]", "Gone"),
    ],
)
def test_a_mistake_in_a_seed_is_named(tmp_path: Path, seed: str, wrong: str) -> None:
    (tmp_path / "seed.yaml").write_text(seed)
    with pytest.raises(SeedError, match=wrong):
        Workspace.open(seed=tmp_path / "seed.yaml")


def test_a_missing_seed_is_called_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.yaml cannot be read: No such file"):
        open_workspace(tmp_path / "w.db", seed=str(tmp_path / "gone.yaml"))


def taken_in(folder: Path) -> Workspace:
    """A workspace of what is in the folder and nothing else."""
    workspace = Workspace.open(seed="empty")
    try:
        with workspace.store.transaction(write=True):
            import_folder(workspace.person(), folder)
    except SeedError:
        workspace.close()
        raise
    return workspace


@pytest.mark.parametrize("cells", [("007", "008"), ("1_000", "2"), ("٣", "4"), ("x" * 4500, "y")])
def test_what_is_no_number_comes_back_as_it_was_written(tmp_path: Path, cells: tuple[str, str]) -> None:
    (tmp_path / "in").mkdir()
    text = f"Name,Code\r\nA,{cells[0]}\r\nB,{cells[1]}\r\n"
    (tmp_path / "in" / "Codes.csv").write_bytes(text.encode())
    with closing(taken_in(tmp_path / "in")) as workspace, workspace.store.transaction(write=False):
        export_folder(workspace.person(), tmp_path / "out")
    assert (tmp_path / "out" / "Codes.csv").read_bytes().decode() == text


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("a.csv", b"Name,Code\nA,1,more\n", "more cells than the first line"),
        ("a.csv", b"Name,Code\nA," + b"x" * 200_000, "field larger"),
        ("a.MD", b"\xff", "invalid start byte"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_named(
    tmp_path: Path, name: str, content: bytes, wrong: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SeedError, match=wrong) as refused:
        taken_in(tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / name}: ")


def test_numbers_of_a_table_come_back_as_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    table = "Name,Points,Word\nBuild,3,nan\nTest,1.5,2\n"
    (tmp_path / "in" / "Tasks.csv").write_text(table)
    invoke(tmp_path / "w.db", "reset", "--seed", "empty")
    invoke(tmp_path / "w.db", "import", str(tmp_path / "in"))
    invoke(tmp_path / "w.db", "export", str(tmp_path / "out"))
    written = (tmp_path / "out" / "Tasks.csv").read_text().splitlines()
    columns = {name: cells for name, *cells in zip(*(line.split(",") for line in written), strict=True)}
    assert columns == {"Name": ["Build", "Test"], "Points": ["3", "1.5"], "Word": ["nan", "2"]}


def test_the_fixture_for_other_projects_serves_a_workspace(
    notion_workspace: Workspace, notion_workspace_url: str
) -> None:
    headers = {"Authorization": f"Bearer {notion_workspace.token}", "Notion-Version": "2026-03-11"}
    found = httpx.post(f"{notion_workspace_url}/v1/search", headers=headers, json={}).json()
    assert len(found["results"]) == 4
