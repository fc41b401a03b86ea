# make: execute the notebooks, write the figures.  make test: run the tests.
# Either makes .venv from requirements.lock by itself the first time.
PYTHON ?= python3
UV := uv==0.13.9
RUN := .venv/bin/python
export PYTHONHASHSEED := 0

.PHONY: notebooks test lab corpus lock bench lint clean

notebooks: .venv/ready
	$(RUN) -m themeshift.notebooks

test: .venv/ready
	$(RUN) -m pytest -q

lab: .venv/ready
	.venv/bin/jupyter lab notebooks

corpus: .venv/ready
	$(RUN) -m themeshift.build

bench: .venv/ready
	$(RUN) -m pytest -q --benchmark-only --benchmark-columns=median,iqr,rounds --benchmark-sort=name

lint: .venv/ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check lib tests

# The lock names no package registry: plain `pip install -r requirements.lock` reads it too.
lock: .venv/ready
	$(RUN) -m pip install --quiet $(UV)
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-emit-index-url \
	    --no-emit-find-links --generate-hashes --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-emit-index-url \
	    --no-emit-find-links --no-annotate --custom-compile-command "make lock" pyproject.toml -o constraints.txt

.venv/ready: requirements.lock
	@echo "Making .venv from requirements.lock (once; about a minute)"
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "themeshift needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(RUN) -m pip install --quiet --disable-pip-version-check $(UV)
	.venv/bin/uv pip install --quiet --python $(RUN) --require-hashes --compile-bytecode -r requirements.lock
	$(RUN) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "themeshift.pth").write_text(str(pathlib.Path("lib").resolve()) + "\n")'
	touch $@

clean:
	rm -rf .venv build .pytest_cache .ruff_cache .hypothesis .benchmarks
