.DEFAULT_GOAL := help
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE :=

.venv/ready: requirements-dev.lock pyproject.toml
	python3.11 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(PY) -m compileall -q -j 0 .venv/lib || true
	@touch .venv/ready

run: .venv/ready        ## code the sample articles, print a dyad's events and series, name the file it wrote
	.venv/bin/bilateral run --samples

test: .venv/ready       ## run the tests
	$(PY) -m pytest

check: .venv/ready      ## format, lint, types, import directions
	$(PY) -m ruff format --check . && $(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports

gold: .venv/ready       ## score the coder on the project's own gold and print what moved
	$(PY) -m tests.gold.score

calibrate: .venv/ready  ## how often events of some confidence are right, on texts the fit has not seen
	$(PY) -m tests.gold.calibrate

bench: .venv/trains     ## time the coder against spaCy's own pipeline, the model in 8 bits against 32
	$(PY) -m tests.bench.bench_coder
	$(PY) -m tests.bench.bench_model

bench-warehouse: .venv/ready ## a hundred million events: loading, building, reading, a day more (18 minutes, 15 GB)
	$(PY) -m tests.bench.bench_warehouse

lock:                   ## resolve the requirements again (needs uv)
	uv pip compile -q --python-version 3.11 --python-platform linux --generate-hashes --no-strip-extras --no-header --no-annotate --no-emit-index-url requirements.in -o requirements.lock
	uv pip compile -q --python-version 3.11 --python-platform linux --generate-hashes --no-strip-extras --no-header --no-annotate --no-emit-index-url requirements-dev.in -o requirements-dev.lock
	uv pip compile -q --no-deps --python-version 3.11 --python-platform linux --generate-hashes --no-strip-extras --no-header --no-annotate --no-emit-index-url requirements-train.in -o requirements-train.lock

.venv/trains: .venv/ready requirements-train.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-train.lock
	$(PY) -m pip install --quiet --disable-pip-version-check torch==2.13.0
	@touch .venv/trains

train: .venv/trains     ## make the model of `transforms/model/` anew from the exemplars (about 75 minutes)
	$(PY) -m training

wheel: .venv/ready      ## build the wheel
	$(PY) -m hatchling build -t wheel

help:                   ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

.PHONY: run test check gold calibrate bench bench-warehouse lock train wheel help
