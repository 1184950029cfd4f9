"""The tables of a report: visits, diameters, values used, growth, lesions of other organs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dermetry.pathway.values import Assessed
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.signature import Signature
from dermetry.record.visit import Visit
from dermetry.report.cells import (
    change_cell,
    evidence_words,
    join_words,
    lesion_cell,
    lesion_label,
    size_cell,
    sum_cell,
)
from dermetry.report.standing import standing_of
from dermetry.report.values import Cell, Table
from dermetry.report.words import (
    SUM_NAMES,
    badge_of,
    say_category,
    say_date,
    say_size,
)
from dermetry.response.names import PROGRESSION
from dermetry.response.values import ValueUsed, VisitCall

STATUS_WORDS = {
    "measured": "measured",
    "too_small": "too small to measure",
    "absent": "absent",
    "present": "present",
    "progressed": "clearly worse",
    "not_done": "not photographed or examined",
    "not_evaluable": "not evaluable",
    "merged_into": "merged",
    "split_into": "split",
    "treated_locally": "treated locally",
    "unconfirmed": "proposed, not confirmed",
    "no_finding": "nothing recorded",
}


def evaluators_of(calls: tuple[VisitCall, ...]) -> tuple[str, ...]:
    """Give the evaluators in order of first appearance."""
    return tuple(dict.fromkeys(call.evaluator for call in calls))


def visits_table(
    *, calls: tuple[VisitCall, ...], signatures: Mapping[date, Signature | None]
) -> Table | None:
    """Make the table of visits: sum, baseline, nadir, change, responses, call.

    What was signed stands first, the call as it reads today beside it; a draft is said to be one.
    """
    if not calls:
        return None
    many = len(evaluators_of(calls)) > 1
    columns = (
        "Visit",
        "Call",
        SUM_NAMES[calls[0].unit],
        "Baseline",
        "Nadir before",
        "Change from baseline",
        "Change from nadir",
        "Target",
        "Non-target",
        "New lesions",
    )
    rows = tuple(_visit_row(call, many, signatures.get(call.visited_on)) for call in calls)
    return Table("Visits and calls", columns, rows)


def _visit_row(call: VisitCall, many: bool, signature: Signature | None) -> tuple[Cell, ...]:
    visited = Cell(say_date(call.visited_on), call.evaluator if many else "")
    provisional = "provisional" if call.is_provisional else ""
    if call.is_baseline:
        later = [Cell("baseline visit", kind="missing")] * 4
        response = [Cell("not applicable", kind="missing")] * 3
    else:
        later = [
            size_cell(call.baseline_total, say_date(call.baseline_on), unit=call.unit),
            size_cell(call.nadir, say_date(call.nadir_on), unit=call.unit),
            change_cell(call.change_from_baseline_percent, None),
            change_cell(call.change_from_nadir_percent, call.change_from_nadir, unit=call.unit),
        ]
        response = [
            Cell(say_category(call.target_response)),
            Cell(say_category(call.non_target_response)),
            _new_cell(call),
        ]
    statement = (
        ""
        if call.statement.lower() in (badge_of(call).letters.lower(), "baseline")
        else call.statement
    )
    stands = standing_of(signature=signature, call=call)
    badge = Cell("", join_words(stands.beside, statement, provisional), badge=stands.badge)
    return (visited, badge, _starred(sum_cell(call)), *later, *response)


def _new_cell(call: VisitCall) -> Cell:
    """Name the new lesions that count, and say when others wait or progression is dated back."""
    doubtful = (each for each in call.reasons if each.rule_id.endswith(".new.equivocal"))
    waiting = [each.sentence.removesuffix(".") for each in doubtful]
    text = ", ".join(call.new_lesion_ids) or ("in doubt" if waiting else "none confirmed")
    dated = call.progression_on
    back = (
        f"progression dated {say_date(dated)}" if dated and call.category not in PROGRESSION else ""
    )
    return Cell(text, join_words(*waiting, back))


def _starred(cell: Cell) -> Cell:
    """Move a long note under the table, marked by a star (``sum_notes``)."""
    return (
        replace(cell, text=f"{cell.text} *", detail="")
        if cell.kind == "strong" and cell.detail
        else cell
    )


def sum_notes(*, calls: tuple[VisitCall, ...]) -> tuple[str, ...]:
    """Give the notes that the stars in the table of visits point to, each once."""
    cells = (sum_cell(call) for call in calls)
    notes = (cell.detail for cell in cells if cell.kind == "strong" and cell.detail)
    return tuple(f"* {note[0].upper()}{note[1:]}." for note in dict.fromkeys(notes))


def diameters_table(*, case: Case, calls: tuple[VisitCall, ...]) -> Table | None:
    """Make the table of diameters: skin lesions and all targets, one column per visit."""
    lesions = [each for each in case.lesions if each.organ == "skin" or each.role == "target"]
    return lesions_by_visit("Diameters by lesion and visit", lesions, case, calls)


def other_lesions_table(*, case: Case, calls: tuple[VisitCall, ...]) -> Table | None:
    """Make the table of lesions of other organs."""
    lesions = [each for each in case.lesions if each.organ != "skin"]
    return lesions_by_visit("Lesions of other organs", lesions, case, calls)


def lesions_by_visit(
    caption: str, lesions: list[Lesion], case: Case, calls: tuple[VisitCall, ...]
) -> Table | None:
    """Make a table of lesions, one column per visit."""
    if not lesions or not case.visits:
        return None
    columns = ("Lesion", *(say_date(visit.visited_on) for visit in case.visits))
    rows = tuple(
        (
            lesion_label(lesion, calls),
            *(_visit_cell(lesion, visit, case, calls) for visit in case.visits),
        )
        for lesion in lesions
    )
    return Table(caption, columns, rows)


def _visit_cell(lesion: Lesion, visit: Visit, case: Case, calls: tuple[VisitCall, ...]) -> Cell:
    """Say one lesion at one visit; a skin lesion's notes stand under its picture instead."""
    cell = lesion_cell(lesion=lesion, visit=visit, case=case, calls=calls)
    if lesion.organ == "skin":
        return cell
    return replace(cell, detail=join_words(cell.detail, evidence_words(lesion, visit)))


