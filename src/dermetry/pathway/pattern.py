"""The pattern of named lesions against the last visit: a wrong scale shows in all distances."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from statistics import median

from dermetry.imaging.match_values import Sighting
from dermetry.record.visit import Remark

LESIONS_NEEDED = 3
USUAL_RATIO = 1.3  # skin stretches and curves; a wrong scale changes all distances alike

Sightings = Mapping[str, Sequence[Sighting]]


def check_pattern(*, now: Sightings, before: Sightings) -> Iterator[Remark]:
    """Point out photographs in which all lesions lie much closer or farther than before.

    Compares distances in millimeters between lesions that share a photograph now and shared
    one before; three lesions are needed.
    """
    for view_id, places in by_view(now).items():
        for earlier in by_view(before).values():
            ratios = distance_ratios(places, earlier)
            if not ratios:
                continue
            ratio = median(ratios)
            if max(ratio, 1 / ratio) > USUAL_RATIO:
                yield Remark(
                    kind="to_confirm",
                    message=f"photograph {view_id}: the lesions lie {ratio:.2f} times as far from "
                    "each other as at the visit before",
                    advice="the scale is probably wrong: check the card, the ruler and its "
                    "millimeters before you use these sizes",
                )
                break


def by_view(sightings: Sightings) -> dict[str, dict[str, tuple[float, float]]]:
    """Give, by photograph, the places in millimeters of its lesions."""
    views: dict[str, dict[str, tuple[float, float]]] = {}
    for lesion_id, seen in sightings.items():
        for each in seen:
            if each.center_mm is not None:
                views.setdefault(each.view_id, {})[lesion_id] = each.center_mm
    return views


def distance_ratios(
    now: Mapping[str, tuple[float, float]], before: Mapping[str, tuple[float, float]]
) -> list[float]:
    """Give the ratio of each distance now to the same distance before."""
    shared = sorted(set(now) & set(before))
    if len(shared) < LESIONS_NEEDED:
        return []
    pairs = combinations(shared, 2)
    found = [(math.dist(now[a], now[b]), math.dist(before[a], before[b])) for a, b in pairs]
    return [new / old for new, old in found if old > 0 and new > 0]
