"""From the findings of one visit to the value used for each lesion, and their sum."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dermetry.record.finding import (
    Absent,
    Finding,
    Measured,
    MergedInto,
    NotDone,
    NotEvaluable,
    Present,
    Progressed,
    SplitInto,
    TooSmall,
    TreatedLocally,
)
from dermetry.record.patient import NOT_LOCAL
from dermetry.response import ids
from dermetry.response.facts import PRESENCE, Facts, is_node, measured_size, size_mm
from dermetry.response.history import History
from dermetry.response.roles import Cast
from dermetry.response.values import RawStatus

GAPS = (NotDone, NotEvaluable)
SIZES = (Measured, TooSmall)
HEIRLOOMS = (MergedInto, SplitInto)


@dataclass(frozen=True)
class Leaf:
    """One lesion as it counts at one visit: the raw finding and the value used."""

    lesion_id: str
    raw_status: RawStatus
    raw_mm: Decimal | None
    used: Decimal | None  # in the unit of the policy; None: no value
    rule_id: str
    note: str
    is_node: bool
    finding: Finding | None  # None: nothing usable
    stands_for: tuple[str, ...] = ()  # the lesions that have grown into it
    raw_mm2: Decimal | None = None  # product or area, where the policy judges by it


@dataclass(frozen=True)
class SizeSum:
    """The values used and their sum; ``total`` is None without a single value."""

    leaves: tuple[Leaf, ...]
    total: Decimal | None  # in the unit of the policy; None: not one value
    is_complete: bool

    @property
    def missing(self) -> tuple[Leaf, ...]:
        """Give the lesions without a value."""
        return tuple(leaf for leaf in self.leaves if leaf.used is None)


@dataclass(frozen=True)
class Moment:
    """One visit as one evaluator saw it, with the memory of the visits before."""

    facts: Facts
    cast: Cast
    visited_on: date
    history: History

    def usable(self, lesion_id: str) -> Finding | None:
        """Give the usable finding of a lesion at this visit."""
        return self.facts.usable[self.visited_on].get(lesion_id)

    def proposed(self, lesion_id: str) -> Finding | None:
        """Give the unconfirmed finding of a lesion at this visit."""
        return self.facts.proposed[self.visited_on].get(lesion_id)

    def treatment(self, lesion_id: str) -> str | None:
        """Give what was done locally to the lesion or to one it has grown out of."""
        for each in (lesion_id, *sorted(self.cast.forebears(lesion_id))):
            if each in self.history.treated:
                done = self.history.treated[each]
                return done if each == lesion_id else f"{done} of {each}"
        return None


def sum_sizes(*, leaves: Iterable[Leaf]) -> SizeSum:
    """Add up the values used, exactly; the sum is complete when no lesion lacks one."""
    kept = tuple(leaves)
    values = [leaf.used for leaf in kept if leaf.used is not None]
    total = sum(values, Decimal(0)) if values else None
    return SizeSum(kept, total, bool(kept) and len(values) == len(kept))


def collect_leaves(*, moment: Moment, root_ids: Iterable[str]) -> tuple[Leaf, ...]:
    """Follow each lesion through mergers and splits to what is measured now, each once."""
    found: dict[str, Leaf] = {}
    stands_for: dict[str, list[str]] = {}
    for root_id in root_ids:
        for leaf in follow(moment, root_id):
            found.setdefault(leaf.lesion_id, leaf)
            if leaf.lesion_id != root_id:
                stands_for.setdefault(leaf.lesion_id, []).append(root_id)
    return tuple(
        Leaf(**{**leaf.__dict__, "stands_for": tuple(stands_for.get(key, ()))})
        for key, leaf in found.items()
    )


def follow(moment: Moment, lesion_id: str) -> list[Leaf]:
    """Follow one lesion to its leaves; a lesion that is still itself is its own leaf."""
    heirs = find_heirs(moment, lesion_id)
    if not heirs or moment.treatment(lesion_id):
        return [make_leaf(moment, lesion_id)]
    return [leaf for heir in heirs for leaf in follow(moment, heir)]


def find_heirs(moment: Moment, lesion_id: str) -> tuple[str, ...]:
    """Give the mass or the fragments that stand in for a lesion at this visit.

    They are named by the finding of the visit, else by an earlier one. A lesion said to be
    absent, or not spoken of, is also followed into a mass or fragments that are there now:
    a size is never lost because a merger was recorded on one side only.
    """
    finding = moment.usable(lesion_id)
    children = moment.cast.children.get(lesion_id, ())
    if isinstance(finding, MergedInto):
        return (finding.into_lesion_id,)
    earlier = moment.history.became.get(lesion_id, ())
    if isinstance(finding, SplitInto):
        known = {*earlier, *present(moment, children)}
        fragments = (key for key in children if key in known and is_fragment(moment, key))
        return unite(finding.fragment_ids, fragments)
    if finding is None or isinstance(finding, GAPS):
        return unite(earlier, present(moment, children))
    if isinstance(finding, Absent):
        return present(moment, children)
    return ()


def unite(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    """Give the ids of both, each once, in order."""
    return tuple(dict.fromkeys((*first, *second)))


def present(moment: Moment, lesion_ids: Iterable[str]) -> tuple[str, ...]:
    """Give those of the lesions that are confirmed as there at this visit."""
    return tuple(
        each for each in lesion_ids if isinstance(moment.usable(each), (*PRESENCE, *HEIRLOOMS))
    )


def is_fragment(moment: Moment, lesion_id: str) -> bool:
    """Tell whether a lesion is a fragment of another."""
    return moment.facts.lesions[lesion_id].split_from is not None


def make_leaf(moment: Moment, lesion_id: str) -> Leaf:
    """Give the value used for a lesion that stands for itself at this visit."""
    lesion = moment.facts.lesions[lesion_id]
    finding = moment.usable(lesion_id)
    policy = moment.facts.policy
    raw_mm = raw = None
    if isinstance(finding, Measured):
        raw_mm, raw = size_mm(finding, lesion), measured_size(finding, lesion, policy)
    status, used, rule_id, note = value_used(moment, lesion_id, finding, raw)
    return Leaf(
        lesion_id,
        status,
        raw_mm,
        used,
        rule_id,
        note,
        is_node(lesion),
        finding,
        raw_mm2=raw if policy.unit == "mm2" else None,
    )


def value_used(
    moment: Moment, lesion_id: str, finding: Finding | None, raw: Decimal | None
) -> tuple[RawStatus, Decimal | None, str, str]:
    """Give raw status, value used, rule and note of one lesion."""
    status: RawStatus = finding.status if finding else silence(moment, lesion_id)
    if treated := moment.treatment(lesion_id):
        return status, None, ids.VALUE_TREATED_LOCALLY, f"treated locally ({treated})"
    if rivals := find_rivals(moment, lesion_id):
        note = f"has a size beside {', '.join(rivals)}, which it is part of: settle which holds"
        return status, None, ids.VALUE_MERGED, note
    if isinstance(finding, Measured):
        return measured(moment, status, raw)
    if isinstance(finding, Absent):
        return status, Decimal(0), ids.VALUE_ABSENT, "gone"
    if isinstance(finding, TooSmall):
        return too_small(moment, status)
    if finding is None and status == "unconfirmed":
        return status, None, ids.VALUE_UNCONFIRMED, "only a proposal, not confirmed"
    return status, None, ids.VALUE_MISSING, why_missing(finding)


def measured(
    moment: Moment, status: RawStatus, raw: Decimal | None
) -> tuple[RawStatus, Decimal | None, str, str]:
    """Give the value of a measured lesion, which a product may not have."""
    measure = moment.facts.policy.measure
    rule_id = ids.WHO_PRODUCT if measure == "product" else ids.VALUE_MEASURED
    lacking = {"product": "no perpendicular diameter", "area": "no area"}.get(measure, "no size")
    return status, raw, rule_id, "" if raw is not None else f"{lacking} is recorded"


def too_small(moment: Moment, status: RawStatus) -> tuple[RawStatus, Decimal | None, str, str]:
    """Give the default value of a lesion too small to measure."""
    default, unit = moment.facts.policy.too_small_mm, moment.facts.policy.unit
    rule_id = ids.VALUE_TOO_SMALL if unit == "mm" else ids.WHO_TOO_SMALL
    if default is None:
        return status, None, rule_id, "too small to measure"
    if unit == "mm":
        return status, default, rule_id, f"default {default} mm: too small"
    return status, default * default, rule_id, f"default {default} mm by {default} mm: too small"


def silence(moment: Moment, lesion_id: str) -> RawStatus:
    """Say why there is nothing usable: only a proposal, or nothing at all."""
    return "unconfirmed" if moment.proposed(lesion_id) else "no_finding"


def why_missing(finding: Finding | None) -> str:
    """Say in words why a finding gives no value."""
    if finding is None:
        return "not mentioned at this visit"
    if isinstance(finding, NotDone):
        return f"not done: {finding.reason}" if finding.reason else "not done"
    if isinstance(finding, NotEvaluable):
        return f"not evaluable: {finding.reason}" if finding.reason else "not evaluable"
    if isinstance(finding, Present):
        return "present, but not measured"
    if isinstance(finding, Progressed):
        return "stated as progressed, but not measured"
    if isinstance(finding, TreatedLocally):
        return f"treated locally ({finding.treatment})"
    return "no size"


def find_rivals(moment: Moment, lesion_id: str) -> tuple[str, ...]:
    """Give the relatives that carry a size at the same visit, when this lesion does too."""
    if not isinstance(moment.usable(lesion_id), SIZES):
        return ()
    relatives = moment.cast.forebears(lesion_id) | moment.cast.offspring(lesion_id)
    return tuple(sorted(each for each in relatives if isinstance(moment.usable(each), SIZES)))


def remember_families(*, moment: Moment) -> dict[str, tuple[str, ...]]:
    """Give what has become of each lesion up to and including this visit."""
    became = dict(moment.history.became)
    for lesion_id in moment.facts.lesions:
        finding = moment.usable(lesion_id)
        if finding is None or isinstance(finding, (*HEIRLOOMS, *GAPS)):
            heirs = find_heirs(moment, lesion_id)
            if heirs:
                became[lesion_id] = heirs
        elif isinstance(finding, SIZES):
            became.pop(lesion_id, None)
    return became


def remember_treated(*, facts: Facts, visited_on: date, known: Mapping[str, str]) -> dict[str, str]:
    """Give the lesions treated locally after baseline, up to and including this visit.

    A treatment dated on the visit itself counts from the next day on: the lesion may have
    been measured before it. The switch ``local_treatment_under_test`` turns this off.
    """
    if facts.policy.local_treatment_under_test:
        return {}
    treated = dict(known)
    for treatment in facts.case.treatments:
        is_after_baseline = treatment.started_on >= facts.baseline_on
        is_before_visit = treatment.started_on <= visited_on - timedelta(days=1)
        if treatment.kind not in NOT_LOCAL and is_after_baseline and is_before_visit:
            for lesion_id in treatment.lesion_ids:
                treated.setdefault(lesion_id, f"{treatment.name}, {treatment.started_on}")
    for lesion_id, finding in facts.usable[visited_on].items():
        if isinstance(finding, TreatedLocally):
            treated.setdefault(lesion_id, f"{finding.treatment}, stated {visited_on}")
    return treated
