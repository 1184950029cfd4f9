"""``dermetry respond``: response calls, best response and endpoints of a case file or a CSV."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from dermetry.cli import assess, output
from dermetry.cli.options import FileMissing, existing_file
from dermetry.cli.respond_input import (
    Given,
    read_days,
    read_pairs,
    read_responses,
    read_table,
    with_dates,
)
from dermetry.cli.respond_output import (
    as_document,
    lesions_csv,
    lesions_document,
    patient_document,
    patients_csv,
    print_lesions,
    print_patients,
    write_files,
)
from dermetry.pathway.respond_patients import (
    count_by_evaluator,
    judge_subject,
    respond_lesions,
    respond_patient,
)
from dermetry.pathway.response_input import recognize_input
from dermetry.pathway.response_settings import (
    Level,
    ResponseSettings,
    load_settings,
    refuse_unused,
)
from dermetry.record.case import Case
from dermetry.record.casefile import CaseFileBroken, read_case_file

EPILOG = """
**Examples**

`dermetry respond anna/report/case.json`

`dermetry respond case.json --set targets_per_organ=5 --date death_on=2026-06-01 --json`

`dermetry respond lesions.csv --policy irecist --patients patients.csv --csv calls.csv`

`dermetry respond lesions.csv --level lesion`

`dermetry respond responses.csv --policy recist11-admiralonco --set sd_window_days=42`

INPUT is told by its ending and, for a CSV (comma, semicolon or tab; UTF-8), by its columns:

- a case file;
- a table of lesions, one row per lesion and visit: `subject`, `visited_on`, `lesion_id`,
  `baseline_on`, a size (`longest_diameter_mm`, `short_axis_mm` of a lymph node,
  `perpendicular_mm`, `area_mm2`; or without `_mm` and with a column `unit`, mm or cm) or a
  `status` (too_small, absent, present, progressed, not_done, not_evaluable, merged_into,
  split_into, treated_locally). Optional: `evaluator`, `role`, `organ`, `zone`, `reason`, `into`
  (the mass, or the fragments as `T1.1|T1.2`), `treatment_started_on`, `first_seen_on`, `newness`,
  `proved_on`, `non_measurable`, `has_grown_further`, `clinically_stable`, `local_treatment`,
  `local_treatment_on`. A lesion without a row at the baseline needs a role.
  Every row counts as confirmed;
- a table of responses, one row per visit: `subject`, `visited_on`, `response`; optional
  `evaluator`, `progression_on` and, without `--patients`, `reference_on`.

`--set` also takes the choices of the analysis plan, `partial_dates` (error, first, last) and, for
a table of lesions, `baseline` (stated, first). Where a wrong cell is found, row and column are
named, nothing is judged, and the command ends with 7; with 3 where the input is missing or empty.

`--csv FILE` writes the calls to FILE and, beside it, `FILE-best-response` and `FILE-endpoints`; of
a table of responses the best responses to FILE; of lesions their calls, and `FILE-lesions`.
"""


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("respond", epilog=EPILOG)(respond)


def respond(
    source: Annotated[
        Path,
        typer.Argument(metavar="INPUT", help="A case file, or a CSV of lesions or of responses."),
    ],
    policy: Annotated[
        str | None,
        typer.Option(help="Preset of rules. Default: recist11, for lesions lesion-ect."),
    ] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="Switch or choice: name=value (repeatable).")
    ] = None,
    level: Annotated[Level, typer.Option(help="Judge the patient, or each lesion.")] = "patient",
    day: Annotated[
        list[str] | None,
        typer.Option(
            "--date",
            help="Date of the patient, name=YYYY-MM-DD (repeatable): reference_on, "
            "new_treatment_on, death_on, last_contact_on, cutoff_on.",
        ),
    ] = None,
    patients: Annotated[
        Path | None,
        typer.Option(help="CSV with these dates, one row per patient; columns as their names."),
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the result as CSV.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Call the response of every visit, the best response and endpoints, with reasons and rules."""
    settings = load_settings(level=level, preset=policy, given=read_pairs(setting or [], "--set"))
    given = read_input(source, settings, read_days(day or []), patients)
    inputs = [source, *([patients] if patients else [])]
    if level == "lesion":
        show_lesions(given, settings, csv, inputs, as_json)
    else:
        show_patients(given, settings, csv, inputs, as_json)


def read_input(
    source: Path, settings: ResponseSettings, days: dict[str, date], patients: Path | None
) -> Given:
    """Read the input by its kind."""
    kind = recognize_input(path=source)
    if kind == "table of responses":
        return read_responses(path=source, settings=settings, given=days, patients=patients)
    if kind == "table of lesions":
        return read_table(
            path=source, settings=settings, given=days, patients=patients, today=assess.today()
        )
    used = ("partial_dates",) if patients else ()
    refuse_unused(settings, used, "a case file")
    case = load_case(source)
    return with_dates(cases=(case,), settings=settings, given=days, patients=patients)


def show_patients(
    given: Given, settings: ResponseSettings, csv: Path | None, inputs: list[Path], as_json: bool
) -> None:
    """Judge the patients and show them."""
    found = [
        respond_patient(case=case, dates=dates, settings=settings) for case, dates in given.cases
    ]
    found += [judge_subject(subject=each, settings=settings) for each in given.subjects]
    if csv is not None:
        files = patients_csv(found, csv, has_calls=bool(given.cases))
        write_files(files, csv, inputs)
    if as_json:
        documents = [patient_document(each) for each in found]
        output.print_json(as_document(settings, given.remarks, documents))
    elif csv is None:
        print_patients(found, settings, given.remarks)
    else:
        print_notes(given)


def show_lesions(
    given: Given, settings: ResponseSettings, csv: Path | None, inputs: list[Path], as_json: bool
) -> None:
    """Judge single lesions and show them."""
    found = [respond_lesions(case=case, settings=settings) for case, _ in given.cases]
    if csv is not None:
        write_files(lesions_csv(found, csv), csv, inputs)
    if as_json:
        document = as_document(settings, given.remarks, [lesions_document(each) for each in found])
        document["counts"] = [
            {"evaluator": name, "rows": [each.model_dump(mode="json") for each in rows]}
            for name, rows in count_by_evaluator(patients=found, settings=settings)
        ]
        output.print_json(document)
    elif csv is None:
        print_lesions(found, settings, given.remarks)
    else:
        print_notes(given)


def print_notes(given: Given) -> None:
    """Print the notes where the result itself went to a file."""
    for remark in given.remarks:
        output.err.print(f"Note: {remark}", soft_wrap=True, markup=False)


def load_case(path: Path) -> Case:
    """Read a case file from disk."""
    try:
        text = existing_file(path, what="case file").read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CaseFileBroken(
            f"{path.name} is not a case file: it is not text",
            next_step="pass the case.json that dermetry assess wrote",
        ) from error
    except OSError as error:
        raise FileMissing(
            f"{path.name} cannot be read: {error.strerror or error}",
            next_step="check that you may read it",
        ) from error
    return read_case_file(text=text, name=path.name)
