# make demo   set up, grade a small bundled class on real data, say where the pages are
# make test   set up, run the linters and the whole test suite
# make gpu    on a machine with a GPU: its tests, the proofs on it, what it costs, the attacks
# make docs   set up, build the site of the documentation into results/docs
# make proof  everything: many seeds, benchmarks; writes the generated docs

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEV    := $(VENV)/.dev
OUT    ?= results/demo

export OMP_NUM_THREADS = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test gpu lint docs proof clean

demo: $(READY)
	@sh .ci/bubblewrap
	@rm -rf $(OUT)
	$(BIN)/autograder grade tests/demo_class --out $(OUT) --plots

# A file stays with one of the two: its tests share a sandbox.
test: $(DEV) lint
	@sh .ci/bubblewrap
	$(BIN)/python -m pytest tests -n 2 --dist loadfile

gpu: $(DEV)
	$(BIN)/python -m pytest tests/gpu -rs
	$(BIN)/python -m autograder verify --seeds 3 --device cuda
	$(BIN)/python benchmarks/gpu.py
	$(BIN)/python -m autograder doctor --attack --device cuda

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(DEV)
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs results/docs
	@echo results/docs/index.html

proof: $(DEV)
	@sh .ci/bubblewrap
	$(BIN)/python benchmarks/costs.py
	$(BIN)/python -m benchmarks.results
	$(BIN)/python benchmarks/scaling.py
	$(BIN)/python -m benchmarks.pages --docs docs/report.md
	$(BIN)/python -m benchmarks.plots --docs docs/feedback.md
	$(BIN)/python -m benchmarks.standin
	$(BIN)/python benchmarks/gradescope.py
	$(BIN)/python benchmarks/class.py --large 2000 --docs docs/performance.md
	$(BIN)/python -m autograder doctor --attack --docs docs/security.md
	$(BIN)/python -m autograder verify --seeds 200 --docs docs/validity.md

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[grade]'
	@touch $(READY)

# With linters, Dask and nbgrader, which takes all of Jupyter along: nothing that a demo needs.
$(DEV): $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $(DEV)

clean:
	rm -rf $(VENV) results .mypy_cache .ruff_cache .pytest_cache .hypothesis
