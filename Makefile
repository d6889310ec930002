# Two commands: `make run` serves the site, `make test` tests it all. `make help` lists the others.

# The newest Python that really runs here: a version manager may leave a name that does not.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if "$$p" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo "$$p"; break; fi; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CATALOGUES := $(wildcard prosper/locale/*/LC_MESSAGES/django.po)
TEMPLATES := $(wildcard templates)
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet $(LOCK_ARGS)

# The environment in which the settings can be read without a site: as in production.
PRODUCTION := DEBUG=0 HTTPS_ONLY=1 ALLOWED_HOSTS=www.example.org DATABASE_URL=sqlite:///:memory: \
	SECRET_KEY=of-no-use-but-long-enough-0123456789-abcdefghijklmnopqrstuvwxyz

.DEFAULT_GOAL := help
.PHONY: help run dev test bench lighthouse check fix lock setup newsletter pictures messages coverage clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

run: .venv/base-installed $(CATALOGUES:.po=.mo)  ## serve the site as in production (PORT=8000)
	@deploy/run.sh

dev: .venv/test-installed $(CATALOGUES:.po=.mo)  ## serve it for development, reloading what changes
	@deploy/run.sh dev

test: setup  ## run every test: SQLite, PostgreSQL, browser (ARGS="-k word" for some)
	@$(BIN)/python tests/run.py $(ARGS)

bench: setup  ## time the pages on both engines (N="1000 100000" for other sizes; ARGS=--help)
	@$(BIN)/python -m tests.bench $(ARGS) $(N)

lighthouse: setup  ## hold the main pages to Lighthouse (needs Node.js, and fetches Lighthouse)
	@$(BIN)/python -m tests.lighthouse

check: setup  ## linters and consistency checks; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(if $(TEMPLATES),$(BIN)/djlint --check --lint $(TEMPLATES))
	$(PRODUCTION) $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(PRODUCTION) $(BIN)/python tests/check_catalogues.py
	$(BIN)/python tests/check_lock.py
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

fix: setup  ## put code and templates into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(if $(TEMPLATES),$(BIN)/djlint --quiet --reformat $(TEMPLATES) || true)

setup: .venv/test-installed $(CATALOGUES:.po=.mo)  ## install what running and testing need

coverage: setup  ## what the tests on SQLite leave out
	COVERAGE=1 $(BIN)/python tests/run.py --only sqlite $(ARGS)
	$(BIN)/coverage report

pictures: setup  ## take the pictures of README and guide anew (needs Chromium)
	KEEP_PICTURES=1 $(BIN)/python tests/run.py --only browser tests/browser/test_pictures.py

messages: setup  ## gather new texts into the French and Spanish catalogues (needs gettext)
	$(PRODUCTION) $(BIN)/python manage.py makemessages -l fr -l es --no-location \
		--ignore .venv --ignore var --ignore tests --ignore docs

newsletter: setup  ## typeset the newsletter of January 2008
	$(BIN)/python newsletters/data/typeset.py 2008-01 en

lock: .venv/bin/python  ## choose versions anew within pyproject.toml (LOCK_ARGS=--upgrade)
	$(PIP) "uv>=0.7"
	$(LOCK) pyproject.toml -o requirements/base.txt
	$(LOCK) pyproject.toml --group test -c requirements/base.txt -o requirements/test.txt

clean:  ## remove the environment and what was compiled; var/ (the data) stays
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis htmlcov .coverage $(CATALOGUES:.po=.mo)
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { \
		echo "Python 3.11 or newer, with its venv module, was not found." \
		"On Debian: apt-get install python3-venv. Elsewhere: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }

# One after the other, even under `make -j`.
.venv/test-installed: | .venv/base-installed

.venv/%-installed: requirements/%.txt | .venv/bin/python
	@echo "Installing requirements/$*.txt ..."
	@$(PIP) --require-hashes -r $<
	@touch $@

%.mo: %.po | .venv/base-installed
	@$(BIN)/pybabel --quiet compile --use-fuzzy -i $< -o $@
