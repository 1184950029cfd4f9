"""The laws of what a visit says beside its findings: appearances, numbers, signature."""

from collections.abc import Iterator

from dermetry.record.laws import twice
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit


def check_appearances(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: an appearance is of a known lesion, once per visit; its dressing changes later."""
    known = {lesion.lesion_id for lesion in lesions}
    for visit in visits:
        where = f"visit {visit.visited_on}"
        for lesion_id in twice(each.lesion_id for each in visit.appearances):
            yield f"{where}: lesion {lesion_id} is described twice"
        for each in visit.appearances:
            if each.lesion_id not in known:
                yield f"{where}: description of unknown lesion {each.lesion_id}"
            change_on = each.dressing_change_on
            if change_on and change_on < visit.visited_on:
                yield (
                    f"{where}, lesion {each.lesion_id}: the next dressing change ({change_on}) "
                    "is before the visit"
                )


def check_observations(visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: one observation per kind, day and visit; one symptom per kind and visit."""
    for visit in visits:
        where = f"visit {visit.visited_on}"
        days = ((each.kind, each.observed_on or visit.visited_on) for each in visit.observations)
        for key in twice(f"{kind} of {day}" for kind, day in days):
            yield f"{where} has two values for {key}"
        for kind in twice(each.kind for each in visit.symptoms):
            yield f"{where} has two scores for {kind}"


def check_next_visits(visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: the next visit is due after the visit that plans it."""
    for visit in visits:
        if visit.next_due_on and visit.next_due_on <= visit.visited_on:
            yield f"visit {visit.visited_on}: the next visit ({visit.next_due_on}) must be later"


def check_signatures(visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: a visit is signed on its day or later; only what is signed has addenda, after it."""
    for visit in visits:
        where = f"visit {visit.visited_on}"
        signed_on = visit.signature.signed_on if visit.signature else None
        if signed_on and signed_on < visit.visited_on:
            yield f"{where} was signed on {signed_on}, before it took place"
        if visit.addenda and signed_on is None:
            yield f"{where} has an addendum, but is not signed; correct the visit itself"
        for addendum in visit.addenda:
            if signed_on and addendum.written_on < signed_on:
                yield (
                    f"{where}: the addendum of {addendum.written_on} is older than the "
                    f"signature ({signed_on})"
                )
