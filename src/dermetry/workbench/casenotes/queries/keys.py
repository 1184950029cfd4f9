"""The keys of an address, checked before any page runs: another site's object does not exist."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import (
    Alert,
    Biopsy,
    Lesion,
    Outline,
    Patient,
    Photograph,
    Specimen,
    Task,
    Visit,
)

TABLES: dict[str, type[Model]] = {
    "patient_pk": Patient,
    "lesion_pk": Lesion,
    "visit_pk": Visit,
    "photograph_pk": Photograph,
    "outline_pk": Outline,
    "task_pk": Task,
    "biopsy_pk": Biopsy,
    "specimen_pk": Specimen,
    "alert_pk": Alert,
}


def patient_of_keys(*, actor: Actor, keys: Mapping[str, Any]) -> int | None:
    """Give the patient an address is about; None where it names none; raises NotHere."""
    for name, table in TABLES.items():
        if name in keys:
            row = scope.get(actor=actor, model=table, pk=keys[name])
            return int(row.pk if name == "patient_pk" else row.patient_id)
    return None


def check_keys(*, actor: Actor, keys: Mapping[str, Any]) -> None:
    """Raise NotHere when an address names something that is not of the actor's site."""
    for name, table in TABLES.items():
        if name in keys and not scope.rows(actor=actor, model=table).filter(pk=keys[name]).exists():
            raise scope.not_here(table)


@dataclass(frozen=True)
class MergedAway:
    """A record that was merged, and the one that was kept."""

    patient_id: str
    kept_pk: int


def merged_away(*, actor: Actor, patient_pk: int) -> MergedAway | None:
    """Tell where a merged record went; None where it was not merged.  Raises NotHere."""
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    return MergedAway(row.patient_id, row.kept().pk) if row.merged_into_id is not None else None
