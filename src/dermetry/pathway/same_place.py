"""Which outlines of different photographs of one visit show the same place."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from dermetry.imaging.match_links import link_views
from dermetry.imaging.match_values import SeenOutline


def find_partners(*, seen: Sequence[SeenOutline]) -> Mapping[str, frozenset[str]]:
    """Give, by outline id, the outlines in other photographs that show the same place.

    By constellation alone, so photographs that share fewer than three outlines give none.
    """
    views: dict[str, list[SeenOutline]] = {}
    for outline in seen:
        views.setdefault(outline.view_id, []).append(outline)
    partners: dict[str, set[str]] = {}
    for first, second in combinations(sorted(views), 2):
        for link in link_views(first=views[first], second=views[second]):
            one, other = link.first.outline_id, link.second.outline_id
            partners.setdefault(one, set()).add(other)
            partners.setdefault(other, set()).add(one)
    return {outline_id: frozenset(found) for outline_id, found in partners.items()}
