# run: the whole product on this computer · demo: the same with a shop on a busy day
# test: everything · test-quick: what needs no browser, no server and no patience · test-long: what takes long · format · check · bench · clean
# requirements: the exact lists with their hashes, from the .in files · sbom: what production runs · audit: known weaknesses
PYTHON ?= python3

.PHONY: run demo test test-quick test-long format check bench clean requirements sbom audit

run: .venv/.ready
	@exec .venv/bin/gunicorn wsgi:app

demo: .venv/.ready
	@exec .venv/bin/flask --app wsgi demo

# A file at a time in each of these, on a database of its own; in the order of the files, so that
# the browser and the server it looks at are started once in each. Three for two cores, since a third
# of the time a test waits: for a browser, for a mail server that is slow on purpose.
WORKERS = $(shell $(PYTHON) -c "import os; print(min(6, max(1, 3 * (os.cpu_count() or 1) // 2)))")
# Where the environment forbids bytecode, each of the servers that tests start would compile it all anew.
PYTEST = PYTHONDONTWRITEBYTECODE= .venv/bin/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

test: .venv/.ready
	@$(PYTEST)

test-quick: .venv/.ready
	@$(PYTEST) -m "not slow and not long" --ignore=tests/browser

test-long: .venv/.ready
	@$(PYTEST) -m long

format: .venv/.ready
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

check: .venv/.ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

bench: .venv/.ready
	@.venv/bin/python -m bench

# Keeps the versions that are there. A newer one: name it in the .in file, or make requirements UPGRADE="-P NAME".
COMPILE = $(TOOLS)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate $(UPGRADE) \
	--custom-compile-command "make requirements"
requirements: .venv-tools/.ready
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -c requirements.txt -o requirements-dev.txt

sbom: .venv-tools/.ready
	$(TOOLS)/cyclonedx-py requirements requirements.txt --output-reproducible -o sbom.cdx.json

# Fails only for a weakness that is known. Where no index answers that knows of any, it says so.
audit: .venv-tools/.ready
	@said=$$($(TOOLS)/pip-audit --require-hashes --disable-pip -r requirements.txt 2>&1); code=$$?; echo "$$said"; \
	case "$$said" in *"Found "*" known vulnerabilit"*) exit $$code;; esac; \
	case "$$said$$code" in *"Skip Reason"*|*[!0]) echo "Not all of it could be asked about: see above." >&2;; esac

# Leaves instance/ alone: that is data.
clean:
	rm -rf .venv .venv-tools sbom.cdx.json .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Rebuilt from nothing whenever the requirements change, so that what is installed is what is pinned.
.venv/.ready: requirements.txt requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is too old: install Python 3.11 or newer, or name it: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) can't make virtual environments: install its venv module (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@[ ! -L .venv ] || { echo ".venv is a link: make the one ready that it leads to, as nothing of it would be left here" >&2; exit 1; }
	@echo "Installing into .venv (once, about a minute) ..."
	@$(PYTHON) -m venv --clear .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

TOOLS = .venv-tools/bin
.venv-tools/.ready: requirements-tools.txt
	@$(PYTHON) -m venv --clear .venv-tools
	@$(TOOLS)/pip install --quiet --disable-pip-version-check -r requirements-tools.txt
	@touch $@
