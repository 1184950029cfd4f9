"""Addresses of pages, given only where the actor's role may open them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.matrix import allowed


@dataclass(frozen=True)
class PageLink:
    """One entry of the bar between the pages of a patient; some hold further pages."""

    key: str
    label: str
    url: str
    parts: "tuple[PageLink, ...]" = ()

    @property
    def part_keys(self) -> tuple[str, ...]:
        """Give the keys of the pages it holds."""
        return tuple(each.key for each in self.parts)


PATIENT_PAGES = (
    ("patient", "Overview"),
    ("patient_response", "Response"),
    ("patient_extent", "Extent"),
    ("other_sites", "Other sites"),
    ("patient_biopsies", "Biopsies"),
    ("patient_treatments", "Treatments"),
    ("reports", "Reports"),
)
RECORD_PAGES = (
    ("patient_history", "History"),
    ("patient_plan", "Response plan"),
    ("patient_consent", "Consent"),
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
    """Give the pages of a patient that the actor may open; those of the record under one entry."""
    pages = open_pages(actor, PATIENT_PAGES, patient_pk)
    record = open_pages(actor, RECORD_PAGES, patient_pk)
    if not record:
        return pages
    return (*pages, PageLink("record", "Record", record[0].url, record))


def open_pages(
    actor: Actor, pages: Iterable[tuple[str, str]], patient_pk: int
) -> tuple[PageLink, ...]:
    """Give those pages that the actor may open."""
    found = ((key, label, link(actor, key, patient_pk)) for key, label in pages)
    return tuple(PageLink(*page) for page in found if page[2])
