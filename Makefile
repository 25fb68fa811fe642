# Everything a newcomer needs: `make demo` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PORT ?= 8000
# Python keeps what it compiled, also where a machine is set not to: each start of a place compiles it else.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo demo-reset test check check-words check-types coverage-of-mission bench check-deploy lock clean

demo: .venv/demo-ready
	@$(BIN)/python -m lodestar demo --port $(PORT)

demo-reset: .venv/demo-ready
	@$(BIN)/python -m lodestar demo --reset --port $(PORT)

test: .venv/test-ready
	@$(MAKE) --no-print-directory --jobs=2 --output-sync check
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q

check: check-types check-words

check-types: .venv/test-ready
	$(BIN)/mypy

check-words: .venv/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint lodestar/web --lint --quiet
	$(BIN)/python -m tests.migrations

coverage-of-mission: .venv/test-ready
	@$(BIN)/python -m tests.mission

bench: .venv/test-ready
	@$(BIN)/python -m benchmarks

check-deploy: .venv/demo-ready
	@$(BIN)/python -m lodestar check-deploy

lock: .venv/uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra embedded --extra documents --extra data --group install pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra embedded --extra documents --extra data --group install --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv var

# --- set-up, done once and again when a lock changes ---------------------------------------------------

.venv/uv:
	@echo "Making .venv…"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

.venv/demo-ready: requirements.lock pyproject.toml | .venv/uv
	@echo "Installing what the demo needs…"
	@sh .ci/install requirements.lock
	@touch $@

.venv/test-ready: requirements-dev.lock pyproject.toml | .venv/uv
	@echo "Installing what the tests need…"
	@sh .ci/install requirements-dev.lock
	@sh .ci/browser
	@touch $@ .venv/demo-ready
