"""When a lesion last grew, was stated as worse, or opened."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from dermetry.pathway.alerts.lesion_facts import findings_of
from dermetry.pathway.alerts.situation import Situation, day_text
from dermetry.pathway.appearance_changes import ulcerated_at
from dermetry.pathway.lesion_state import states_of
from dermetry.pathway.sizes import SizeChange, change_between, sizes_of
from dermetry.record.lesion import Lesion

Changed = tuple[date, str]


def last_change_on(situation: Situation, lesion: Lesion) -> Changed | None:
    """Give the day and words of the last change for the worse; None where there is none."""
    changes = [*grown(situation, lesion), *worse(situation, lesion), *opened(situation, lesion)]
    return max(changes, default=None)


def grown(situation: Situation, lesion: Lesion) -> Iterator[Changed]:
    """Give every growth between two sizes by one evaluator that is more than error."""
    sizes = sizes_of(states=states_of(case=situation.case, lesion=lesion), lesion=lesion)
    for evaluator in sorted({each.evaluator for each in sizes}):
        own = [each for each in sizes if each.evaluator == evaluator and each.mm]
        for before, now in pairwise(own):
            change = change_between(before=before, now=now)
            if has_grown(situation, change):
                yield (
                    now.visited_on,
                    f"{lesion.lesion_id} grew from {before.mm} mm "
                    f"({day_text(before.visited_on)}) to {now.mm} mm "
                    f"({day_text(now.visited_on)}).",
                )


def has_grown(situation: Situation, change: SizeChange) -> bool:
    """Tell whether a change is growth: beyond its interval, or by the numbers where none is."""
    if change.direction != "not_known":
        return change.direction == "growing"
    book = situation.book
    return change.mm >= book.number("growth_mm") and change.percent >= book.number("growth_percent")


def worse(situation: Situation, lesion: Lesion) -> Iterator[Changed]:
    """Give every visit that states a lesion as clearly worse."""
    for day, finding in findings_of(situation.case, lesion):
        if finding.status == "progressed":
            yield day, f"{lesion.lesion_id} was stated as clearly worse on {day_text(day)}."


def opened(situation: Situation, lesion: Lesion) -> Iterator[Changed]:
    """Give every visit at which a lesion that was closed is ulcerated."""
    told = [
        (visit.visited_on, is_open)
        for visit in situation.case.visits
        if (is_open := ulcerated_at(visit, lesion.lesion_id)) is not None
    ]
    for (_, before), (day, now) in pairwise(told):
        if now and not before:
            yield day, f"{lesion.lesion_id} was closed and is ulcerated on {day_text(day)}."
