"""Following lesions from visit to visit: proposals only, each with its evidence.

Outlines that a person named are taken as named; the matcher's view of them is a check.
Outlines nobody named become proposals: a like lesion ("same"), a proposed new lesion, or
"unsure". None of it is confirmed, so none of it enters a sum or a call.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from dermetry.imaging import match, scale
from dermetry.imaging.match_values import (
    KnownLesion,
    LesionMatch,
    SeenOutline,
    SeenView,
    Sighting,
)
from dermetry.imaging.values import Point, Polygon, Scale
from dermetry.pathway import findings
from dermetry.pathway.outlining import middle_of
from dermetry.pathway.photographs import OutlinedLesion, PhotographResult
from dermetry.pathway.values import Attention
from dermetry.pathway.work import VisitWork
from dermetry.record.finding import Finding
from dermetry.record.lesion import Lesion
from dermetry.record.visit import MatchProposal


@dataclass
class Followed:
    """All lesions, proposed ones included, and the proposals of each visit."""

    lesions: tuple[Lesion, ...]
    proposals: dict[date, tuple[MatchProposal, ...]] = field(default_factory=dict)
    findings: dict[date, tuple[Finding, ...]] = field(default_factory=dict)
    attention: list[Attention] = field(default_factory=list)


Sightings = dict[str, tuple[Sighting, ...]]
Pairs = list[tuple[PhotographResult, OutlinedLesion]]


def follow(
    *, works: Sequence[VisitWork], lesions: tuple[Lesion, ...], baseline_on: date
) -> Followed:
    """Follow all lesions through the visits, oldest first."""
    followed = Followed(lesions=lesions)
    sightings: Sightings = {}
    for work in works:
        named = follow_visit(work, followed, sightings, baseline_on)
        for lesion_id, found in named.items():
            sightings[lesion_id] = tuple(sighting_of(*pair) for pair in found)
    return followed


def follow_visit(
    work: VisitWork, followed: Followed, sightings: Sightings, baseline_on: date
) -> dict[str, Pairs]:
    """Match one visit's outlines; give the outlines of each lesion, named or proposed."""
    pairs = {each.outline_id: (result, each) for result in work.results for each in result.outlined}
    named: dict[str, Pairs] = {}
    for pair in pairs.values():
        if pair[1].lesion_id:
            named.setdefault(pair[1].lesion_id, []).append(pair)
    matches = run_matcher(work, followed, sightings, pairs)
    stated = {mark.lesion for mark in work.folder.marks.finding} | set(named)
    proposals, proposed = [], []
    for found in matches:
        outlined = pairs[found.outline_id][1] if found.outline_id else None
        if outlined is not None and outlined.lesion_id:
            followed.attention.extend(check_name(work, outlined, found))
        elif outlined is None and found.lesion_id in stated:
            continue
        else:
            found = name_new(work, followed, found, outlined, baseline_on)
            proposals.append(record_proposal(found))
            taken = found.lesion_id in stated or found.lesion_id in {p.lesion_id for p in proposed}
            if outlined and found.answer in ("same", "new") and found.lesion_id and not taken:
                proposed.append(propose_finding(work, pairs[outlined.outline_id], found))
                named.setdefault(found.lesion_id, []).append(pairs[outlined.outline_id])
    day = work.folder.visited_on
    followed.proposals[day] = tuple(proposals)
    followed.findings[day] = tuple(each for each in proposed if each is not None)
    return named


def run_matcher(
    work: VisitWork,
    followed: Followed,
    sightings: Sightings,
    pairs: dict[str, tuple[PhotographResult, OutlinedLesion]],
) -> tuple[LesionMatch, ...]:
    """Run the matcher on all outlines of a visit against the last sightings."""
    known = tuple(
        KnownLesion(
            lesion_id=lesion.lesion_id,
            zone=lesion.zone,
            laterality=lesion.laterality,
            sightings=sightings[lesion.lesion_id],
        )
        for lesion in followed.lesions
        if lesion.lesion_id in sightings
    )
    if not known and all(each.lesion_id for _, each in pairs.values()):
        return ()
    views = tuple(seen_view(result) for result in work.results if is_usable(result))
    return match.match(
        known=known,
        seen=tuple(seen_outline(result, each) for result, each in pairs.values()),
        zones_photographed=tuple((view.zone, view.laterality) for view in views),
        views=views,
    )


def is_usable(result: PhotographResult) -> bool:
    """Tell whether a photograph is good enough for "not seen" to mean anything."""
    return not any(issue.is_blocking for issue in result.issues)


def place_of(result: PhotographResult, outlined: OutlinedLesion) -> dict[str, object]:
    """Give the place of an outline in pixels and, where there is a scale, in plane mm."""
    center = middle_of(outlined.outline.polygon)
    if not isinstance(result.scale, Scale):
        return {"center_px": center}
    return {
        "center_px": center,
        "center_mm": on_plane(result.scale, (center,))[0],
        "mm_per_pixel": scale.mm_per_pixel_at(scale=result.scale, point=center),
    }


