"""Match outlines without a constellation: zone, size and look, and never a coin flip."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.match_values import KnownLesion, SeenOutline, Sighting
from dermetry.imaging.match_view import Verdict
from dermetry.imaging.match_weights import expected_log, pair_log, region_of, size_log, zones_agree
from dermetry.imaging.match_words import look_words, place_name, several, size_words, zone_words
from dermetry.imaging.matching_rules import section

WITHOUT = "fewer than three lesions shared with an earlier photograph: matched without places"


def judge_by_size(
    *, outlines: Sequence[SeenOutline], lesions: Sequence[KnownLesion], taken: Sequence[KnownLesion]
) -> dict[str, Verdict]:
    """Judge the outlines of one view against the lesions still free in it.

    ``taken`` are the lesions already matched in this view. Every pair is weighed against
    every other pair that shares its outline or its lesion.
    """
    base = expected_log(len(lesions))
    weights = np.array(
        [
            [pair_log(lesion=x, sighting=last_sighting(x), outline=o) + base for o in outlines]
            for x in lesions
        ]
    ).reshape(len(lesions), len(outlines))
    odds = np.exp(weights)
    share = odds / (1 + odds.sum(axis=0) + odds.sum(axis=1)[:, None] - odds)
    return {
        o.outline_id: _judge(o, lesions, share[:, column], taken)
        for column, o in enumerate(outlines)
    }


def last_sighting(lesion: KnownLesion) -> Sighting | None:
    """Give the latest sighting of a lesion, if any."""
    return lesion.sightings[0] if lesion.sightings else None


def _judge(
    outline: SeenOutline,
    lesions: Sequence[KnownLesion],
    column: NDArray[np.float64],
    taken: Sequence[KnownLesion],
) -> Verdict:
    share = {x.lesion_id: float(v) for x, v in zip(lesions, column, strict=True) if v > 0}
    candidates = [x for x in lesions if x.lesion_id in share]
    if not candidates:
        here = [x for x in taken if zones_agree(region_of(outline), region_of(x))]
        return _judge_without_candidates(outline, here)
    ranked = sorted(candidates, key=lambda lesion: -share[lesion.lesion_id])
    return _decide(outline, ranked, share)


def _decide(
    outline: SeenOutline, ranked: Sequence[KnownLesion], share: dict[str, float]
) -> Verdict:
    rules = section("answer")
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    sighting = last_sighting(best)
    confidence = min(share[best.lesion_id], rules["cap_by_size"])
    evidence = [
        WITHOUT,
        size_words(sighting, outline),
        look_words(sighting, outline),
        zone_words(best, outline),
    ]
    if second is not None:
        evidence.append(f"runner-up {second.lesion_id}: {_brief(second, outline)}")
    is_like = sighting is not None and size_log(sighting, outline) > 0
    is_sure = is_like and confidence >= rules["same_by_size"]
    if not is_sure:
        near = [x.lesion_id for x in ranked[:3] if share[x.lesion_id] > rules["candidate"]]
        evidence.append(f"may be {several(near or [best.lesion_id])}, or new")
    return Verdict(
        "same" if is_sure else "unsure",
        best.lesion_id,
        second.lesion_id if second else None,
        confidence,
        tuple(line for line in evidence if line),
        frozenset() if is_sure else frozenset(lesion.lesion_id for lesion in ranked),
    )


def _brief(lesion: KnownLesion, outline: SeenOutline) -> str:
    return size_words(last_sighting(lesion), outline)


def _judge_without_candidates(outline: SeenOutline, taken: Sequence[KnownLesion]) -> Verdict:
    rules = section("answer")
    place = place_name((outline.zone, outline.laterality))
    if taken:
        ids = several([lesion.lesion_id for lesion in taken])
        text = f"every lesion known in {place} is matched to another outline here ({ids})"
        return Verdict("new", None, None, rules["cap_by_size"], (text,))
    if outline.zone is None:
        text = "zone not stated, and no known lesion is left to compare with"
        return Verdict("unsure", None, None, 0.5, (text,))
    return Verdict("new", None, None, rules["same"], (f"no lesion is known in {place}",))
