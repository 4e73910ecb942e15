"""Whatever README and docs/ promise: commands run, settings load, links lead on, nothing is left out."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from notion_planner.changelog import MOST_ENTRIES
from notion_planner.cli.app import app, run
from notion_planner.config import parse_settings, starter_settings
from notion_planner.errors import ExitCode
from notion_planner.model.changes import SMALLEST_JUDGED
from notion_planner.planner import Profile
from notion_planner.planner.profile import PROFILE_SCHEMA
from notion_planner.workspace.browser.mermaid import draw
from notion_planner.writer.plan_page import LEASE
from tests.conftest import Notion
from tests.docs.documents import DOCUMENTS, ROOT, Block, anchors, blocks, commands, links, mentioned, specify

# Documents whose commands need a world of their own are run by tests of their own.
ELSEWHERE = {
    "docs/getting-started.md": "tests/setup/test_getting_started.py",
    "docs/daily.md": "tests/daily/test_docs.py",
    "docs/session.md": "tests/docs/test_session.py",
}
# Of these only the options are looked at: they run until somebody stops them, or want a job given up.
ENDLESS = ("serve", "worker", "workspace serve", "jobs --retry")
# Beginnings of command lines of other programs, and why no test runs them here.
OTHERS = {
    "make ": "its target is looked up in the Makefile",
    "docker compose up": "needs Docker; tests/test_container.py reads compose.yaml",
    "export NOTION": "sets a variable, which has to be a documented one",
    "$EDITOR": "whatever people edit with",
    "pip install": "needs a package index",
}
_IN_WORDS = {2: "two", 10: "ten"}
PLACES = {"plans": {"parent": "Engineering Plans"}, "tasks": {"database": "Engineering Tasks"}}
CONFIG = yaml.safe_dump({**PLACES, "planning": {"profile": "standard"}})


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a plan, in whose overview and one of whose tasks a person wrote; and the files
    that documents show."""
    folder = tmp_path_factory.mktemp("world")
    notion = Notion(parse_settings(CONFIG, "config.yaml"), folder / ".notion-planner/workspace.db")
    specify(notion)
    first = notion.sync()
    assert first.plan is not None
    overview = notion.markdown(str(first.plan.id)).split("## Overview\n")[1].split("\n")[0]
    notion.edit(str(first.plan.id), overview, f"{overview} Ours.")
    schema = next(str(task.id) for task in first.tasks if task.title.startswith("Setup database schema"))
    objective = notion.markdown(schema).split("## Objective\n")[1].split("\n")[0]
    notion.edit(schema, f"## Objective\n{objective}", f"## Objective\n{objective} Ours.")
    notion.workspace.close()
    _write_files(folder)
    return folder


def _write_files(folder: Path) -> None:
    for block in blocks("markdown"):
        if block.text.startswith("# "):
            (folder / f"{_slug(block.text)}.md").write_text(block.text, encoding="utf-8")
    (folder / "templates/profiles").mkdir(parents=True)
    for block in blocks("yaml"):
        if PROFILE_SCHEMA in block.text:
            name = yaml.safe_load(block.text)["name"]
            (folder / f"templates/profiles/{name}.yaml").write_text(block.text, encoding="utf-8")
    (folder / "config.yaml").write_text(f"{CONFIG}templates: templates\n")


