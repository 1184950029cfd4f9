"""Who is who at one visit, asked with the stored results of the visits before it."""

from collections.abc import Mapping, Sequence
from datetime import date

from dermetry.pathway.facts import facts_of
from dermetry.pathway.follow import Before, Proposed, propose_visit, proposed_prefix
from dermetry.pathway.marks import VisitMarks
from dermetry.pathway.results import PhotographResult
from dermetry.pathway.sightings import named_pairs, sightings_of
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion


def propose_matches(
    *,
    case: Case,
    visited_on: date,
    results_now: Sequence[PhotographResult],
    results_before: Mapping[date, Sequence[PhotographResult]],
    baseline_on: date | None = None,
    marks: VisitMarks | None = None,
) -> Proposed:
    """Propose which lesion each outline of a visit is, as assessing a folder does.

    ``results_before`` are earlier visits; only outlines that carry a lesion's id count as a
    sighting of it. ``marks`` holds what is already stated of lesions at this visit: about
    those nothing is proposed. Asking again gives the same ids. The first visit is the
    baseline where neither ``baseline_on`` nor the case says which is.
    """
    sightings = {}
    for day in sorted(day for day in results_before if day < visited_on):
        sightings |= sightings_of(named_pairs(results_before[day]))
    stated = {mark.lesion for mark in marks.finding} if marks else set()
    used = stated | set(sightings) | set(named_pairs(results_now))
    proposed, _ = propose_visit(
        facts=facts_of(visited_on=visited_on, marks=marks or VisitMarks()),
        results=results_now,
        before=Before(
            lesions=tuple(each for each in case.lesions if not is_stale(each, visited_on, used)),
            sightings=sightings,
            baseline_on=baseline_on or case.baseline_on or visited_on,
        ),
    )
    return proposed


def is_stale(lesion: Lesion, day: date, used: set[str]) -> bool:
    """Tell whether a lesion is an earlier proposal of this very visit that nobody took up."""
    is_proposal = not lesion.is_confirmed and lesion.lesion_id.startswith(proposed_prefix(day))
    return is_proposal and lesion.lesion_id not in used
