# Deskbell: everything a developer or a build machine does. Each target sets `.venv` up by itself and
# does so again only when `requirements.lock` (or, for our own package, `pyproject.toml`) changed.
#
#   make run                              the playground: a Slack and a Teams on this machine, at the address it prints
#   make quick                            core, commands and contracts: under a minute, to run after every change
#   make test                             every test; the playground's own only if it, they or the lock changed
#                                         since the branch left main (on main: since the commit before)
#   make test CI=true                     every test, whatever changed, with branch coverage of the core: what .ci/run does
#   make test ARGS="tests/core -k hold"   a part of them
#   make coverage                         which branches of all of our code its own tests take
#   make check                            formatting, lint, types, import contracts, generated docs
#   make mutate                           how many small wrong versions of the core the tests find, on a sample
#   make bench                            the figures of bench/, with their method
#   make lock                             write requirements.lock anew after a change of dependencies
#   make browser                          a Chromium for the browser tests, where one can be installed
#   make pictures                         take the pictures of docs/ anew, as the browser tests see them

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
# Twice quiet: errors only; a machine's own pip settings warn at length about nothing.
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
ARGS ?=
# What was compiled is kept, whatever a machine's environment says: else each process that a test starts, and each
# worker, compiles all of it anew.
export PYTHONDONTWRITEBYTECODE :=

