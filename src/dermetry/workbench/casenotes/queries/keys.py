"""The keys of an address, checked before any page runs: another site's object does not exist."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Lesion, Outline, Patient, Photograph, Task, Visit

TABLES: dict[str, type[Model]] = {
    "patient_pk": Patient,
    "lesion_pk": Lesion,
    "visit_pk": Visit,
    "photograph_pk": Photograph,
    "outline_pk": Outline,
    "task_pk": Task,
}


def check_keys(*, actor: Actor, keys: Mapping[str, Any]) -> None:
    """Raise NotHere when an address names something that is not of the actor's site."""
    for name, table in TABLES.items():
        if name in keys and not scope.rows(actor=actor, model=table).filter(pk=keys[name]).exists():
            raise scope.not_here(table)
