"""The raw finding beside the value used, for every lesion of a visit."""

from decimal import Decimal

from dermetry.record.finding import Measured, MergedInto, SplitInto
from dermetry.response import ids
from dermetry.response.explain import join
from dermetry.response.facts import size_mm
from dermetry.response.judged import Judged
from dermetry.response.roles import Part
from dermetry.response.sums import Leaf, Moment, find_heirs, make_leaf
from dermetry.response.values import RawStatus, ValueUsed


def list_values(*, judged: Judged) -> tuple[ValueUsed, ...]:
    """List what every lesion of the call, and every open proposal, meant at this visit."""
    moment = judged.moment
    in_sum = {leaf.lesion_id: leaf for leaf in judged.sizes.leaves}
    listed = []
    for lesion_id in moment.facts.lesions:
        part = moment.cast.parts.get(lesion_id)
        if part is None:
            if moment.proposed(lesion_id):
                listed.append(value_of_proposal(moment, lesion_id))
            elif moment.usable(lesion_id):
                listed.append(value_of_waiting(moment, lesion_id))
        elif is_of_concern(moment, lesion_id, in_sum):
            listed.append(value_of(moment, lesion_id, part, in_sum.get(lesion_id)))
    return tuple(listed)


def is_of_concern(moment: Moment, lesion_id: str, in_sum: dict[str, Leaf]) -> bool:
    """Leave out masses, fragments and new lesions of which nothing is known yet."""
    is_plain = lesion_id in moment.cast.root_ids and moment.cast.parts[lesion_id] != "new"
    has_word = bool(moment.usable(lesion_id) or moment.proposed(lesion_id))
    is_standing = lesion_id in moment.history.standing
    return is_plain or has_word or is_standing or lesion_id in in_sum


def value_of(moment: Moment, lesion_id: str, part: Part, leaf: Leaf | None) -> ValueUsed:
    """Give the value of one lesion that plays a part."""
    if leaf is not None:
        note = leaf.note
        if leaf.stands_for:
            note = "; ".join(filter(None, (note, f"stands for {join(leaf.stands_for)}")))
        used = leaf.used if part == "target" else None
        return fill(moment, lesion_id, part, leaf, used, note)
    heirs = find_heirs(moment, lesion_id)
    if heirs and not moment.treatment(lesion_id):
        return value_of_parent(moment, lesion_id, part, heirs)
    own = make_leaf(moment, lesion_id)
    note = own.note
    if part == "target":
        note = note or "not part of the sum"
    return fill(moment, lesion_id, part, own, None, note)


def fill(
    moment: Moment, lesion_id: str, part: Part, leaf: Leaf, used: Decimal | None, note: str
) -> ValueUsed:
    """Build the row of one lesion."""
    raw_mm = leaf.raw_mm
    if leaf.raw_status == "unconfirmed":
        raw_mm = proposed_mm(moment, lesion_id)
    is_mm = moment.facts.policy.unit == "mm"
    return ValueUsed(
        lesion_id=lesion_id,
        role=part,
        raw_status=leaf.raw_status,
        raw_mm=raw_mm,
        used_mm=used if is_mm else None,
        raw_mm2=leaf.raw_mm2,
        used_mm2=None if is_mm else used,
        rule_id=leaf.rule_id,
        note=note,
    )


def value_of_parent(
    moment: Moment, lesion_id: str, part: Part, heirs: tuple[str, ...]
) -> ValueUsed:
    """Give the row of a lesion that now counts through a mass or fragments."""
    finding = moment.usable(lesion_id)
    is_split = isinstance(finding, SplitInto) or (
        not isinstance(finding, MergedInto)
        and all(moment.facts.lesions[each].split_from == lesion_id for each in heirs)
    )
    status: RawStatus = finding.status if finding else "no_finding"
    if finding is None and moment.proposed(lesion_id):
        status = "unconfirmed"
    return ValueUsed(
        lesion_id=lesion_id,
        role=part,
        raw_status=status,
        raw_mm=None,
        used_mm=None,
        rule_id=ids.VALUE_SPLIT if is_split else ids.VALUE_MERGED,
        note=f"counted as {join(heirs)}",
    )


def value_of_proposal(moment: Moment, lesion_id: str) -> ValueUsed:
    """Give the row of a lesion that nobody has confirmed: nothing of it is used."""
    suggested = {each.lesion_id: each.role for each in moment.facts.suggestions}
    facts = moment.facts
    was_there = facts.is_known_at_baseline(lesion_id) or facts.is_proposed_at_baseline(lesion_id)
    return ValueUsed(
        lesion_id=lesion_id,
        role=suggested.get(lesion_id, "non_target" if was_there else "new"),
        raw_status="unconfirmed",
        raw_mm=proposed_mm(moment, lesion_id),
        used_mm=None,
        rule_id=ids.VALUE_UNCONFIRMED,
        note="only a proposal, not confirmed",
    )


def value_of_waiting(moment: Moment, lesion_id: str) -> ValueUsed:
    """Give the row of a confirmed lesion whose baseline nobody has confirmed."""
    leaf = make_leaf(moment, lesion_id)
    return ValueUsed(
        lesion_id=lesion_id,
        role="non_target",
        raw_status=leaf.raw_status,
        raw_mm=leaf.raw_mm,
        used_mm=None,
        rule_id=ids.VALUE_UNCONFIRMED,
        note="waits for the baseline, of which nothing is confirmed",
    )


def proposed_mm(moment: Moment, lesion_id: str) -> Decimal | None:
    """Give the size of a proposal, for reading only."""
    finding = moment.proposed(lesion_id)
    lesion = moment.facts.lesions[lesion_id]
    return size_mm(finding, lesion) if isinstance(finding, Measured) else None
