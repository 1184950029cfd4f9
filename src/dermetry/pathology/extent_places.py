"""Where a lesion lies: the places its zone can mean, its side, the breast, recorded fields."""

from collections.abc import Mapping
from typing import Any

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.extent_breast import breasts_of
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.patient import PrimaryTumor

PLACES = frozenset(
    {"breast", "chest", "axilla", "supraclavicular", "sternum", "upper_abdomen", "near", "far"}
)
SIDES = frozenset({"ipsilateral", "contralateral", "midline"})
ASIDE = frozenset({"ipsilateral", "contralateral"})
YES_NO = frozenset({"yes", "no"})


def zone_row(*, zone: str | None, file: RuleFile) -> Mapping[str, Any] | None:
    """Give the row of the rule file that says what a zone can be."""
    return next((row for row in file.table("zones") if zone in row["zones"]), None)


def places_of(*, lesion: Lesion, file: RuleFile) -> frozenset[str]:
    """Give the places a lesion can lie in by its zone; all of them without one."""
    row = zone_row(zone=lesion.zone, file=file)
    return frozenset(row["places"]) if row else PLACES


def side_of(*, lesion: Lesion, case: Case, places: frozenset[str]) -> frozenset[str]:
    """Give the side of a lesion relative to the primary."""
    if places == {"sternum"}:
        return frozenset({"midline"})
    is_paired = places <= {"breast", "axilla"}  # no midline there
    if lesion.laterality == "midline":
        return ASIDE if is_paired else frozenset({"midline"})
    if lesion.laterality == "bilateral":
        # One area on both sides in continuity is that of the primary's side; else not told apart.
        return frozenset({"ipsilateral"}) if is_one_area(lesion) else ASIDE
    if lesion.laterality is None:
        return ASIDE if is_paired else SIDES
    primary = case.primary.laterality if isinstance(case.primary, PrimaryTumor) else None
    if primary not in ("left", "right", "bilateral"):
        return ASIDE
    is_same = lesion.laterality in breasts_of(lesion_side=lesion.laterality, case=case)
    return frozenset({"ipsilateral" if is_same else "contralateral"})


def is_one_area(lesion: Lesion) -> bool:
    """Tell whether a lesion on both sides is stated to be one area in continuity."""
    return lesion.surroundings.crosses_midline is True or (
        lesion.surroundings.continuity == "continuous"
    )


def in_breast(lesion: Lesion, places: frozenset[str]) -> frozenset[str]:
    """Tell whether a lesion lies in the skin of the breast: nipple and areola always do."""
    if places <= {"breast"}:
        return frozenset({"yes"})
    if not places & {"breast", "chest"}:
        return frozenset({"no"})
    stated = lesion.surroundings.in_breast_skin
    return YES_NO if stated is None else frozenset({"yes" if stated else "no"})


def fields_over(*, lesion: Lesion, case: Case) -> tuple[str, ...]:
    """Name the recorded radiation fields whose zones and side include a lesion.

    A field whose side is not recorded covers only zones that need none; a lesion whose side is
    not recorded lies in none for sure.
    """
    sides = (lesion.laterality, "bilateral") if lesion.laterality else ()
    return tuple(
        field.field_id
        for field in case.history.radiation_fields
        if lesion.zone in field.zones and (field.laterality in sides or lesion.zone == "sternum")
    )
