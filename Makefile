# `make serve` sets everything up and opens the web chat; `make test` sets up and runs the tests.
# Both can be run again at any time: what is there is not made anew.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
MODEL := var/models/bge-small-zh-v1.5

.PHONY: serve test setup setup-dev model index clean

serve: index
	$(BIN)/fangtan serve

test: setup-dev model
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

index: setup model
	$(BIN)/fangtan index --if-stale

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev

model: $(MODEL)/model.safetensors

$(VENV)/.installed: pyproject.toml constraints.txt tools/install.py
	$(PYTHON) tools/install.py $(VENV)
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PYTHON) tools/install.py $(VENV) --dev
	touch $@

$(MODEL)/model.safetensors: | $(VENV)/.installed
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/fangtan model $(MODEL)

clean:
	rm -rf $(VENV) var dist
