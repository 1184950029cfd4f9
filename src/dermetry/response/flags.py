"""What a reader of a call must know beside its category."""

from dermetry.record.finding import Measured, Progressed
from dermetry.response import ids
from dermetry.response.explain import in_mm, in_order, join
from dermetry.response.facts import is_node, measurable_from_mm, organ_of, treated_before
from dermetry.response.judged import Judged
from dermetry.response.sums import Leaf, Moment


def list_flags(*, judged: Judged) -> list[ids.Remark]:
    """List the flags of one visit, the most general first."""
    flags = [*judged.moment.cast.flags, *judged.new.flags, *judged.lesion_flags]
    flags += judged.immune.flags if judged.immune else ()
    if judged.is_baseline:
        flags += flag_baseline(judged)
    else:
        flags += flag_visit(judged)
    return flags + flag_proposals(judged.moment)


def flag_baseline(judged: Judged) -> list[ids.Remark]:
    """Flag what is unusual about the baseline: its date, its targets, its gaps."""
    leaves = judged.sizes.leaves
    flags = [each for leaf in leaves for each in flag_target(judged.moment, leaf)]
    if not judged.sizes.is_complete and leaves:
        missing = join(leaf.lesion_id for leaf in judged.sizes.missing)
        flags.append((ids.BASELINE_SUM, f"baseline sum not complete: {missing}"))
    return [*flags, *flag_window(judged), *flag_limits(judged)]


def flag_target(moment: Moment, leaf: Leaf) -> list[ids.Remark]:
    """Flag a chosen target below the measurable size, or of a kind that is not measurable."""
    policy, lesion = moment.facts.policy, moment.facts.lesions[leaf.lesion_id]
    limit = measurable_from_mm(lesion, policy)
    flags: list[ids.Remark] = []
    size_mm = leaf.used if policy.unit == "mm" else leaf.raw_mm
    if size_mm is not None and size_mm < limit:
        size = in_mm(size_mm)
        rule_id = ids.MEASURABLE_NODE if is_node(lesion) else ids.MEASURABLE_SIZE
        text = f"target {leaf.lesion_id} has {size}, below the measurable {in_mm(limit)}"
        flags.append((rule_id, text))
    if lesion.non_measurable:
        kind = lesion.non_measurable.replace("_", " ")
        text = f"target {leaf.lesion_id} is recorded as non-measurable ({kind})"
        flags.append((ids.MEASURABLE_KIND, text))
    if treated := treated_before(moment.facts.case, leaf.lesion_id):
        text = f"target {leaf.lesion_id} was treated locally before baseline ({treated})"
        flags.append((ids.MEASURABLE_KIND, text))
    return flags


def flag_limits(judged: Judged) -> list[ids.Remark]:
    """Flag more targets than the policy allows, in all or in one organ."""
    facts = judged.moment.facts
    roots = judged.moment.cast.roots("target")
    flags: list[ids.Remark] = []
    total, allowed = facts.policy.targets_total, facts.policy.targets_per_organ
    if total is not None and len(roots) > total:
        text = f"{len(roots)} targets, more than the {total} allowed"
        flags.append((ids.TARGET_SELECTION, text))
    organs = [organ_of(facts.lesions[each], facts.policy) for each in roots]
    for organ in dict.fromkeys(organs):
        count = organs.count(organ)
        if allowed is not None and count > allowed:
            text = f"{count} targets in one organ ({organ}), more than the {allowed} allowed"
            flags.append((ids.TARGET_SELECTION, text))
    return flags


def flag_window(judged: Judged) -> list[ids.Remark]:
    """Flag a baseline too long before the start of treatment, or after it."""
    facts = judged.moment.facts
    started_on = facts.case.plan.treatment_started_on
    if started_on is None:
        return []
    days = (started_on - facts.baseline_on).days
    if days < 0:
        text = f"baseline lies {-days} days after the start of treatment ({started_on})"
        return [(ids.BASELINE_WINDOW, text)]
    if days > facts.policy.baseline_window_days:
        limit = facts.policy.baseline_window_days
        text = f"baseline lies {days} days before the start of treatment (at most {limit})"
        return [(ids.BASELINE_WINDOW, text)]
    return []


