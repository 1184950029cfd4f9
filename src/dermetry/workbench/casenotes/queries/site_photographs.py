"""The photographs in which the place of a biopsy can be marked."""

from dataclasses import dataclass
from datetime import date

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import Lesion, Patient, Photograph
from dermetry.workbench.casenotes.queries.links import link

OFFERED_MOST = 24


@dataclass(frozen=True)
class SitePhotograph:
    """One photograph; width and height are unknown (0) until it is analysed."""

    photograph_pk: int
    photograph_id: str
    visited_on: date
    view: str
    is_of_lesion: bool
    small_url: str
    src: str
    url: str
    width_px: int
    height_px: int
    is_blurred: bool

    @property
    def mark_px(self) -> int:
        """Give the size of the cross that marks the place."""
        return max(self.width_px, self.height_px) // 40


def photographs_for(
    *, actor: Actor, patient: Patient, lesion: Lesion | None
) -> tuple[SitePhotograph, ...]:
    """Give the photographs to choose from: those that show the lesion first, then the newest."""
    rows = list(
        Photograph.objects.filter(patient=patient, state__in=("analysed", "waiting"))
        .defer("analysis")
        .select_related("visit")
        .order_by("-visit__visited_on", "position", "pk")
    )
    of_lesion: set[int] = set()
    if lesion is not None:
        of_lesion = set(lesion.outlines.values_list("photograph_id", flat=True))
    rows.sort(key=lambda each: each.pk not in of_lesion)
    return tuple(
        site_photograph(actor, each, frozenset(), is_of_lesion=each.pk in of_lesion)
        for each in rows[:OFFERED_MOST]
    )


def site_photograph(
    actor: Actor, row: Photograph, revealed: frozenset[int], *, is_of_lesion: bool = False
) -> SitePhotograph:
    """Give one photograph."""
    return SitePhotograph(
        photograph_pk=row.pk,
        photograph_id=row.photograph_id,
        visited_on=row.visit.visited_on,
        view=(row.view or "").replace("_", " "),
        is_of_lesion=is_of_lesion,
        small_url=link(actor, "photograph_small", row.pk),
        src=link(actor, "photograph_file", row.pk),
        url=link(actor, "photograph", row.pk),
        width_px=row.details.get("width_px") or 0,
        height_px=row.details.get("height_px") or 0,
        is_blurred=not actor.sees_clear_photographs and row.pk not in revealed,
    )
