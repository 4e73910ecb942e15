# The one entry point for tasks; CI calls the same targets.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin

.PHONY: demo test lint types contracts check clean

# Installs once, and again when the dependencies change.
$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(VENV)/installed ## make the sample plan in the local workspace and say how to look at it
	@$(BIN)/notion-planner demo

test: $(VENV)/installed ## the whole suite, without network
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed
	$(BIN)/mypy

contracts: $(VENV)/installed ## who may import whom
	$(BIN)/lint-imports

check: lint types contracts test

clean:
	rm -rf $(VENV) .notion-planner
