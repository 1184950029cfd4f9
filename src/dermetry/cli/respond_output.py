"""Printing and writing what ``dermetry respond`` found: tables, JSON, CSV."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.markup import escape
from rich.table import Table

from dermetry.cli import output
from dermetry.errors import OutputNotWritten
from dermetry.pathway.call_rows import CALL_COLUMNS, VALUE_COLUMNS, call_rows, value_rows
from dermetry.pathway.lesion_call_rows import (
    COUNT_COLUMNS,
    COURSE_COLUMNS,
    LESION_CALL_COLUMNS,
    count_rows,
    course_rows,
    lesion_call_rows,
)
from dermetry.pathway.respond_patients import PatientLesions, PatientResponse, count_by_evaluator
from dermetry.pathway.response_rows import (
    BEST_COLUMNS,
    ENDPOINT_COLUMNS,
    Row,
    best_rows,
    endpoint_rows,
)
from dermetry.pathway.response_settings import ResponseSettings
from dermetry.report.responses_csv import write_rows
from dermetry.report.write import write_all_or_none
from dermetry.response.engine import ENGINE_VERSION

BEST_SHOWN = ("subject", "evaluator", "form", "best_response", "on", "days", "progression_on")
ENDPOINTS_SHOWN = ("endpoint", "evaluator", "form", "outcome", "on", "days", "why")
LESION_CALLS_SHOWN = (
    "subject",
    "lesion_id",
    "evaluator",
    "visited_on",
    "statement",
    "size",
    "unit",
    "change_from_reference_percent",
    "days_since_last_treatment",
)
COURSES_SHOWN = (
    "subject",
    "lesion_id",
    "evaluator",
    "best",
    "best_on",
    "size_class",
    "control_outcome",
    "control_until_on",
    "control_days",
)
EXACT = ("subject", "lesion_id", "evaluator")
CRITERIA = {
    "recist_1_1": "RECIST 1.1",
    "irecist": "iRECIST",
    "who": "WHO",
    "lesion": "single lesions",
}


def title_of(settings: ResponseSettings) -> str:
    """Name the criteria, the policy, and every setting that was changed."""
    policy = settings.policy
    changed = ", ".join(f"{name}={value}" for name, value in settings.given.items())
    return f"Response by {CRITERIA[policy.criteria]} (policy {policy.preset})" + (
        f", CHANGED SETTINGS: {changed}" if changed else ""
    )


def as_document(
    settings: ResponseSettings, remarks: Iterable[str], patients: list[dict[str, Any]]
) -> dict[str, Any]:
    """Give the JSON document around the patients."""
    rules = [settings.policy.rules_version]
    rules += [settings.choices.rules_version] if settings.choices else []
    return {
        "level": settings.level,
        "policy": settings.policy.preset,
        "settings": dict(settings.given),
        "rules_version": "; ".join(rules),
        "engine_version": ENGINE_VERSION,
        "remarks": list(remarks),
        "patients": patients,
    }


def patient_document(found: PatientResponse) -> dict[str, Any]:
    """Give one patient as plain values for JSON."""
    return {
        "subject": found.subject,
        "calls": [call.model_dump(mode="json") for call in found.calls],
        "suggestions": [each.model_dump(mode="json") for each in found.suggestions],
        "best_response": list(best_rows(found=[(found.subject, found.best)])),
        "endpoints": list(endpoint_rows(found=[(found.subject, found.endpoints)])),
    }


def lesions_document(found: PatientLesions) -> dict[str, Any]:
    """Give the lesions of one patient as plain values for JSON."""
    courses = [course.model_dump(mode="json") for course in found.courses]
    return {"subject": found.subject, "lesions": courses}


def print_patients(
    found: Sequence[PatientResponse], settings: ResponseSettings, remarks: Iterable[str]
) -> None:
    """Print calls with their reasons, then best responses; endpoints for one patient."""
    print_remarks(remarks)
    title = title_of(settings)
    for each in found:
        if each.calls:
            whose = f", patient {each.subject}" if len(found) > 1 else ""
            output.out.print(output.call_table(each.calls, title=title + whose))
            for call in each.calls:
                output.print_reasons(call)
            output.out.print()
    best = [row for each in found for row in best_rows(found=[(each.subject, each.best)])]
    if not best:
        return
    output.out.print(rows_table(f"Best {title[0].lower()}{title[1:]}", BEST_SHOWN, best))
    if len(found) == 1:
        print_sentences(best)
        rows = list(endpoint_rows(found=[(found[0].subject, found[0].endpoints)]))
        output.out.print(rows_table("Endpoints", ENDPOINTS_SHOWN, rows))
    else:
        output.out.print("Endpoints of several patients: add --json or --csv FILE.")


def print_lesions(
    found: Sequence[PatientLesions], settings: ResponseSettings, remarks: Iterable[str]
) -> None:
    """Print every lesion at every visit, then each lesion's course, then the counts."""
    print_remarks(remarks)
    if not any(each.courses for each in found):
        output.out.print("No lesion can be judged: there is no baseline visit or no lesion.")
        return
    calls = [
        row
        for each in found
        for row in lesion_call_rows(subject=each.subject, courses=each.courses)
    ]
    output.out.print(rows_table(title_of(settings), LESION_CALLS_SHOWN, calls))
    courses = [
        row for each in found for row in course_rows(subject=each.subject, courses=each.courses)
    ]
    output.out.print(
        rows_table("Best call of each lesion, and local control", COURSES_SHOWN, courses)
    )
    counts = [
        row
        for name, rows in count_by_evaluator(patients=found, settings=settings)
        for row in count_rows(evaluator=name, counts=rows)
    ]
    output.out.print(rows_table("Lesions and their patients", COUNT_COLUMNS, counts))
    if any(row["is_unverified"] == "yes" for row in calls):
        output.out.print("[yellow]Rules of single lesions were not compared with their source.")


