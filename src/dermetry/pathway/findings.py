"""The findings of one visit: what a person stated, and what the photographs measure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from dermetry.errors import MarksInvalid
from dermetry.imaging.combine import combine
from dermetry.imaging.values import Measurement
from dermetry.pathway import recording
from dermetry.pathway.files import recorded_name
from dermetry.pathway.folder import VisitFolder
from dermetry.pathway.marks import FindingMark
from dermetry.pathway.photographs import OutlinedLesion, PhotographResult
from dermetry.record.finding import Finding, Measured, Present

CONTRADICTS_OUTLINE = ("absent", "not_done", "merged_into", "split_into")
OUTSIDE = "lies outside that interval: check which lesion was measured"
FINDING: TypeAdapter[Finding] = TypeAdapter(Finding)


def visit_findings(
    *, visit: VisitFolder, results: Sequence[PhotographResult]
) -> tuple[Finding, ...]:
    """Give one finding per lesion that a person stated or outlined at this visit.

    A stated size is the finding; a photograph's size beside it becomes evidence. Raises
    MarksInvalid where a lesion is stated gone, merged or not looked at, and outlined too.
    """
    stated = {mark.lesion: mark for mark in visit.marks.finding}
    outlined = outlines_by_lesion(results)
    for lesion_id, mark in stated.items():
        if mark.status in CONTRADICTS_OUTLINE and lesion_id in outlined:
            refuse_contradiction(visit, mark)
    findings = []
    for lesion_id in {**stated, **outlined}:
        if lesion_id in stated:
            seen = photograph_finding(visit, lesion_id, outlined.get(lesion_id, ()))
            findings.append(stated_finding(visit, stated[lesion_id], seen))
        else:
            findings.append(photograph_finding(visit, lesion_id, outlined[lesion_id]))
    return tuple(finding for finding in findings if finding is not None)


def outlines_by_lesion(
    results: Sequence[PhotographResult],
) -> dict[str, tuple[tuple[PhotographResult, OutlinedLesion], ...]]:
    """Group the outlines of a visit by the lesion a person named."""
    grouped: dict[str, list[tuple[PhotographResult, OutlinedLesion]]] = {}
    for result in results:
        for each in result.outlined:
            if each.lesion_id:
                grouped.setdefault(each.lesion_id, []).append((result, each))
    return {lesion_id: tuple(pairs) for lesion_id, pairs in grouped.items()}


def refuse_contradiction(visit: VisitFolder, mark: FindingMark) -> None:
    """Refuse a lesion that is stated gone and outlined at the same visit."""
    raise MarksInvalid(
        f'{visit.path.name}/marks.toml: lesion {mark.lesion} has status "{mark.status}" '
        "and is outlined at the same visit",
        why="both cannot be true",
        next_step="remove the finding, or remove the outline",
    )


def photograph_finding(
    visit: VisitFolder,
    lesion_id: str,
    pairs: Sequence[tuple[PhotographResult, OutlinedLesion]],
) -> Measured | Present | None:
    """Give what the photographs say of one lesion: its size, or that it is there unmeasured.

    Confirmed outlines are used alone where there are any: a proposal never mixes in.
    """
    if not pairs:
        return None
    is_confirmed = any(each.is_confirmed for _, each in pairs)
    used = [(result, each) for result, each in pairs if each.is_confirmed or not is_confirmed]
    ulcerated = next((e.mark.ulcerated for _, e in used if e.mark and e.mark.ulcerated), None)
    common: dict[str, Any] = {
        "lesion_id": lesion_id,
        "evaluator": visit.marks.evaluator,
        "is_confirmed": is_confirmed,
        "confirmed_by": visit.marks.confirmed_by if is_confirmed else None,
        "ulcerated": ulcerated,
    }
    measured = [(result, each) for result, each in used if each.measurement is not None]
    if not measured:
        reasons = "; ".join(f"{recorded_name(r.path)}: {e.not_measured}" for r, e in used)
        return Present(reason=f"seen, not measured ({reasons})"[:2000], **common)
    photo_ids = tuple(dict.fromkeys(result.photograph_id for result, _ in measured))
    scales = dict.fromkeys(getattr(r.scale, "source", "") for r, _ in measured)
    combined = combine(measurements=[e.measurement for _, e in measured if e.measurement])
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
    visit: VisitFolder, mark: FindingMark, seen: Measured | Present | None
) -> Finding:
    """Record a finding that a person stated, with what the photographs say as evidence.

    Nothing of an unconfirmed outline enters a confirmed finding but that evidence.
    """
    is_confirmed = visit.marks.is_confirmed(mark)
    trusted = seen if seen is not None and (seen.is_confirmed or not is_confirmed) else None
    fields: dict[str, Any] = {
        "status": mark.status,
        "lesion_id": mark.lesion,
        "evaluator": visit.marks.evaluator,
        "is_confirmed": is_confirmed,
        "confirmed_by": visit.marks.confirmed_by if is_confirmed else None,
        "ulcerated": mark.ulcerated
        if mark.ulcerated is not None
        else getattr(trusted, "ulcerated", None),
        "evidence": compare(mark, seen),
        **specific_fields(mark, trusted),
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
        "progressed": {"reason": mark.reason},
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
        return (f"area {seen.area_mm2} mm2 from the outline, scaled by this value",)
    low, high = seen.interval_95_mm or (Decimal(0), Decimal(0))
    text = f"photograph: {seen.longest_diameter_mm} mm (95 % interval {low} to {high} mm)"
    typed = mark.longest_diameter_mm
    if typed is not None and not low <= typed <= high:
        text += f"; the typed {typed} mm {OUTSIDE}"
    elif mark.status == "too_small" and low > 0:
        text += f"; stated too small to measure, which {OUTSIDE}"
    return (text,)
