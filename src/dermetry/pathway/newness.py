"""Whether and when a lesion is new: only a mark says so, and marks may not contradict."""

from dataclasses import dataclass, field
from datetime import date

from dermetry.errors import MarksInvalid
from dermetry.pathway.description import LesionMark


class NewnessContradicted(MarksInvalid):
    """Marks of two visits cannot both be true about whether a lesion is new."""


@dataclass(frozen=True)
class Said:
    """What one mark says of a lesion being there: when, how surely, and whether it is new."""

    on: date
    is_confirmed: bool
    is_new: bool
    is_equivocal: bool


@dataclass
class Draft:
    """A lesion being put together from all the marks that speak of it."""

    declared: LesionMark | None = None
    introduced_on: date | None = None
    confirmed_by: str | None = None
    said: list[Said] = field(default_factory=list)
    merged_from: set[str] = field(default_factory=set)
    split_from: str | None = None
    morphology: str | None = None
    zone: str | None = None
    laterality: str | None = None


def confirmed(draft: Draft) -> list[Said]:
    """Give the confirmed sightings, in order of date."""
    return [each for each in draft.said if each.is_confirmed]


def first_seen_on(draft: Draft, baseline_on: date) -> date | None:
    """Give the day a lesion was first seen, by any mark.

    One exception: an unconfirmed sighting at baseline cannot take back a confirmed "new".
    """
    first = next((each.on for each in draft.said), None)
    stated = next((each.on for each in confirmed(draft) if each.is_new), None)
    if first and stated and first <= baseline_on < stated:
        return stated
    return first


def is_after(draft: Draft, baseline_on: date) -> bool:
    """Tell whether a lesion came after baseline: by its sightings, else by its introduction."""
    seen_on = first_seen_on(draft, baseline_on) or draft.introduced_on
    return seen_on is not None and seen_on > baseline_on


def says_new(draft: Draft, baseline_on: date) -> bool:
    """Tell whether a mark says that a lesion came after baseline.

    Nothing else makes a lesion new: a forgotten baseline mark is a gap, not progression.
    """
    return is_after(draft, baseline_on) and any(each.is_new for each in draft.said)


def is_equivocal(draft: Draft) -> bool:
    """Tell whether the first sighting that counts was marked as one of doubt."""
    counting = confirmed(draft) or draft.said
    return bool(counting) and counting[0].is_equivocal


def proved_on(draft: Draft) -> date | None:
    """Give the day a lesion of doubt was confirmed as new without doubt."""
    if not is_equivocal(draft):
        return None
    return next(
        (each.on for each in confirmed(draft) if each.is_new and not each.is_equivocal), None
    )


def check_newness(lesion_id: str, draft: Draft) -> None:
    """Check that no later confirmed mark contradicts what an earlier one settled."""
    sure = confirmed(draft)
    if not sure:
        return
    settled = next((each.on for each in sure if not each.is_equivocal), None)
    for each in sure[1:]:
        if each.is_new and not sure[0].is_new:
            refuse_newness(lesion_id, each.on, f"was confirmed without it on {sure[0].on}", "new")
        if each.is_equivocal and settled and settled < each.on:
            refuse_newness(lesion_id, each.on, f"was confirmed on {settled}", "equivocal")


def refuse_newness(lesion_id: str, on: date, before: str, word: str) -> None:
    """Refuse marks of two visits that cannot both be true."""
    raise NewnessContradicted(
        f"lesion {lesion_id} is marked {word} on {on}, but {before}",
        why="both cannot be true, and the call depends on it",
        next_step=f"correct the marks of {on}, or those of the earlier visit",
    )
