"""The overall response of one visit: targets, non-targets and new lesions together."""

from dermetry.record.visit import Visit
from dermetry.response import ids
from dermetry.response.explain import in_order, join
from dermetry.response.facts import Facts
from dermetry.response.names import name_category
from dermetry.response.new_lesions import NewLesions
from dermetry.response.policy import Policy
from dermetry.response.target import Verdict
from dermetry.response.values import Category


def combine(
    *,
    target: Verdict | None,
    non_target: Verdict | None,
    new: NewLesions,
    recurrence: Verdict | None,
    policy: Policy,
) -> Verdict | None:
    """Combine the parts to the overall response; None when there was no disease to judge.

    Source: RECIST 1.1 tables 1 and 2, rules overall.table and overall.non_target_only.
    """
    targets = target.category if target else None
    others = non_target.category if non_target else None
    is_progression = bool(new.counting_ids or recurrence or "PD" in (targets, others))
    if not is_progression and targets is None and others is None:
        return None
    category = "PD" if is_progression else combine_without_progression(targets, others)
    sentence = overall_sentence(targets, others, new, recurrence, category, policy)
    return Verdict(category, table_rule(policy, bool(targets)), sentence)


def table_rule(policy: Policy, has_targets: bool) -> str:
    """Give the rule that the overall response rests on."""
    if policy.criteria == "who":
        return ids.WHO_TABLE
    if policy.criteria == "irecist":
        return ids.IRECIST_TABLE
    return ids.OVERALL_TABLE if has_targets else ids.OVERALL_NON_TARGET_ONLY


def combine_without_progression(targets: Category | None, others: Category | None) -> Category:
    """Give the overall response when nothing has progressed."""
    if targets is None:
        return others or "NE"
    if targets == "CR":
        return "CR" if others in (None, "CR") else "PR"
    return targets


def overall_sentence(
    targets: Category | None,
    others: Category | None,
    new: NewLesions,
    recurrence: Verdict | None,
    category: Category,
    policy: Policy,
) -> str:
    """Say from which parts the overall response follows, in the words of the criteria."""
    parts = [f"targets {name_category(targets, policy)}" if targets else "no targets"]
    parts.append(f"non-targets {name_category(others, policy)}" if others else "no non-targets")
    news = new.counting_ids
    parts.append(f"new lesion {join(news)}" if news else "no new lesion")
    if recurrence:
        parts.append("disease back after complete response")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}: {name_category(category, policy)}."


def judge_no_disease(facts: Facts, visit: Visit) -> Verdict:
    """Judge a patient without a lesion at baseline; NED needs that somebody looked."""
    open_ids = in_order(facts.proposed[facts.baseline_on])
    if open_ids:
        sentence = f"Nothing is confirmed at baseline; proposals: {join(open_ids)}."
        return Verdict("NE", ids.VALUE_UNCONFIRMED, sentence)
    baseline = facts.visits_from_baseline()[0]
    unseen = [each.visited_on for each in (baseline, visit) if not was_looked_at(facts, each)]
    if unseen:
        days = join(str(day) for day in unseen)
        sentence = (
            f"No lesion is recorded at baseline, and nothing says that anybody looked on {days}: "
            "record the regions examined."
        )
        return Verdict("NE", ids.BASELINE_NO_DISEASE, sentence)
    sentence = "No disease at baseline and no new lesion: no evidence of disease."
    return Verdict("NED", ids.BASELINE_NO_DISEASE, sentence)


def was_looked_at(facts: Facts, visit: Visit) -> bool:
    """Tell whether the visit records regions examined or a usable finding."""
    return bool(visit.regions_examined or facts.usable[visit.visited_on])