def growth_table(*, assessed: Assessed) -> Table | None:
    """Make the table of growth rates, in the words of the measuring side."""
    rows = tuple(
        (
            lesion_label(lesion, assessed.calls),
            Cell(growth.statement if growth else "Cannot be given"),
        )
        for lesion in assessed.case.lesions
        if (growth := assessed.growth.get(lesion.lesion_id)) is not None
        or lesion.lesion_id in assessed.growth
    )
    return Table("Growth", ("Lesion", "Rate and doubling time"), rows) if rows else None


def _used_text(value: ValueUsed) -> str:
    """Say the value used; only target lesions can enter a sum."""
    if value.used is not None:
        return say_size(value.used, value.unit)
    return "nothing used" if value.role == "target" else "not in the sum"


def _raw_text(value: ValueUsed) -> tuple[str, str]:
    """Say the raw value; of a product, the diameter it was made with too."""
    if value.raw_mm is None:
        return "no number", ""
    if value.raw_mm2 is None:
        return say_size(value.raw_mm, "mm"), ""
    return say_size(value.raw_mm2, "mm2"), f"diameter {say_size(value.raw_mm, 'mm')}"


def values_table(*, call: VisitCall) -> Table | None:
    """Make the table of raw and used values that one call rests on."""
    rows = tuple(
        (
            Cell(value.lesion_id),
            Cell(value.role.replace("_", "-")),
            Cell(STATUS_WORDS[value.raw_status]),
            Cell(*_raw_text(value)),
            Cell(_used_text(value)),
            Cell(join_words(value.rule_id or "", value.note) or "as measured"),
        )
        for value in call.values_used
    )
    columns = ("Lesion", "Role", "Found", "Raw value", "Value used", "Why")
    return Table(f"Values of {say_date(call.visited_on)}", columns, rows) if rows else None
