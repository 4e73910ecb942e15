"""Every promise is stated by tests that exist, and the documentation lists them."""

import ast
from pathlib import Path

import pytest

from tests.reliability import document
from tests.reliability.promises import NAME, PROMISES, Promise, table

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: str(promise.number))
def test_the_tests_of_a_promise_exist(promise: Promise) -> None:
    for path, name in promise.tests:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        assert name in {node.name for node in tree.body if isinstance(node, functions)}, f"{path}::{name}"


def test_the_promises_are_those_of_the_sync_and_the_one_on_secrets() -> None:
    assert [promise.number for promise in PROMISES] == [*range(1, 20), 24]


def test_the_documentation_lists_the_promises_as_they_are() -> None:
    assert document.block(NAME) == table()
