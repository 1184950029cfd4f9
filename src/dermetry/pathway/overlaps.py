"""Two names for one place: the same lesion must not be counted twice."""

from collections.abc import Sequence
from itertools import combinations

import shapely

from dermetry.errors import MarksInvalid
from dermetry.pathway.results import OutlinedLesion, PhotographResult

SAME_PLACE_SHARE = 0.5  # of the smaller outline; touching lesions share far less


class OutlinesOverlap(MarksInvalid):
    """Two lesions are outlined in the same place of one photograph."""


def check_overlaps(*, results: Sequence[PhotographResult], visit_name: str) -> None:
    """Check that no two named lesions of one photograph share most of the smaller outline."""
    for result in results:
        named = [each for each in result.outlined if each.lesion_id]
        for first, second in combinations(named, 2):
            if share_of(first, second) > SAME_PLACE_SHARE:
                raise OutlinesOverlap(
                    f"{visit_name}/{result.file_name}: {first.lesion_id} and "
                    f"{second.lesion_id} are outlined in the same place",
                    why="one lesion would be counted twice",
                    next_step="correct one of the two marks; merged lesions have one outline",
                )


def share_of(first: OutlinedLesion, second: OutlinedLesion) -> float:
    """Give which share of the smaller outline the two have in common."""
    one, other = (shapely.Polygon(each.outline.polygon).buffer(0) for each in (first, second))
    smaller = min(one.area, other.area)
    return float(one.intersection(other).area / smaller) if smaller > 0 else 0.0
