# Two commands on a fresh machine with Python 3.11+ and make:  make demo  and  make test
# Every target sets up what it needs, once: .venv/.<name> says that requirements/<name>.txt is in.

BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help demo test coverage lab check format bench nightly lock environment samples clean

help:  ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.venv/.%: requirements/%.txt pyproject.toml scripts/environment.sh
	@scripts/environment.sh $*

demo: .venv/.run  ## from the sample exports to one page: build/lantern/index.html
	@$(BIN)/netintel report data/samples/lantern -o build/lantern
	@echo "Open $(CURDIR)/build/lantern/index.html"

test: .venv/.dev  ## every test but the nightly ones
	@$(BIN)/python -m pytest -m "not nightly" --numprocesses 2 --dist loadfile

coverage: .venv/.dev  ## the same tests, half as slow again: how much of src they run, branches too
	@mkdir -p build/coverage && rm -f build/coverage/data*
	@$(BIN)/coverage run -m pytest -m "not nightly" --numprocesses 2 --dist loadfile; status=$$?; \
	$(BIN)/coverage combine --quiet && $(BIN)/coverage report; exit $$status

lab: .venv/.lab  ## JupyterLab on notebooks/
	@mkdir -p .venv/share/jupyter/lab/settings
	@echo '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}' \
		> .venv/share/jupyter/lab/settings/overrides.json  # else it asks whether it may fetch news
	@$(BIN)/jupyter lab --notebook-dir notebooks --LabApp.news_url=None \
		--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate --LabApp.extension_manager=readonly

check: .venv/.dev  ## lint, format, types, floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: .venv/.dev  ## put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/.dev  ## the benchmarks, as ratios against peers in the same run
	@$(BIN)/python -m benchmarks

nightly: .venv/.dev coverage  ## coverage, the long tests, and the search for examples that break a law
	@$(BIN)/python -m pytest -m nightly --timeout 7200
	@HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest tests/properties tests/vocab tests/resolve tests/exchange -m "not slow" --timeout 7200

lock: .venv/.dev  ## requirements/*.txt anew from pyproject.toml
	@scripts/lock.sh

environment: .venv/.dev  ## environment.yml anew from pyproject.toml
	@$(BIN)/python scripts/make_environment.py

samples: .venv/.dev  ## data/samples/lantern anew from its generator
	@$(BIN)/python data/samples/make_lantern.py --seed 7 --out data/samples/lantern

clean:  ## take away everything that was built or installed here
	@rm -rf .venv .tool build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
