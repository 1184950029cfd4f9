"""Tables of the casenotes; Django finds them by this module's names."""

from dermetry.workbench.casenotes.models.audit import AuditEntry
from dermetry.workbench.casenotes.models.events import (
    Consent,
    ImagingStudy,
    Specimen,
    Treatment,
)
from dermetry.workbench.casenotes.models.patient import Lesion, Patient, SearchWord, Summary, Task
from dermetry.workbench.casenotes.models.photograph import Outline, Photograph
from dermetry.workbench.casenotes.models.visit import (
    Addendum,
    Appearance,
    Finding,
    MatchChange,
    StatedFinding,
    Visit,
)

__all__ = [
    "Addendum",
    "Appearance",
    "AuditEntry",
    "Consent",
    "Finding",
    "ImagingStudy",
    "Lesion",
    "MatchChange",
    "Outline",
    "Patient",
    "Photograph",
    "SearchWord",
    "Specimen",
    "StatedFinding",
    "Summary",
    "Task",
    "Treatment",
    "Visit",
]
