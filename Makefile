# One command to run, one to judge. Needs Python 3.11 or newer, git and make; everything else is fetched, locked by hash.
PYTHON ?= python3
PORT ?= 8000
DATA ?= data
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
SETUP := .setup
# npm's scripts begin with `#!/usr/bin/env node`: the environment's own Node.js comes first.
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
SNIPPET := webapp/snippet
UI := webapp/ui
UI_SOURCES := tests/data/openapi.json $(shell find $(UI) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/tests/*' -not -name schema.d.ts 2>/dev/null)
SNIPPET_SOURCES := $(shell find $(SNIPPET) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
# A file's tests share what they start; auto is two processes more than there are cores (tests/conftest.py), four at most,
# for PostgreSQL takes 100 connections.
PARALLEL := --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help up test check bench simulate chaos browsers pictures rooms fuzz lint lint-console lint-rest migrations lock sbom clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: $(SETUP)/run $(SETUP)/snippet $(SETUP)/ui ## set up what is missing, then serve on http://127.0.0.1:$(PORT) (PORT=, DATA=)
	@exec $(BIN)/waymark up --port $(PORT) --data $(DATA)

test: $(SETUP)/test $(SETUP)/snippet $(SETUP)/ui ## every test, a file a process (ARGS= for pytest; REQUIRE_ALL=1 fails where a server or browser is absent)
	cd $(SNIPPET) && $(WITH_NODE) npm test --silent
	cd $(UI) && $(WITH_NODE) npm test --silent
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

check: lint migrations test ## format, lint, types, import contracts, migrations in step with the tables, then every test

# Half of the time is ESLint's over the console: everything else passes beside it.
lint: $(SETUP)/test $(SETUP)/snippet $(SETUP)/ui ## the part of `check` that runs no test
	@$(MAKE) --no-print-directory --jobs=2 lint-console lint-rest

lint-console:
	cd $(UI) && $(WITH_NODE) npm run --silent lint

lint-rest:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd $(SNIPPET) && $(WITH_NODE) npm run --silent typecheck && $(WITH_NODE) npm run --silent lint && $(WITH_NODE) npm run --silent sizes
	cd $(UI) && $(WITH_NODE) npm run --silent typecheck && $(WITH_NODE) npm run --silent sizes

migrations: $(SETUP)/test ## do the migrations make the tables? (SQLite; PostgreSQL too where it runs)
	$(BIN)/python -m pytest -q tests/test_ground.py -k migrations

bench: $(SETUP)/bench $(SETUP)/snippet ## the benchmarks: a table of ratios, and bench/results.json (BENCH_SIZE=, BENCH_FULL=1, ARGS="step --markdown")
	$(WITH_NODE) $(BIN)/python -m bench $(ARGS)

simulate: $(SETUP)/test ## the simulator: seeds of faults, then healing (SEEDS=1000 START=0 JOBS=2)
	SEEDS=$(or $(SEEDS),1000) START=$(or $(START),0) JOBS=$(or $(JOBS),2) $(BIN)/python -m pytest tests/simulation/test_seeds.py $(ARGS)

chaos: $(SETUP)/test ## real processes, killed and restarted at random (CHAOS_SECONDS=600, CHAOS_PG=1, CHAOS_SEED=)
	CHAOS_SECONDS=$(or $(CHAOS_SECONDS),600) $(BIN)/python -m pytest tests/chaos $(ARGS)

browsers: $(SETUP)/test $(SETUP)/snippet $(SETUP)/ui ## real browsers receive real pushes from local push services
	$(BIN)/python -m pytest -m browser $(ARGS)

pictures: $(SETUP)/test $(SETUP)/snippet ## every popup and widget as a visitor sees it: desktop, phone, light, dark, into tests/browser/pictures/
	$(BIN)/python -m pytest -q -s tests/browser/pictures.py $(ARGS)

rooms: $(SETUP)/test $(SETUP)/snippet $(SETUP)/ui ## every room of the console: four widths, light, dark, right to left, into tests/console/pictures/
	$(BIN)/python -m pytest -q -s tests/console/pictures.py $(ARGS)

fuzz: $(SETUP)/test ## many more examples of every property test
	$(BIN)/python -m pytest --hypothesis-profile=long -m "not browser" $(ARGS)

lock: $(SETUP)/uv ## resolve the dependencies anew into requirements/ (UPGRADE=1 for the newest)
	$(SETUP)/uv/bin/uv pip compile $(LOCK) --group build -o requirements/run.txt
	$(SETUP)/uv/bin/uv pip compile $(LOCK) --group build --group test -o requirements/test.txt
	$(SETUP)/uv/bin/uv pip compile $(filter-out pyproject.toml,$(LOCK)) --group bench -o requirements/bench.txt

sbom: ## write sbom.json: what runs, package by package with its hashes (CycloneDX)
	$(PYTHON) requirements/sbom.py > sbom.json

LOCK = --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header $(if $(UPGRADE),--upgrade) pyproject.toml

clean: ## forget the set-up (data stays)
	rm -rf $(VENV) $(SETUP) $(SNIPPET)/node_modules $(SNIPPET)/dist $(UI)/node_modules $(UI)/dist

# What has been set up leaves a stamp; it is set up again when what it came from changes.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Waymark needs Python 3.11 or newer; say which: make PYTHON=python3.12 …" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(SETUP)/run: requirements/run.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@mkdir -p $(SETUP) && touch $@

$(SETUP)/test: requirements/test.txt $(SETUP)/run
	$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

# Without npm's registry only the comparison with node's web-push is left out.
$(SETUP)/bench: requirements/bench.txt bench/node/package-lock.json $(SETUP)/test
	$(PIP) install --require-hashes -r requirements/bench.txt
	-cd bench/node && $(WITH_NODE) npm ci --silent --no-audit --no-fund
	@touch $@

$(SETUP)/snippet: $(SNIPPET_SOURCES) | $(SETUP)/run
	cd $(SNIPPET) && $(WITH_NODE) npm ci --silent --no-audit --no-fund && $(WITH_NODE) npm run --silent build
	@mkdir -p $(SETUP) && touch $@

# What is installed and what is built are told apart: a change of a source builds in seconds.
$(SETUP)/ui-packages: $(UI)/package-lock.json | $(SETUP)/run
	cd $(UI) && $(WITH_NODE) npm ci --silent --no-audit --no-fund
	@mkdir -p $(SETUP) && touch $@

$(SETUP)/ui: $(UI_SOURCES) $(SETUP)/ui-packages
	cd $(UI) && $(WITH_NODE) npm run --silent build
	@touch $@

$(SETUP)/uv:
	$(PYTHON) -m venv $@ && $@/bin/pip --quiet install uv
