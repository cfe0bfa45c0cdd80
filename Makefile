# Everything a person does with this checkout. `make` alone lists it; each target sets up what it needs first.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
ONLY ?=

.DEFAULT_GOAL := help
.PHONY: help run test test-long check bench shots format translations reference clean
MAKEFLAGS += --no-print-directory

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run:  ## set up everything and run the academy (PORT=8000, LMS_DATA=var) until Ctrl-C
	@$(PYTHON) .ci/setup run && exec $(BIN)/lms run --port $(PORT)

test:  ## check, then all tests but the long ones, on SQLite and PostgreSQL and in a browser
	@$(PYTHON) .ci/setup test
	@$(MAKE) check
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not long" --ignore tests/architecture -q

test-long:  ## every page in every width, language and theme; kill and load runs
	@$(PYTHON) .ci/setup test
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m long -q

check:  ## format, lint, types, import contracts, templates, translations, content, sizes
	@$(PYTHON) .ci/setup test
	@$(BIN)/python .ci/check.py

bench:  ## speed, against bare pages on the same server (ONLY=assessment: some; DATABASE=postgres)
	@$(PYTHON) .ci/setup test
	@$(BIN)/python -m tests.bench $(ONLY) $(if $(filter postgres,$(DATABASE)),--postgres)

shots:  ## a picture of every page in every width, language and theme into build/shots/
	@$(PYTHON) .ci/setup shots
	@$(BIN)/python -m tests.browser.shots $(ONLY)

format:  ## put the code into its one format
	@$(PYTHON) .ci/setup test
	@$(BIN)/ruff check --fix-only -q . ; $(BIN)/ruff format -q .

translations:  ## find the sentences of the code, merge them and the fragments into the Chinese catalogue
	@$(PYTHON) .ci/setup test
	@$(BIN)/python .ci/translations.py merge

reference:  ## write anew from the code what docs/reference/ says of it
	@$(PYTHON) .ci/setup test
	@$(BIN)/python .ci/reference.py

clean:  ## remove what was built; the data folder, .venv and node_modules stay
	@rm -rf build lms/ui/static lms/ui/fonts .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find lms tests migrations .ci -name __pycache__ -type d -prune -exec rm -rf {} +
	@find lms -name '*.mo' -delete
