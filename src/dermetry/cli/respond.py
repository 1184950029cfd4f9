"""``dermetry respond``: response calls, best response and endpoints of a case file or a CSV."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from dermetry.cli import assess, output
from dermetry.cli.options import FileMissing, existing_file
from dermetry.cli.respond_beside import (
    Extras,
    beside_csv,
    beside_document,
    beside_immune,
    find_beside,
    print_beside,
    refuse_differences,
    refuse_for_lesions,
)
from dermetry.cli.respond_input import (
    Given,
    read_data_sets,
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
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.knowledge.site_rules import load_site_rules
from dermetry.pathway.respond_patients import (
    PatientLesions,
    count_by_evaluator,
    judge_subject,
    respond_cases,
    respond_lesions,
)
from dermetry.pathway.response_input import InputKind, recognize_input
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

`dermetry respond study-folder --against study-folder/rs.csv --csv calls.csv`

`dermetry respond case.json --policy irecist --compare recist11`

`dermetry respond responses.csv --policy recist11-admiralonco --set sd_window_days=42`

INPUT is a folder of SDTM data sets, or told by its ending and, for a CSV (comma, semicolon or
tab; UTF-8), by its columns. Every column is described in docs/reference/respond-input.md.

- a case file;
- a table of lesions, one row per lesion and visit: `subject`, `visited_on`, `lesion_id`,
  `baseline_on`, a size (`longest_diameter_mm`, `short_axis_mm` of a lymph node,
  `perpendicular_mm`, `area_mm2`; or without `_mm` and with a column `unit`, mm or cm) or a
  `status` (too_small, absent, present, progressed, not_done, not_evaluable, merged_into,
  split_into, treated_locally). Optional: `evaluator`, `role`, `organ`, `zone`, `reason`, `into`
  (the mass, or the fragments as `T1.1|T1.2`), `treatment_started_on`, `first_seen_on`, `newness`,
  `proved_on`, `non_measurable`, `has_grown_further`, `clinically_stable`, `local_treatment`,
  `local_treatment_on`, the errors of a size, regions and more. A lesion without a row at the
  baseline needs a role. Every row counts as confirmed;
- SDTM data sets `tu.csv` and `tr.csv` in one folder (name the folder, or one of the two); each
  evaluator has lesions and calls of her or his own; the first day of a VISITNUM is the visit;
- a table of responses, one row per visit: `subject`, `visited_on`, `response`; optional
  `evaluator`, `progression_on` and, without `--patients`, `reference_on`.

`--set` also takes the choices of the analysis plan, `partial_dates` (error, first, last) and, for
a table of lesions or SDTM, `baseline` (stated, first). Where a wrong cell is found, row and column
are named, nothing is judged, and the command ends with 7; with 3 where the input is missing or
empty.

`--against FILE` compares with given answers: SDTM `rs.csv` (OVRLRESP, TRGRESP, NTRGRESP, NEWLPROG,
BESTRESP) or a table of `subject`, `visited_on`, `response` (also `target_response`,
`non_target_response`, `best_response`, `evaluator`). Each difference is shown with its numbers and
rules, and with every single change that would give the other answer. Differences are a finding, not
an error: the command ends with 0; with `--strict`, with 7.

`--csv FILE` writes the calls to FILE and, beside it, `FILE-values` (what was used of each
lesion), `FILE-best-response` and `FILE-endpoints`; of
a table of responses the best responses to FILE; of lesions their calls, and `FILE-lesions`.
`--against` adds `FILE-against`, `--compare` adds `FILE-compared`; details (of one patient, or with
`--details`) `FILE-certainty`, `FILE-parts` and `FILE-exploratory`.
"""


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("respond", epilog=EPILOG)(respond)


