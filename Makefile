# `make serve` sets everything up and opens the web chat; `make test` sets up and runs the tests.
# Both can be run again at any time: what is there is not made anew.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test setup setup-dev browser index clean

serve: index
	$(BIN)/fangtan serve

test: setup-dev browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

index: setup
	$(BIN)/fangtan index --if-stale

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev

browser:
	tools/install_browser.sh

$(VENV)/.installed: pyproject.toml constraints.txt tools/install.py
	$(PYTHON) tools/install.py $(VENV)
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PYTHON) tools/install.py $(VENV) --dev
	touch $@

clean:
	rm -rf $(VENV) dist var/index var/vectors var/eval var/bench
