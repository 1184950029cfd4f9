"""Why a write is refused: a conflict, a broken law, a signed visit; and reading under the laws."""

from typing import Any

from pydantic import ValidationError

from dermetry.errors import MarksInvalid
from dermetry.record.case import Case
from dermetry.record.casefile import describe
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.models import Patient


class RecordConflict(MarksInvalid):
    """Somebody else changed the same thing in the meantime; both versions are kept."""

    def __init__(self, what: str, *, theirs: Any = None, version: int | None = None) -> None:
        super().__init__(
            what,
            why="it was changed after you opened it",
            next_step="compare both versions below and save the one that is right",
        )
        self.theirs = theirs  # plain fields as they are stored now
        self.version = version  # what to send back to save over it


class RecordNotLawful(MarksInvalid):
    """The change would break a law of the record; nothing was saved."""


class VisitSigned(MarksInvalid):
    """A signed visit is locked; it is corrected by an addendum."""


class RecordMerged(MarksInvalid):
    """The record was merged into another one; nothing is written to what is left of it."""

    def __init__(self, patient: Patient) -> None:
        super().__init__(
            f"{patient.patient_id} was merged into {patient.kept().patient_id}; open that record",
            why="what is written to a merged record would be seen by nobody",
            next_step=f"search for {patient.kept().patient_id} on Today and enter it there",
        )


def read_lawful(patient: Patient) -> Case:
    """Read the case; a broken law is told in words."""
    try:
        return mapping.read_case(patient=patient)
    except ValidationError as error:
        raise RecordNotLawful(
            f"This cannot be saved: {describe(error)}",
            why="the record of a patient must hold together",
            next_step="correct what is named, then save again; nothing you typed is lost",
        ) from error
