"""Suggesting which lesions to follow as targets, from the baseline alone."""

from dataclasses import dataclass
from decimal import Decimal

from dermetry.record.case import Case
from dermetry.record.finding import Absent, Finding, Measured
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.response import ids
from dermetry.response.explain import in_mm
from dermetry.response.facts import (
    PRESENCE,
    is_node,
    measurable_from_mm,
    organ_of,
    size_mm,
    treated_before,
)
from dermetry.response.policy import Policy
from dermetry.response.values import RoleSuggestion

NEVER_MEASURABLE = ("inflammatory", "lymphangitic", "diffuse_plaque", "treated_before", "other")


@dataclass(frozen=True)
class Candidate:
    """An undecided lesion as it was at baseline."""

    lesion: Lesion
    finding: Finding | None
    size_mm: Decimal | None
    treated_before: str | None  # a local treatment before baseline

    @property
    def order(self) -> tuple[Decimal, str]:
        """The largest first, then by id."""
        return (-(self.size_mm or Decimal(0)), self.lesion.lesion_id)


def suggest_roles(*, case: Case, policy: Policy) -> tuple[RoleSuggestion, ...]:
    """Suggest a role for every undecided lesion confirmed at baseline, in the order of the case.

    Only confirmed baseline findings of confirmed lesions are looked at, so neither a proposal
    nor a later visit ever changes the choice. The largest measurable lesions become targets,
    within the limits in all and per organ (skin is one organ, all nodes are one). Where a
    person has chosen targets, nothing else is suggested as one. Lesions first seen later get
    no suggestion: they are new. Source:
    rules target.selection, measurable.size, measurable.node, measurable.kind.
    """
    settled = policy.for_plan(case.plan)
    candidates = sorted(find_candidates(case), key=lambda each: each.order)
    has_choice = any(is_choice(lesion, case) for lesion in case.lesions)
    chosen: list[Lesion] = []
    by_id: dict[str, RoleSuggestion] = {}
    measurable = [each for each in candidates if why_not_measurable(each, settled) is None]
    for each in candidates:
        rank = measurable.index(each) + 1 if each in measurable else None
        suggestion = suggest_one(each, chosen, has_choice, settled, rank)
        by_id[each.lesion.lesion_id] = suggestion
        if suggestion.role == "target":
            chosen.append(each.lesion)
    return tuple(by_id[key.lesion_id] for key in case.lesions if key.lesion_id in by_id)


def is_choice(lesion: Lesion, case: Case) -> bool:
    """Tell whether a person chose the lesion as target among those known at baseline."""
    first_seen_on, baseline_on = lesion.first_seen_on, case.baseline_on
    is_later = first_seen_on and baseline_on and first_seen_on > baseline_on
    return lesion.role == "target" and not is_later


def find_candidates(case: Case) -> list[Candidate]:
    """Give the undecided lesions that are confirmed as there at baseline."""
    visit = next((each for each in case.visits if each.visited_on == case.baseline_on), None)
    if visit is None:
        return []
    found = []
    open_lesions = (each for each in case.lesions if each.role == "undecided" and each.is_confirmed)
    for lesion in open_lesions:
        finding = baseline_finding(lesion, visit)
        if is_candidate(lesion, finding, visit):
            size = size_mm(finding, lesion) if isinstance(finding, Measured) else None
            treated = treated_before(case, lesion.lesion_id)
            found.append(Candidate(lesion, finding, size, treated))
    return found


def baseline_finding(lesion: Lesion, visit: Visit) -> Finding | None:
    """Give the confirmed baseline finding of a lesion: a size, else a sighting, by evaluator."""
    mine = [
        each for each in visit.findings if each.lesion_id == lesion.lesion_id and each.is_confirmed
    ]
    ranked = sorted(
        mine,
        key=lambda each: (
            not isinstance(each, Measured),
            not isinstance(each, PRESENCE),
            each.evaluator,
        ),
    )
    return ranked[0] if ranked else None


def is_candidate(lesion: Lesion, finding: Finding | None, visit: Visit) -> bool:
    """Tell whether the lesion was known at baseline and stands for itself."""
    if isinstance(finding, PRESENCE):
        return True
    if lesion.first_seen_on is not None and lesion.first_seen_on > visit.visited_on:
        return False
    if lesion.merged_from or lesion.split_from:
        return False
    if finding is None:
        is_proposed = any(each.lesion_id == lesion.lesion_id for each in visit.findings)
        return lesion.first_seen_on is not None and not is_proposed
    return not isinstance(finding, Absent)


def suggest_one(
    each: Candidate, chosen: list[Lesion], has_choice: bool, policy: Policy, rank: int | None
) -> RoleSuggestion:
    """Suggest the role of one lesion, the better candidates already placed."""
    lesion_id = each.lesion.lesion_id
    obstacle = why_not_measurable(each, policy) or why_not_chosen(
        each.lesion, chosen, has_choice, policy
    )
    if obstacle:
        rule_id, why = obstacle
        return RoleSuggestion(
            lesion_id=lesion_id, role="non_target", rule_id=rule_id, why=why, rank=rank
        )
    measure = "short axis" if is_node(each.lesion) else "longest diameter"
    why = f"measurable, {measure} {in_mm(each.size_mm or Decimal(0))} at baseline"
    rule_id = ids.TARGET_SELECTION
    return RoleSuggestion(lesion_id=lesion_id, role="target", rule_id=rule_id, why=why, rank=rank)


def why_not_measurable(each: Candidate, policy: Policy) -> tuple[str, str] | None:
    """Give rule and reason why a lesion is not measurable; None when it is."""
    kind = each.lesion.non_measurable
    if kind in NEVER_MEASURABLE:
        return ids.MEASURABLE_KIND, f"non-measurable: {kind.replace('_', ' ')}"
    if each.treated_before:
        why = (
            f"treated locally before baseline ({each.treated_before}): a target only if grown since"
        )
        return ids.MEASURABLE_KIND, why
    limit, rule_id, measure = size_limit(each.lesion, policy)
    if each.size_mm is None:
        return rule_id, "no size at baseline"
    if kind == "below_limit" and each.size_mm >= limit:
        return rule_id, "recorded as below the measurable limit"
    if each.size_mm < limit:
        return rule_id, f"{measure} {in_mm(each.size_mm)} at baseline, below {in_mm(limit)}"
    return None


def size_limit(lesion: Lesion, policy: Policy) -> tuple[Decimal, str, str]:
    """Give the smallest measurable size of a lesion, its rule, and what is measured."""
    limit = measurable_from_mm(lesion, policy)
    if is_node(lesion):
        return limit, ids.MEASURABLE_NODE, "short axis"
    return limit, ids.MEASURABLE_SIZE, "longest diameter"


def why_not_chosen(
    lesion: Lesion, chosen: list[Lesion], has_choice: bool, policy: Policy
) -> tuple[str, str] | None:
    """Give rule and reason why a measurable lesion is no target; None when it is one."""
    rule_id = ids.TARGET_SELECTION
    if has_choice:
        return rule_id, "measurable, but the targets were chosen by a person"
    if policy.targets_total is not None and len(chosen) >= policy.targets_total:
        return rule_id, f"measurable, but there are {policy.targets_total} targets already"
    organ = organ_of(lesion, policy)
    same_organ = sum(1 for each in chosen if organ_of(each, policy) == organ)
    if policy.targets_per_organ is not None and same_organ >= policy.targets_per_organ:
        why = f"measurable, but there are {policy.targets_per_organ} targets of {organ} already"
        return rule_id, why
    return None