@pytest.fixture
def world(prepared: Path, tmp_path: Path) -> None:
    """The same in the current folder."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)


def _slug(text: str) -> str:
    return text.split("\n")[0].removeprefix("# ").lower().replace(" ", "-")


def ours(document: str) -> list[list[str]]:
    """The arguments of our own commands that come to an end."""
    lines = [shlex.split(line) for line in commands(document)]
    found = [line[1:] for line in lines if line[0] == "notion-planner"]
    return [line for line in found if not any(" ".join(line).startswith(name) for name in ENDLESS)]


@pytest.mark.slow
@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name not in ELSEWHERE and ours(name)])
def test_the_commands_of_a_document_run_in_its_order(
    document: str, world: None, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in ours(document):
        # Nobody is there to be asked.
        code = run([*arguments, "--yes"] if arguments[0] == "apply" else arguments)
        said = capsys.readouterr()
        assert code == ExitCode.DONE, f"{arguments}\n{said.out}{said.err}"


def test_what_no_test_can_run_is_understood_or_has_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    for line in (line for document in DOCUMENTS if document not in ELSEWHERE for line in commands(document)):
        program, *arguments = shlex.split(line)
        if program != "notion-planner":
            assert any(line.startswith(start) for start in OTHERS), line
        elif any(" ".join(arguments).startswith(name) for name in ENDLESS):
            # --help is answered only after all other options were recognised.
            assert run([*arguments, "--help"]) == ExitCode.DONE, f"{line}\n{capsys.readouterr().err}"


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if mentioned(name)])
def test_commands_in_running_text_are_understood(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    for line in mentioned(document):
        arguments = [word for word in shlex.split(line) if word != "…"]
        assert run([*arguments, "--help"]) == ExitCode.DONE, f"{line}\n{capsys.readouterr().err}"


def test_exactly_the_commands_that_there_are_stand_in_the_readme() -> None:
    table = DOCUMENTS["README.md"].split("## Commands")[1].split("\n## ")[0]
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    told = {name.split()[0] for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    group = typer.main.get_group(app)
    assert told == {name for name, command in group.commands.items() if not command.hidden}


def test_documents_with_tests_of_their_own_are_named_there() -> None:
    for document, test in ELSEWHERE.items():
        assert Path(document).name in (ROOT / test).read_text(encoding="utf-8")


def test_every_target_of_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    named = {name for text in DOCUMENTS.values() for name in re.findall(r"(?:\$ |`)make ([a-z]+)", text)}
    assert named <= targets


@pytest.mark.parametrize("block", blocks("yaml"), ids=lambda block: block.document)
def test_yaml_is_a_configuration_a_profile_a_seed_or_a_step_of_the_action(block: Block) -> None:
    value = yaml.safe_load(block.text)
    if isinstance(value, list):
        for step in value:
            if step["uses"].startswith("notion-planner/"):
                assert set(step.get("with", ())) <= set(_action()["inputs"])
    elif value.get("schema") == PROFILE_SCHEMA:
        folder = ROOT / "templates/profiles"
        profile = Profile.parse(
            block.text, value["name"], lambda name: (folder / f"{name}.yaml").read_text(encoding="utf-8")
        )
        assert profile.name == value["name"]
    elif "pages" not in value and "databases" not in value:
        settings = parse_settings(yaml.safe_dump(PLACES | value), block.document)
        assert settings.model_fields_set >= set(value)


@pytest.mark.parametrize("block", blocks("json"), ids=lambda block: block.document)
def test_json_is_json(block: Block) -> None:
    text = block.text if block.text.lstrip()[0] in "{[" else f"{{{block.text}}}"
    json.loads(text)


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if list(links(name))])
def test_links_lead_somewhere(document: str) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = (ROOT / document).parent / path if path else ROOT / document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


def test_every_document_is_in_the_index() -> None:
    told = {target.partition("#")[0] for target in links("docs/README.md")}
    assert told >= {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}


def test_settings_that_are_named_exist() -> None:
    sections = {name: value for name, value in starter_settings() if hasattr(value, "model_fields_set")}
    pattern = re.compile(rf"`({'|'.join(sections)})\.([a-z_]+)(?:\.[a-z_]+)*`")
    unknown = {
        f"{document}: {section}.{name}"
        for document, text in DOCUMENTS.items()
        for section, name in pattern.findall(text)
        if name not in type(sections[section]).model_fields and name not in ("md", "py", "yml")
    }
    assert unknown == set()


def test_every_variable_of_the_environment_is_documented() -> None:
    name = re.compile(r"[\"`]((?:NOTION|SLACK)_[A-Z_]+)[\"`]")
    source = (ROOT / "notion_planner/config.py").read_text(encoding="utf-8")
    table = DOCUMENTS["docs/configuration.md"].split("## Environment")[1]
    assert set(name.findall(source)) <= set(name.findall(table))


def test_the_numbers_in_the_rules_of_sync_are_those_of_the_code() -> None:
    text = DOCUMENTS["docs/sync.md"]
    assert f"`sync.change_budget` ({starter_settings().sync.change_budget:.0%})".replace("%", " %") in text
    assert f"fewer than {_IN_WORDS[SMALLEST_JUDGED]} tasks" in text
    assert f"after {_IN_WORDS[LEASE.total_seconds() // 60]} minutes" in text
    assert f"the latest {MOST_ENTRIES} entries" in text


@pytest.mark.parametrize("block", blocks("mermaid"), ids=lambda block: block.document)
def test_diagrams_are_drawn(block: Block) -> None:
    assert (draw(block.text) or "").startswith("<svg")


@pytest.mark.parametrize("table", ["inputs", "outputs"])
def test_exactly_the_inputs_and_outputs_of_the_action_are_documented(table: str) -> None:
    section = DOCUMENTS["docs/action.md"].split(f"## {table.title()}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)} == set(_action()[table])


def test_every_workflow_to_copy_is_documented() -> None:
    files = {path.name for path in (ROOT / "examples/workflows").glob("*.yml")}
    assert set(re.findall(r"^\| `([a-z-]+\.yml)` \|", DOCUMENTS["docs/action.md"], re.M)) == files


def test_every_form_of_json_that_commands_print_is_documented() -> None:
    form = re.compile(r"notion-planner/[a-z-]+/\d")
    package = (path.read_text(encoding="utf-8") for path in (ROOT / "notion_planner").rglob("*.py"))
    printed = {found for text in package for found in form.findall(text)}
    # What a file of the user's own begins with, not what is printed.
    assert printed - {"notion-planner/profile/1"} <= set(form.findall(DOCUMENTS["docs/exit-codes.md"]))


def test_every_module_has_its_place_in_the_architecture() -> None:
    told = set(re.findall(r"`([a-z_]+)(?:/|\.py)`", DOCUMENTS["docs/architecture.md"]))
    package = ROOT / "notion_planner"
    there = {path.stem for path in package.glob("[a-z]*.py")}
    there |= {path.parent.name for path in package.glob("*/__init__.py")}
    assert there <= told


def _action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