PACKAGES := core adapters storage bot playground
# Only the packages that are there: a branch may lack one.
SOURCES := $(wildcard $(PACKAGES))
LINTED := $(SOURCES) $(wildcard tests bench docs)
TYPED := $(SOURCES) $(wildcard tests bench docs/*.py)

.PHONY: help setup run quick test chosen measured others coverage check format mutate bench lock browser pictures clean

help:
	@sed -n 's/^#   //p' Makefile

setup: $(VENV)/.installed
	@:

# The interpreter: `python3` when it is new enough and not too new, else the first of 3.11 to 3.13 that runs.
$(VENV)/.created:
	@in_range='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'; \
	if ! { [ -x $(BIN)/python ] && $(BIN)/python -c "$$in_range" 2>/dev/null; }; then \
	  python=; \
	  for candidate in python3 python3.11 python3.12 python3.13; do \
	    if $$candidate -c "$$in_range" >/dev/null 2>&1; then python=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$python" ]; then \
	    echo "Deskbell needs Python 3.11, 3.12 or 3.13, and none was found as python3, python3.11, python3.12 or python3.13: install one and run make again." >&2; \
	    exit 1; \
	  fi; \
	  echo "Setting up $(VENV) with $$($$python --version)"; \
	  if ! $$python -m venv --clear $(VENV); then \
	    echo "$$python could not make a virtual environment: install its venv module (on Debian and Ubuntu the package python3-venv) and run make again." >&2; \
	    exit 1; \
	  fi; \
	fi
	@touch $@

$(VENV)/.locked: requirements.lock | $(VENV)/.created
	@echo "Installing what requirements.lock names"
	@$(PIP) install --require-hashes --no-deps --requirement requirements.lock
	@touch $@

# Without build isolation: the build uses the locked setuptools and fetches nothing.
$(VENV)/.installed: pyproject.toml $(VENV)/.locked
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

run: setup
	@$(BIN)/deskbell playground $(ARGS)

ON_BOTH_CORES := --numprocesses=2 --dist=worksteal
# Browsers, and processes that are killed, are waited for: two workers more have the cores meanwhile.
ON_FOUR := --numprocesses=4 --dist=worksteal
OF_THE_CORE := $(addprefix tests/,core commands scenarios)
# Only a build machine (CI=true) runs the playground's own tests whatever changed, and measures the core's branches by the
# tests that are about it, beside the others. A part of the suite, named in ARGS, does as it is told.
PARTS := $(if $(filter true,$(CI)),$(if $(strip $(ARGS)),chosen,measured others),chosen)
COMMA := ,
SPACE := $(subst ,, )
# Of the tests that take our code one piece at a time: what whole days and pages touch on their way proves little.
MEASURED := $(addprefix tests/,core commands contracts noise presentation scenarios storage bot channels channels_teams)

quick: setup
	@$(BIN)/python -m pytest --quiet $(ON_BOTH_CORES) tests/core tests/commands tests/contracts $(ARGS)

# Folders of tests are in memory where it has room for them: a disk, and how busy it is, is nothing that a test tells of.
IN_MEMORY = $(shell room=$$(df -k /dev/shm 2>/dev/null | awk 'END { print $$4 }'); \
  [ "$${room:-0}" -gt 4000000 ] && [ -w /dev/shm ] && echo TMPDIR=/dev/shm)

test: $(PARTS)
	@:

chosen: setup browser
	@$(IN_MEMORY) $(BIN)/python -m pytest $(or $(strip $(ARGS)),$(ON_FOUR) $$($(BIN)/python -m tests.unchanged))

measured: setup
	@$(IN_MEMORY) $(BIN)/python -m tests.branches core $(ON_BOTH_CORES) $(OF_THE_CORE)

others: setup browser
	@$(IN_MEMORY) $(BIN)/python -m pytest $(ON_FOUR) $(foreach folder,$(OF_THE_CORE),--ignore=$(folder))

coverage: setup
	@$(IN_MEMORY) $(BIN)/python -m tests.branches $(subst $(SPACE),$(COMMA),$(filter-out playground,$(SOURCES))) \
	  $(ON_BOTH_CORES) $(MEASURED)

check: setup
	@$(BIN)/ruff format --check $(LINTED)
	@$(BIN)/ruff check $(LINTED)
	@$(BIN)/mypy $(TYPED)
	@$(BIN)/lint-imports
	@if [ -f docs/generate.py ]; then $(BIN)/python -m docs.generate --check; fi

format: setup
	@$(BIN)/ruff check --fix-only --quiet $(LINTED)
	@$(BIN)/ruff format $(LINTED)

mutate: setup
	@$(BIN)/python -m tests.mutation $(ARGS)

bench: setup
	@$(BIN)/python -m bench $(ARGS)

# `uv` writes one lock for all platforms and Pythons; it is needed for nothing else, so it stays out of .venv.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv on the path (pip install uv, in an environment of its own)." >&2; exit 1; }
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --group dev pyproject.toml --output-file requirements.lock

# The browser tests look for a Chromium and are skipped, with that reason, where there is none. Its shell without windows costs
# half as much: beside a whole one it is asked for once.
browser:
	@has() { command -v "$$1" >/dev/null; }; \
	whole() { has chromium || has chromium-browser || has google-chrome; }; \
	if ! has chromium-headless-shell && ! { whole && [ -e $(VENV)/.browser ]; } && [ "$$(id -u)" = 0 ] && has apt-get; then \
	  echo "Installing Chromium for the browser tests"; \
	  get() { DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$$1" fonts-noto-color-emoji >/dev/null 2>&1; }; \
	  apt-get update -qq >/dev/null 2>&1; \
	  get chromium-headless-shell || whole || get chromium \
	    || echo "Chromium could not be installed: the browser tests will be skipped."; \
	  mkdir -p $(VENV) && touch $(VENV)/.browser; \
	fi

# Those of docs/pictures that are there are replaced: a new one is put there by hand once.
pictures: setup
	@fc-list ':lang=und-zsye' | grep -q . || { echo "Install a font with emoji first (on Debian and Ubuntu fonts-noto-color-emoji): the pictures would have boxes instead." >&2; exit 1; }
	@shots=$$(mktemp -d) && DESKBELL_SCREENSHOTS=$$shots $(BIN)/python -m pytest -q tests/browser && \
	  for each in docs/pictures/*.png; do cp "$$shots/$${each##*/}" "$$each" || exit 1; done && rm -r "$$shots"

clean:
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