def print_remarks(remarks: Iterable[str]) -> None:
    """Print what must be said about the input."""
    for remark in remarks:
        output.out.print(f"[yellow]Note[/yellow] {escape(remark)}", soft_wrap=True)


def print_sentences(rows: Iterable[Row]) -> None:
    """Print why a best response is what it is."""
    for row in rows:
        whose = f" ({row['evaluator']})" if row["evaluator"] else ""
        output.out.print(
            f"[bold]{row['form']}{escape(whose)}[/bold]  {escape(str(row['reasons']))}"
        )
        for name in ("flags", "not_counted"):
            if row[name]:
                output.out.print(f"  [yellow]{name.replace('_', ' ')}: {escape(str(row[name]))}")


def rows_table(title: str, columns: Sequence[str], rows: Iterable[Row]) -> Table:
    """Build a table of some columns; columns that are empty throughout are left out."""
    rows = list(rows)
    shown = [name for name in columns if any(row[name] not in (None, "") for row in rows)]
    table = Table(title=escape(title), title_justify="left", box=box.SIMPLE_HEAD)
    for name in shown:
        table.add_column(name.removeprefix("is_").replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell(name, row[name])) for name in shown))
    return table


def cell(name: str, value: object) -> str:
    """Give one cell as people read it; names of patients, lesions and evaluators stay exact."""
    if value in (None, ""):
        return "–"
    return str(value) if name in EXACT else str(value).replace("_", " ")


def patients_csv(
    found: Sequence[PatientResponse], path: Path, *, has_calls: bool
) -> dict[str, str]:
    """Give the CSV files of patients: calls and values (of cases), best responses, endpoints."""
    calls = [row for each in found for row in call_rows(subject=each.subject, calls=each.calls)]
    best = best_rows(found=((each.subject, each.best) for each in found))
    ends = endpoint_rows(found=((each.subject, each.endpoints) for each in found))
    best_text = write_rows(rows=best, columns=BEST_COLUMNS)
    texts = {path.name: best_text}
    if has_calls:
        texts = {path.name: write_rows(rows=calls, columns=CALL_COLUMNS)}
        texts[beside(path, "best-response")] = best_text
        values = (
            row for each in found for row in value_rows(subject=each.subject, calls=each.calls)
        )
        texts[beside(path, "values")] = write_rows(rows=values, columns=VALUE_COLUMNS)
    texts[beside(path, "endpoints")] = write_rows(rows=ends, columns=ENDPOINT_COLUMNS)
    return texts


def lesions_csv(found: Sequence[PatientLesions], path: Path) -> dict[str, str]:
    """Give the CSV files of lesions: every call, and the course of each lesion."""
    calls = (
        row
        for each in found
        for row in lesion_call_rows(subject=each.subject, courses=each.courses)
    )
    courses = (
        row for each in found for row in course_rows(subject=each.subject, courses=each.courses)
    )
    return {
        path.name: write_rows(rows=calls, columns=LESION_CALL_COLUMNS),
        beside(path, "lesions"): write_rows(rows=courses, columns=COURSE_COLUMNS),
    }


def beside(path: Path, what: str) -> str:
    """Name a second file after the first."""
    return f"{path.stem}-{what}{path.suffix}"


def write_files(texts: dict[str, str], path: Path, inputs: Iterable[Path]) -> None:
    """Write all files or none, and say which; an input is never replaced."""
    taken = {each.resolve() for each in inputs}
    for name in texts:
        if path.with_name(name).resolve() in taken:
            raise OutputNotWritten(
                f"{name} is an input of this command", next_step="give --csv another name"
            )
    contents = {name: text.encode() for name, text in texts.items()}
    write_all_or_none(folder=path.parent, contents=contents)
    output.err.print(f"Written: {escape(', '.join(texts))}", soft_wrap=True)