def flag_visit(judged: Judged) -> list[ids.Remark]:
    """Flag mixed masses, statements that do not fit, regions left out, earlier progression."""
    moment = judged.moment
    flags = [each for leaf in judged.sizes.leaves for each in flag_leaf(moment, leaf)]
    unseen = (*judged.visit.regions_not_examined, *judged.visit.regions_refused)
    left_out = [zone.replace("_", " ") for zone in dict.fromkeys(unseen)]
    if left_out:
        text = f"not examined at this visit, new lesions there not excluded: {join(left_out)}"
        flags.append((ids.NEW_REGION_NOT_EXAMINED, text))
    if judged.moment.history.progressed_on:
        text = f"progression was called before ({judged.moment.history.progressed_on})"
        flags.append((ids.OVERALL_AFTER_PROGRESSION, text))
    if judged.moment.history.baseline is None and judged.sizes.leaves:
        text = "targets cannot be judged: the baseline sum is not complete"
        flags.append((ids.BASELINE_SUM, text))
    return flags


def flag_leaf(moment: Moment, leaf: Leaf) -> list[ids.Remark]:
    """Flag a mass that holds other lesions than targets, and misplaced statements."""
    flags: list[ids.Remark] = []
    parts = moment.cast.parts
    strangers = [
        each
        for each in sorted(moment.cast.forebears(leaf.lesion_id))
        if each in moment.cast.root_ids and parts.get(each) != "target"
    ]
    if strangers and leaf.lesion_id not in moment.cast.root_ids:
        names = join(strangers)
        text = f"{leaf.lesion_id} holds {names}, no target: its whole size is in the sum"
        flags.append((ids.VALUE_MERGED, text))
    if isinstance(leaf.finding, Progressed):
        text = f"target {leaf.lesion_id} is stated as progressed: measure it instead"
        flags.append((ids.VALUE_MISSING, text))
    if "settle which holds" in leaf.note:
        flags.append((ids.VALUE_MERGED, f"{leaf.lesion_id} {leaf.note}"))
    return [*flags, *flag_method(moment, leaf)]


def flag_method(moment: Moment, leaf: Leaf) -> list[ids.Remark]:
    """Flag a target measured by another method than at baseline."""
    then, now = moment.facts.at_baseline(leaf.lesion_id), leaf.finding
    if not isinstance(then, Measured) or not isinstance(now, Measured):
        return []
    first, second = method_word(then), method_word(now)
    if first == second:
        return []
    text = f"{leaf.lesion_id} was measured by {first} at baseline and by {second} now"
    return [(ids.MEASURABLE_METHOD, text)]


def method_word(finding: Measured) -> str:
    """Give the method alone: what stands before the first comma ("photograph, card, ...")."""
    return finding.method.partition(",")[0].strip().casefold()


def flag_proposals(moment: Moment) -> list[ids.Remark]:
    """Flag what is not confirmed at this visit, and earlier visits the nadir may hide in."""
    flags: list[ids.Remark] = []
    if open_ids := in_order(moment.facts.proposed[moment.visited_on]):
        flags.append((ids.VALUE_UNCONFIRMED, f"not confirmed at this visit: {join(open_ids)}"))
    earlier = [
        f"{day} ({join(in_order(found))})"
        for day, found in moment.facts.proposed.items()
        if moment.facts.baseline_on <= day < moment.visited_on and found
    ]
    if earlier:
        text = f"earlier visits hold unconfirmed findings: {join(earlier)}"
        flags.append((ids.VALUE_UNCONFIRMED, text))
    return flags
