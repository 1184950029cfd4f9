"""The one gate every query passes: what the actor's site holds, and nothing else.

Whatever is not of the actor's site does not exist for the actor (``NotHere``, shown as 404); nor,
for a researcher, does a patient whose consent to research was not given, or no longer holds.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import (
    BigIntegerField,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
)

from dermetry.errors import InputNotFound
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import (
    Alert,
    AuditEntry,
    Biopsy,
    Consent,
    ExtentDecision,
    Lesion,
    Outline,
    Patient,
    Photograph,
    Report,
    RuleSignature,
    Specimen,
    Summary,
    Task,
    Treatment,
    Visit,
)

Row = TypeVar("Row", bound=Model)
PATHS: dict[type[Model], str] = {
    Patient: "site_id",
    Summary: "site_id",
    Task: "site_id",
    AuditEntry: "site_id",
    RuleSignature: "site_id",
    Alert: "patient__site_id",
    Biopsy: "patient__site_id",
    ExtentDecision: "patient__site_id",
    Lesion: "patient__site_id",
    Visit: "patient__site_id",
    Photograph: "patient__site_id",
    Outline: "patient__site_id",
    Report: "patient__site_id",
    Specimen: "patient__site_id",
    Treatment: "patient__site_id",
}
OF_NO_PATIENT: frozenset[type[Model]] = frozenset({AuditEntry, RuleSignature})


class NotHere(InputNotFound):
    """Nothing of that kind exists at the actor's site."""


def rows(*, actor: Actor, model: type[Row]) -> "QuerySet[Row]":
    """Give the rows of a table that belong to the actor's site."""
    found = model._default_manager.filter(**{PATHS[model]: actor.site_id})
    return agreed(actor=actor, model=model, found=found)


def rows_by_key(
    *, actor: Actor, model: type[Row], keys: Iterable[int], column: str = "pk"
) -> "QuerySet[Row]":
    """Give the rows of the actor's site with the keys given, found by these keys.

    The site stands in the question as a sum: SQLite keeps no count of the rows of a site and would
    otherwise read all of them through the index by site to pick out a few.
    """
    site = ExpressionWrapper(F(PATHS[model]) + 0, output_field=BigIntegerField())
    found = model._default_manager.filter(**{f"{column}__in": list(keys)})
    found = found.alias(at_site=site).filter(at_site=actor.site_id)
    return agreed(actor=actor, model=model, found=found)


def agreed(*, actor: Actor, model: type[Row], found: "QuerySet[Row]") -> "QuerySet[Row]":
    """Leave to a researcher those who agreed to research; care asks for no consent."""
    if actor.role != "researcher" or model in OF_NO_PATIENT:
        return found
    patient = OuterRef("pk" if model is Patient else "patient_id")
    answers = Consent.objects.filter(patient=patient, use="research")
    last = answers.order_by("-answered_on", "-position", "-pk").values("answer")[:1]
    return found.alias(of_research=Subquery(last)).filter(of_research="given")


def get(*, actor: Actor, model: type[Row], pk: int, lock: bool = False, **where: Any) -> Row:
    """Give one row of the actor's site, locked for writing if asked; raises NotHere."""
    found = rows(actor=actor, model=model).filter(pk=pk, **where)
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.first()
    if row is None:
        raise not_here(model)
    return row


def not_here(model: type[Model]) -> NotHere:
    """Say that nothing of a kind is at the actor's site."""
    return NotHere(
        f"There is no such {model._meta.verbose_name} at this site",
        why="it may have been merged, belong to another site, be withheld from research, "
        "or never have existed",
        next_step="go back to Today and search for the patient",
    )
