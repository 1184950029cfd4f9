"""A lesion of the skin or of another organ, followed by its id across visits."""

from datetime import date
from typing import Literal

from dermetry.record.value import Identifier, Laterality, ShortText, Text, Value, Zone

Organ = Literal[
    "skin",
    "lymph_node",
    "liver",
    "lung",
    "bone",
    "brain",
    "pleura",
    "breast",
    "peritoneum",
    "other",
]
Role = Literal["target", "non_target", "new", "undecided"]
SkinChange = Literal[
    "nodule",
    "satellite_nodule",
    "ulceration",
    "edema",
    "en_cuirasse",
    "erythema",
    "dimpling",
    "tethering",
    "nipple_retraction",
    "microscopic_invasion",
]
NonMeasurableReason = Literal[
    "inflammatory", "lymphangitic", "diffuse_plaque", "below_limit", "treated_before", "other"
]


class Surroundings(Value):
    """Where a lesion lies relative to the disease and its treatment; None is "not stated".

    ``continuity`` is with the disease of the breast or, after its removal, of the chest wall.
    ``in_breast_skin`` is of the breast on the lesion's own side, in place or operated and kept:
    the coded zones have none for it.
    """

    in_scar: bool | None = None
    in_radiation_field: bool | None = None
    in_flap: bool | None = None
    in_needle_or_drain_tract: bool | None = None
    in_lymphedema: bool | None = None
    continuity: Literal["continuous", "separate"] | None = None
    crosses_midline: bool | None = None
    crosses_field_edge: bool | None = None
    in_breast_skin: bool | None = None


class Lesion(Value):
    """One lesion with its place and role; sizes are findings of visits, never kept here.

    ``role`` "new" marks a lesion first seen after baseline; ``role`` "undecided" lets the
    program suggest one, labeled provisional. ``newness`` "equivocal" is a new lesion the
    clinician is not sure of (RECIST 1.1: go on, and date back once it is proved).
    ``merged_from`` names the parents of a merged lesion, ``split_from`` the parent of a
    fragment. ``skin_change`` is what it does to the skin, ``evidence`` how that is known: the
    rules of extent ask both. An unconfirmed lesion is a proposal and never enters a sum or a call.
    """

    lesion_id: Identifier
    organ: Organ = "skin"
    zone: Zone | None = None
    site: ShortText | None = None
    laterality: Laterality | None = None
    role: Role = "undecided"
    is_confirmed: bool = False
    confirmed_by: ShortText | None = None
    first_seen_on: date | None = None
    newness: Literal["unequivocal", "equivocal"] | None = None
    proved_on: date | None = None
    morphology: ShortText | None = None
    non_measurable: NonMeasurableReason | None = None
    surroundings: Surroundings = Surroundings()
    skin_change: SkinChange | None = None
    evidence: Literal["clinical", "histological", "both"] | None = None
    merged_from: tuple[Identifier, ...] = ()
    split_from: Identifier | None = None
    note: Text = ""


def is_newness_in_doubt(*, lesion: Lesion, on: date | None = None) -> bool:
    """Tell whether nobody is sure that a lesion is new: by now, or as of a day."""
    is_proved = lesion.proved_on is not None and (on is None or lesion.proved_on <= on)
    return lesion.newness == "equivocal" and not is_proved
