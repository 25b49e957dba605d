# Every task of the project; `make demo` and `make test` are all that a newcomer needs.
# The suite and the demo start many processes; without compiled files each compiles the program again.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.made-from-lock

.PHONY: setup demo test test-fast explore lint types contracts check bench drill training lock lock-training clean

setup: $(STAMP)

# The lock holds the build backend too: the package itself is then installed without asking any index.
$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "needleproof needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	$(BIN)/needleproof demo

test: setup
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

# What needs no browser and no server, on SQLite; the store on PostgreSQL too.
test-fast: setup
	HYPOTHESIS_PROFILE=few $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder \
		-m "not slow and not browser and not postgresql"

# Looks for new counterexamples, with other examples every time.
explore: setup
	HYPOTHESIS_PROFILE=explore $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not slow and not browser"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

check: lint types contracts test

bench: setup
	$(BIN)/python -m benchmarks

# Kills crawls, loads, publishing, upgrades and the demo 210 times at any instant; fails when anything is lost.
drill: setup
	$(BIN)/python -m tools.drill

# Splink beside the rest: for tools/train_linking_weights.py, the parity test and its part of benchmarks/linking.py.
training: setup
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-training.txt

# Needs uv on the PATH; writes no index address.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet -o requirements.txt
	sed -i '1i # Locked by `make lock`: every package with its hashes, no index address. Install with `make setup`.' requirements.txt

# On top of requirements.txt: what both need has one version.
lock-training:
	$(BIN)/python -c 'import pathlib, tomllib; project = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]; \
		print(*project["optional-dependencies"]["training"], sep="\n")' | \
		uv pip compile - -c requirements.txt --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet -o requirements-training.txt
	sed -i '1i # Locked by `make lock-training`, on top of requirements.txt. Install with `make training`.' requirements-training.txt

clean:
	rm -rf .venv demo-data *.egg-info
