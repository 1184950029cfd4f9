"""A lesion that a person names at a visit: new, grown together from others, or fallen apart."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from dermetry.record.lesion import Lesion, Role
from dermetry.record.value import Laterality

NUMBERED = re.compile(r"L(\d+)")
INHERITED: tuple[Role, ...] = ("target", "undecided", "new")  # the first that any parent has


def next_lesion_id(*, taken: Iterable[str]) -> str:
    """Give the next free id of the row L1, L2, ...; no number is used twice."""
    numbers = [int(found[1]) for each in taken if (found := NUMBERED.match(each))]
    return f"L{max(numbers, default=0) + 1}"


def make_new_lesion(
    *,
    lesion_id: str,
    seen_on: date,
    baseline_on: date | None,
    zone: str | None,
    laterality: Laterality | None,
    is_equivocal: bool,
    confirmed_by: str,
) -> Lesion:
    """Make a lesion that a person confirms as first seen on a day.

    After baseline it is new, with or without doubt; at baseline its role is still undecided. A
    photograph of both sides does not say on which side a lesion lies.
    """
    is_later = baseline_on is not None and seen_on > baseline_on
    newness = "equivocal" if is_equivocal else "unequivocal"
    return Lesion(
        lesion_id=lesion_id,
        zone=zone,
        laterality=None if laterality == "bilateral" else laterality,
        role="new" if is_later else "undecided",
        newness=newness if is_later else None,  # type: ignore[arg-type]
        first_seen_on=seen_on,
        is_confirmed=True,
        confirmed_by=confirmed_by,
    )


def make_mass(
    *, lesion_id: str, parents: Sequence[Lesion], seen_on: date, confirmed_by: str
) -> Lesion:
    """Make the lesion that two or more have grown into."""
    made = make_child(lesion_id, parents, seen_on, confirmed_by)
    return made.model_copy(update={"merged_from": tuple(each.lesion_id for each in parents)})


def make_fragment(*, lesion_id: str, parent: Lesion, seen_on: date, confirmed_by: str) -> Lesion:
    """Make one of the parts a lesion has fallen into."""
    made = make_child(lesion_id, (parent,), seen_on, confirmed_by)
    return made.model_copy(update={"split_from": parent.lesion_id})


def make_child(
    lesion_id: str, parents: Sequence[Lesion], seen_on: date, confirmed_by: str
) -> Lesion:
    """Make a lesion with what all its parents share; its role is the one that weighs most."""
    roles = {each.role for each in parents}

    def shared(name: str) -> object:
        found = {getattr(each, name) for each in parents}
        return found.pop() if len(found) == 1 else None

    return Lesion.model_validate(
        {
            "lesion_id": lesion_id,
            "organ": parents[0].organ,
            "zone": shared("zone"),
            "site": shared("site"),
            "laterality": shared("laterality"),
            "role": next((role for role in INHERITED if role in roles), "non_target"),
            "first_seen_on": seen_on,
            "is_confirmed": True,
            "confirmed_by": confirmed_by,
        }
    )
