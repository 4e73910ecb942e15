"""What is built is what is shown: the wheel carries templates, configuration and types; the docs are true."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from notion_planner.config import parse_settings
from notion_planner.errors import ExitCode
from notion_planner.settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_carries_every_template_and_the_starter_files(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    wanted = {
        f"notion_planner/templates/{path.relative_to(ROOT / 'templates').as_posix()}" for path in templates
    }
    wanted |= {"notion_planner/starter/config.yaml", "notion_planner/starter/.env.example"}
    assert wanted | {"notion_planner/py.typed"} <= names


def test_the_wheel_carries_the_packages_own_data(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    data = [
        path
        for path in (ROOT / "notion_planner").rglob("*")
        if path.suffix in (".yaml", ".css", ".js", ".html")
    ]
    assert {path.relative_to(ROOT).as_posix() for path in data} <= names


def test_the_wheel_installs_the_command(wheel: zipfile.ZipFile) -> None:
    entry = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "notion-planner = notion_planner.__main__:main" in wheel.read(entry).decode()


def test_the_source_distribution_carries_what_its_tests_read() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    carried = {*settings["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"], "pyproject.toml"}
    sources = [path.read_text() for path in (ROOT / "tests").rglob("*.py")]
    read = {name for text in sources for name in re.findall(r'ROOT / "([\w.-]+)', text)}
    imported = {name for text in sources for name in re.findall(r"^from (benchmarks)", text, re.M)}
    assert {"docs", "compose.yaml"} < read
    assert {name for name in read | imported if (ROOT / name).exists()} <= carried


def test_contributing_says_what_every_benchmark_prints() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text().partition("**Benchmarks**")[2]
    scripts = {path.stem for path in (ROOT / "benchmarks").glob("[!_]*.py")} | {"peers"}
    rows = re.findall(r"^\| ([a-z_`, ]+) \|", table, re.M)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == scripts


def test_the_readmes_configuration_loads() -> None:
    readme = (ROOT / "README.md").read_text()
    block = next(block for block in re.findall(r"```yaml\n(.*?)```", readme, re.S))
    assert parse_settings(re.sub(r"^ {3}", "", block, flags=re.M), "README.md").plans.parent


@pytest.mark.parametrize("line", [line for line in (ROOT / "config.yaml").read_text().split("\n") if line])
def test_every_line_of_the_shipped_configuration_is_a_comment_or_yaml(line: str) -> None:
    assert line.startswith("#") or yaml.safe_load(line.strip()) is not None


def test_the_settings_that_config_yaml_suggests_exist() -> None:
    text = (ROOT / "config.yaml").read_text()
    head, rest = text.split("# Everything else", 1)
    suggested = "\n".join(line.removeprefix("# ") for line in rest.split("\n")[1:])
    assert parse_settings(head + suggested, "config.yaml").planning.country == "DE"


def test_every_exit_code_is_documented() -> None:
    documented = {
        int(code) for code in re.findall(r"^\| (\d+) \|", (ROOT / "docs/exit-codes.md").read_text(), re.M)
    }
    assert {int(code) for code in ExitCode} <= documented


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs/configuration.md").read_text()
    missing = [name for name in _names(Settings) if f"`{name}`" not in text]
    assert missing == []


def _names(model: type, prefix: str = "") -> list[str]:
    names = []
    for name, field in model.model_fields.items():
        inner = [part for part in _parts(field.annotation) if hasattr(part, "model_fields")]
        names += [n for part in inner for n in _names(part, f"{prefix}{name}.")] or [f"{prefix}{name}"]
    return names


def _parts(annotation: object) -> list[object]:
    return list(getattr(annotation, "__args__", ())) or [annotation]
