"""What the record says of one lesion: since when it is there, its looks, and its tissue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dermetry.pathology.extent_tissue import is_older
from dermetry.pathway.alerts.life import answers_of
from dermetry.pathway.alerts.situation import Situation, day_text
from dermetry.pathway.appearance_changes import described_at
from dermetry.record.biopsy import Biopsy
from dermetry.record.case import Case
from dermetry.record.finding import Absent, Finding
from dermetry.record.lesion import Lesion
from dermetry.record.specimen import Specimen

HERE = ("measured", "too_small", "present", "progressed")
ENDED = ("absent", "merged_into", "split_into", "treated_locally")
BREAST = "breast"


@dataclass(frozen=True)
class Look:
    """How a lesion was described on a day, in the words that were typed."""

    on: date
    text: str


def skin_lesions(case: Case) -> Iterator[Lesion]:
    """Give the confirmed lesions of the skin."""
    return (each for each in case.lesions if each.organ == "skin" and each.is_confirmed)


def lesion_name(lesion: Lesion) -> str:
    """Name a lesion with its place."""
    place = lesion.site or (lesion.zone or "").replace("_", " ")
    side = f"{lesion.laterality} " if lesion.laterality and place else ""
    return f"{lesion.lesion_id} ({side}{place})" if place else lesion.lesion_id


def findings_of(case: Case, lesion: Lesion) -> list[tuple[date, Finding]]:
    """Give the confirmed findings that say whether a lesion is there, oldest first."""
    return [
        (visit.visited_on, finding)
        for visit in case.visits
        for finding in visit.findings
        if finding.lesion_id == lesion.lesion_id
        and finding.is_confirmed
        and finding.status in HERE + ENDED
    ]


def here_since(case: Case, lesion: Lesion) -> date | None:
    """Give the day since when a lesion is there; None: it has ended, or nobody dated it.

    A lesion that was gone and came back is there since it came back.
    """
    found = findings_of(case, lesion)
    if not found:
        return lesion.first_seen_on
    if found[-1][1].status in ENDED:
        return None
    returned = came_back_on(case, lesion)
    if returned:
        return returned
    first = next(day for day, finding in found if finding.status in HERE)
    return min(first, lesion.first_seen_on) if lesion.first_seen_on else first


def came_back_on(case: Case, lesion: Lesion) -> date | None:
    """Give the day a lesion that is there was first seen again after it was gone."""
    returned, was_gone = None, False
    for day, finding in findings_of(case, lesion):
        if isinstance(finding, Absent):
            returned, was_gone = None, True
        elif was_gone and finding.status in HERE:
            returned, was_gone = day, False
    return returned


def kin(case: Case, lesion: Lesion) -> frozenset[str]:
    """Give a lesion with those it has merged or split from, near and far."""
    known, waiting = set(), [lesion.lesion_id]
    while waiting:
        name = waiting.pop()
        each = case.lesion(name)
        if name in known or each is None:
            continue
        known.add(name)
        waiting += [*each.merged_from, *([each.split_from] if each.split_from else [])]
    return frozenset(known)


def was_gone_after(case: Case, lesion: Lesion, day: date) -> bool:
    """Tell whether a lesion was looked for and gone after a day."""
    return any(on > day and isinstance(each, Absent) for on, each in findings_of(case, lesion))


def specimens_of(case: Case, lesion: Lesion) -> list[Specimen]:
    """Give the specimens of a lesion or of those it came from, oldest first.

    Tissue from before the lesion was first seen is none of it, unless it is malignant.
    """
    names = kin(case, lesion)
    found = [
        each
        for each in case.specimens
        if each.lesion_id in names
        and (each.is_malignant or not is_older(lesion=lesion, specimen=each))
    ]
    return sorted(found, key=lambda each: (each.taken_on, each.specimen_id))


def biopsies_of(case: Case, lesion: Lesion) -> list[Biopsy]:
    """Give the biopsies of a lesion or of those it came from that were not cancelled."""
    names = kin(case, lesion)
    return [e for e in case.biopsies if e.lesion_id in names and e.stage != "cancelled"]


def tissue_days(case: Case, lesion: Lesion) -> list[date]:
    """Give the days on which tissue of a lesion was taken."""
    days = [each.taken_on for each in specimens_of(case, lesion)]
    first = lesion.first_seen_on or date.min
    days += [
        each.taken_on
        for each in biopsies_of(case, lesion)
        if each.taken_on and (each.lesion_id != lesion.lesion_id or each.taken_on >= first)
    ]
    return sorted(days)


def is_biopsy_on_its_way(case: Case, lesion: Lesion) -> bool:
    """Tell whether a biopsy of a lesion is suggested or ordered, and not yet taken.

    A suggestion whose task somebody closed without an order is on its way no longer.
    """
    return any(
        each.stage == "ordered" or (each.stage == "suggested" and not is_let_go(case, each))
        for each in biopsies_of(case, lesion)
    )


def is_let_go(case: Case, biopsy: Biopsy) -> bool:
    """Tell whether somebody closed the task to order a suggested biopsy."""
    return was_closed(case, f"alerts.biopsy.not_ordered:{biopsy.biopsy_id}")


def was_closed(case: Case, key: str) -> bool:
    """Tell whether a person closed an alert as done since it last stood."""
    return any(
        event.kind == "done"
        for alert in case.alerts
        if alert.key == key
        for event in answers_of(alert.events)
    )


def is_answered(case: Case, lesion: Lesion, since: date) -> bool:
    """Tell whether tissue was taken since a day, or is about to be."""
    if is_biopsy_on_its_way(case, lesion):
        return True
    return any(day >= since for day in tissue_days(case, lesion))


def is_proven(situation: Situation, lesion: Lesion) -> bool:
    """Tell whether malignant tissue stands for a lesion: its own, or of its zone and side.

    A neighbor proved to be another tumor (an origin other than the breast) says nothing of it.
    """
    case = situation.case
    if any(each.is_malignant for each in specimens_of(case, lesion)):
        return True
    if not situation.book.number("tissue_counts_for_zone") or lesion.zone is None:
        return False
    place = (lesion.zone, lesion.laterality)
    proven = {each.lesion_id for each in case.specimens if is_of_breast(each)}
    return any(
        (each.zone, each.laterality) == place for each in case.lesions if each.lesion_id in proven
    )


def is_of_breast(specimen: Specimen) -> bool:
    """Tell whether a specimen is malignant, of the breast or of no named origin."""
    origin = specimen.report.origin if specimen.report else None
    return bool(specimen.is_malignant) and origin in (None, BREAST)


def looks_of(case: Case, lesion: Lesion) -> list[Look]:
    """Give how a lesion was described at visits, oldest first; copied words say nothing."""
    found = ((visit.visited_on, described_at(visit, lesion.lesion_id)) for visit in case.visits)
    return [Look(day, seen.morphology) for day, seen in found if seen and seen.morphology]


def has_word(text: str | None, words: Iterable[str]) -> bool:
    """Tell whether one of some words stands in a text."""
    folded = (text or "").casefold()
    return any(word in folded for word in words)


def tissue_fact(case: Case, lesion: Lesion) -> str:
    """Say what tissue there is of a lesion."""
    days = tissue_days(case, lesion)
    if not days:
        return f"No tissue of {lesion.lesion_id} is recorded."
    return f"The last tissue of {lesion.lesion_id} was taken on {day_text(days[-1])}."
