# make demo   set up, grade a small bundled class on real data, say where the pages are
# make test   set up, run the linters and the whole test suite
# make nbgrader   the tests with the released nbgrader, in an environment of their own: all of Jupyter
# make proof  everything: many seeds, benchmarks; writes the generated docs

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
OUT    ?= results/demo

export OMP_NUM_THREADS = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test nbgrader lint proof clean

demo: $(READY)
	@sh .ci/bubblewrap
	@rm -rf $(OUT)
	$(BIN)/autograder grade tests/demo_class --out $(OUT) --plots

test: $(READY) lint
	@sh .ci/bubblewrap
	$(BIN)/python -m pytest tests

nbgrader:
	$(PYTHON) -m venv $(VENV)-nbgrader
	$(VENV)-nbgrader/bin/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,nbgrader]'
	@sh .ci/bubblewrap
	$(VENV)-nbgrader/bin/python -m pytest tests/notebooks

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

proof: $(READY)
	@sh .ci/bubblewrap
	$(BIN)/python benchmarks/costs.py
	$(BIN)/python -m benchmarks.results
	$(BIN)/python benchmarks/scaling.py
	$(BIN)/python benchmarks/class.py --large 2000 --docs docs/performance.md
	$(BIN)/python -m autograder doctor --attack --docs docs/security.md
	$(BIN)/python -m autograder verify --seeds 200 --docs docs/validity.md

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

clean:
	rm -rf $(VENV) $(VENV)-nbgrader results .mypy_cache .ruff_cache .pytest_cache .hypothesis
