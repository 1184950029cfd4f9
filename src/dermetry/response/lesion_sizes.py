"""What one evaluator found of one lesion, visit by visit, as a size that can be compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dermetry.record.finding import TreatedLocally
from dermetry.record.patient import NOT_LOCAL
from dermetry.response.explain import join, name_missing
from dermetry.response.facts import Facts
from dermetry.response.history import History
from dermetry.response.lesion_values import GivenTreatment
from dermetry.response.roles import Cast, cast_lesions
from dermetry.response.sums import (
    Leaf,
    Moment,
    collect_leaves,
    remember_families,
    sum_sizes,
)
from dermetry.response.target import is_cleared


@dataclass(frozen=True)
class LesionSize:
    """The size of one lesion at one visit, in the unit of the policy, or why there is none."""

    visited_on: date
    size: Decimal | None
    size_mm: Decimal | None  # the longest diameter, where it was measured
    is_gone: bool
    is_merged: bool
    note: str  # why there is no size


def follow_sizes(*, facts: Facts) -> dict[str, list[LesionSize]]:
    """Give the sizes of every confirmed lesion of its own through all visits.

    Fragments count together as the lesion that they were. A merged mass is no size of one
    lesion: from then on it has none.
    """
    cast, history = cast_lesions(facts=facts), History()
    found: dict[str, list[LesionSize]] = {each: [] for each in list_lesions(facts, cast)}
    for visit in facts.case.visits:
        moment = Moment(facts, cast, visit.visited_on, history)
        for lesion_id, sizes in found.items():
            leaves = collect_leaves(moment=moment, root_ids=(lesion_id,))
            sizes.append(read_leaves(leaves, moment))
        history = History(became=remember_families(moment=moment))
    return found


def list_lesions(facts: Facts, cast: Cast) -> list[str]:
    """Give the confirmed lesions that stand for themselves, in the order of the case."""
    return [
        each for each in facts.lesions if each in cast.root_ids and each in facts.usable_lesion_ids
    ]


def read_leaves(leaves: tuple[Leaf, ...], moment: Moment) -> LesionSize:
    """Give the size of one lesion from what is measured of it now."""
    lesions, policy = moment.facts.lesions, moment.facts.policy
    sizes = sum_sizes(leaves=leaves)
    masses = [leaf.lesion_id for leaf in leaves if lesions[leaf.lesion_id].merged_from]
    if masses and leaves[0].stands_for:
        note = f"merged into {join(masses)}"
        return LesionSize(moment.visited_on, None, None, False, True, note)
    if not sizes.is_complete:
        note = name_missing(sizes.missing)
        return LesionSize(moment.visited_on, None, None, False, False, note)
    diameters = [leaf.raw_mm for leaf in leaves if leaf.raw_mm is not None]
    size_mm = sum(diameters, Decimal(0)) if diameters else None
    is_gone = all(is_cleared(leaf, policy) for leaf in leaves)
    return LesionSize(moment.visited_on, sizes.total, size_mm, is_gone, False, "")


def list_treatments(*, facts: Facts, lesion_id: str) -> tuple[GivenTreatment, ...]:
    """Give the local treatments of one lesion in order of their days.

    A finding that states one counts unless a recorded treatment of that lesion has its day.
    """
    given = [
        GivenTreatment(name=each.name, kind=each.kind, given_on=each.started_on)
        for each in facts.case.treatments
        if lesion_id in each.lesion_ids and each.kind not in NOT_LOCAL
    ]
    days = {each.given_on for each in given}
    stated = (each for each in stated_treatments(facts, lesion_id) if each.given_on not in days)
    return tuple(sorted((*given, *stated), key=lambda each: (each.given_on, each.name)))


def stated_treatments(facts: Facts, lesion_id: str) -> Iterator[GivenTreatment]:
    """Give the treatments that only a finding states."""
    for day, findings in facts.usable.items():
        finding = findings.get(lesion_id)
        if isinstance(finding, TreatedLocally):
            yield GivenTreatment(name=finding.treatment, kind="stated", given_on=day)