def on_plane(found: Scale, points: Sequence[Point]) -> Polygon:
    """Give points in the plane's millimeters."""
    return tuple((float(x), float(y)) for x, y in scale.to_mm(scale=found, points=points))


def sighting_of(result: PhotographResult, outlined: OutlinedLesion) -> Sighting:
    """Give what later visits need to know of one outline of a known lesion."""
    return Sighting(
        view_id=result.photograph_id,
        longest_diameter_mm=diameter_of(outlined),
        look=outlined.look,
        **place_of(result, outlined),  # type: ignore[arg-type]
    )


def seen_outline(result: PhotographResult, outlined: OutlinedLesion) -> SeenOutline:
    """Give one outline of this visit as the matcher sees it."""
    return SeenOutline(
        outline_id=outlined.outline_id,
        view_id=result.photograph_id,
        zone=result.mark.zone if result.mark else None,
        laterality=result.mark.laterality if result.mark else None,
        longest_diameter_mm=diameter_of(outlined),
        look=outlined.look,
        **place_of(result, outlined),  # type: ignore[arg-type]
    )


def seen_view(result: PhotographResult) -> SeenView:
    """Give one photograph's region and frame, even with nothing outlined in it."""
    right, bottom = result.width_px - 1.0, result.height_px - 1.0
    frame = ((0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom))
    found = result.scale if isinstance(result.scale, Scale) else None
    return SeenView(
        view_id=result.photograph_id,
        zone=result.mark.zone if result.mark else None,
        laterality=result.mark.laterality if result.mark else None,
        frame_mm=on_plane(found, frame) if found else None,
        frame_px=frame,
    )


def diameter_of(outlined: OutlinedLesion) -> float | None:
    """Give the measured longest diameter of an outline, or None."""
    return outlined.measurement.longest_diameter_mm.value if outlined.measurement else None


def check_name(work: VisitWork, outlined: OutlinedLesion, found: LesionMatch) -> list[Attention]:
    """Point out a named outline that looks clearly like another known lesion."""
    if found.answer != "same" or found.lesion_id in (None, outlined.lesion_id):
        return []
    return [
        Attention(
            visited_on=work.folder.visited_on,
            file_name=None,
            lesion_id=outlined.lesion_id,
            kind="to_confirm",
            message=f"the outline named {outlined.lesion_id} lies where {found.lesion_id} was "
            f"({'; '.join(found.evidence)})",
            advice=f"check that {outlined.lesion_id} and {found.lesion_id} are not swapped",
        )
    ]


def name_new(
    work: VisitWork,
    followed: Followed,
    found: LesionMatch,
    outlined: OutlinedLesion | None,
    baseline_on: date,
) -> LesionMatch:
    """Give a proposed new lesion its own id and add it to the lesions, unconfirmed."""
    if outlined is None or found.answer != "new":
        return found
    lesion_id = next_id(followed.lesions)
    is_later = work.folder.visited_on > baseline_on
    pair = next(result for result in work.results if outlined in result.outlined)
    followed.lesions = (
        *followed.lesions,
        Lesion(
            lesion_id=lesion_id,
            zone=pair.mark.zone if pair.mark else None,
            laterality=pair.mark.laterality if pair.mark else None,
            role="new" if is_later else "undecided",
            newness="unequivocal" if is_later else None,
            first_seen_on=work.folder.visited_on,
        ),
    )
    return LesionMatch(
        answer="new",
        outline_id=found.outline_id,
        lesion_id=lesion_id,
        runner_up_id=found.runner_up_id,
        confidence=found.confidence,
        evidence=found.evidence,
    )


def next_id(lesions: tuple[Lesion, ...]) -> str:
    """Give the next free id of the form L7."""
    taken = {lesion.lesion_id for lesion in lesions}
    number = len(taken) + 1
    while f"L{number}" in taken:
        number += 1
    return f"L{number}"


def propose_finding(
    work: VisitWork, pair: tuple[PhotographResult, OutlinedLesion], found: LesionMatch
) -> Finding | None:
    """Propose the finding that would follow if the match were confirmed."""
    lesion_id = found.lesion_id or ""
    made = findings.photograph_finding(work.folder, lesion_id, (pair,))
    if made is None:
        return None
    evidence = (*found.evidence, *made.evidence)
    update = {"is_confirmed": False, "confirmed_by": None, "evidence": evidence}
    return made.model_copy(update=update)


def record_proposal(found: LesionMatch) -> MatchProposal:
    """Record a match as the proposal it is."""
    return MatchProposal(
        answer=found.answer,
        outline_id=found.outline_id,
        lesion_id=found.lesion_id,
        runner_up_id=found.runner_up_id,
        confidence=None if found.confidence is None else round(found.confidence, 3),
        evidence=found.evidence,
    )
