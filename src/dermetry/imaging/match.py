"""Propose which outline is which known lesion, with evidence; a person confirms.

Order of evidence: zone (never across zones), then constellation where a photograph and an
earlier one share three lesions or more, then size and look. What stays open is "unsure".
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from dermetry.imaging.match_by_size import judge_by_size
from dermetry.imaging.match_links import link_views, settle_links
from dermetry.imaging.match_overlap import flag_overlaps
from dermetry.imaging.match_unseen import Looked, judge_unseen
from dermetry.imaging.match_values import (
    KnownLesion,
    LesionMatch,
    Region,
    SeenOutline,
    SeenView,
    Sighting,
)
from dermetry.imaging.match_view import Verdict, ViewFit, fit_view, judge
from dermetry.imaging.match_weights import region_of, zones_agree
from dermetry.imaging.match_words import several

Verdicts = dict[str, Verdict]


def match(
    *,
    known: Sequence[KnownLesion],
    seen: Sequence[SeenOutline],
    zones_photographed: Sequence[Region],
    views: Sequence[SeenView] = (),
) -> tuple[LesionMatch, ...]:
    """Match the outlines of a visit to the known lesions of a case.

    ``zones_photographed`` holds (zone, laterality) of the visit's photographs, (None, None)
    for one whose zone is not known; ``views`` adds their frames, so that a lesion outside the
    frame is "not_photographed" and not "not_seen". Ids must be unique. Returns one entry per
    outline (by outline id), then one per known lesion that is "same" for none (by lesion id).
    The answers do not depend on the order of the input.
    """
    lesions = sorted(known, key=lambda lesion: lesion.lesion_id)
    by_view = _by_view(seen)
    frames = {view.view_id: view for view in views}
    verdicts: Verdicts = {}
    all_fits: list[ViewFit] = []
    for view_id, outlines in by_view.items():
        fits = _fit_all(view_id, outlines, lesions, frames.get(view_id))
        verdicts |= _judge_view(outlines, lesions, fits)
        all_fits += fits
    verdicts = _compare_views(by_view, verdicts)
    regions = _regions(by_view, views)
    looked = Looked(
        regions=(*zones_photographed, *(region for _, region in regions)),
        fits=tuple(all_fits),
        fitted_regions=regions,
        verdicts=verdicts,
    )
    found = {v.lesion_id for v in verdicts.values() if v.answer == "same"}
    missing = [lesion for lesion in lesions if lesion.lesion_id not in found]
    return (
        *(_as_match(key, verdicts[key]) for key in sorted(verdicts)),
        *(judge_unseen(lesion=lesion, looked=looked) for lesion in missing),
    )


def _as_match(outline_id: str, v: Verdict) -> LesionMatch:
    return LesionMatch(v.answer, outline_id, v.lesion_id, v.runner_up_id, v.confidence, v.evidence)


def _by_view(seen: Sequence[SeenOutline]) -> dict[str, list[SeenOutline]]:
    found: dict[str, list[SeenOutline]] = {}
    for outline in sorted(seen, key=lambda o: (o.view_id, o.outline_id)):
        found.setdefault(outline.view_id, []).append(outline)
    return found


def _regions(
    by_view: dict[str, list[SeenOutline]], views: Sequence[SeenView]
) -> tuple[tuple[str, Region], ...]:
    found = {(view.view_id, (view.zone, view.laterality)) for view in views}
    found |= {(key, region_of(o)) for key, outlines in by_view.items() for o in outlines}
    return tuple(sorted(found, key=repr))


def _fit_all(
    view_id: str,
    outlines: Sequence[SeenOutline],
    lesions: Sequence[KnownLesion],
    view: SeenView | None,
) -> list[ViewFit]:
    """Lay one view over every earlier view, the best fit first."""
    earlier: dict[str, list[tuple[KnownLesion, Sighting]]] = {}
    for lesion in lesions:
        for sighting in {s.view_id: s for s in reversed(lesion.sightings)}.values():
            earlier.setdefault(sighting.view_id, []).append((lesion, sighting))
    fits = [
        fit_view(view_id=view_id, earlier_id=key, earlier=items, outlines=outlines, view=view)
        for key, items in sorted(earlier.items())
    ]
    return sorted((f for f in fits if f is not None), key=lambda f: -f.fits.best.log_weight)


def _judge_view(
    outlines: Sequence[SeenOutline], lesions: Sequence[KnownLesion], fits: Sequence[ViewFit]
) -> Verdicts:
    """Judge the outlines of one view: by constellation, then what is left by size and look."""
    judged = [judge(fit) for fit in fits]
    verdicts = {
        key: _combine([verdict[key] for verdict in judged if key in verdict])
        for key in sorted({key for verdict in judged for key in verdict})
    }
    verdicts |= _judge_rest(outlines, lesions, fits, verdicts)
    verdicts = _no_lesion_twice(verdicts)
    for fit in fits:
        verdicts = flag_overlaps(fit=fit, verdicts=verdicts)
    return verdicts


def _combine(found: Sequence[Verdict]) -> Verdict:
    """Make one verdict of those from several earlier views."""
    same = sorted((v for v in found if v.answer == "same"), key=lambda v: -v.confidence)
    ids = sorted({v.lesion_id for v in same if v.lesion_id})
    if len(ids) > 1:
        text = f"earlier photographs disagree: {several(ids)}"
        return replace(
            same[0],
            answer="unsure",
            runner_up_id=next(key for key in ids if key != same[0].lesion_id),
            confidence=0.5,
            evidence=(text, *same[0].evidence),
            open_ids=frozenset(ids),
        )
    unsure = [v for v in found if v.answer == "unsure"]
    return (same or unsure or list(found))[0]


def _judge_rest(
    outlines: Sequence[SeenOutline],
    lesions: Sequence[KnownLesion],
    fits: Sequence[ViewFit],
    verdicts: Verdicts,
) -> Verdicts:
    """Judge what no fit explains against the lesions that no fit covers."""
    covered = {lesion.lesion_id for fit in fits for lesion in fit.lesions}
    taken_ids = {v.lesion_id for v in verdicts.values() if v.answer == "same"}
    free = [x for x in lesions if x.lesion_id not in covered and x.lesion_id not in taken_ids]
    rest = [
        o
        for o in outlines
        if o.outline_id not in verdicts
        or (verdicts[o.outline_id].answer == "new" and any(_may_be(o, x) for x in free))
    ]
    taken = [x for x in lesions if x.lesion_id in taken_ids | covered]
    judged = judge_by_size(outlines=rest, lesions=free, taken=taken)
    return {key: _with_fit(verdict, verdicts.get(key)) for key, verdict in judged.items()}


def _may_be(outline: SeenOutline, lesion: KnownLesion) -> bool:
    return zones_agree(region_of(outline), region_of(lesion))


def _with_fit(verdict: Verdict, by_places: Verdict | None) -> Verdict:
    """Keep "new by places" open when a lesion outside that fit could be meant."""
    if by_places is None or verdict.answer == "new":
        return verdict
    text = f"{verdict.lesion_id} was not in the earlier photograph that was compared"
    return replace(
        verdict,
        answer="unsure",
        evidence=(*by_places.evidence, text, *verdict.evidence[1:]),
        open_ids=verdict.open_ids | {verdict.lesion_id or ""},
    )


def _no_lesion_twice(verdicts: Verdicts) -> Verdicts:
    """Two outlines of one view that both read as one lesion are unsure: it may have split."""
    changed = dict(verdicts)
    claims: dict[str, list[str]] = {}
    for key, v in verdicts.items():
        if v.answer == "same" and v.lesion_id:
            claims.setdefault(v.lesion_id, []).append(key)
    for lesion_id, keys in claims.items():
        if len(keys) > 1:
            text = f"{several(sorted(keys))} both read as {lesion_id}: it may have split"
            for key in keys:
                changed[key] = replace(
                    verdicts[key],
                    answer="unsure",
                    confidence=min(verdicts[key].confidence, 0.5),
                    evidence=(text, *verdicts[key].evidence),
                    open_ids=frozenset({lesion_id}),
                )
    return changed


def _compare_views(by_view: dict[str, list[SeenOutline]], verdicts: Verdicts) -> Verdicts:
    links = [
        link
        for a, b in combinations(by_view, 2)
        for link in link_views(first=by_view[a], second=by_view[b])
    ]
    return settle_links(links=links, verdicts=verdicts)
