"""An imaging study of the inside of the body, with its report as text."""

from datetime import date
from typing import Literal

from dermetry.record.value import Identifier, ShortText, Text, Value

Modality = Literal["ct", "mri", "pet_ct", "ultrasound", "bone_scan", "xray", "mammography", "other"]


class ImagingStudy(Value):
    """One study; the sizes read from it are findings of a visit, never kept here."""

    study_id: Identifier
    modality: Modality
    done_on: date
    region: ShortText = ""
    report: Text = ""
