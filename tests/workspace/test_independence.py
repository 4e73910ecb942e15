"""The local workspace and the product share no code: neither imports the other, but for who starts it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import notion_planner

PACKAGE = Path(notion_planner.__file__).parent
WORKSPACE = "notion_planner.workspace"
# The command line serves it, the connection embeds it; nothing else of the product knows it.
STARTERS = ("notion_planner.cli", "notion_planner.connection")


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(file: Path) -> str:
    return ".".join(("notion_planner", *file.relative_to(PACKAGE).with_suffix("").parts))


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def test_the_workspace_imports_nothing_of_the_product() -> None:
    foreign = {
        (module_of(file), name)
        for file in (PACKAGE / "workspace").rglob("*.py")
        for name in imports(file)
        if is_in(name, "notion_planner") and not is_in(name, WORKSPACE)
    }
    assert foreign == set()


def test_only_the_command_line_and_the_connection_import_the_workspace() -> None:
    knowing = {
        module_of(file)
        for file in PACKAGE.rglob("*.py")
        if not is_in(module_of(file), WORKSPACE)
        and "workspace" in file.read_text(encoding="utf-8")
        and any(is_in(name, WORKSPACE) for name in imports(file))
    }
    assert {module for module in knowing if not any(is_in(module, starter) for starter in STARTERS)} == set()
    assert knowing
