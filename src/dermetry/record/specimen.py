"""A piece of tissue taken for the pathologist, and what the pathologist reported."""

from datetime import date
from typing import Literal

from dermetry.record.pathology_report import PathologyReport
from dermetry.record.stain import Stain
from dermetry.record.value import (
    FilledShortText,
    FilledText,
    Identifier,
    Laterality,
    PointPx,
    ShortText,
    Text,
    Value,
    Zone,
)

SpecimenKind = Literal["punch", "shave", "incision", "excision", "core", "cytology", "other"]
SpecimenSource = Literal["skin", "primary", "lymph_node", "other_organ"]


class Specimen(Value):
    """One specimen; ``is_malignant`` None is "not reported", never "benign".

    ``point_px`` is where in the photograph it was taken. ``receptors`` is what was typed as one
    text; ``stains`` are the raw values that every derived receptor status rests on.
    """

    specimen_id: Identifier
    lesion_id: Identifier | None = None
    source: SpecimenSource = "skin"
    kind: SpecimenKind
    zone: Zone | None = None
    laterality: Laterality | None = None
    photograph_id: Identifier | None = None
    point_px: PointPx | None = None
    taken_on: date
    reported_on: date | None = None
    diagnosis: Text = ""
    receptors: ShortText | None = None
    is_malignant: bool | None = None
    report: PathologyReport | None = None
    stains: tuple[Stain, ...] = ()
    note: Text = ""


class SpecimenChoice(Value):
    """The clinician's choice of the specimen whose receptors count as current, with why."""

    specimen_id: Identifier
    chosen_by: FilledShortText
    chosen_on: date
    reason: FilledText
