.PHONY: run test deep check fix bench lock snapshots runtime dev js
BIN := .venv/bin
WORKERS ?= 2
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-options \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

run: runtime           ## Start Accord, with a database of its own; ARGS="--help" shows what else
	@$(BIN)/accord serve $(ARGS)

test: dev js           ## All tests, WORKERS at a time; ARGS="tests/core -k merge" picks some
	@$(BIN)/pytest -n $(WORKERS) $(ARGS)

deep: dev              ## Try for hours to break what is promised; ARGS="--only P9 --minutes 15" bounds it, and it goes on where it was
	@PYTHONPATH=tests:. $(BIN)/python -m reliability $(ARGS)

check: dev             ## Everything that is told without running the product
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.check_migrations
	@$(BIN)/python -m tools.missing_operations

fix: dev               ## Repair what the tools can repair
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

snapshots: dev         ## Write the OpenAPI documents anew
	@$(BIN)/python -m tools.snapshots

bench: dev             ## Compare Accord with a bare baseline in the same run
	@$(BIN)/python -m benchmarks $(ARGS)

lock: dev              ## Pin the newest versions that pyproject.toml allows
	@$(LOCK) --upgrade --extra ai --build-deps-for editable --output-file requirements.txt pyproject.toml
	@$(LOCK) --upgrade --all-extras --build-deps-for editable --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	@$(BIN)/python -m tools.lock_js

runtime:
	@tools/bootstrap requirements.txt

dev:
	@tools/bootstrap requirements-dev.txt

js:
	@tools/bootstrap_js
