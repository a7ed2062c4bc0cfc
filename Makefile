# Everyday commands; `make help` lists them. They need make and Python 3.11 or newer, nothing else.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
VENV := .venv/bin/
MANAGE := $(VENV)python manage.py
CODE := manage.py portal search practices communities tests bench scripts
.DEFAULT_GOAL := help
.PHONY: help install install-dev run test test-postgresql test-browser test-elasticsearch lint format lock measures bench messages screenshots clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install:
	@$(PYTHON) scripts/bootstrap.py

install-dev:
	@$(PYTHON) scripts/bootstrap.py --dev

run: install ## Start the site on this machine: http://localhost:8000, or PORT=8001; Ctrl-C ends it
	@PASSERELLE_ADDRESS="$${PASSERELLE_ADDRESS:-http://localhost:$(PORT)}" exec $(MANAGE) serve --prepare --port $(PORT) --workers $(WORKERS)

test: install-dev ## Test everything but the browser (SQLite and the embedded search engine)
	@$(VENV)pytest -n auto --dist loadfile -m "not browser and not postgresql and not elasticsearch"

test-postgresql: install-dev ## The same, where there is a database in it, on PostgreSQL: DATABASE_URL=postgresql://user:password@host/name
	@test -n "$(DATABASE_URL)" || { echo "Set DATABASE_URL, such as postgresql://user:password@localhost/passerelle"; exit 1; }
	@$(VENV)pytest -n auto --dist loadfile -m "not browser and not elasticsearch" --ignore=tests/operations --ignore=tests/contract --ignore=tests/texts

test-browser: install-dev ## Whole journeys in Chromium, and accessibility
	@$(VENV)pytest -n 2 --dist loadfile -m browser

test-elasticsearch: install-dev ## What every search engine must do, on a server: ELASTICSEARCH_URL=http://host:9200
	@test -n "$(ELASTICSEARCH_URL)" || { echo "Set ELASTICSEARCH_URL, such as http://localhost:9200"; exit 1; }
	@$(VENV)pytest -n 2 --dist loadfile -m "elasticsearch and not faults" tests/contract tests/search tests/api
	@$(VENV)pytest -n 0 -m faults -rs tests/search

lint: install-dev ## Check style, types, templates and who imports whom
	@$(VENV)ruff check $(CODE)
	@$(VENV)ruff format --check $(CODE)
	@$(VENV)mypy $(CODE)
	@$(VENV)djlint --lint templates --quiet
	@$(VENV)lint-imports
	@$(VENV)python scripts/translations.py check

format: install-dev ## Bring code and templates into the house's form
	@$(VENV)ruff check --fix $(CODE)
	@$(VENV)ruff format $(CODE)

messages: install-dev ## Bring the catalogues in locale/ to what the code says; LANGUAGE=fr begins one (what else is to do: make lint)
	@$(VENV)python scripts/translations.py update $(LANGUAGE)

lock: install-dev ## Renew the lock files from pyproject.toml
	@.uv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
		--custom-compile-command "make lock" --output-file requirements.txt
	@.uv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
		--custom-compile-command "make lock" --constraint requirements.txt --output-file requirements-dev.txt
	@echo ir-measures | .uv/bin/uv pip compile - --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
		--custom-compile-command "make lock" --constraint requirements-dev.txt --output-file requirements-measures.txt
	@echo uv | .uv/bin/uv pip compile - --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
		--custom-compile-command "make lock" --output-file scripts/requirements-uv.txt

measures: ## Install what `manage.py search evaluate` measures with (it does so itself when first used)
	@$(PYTHON) scripts/bootstrap.py --measures

bench: install-dev ## Measure speed and size: ratios within one run
	@$(VENV)python -m bench.identity_risk; risk=$$?; $(VENV)python -m bench; pages=$$?; $(VENV)python -m bench.forum; forum=$$?; $(VENV)python -m bench.parts; parts=$$?; $(VENV)python -m bench.tables; tables=$$?; $(VENV)python -m bench.saving; saving=$$?; PASSERELLE_LOG_LEVEL=ERROR DJANGO_SETTINGS_MODULE=bench.settings $(VENV)python -m bench.engines && [ $$risk$$pages$$forum$$parts$$tables$$saving = 000000 ]

screenshots: install-dev ## Photograph the running site for the README and the guide (PORT=8000)
	@$(VENV)python scripts/screenshots.py http://localhost:$(PORT)

clean: ## Throw away the environment and the caches; the data in var/ stays
	@rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
