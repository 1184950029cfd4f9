"""A photograph leaves a signed visit: who may, what is asked, and the addendum that tells it."""

import re
from dataclasses import dataclass, field
from datetime import date

from dermetry.errors import MarksInvalid
from dermetry.report.words import say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import Unit, VisitSigned
from dermetry.workbench.casenotes.actions.correcting import (
    Corrected,
    correct,
    leave_not_evaluable,
    resting_on,
    stated_beside,
)
from dermetry.workbench.casenotes.actions.signing import make_addendum
from dermetry.workbench.casenotes.models import Addendum, Finding, Patient, Photograph, Visit
from dermetry.workbench.casenotes.summary import fold

TEXT_MOST = 2000
CUT = " ... (all of it stands in the audit log). "
STAYS = "The signature and the call that was signed stay as they were given."
SHORTEST_NAME = 3


class MoveRefused(MarksInvalid):
    """A photograph cannot be moved there."""


@dataclass
class Held:
    """What rested on a photograph when it left a signed visit, and what became of it."""

    visit: Visit
    which: str  # the photograph in words, as it was named there
    resting: list[Finding]
    beside: list[str]
    done: Corrected = field(default_factory=Corrected)

    @property
    def said(self) -> list[str]:
        """Say what became of each finding."""
        return [*self.done.said, *self.beside]

    @property
    def follows(self) -> str:
        """Say what the person has to know next."""
        day = say_date(self.visit.visited_on)
        return f"An addendum to the signed visit of {day} tells it; its signature stays."

    @property
    def signed(self) -> dict[str, object]:
        """Give what the audit log says of the signature."""
        signature = self.visit.details.get("signature") or {}
        by = signature.get("signed_by")
        return {"from_signed": True, "signed_on": self.visit.signed_on, "signed_by": by}

    def correct(self) -> None:
        """Work out what rested on the photograph from those that are left."""
        self.done = correct(visit=self.visit, resting=self.resting)

    def tell(self, unit: Unit, *, today: date, whereto: str, reason: str) -> None:
        """Write what nothing supports as not evaluable, and the addendum that tells all of it."""
        why = f"its photograph was moved, see the addendum of {say_date(today)}"
        leave_not_evaluable(done=self.done, by=unit.actor.name, reason=why)
        text = addendum_text(f"{self.which} was moved out of this visit to {whereto}",
                             reason.rstrip("."), self.said)  # fmt: skip
        value = make_addendum(unit.actor, today, text)
        Addendum.objects.create(visit=self.visit, **mapping.fields_of(Addendum, value))
        self.visit.version += 1
        self.visit.save(update_fields=["version"])
        unit.log("visit.addendum_written", target=self.visit.visited_on.isoformat())


def hold(row: Photograph, other: Patient) -> Held:
    """Note what rests on a photograph of a signed visit before it leaves."""
    which = photograph_words(row, other)
    return Held(row.visit, which, resting_on(photograph=row), stated_beside(photograph=row))


def addendum_text(moved: str, reason: str, said: list[str]) -> str:
    """Tell what was moved, why, and what follows for the findings, in the room there is."""
    head = f"{moved}. Reason: {reason}. "
    changes = f"Findings: {'; '.join(said)}. " if said else "No finding rested on it. "
    room = TEXT_MOST - len(head) - len(STAYS)
    if len(changes) > room:
        changes = changes[: room - len(CUT)] + CUT
    return head + changes + STAYS


def check_may_leave(
    actor: Actor, source: Visit, other: Patient, reason: str, *, is_agreed: bool
) -> None:
    """Refuse to take a photograph out of a signed visit without a physician's clear word.

    Raises VisitSigned, MoveRefused.
    """
    if source.signed_on is None:
        return
    if not actor.can("sign"):
        raise VisitSigned(
            f"The visit of {say_date(source.visited_on)} is signed: its photographs stay in it",
            why="what was signed is corrected by an addendum, and by those who may sign",
            next_step="ask a physician to move this photograph",
        )
    if not is_agreed:
        raise MoveRefused(
            f"The visit of {say_date(source.visited_on)} is signed, and nobody has agreed to the "
            "addendum",
            why="a photograph leaves a signed visit with an addendum only",
            next_step="read what the box says, and tick it",
        )
    if other.pk != source.patient_id and is_named(other, reason):
        raise MoveRefused(
            "The reason names the other patient",
            why="it becomes part of an addendum in this record",
            next_step=f"write {other.patient_id} instead of the name",
        )


def is_named(patient: Patient, text: str) -> bool:
    """Tell whether a text holds a part of a patient's name."""
    parts = {each for each in words_of(patient.name or "") if len(each) >= SHORTEST_NAME}
    return not parts.isdisjoint(words_of(text))


def words_of(text: str) -> set[str]:
    """Give the words of a text, folded for comparing."""
    return set(re.findall(r"[^\W\d_]+", fold(text)))


def photograph_words(row: Photograph, other: Patient) -> str:
    """Name a photograph by file, id and day; a file named after the other patient by its id."""
    is_plain = other.pk == row.patient_id or not is_named(other, row.file_name)
    named = f"The photograph {row.file_name}" if is_plain else "The photograph"
    return f"{named} (id {row.photograph_id}, of {say_date(row.visit.visited_on)})"
