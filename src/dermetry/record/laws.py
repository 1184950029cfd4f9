"""The laws of a case, each a function giving one sentence per breach (empty = kept)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from dermetry.record.finding import Measured, MergedInto, SplitInto
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
    if longest is not None and across is not None and across > longest:
        yield f"{where}: perpendicular {across} mm is longer than the longest diameter {longest} mm"
    for value in (longest, finding.short_axis_mm):
        if value == 0:
            yield f"{where}: a measured 0 mm is not a size; use status absent or too_small"
    for photograph_id in finding.photograph_ids:
        if photograph_id not in photograph_ids:
            yield f"{where}: photograph {photograph_id} is not of this visit"


def check_families(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: a merged lesion names two known parents or more, a fragment its one parent."""
    known = {lesion.lesion_id: lesion for lesion in lesions}
    for lesion in lesions:
        parents = (*lesion.merged_from, *((lesion.split_from,) if lesion.split_from else ()))
        for parent in parents:
            if parent not in known:
                yield f"lesion {lesion.lesion_id} names unknown parent {parent}"
            elif parent == lesion.lesion_id or is_ancestor(lesion.lesion_id, parent, known):
                yield f"lesion {lesion.lesion_id} is its own ancestor through {parent}"
        if len(lesion.merged_from) == 1:
            yield f"merged lesion {lesion.lesion_id} names one parent; a merger has two or more"
    for visit in visits:
        for finding in visit.findings:
            if isinstance(finding, MergedInto):
                yield from check_merger(visit.visited_on, finding, known)
            elif isinstance(finding, SplitInto):
                yield from check_split(visit.visited_on, finding, known)


def is_ancestor(lesion_id: str, of_id: str, known: dict[str, Lesion]) -> bool:
    """Tell whether ``lesion_id`` stands among the forebears of ``of_id``."""
    seen: set[str] = set()
    queue = [of_id]
    while queue:
        current = known.get(queue.pop())
        if current is None or current.lesion_id in seen:
            continue
        seen.add(current.lesion_id)
        parents = [*current.merged_from, *([current.split_from] if current.split_from else [])]
        if lesion_id in parents:
            return True
        queue.extend(parents)
    return False


def check_merger(visited_on: date, finding: MergedInto, known: dict[str, Lesion]) -> Iterator[str]:
    """Law: what a lesion merged into is known and names it as a parent."""
    mass = known.get(finding.into_lesion_id)
    where = f"visit {visited_on}, lesion {finding.lesion_id}"
    if mass is None:
        yield f"{where}: merged into unknown lesion {finding.into_lesion_id}"
    elif finding.lesion_id not in mass.merged_from:
        yield f"{where}: merged into {mass.lesion_id}, which does not name it in merged_from"


def check_split(visited_on: date, finding: SplitInto, known: dict[str, Lesion]) -> Iterator[str]:
    """Law: the fragments of a split lesion are known and name it as their parent."""
    for fragment_id in finding.fragment_ids:
        fragment = known.get(fragment_id)
        if fragment is None or fragment.split_from != finding.lesion_id:
            yield (
                f"visit {visited_on}, lesion {finding.lesion_id}: fragment {fragment_id} "
                "is unknown or does not name it in split_from"
            )


def check_outlines(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: an outline lies inside its photograph; a named lesion is known."""
    known = {lesion.lesion_id for lesion in lesions}
    for visit in visits:
        for photo in visit.photographs:
            for outline in photo.outlines:
                where = f"{photo.file_name}, outline {outline.outline_id}"
                if outline.lesion_id is not None and outline.lesion_id not in known:
                    yield f"{where}: unknown lesion {outline.lesion_id}"
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
    """Law: the baseline is a visit; treatments end after they start and name known lesions."""
    if baseline_on and visits and baseline_on not in {visit.visited_on for visit in visits}:
        yield f"baseline {baseline_on} is not the date of any visit"
    known = {lesion.lesion_id for lesion in lesions}
    for treatment in treatments:
        if treatment.ended_on and treatment.ended_on < treatment.started_on:
            yield f"treatment {treatment.treatment_id} ends before it starts"
        for lesion_id in treatment.lesion_ids:
            if lesion_id not in known:
                yield f"treatment {treatment.treatment_id} names unknown lesion {lesion_id}"
