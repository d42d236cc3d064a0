# Two commands: `make run` opens Chainrule, `make test` tests it. Each does its own set-up in .venv and touches nothing
# else, but for the system packages named by resources/linux/system_libraries.sh (Debian and Ubuntu; CHAINRULE_NO_APT=1
# forbids it). The stamps in .venv remember what was installed, so that a second call starts at once.

python := .venv/bin/python
setup := sh resources/linux/make_environment.sh
libraries := sh resources/linux/system_libraries.sh
# More for pytest, for instance: make test ARGS="-k dense -x"
ARGS ?=
SECONDS ?= 300
MINUTES ?= 60
# How many processes share the tests.
JOBS ?= $(shell getconf _NPROCESSORS_ONLN)
pytest := -m pytest -n $(JOBS) --dist worksteal
export PYTHON

.PHONY: help run test test-peers lint bench fuzz soak screenshots clean
.DEFAULT_GOAL := help

help:
	@echo "make run          open Chainrule (without a display: train the digits example and export it)"
	@echo "make test         run the tests, the end-to-end test under a virtual screen included"
	@echo "make test-peers   run the tests and those against PyTorch, Keras and onnxruntime too (a large download)"
	@echo "make lint         check style and types: ruff and mypy"
	@echo "make bench        measure speed and smoothness"
	@echo "make fuzz         give damaged files to every reader (SECONDS=300, SEED=a number)"
	@echo "make soak         work in the window and measure (MINUTES=60): memory stays flat, nothing is left behind"
	@echo "make screenshots  draw the README's pictures from the real program"
	@echo "make clean        remove .venv and what the tools left behind"

run: .venv/.installed
	@$(libraries) window
	@$(python) -m gui

test: .venv/.installed-test
	@$(libraries) tests
	@QT_QPA_PLATFORM=offscreen $(python) $(pytest) -m "not peers and not benchmark" $(ARGS)

test-peers: .venv/.installed-peers
	@$(libraries) tests
	@QT_QPA_PLATFORM=offscreen KERAS_BACKEND=torch $(python) $(pytest) -m "not benchmark" $(ARGS)

lint: .venv/.installed-test
	@$(python) -m ruff check .
	@$(python) -m mypy

bench: .venv/.installed-peers
	@$(libraries) tests
	@$(python) -m tests.benchmarks $(ARGS)

fuzz: .venv/.installed-test
	@$(python) -m tests.fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED)) $(ARGS)

soak: .venv/.installed-test
	@$(libraries) tests
	@QT_QPA_PLATFORM=offscreen $(python) -m tests.soak --minutes $(MINUTES) $(ARGS)

screenshots: .venv/.installed-test
	@$(libraries) tests
	@xvfb-run --auto-servernum --server-args="-screen 0 1920x1080x24" \
		env -u WAYLAND_DISPLAY QT_QPA_PLATFORM=xcb $(python) -m tests.screenshots $(ARGS)

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/.installed: pyproject.toml
	@$(setup)
	@touch $@

.venv/.installed-test: pyproject.toml
	@$(setup) test,lint
	@touch $@ .venv/.installed

.venv/.installed-peers: pyproject.toml
	@$(setup) test,lint,peers
	@touch $@ .venv/.installed .venv/.installed-test
