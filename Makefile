PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compiled code is kept, whatever the surroundings say: tests start hundreds of processes. Installing
# leaves the compiling to the first import: most of what is installed is never imported.
export PYTHONDONTWRITEBYTECODE :=
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python
SIDE_BY_SIDE := -n 2 --dist worksteal
TWO_AT_ONCE = $(MAKE) --jobs 2 --output-sync=target
LOCK := $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help setup dev demo test tests check check-words check-demo ready format lock messages docs screenshots bench wheel clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 14

setup: $(VENV)/.base $(VENV)/.words node_modules/.vendored ## prepare .venv and the front end; .venv/bin/halfhour is the command
dev: setup $(VENV)/.dev ## the same, with what tests and checks need

demo: setup ## a living team in the browser (SERVE=0: print the plan's summary and stop)
	$(BIN)/halfhour demo $(if $(filter 0,$(SERVE)),--no-serve)

test: dev ready ## all tests; without PostgreSQL, Redis or Chromium theirs skip, with CI=true they must run
	$(MAKE) tests

tests: dev
	$(BIN)/pytest -q $(SIDE_BY_SIDE) -m "not browser"
	$(BIN)/python scripts/on_postgresql.py $(BIN)/pytest -q $(SIDE_BY_SIDE) -m "rows and not long" tests/apps
	$(BIN)/pytest -q -n 3 --dist loadfile -m browser tests/journeys  # a browser waits half of its time

check: dev ## everything that CI runs
	$(TWO_AT_ONCE) check-demo check-words ready  # the demo keeps one core busy, the others the other one
	$(MAKE) tests

ready: dev
	$(BIN)/python scripts/ready_for_tests.py

check-demo: setup
	rm -rf build/check-demo
	HALFHOUR_DATA=build/check-demo $(MAKE) demo SERVE=0

check-words: dev ## format, lint, types, imports, templates, catalogues, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'src/*.html')
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python scripts/messages.py check
	$(BIN)/mkdocs build --quiet --strict

format: dev ## write everything in the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'src/*.html')

lock: dev ## pin the dependencies named in pyproject.toml
	$(LOCK) pyproject.toml --output-file requirements/base.txt
	$(LOCK) pyproject.toml --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt
	$(LOCK) pyproject.toml --extra bench --constraint requirements/dev.txt --output-file requirements/bench.txt

messages: dev ## bring the message catalogues up to date with the code
	$(BIN)/python scripts/messages.py update

docs: dev ## build the documentation into build/site
	$(BIN)/mkdocs build --strict

screenshots: dev ## take the pictures of the documentation anew (needs Chromium)
	$(BIN)/python scripts/screenshots.py

bench: dev $(VENV)/.bench ## run the benchmarks, peers beside us; rows in build/bench.json and docs/methods/benchmarks.md
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done
	$(BIN)/python scripts/benchmarks_page.py

wheel: setup ## build the wheel, front end and catalogues included, into dist
	$(BIN)/uv build --quiet --wheel --out-dir dist .

clean: ## remove what the other commands made, apart from .venv and node_modules
	rm -rf build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(BIN)/uv: requirements/uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.base: $(BIN)/uv requirements/base.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/base.txt
	$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.txt
	$(INSTALL) --require-hashes -r requirements/bench.txt
	@touch $@

$(VENV)/.words: $(VENV)/.base scripts/messages.py $(wildcard src/halfhour/locale/*/LC_MESSAGES/django.po)
	$(BIN)/python scripts/messages.py compile
	@touch $@

node_modules/.vendored: package-lock.json package.json scripts/vendor.mjs
	npm ci --no-audit --no-fund --loglevel=error
	node scripts/vendor.mjs
	@touch $@
