"""The laws of a lesion: its dates, and the family it has merged from or split into."""

from collections.abc import Iterator
from datetime import date

from dermetry.record.finding import Measured, MergedInto, Present, SplitInto, TooSmall
from dermetry.record.laws import twice
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit

SIGHTINGS = (Measured, TooSmall, Present)


def check_dates(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: a lesion is first seen no later than its first confirmed sighting or its proof."""
    first: dict[str, date] = {}
    for visit in visits:
        for finding in visit.findings:
            if finding.is_confirmed and isinstance(finding, SIGHTINGS):
                first.setdefault(finding.lesion_id, visit.visited_on)
    for lesion in lesions:
        name, seen_on, proved_on = lesion.lesion_id, lesion.first_seen_on, lesion.proved_on
        sighted_on = first.get(name)
        if seen_on and sighted_on and seen_on > sighted_on:
            yield (
                f"lesion {name} has first_seen_on {seen_on}, but a confirmed finding of "
                f"{sighted_on} shows it"
            )
        if seen_on and proved_on and proved_on < seen_on:
            yield f"lesion {name} was proved on {proved_on}, before it was first seen ({seen_on})"


def check_families(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: a merged lesion names two known parents or more, a fragment its one parent."""
    known = {lesion.lesion_id: lesion for lesion in lesions}
    for lesion in lesions:
        parents = (*lesion.merged_from, *((lesion.split_from,) if lesion.split_from else ()))
        for parent in parents:
            if parent not in known:
                yield f"lesion {lesion.lesion_id} names unknown parent {parent}"
            elif parent == lesion.lesion_id or is_ancestor(lesion.lesion_id, parent, known):
                yield f"lesion {lesion.lesion_id} is its own ancestor through {parent}"
        if len(lesion.merged_from) == 1:
            yield f"merged lesion {lesion.lesion_id} names one parent; a merger has two or more"
        yield from check_parents(lesion, known)
    for visit in visits:
        for finding in visit.findings:
            if isinstance(finding, MergedInto):
                yield from check_merger(visit.visited_on, finding, known)
            elif isinstance(finding, SplitInto):
                yield from check_split(visit.visited_on, finding, known)


def check_parents(lesion: Lesion, known: dict[str, Lesion]) -> Iterator[str]:
    """Law: a child has grown together or fallen apart, of parents named once, in one organ."""
    name = lesion.lesion_id
    for parent in twice(lesion.merged_from):
        yield f"merged lesion {name} names parent {parent} twice"
    if lesion.merged_from and lesion.split_from:
        yield f"lesion {name} has both merged_from and split_from"
    parents = (*lesion.merged_from, *((lesion.split_from,) if lesion.split_from else ()))
    for parent in dict.fromkeys(parents):
        if parent in known and known[parent].organ != lesion.organ:
            yield (
                f"lesion {name} ({lesion.organ}) is of another organ than its parent "
                f"{parent} ({known[parent].organ})"
            )


def is_ancestor(lesion_id: str, of_id: str, known: dict[str, Lesion]) -> bool:
    """Tell whether ``lesion_id`` stands among the forebears of ``of_id``."""
    seen: set[str] = set()
    queue = [of_id]
    while queue:
        current = known.get(queue.pop())
        if current is None or current.lesion_id in seen:
            continue
        seen.add(current.lesion_id)
        parents = [*current.merged_from, *([current.split_from] if current.split_from else [])]
        if lesion_id in parents:
            return True
        queue.extend(parents)
    return False


def check_merger(visited_on: date, finding: MergedInto, known: dict[str, Lesion]) -> Iterator[str]:
    """Law: what a lesion merged into is known and names it as a parent."""
    mass = known.get(finding.into_lesion_id)
    where = f"visit {visited_on}, lesion {finding.lesion_id}"
    if mass is None:
        yield f"{where}: merged into unknown lesion {finding.into_lesion_id}"
    elif finding.lesion_id not in mass.merged_from:
        yield f"{where}: merged into {mass.lesion_id}, which does not name it in merged_from"


def check_split(visited_on: date, finding: SplitInto, known: dict[str, Lesion]) -> Iterator[str]:
    """Law: the fragments of a split lesion are known and name it as their parent."""
    for fragment_id in twice(finding.fragment_ids):
        yield f"visit {visited_on}, lesion {finding.lesion_id}: fragment {fragment_id} stands twice"
    for fragment_id in dict.fromkeys(finding.fragment_ids):
        fragment = known.get(fragment_id)
        if fragment is None or fragment.split_from != finding.lesion_id:
            yield (
                f"visit {visited_on}, lesion {finding.lesion_id}: fragment {fragment_id} "
                "is unknown or does not name it in split_from"
            )
