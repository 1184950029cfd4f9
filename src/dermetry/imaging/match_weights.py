"""What zone, size and look say about an outline and a known lesion, as log weights."""

import math

from dermetry.imaging.appearance import distance
from dermetry.imaging.match_values import KnownLesion, Region, SeenOutline, Sighting
from dermetry.imaging.matching_rules import section


def zones_agree(a: Region, b: Region) -> bool:
    """Tell whether two regions may be the same place; what is not known may be anything."""
    if a[0] is not None and b[0] is not None and a[0] != b[0]:
        return False
    sides = {a[1], b[1]}
    return len(sides) == 1 or None in sides or "bilateral" in sides


def region_of(item: KnownLesion | SeenOutline) -> Region:
    """Give zone and laterality of a lesion or an outline."""
    return item.zone, item.laterality


def pair_log(*, lesion: KnownLesion, sighting: Sighting | None, outline: SeenOutline) -> float:
    """Weigh a pair by zone, size and look alone (log odds); -inf across zones."""
    if not zones_agree(region_of(lesion), region_of(outline)):
        return -math.inf
    is_zone_known = lesion.zone is not None and outline.zone is not None
    weight = 0.0 if is_zone_known else section("prior")["zone_unknown_log"]
    if sighting is None:
        return weight
    return weight + size_log(sighting, outline) + look_log(sighting, outline)


def expected_log(known_count: int) -> float:
    """Give the log odds of "seen again" against "gone, and this one is new"."""
    prior = section("prior")
    gone = 1 - prior["still_there"]
    return math.log(prior["still_there"] / gone / (prior["new_share"] * known_count + 1))


def size_log(sighting: Sighting, outline: SeenOutline) -> float:
    """Weigh two diameters: log odds of one lesion against two; 0 when one is not known."""
    then, now = sighting.longest_diameter_mm, outline.longest_diameter_mm
    if not then or not now or min(then, now) <= 0:
        return 0.0
    rules = section("size")
    ratio = math.log(now / then)
    tail = rules["same_tail_share"]
    same = (1 - tail) * _normal(ratio, rules["same_log_sd"])
    same += tail * _normal(ratio, rules["same_tail_log_sd"])
    weight = math.log(same / max(_normal(ratio, rules["other_log_sd"]), 1e-300))
    return max(-rules["limit_log"], min(rules["limit_log"], weight))


def look_log(sighting: Sighting, outline: SeenOutline) -> float:
    """Weigh two looks in the same way; looks change with treatment, so it is never much."""
    if sighting.look is None or outline.look is None:
        return 0.0
    rules = section("look")
    weight = rules["weight"] * (rules["unit"] - distance(sighting.look, outline.look))
    return max(-rules["limit_log"], min(rules["limit_log"], weight))


def _normal(value: float, sd: float) -> float:
    return math.exp(-(value**2) / (2 * sd**2)) / (sd * math.sqrt(2 * math.pi))
