"""Addresses of pages, given only where the actor's role may open them."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.matrix import allowed


@dataclass(frozen=True)
class PageLink:
    """One entry of the bar between the pages of a patient."""

    key: str
    label: str
    url: str


PATIENT_PAGES = (
    ("patient", "Overview"),
    ("patient_extent", "Extent"),
    ("other_sites", "Other sites"),
    ("patient_biopsies", "Biopsies"),
    ("patient_treatments", "Treatments"),
    ("patient_plan", "Response plan"),
    ("patient_history", "History"),
    ("patient_consent", "Consent"),
    ("reports", "Reports"),
    ("patient_edit", "Identity"),
    ("import_folder", "Old photographs"),
    ("patient_export", "Export"),
    ("patient_merge", "Merge"),
)


def link(actor: Actor, route: str, *keys: int | str) -> str:
    """Give the address of a page; empty where the actor's role may not open it."""
    if actor.role not in allowed(route):
        return ""
    try:
        return reverse(route, args=keys)
    except NoReverseMatch:
        return ""


def patient_pages(*, actor: Actor, patient_pk: int) -> tuple[PageLink, ...]:
    """Give the pages of a patient that the actor may open."""
    pages = ((key, label, link(actor, key, patient_pk)) for key, label in PATIENT_PAGES)
    return tuple(PageLink(*page) for page in pages if page[2])
