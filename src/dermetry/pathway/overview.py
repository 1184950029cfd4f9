"""Everything the pages of a patient and of the worklist show, derived from the case alone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dermetry.imaging.growth import Growth
from dermetry.pathway import attention
from dermetry.pathway.appearance_changes import ulcerated_at
from dermetry.pathway.compartments import (
    NAMES,
    Compartment,
    describe_compartment,
    respond_by_compartment,
)
from dermetry.pathway.discordance import Discordance, find_discordances
from dermetry.pathway.growing import growth_of
from dermetry.pathway.lesion_state import Seen, is_ended, states_of
from dermetry.pathway.respond import Responded
from dermetry.pathway.sizes import Size, SizeChange, last_change, size_of, sizes_of
from dermetry.pathway.trends import LesionTrend, trend_of
from dermetry.pathway.values import Attention
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.response.values import RoleSuggestion, VisitCall


@dataclass(frozen=True)
class CompartmentCalls:
    """The calls of one compartment and what they rest on."""

    name: str  # "skin", "other organs", "overall"
    calls: tuple[VisitCall, ...]
    note: str  # why there is no call, or what the calls rest on; may be empty

    @property
    def latest(self) -> VisitCall | None:
        """Give the call of the last visit."""
        return self.calls[-1] if self.calls else None


@dataclass(frozen=True)
class SizePoint:
    """One visit in the small growth line; a visit without a size is a gap with its reason."""

    visited_on: date
    mm: Decimal | None
    interval_95_mm: tuple[Decimal, Decimal] | None
    status: str  # the finding's status, or "no_finding"
    is_confirmed: bool


@dataclass(frozen=True)
class LesionOverview:
    """One lesion as the left rail and the body map show it."""

    lesion: Lesion
    trend: LesionTrend
    is_followed: bool  # False: gone, merged, split or treated locally
    last: Size | None  # the last confirmed size, of whatever visit
    previous: Size | None
    change: SizeChange | None
    growth: Growth
    points: tuple[SizePoint, ...]
    ulcerated: bool | None  # as last said


@dataclass(frozen=True)
class CaseOverview:
    """The calls side by side, the lesions, and what a person should look at."""

    skin: CompartmentCalls
    other: CompartmentCalls
    overall: CompartmentCalls
    discordances: tuple[Discordance, ...]  # visits at which skin and other organs disagree
    role_suggestions: tuple[RoleSuggestion, ...]
    lesions: tuple[LesionOverview, ...]
    attention: tuple[Attention, ...]


def overview_of(*, case: Case) -> CaseOverview:
    """Derive calls, trends, growth and the attention list of a case; nothing is stored."""
    responded = respond_by_compartment(case=case)
    overall = responded["overall"]
    return CaseOverview(
        skin=compartment_calls("skin", responded["skin"]),
        other=compartment_calls("other", responded["other"]),
        overall=compartment_calls("overall", overall),
        discordances=find_discordances(responded=responded),
        role_suggestions=overall.suggestions if overall else (),
        lesions=tuple(overview_of_lesion(case, lesion) for lesion in case.lesions),
        attention=attention.of_case(case, advice=attention.ON_PAGES),
    )


def compartment_calls(compartment: Compartment, responded: Responded | None) -> CompartmentCalls:
    """Give the calls of one compartment with their note."""
    return CompartmentCalls(
        name=NAMES[compartment],
        calls=responded.calls if responded else (),
        note=describe_compartment(compartment=compartment, responded=responded),
    )


def overview_of_lesion(case: Case, lesion: Lesion) -> LesionOverview:
    """Give one lesion's last size, change, trend, growth and points."""
    states = states_of(case=case, lesion=lesion)
    sizes = sizes_of(states=states, lesion=lesion)
    return LesionOverview(
        lesion=lesion,
        trend=trend_of(states=states, lesion=lesion),
        is_followed=not is_ended(states),
        last=sizes[-1] if sizes else None,
        previous=sizes[-2] if len(sizes) > 1 else None,
        change=last_change(sizes),
        growth=growth_of(case, lesion.lesion_id),
        points=tuple(point_of(state, lesion) for state in states),
        ulcerated=last_ulcerated(case, lesion.lesion_id),
    )


def point_of(state: Seen, lesion: Lesion) -> SizePoint:
    """Give one visit's point: the confirmed size, else the proposed one, else a gap."""
    finding = state.finding or (state.proposed[0] if state.proposed else None)
    if finding is None:
        return SizePoint(state.visited_on, None, None, "no_finding", is_confirmed=False)
    size = size_of(visited_on=state.visited_on, finding=finding, lesion=lesion)
    return SizePoint(
        visited_on=state.visited_on,
        mm=size.mm if size else None,
        interval_95_mm=size.interval_95_mm if size else None,
        status=finding.status,
        is_confirmed=state.finding is not None,
    )


def last_ulcerated(case: Case, lesion_id: str) -> bool | None:
    """Tell whether a lesion was ulcerated when that was last confirmed or described."""
    told = (ulcerated_at(visit, lesion_id) for visit in reversed(case.visits))
    return next((each for each in told if each is not None), None)
