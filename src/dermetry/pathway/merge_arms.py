"""Biopsies, the current specimen, decisions on extent and alerts of two records joined."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from dermetry.pathway.merge_facts import Joined, fill
from dermetry.pathway.merge_names import Names, next_name
from dermetry.record.alert import Alert, AlertEvent, Urgency
from dermetry.record.biopsy import Biopsy
from dermetry.record.case import Case
from dermetry.record.days import say_day
from dermetry.record.extent import ExtentDecision
from dermetry.record.specimen import Specimen, SpecimenChoice

Tissue = TypeVar("Tissue", Specimen, Biopsy)
NO_PHOTOGRAPH: Mapping[str, None] = {"photograph_id": None, "point_px": None}
URGENCIES: tuple[Urgency, ...] = ("urgent", "soon", "routine")


def specimen_names(*, kept: Case, other: Case, joined: Joined) -> Names:
    """Give new ids for the specimens of ``other`` whose id stands for another one in ``kept``."""
    mine, theirs = ids(kept.specimens), ids(other.specimens)
    return Names(specimens=other_meanings(mine, theirs, joined, {*mine, *theirs}))


def biopsy_names(*, kept: Case, other: Case, joined: Joined) -> Names:
    """Give new ids for the biopsies of ``other`` whose id stands for another one in ``kept``.

    A biopsy whose specimen is that of a kept one is that biopsy, and takes its id.
    """
    own = {each.specimen_id: each.biopsy_id for each in kept.biopsies if each.specimen_id}
    same = {each.biopsy_id: own[each.specimen_id] for each in other.biopsies
            if each.specimen_id in own}  # fmt: skip
    mine, theirs = ids(kept.biopsies), ids(other.biopsies)
    apart = {name: each for name, each in theirs.items() if name not in same}
    known = {*mine, *theirs}
    return Names(biopsies=other_meanings(mine, apart, joined, known) | same)


def ids(values: Iterable[Specimen | Biopsy]) -> dict[str, Specimen | Biopsy]:
    """Give specimens or biopsies by their id."""
    return {
        each.specimen_id if isinstance(each, Specimen) else each.biopsy_id: each for each in values
    }


def other_meanings(
    mine: dict[str, Specimen | Biopsy],
    theirs: dict[str, Specimen | Biopsy],
    joined: Joined,
    known: set[str],
) -> dict[str, str]:
    """Give a new id to each value whose id stands for something else in the kept record."""
    names: dict[str, str] = {}
    for old, value in theirs.items():
        if old in mine and without_photograph(mine[old]) != without_photograph(value):
            names[old] = next_name(old, {*known, *names.values()})
            joined.remarks.append(f"{old} of the merged record is now {names[old]}")
    return names


def join_biopsies(
    mine: Sequence[Biopsy], theirs: Sequence[Biopsy], joined: Joined
) -> tuple[Biopsy, ...]:
    """Give the biopsies of both; of one that stands in both, gaps are filled."""
    by_id = {each.biopsy_id: each for each in mine}
    for each in theirs:
        known = by_id.get(each.biopsy_id)
        where = f"biopsy {each.biopsy_id}"
        theirs_of = own_photograph(known, each, where, joined) if known else each
        by_id[each.biopsy_id] = fill(known, theirs_of, where, joined) if known else each
    return tuple(by_id.values())


def join_specimens(
    mine: Sequence[Specimen], theirs: Sequence[Specimen], joined: Joined
) -> tuple[Specimen, ...]:
    """Give the specimens of both; one that differs in its photograph alone is one specimen."""
    by_id = {each.specimen_id: each for each in mine}
    for each in theirs:
        known = by_id.get(each.specimen_id)
        where = f"specimen {each.specimen_id}"
        theirs_of = own_photograph(known, each, where, joined) if known else each
        by_id[each.specimen_id] = fill(known, theirs_of, where, joined) if known else each
    return tuple(by_id.values())


def without_photograph(tissue: Tissue) -> Tissue:
    """Give a specimen or biopsy as it is apart from its site photograph."""
    return tissue.model_copy(update=NO_PHOTOGRAPH)


def own_photograph(mine: Tissue, theirs: Tissue, where: str, joined: Joined) -> Tissue:
    """Keep the site photograph of the kept record, and tell of another one: both are true."""
    names = mine.photograph_id, theirs.photograph_id
    if None in names or (names[0] == names[1] and None in (mine.point_px, theirs.point_px)):
        return theirs
    if (names[0], mine.point_px) != (names[1], theirs.point_px):
        joined.remarks.append(
            f"the site photograph of {where} stays {names[0]}; the merged record had {names[1]}, "
            "which is kept with its visit: check the point"
        )
    return without_photograph(theirs)


def join_choice(
    mine: SpecimenChoice | None, theirs: SpecimenChoice | None, joined: Joined
) -> SpecimenChoice | None:
    """Keep the choice of the current specimen that was made last, and tell of the other."""
    if mine is None or theirs is None or mine == theirs:
        return mine or theirs
    first, last = sorted((theirs, mine), key=lambda each: each.chosen_on)
    joined.remarks.append(
        f"the current specimen is {last.specimen_id}, chosen by {last.chosen_by} on "
        f"{say_day(on=last.chosen_on)}; the other record had {first.specimen_id}, chosen by "
        f"{first.chosen_by} on {say_day(on=first.chosen_on)} ({first.reason}): check it"
    )
    return last


def join_decisions(
    mine: Sequence[ExtentDecision], theirs: Sequence[ExtentDecision], joined: Joined
) -> tuple[ExtentDecision, ...]:
    """Give the decisions on extent of both in order of their day; the last one counts."""
    if mine and theirs and tuple(mine) != tuple(theirs):
        joined.remarks.append(
            "the extent was decided on in both records; the last decision counts: check it"
        )
    both = dict.fromkeys((*mine, *theirs))
    return tuple(sorted(both, key=lambda each: each.decided_on))


def join_alerts(
    mine: Sequence[Alert], theirs: Sequence[Alert], joined: Joined
) -> tuple[Alert, ...]:
    """Give the alerts of both; one that stands in both keeps what happened to either."""
    by_key = {each.key: each for each in mine}
    for alert in theirs:
        known = by_key.get(alert.key)
        if known is not None and known != alert:
            joined.remarks.append(f"the alert {known.statement!r} stood in both records, kept once")
        by_key[alert.key] = join_alert(known, alert) if known else alert
    return tuple(by_key.values())


def join_alert(mine: Alert, theirs: Alert) -> Alert:
    """Join two alerts of one key: all events in order, the more urgent, due on the earlier day."""
    events: dict[AlertEvent, None] = dict.fromkeys((*mine.events, *theirs.events))
    days = [day for day in (mine.due_on, theirs.due_on) if day]
    return mine.model_copy(
        update={
            "facts": tuple(dict.fromkeys((*mine.facts, *theirs.facts))),
            "lesion_ids": tuple(dict.fromkeys((*mine.lesion_ids, *theirs.lesion_ids))),
            "urgency": min(mine.urgency, theirs.urgency, key=URGENCIES.index),
            "due_on": min(days, default=None),
            "events": tuple(sorted(events, key=lambda each: each.happened_on)),
        }
    )
