"""Calls, courses and counts of single lesions as rows of plain values, for tables and CSV."""

from collections.abc import Iterable, Iterator

from dermetry.pathway.call_rows import exact, yes
from dermetry.pathway.response_rows import Row, iso, reason_cells, sentences
from dermetry.response.lesion_values import LesionCall, LesionCount, LesionCourse

LESION_CALL_COLUMNS = (
    "subject",
    "lesion_id",
    "evaluator",
    "visited_on",
    "call",
    "statement",
    "treatments",
    "days_since_first_treatment",
    "days_since_last_treatment",
    "size_class",
    "unit",
    "size",
    "reference",
    "reference_on",
    "smallest",
    "smallest_on",
    "change_from_reference_percent",
    "reasons",
    "rule_ids",
    "sources",
    "is_unverified",
    "preset",
    "rules_version",
)
COURSE_COLUMNS = (
    "subject",
    "lesion_id",
    "evaluator",
    "treatments",
    "size_class",
    "best",
    "best_on",
    "control_from_on",
    "control_until_on",
    "control_days",
    "control_outcome",
    "control_why",
)
COUNT_COLUMNS = (
    "evaluator",
    "is_treated",
    "treatments",
    "size_class",
    "lesions",
    "patients",
    "lesions_per_patient",
    "best",
    "patients_with_response",
)


def lesion_call_rows(*, subject: str, courses: Iterable[LesionCourse]) -> Iterator[Row]:
    """Give one row for each lesion, evaluator and visit; keys are ``LESION_CALL_COLUMNS``."""
    for course in courses:
        for call in course.calls:
            yield lesion_call_row(subject, call)


def lesion_call_row(subject: str, call: LesionCall) -> Row:
    """Give the row of one call of one lesion."""
    in_mm2 = call.size_mm2 is not None or call.reference_mm2 is not None
    return {
        "subject": subject,
        "lesion_id": call.lesion_id,
        "evaluator": call.evaluator,
        "visited_on": iso(call.visited_on),
        "call": call.category,
        "statement": call.statement,
        "treatments": "; ".join(f"{each.name} {each.given_on}" for each in call.treatments),
        "days_since_first_treatment": call.days_since_first_treatment,
        "days_since_last_treatment": call.days_since_last_treatment,
        "size_class": call.size_class,
        "unit": "mm2" if in_mm2 else "mm",
        "size": exact(call.size_mm2 if in_mm2 else call.size_mm),
        "reference": exact(call.reference_mm2 if in_mm2 else call.reference_mm),
        "reference_on": iso(call.reference_on),
        "smallest": exact(call.smallest_mm2 if in_mm2 else call.smallest_mm),
        "smallest_on": iso(call.smallest_on),
        "change_from_reference_percent": exact(call.change_from_reference_percent),
        **reason_cells(call.reasons),
        "is_unverified": yes(call.is_unverified),
        "preset": call.preset,
        "rules_version": call.rules_version,
    }


def course_rows(*, subject: str, courses: Iterable[LesionCourse]) -> Iterator[Row]:
    """Give one row for each lesion and evaluator; keys are ``COURSE_COLUMNS``."""
    for course in courses:
        control = course.control
        yield {
            "subject": subject,
            "lesion_id": course.lesion_id,
            "evaluator": course.evaluator,
            "treatments": "; ".join(f"{each.name} {each.given_on}" for each in course.treatments),
            "size_class": course.size_class,
            "best": course.best,
            "best_on": iso(course.best_on),
            "control_from_on": iso(control.from_on) if control else None,
            "control_until_on": iso(control.until_on) if control else None,
            "control_days": control.days if control else None,
            "control_outcome": outcome(control.is_event) if control else None,
            "control_why": sentences((control.reason,)) if control else None,
        }


def outcome(is_event: bool) -> str:
    """Say whether local control has ended."""
    return "event" if is_event else "censored"


def count_rows(*, evaluator: str, counts: Iterable[LesionCount]) -> Iterator[Row]:
    """Give one row for each group of lesions; keys are ``COUNT_COLUMNS``."""
    for count in counts:
        yield {
            "evaluator": evaluator,
            "is_treated": yes(count.is_treated),
            "treatments": "; ".join(count.treatment_kinds),
            "size_class": count.size_class,
            "lesions": count.lesions,
            "patients": count.patients,
            "lesions_per_patient": " ".join(str(each) for each in count.lesions_per_patient),
            "best": ", ".join(f"{best} {number}" for best, number in count.by_best.items()),
            "patients_with_response": count.patients_with_response,
        }
