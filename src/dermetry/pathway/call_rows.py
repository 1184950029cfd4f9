"""Calls of visits as rows of plain values, for tables and CSV."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from dermetry.pathway.response_rows import Row, iso, reason_cells
from dermetry.response.engine import ENGINE_VERSION
from dermetry.response.values import VisitCall

CALL_COLUMNS = (
    "subject",
    "visited_on",
    "evaluator",
    "call",
    "statement",
    "target_response",
    "non_target_response",
    "new_lesions",
    "unit",
    "sum",
    "sum_95_low",
    "sum_95_high",
    "sum_interval_note",
    "is_sum_complete",
    "baseline_sum",
    "baseline_on",
    "nadir",
    "nadir_on",
    "change_from_baseline_percent",
    "change_from_nadir",
    "change_from_nadir_percent",
    "progression_on",
    "missing_lesions",
    "targets_suggested",
    "turning_points",
    "reasons",
    "rule_ids",
    "sources",
    "flags",
    "preset",
    "rules_version",
    "engine_version",
)
VALUE_COLUMNS = (
    "subject",
    "visited_on",
    "evaluator",
    "lesion_id",
    "role",
    "raw_status",
    "raw_size",
    "used",
    "unit",
    "note",
    "rule_id",
)


def call_rows(*, subject: str, calls: Iterable[VisitCall]) -> Iterator[Row]:
    """Give one row for each visit and evaluator; keys are ``CALL_COLUMNS``, a gap is None."""
    for call in calls:
        in_mm = call.criteria != "who"
        low, high = call.sum_interval_95_mm or (None, None)
        yield {
            "subject": subject,
            "visited_on": iso(call.visited_on),
            "evaluator": call.evaluator,
            "call": call.category,
            "statement": call.statement,
            "target_response": call.target_response,
            "non_target_response": call.non_target_response,
            "new_lesions": " ".join(call.new_lesion_ids),
            "unit": "mm" if in_mm else "mm2",
            "sum": exact(call.sum_mm if in_mm else call.sum_mm2),
            "sum_95_low": exact(low),
            "sum_95_high": exact(high),
            "sum_interval_note": call.sum_interval_note,
            "is_sum_complete": yes(call.is_sum_complete),
            "baseline_sum": exact(call.baseline_sum_mm if in_mm else call.baseline_sum_mm2),
            "baseline_on": iso(call.baseline_on),
            "nadir": exact(call.nadir_mm if in_mm else call.nadir_mm2),
            "nadir_on": iso(call.nadir_on),
            "change_from_baseline_percent": exact(call.change_from_baseline_percent),
            "change_from_nadir": exact(
                call.change_from_nadir_mm if in_mm else call.change_from_nadir_mm2
            ),
            "change_from_nadir_percent": exact(call.change_from_nadir_percent),
            "progression_on": iso(call.progression_on),
            "missing_lesions": " ".join(call.missing_lesion_ids),
            "targets_suggested": yes(call.is_provisional),
            "turning_points": " ".join(each.sentence for each in call.turning_points),
            **reason_cells(call.reasons),
            "flags": "; ".join(call.flags),
            "preset": call.preset,
            "rules_version": call.rules_version,
            "engine_version": ENGINE_VERSION,
        }


def value_rows(*, subject: str, calls: Iterable[VisitCall]) -> Iterator[Row]:
    """Give one row for each visit, evaluator and lesion; keys are ``VALUE_COLUMNS``.

    The raw finding stands beside what was used; an empty ``used`` means that nothing of it
    entered the sum, and ``note`` says why.
    """
    for call in calls:
        in_mm = call.criteria != "who"
        for each in call.values_used:
            raw = each.raw_mm if in_mm else each.raw_mm2
            yield {
                "subject": subject,
                "visited_on": iso(call.visited_on),
                "evaluator": call.evaluator,
                "lesion_id": each.lesion_id,
                "role": each.role,
                "raw_status": each.raw_status,
                "raw_size": exact(raw),
                "used": exact(each.used_mm if in_mm else each.used_mm2),
                "unit": "mm" if in_mm else "mm2",
                "note": each.note,
                "rule_id": each.rule_id,
            }


def exact(value: Decimal | None) -> str | None:
    """Write a number as it is, a gap as None."""
    return None if value is None else f"{value:f}"


def yes(value: bool) -> str:
    """Write yes or no."""
    return "yes" if value else "no"
