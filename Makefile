# Two commands matter: `make run` and `make test`. Each does everything it needs first; nothing is done twice.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
export UV_SYSTEM_CERTS := 1
BIN := .venv/bin
STAMPS := var/stamps
SOURCES_TS := $(shell find islands alongside -path '*/node_modules' -prune -o \( -path '*/islands/*' -o -path 'alongside/ui/styles/*' \) -type f -print 2>/dev/null)

.PHONY: help
help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 26

$(STAMPS)/python: requirements.lock pyproject.toml tools/need.sh
	@tools/need.sh python "$(PYTHON)"
	@mkdir -p $(STAMPS)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install -q --disable-pip-version-check uv
	$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(STAMPS)/node: package-lock.json package.json tools/need.sh
	@tools/need.sh node
	@mkdir -p $(STAMPS)
	npm install --no-save --ignore-scripts --no-fund --no-audit --loglevel=error
	@touch $@

$(STAMPS)/front: $(STAMPS)/node $(SOURCES_TS)
	npm run -s build
	@touch $@

$(STAMPS)/warm: $(STAMPS)/python $(wildcard alongside/engine/seating/*.py alongside/engine/ties/*.py)
	$(BIN)/python -c "from alongside.engine import seating, ties; seating.warm(); ties.warm()"
	@touch $@

$(STAMPS)/words: $(STAMPS)/python $(wildcard alongside/ui/locale/*/LC_MESSAGES/*.po)
	$(BIN)/pybabel -q compile -d alongside/ui/locale -D "django djangojs" --statistics
	@touch $@

.PHONY: setup
setup: $(STAMPS)/python $(STAMPS)/front $(STAMPS)/words $(STAMPS)/warm  ## the environment in .venv, the front end built

.PHONY: run
run: setup  ## a lived-in demo program on http://localhost:8000
	@exec $(BIN)/alongside demo

.PHONY: guests
guests: setup  ## four simulated people join the demo's running session
	@exec $(BIN)/alongside demo guests

.PHONY: check
check: $(STAMPS)/python $(STAMPS)/node  ## the fast gate: format, lint, types, import contract, migrations, data map, translation marks
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/python tools/check_translations.py
	$(BIN)/python tools/data_map.py --check
	ALONGSIDE_TESTING=1 $(BIN)/alongside manage makemigrations --check --dry-run -v 0
	$(BIN)/lint-imports --no-cache --no-logo
	npm run -s lint
	npm run -s types
	ALONGSIDE_TESTING=1 $(BIN)/mypy alongside

.PHONY: test test-front test-sqlite test-postgres test-journeys
test: setup test-front test-sqlite test-postgres test-journeys  ## everything, on SQLite and PostgreSQL, browser journeys included
test-front: $(STAMPS)/front
	npm run -s test
test-sqlite: setup
	ALONGSIDE_TESTING=1 $(BIN)/pytest -n 2 -m "not journey"
test-postgres: setup
	ALONGSIDE_TESTING=1 $(BIN)/python tools/with_postgres.py $(BIN)/pytest -n 2 -m "not journey"
test-journeys: setup
	ALONGSIDE_TESTING=1 $(BIN)/pytest -n 2 --dist loadfile -m "journey and not alone"
	ALONGSIDE_TESTING=1 $(BIN)/pytest -m "journey and alone"

.PHONY: bench-live bench-seating bench-talk bench-search bench-isolation bench-matching bench-ties
bench-live: setup  ## the gateway against a bare loop, in one run
	$(BIN)/python tools/bench_live.py
bench-talk: setup  ## a conversation of 50,000 messages against one of 50, both engines
	$(BIN)/python tools/bench_talk.py
bench-seating: setup  ## breakout plans against the reference, in one run
	$(BIN)/python tools/bench_seating.py
bench-isolation: setup  ## scores of fading contact under the referee, beside simple scores
	$(BIN)/python tools/bench_isolation.py
bench-matching: setup  ## pairs for a whole program: the exact choice beside a greedy one
	$(BIN)/python tools/bench_matching.py
bench-ties: setup  ## five million contacts recorded, rebuilt and scored, beside plain dictionaries
	$(BIN)/python tools/bench_ties.py
bench-search: setup  ## the first page of a search among a million messages, on both databases
	$(BIN)/python tools/bench_search.py

.PHONY: screenshots
screenshots: setup  ## the main screens at phone and desktop size, light and dark, into screenshots/
	$(BIN)/python tools/screenshots.py

.PHONY: lock
lock:  ## resolve the dependencies anew
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml --group dev -o requirements.lock
	npm install --package-lock-only --ignore-scripts

.PHONY: clean
clean:  ## back to a fresh checkout, demo data included
	rm -rf .venv node_modules var alongside/ui/static/ui/build
