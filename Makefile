# essay-press: `make` builds the essays, `make test` tests the program; both set up what they need. See `make help`.
# Written for GNU make 3.81 (macOS) and later. Variables: PYTHON=/path/to/python3.12, PYTEST="-n 2 -k fonts".

BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
PYTEST =

# How long `make fuzz` runs.
MINUTES = 10

# What `make proof` writes and looks at: PROOF="--jobs 4", CORPUS=/folder/of/essays.
PROOF =
PROVE = $(RUN) PYTHONPATH=scripts $(BIN)/python -m proof content
CORPUS = $(ESSAY_PRESS_CORPUS)
CORPUS_EDITIONS = a5 trade large-print epub

# What `make bench-typography` is told: BENCH="--quick", BENCH="--engine us --engine Typst"; CORPUS as above.
BENCH =

# What `make sweep` is told: SWEEP="-e a5 --set lines=engine"; CORPUS as above.
SWEEP =

# Pythons that are not Homebrew's do not look where Homebrew puts Pango. The variable must be set in the recipe itself:
# macOS takes it away whenever /bin/sh starts.
ifeq ($(shell uname -s),Darwin)
RUN = DYLD_FALLBACK_LIBRARY_PATH="$${DYLD_FALLBACK_LIBRARY_PATH:-}:$${HOMEBREW_PREFIX:-/opt/homebrew}/lib:/usr/local/lib:/usr/lib"
endif

.PHONY: all build setup test check lint types proof proof-sample proof-all proof-corpus fuzz crash bench bench-typography sweep images lock clean distclean help

all: build

build: .venv/.ready ## build every edition that applies of every essay in content/ into build/ (the default)
	$(RUN) $(BIN)/essay-press build content -o build

test: .venv/.ready-dev ## run the tests
	$(RUN) $(BIN)/python -m pytest $(PYTEST)

check: lint types test ## lint, types and tests

lint: .venv/.ready-dev ## read the code for faults (ruff)
	$(BIN)/python -m ruff check .

types: .venv/.ready-dev ## check the types (mypy --strict)
	$(BIN)/python -m mypy

proof: .venv/.ready-dev ## prove every edition in every layout with outside validators; writes build/proof/index.html
	scripts/setup.sh proof
	$(RUN) $(BIN)/python -m pytest -m proof $(PYTEST)
	$(PROVE) --samples $(PROOF)

proof-sample: .venv/.ready-dev ## prove one short essay with the validators that are there; installs nothing
	$(RUN) PYTHONPATH=scripts $(BIN)/python -m proof content/jetee.md --samples $(PROOF)

proof-all: .venv/.ready-dev ## the same, with every validator on every file
	scripts/setup.sh proof
	$(PROVE) $(PROOF)

proof-corpus: .venv/.ready-dev ## the same, with the essays in the folder CORPUS too
	scripts/setup.sh proof
	$(PROVE) --samples --corpus '$(CORPUS)' $(foreach name,$(CORPUS_EDITIONS),--corpus-edition $(name)) $(PROOF)

fuzz: .venv/.ready-dev ## fuzz for MINUTES (10), by atheris where there is a wheel; faults go to .fuzz/faults
	-$(PIP) '.[fuzz]'
	$(RUN) PYTHONPATH=scripts $(BIN)/python -m fuzz --minutes $(MINUTES)

crash: .venv/.ready-dev ## kill 200 builds at random moments, and look at what is left
	$(RUN) $(BIN)/python scripts/crash.py

bench: .venv/.ready-dev ## time essay-press beside pandoc and WeasyPrint
	$(RUN) $(BIN)/python scripts/bench.py

bench-typography: .venv/.ready-bench ## read how even our lines are, beside WeasyPrint's, Typst's and LuaLaTeX's
	$(RUN) PYTHONPATH=scripts $(BIN)/python -m typography --corpus '$(CORPUS)' $(BENCH)

sweep: .venv/.ready-dev ## build the essays in the folder CORPUS, and hard cases, and count what is amiss on their pages
	$(RUN) $(BIN)/python scripts/sweep.py '$(CORPUS)' tests/manuscripts/torture $(SWEEP)

images: .venv/.ready-bench ## draw the README's page images
	$(RUN) $(BIN)/python scripts/page_images.py

setup: .venv/.ready ## install what is missing and make .venv, nothing else

lock: .venv/.ready ## write constraints.txt anew: the newest versions that pyproject.toml allows
	rm -rf .venv-lock
	$(BIN)/python -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check hatchling
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[dev,bench]'
	{ echo '# Written by `make lock`: the versions that the Makefile installs.'; \
	  .venv-lock/bin/python -m pip freeze --exclude-editable; } > constraints.txt.new
	mv constraints.txt.new constraints.txt
	rm -rf .venv-lock

clean: ## remove what was built, and caches
	rm -rf build dist .essay-press .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests scripts -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## the same, and .venv and .proof
	rm -rf .venv .venv-lock .proof

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

# The stamps: set-up runs again when what it depends on is newer, and costs nothing otherwise. The build backend goes
# first, so that pip needs no second environment, outside the lock, to install the project itself.
.venv/.ready: pyproject.toml constraints.txt scripts/setup.sh
	scripts/setup.sh venv
	@echo 'Installing the locked packages into .venv (once; about a minute)'
	$(PIP) hatchling
	$(PIP) --no-build-isolation -e .
	@touch $@

.venv/.ready-dev: .venv/.ready
	@echo 'Installing the packages for tests into .venv (once)'
	$(PIP) --no-build-isolation -e '.[dev]'
	@touch $@

.venv/.ready-bench: .venv/.ready-dev
	@echo 'Installing the packages to compare with into .venv (once)'
	$(PIP) --no-build-isolation -e '.[bench]'
	@touch $@
