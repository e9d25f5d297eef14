# The two commands: `make demo` and `make test`. Both need Python 3.11 or newer, and nothing else.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin

.PHONY: demo test bench soak lock clean
.DELETE_ON_ERROR:

demo: .venv/installed
	@$(BIN)/outreach demo

test: .venv/installed-for-tests
	@$(BIN)/python -m tests.install
	@$(BIN)/python -m pytest

bench: .venv/installed-for-tests
	@$(BIN)/python -m bench

# The slow part of the reliability suite, apart from `make test`.
soak: .venv/installed-for-tests
	@$(BIN)/python -m pytest -m soak

# The stamp is written last: an installation that was interrupted begins anew.
.venv/installed: requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" exec ./.ci/install requirements.lock
	@touch $@

.venv/installed-for-tests: requirements-test.lock pyproject.toml
	@PYTHON="$(PYTHON)" exec ./.ci/install requirements-test.lock
	@touch $@ .venv/installed

# Compile both lock files anew; needs uv, and records no download address.
LOCK := uv pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
	--no-emit-find-links --python-version 3.11 --quiet pyproject.toml --extra build
lock:
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra test --output-file requirements-test.lock

clean:
	rm -rf .venv var
