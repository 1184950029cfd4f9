"""The laws of a case, each a function giving one sentence per breach (empty = kept).

``laws_lesions`` holds those of a lesion's dates and family, ``laws_care`` those of what is
said at a visit beside findings, ``laws_history`` those of history, specimens and studies,
``laws_birth`` that nothing is dated before birth, ``laws_death`` what cannot come after death.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from dermetry.record.finding import Measured, UncertaintyMm
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Treatment
from dermetry.record.visit import Visit


def twice(values: Iterable[str]) -> list[str]:
    """Give the values that occur more than once, in order."""
    return sorted(value for value, count in Counter(values).items() if count > 1)


def check_ids(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: ids of lesions, outlines and photographs occur once in a case."""
    for lesion_id in twice(lesion.lesion_id for lesion in lesions):
        yield f"lesion {lesion_id} is listed twice"
    photographs = [photo for visit in visits for photo in visit.photographs]
    for sha256 in twice(photo.sha256 for photo in photographs):
        names = ", ".join(photo.file_name for photo in photographs if photo.sha256 == sha256)
        yield f"the same photograph stands twice in the case ({names})"
    for photo_id in twice(photo.photograph_id for photo in photographs):
        yield f"photograph id {photo_id} is used twice"
    outlines = (outline.outline_id for photo in photographs for outline in photo.outlines)
    for outline_id in twice(outlines):
        yield f"outline id {outline_id} is used twice"


def check_visit_order(visits: tuple[Visit, ...], born_on: date | None) -> Iterator[str]:
    """Law: visits are ordered by date, one per date, none before birth."""
    dates = [visit.visited_on for visit in visits]
    for earlier, later in pairwise(dates):
        if later == earlier:
            yield f"two visits carry the date {later}"
        elif later < earlier:
            yield f"visit {later} stands after visit {earlier}: visits must be in order of date"
    if born_on and dates and dates[0] < born_on:
        yield f"visit {dates[0]} is before the patient's birth ({born_on})"


