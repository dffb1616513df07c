# The ways to run, test and check newsroom. Nothing is needed but Python 3.11 or newer, git and make:
# what else it takes is installed into .venv by deploy/start.py, what it stores goes under var/.

PYTHON ?= python3
VENV := .venv/bin/python

# Address and secret of a made-up production site, to check the settings as they are in production.
PRODUCTION = DEBUG=off SITE_URL=https://news.example.org VAR_DIR=var/check \
	SECRET_KEY=only-to-check-the-settings-0123456789-abcdefghijklmnopqrstuvwxyz

.DEFAULT_GOAL := help
.PHONY: help run dev demo test bench spam lint format requirements clean screenshots environment python

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

run: python ## Install what is missing and start newsroom at http://127.0.0.1:8000 (PORT=… for another port)
	@$(PYTHON) deploy/start.py run

dev: python ## The same for developing: reloads when a file changes, shows errors, keeps its data in var/dev
	@$(PYTHON) deploy/start.py dev

demo: python ## Fill an empty newsroom with demonstration stories and accounts
	@$(PYTHON) deploy/start.py demo

test: environment ## Run the tests, once more what fails; those in a browser need Chromium (ARGS=… goes to pytest)
	@$(VENV) -m pytest -p tests.second_look -n auto $(ARGS)

bench: environment ## Measure desk, readers' pages, search, comments and what a browser fetches (docs/speed.md)
	@$(VENV) -m benchmarks desk
	@echo
	@$(VENV) -m benchmarks readers
	@echo
	@$(VENV) -m benchmarks search
	@echo
	@$(VENV) -m benchmarks comments
	@echo
	@$(VENV) -m benchmarks paint

spam: environment ## Send scripted and honest comments and tell what becomes of them (docs/spam.md)
	@$(VENV) -m benchmarks spam

lint: environment ## Check code, templates, types, migrations and the production settings
	@export $(PRODUCTION); failed=0; \
	check() { echo "$(VENV) $$*"; $(VENV) "$$@" || failed=1; }; \
	check -m ruff check .; \
	check -m ruff format --check .; \
	check -m djlint --quiet --lint templates; \
	check -m mypy; \
	check manage.py makemigrations --check; \
	check manage.py check --deploy --fail-level WARNING; \
	exit $$failed

format: environment ## Let the tools put code into the form that `make lint` asks for
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

requirements: environment ## Pin the packages anew after a change of a .in file (UPGRADE=1: newest versions of all)
	@for name in requirements requirements-dev; do \
		$(VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) \
			$$name.in --output-file $$name.txt || exit 1; \
	done

screenshots: environment ## Make the pictures of README and docs anew, from the demo; needs Chromium (ARGS="front desk": those)
	@$(VENV) docs/screenshots.py $(ARGS)

clean: ## Remove .venv and what the tools left behind; stories and pictures in var/ stay
	@rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
	@echo "Removed. What newsroom stored stays in var/."

environment: python
	@$(PYTHON) deploy/start.py environment

python:
	@command -v $(PYTHON) >/dev/null || { echo "newsroom needs Python 3.11 or newer, and there is no $(PYTHON) here: install it, or name yours with PYTHON=/its/path." >&2; exit 1; }
