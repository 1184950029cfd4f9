"""An imaging study of the inside of the body, with its report as text."""

from datetime import date
from typing import Literal

from dermetry.record.lesion import Organ
from dermetry.record.value import Identifier, ShortText, Text, Value

Modality = Literal[
    "ct", "mri", "pet_ct", "ultrasound", "bone_scan", "xray", "mammography", "dxa", "other"
]
StudyQuestion = Literal[
    "staging", "restaging", "local_extent", "response", "symptom", "bone_density", "other"
]


class ImagingStudy(Value):
    """One study; the sizes read from it are findings of a visit, never kept here.

    ``finding`` None is "not reported"; ``organs`` are those in which it saw metastases.
    """

    study_id: Identifier
    modality: Modality
    done_on: date
    region: ShortText = ""
    question: StudyQuestion | None = None
    finding: Literal["no_metastasis", "metastasis", "equivocal"] | None = None
    organs: tuple[Organ, ...] = ()
    report: Text = ""
