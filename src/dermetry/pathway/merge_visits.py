"""The visits of two records in one order, those of one day joined."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import TypeVar

from dermetry.pathway.merge_facts import Joined
from dermetry.record.days import say_day
from dermetry.record.photograph import Photograph
from dermetry.record.value import Value
from dermetry.record.visit import Visit

Fact = TypeVar("Fact", bound=Value)


def join_visits(
    mine: Sequence[Visit], theirs: Sequence[Visit], joined: Joined
) -> tuple[Visit, ...]:
    """Give all visits by date; of two on one day, one with everything of both."""
    by_day = {visit.visited_on: visit for visit in mine}
    held = {photo.sha256: v.visited_on for v in mine for photo in v.photographs}
    for visit in theirs:
        visit = without_held(visit, held, joined)
        known = by_day.get(visit.visited_on)
        by_day[visit.visited_on] = join_visit(known, visit, joined) if known else visit
    return tuple(by_day[day] for day in sorted(by_day))


def without_held(visit: Visit, held: dict[str, date], joined: Joined) -> Visit:
    """Leave out photographs that the kept record holds, and say so where outlines go with them."""
    left: list[Photograph] = []
    gone_outlines: set[str] = set()
    for photo in visit.photographs:
        if photo.sha256 not in held:
            left.append(photo)
            continue
        day = held[photo.sha256]
        if day != visit.visited_on:
            joined.contradictions.append(
                f"{photo.file_name} stands in the visit of {say_day(on=day)} in one record and of "
                f"{say_day(on=visit.visited_on)} in the other"
            )
        gone_outlines |= {outline.outline_id for outline in photo.outlines}
        drawn = sum(outline.source != "candidate" for outline in photo.outlines)
        lost = (
            f"; {drawn} outlines of the merged record's copy were not taken over" if drawn else ""
        )
        joined.remarks.append(
            f"{photo.file_name} of {say_day(on=day)} was in both records, kept once{lost}"
        )
    proposals = tuple(e for e in visit.proposals if e.outline_id not in gone_outlines)
    return visit.model_copy(update={"photographs": tuple(left), "proposals": proposals})


def join_visit(mine: Visit, theirs: Visit, joined: Joined) -> Visit:
    """Join two visits of one day; a signed one is never changed."""
    where = f"visit of {say_day(on=mine.visited_on)}"
    if mine.signature or theirs.signature:
        joined.contradictions.append(f"{where} is signed, so nothing of the other record joins it")
        return mine

    def join(name: str, key: Callable[[Fact], Hashable], what: str) -> tuple[Fact, ...]:
        return join_keyed(
            getattr(mine, name), getattr(theirs, name), key, f"{where}, {what}", joined
        )

    dues = sorted(day for day in (mine.next_due_on, theirs.next_due_on) if day)
    looked = dict.fromkeys((*mine.regions_examined, *theirs.regions_examined))
    not_looked = dict.fromkeys((*mine.regions_not_examined, *theirs.regions_not_examined))
    refused = dict.fromkeys((*mine.regions_refused, *theirs.regions_refused))
    return mine.model_copy(
        update={
            "photographs": (*mine.photographs, *theirs.photographs),
            "unreadable": tuple(dict.fromkeys((*mine.unreadable, *theirs.unreadable))),
            "findings": join("findings", lambda e: (e.lesion_id, e.evaluator), "finding of"),
            "proposals": (*mine.proposals, *theirs.proposals),
            "regions_examined": tuple(looked),
            "regions_not_examined": tuple(zone for zone in not_looked if zone not in looked),
            "regions_refused": tuple(zone for zone in refused if zone not in looked),
            "clinically_stable": join_stable(mine, theirs, joined),
            "dermoscopies": tuple(dict.fromkeys((*mine.dermoscopies, *theirs.dermoscopies))),
            "notes": tuple(dict.fromkeys((*mine.notes, *theirs.notes))),
            "remarks": tuple(dict.fromkeys((*mine.remarks, *theirs.remarks))),
            "appearances": join("appearances", lambda e: e.lesion_id, "description of"),
            "observations": join(
                "observations", lambda e: (e.kind, e.observed_on or mine.visited_on), "value of"
            ),
            "symptoms": join("symptoms", lambda e: e.kind, "score of"),
            "next_due_on": dues[0] if dues else None,
            "next_reason": mine.next_reason or theirs.next_reason,
        }
    )


def join_stable(mine: Visit, theirs: Visit, joined: Joined) -> bool | None:
    """Join the clinicians' words on stability, which must agree."""
    one, other = mine.clinically_stable, theirs.clinically_stable
    if one is None or other is None:
        return other if one is None else one
    if one != other:
        joined.contradictions.append(
            f"visit of {say_day(on=mine.visited_on)}: clinically stable in one record, "
            "not in the other"
        )
    return one


def join_keyed(
    mine: Sequence[Fact],
    theirs: Sequence[Fact],
    key: Callable[[Fact], Hashable],
    where: str,
    joined: Joined,
) -> tuple[Fact, ...]:
    """Join two lists with one entry per key; two different entries contradict each other."""
    by_key = {key(each): each for each in mine}
    for each in theirs:
        known = by_key.setdefault(key(each), each)
        if known != each:
            name = key(each)
            words = (
                " ".join(str(part) for part in name if part) if isinstance(name, tuple) else name
            )
            joined.contradictions.append(f"{where} {words} differs in the two records")
    return tuple(by_key.values())
