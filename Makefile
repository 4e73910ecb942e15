# The one entry point for tasks; CI calls the same targets.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# Each process of the suite would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test quick lint types contracts node conformance accuracy laws faults edits together simulate previews docs check clean

# Installs once, and again when the dependencies change.
$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(VENV)/installed ## make the sample plan in the local workspace and say how to look at it
	@$(BIN)/notion-planner demo

test: $(VENV)/installed ## the whole suite, without network
	$(BIN)/python -m pytest -n auto --dist worksteal

quick: $(VENV)/installed ## the tests to run while writing, nine of ten: those that are not marked slow
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed
	$(BIN)/mypy

contracts: $(VENV)/installed ## who may import whom
	$(BIN)/lint-imports

node: ## what a few tests need of Node.js: the official client, its types, Mermaid's parser
	npm install --prefix tests/node --no-audit --no-fund --no-package-lock --loglevel=error

conformance: $(VENV)/installed node ## drive every endpoint with the official clients; rewrites docs/local-workspace.md
	$(BIN)/python -m tests.workspace.conformance

accuracy: $(VENV)/installed ## score the extractor on a labelled corpus, where there is one
	$(BIN)/python -m benchmarks.accuracy

laws: $(VENV)/installed ## what holds for every input, tried on a thousand inputs each
	$(BIN)/python -m pytest -n auto -m hypothesis --hypothesis-profile thorough

faults: $(VENV)/installed ## each fault at each request of three syncs; rewrites its table in docs/reliability.md
	$(BIN)/python -m tests.reliability.fault_table

edits: $(VENV)/installed ## each edit of people beside each change of the specification; rewrites the list in docs/reliability.md
	$(BIN)/python -m tests.reliability.edit_matrix

together: $(VENV)/installed ## two syncs of one specification at the same time, fifty times and as processes
	$(BIN)/python -m tests.reliability.together

SEEDS ?= 100
simulate: $(VENV)/installed ## seeded syncs, edits and faults against a model; SEEDS=N, FIRST=N
	PYTHONHASHSEED=0 $(BIN)/python -m tests.reliability.simulate --seeds $(SEEDS) $(if $(FIRST),--first $(FIRST))

previews: $(VENV)/installed ## every document planned, changed and worked on, each run as previewed; SEEDS=N, FIRST=N
	$(BIN)/python -m tests.reliability.previews --seeds $(SEEDS) --first $(or $(FIRST),0)

docs: $(VENV)/installed ## record the session, list the settings and take the pictures (needs Chromium) of docs/ anew
	$(BIN)/python -m tests.docs.configuration
	NOTION_PLANNER_UPDATE=1 $(BIN)/python -m pytest tests/docs/test_session.py
	$(BIN)/python -m tests.docs.pictures

check: lint types contracts test

clean:
	rm -rf $(VENV) .notion-planner
