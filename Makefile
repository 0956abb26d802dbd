# One word each: `make demo` shows a whole MUS, `make test` proves everything, `make check` is the quick part
# of it, `make bench` measures. Each makes the virtual environment it needs; a second run does not.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
# The packages that decide: their tests touch no clock, file or socket, so they are run all the time.
PURE = $(wildcard $(addprefix tests/,conversation dialogues scheduling skema reading writing))

.PHONY: demo test check bench kill format lint types imports servers

demo: $(VENV)/.base
	$(BIN)/musmail demo

test: $(VENV)/.dev servers format lint types imports
	$(BIN)/pytest -rs

check: $(VENV)/.dev format lint types imports
	$(BIN)/pytest $(PURE)

bench: $(VENV)/.dev $(VENV)/peers/.ready
	$(BIN)/python -m bench

# Every kill there is, also where it makes no difference: a quarter of an hour.
kill: $(VENV)/.dev
	$(BIN)/python -m tests.kill.whole --all >/dev/null

format: $(VENV)/.dev
	$(BIN)/ruff format --check

lint: $(VENV)/.dev
	$(BIN)/ruff check

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

# Dovecot and Postfix for the tests marked `servers`; where they cannot be had, pytest names what it left out.
servers:
	@.ci/servers dovecot-imapd dovecot-lmtpd postfix

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) || { .ci/servers python3-venv && $(PYTHON) -m venv --clear $(VENV); }

# Other people's reply parsers, to read the same mails; where they cannot be had, the bench goes without.
$(VENV)/peers/.ready: requirements/peers.txt | $(BIN)/python
	@$(BIN)/python -m venv $(VENV)/peers && $(VENV)/peers/bin/pip --disable-pip-version-check --quiet install \
		--no-deps -r requirements/peers.txt && touch $@ || echo "The peers cannot be installed; measured without."

# Nothing is resolved anew: what is installed is what stands in requirements/, the package itself included.
$(VENV)/.base: requirements/base.txt requirements/build.txt pyproject.toml | $(BIN)/python
	$(PIP) install -r requirements/base.txt -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(PIP) install -r requirements/dev.txt
	@touch $@