def respond(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT", help="A case file, a CSV of lesions or responses, or an SDTM folder."
        ),
    ],
    policy: Annotated[
        str | None,
        typer.Option(
            help="Preset of rules. Default: that of the case's plan, recist11, or lesion-ect."
        ),
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
            "new_treatment_on, death_on, last_contact_on, cutoff_on. Goes before the case's own.",
        ),
    ] = None,
    patients: Annotated[
        Path | None,
        typer.Option(help="CSV with these dates, one row per patient; columns as their names."),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="Given answers to compare with: SDTM rs.csv, or a table.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="With --against: end with 7 where an answer differs.")
    ] = False,
    compare: Annotated[
        str | None, typer.Option(help="A second preset, to show the visits where it differs.")
    ] = None,
    details: Annotated[
        bool | None,
        typer.Option(
            "--details/--no-details",
            help="Also certainty, skin against other organs, and the exploratory channel. "
            "Default: for one patient.",
        ),
    ] = None,
    site_rules: Annotated[
        Path | None,
        typer.Option(
            "--site-rules",
            help="A folder of rule files that a site signed or changed; they bear on details only: "
            "published criteria are applied as published.",
        ),
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the result as CSV.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Call the response of every visit, the best response and endpoints, with reasons and rules."""
    kind = recognize_input(path=source)
    case = load_case(source) if kind == "case file" else None
    planned = case.plan.preset if case is not None and level == "patient" else None
    settings = load_settings(
        level=level, preset=policy or planned, given=read_pairs(setting or [], "--set")
    )
    given = read_input(case or (kind, source), settings, read_days(day or []), patients, against)
    others = (patients, against, *given.files)
    inputs = [source, *(each for each in others if each is not None)]
    rules = load_site_rules(folder=site_rules) if site_rules else SHIPPED
    extras = Extras(against, compare or beside_immune(settings), details, strict, rules)
    extras.check()
    if level == "lesion":
        refuse_for_lesions(against, compare)
        show_lesions(given, settings, csv, inputs, as_json)
        return
    show_patients(given, settings, extras, csv, inputs, as_json)


def read_input(
    source: Case | tuple[InputKind, Path],
    settings: ResponseSettings,
    days: dict[str, date],
    patients: Path | None,
    against: Path | None,
) -> Given:
    """Read the input by its kind; a case was read before, for the preset of its plan."""
    if isinstance(source, Case):
        has_dates = patients is not None or against is not None
        refuse_unused(settings, ("partial_dates",) if has_dates else (), "a case file")
        return with_dates(cases=(source,), settings=settings, given=days, patients=patients)
    kind, path = source
    if kind == "table of responses":
        return read_responses(path=path, settings=settings, given=days, patients=patients)
    read = read_table if kind == "table of lesions" else read_data_sets
    return read(path=path, settings=settings, given=days, patients=patients, today=assess.today())


def show_patients(
    given: Given,
    settings: ResponseSettings,
    extras: Extras,
    csv: Path | None,
    inputs: list[Path],
    as_json: bool,
) -> None:
    """Judge the patients and show them, with what was asked for besides."""
    found = [
        respond_cases(cases=cases, dates=dates, settings=settings) for cases, dates in given.cases
    ]
    found += [judge_subject(subject=each, settings=settings) for each in given.subjects]
    beside = find_beside(given, found, settings, extras)
    if csv is not None:
        files = patients_csv(found, csv, has_calls=bool(given.cases)) | beside_csv(beside, csv)
        write_files(files, csv, inputs)
    remarks = (*given.remarks, *beside.remarks)
    if as_json:
        documents = [patient_document(each) for each in found]
        output.print_json(as_document(settings, remarks, documents) | beside_document(beside))
    elif csv is None:
        print_patients(found, settings, remarks)
        print_beside(beside, settings)
    else:
        print_notes(remarks)
    if extras.strict:
        refuse_differences(beside.against)


def show_lesions(
    given: Given, settings: ResponseSettings, csv: Path | None, inputs: list[Path], as_json: bool
) -> None:
    """Judge single lesions and show them."""
    found = [lesions_of(cases, settings) for cases, _ in given.cases]
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
        print_notes(given.remarks)


def lesions_of(cases: tuple[Case, ...], settings: ResponseSettings) -> PatientLesions:
    """Judge the lesions of one patient, of each evaluator's case."""
    found = [respond_lesions(case=case, settings=settings) for case in cases]
    return PatientLesions(found[0].subject, tuple(each for one in found for each in one.courses))


def print_notes(remarks: Iterable[str]) -> None:
    """Print the notes where the result itself went to a file."""
    for remark in remarks:
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
