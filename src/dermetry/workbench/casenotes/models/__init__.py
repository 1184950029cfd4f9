"""Tables of the casenotes; Django finds them by this module's names."""

from dermetry.workbench.casenotes.models.audit import AuditEntry
from dermetry.workbench.casenotes.models.events import (
    Alert,
    Biopsy,
    Consent,
    ExtentDecision,
    ImagingStudy,
    Specimen,
    Treatment,
)
from dermetry.workbench.casenotes.models.patient import Lesion, Patient, SearchWord, Summary, Task
from dermetry.workbench.casenotes.models.photograph import Outline, Photograph
from dermetry.workbench.casenotes.models.report import Report
from dermetry.workbench.casenotes.models.rules import RuleSignature
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
    "Alert",
    "Appearance",
    "AuditEntry",
    "Biopsy",
    "Consent",
    "ExtentDecision",
    "Finding",
    "ImagingStudy",
    "Lesion",
    "MatchChange",
    "Outline",
    "Patient",
    "Photograph",
    "Report",
    "RuleSignature",
    "SearchWord",
    "Specimen",
    "StatedFinding",
    "Summary",
    "Task",
    "Treatment",
    "Visit",
]
