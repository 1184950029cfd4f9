"""The response form as CSV: one row per lesion and visit, and one per call; a gap is empty."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from dermetry.pathway.values import Assessed
from dermetry.record.visit import Visit
from dermetry.report.cells import findings_of, is_unconfirmed, silence_words
from dermetry.report.csv_file import finding_columns, neutralize, sums_products
from dermetry.report.trial.build import check_subject
from dermetry.report.trial.hiding import hide_subject
from dermetry.report.trial.parts import Part, parts_of
from dermetry.response.values import ValueUsed, VisitCall

COLUMNS = (
    "subject",
    "birth_year",
    "evaluator",
    "visit_date",
    "record",
    "lesion",
    "organ",
    "site",
    "status",
    "reason",
    "diameter",
    "diameter_mm",
    "interval_95_low_mm",
    "interval_95_high_mm",
    "confirmed",
    "used_mm",
    "used_rule_id",
    "method",
    "sum_mm",
    "sum_complete",
    "baseline_sum_mm",
    "nadir_mm",
    "nadir_date",
    "change_from_baseline_percent",
    "change_from_nadir_percent",
    "change_from_nadir_mm",
    "target_response",
    "non_target_response",
    "new_lesions",
    "overall_response",
    "statement",
    "provisional",
    "progression_date",
    "override",
    "override_reason",
    "signed_by",
    "signed_on",
    "rules_version",
    "software_version",
)
PRODUCT_COLUMNS = (  # beside them where the policy sums products (WHO)
    "used_mm2",
    "sum_mm2",
    "baseline_sum_mm2",
    "nadir_mm2",
    "change_from_nadir_mm2",
)
Row = dict[str, str]


def write_form_csv(
    *, assessed: Assessed, version: str, subject_number: str, is_pseudonymous: bool = True
) -> str:
    """Write the form as CSV text with the columns of ``COLUMNS``.

    Where the policy sums products those of ``PRODUCT_COLUMNS`` follow. Numbers stand as
    recorded; a cell a spreadsheet would run is made harmless. Raises
    SubjectNumberMissing.
    """
    subject = check_subject(subject_number)
    if is_pseudonymous:
        assessed = hide_subject(assessed=assessed)
    born = assessed.case.patient.born_on
    year = "" if born is None else str(born.year)
    start = {"subject": subject, "birth_year": year, "software_version": version}
    out = io.StringIO()
    columns = (*COLUMNS, *(PRODUCT_COLUMNS if sums_products(assessed) else ()))
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    for part in parts_of(assessed):
        for row in _rows(part):
            cells = {**start, **row}
            writer.writerow({key: neutralize(text) for key, text in cells.items()})
    return out.getvalue()


def _rows(part: Part) -> Iterator[Row]:
    """Give the rows of each visit: its lesions by role, then its call."""
    calls = {call.visited_on: call for call in part.assessed.calls}
    for visit in part.assessed.case.visits:
        call = calls.get(visit.visited_on)
        start = {
            "evaluator": part.evaluator,
            "visit_date": visit.visited_on.isoformat(),
            "rules_version": call.rules_version if call else "",
        }
        for role in ("target", "non_target", "new"):
            for row in _lesion_rows(part, visit, call, role):
                yield {**start, "record": f"{role}_lesion", **row}
        yield {**start, "record": "response", **_signature(visit), **_call(call)}


def _lesion_rows(part: Part, visit: Visit, call: VisitCall | None, role: str) -> Iterator[Row]:
    for lesion in part.lesions_of(role):
        start = {
            "lesion": lesion.lesion_id,
            "organ": lesion.organ,
            "site": lesion.site or lesion.zone or "",
            **_used(call, lesion.lesion_id),
        }
        found = findings_of(visit, lesion.lesion_id)
        if not found:
            reason = "; ".join(p for p in silence_words(lesion, visit, part.assessed.case) if p)
            yield {**start, "status": "no_finding", "reason": reason}
        for finding in found:
            sizes = finding_columns(finding, lesion, visit)
            yield {
                **start,
                "status": finding.status,
                "reason": sizes["reason"],
                "diameter": sizes.get("diameter", ""),
                "diameter_mm": sizes.get("raw_mm", ""),
                "interval_95_low_mm": sizes.get("interval_95_low_mm", ""),
                "interval_95_high_mm": sizes.get("interval_95_high_mm", ""),
                "method": sizes.get("method", ""),
                "confirmed": "no" if is_unconfirmed(finding, lesion) else "yes",
            }


def _used(call: VisitCall | None, lesion_id: str) -> Row:
    values: tuple[ValueUsed, ...] = call.values_used if call else ()
    value = next((each for each in values if each.lesion_id == lesion_id), None)
    if value is None:
        return {}
    used = {"used_mm": _number(value.used_mm), "used_rule_id": value.rule_id or ""}
    return used | ({"used_mm2": _number(value.used_mm2)} if value.unit == "mm2" else {})


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _call(call: VisitCall | None) -> Row:
    if call is None:
        return {"statement": "no call"}
    return {
        "sum_mm": _number(call.sum_mm),
        "sum_complete": "yes" if call.is_sum_complete else "no",
        "baseline_sum_mm": _number(call.baseline_sum_mm),
        "nadir_mm": _number(call.nadir_mm),
        "nadir_date": call.nadir_on.isoformat() if call.nadir_on else "",
        "change_from_baseline_percent": _number(call.change_from_baseline_percent),
        "change_from_nadir_percent": _number(call.change_from_nadir_percent),
        "change_from_nadir_mm": _number(call.change_from_nadir_mm),
        **(_sums_of_products(call) if call.unit == "mm2" else {}),
        "target_response": call.target_response or "",
        "non_target_response": call.non_target_response or "",
        "new_lesions": "; ".join(call.new_lesion_ids),
        "overall_response": call.category or "",
        "statement": call.statement,
        "provisional": "yes" if call.is_provisional else "no",
        "progression_date": call.progression_on.isoformat() if call.progression_on else "",
    }


def _sums_of_products(call: VisitCall) -> Row:
    return {name: _number(getattr(call, name)) for name in PRODUCT_COLUMNS[1:]}


def _signature(visit: Visit) -> Row:
    signature = visit.signature
    if signature is None:
        return {"signed_by": "not signed"}
    override = signature.override
    return {
        "override": override.category if override else "",
        "override_reason": override.reason if override else "",
        "signed_by": signature.signed_by,
        "signed_on": signature.signed_on.isoformat(),
    }