def check_findings(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: a finding names a known lesion, once per visit and evaluator, in its measure."""
    known = {lesion.lesion_id: lesion for lesion in lesions}
    for visit in visits:
        keys = [f"{f.lesion_id} by {f.evaluator or 'the evaluator'}" for f in visit.findings]
        for key in twice(keys):
            yield f"visit {visit.visited_on} has two findings for lesion {key}"
        photos = {photo.photograph_id for photo in visit.photographs}
        for finding in visit.findings:
            lesion = known.get(finding.lesion_id)
            if lesion is None:
                yield f"visit {visit.visited_on}: finding of unknown lesion {finding.lesion_id}"
            elif isinstance(finding, Measured):
                yield from check_measured(visit.visited_on, finding, lesion, photos)


def check_measured(
    visited_on: date, finding: Measured, lesion: Lesion, photograph_ids: set[str]
) -> Iterator[str]:
    """Law: a measured finding has the diameter its organ needs, in its right order."""
    where = f"visit {visited_on}, lesion {lesion.lesion_id}"
    needs_short_axis = lesion.organ == "lymph_node"
    if needs_short_axis and finding.short_axis_mm is None:
        yield f"{where}: a lymph node is measured by its short axis, and short_axis_mm is missing"
    if not needs_short_axis and finding.longest_diameter_mm is None:
        yield f"{where}: measured, but longest_diameter_mm is missing"
    longest, across = finding.longest_diameter_mm, finding.perpendicular_mm
    short = finding.short_axis_mm
    if longest is not None and across is not None and across > longest:
        yield f"{where}: perpendicular {across} mm is longer than the longest diameter {longest} mm"
    if longest is not None and short is not None and short > longest:
        yield f"{where}: short axis {short} mm is longer than the longest diameter {longest} mm"
    yield from check_uncertainty(where, finding, short if needs_short_axis else longest)
    yield from check_area(where, finding)
    for value in (longest, short):
        if value == 0:
            yield f"{where}: a measured 0 mm is not a size; use status absent or too_small"
    for photograph_id in finding.photograph_ids:
        if photograph_id not in photograph_ids:
            yield f"{where}: photograph {photograph_id} is not of this visit"


def check_uncertainty(where: str, finding: Measured, value: Decimal | None) -> Iterator[str]:
    """Law: an interval runs upward and holds its value; the whole is no surer than a part."""
    if finding.interval_95_mm is not None:
        low, high = finding.interval_95_mm
        if low > high:
            yield f"{where}: interval_95_mm runs from {low} down to {high}"
        elif value is not None and not low <= value <= high:
            yield f"{where}: {value} mm lies outside its interval_95_mm {low} to {high}"
    if finding.uncertainty_mm is not None:
        yield from check_parts(where, finding.uncertainty_mm)


def check_area(where: str, finding: Measured) -> Iterator[str]:
    """Law: an interval of the area belongs to an area, runs upward and holds it."""
    if finding.area_interval_95_mm2 is None:
        return
    low, high = finding.area_interval_95_mm2
    if finding.area_mm2 is None:
        yield f"{where}: area_interval_95_mm2 without area_mm2"
    elif low > high:
        yield f"{where}: area_interval_95_mm2 runs from {low} down to {high}"
    elif not low <= finding.area_mm2 <= high:
        yield (
            f"{where}: {finding.area_mm2} mm2 lies outside its area_interval_95_mm2 {low} to {high}"
        )


def check_parts(where: str, parts: UncertaintyMm) -> Iterator[str]:
    """Law: the combined uncertainty is at least as large as each of its parts."""
    for name in ("scale", "tilt", "outline", "repeat"):
        if getattr(parts, name) > parts.combined:
            yield (
                f"{where}: the combined uncertainty {parts.combined} mm is smaller than its "
                f"part {name} ({getattr(parts, name)} mm)"
            )


def check_visits(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: a zone was examined or not; proposals name known lesions and outlines."""
    known = {lesion.lesion_id for lesion in lesions}
    outlines = {
        outline.outline_id
        for visit in visits
        for photo in visit.photographs
        for outline in photo.outlines
    }
    for visit in visits:
        both = set(visit.regions_examined) & set(visit.regions_not_examined)
        for zone in sorted(both):
            yield f"visit {visit.visited_on}: {zone} is recorded as examined and as not examined"
        for zone in sorted(set(visit.regions_examined) & set(visit.regions_refused)):
            yield f"visit {visit.visited_on}: {zone} is recorded as examined and as refused"
        where = f"visit {visit.visited_on}: a proposal names unknown"
        for each in visit.proposals:
            for lesion_id in (each.lesion_id, each.runner_up_id):
                if lesion_id is not None and lesion_id not in known:
                    yield f"{where} lesion {lesion_id}"
            if each.outline_id is not None and each.outline_id not in outlines:
                yield f"{where} outline {each.outline_id}"


def check_outlines(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: an outline lies inside its photograph, names a known lesion and who confirmed it."""
    known = {lesion.lesion_id for lesion in lesions}
    for visit in visits:
        for photo in visit.photographs:
            for outline in photo.outlines:
                where = f"{photo.file_name}, outline {outline.outline_id}"
                if outline.lesion_id is not None and outline.lesion_id not in known:
                    yield f"{where}: unknown lesion {outline.lesion_id}"
                if outline.is_confirmed and not outline.confirmed_by:
                    yield f"{where}: the outline is confirmed, but not by whom"
                if any(
                    not (-1 <= x <= photo.width_px and -1 <= y <= photo.height_px)
                    for x, y in outline.polygon
                ):
                    yield f"{where}: a point lies outside the photograph"


def check_confirmations(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: whatever is confirmed says by whom; a confirmed fact never rests on a proposal."""
    by_id = {lesion.lesion_id: lesion for lesion in lesions}
    for lesion in lesions:
        if lesion.is_confirmed and not lesion.confirmed_by:
            yield f"lesion {lesion.lesion_id} is confirmed, but not by whom"
    for visit in visits:
        for finding in visit.findings:
            where = f"visit {visit.visited_on}, lesion {finding.lesion_id}"
            if finding.is_confirmed and not finding.confirmed_by:
                yield f"{where}: the finding is confirmed, but not by whom"
            owner = by_id.get(finding.lesion_id)
            if finding.is_confirmed and owner is not None and not owner.is_confirmed:
                yield f"{where}: a confirmed finding of an unconfirmed lesion"


def check_plan(
    baseline_on: date | None,
    visits: tuple[Visit, ...],
    treatments: tuple[Treatment, ...],
    lesions: tuple[Lesion, ...],
) -> Iterator[str]:
    """Law: the baseline is a visit; treatments have one id, end after they start."""
    if baseline_on and visits and baseline_on not in {visit.visited_on for visit in visits}:
        yield f"baseline {baseline_on} is not the date of any visit"
    for treatment_id in twice(treatment.treatment_id for treatment in treatments):
        yield f"treatment id {treatment_id} is used twice"
    known = {lesion.lesion_id for lesion in lesions}
    for treatment in treatments:
        if treatment.ended_on and treatment.ended_on < treatment.started_on:
            yield f"treatment {treatment.treatment_id} ends before it starts"
        for lesion_id in treatment.lesion_ids:
            if lesion_id not in known:
                yield f"treatment {treatment.treatment_id} names unknown lesion {lesion_id}"
