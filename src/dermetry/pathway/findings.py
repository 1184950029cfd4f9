"""The findings of one visit: what a person stated, and what the photographs measure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from dermetry.errors import MarksInvalid
from dermetry.imaging.combine import combine
from dermetry.imaging.values import Measurement
from dermetry.pathway import recording
from dermetry.pathway.facts import VisitFacts
from dermetry.pathway.marks import FindingMark
from dermetry.pathway.overlaps import check_overlaps
from dermetry.pathway.results import PhotographResult
from dermetry.pathway.sightings import Pair, named_pairs
from dermetry.record.finding import Finding, Measured, Present

CONTRADICTS_OUTLINE = ("absent", "not_done", "merged_into", "split_into")
SPREAD = ("percent_of_region", "lesion_count")  # stated of disease that is there only
OUTSIDE = "lies outside that interval: check which lesion was measured"
FINDING: TypeAdapter[Finding] = TypeAdapter(Finding)


def findings_of_visit(
    *, facts: VisitFacts, results: Sequence[PhotographResult]
) -> tuple[Finding, ...]:
    """Give one finding per lesion that a person stated or outlined at this visit.

    A stated size is the finding; a photograph's size beside it becomes evidence. Raises
    MarksInvalid where a lesion is stated gone, merged or not looked at, and outlined too, and
    OutlinesOverlap where two lesions are outlined in one place.
    """
    check_overlaps(results=results, visit_name=facts.name)
    stated = {mark.lesion: mark for mark in facts.marks.finding}
    outlined = named_pairs(results)
    for lesion_id, mark in stated.items():
        if mark.status in CONTRADICTS_OUTLINE and lesion_id in outlined:
            refuse_contradiction(facts, mark)
    findings = []
    for lesion_id in {**stated, **outlined}:
        if lesion_id in stated:
            seen = photograph_finding(facts, lesion_id, outlined.get(lesion_id, ()))
            findings.append(stated_finding(facts, stated[lesion_id], seen))
        else:
            findings.append(photograph_finding(facts, lesion_id, outlined[lesion_id]))
    return tuple(finding for finding in findings if finding is not None)


def refuse_contradiction(facts: VisitFacts, mark: FindingMark) -> None:
    """Refuse a lesion that is stated gone and outlined at the same visit."""
    raise MarksInvalid(
        f'{facts.marks_name}: lesion {mark.lesion} has status "{mark.status}" '
        "and is outlined at the same visit",
        why="both cannot be true",
        next_step="remove the finding, or remove the outline",
    )


def photograph_finding(
    facts: VisitFacts, lesion_id: str, pairs: Sequence[Pair]
) -> Measured | Present | None:
    """Give what the photographs say of one lesion: its size, or that it is there unmeasured.

    Confirmed outlines are used alone where there are any: a proposal never mixes in.
    """
    if not pairs:
        return None
    is_confirmed = any(pair.outlined.is_confirmed for pair in pairs)
    used = [pair for pair in pairs if pair.outlined.is_confirmed or not is_confirmed]
    marks = [pair.outlined.mark for pair in used]
    ulcerated = next((mark.ulcerated for mark in marks if mark and mark.ulcerated), None)
    common: dict[str, Any] = {
        "lesion_id": lesion_id,
        "evaluator": facts.marks.evaluator,
        "is_confirmed": is_confirmed,
        "confirmed_by": facts.confirmed_by(lesion_id) if is_confirmed else None,
        "ulcerated": ulcerated,
    }
    measured = [pair for pair in used if pair.outlined.measurement is not None]
    if not measured:
        reasons = "; ".join(f"{p.result.file_name}: {p.outlined.not_measured}" for p in used)
        return Present(reason=f"seen, not measured ({reasons})"[:2000], **common)
    photo_ids = tuple(dict.fromkeys(pair.result.photograph_id for pair in measured))
    scales = dict.fromkeys(getattr(pair.result.scale, "source", "") for pair in measured)
    sizes = [pair.outlined.measurement for pair in measured]
    combined = combine(measurements=[each for each in sizes if each])
    return measured_finding(combined, photo_ids, "; ".join(scales), common)


def measured_finding(
    measurement: Measurement,
    photograph_ids: tuple[str, ...],
    scale_source: str,
    common: dict[str, Any],
) -> Measured:
    """Record a measurement as exact decimals."""
    longest = measurement.longest_diameter_mm
    across = min(measurement.perpendicular_mm.value, longest.value)
    return Measured(
        longest_diameter_mm=recording.length_mm(longest.value),
        perpendicular_mm=recording.length_mm(across),
        area_mm2=recording.length_mm(measurement.area_mm2.value),
        area_interval_95_mm2=recording.interval_mm(measurement.area_mm2.interval_95),
        perimeter_mm=recording.length_mm(measurement.perimeter_mm.value),
        uncertainty_mm=recording.uncertainty_mm(longest.uncertainty),
        interval_95_mm=recording.interval_mm(longest.interval_95),
        method=measurement.method,
        scale_source=scale_source[:200] or None,
        photograph_ids=photograph_ids,
        evidence=tuple(measurement.notes),
        **common,
    )


def stated_finding(
    facts: VisitFacts, mark: FindingMark, seen: Measured | Present | None
) -> Finding:
    """Record a finding that a person stated, with what the photographs say as evidence.

    Nothing of an unconfirmed outline enters a confirmed finding but that evidence.
    """
    is_confirmed = facts.marks.is_confirmed(mark)
    trusted = seen if seen is not None and (seen.is_confirmed or not is_confirmed) else None
    fields: dict[str, Any] = {
        "status": mark.status,
        "lesion_id": mark.lesion,
        "evaluator": facts.marks.evaluator,
        "is_confirmed": is_confirmed,
        "confirmed_by": facts.confirmed_by(mark.lesion) if is_confirmed else None,
        "ulcerated": mark.ulcerated
        if mark.ulcerated is not None
        else getattr(trusted, "ulcerated", None),
        "evidence": compare(mark, seen),
        **specific_fields(mark, trusted),
        **{name: value for name in SPREAD if (value := getattr(mark, name)) is not None},
    }
    return FINDING.validate_python(fields)


def specific_fields(mark: FindingMark, seen: Measured | Present | None) -> dict[str, Any]:
    """Give the fields that only this status has."""
    if mark.status == "measured":
        from_photograph = seen if isinstance(seen, Measured) else None
        return {
            "longest_diameter_mm": mark.longest_diameter_mm,
            "perpendicular_mm": mark.perpendicular_mm,
            "short_axis_mm": mark.short_axis_mm,
            "area_mm2": mark.area_mm2
            if mark.area_mm2 is not None
            else scaled_area(from_photograph),
            "method": mark.method or "caliper, typed in",
            "photograph_ids": from_photograph.photograph_ids if from_photograph else (),
        }
    return {
        "merged_into": {"into_lesion_id": mark.merged_into},
        "split_into": {"fragment_ids": mark.fragments},
        "treated_locally": {"treatment": mark.treatment},
        "not_done": {"reason": mark.reason},
        "not_evaluable": {"reason": mark.reason},
        "progressed": {
            "reason": mark.reason,
            "has_grown_further": mark.has_grown_further,
        },
        "present": {"reason": mark.reason},
    }.get(mark.status, {})


def scaled_area(seen: Measured | None) -> Decimal | None:
    """Give the area of an outline whose photograph took its scale from the typed value."""
    return seen.area_mm2 if seen is not None and "caliper" in seen.method else None


def compare(mark: FindingMark, seen: Measured | Present | None) -> tuple[str, ...]:
    """Set a typed size beside the photograph's, as evidence."""
    if not isinstance(seen, Measured) or seen.longest_diameter_mm is None:
        return ()
    if "caliper" in seen.method:
        # The photograph took its scale from this very value, so only shape is news.
        return (f"area {seen.area_mm2} mm² from the outline, scaled by this value",)
    low, high = seen.interval_95_mm or (Decimal(0), Decimal(0))
    text = f"photograph: {seen.longest_diameter_mm} mm (95 % interval {low} to {high} mm)"
    typed = mark.longest_diameter_mm
    if typed is not None and not low <= typed <= high:
        text += f"; the typed {typed} mm {OUTSIDE}"
    elif mark.status == "too_small" and low > 0:
        text += f"; stated too small to measure, which {OUTSIDE}"
    return (text,)
