"""Old photographs put into the visits of their days, or given back to those that lack a file."""

from dataclasses import dataclass, field
from datetime import date

from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.actions.base import Unit, check_open
from dermetry.workbench.casenotes.actions.missing_files import (
    is_to_analyse,
    lacks_file,
    restore_file,
)
from dermetry.workbench.casenotes.actions.photographs import find_in_record, free_name
from dermetry.workbench.casenotes.actions.visits import make_visit
from dermetry.workbench.casenotes.models import Photograph, Visit


@dataclass
class Taking:
    """Old photographs on their way into a record."""

    unit: Unit
    added: list[int] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)  # restored, and never looked at
    already: list[str] = field(default_factory=list)
    visits: dict[date, Visit] = field(default_factory=dict)

    def take(self, name: str, day: date, sha256: str, size: int) -> None:
        """Add a file to the visit of its day, unless the record has its photograph."""
        there = find_in_record(self.unit.patient.pk, sha256)
        if there is None:
            if day not in self.visits:
                self.visits[day] = visit_of(self.unit, day)
            self.added.append(add(self.unit, self.visits[day], name, sha256, size))
        elif lacks_file(there):
            stored_as = store.name_of(sha256)
            restore_file(self.unit, there, stored_as=stored_as, size_bytes=size)
            self.restored.append(name)
            if is_to_analyse(there):
                self.waiting.append(there.pk)
        else:
            self.already.append(name)


def visit_of(unit: Unit, day: date) -> Visit:
    """Give the visit of a day, started where there is none; raises VisitSigned."""
    found = Visit.objects.filter(patient=unit.patient, visited_on=day).first()
    if found is None:
        found = Visit.objects.get(pk=make_visit(unit, day).visit_pk)
    check_open(found)
    return found


def add(unit: Unit, visit: Visit, name: str, sha256: str, size: int) -> int:
    """Write the row of one photograph."""
    row = Photograph.objects.create(
        patient=unit.patient,
        visit=visit,
        position=Photograph.objects.filter(visit=visit).count(),
        photograph_id=f"{visit.visited_on.isoformat()}-{sha256[:10]}",
        file_name=free_name(visit, name),
        sha256=sha256,
        size_bytes=size,
        stored_as=store.name_of(sha256),
        added_by=unit.actor.name,
        added_at=unit.at,
    )
    return row.pk
