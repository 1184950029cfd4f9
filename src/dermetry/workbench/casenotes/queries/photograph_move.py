"""Where a photograph can be moved to: the patients found, and the visits of the one chosen."""

from dataclasses import dataclass
from datetime import date

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Patient, Photograph
from dermetry.workbench.casenotes.queries import patient_search
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.photographs import PhotographPage, photograph_page

FOUND_MOST = 8


@dataclass(frozen=True)
class Found:
    """One patient the search found."""

    patient_pk: int
    identifier: str
    name: str
    born_on: date | None


@dataclass(frozen=True)
class TargetVisit:
    """One visit of the patient the photograph goes to."""

    visit_pk: int
    visited_on: date


@dataclass(frozen=True)
class Target:
    """The patient it goes to."""

    banner: PatientBanner
    is_same: bool
    visits: tuple[TargetVisit, ...]  # open ones, newest first
    signed_on: tuple[date, ...]


@dataclass(frozen=True)
class MovePage:
    """The page on which a photograph is moved."""

    photograph: PhotographPage
    query: str
    found: tuple[Found, ...]
    target: Target | None


def move_page(
    *,
    actor: Actor,
    photograph_pk: int,
    query: str,
    to_pk: int | None,
    today: date,
    revealed: frozenset[int] = frozenset(),
) -> MovePage:
    """Give the page for a photograph of the actor's site; raises NotHere, NotPermitted."""
    actor.check("move_photographs")
    shown = photograph_page(
        actor=actor, photograph_pk=photograph_pk, outline_pk=None, today=today, revealed=revealed
    )
    row = scope.get(actor=actor, model=Photograph, pk=photograph_pk)
    target = target_of(actor, row, to_pk, today) if to_pk is not None else None
    others = (each for each in search(actor, query) if each.pk != row.patient_id)
    found = tuple(found_of(actor, each) for each in others)
    return MovePage(shown, query, found, target)


def search(actor: Actor, query: str) -> list[Patient]:
    """Find patients of the site by name, identifier or birth date."""
    keys = patient_search.first(actor=actor, query=query, size=FOUND_MOST)
    rows = scope.rows_by_key(actor=actor, model=Patient, keys=keys).in_bulk()
    return [rows[key] for key in keys if key in rows]


def found_of(actor: Actor, row: Patient) -> Found:
    """Give one patient of the list."""
    is_shown = actor.sees_identity
    return Found(
        patient_pk=row.pk,
        identifier=row.patient_id,
        name=(row.name or "") if is_shown else "",
        born_on=row.born_on if is_shown else None,
    )


def target_of(actor: Actor, photograph: Photograph, to_pk: int, today: date) -> Target:
    """Give the patient chosen, with the visits that can take the photograph."""
    row = scope.get(actor=actor, model=Patient, pk=to_pk)
    visits = list(row.visits.order_by("-visited_on"))
    return Target(
        banner=patient_banner(actor=actor, patient_pk=row.pk, today=today),
        is_same=row.pk == photograph.patient_id,
        visits=tuple(
            TargetVisit(each.pk, each.visited_on)
            for each in visits
            if each.signed_on is None and each.pk != photograph.visit_id
        ),
        signed_on=tuple(each.visited_on for each in visits if each.signed_on is not None),
    )
