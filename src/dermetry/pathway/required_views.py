"""Which photographs a visit should have, each beside the last one of the same view."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dermetry.pathway.lesion_state import ended_ids
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.photograph import Photograph

View = Literal["overview", "close_up"]
Place = tuple[str | None, str | None]  # zone and side, None = not recorded


@dataclass(frozen=True)
class LastPhotograph:
    """The photograph to hold beside the camera."""

    photograph_id: str
    visited_on: date
    is_same_view: bool  # False: another view that shows the lesion, for want of this one


@dataclass(frozen=True)
class RequiredView:
    """One photograph a visit should have."""

    view: View
    zone: str | None
    laterality: str | None
    lesion_ids: tuple[str, ...]
    last: LastPhotograph | None  # of an earlier visit; None: there is none yet
    taken_ids: tuple[str, ...]  # photographs of this visit that are this view


def required_views(*, case: Case, visited_on: date) -> tuple[RequiredView, ...]:
    """List an overview of each place with followed skin lesions, and a close-up of each lesion.

    Lesions that were gone, merged, split or treated locally before this visit need none; one
    that is so at this visit needs no close-up, and the overview shows where it was. Proposed
    lesions are included. A photograph counts as what its stated view says, a close-up
    only with an outline of the lesion.
    """
    ended = ended_ids(case=case, before=visited_on)
    ended_today = ended_ids(case=case, before=visited_on + timedelta(days=1))
    followed = [e for e in case.lesions if e.organ == "skin" and e.lesion_id not in ended]
    return tuple(
        view_of(case, visited_on, view, place, lesion_ids)
        for place, members in group_by_place(followed).items()
        for view, lesion_ids in views_of(members, ended_today)
    )


def group_by_place(lesions: Sequence[Lesion]) -> dict[Place, list[str]]:
    """Group lesions by zone and side; one without a side joins the first place of its zone."""
    places: dict[Place, list[str]] = {}
    sided = [lesion for lesion in lesions if lesion.laterality is not None]
    unsided = [lesion for lesion in lesions if lesion.laterality is None]
    for lesion in (*sided, *unsided):
        place: Place = (lesion.zone, lesion.laterality)
        if lesion.laterality is None:
            place = next((known for known in places if known[0] == lesion.zone), place)
        places.setdefault(place, []).append(lesion.lesion_id)
    return places


def views_of(lesion_ids: Sequence[str], ended: set[str]) -> Iterator[tuple[View, tuple[str, ...]]]:
    """List the overview of one place and the close-ups of its lesions that have not ended."""
    yield "overview", tuple(lesion_ids)
    for lesion_id in lesion_ids:
        if lesion_id not in ended:
            yield "close_up", (lesion_id,)


def view_of(
    case: Case, day: date, view: View, place: Place, lesion_ids: tuple[str, ...]
) -> RequiredView:
    """Give one view with its last photograph and those already taken."""
    photographs = [
        (visit.visited_on, photo) for visit in case.visits for photo in visit.photographs
    ]
    fits = [(on, photo) for on, photo in photographs if is_view(photo, view, place, lesion_ids)]
    shows = [(on, photo) for on, photo in photographs if is_shown(photo, lesion_ids)]
    return RequiredView(
        view=view,
        zone=place[0],
        laterality=place[1],
        lesion_ids=lesion_ids,
        last=last_before(day, fits, is_same_view=True)
        or last_before(day, shows, is_same_view=False),
        taken_ids=tuple(photo.photograph_id for on, photo in fits if on == day),
    )


def last_before(
    day: date, photographs: Sequence[tuple[date, Photograph]], *, is_same_view: bool
) -> LastPhotograph | None:
    """Give the last photograph before a day."""
    earlier = [(on, photo.photograph_id) for on, photo in photographs if on < day]
    if not earlier:
        return None
    on, photograph_id = earlier[-1]
    return LastPhotograph(photograph_id, on, is_same_view)


def is_view(photo: Photograph, view: View, place: Place, lesion_ids: tuple[str, ...]) -> bool:
    """Tell whether a photograph is the overview of a place, or the close-up of a lesion."""
    if photo.view != view:
        return False
    zone, side = place
    is_side = side is None or photo.laterality in (side, None, "bilateral")
    is_place = zone is not None and photo.zone == zone and is_side
    return is_shown(photo, lesion_ids) or (view == "overview" and is_place)


def is_shown(photo: Photograph, lesion_ids: tuple[str, ...]) -> bool:
    """Tell whether one of the lesions is outlined in a photograph."""
    return any(outline.lesion_id in lesion_ids for outline in photo.outlines)
