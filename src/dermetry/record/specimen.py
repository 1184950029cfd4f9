"""A piece of tissue taken for the pathologist, and what the pathologist reported."""

from datetime import date
from typing import Literal

from dermetry.record.value import Identifier, ShortText, Text, Value

SpecimenKind = Literal["punch", "shave", "incision", "excision", "core", "cytology", "other"]


class Specimen(Value):
    """One specimen; ``is_malignant`` None is "not reported", never "benign"."""

    specimen_id: Identifier
    lesion_id: Identifier | None = None
    kind: SpecimenKind
    taken_on: date
    reported_on: date | None = None
    diagnosis: Text = ""
    receptors: ShortText | None = None
    is_malignant: bool | None = None
    note: Text = ""
