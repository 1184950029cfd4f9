"""What is confirmed of one lesion, visit by visit, and when it was last looked for."""

from dataclasses import dataclass
from datetime import date

from dermetry.record.case import Case
from dermetry.record.finding import Absent, Finding, MergedInto, SplitInto, TreatedLocally
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit

ENDS = (Absent, MergedInto, SplitInto, TreatedLocally)


@dataclass(frozen=True)
class Seen:
    """One visit that looked at a lesion's compartment, and what it found of the lesion."""

    visited_on: date
    confirmed: tuple[Finding, ...]  # one per evaluator
    proposed: tuple[Finding, ...]

    @property
    def finding(self) -> Finding | None:
        """Give the confirmed finding, of the first evaluator where there are several."""
        return self.confirmed[0] if self.confirmed else None


def states_of(*, case: Case, lesion: Lesion, until: date | None = None) -> tuple[Seen, ...]:
    """Give a lesion's findings at every visit that looked at its compartment, oldest first.

    A visit counts when it has a finding of the lesion's compartment (skin, or other organs),
    or for the skin a photograph or an examined zone: a CT alone does not make a skin lesion
    "not measured".
    """
    organs = {each.lesion_id: each.organ for each in case.lesions}
    return tuple(
        Seen(
            visited_on=visit.visited_on,
            confirmed=tuple(e for e in found if e.is_confirmed and lesion.is_confirmed),
            proposed=tuple(e for e in found if not (e.is_confirmed and lesion.is_confirmed)),
        )
        for visit in case.visits
        if (until is None or visit.visited_on <= until) and looked_at(visit, lesion, organs)
        for found in [[e for e in visit.findings if e.lesion_id == lesion.lesion_id]]
    )


def looked_at(visit: Visit, lesion: Lesion, organs: dict[str, str]) -> bool:
    """Tell whether a visit looked at the skin, or at other organs, as the lesion is one of."""
    is_skin = lesion.organ == "skin"
    if is_skin and (visit.photographs or visit.regions_examined):
        return True
    return any((organs[each.lesion_id] == "skin") == is_skin for each in visit.findings)


def is_ended(states: tuple[Seen, ...]) -> bool:
    """Tell whether the last confirmed finding ends a lesion: gone, merged, split, removed."""
    last = next((each.finding for each in reversed(states) if each.finding), None)
    return isinstance(last, ENDS)


def ended_ids(*, case: Case, before: date | None = None) -> set[str]:
    """Give the lesions that had ended before a day (None: by now)."""
    visits = [each for each in case.visits if before is None or each.visited_on < before]
    earlier = case.model_copy(update={"visits": tuple(visits)})
    return {
        lesion.lesion_id
        for lesion in case.lesions
        if is_ended(states_of(case=earlier, lesion=lesion))
    }
