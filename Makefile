# make: execute the notebooks, write the figures.  make test: run the tests.
# Either makes .venv from requirements.lock by itself the first time.
PYTHON ?= python3
RUN := .venv/bin/python
export PYTHONHASHSEED := 0

# After an update of the system's Python, .venv may have no Python or another one, which finds no packages.
ifneq ($(wildcard .venv/ready),)
$(shell $(RUN) -c "import tqdm" 2> /dev/null; case $$? in (1|126|127) rm -f .venv/ready;; esac)
endif

.PHONY: notebooks test check exercises faults simulate seminar lab corpus export bundle site ways lock bench lint clean

notebooks: .venv/ready
	$(RUN) -m themeshift.execution

# Two tests at a time; --dist=worksteal: who is done first takes over what the other still has.
test: .venv/ready
	$(RUN) -m pytest -q -n 2 --dist=worksteal

# What installs, starts a server, kills or runs long, two at a time: about eight minutes after the exercises.
check: exercises
	$(RUN) -m pytest -q -rs -m check -n 2 --dist=worksteal --ignore=tests/test_touched.py

# Every notebook with each of its exercises and parameters changed, two at a time: about seven minutes.
exercises: .venv/ready
	$(RUN) -m pytest -q -m "check or not check" -n 2 --dist=worksteal --bar tests/test_touched.py

# Every kind of input, damaged 20,000 times: about six minutes.
faults: .venv/ready
	$(RUN) -m tests.faults

# What is claimed of intervals, measured on simulated texts, and topic models of many numbers of topics: about an
# hour on two cores.
simulate: .venv/ready
	$(RUN) -m themeshift.simulation
	$(RUN) -m themeshift.sweeps

# The whole project is in the file browser: the exercises change tables of corpus/. Each notebook begins by begin.py: a
# slip is told in one line even before the first cell has run.
lab: export PYTHONSTARTUP := $(CURDIR)/notebooks/seminar/checks/begin.py
lab: .venv/ready
	$(RUN) -m jupyterlab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks

# One source; a cell's tag says where it goes. Workbook and handout have no solution, the solutions are executed; their page
# is for those without Jupyter.
SEMINAR := notebooks/seminar
SEMINAR_OUT ?= $(CURDIR)/$(SEMINAR)
SEMINAR_PYTHON ?= $(CURDIR)/$(RUN)
SEMINAR_MADE = $(CURDIR)/build/seminar-$$PPID# one for each make; moved to its place when all four files are there
SEMINAR_SOURCE = "$(SEMINAR_PYTHON)" -m jupytext --quiet --to ipynb --output - source.md
SEMINAR_CONVERT = "$(SEMINAR_PYTHON)" -m nbconvert --stdin --log-level=WARN --output-dir="$(SEMINAR_MADE)" \
    --TagRemovePreprocessor.enabled=True --ClearMetadataPreprocessor.enabled=True \
    --ClearMetadataPreprocessor.preserve_nb_metadata_mask='{"kernelspec", "title"}' \
    --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.extra_arguments=--log-level=ERROR
OFFLINE := --HTMLExporter.mathjax_url= --HTMLExporter.require_js_url= --HTMLExporter.jquery_url=
SEMINAR_FILES = PYTHONPATH="$(CURDIR)/lib" "$(SEMINAR_PYTHON)" -m themeshift.files
seminar: .venv/ready
	@$(SEMINAR_FILES) "$(SEMINAR_OUT)"
	cd $(SEMINAR) && $(SEMINAR_SOURCE) | $(SEMINAR_CONVERT) --to notebook --output workbook --ClearOutputPreprocessor.enabled=True \
	    --TagRemovePreprocessor.remove_cell_tags='{"solution", "handout"}'
	cd $(SEMINAR) && $(SEMINAR_SOURCE) | $(SEMINAR_CONVERT) --to notebook --output solutions --execute \
	    --TagRemovePreprocessor.remove_cell_tags='{"workbook", "handout"}'
	cd $(SEMINAR) && $(SEMINAR_SOURCE) | $(SEMINAR_CONVERT) --to html --output handout --execute --no-input \
	    --TagRemovePreprocessor.remove_cell_tags='{"solution", "screen"}' $(OFFLINE)
	"$(SEMINAR_PYTHON)" -m nbconvert "$(SEMINAR_MADE)/solutions.ipynb" --log-level=WARN --to html $(OFFLINE)
	$(SEMINAR_FILES) "$(SEMINAR_MADE)" "$(SEMINAR_OUT)"

corpus: .venv/ready
	$(RUN) -m themeshift.edition

# The corpus for other programs, in build/export. With VOICE=quoted: plain texts in another voice than the author's.
VOICE ?= author
export: .venv/ready
	$(RUN) -m themeshift.export --voice "$(VOICE)"

# Notebooks, figures, claims, documents and the reference of the library as pages that open from the disk, in build/site.
site: .venv/ready
	$(RUN) -m themeshift.reading_site

# For a class without a network: the project with the wheels for this system and this version of Python, as one file.
bundle: .venv/ready
	$(RUN) install.py --bundle

# Every way in, in bare environments: whole installs by uv, pip and from a bundle without a network. Five minutes or more.
ways: .venv/ready
	$(RUN) -m pytest -q -rs -m ways tests/test_ways.py

# With SCALE=10: time and memory of each step on made-up corpora of up to 10 million words; with PAGE=1, too, they are
# written to notebooks/larger_corpora.md.
bench: .venv/ready
ifdef SCALE
	$(RUN) tests/scale.py $(SCALE) $(if $(PAGE),--page)
else
	$(RUN) -m pytest -q --benchmark-only --benchmark-columns=median,iqr,rounds --benchmark-sort=name tests/test_benchmarks.py
endif

lint: .venv/ready
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check lib tests install.py setup.py

# The lock names no package registry: plain `pip install -r requirements.lock` reads it too.
lock: .venv/ready
	$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-emit-index-url \
	    --no-emit-find-links --generate-hashes --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-emit-index-url \
	    --no-emit-find-links --no-annotate --custom-compile-command "make lock" pyproject.toml -o constraints.txt
	$(RUN) tests/licenses.py

# Everything is called as a module of .venv/bin/python, since scripts in .venv/bin name the folder in which they were made.
.venv/ready: requirements.lock
	@command -v "$(PYTHON)" > /dev/null || { echo "There is no $(PYTHON) here. Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) install.py

# What was made, but not the environment: rm -r .venv makes that anew too.
clean:
	rm -rf build dist .pytest_cache .ruff_cache .hypothesis .benchmarks
