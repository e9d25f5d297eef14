# The two commands: `make demo` and `make test`. Both need Python 3.11 or newer, and nothing else.
# The others are explained in CONTRIBUTING.md.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# As many tests at once as there are processors; each that runs them has a PostgreSQL of its own.
PARALLEL := -n auto --maxprocesses 8 --dist worksteal

.PHONY: demo test check coverage test-all bench soak lock clean
.DELETE_ON_ERROR:

demo: $(VENV)/installed
	@$(BIN)/outreach demo

test: $(VENV)/installed-for-tests
	@$(BIN)/python -m tests.install
	@$(BIN)/python -m pytest $(PARALLEL)

# Under a minute: how it is written, who imports whom, types, and what the house decides.
check: $(VENV)/installed-for-tests
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q $(PARALLEL) tests/model tests/work

# The suite once more, with the share of the program's lines and branches that it walked through.
coverage: $(VENV)/installed-for-tests
	@$(BIN)/python -m tests.install
	@$(BIN)/python -m pytest $(PARALLEL) --cov --cov-report=term:skip-covered

# The suite on every Python from 3.11 up that this machine has, each in an environment of its own.
test-all:
	@.ci/every-python

bench: $(VENV)/installed-for-tests
	@$(BIN)/python -m bench

# The slow part of the reliability suite, apart from `make test`.
soak: $(VENV)/installed-for-tests
	@$(BIN)/python -m pytest -m soak

INSTALL = $(if $(PYTHON),$(PYTHON) .ci/install.py $(VENV),\
	$(error outreach needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python3))

$(VENV)/installed: requirements.lock pyproject.toml
	@$(INSTALL) requirements.lock $@

$(VENV)/installed-for-tests: requirements-test.lock pyproject.toml
	@$(INSTALL) requirements-test.lock $@ $(VENV)/installed

# Compile both lock files anew; needs uv, and records no download address.
LOCK := uv pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
	--no-emit-find-links --no-strip-extras --python-version 3.11 --quiet pyproject.toml --extra build
lock:
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra test --output-file requirements-test.lock

clean:
	rm -rf .venv .venv-* var
