"""What one evaluator has said, visit by visit: confirmed facts apart from proposals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Self

from dermetry.record.case import Case
from dermetry.record.finding import (
    Absent,
    Finding,
    Measured,
    Present,
    Progressed,
    TooSmall,
)
from dermetry.record.lesion import Lesion
from dermetry.record.patient import NOT_LOCAL
from dermetry.record.visit import Visit
from dermetry.response.policy import Policy
from dermetry.response.values import RoleSuggestion

PRESENCE = (Measured, TooSmall, Present, Progressed)
Trusted = frozenset[tuple[date, str]]  # proposals to be treated as confirmed: (visit, lesion id)
ByLesion = Mapping[str, Finding]


@dataclass(frozen=True)
class Facts:
    """One evaluator's findings: ``usable`` ones enter the call, ``proposed`` ones never."""

    case: Case
    policy: Policy
    evaluator: str
    baseline_on: date
    suggestions: tuple[RoleSuggestion, ...]
    lesions: Mapping[str, Lesion]
    usable_lesion_ids: frozenset[str]
    usable: Mapping[date, ByLesion]
    proposed: Mapping[date, ByLesion]

    def visits_from_baseline(self) -> tuple[Visit, ...]:
        """Give the baseline visit and those after it, in order."""
        return tuple(each for each in self.case.visits if each.visited_on >= self.baseline_on)

    def at_baseline(self, lesion_id: str) -> Finding | None:
        """Give the usable finding of a lesion at the baseline visit."""
        return self.usable[self.baseline_on].get(lesion_id)

    def is_known_at_baseline(self, lesion_id: str) -> bool:
        """Tell whether the lesion was there by the baseline visit, as anybody has confirmed.

        The finding of this evaluator comes first, then the day of first sighting, then the
        confirmed findings of others. A proposal makes nothing known.
        """
        at_baseline, first_seen_on = (
            self.at_baseline(lesion_id),
            self.lesions[lesion_id].first_seen_on,
        )
        if at_baseline is not None:
            return not isinstance(at_baseline, Absent)
        if first_seen_on is not None:
            return first_seen_on <= self.baseline_on
        return lesion_id in self.usable_lesion_ids and any(
            finding.lesion_id == lesion_id
            and finding.is_confirmed
            and not isinstance(finding, Absent)
            for visit in self.case.visits
            if visit.visited_on <= self.baseline_on
            for finding in visit.findings
        )

    def is_proposed_at_baseline(self, lesion_id: str) -> bool:
        """Tell whether the baseline visit holds an unconfirmed sighting of the lesion."""
        finding = self.proposed[self.baseline_on].get(lesion_id)
        return finding is not None and not isinstance(finding, Absent)

    def has_open_sighting_at_baseline(self, lesion_id: str) -> bool:
        """Tell whether anybody's unconfirmed sighting of the lesion stands at baseline."""
        return any(
            finding.lesion_id == lesion_id
            and not finding.is_confirmed
            and not isinstance(finding, Absent)
            for finding in self.visits_from_baseline()[0].findings
        )

    def is_baseline_unconfirmed(self) -> bool:
        """Tell whether the baseline visit holds proposals and nothing confirmed."""
        return bool(self.proposed[self.baseline_on]) and not self.usable[self.baseline_on]

    def trusting(self, day: date, lesion_ids: Iterable[str]) -> Self:
        """Give the same facts with some proposals of one visit treated as confirmed."""
        moved = {key: self.proposed[day][key] for key in lesion_ids if key in self.proposed[day]}
        left = {key: each for key, each in self.proposed[day].items() if key not in moved}
        return replace(
            self,
            usable_lesion_ids=self.usable_lesion_ids | set(moved),
            usable={**self.usable, day: {**self.usable[day], **moved}},
            proposed={**self.proposed, day: left},
        )


def gather_facts(
    *,
    case: Case,
    policy: Policy,
    evaluator: str,
    baseline_on: date,
    suggestions: tuple[RoleSuggestion, ...],
    trusted: Trusted = frozenset(),
) -> Facts:
    """Sort one evaluator's findings into usable and proposed.

    A finding is usable when it and its lesion are confirmed, or when ``trusted`` names it:
    that is how "what if this were confirmed" is asked.
    """
    trusted_ids = {lesion_id for _, lesion_id in trusted}
    usable_ids = frozenset(
        each.lesion_id
        for each in case.lesions
        if each.is_confirmed or each.lesion_id in trusted_ids
    )
    usable: dict[date, dict[str, Finding]] = {}
    proposed: dict[date, dict[str, Finding]] = {}
    for visit in case.visits:
        usable[visit.visited_on], proposed[visit.visited_on] = {}, {}
        for finding in of_evaluator(visit.findings, evaluator):
            is_trusted = (visit.visited_on, finding.lesion_id) in trusted
            counts = is_trusted or (finding.is_confirmed and finding.lesion_id in usable_ids)
            (usable if counts else proposed)[visit.visited_on][finding.lesion_id] = finding
    lesions = {each.lesion_id: each for each in case.lesions}
    return Facts(
        case, policy, evaluator, baseline_on, suggestions, lesions, usable_ids, usable, proposed
    )


def of_evaluator(findings: Iterable[Finding], evaluator: str) -> Iterable[Finding]:
    """Give the findings of one evaluator."""
    return (finding for finding in findings if finding.evaluator == evaluator)


def size_mm(finding: Measured, lesion: Lesion) -> Decimal | None:
    """Give the size that counts: the short axis of a node, else the longest diameter."""
    return finding.short_axis_mm if is_node(lesion) else finding.longest_diameter_mm


def measured_size(finding: Measured, lesion: Lesion, policy: Policy) -> Decimal | None:
    """Give the size in the measure of the policy: a diameter, a product, or an area.

    A product needs both diameters (the short axis is the perpendicular of a lymph node); one
    that is not recorded is never guessed. Unit: ``policy.unit``.
    """
    if policy.measure == "area":
        return finding.area_mm2
    if policy.measure == "longest_diameter":
        return size_mm(finding, lesion)
    across = finding.perpendicular_mm
    if across is None and is_node(lesion):
        across = finding.short_axis_mm
    if finding.longest_diameter_mm is None or across is None:
        return None
    return finding.longest_diameter_mm * across


def is_node(lesion: Lesion) -> bool:
    """Tell whether the lesion is a lymph node."""
    return lesion.organ == "lymph_node"


def measurable_from_mm(lesion: Lesion, policy: Policy) -> Decimal:
    """Give the smallest measurable size of a lesion: a diameter, of a node the short axis."""
    if is_node(lesion):
        return policy.node_target_mm
    return policy.skin_measurable_mm if lesion.organ == "skin" else policy.other_measurable_mm


def organ_of(lesion: Lesion, policy: Policy) -> str:
    """Give the organ that counts for the limit per organ: the skin as one, or by region."""
    organ = lesion.organ.replace("_", " ")
    if lesion.organ == "skin" and not policy.skin_is_one_organ:
        return f"{organ} of {(lesion.zone or 'a region not recorded').replace('_', ' ')}"
    return organ


def treated_before(case: Case, lesion_id: str) -> str | None:
    """Give the local treatment of a lesion before baseline, if one is recorded."""
    return next(
        (
            f"{treatment.name}, {treatment.started_on}"
            for treatment in case.treatments
            if lesion_id in treatment.lesion_ids
            and treatment.kind not in NOT_LOCAL
            and case.baseline_on is not None
            and treatment.started_on < case.baseline_on
        ),
        None,
    )
