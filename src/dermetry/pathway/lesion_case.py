"""Building the case of one patient from the rows of a table of lesions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dermetry.pathway.csv_input import CsvTable
from dermetry.pathway.lesion_cells import LesionRow, check_measure, split_cell
from dermetry.pathway.lesion_columns import REGIONS, SPREAD, UNCERTAINTIES
from dermetry.pathway.lesion_settled import settle_day, settle_word
from dermetry.record.case import Case, ResponsePlan
from dermetry.record.casefile import describe
from dermetry.record.finding import Finding, UncertaintyMm
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient, Treatment
from dermetry.record.visit import Visit

FINDING: TypeAdapter[Finding] = TypeAdapter(Finding)
SIGHTINGS = frozenset(("measured", "too_small", "present", "progressed"))
NOT_STATED = "not stated in the table"
METHOD = "as in the table"
Rows = Sequence[LesionRow]


def build_case(table: CsvTable, name: str, rows: Rows, baseline_on: date) -> Case | None:
    """Build the case of one patient, noting what does not hold; then there is none."""
    before = len(table.problems)
    parents = find_parents(table, rows)
    by_lesion = group(rows)
    try:
        lesions = tuple(
            build_lesion(table, key, own, parents, baseline_on) for key, own in by_lesion.items()
        )
        known = {lesion.lesion_id: lesion for lesion in lesions}
        for row in rows:
            check_measure(table, row, known[row.lesion_id])
        plan = ResponsePlan(
            baseline_on=baseline_on,
            treatment_started_on=settle_day(table, rows, "treatment_started_on"),
        )
        visits = tuple(
            build_visit(table, day, [row for row in rows if row.visited_on == day])
            for day in sorted({row.visited_on for row in rows})
        )
        if len(table.problems) > before:
            return None
        case = Case(
            patient=Patient(patient_id=name),
            plan=plan,
            treatments=build_treatments(rows),
            lesions=lesions,
            visits=visits,
        )
        return share_photographs(case, rows)
    except ValidationError as error:
        table.problems.append(f"rows of {name!r} (from row {rows[0].row}): {describe(error)}")
        return None


def group(rows: Rows) -> dict[str, list[LesionRow]]:
    """Keep the rows of the lesions apart."""
    found: dict[str, list[LesionRow]] = {}
    for row in rows:
        found.setdefault(row.lesion_id, []).append(row)
    return found


def find_parents(table: CsvTable, rows: Rows) -> dict[str, dict[str, str]]:
    """Find what each mass or fragment has grown out of and how, noting unknown lesions."""
    known = {row.lesion_id for row in rows}
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        for child in row.into:
            if child not in known:
                what = f"unknown lesion {child!r}: {row.subject!r} has no row of it"
                table.blame(row.row, "into", what)
            found.setdefault(child, {})[row.lesion_id] = row.status
        if row.status == "split_into" and len(row.into) < 2:
            table.blame(row.row, "into", "names one fragment; write two or more, as in T1.1|T1.2")
        if row.status == "merged_into" and len(row.into) > 1:
            table.blame(row.row, "into", "names several lesions; one merges into one mass")
    return found


def build_lesion(
    table: CsvTable,
    lesion_id: str,
    rows: Rows,
    parents: Mapping[str, Mapping[str, str]],
    baseline_on: date,
) -> Lesion:
    """Build one lesion from what its rows say of it, noting one that nobody has introduced."""
    grown_out_of = parents.get(lesion_id, {})
    own_parents, is_mass = tuple(grown_out_of), "merged_into" in grown_out_of.values()
    role = settle_word(table, rows, "role") or "undecided"
    is_at_baseline = any(row.visited_on == baseline_on for row in rows)
    if role == "undecided" and not is_at_baseline and not own_parents:
        what = (
            f"unknown lesion {lesion_id!r}: it has no row at the baseline {baseline_on}; "
            "write the role new if it is new, else correct the id"
        )
        table.blame(rows[0].row, "lesion_id", what)
    sighted = [row.visited_on for row in rows if row.status in SIGHTINGS]
    return Lesion(
        lesion_id=lesion_id,
        is_confirmed=True,
        confirmed_by=name_evaluator(table, rows[0]),
        role=role,
        organ=settle_word(table, rows, "organ") or "skin",
        zone=settle_word(table, rows, "zone"),
        site=settle_word(table, rows, "site"),
        laterality=settle_word(table, rows, "laterality"),
        newness=settle_word(table, rows, "newness"),
        non_measurable=settle_word(table, rows, "non_measurable"),
        first_seen_on=settle_day(table, rows, "first_seen_on")
        or (min(sighted) if sighted and not is_at_baseline else None),
        proved_on=settle_day(table, rows, "proved_on"),
        merged_from=own_parents if is_mass else (),
        split_from=own_parents[0] if own_parents and not is_mass else None,
    )


def name_evaluator(table: CsvTable, row: LesionRow) -> str:
    """Say by whom a row is confirmed: its evaluator, or whoever wrote the table."""
    return row.evaluator or table.name


def build_visit(table: CsvTable, day: date, rows: Rows) -> Visit:
    """Build one visit with the findings of every evaluator."""
    stable = settle_word(table, rows, "clinically_stable")
    examined, not_examined = (
        split_cell(settle_word(table, rows, column) or "") for column in REGIONS
    )
    return Visit(
        visited_on=day,
        findings=tuple(build_finding(table, row) for row in rows),
        regions_examined=examined,
        regions_not_examined=not_examined,
        clinically_stable=None if stable is None else stable == "yes",
    )


def build_finding(table: CsvTable, row: LesionRow) -> Finding:
    """Build one finding; what the table does not state is said so, never made up."""
    parts: dict[str, Any] = {
        "status": row.status,
        "lesion_id": row.lesion_id,
        "evaluator": row.evaluator,
        "is_confirmed": True,
        "confirmed_by": name_evaluator(table, row),
    }
    reason = row.words.get("reason")
    if row.status == "measured":
        method = row.words.get("method", METHOD)
        parts |= {"method": method, **row.sizes, "uncertainty_mm": build_uncertainty(row)}
    elif row.status in ("not_done", "not_evaluable", "progressed", "present"):
        parts["reason"] = reason or (None if row.status == "present" else NOT_STATED)
    elif row.status == "treated_locally":
        parts["treatment"] = row.words.get("local_treatment") or reason or NOT_STATED
    elif row.status == "merged_into":
        parts["into_lesion_id"] = row.into[0]
    elif row.status == "split_into":
        parts["fragment_ids"] = row.into
    if row.status == "progressed" and "has_grown_further" in row.words:
        parts["has_grown_further"] = row.words["has_grown_further"] == "yes"
    if "ulcerated" in row.words:
        parts["ulcerated"] = row.words["ulcerated"] == "yes"
    parts |= {name: row.numbers[name] for name in SPREAD if name in row.numbers}
    return FINDING.validate_python(parts)


def build_uncertainty(row: LesionRow) -> UncertaintyMm | None:
    """Build the error of a size from its parts, those not stated being 0; None without any."""
    stated = [row.numbers.get(column) for column in UNCERTAINTIES]
    if not any(part is not None for part in stated):
        return None
    parts = [part or Decimal(0) for part in stated]
    combined = sum((part * part for part in parts), Decimal(0)).sqrt()
    # Rounded up: the whole is never surer than one of its parts.
    whole = max(*parts, combined.quantize(Decimal("0.0001"), rounding=ROUND_UP))
    scale, tilt, outline, repeat = parts
    return UncertaintyMm(scale=scale, tilt=tilt, outline=outline, repeat=repeat, combined=whole)


def share_photographs(case: Case, rows: Rows) -> Case:
    """Say which sizes were taken from a common photograph, which the case itself does not hold.

    The law that a photograph belongs to its visit is not asked: a table has ids of photographs
    and no photographs. Such a case is for calls; the ids say which errors are shared.
    """
    named = {
        (row.visited_on, row.lesion_id, row.evaluator): row.listed("photographs")
        for row in rows
        if "photographs" in row.words and row.status == "measured"
    }
    if not named:
        return case
    visits = tuple(
        visit.model_copy(update={"findings": tuple(name_photographs(visit, named))})
        for visit in case.visits
    )
    return case.model_copy(update={"visits": visits})


def name_photographs(
    visit: Visit, named: Mapping[tuple[date, str, str], tuple[str, ...]]
) -> Iterator[Finding]:
    """Give the findings of a visit with the ids of their photographs."""
    for finding in visit.findings:
        key = (visit.visited_on, finding.lesion_id, finding.evaluator)
        found = named.get(key)
        yield finding.model_copy(update={"photograph_ids": found}) if found else finding


def build_treatments(rows: Iterable[LesionRow]) -> tuple[Treatment, ...]:
    """Build the local treatments that the rows state, one for each kind and day."""
    treated: dict[tuple[date, str], dict[str, None]] = {}
    for row in rows:
        if "local_treatment" in row.words:
            key = (row.days["local_treatment_on"], row.words["local_treatment"])
            treated.setdefault(key, {})[row.lesion_id] = None
    return tuple(
        Treatment(
            treatment_id=f"{kind}-{day}",
            name=kind,
            kind=kind,
            started_on=day,
            lesion_ids=tuple(ids),
        )
        for (day, kind), ids in sorted(treated.items())
    )
