"""The whole-skin checklist on the page: one row per region, one tap per answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dermetry.workbench.casenotes.queries.skin_regions import SkinRegion

ANSWERS: Final = (
    ("examined", "Examined"),
    ("not_examined", "Not examined"),
    ("refused", "Refused"),
)
UNNAMED: Final = "unnamed"  # skin without a zone is no place to look at
Zones = Mapping[str, tuple[str, ...]]  # by answer


@dataclass(frozen=True)
class RegionRow:
    """One region with its answers."""

    key: str
    label: str
    look_for: str
    last_on: date | None
    never: bool
    is_optional: bool
    state: str  # an answer, "partly", or "" where nobody said
    answers: tuple[tuple[str, str, bool], ...]  # key, words, chosen


def region_rows(regions: Iterable[SkinRegion], zones: Zones) -> tuple[RegionRow, ...]:
    """Give the rows, with the answers as stored or as sent."""
    return tuple(
        region_row(each, each.state(zones["examined"], zones["not_examined"], zones["refused"]))
        for each in regions
        if each.key != UNNAMED
    )


def region_row(region: SkinRegion, state: str) -> RegionRow:
    """Give one row."""
    return RegionRow(
        region.key,
        region.label,
        region.look_for,
        region.last_on,
        region.never,
        region.is_optional,
        state,
        tuple((key, words, key == state) for key, words in ANSWERS),
    )


def answer_region(regions: Iterable[SkinRegion], zones: Zones, sent: str) -> Zones:
    """Move the zones of one region ("scalp:examined"); the same answer again takes it back."""
    key, _, answer = sent.partition(":")
    region = next((each for each in regions if each.key == key), None)
    if region is None or answer not in dict(ANSWERS):
        return zones
    was = region.state(zones["examined"], zones["not_examined"], zones["refused"])
    left = {
        name: tuple(zone for zone in named if zone not in region.zones)
        for name, named in zones.items()
    }
    if was == answer:
        return left
    return {**left, answer: (*left[answer], *region.zones)}
