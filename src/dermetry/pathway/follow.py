"""Following lesions from visit to visit: proposals only, each with its evidence.

Outlines that a person named are taken as named; the matcher's view of them is a check.
Outlines nobody named become proposals: a like lesion ("same"), a proposed new lesion, or
"unsure". None of it is confirmed, so none of it enters a sum or a call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from dermetry.pathway import findings, same_place
from dermetry.pathway.outlining import middle_of
from dermetry.pathway.pattern import check_pattern
from dermetry.pathway.photographs import OutlinedLesion, PhotographResult
from dermetry.pathway.work import VisitWork
from dermetry.record.finding import Finding
from dermetry.record.lesion import Lesion
from dermetry.record.visit import MatchProposal, Remark


@dataclass
class Followed:
    """All lesions, proposed ones included, and the proposals of each visit."""

    lesions: tuple[Lesion, ...]
    proposals: dict[date, tuple[MatchProposal, ...]] = field(default_factory=dict)
    findings: dict[date, tuple[Finding, ...]] = field(default_factory=dict)
    remarks: dict[date, tuple[Remark, ...]] = field(default_factory=dict)


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
        now = {key: tuple(sighting_of(*pair) for pair in found) for key, found in named.items()}
        day = work.folder.visited_on
        wrong = check_pattern(now=now, before=sightings)
        followed.remarks[day] = (*followed.remarks[day], *wrong)
        sightings |= now
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
    ids = {outline_id: each.lesion_id for outline_id, (_, each) in pairs.items() if each.lesion_id}
    partners = partners_of(matches, pairs)
    stated = {mark.lesion for mark in work.folder.marks.finding} | set(named)
    proposals: list[MatchProposal] = []
    remarks: list[Remark] = []
    proposed: dict[str, tuple[LesionMatch, Pairs]] = {}
    for found in matches:
        outlined = pairs[found.outline_id][1] if found.outline_id else None
        if outlined is not None and outlined.lesion_id:
            remarks.extend(check_name(outlined, found))
        elif outlined is None and found.lesion_id in stated:
            continue
        else:
            known_as = [ids[other] for other in partners.get(found.outline_id, ()) if other in ids]
            found = name_new(work, followed, found, outlined, baseline_on, known_as)
            proposals.append(record_proposal(found))
            if not outlined or not found.lesion_id or found.answer not in ("same", "new"):
                continue
            ids[outlined.outline_id] = found.lesion_id
            if found.lesion_id not in stated:
                _, shown = proposed.setdefault(found.lesion_id, (found, []))
                shown.append(pairs[outlined.outline_id])
    day = work.folder.visited_on
    followed.proposals[day] = tuple(proposals)
    followed.remarks[day] = tuple(remarks)
    made = [propose_finding(work, shown, found) for found, shown in proposed.values()]
    followed.findings[day] = tuple(each for each in made if each is not None)
    return named | {lesion_id: shown for lesion_id, (_, shown) in proposed.items()}


def partners_of(
    matches: Sequence[LesionMatch], pairs: dict[str, tuple[PhotographResult, OutlinedLesion]]
) -> Mapping[str | None, frozenset[str]]:
    """Give which outlines show the same place, where that matters: for proposed new lesions."""
    if not any(found.answer == "new" for found in matches):
        return {}
    seen = tuple(seen_outline(result, each) for result, each in pairs.values())
    return {**same_place.find_partners(seen=seen)}


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


def check_name(outlined: OutlinedLesion, found: LesionMatch) -> list[Remark]:
    """Point out a named outline that looks clearly like another known lesion."""
    if found.answer != "same" or found.lesion_id in (None, outlined.lesion_id):
        return []
    return [
        Remark(
            kind="to_confirm",
            lesion_id=outlined.lesion_id,
            message=f"the outline named {outlined.lesion_id} lies where {found.lesion_id} was "
            f"({'; '.join(found.evidence)})"[:2000],
            advice=f"check that {outlined.lesion_id} and {found.lesion_id} are not swapped",
        )
    ]


def name_new(
    work: VisitWork,
    followed: Followed,
    found: LesionMatch,
    outlined: OutlinedLesion | None,
    baseline_on: date,
    known_as: Sequence[str],
) -> LesionMatch:
    """Give a proposed new lesion its own id and add it to the lesions, unconfirmed.

    ``known_as`` are ids that outlines of the same place in other photographs already have.
    """
    if outlined is None or found.answer != "new":
        return found
    if known_as:
        return replace(found, lesion_id=min(known_as))
    lesion_id = next_id(followed.lesions, work.folder.visited_on)
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
    return replace(found, lesion_id=lesion_id)


def next_id(lesions: tuple[Lesion, ...], day: date) -> str:
    """Give the next free id of a lesion proposed at this visit, such as new-20260323-1.

    It names its visit, so that lesions of later visits never change it.
    """
    taken = {lesion.lesion_id for lesion in lesions}
    number = 1
    while f"new-{day:%Y%m%d}-{number}" in taken:
        number += 1
    return f"new-{day:%Y%m%d}-{number}"


def propose_finding(work: VisitWork, pairs: Pairs, found: LesionMatch) -> Finding | None:
    """Propose the finding that would follow if the match were confirmed."""
    lesion_id = found.lesion_id or ""
    made = findings.photograph_finding(work.folder, lesion_id, pairs)
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
