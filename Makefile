# The two front doors: `make demo` and `make test`. PY picks another interpreter.
PY ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test test-postgresql check lock docs accuracy screenshots clean

demo: $(VENV)/.web
	@$(BIN)/dermetry demo --home dermetry-demo --port $(PORT)

$(VENV)/.created:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "dermetry needs Python 3.11 or newer; name one with: make demo PY=python3.11"; exit 1; }
	@$(PY) -m venv $(VENV) || \
		{ echo "Python cannot make an environment: apt-get install python3-venv, then again"; exit 1; }
	@touch $@

$(VENV)/.base: $(VENV)/.created requirements/build.lock requirements/base.lock pyproject.toml
	@echo "Installing dermetry into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements/build.lock -r requirements/base.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.web: $(VENV)/.base requirements/web.lock
	@echo "Installing what the workbench needs ..."
	@$(PIP) install --require-hashes -r requirements/web.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.lock
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

# The journeys in which the database is at work: two writers at once, a move between records, a
# photograph sent twice, a worker beside the pages.  The others look at pages, which are the same on
# both, and would take minutes more; DERMETRY_TEST_DATABASE=postgresql runs any of them there too.
FINDINGS := tests/workbench/findings/test_journeys.py
PHOTOGRAPHS := tests/workbench/visit_photographs/test_journeys.py
PG_JOURNEYS := tests/workbench/journeys/test_whole_visits.py \
	tests/workbench/journeys/test_lesions_and_photographs.py::test_a_photograph_of_the_wrong_patient_is_moved \
	tests/workbench/journeys/test_reports_and_users.py::test_a_nurse_reads_keeps_and_pastes_the_report_of_a_visit \
	$(FINDINGS)::test_two_people_describe_one_lesion \
	$(FINDINGS)::test_the_second_of_two_on_the_vitals_sees_both \
	$(PHOTOGRAPHS)::test_a_network_lost_before_sending_sends_by_itself_when_it_is_back \
	$(PHOTOGRAPHS)::test_an_answer_lost_on_the_way_does_not_make_two_photographs

# What `make test` leaves to SQLite, for its time: tests that ask no database, and those of pages
# that read or write one record through actions which other tests try on both.
# `make test-postgresql` runs every one of them on PostgreSQL.
PAGES_ONLY := $(addprefix --ignore tests/workbench/,test_pattern_book.py test_templates_css.py \
	test_vendor.py patient response extent pathology reports outlines misuse)

test: $(VENV)/.dev
	@sh tools/system_packages.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/make_docs.py --check
	$(BIN)/pytest -n 2 --dist worksteal
	@echo "The workbench once more, on PostgreSQL ..."
	DERMETRY_TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist worksteal tests/workbench \
		--ignore tests/workbench/journeys --ignore-glob '*/test_journeys.py' $(PAGES_ONLY)
	DERMETRY_TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist worksteal $(PG_JOURNEYS)

# The whole workbench on PostgreSQL, every journey included.
test-postgresql: $(VENV)/.dev
	@sh tools/system_packages.sh
	DERMETRY_TEST_DATABASE=postgresql $(BIN)/pytest -n 2 --dist worksteal tests/workbench

# The pictures of the workbench in docs/images, from the demo clinic.
screenshots: $(VENV)/.dev
	DERMETRY_SCREENSHOTS=1 $(BIN)/pytest tests/workbench/journeys/test_screenshots.py

docs: $(VENV)/.dev
	$(BIN)/python tools/make_docs.py

# The measured tables of docs/accuracy.md; needs the real photographs (DERMETRY_SAMPLES).
accuracy: $(VENV)/.dev
	$(BIN)/python tools/make_accuracy.py

# Lock files carry hashes and no registry address; `pip install uv` once.
COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock:
	$(COMPILE) requirements/build.in -o requirements/build.lock
	$(COMPILE) pyproject.toml -o requirements/base.lock
	$(COMPILE) --extra web pyproject.toml -o requirements/web.lock
	$(COMPILE) --extra web --extra dev pyproject.toml requirements/build.in -o requirements/dev.lock

clean:
	rm -rf $(VENV) build
