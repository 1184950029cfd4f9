"""The evidence of a match in plain words with numbers."""

from dermetry.imaging.appearance import distance
from dermetry.imaging.match_values import KnownLesion, Region, SeenOutline, Sighting


def place_name(region: Region) -> str:
    """Name a region: "chest_wall left", "a region not stated"."""
    zone, side = region
    name = zone.replace("_", " ") if zone else None
    return " ".join(part for part in (side, name) if part) or "a region not stated"


def length(value: float, *, is_in_mm: bool) -> str:
    """Write a distance: "1.8 mm", or "31 px" where no scale is known."""
    return f"{value:.1f} mm" if is_in_mm else f"{value:.0f} px"


def size_words(sighting: Sighting | None, outline: SeenOutline) -> str:
    """Compare the diameters: "21.0 mm against 22.4 mm before"."""
    then = sighting.longest_diameter_mm if sighting else None
    now = outline.longest_diameter_mm
    if then and now:
        return f"{now:.1f} mm against {then:.1f} mm before"
    return "size not compared: a diameter is not known"


def look_words(sighting: Sighting | None, outline: SeenOutline) -> str:
    """Compare the looks, or say nothing."""
    if sighting is None or sighting.look is None or outline.look is None:
        return ""
    apart = distance(sighting.look, outline.look)
    word = "alike" if apart < 1 else "somewhat different" if apart < 2 else "different"
    return f"look {word} (distance {apart:.1f})"


def zone_words(lesion: KnownLesion, outline: SeenOutline) -> str:
    """Say whether the zones were compared."""
    if lesion.zone is None or outline.zone is None:
        return "zone not compared: it is not stated for both"
    return f"same zone: {place_name((outline.zone, outline.laterality))}"


def several(ids: list[str]) -> str:
    """List ids: "L3", "L3 and L4", "L3, L4 and L5"."""
    return ids[0] if len(ids) == 1 else f"{', '.join(ids[:-1])} and {ids[-1]}"
