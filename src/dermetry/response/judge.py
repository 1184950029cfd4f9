"""The judgement of one visit: targets, non-targets, new lesions, and the three together."""

from dataclasses import dataclass, replace
from datetime import date

from dermetry.record.visit import Visit
from dermetry.response import ids
from dermetry.response.explain import in_order, join
from dermetry.response.facts import Facts
from dermetry.response.history import History
from dermetry.response.new_lesions import NewLesions, judge_new_lesions
from dermetry.response.non_target import (
    flag_growth,
    is_unevaluated,
    is_unsized_node,
    judge_non_targets,
    remember_smallest,
    shows_disease,
)
from dermetry.response.roles import Cast
from dermetry.response.sums import (
    DiameterSum,
    Leaf,
    Moment,
    collect_leaves,
    remember_families,
    remember_treated,
    sum_diameters,
)
from dermetry.response.target import Verdict, judge_targets
from dermetry.response.values import Category


@dataclass(frozen=True)
class Judged:
    """Everything that was worked out for one visit."""

    moment: Moment
    visit: Visit
    is_baseline: bool
    diameters: DiameterSum
    non_target_leaves: tuple[Leaf, ...]
    target: Verdict | None
    non_target: Verdict | None
    new: NewLesions
    recurrence: Verdict | None
    overall: Verdict | None  # None at baseline
    lesion_flags: tuple[ids.Remark, ...]
    before: History
    after: History

    @property
    def category(self) -> Category | None:
        """Give the overall category, None at baseline."""
        return self.overall.category if self.overall else None


def judge_visit(*, facts: Facts, cast: Cast, visit: Visit, history: History) -> Judged:
    """Judge one visit of one evaluator with the memory of the visits before it."""
    treated = remember_treated(facts=facts, visited_on=visit.visited_on, known=history.treated)
    moment = Moment(facts, cast, visit.visited_on, replace(history, treated=treated))
    diameters = sum_diameters(leaves=collect_leaves(moment=moment, root_ids=cast.roots("target")))
    others = collect_leaves(moment=moment, root_ids=cast.roots("non_target"))
    new = judge_new_lesions(moment=moment)
    is_baseline = visit.visited_on == facts.baseline_on
    target = non_target = recurrence = overall = None
    if not is_baseline:
        if diameters.leaves:
            target = judge_targets(diameters=diameters, history=history, policy=facts.policy)
        if others:
            non_target = judge_non_targets(leaves=others, policy=facts.policy)
        recurrence = judge_recurrence((*diameters.leaves, *others), moment)
        overall = combine(target, non_target, new, recurrence) or judge_no_disease(facts, visit)
    judged = Judged(
        moment,
        visit,
        is_baseline,
        diameters,
        others,
        target,
        non_target,
        new,
        recurrence,
        overall,
        (
            *flag_growth(moment=moment, leaves=others),
            *flag_unsized_nodes((*diameters.leaves, *others), moment),
        ),
        history,
        moment.history,
    )
    return replace(judged, after=remember(judged))


def judge_recurrence(leaves: tuple[Leaf, ...], moment: Moment) -> Verdict | None:
    """Judge disease that is shown to be there again after an overall complete response."""
    complete_on = moment.history.complete_on
    if complete_on is None:
        return None
    back = list(dict.fromkeys(leaf.lesion_id for leaf in leaves if is_back(leaf, moment)))
    if not back:
        return None
    sentence = f"Disease is back after the complete response of {complete_on}: {join(back)}."
    return Verdict("PD", ids.OVERALL_RECURRENCE, sentence)


def is_back(leaf: Leaf, moment: Moment) -> bool:
    """Tell whether a lesion shows disease at this visit; a node of unknown size does not."""
    lesion, policy = moment.facts.lesions[leaf.lesion_id], moment.facts.policy
    return not is_unevaluated(leaf) and bool(shows_disease(leaf.finding, lesion, policy))


def flag_unsized_nodes(leaves: tuple[Leaf, ...], moment: Moment) -> list[ids.Remark]:
    """Flag lymph nodes of unknown size after a complete response."""
    lesions, policy = moment.facts.lesions, moment.facts.policy
    unsized = [
        leaf.lesion_id
        for leaf in leaves
        if not is_unevaluated(leaf)
        and is_unsized_node(leaf.finding, lesions[leaf.lesion_id], policy)
    ]
    if moment.history.complete_on is None:
        return []
    text = "lymph node {} has no size after the complete response of {}: disease is not shown and "
    text += "not excluded, so it does not count as back; measure its short axis"
    return [
        (ids.OVERALL_RECURRENCE, text.format(each, moment.history.complete_on))
        for each in dict.fromkeys(unsized)
    ]


def combine(
    target: Verdict | None, non_target: Verdict | None, new: NewLesions, recurrence: Verdict | None
) -> Verdict | None:
    """Combine the parts to the overall response; None when there was no disease to judge.

    Source: RECIST 1.1 tables 1 and 2, rules overall.table and overall.non_target_only.
    """
    targets = target.category if target else None
    others = non_target.category if non_target else None
    rule = ids.OVERALL_TABLE if targets else ids.OVERALL_NON_TARGET_ONLY
    if new.counting_ids or recurrence or "PD" in (targets, others):
        return Verdict("PD", rule, overall_sentence(targets, others, new, recurrence, "PD"))
    if targets is None and others is None:
        return None
    category = combine_without_progression(targets, others)
    return Verdict(category, rule, overall_sentence(targets, others, new, None, category))


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
) -> str:
    """Say from which parts the overall response follows."""
    parts = [f"targets {targets}" if targets else "no targets"]
    parts.append(f"non-targets {others}" if others else "no non-targets")
    news = new.counting_ids
    parts.append(f"new lesion {join(news)}" if news else "no new lesion")
    if recurrence:
        parts.append("disease back after complete response")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}: {category}."


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


def remember(judged: Judged) -> History:
    """Give the memory to hand on to the next visit."""
    before, moment = judged.moment.history, judged.moment
    total, is_complete = judged.diameters.total_mm, judged.diameters.is_complete
    baseline, nadir, nadir_on = before.baseline_mm, before.nadir_mm, before.nadir_on
    if is_complete and total is not None:
        if judged.is_baseline:
            baseline = total
        if baseline is not None and (nadir is None or total < nadir):
            nadir, nadir_on = total, judged.visit.visited_on
    return History(
        became=remember_families(moment=moment),
        treated=before.treated,
        baseline_mm=baseline,
        nadir_mm=nadir,
        nadir_on=nadir_on,
        has_responded=remember_response(judged),
        complete_on=remember_complete(judged),
        progressed_on=earliest(before.progressed_on, date_progression(judged)),
        smallest_mm=remember_smallest(moment=moment),
        first_seen=judged.new.first_seen,
        standing=judged.new.standing,
        proved=judged.new.proved,
    )


def remember_response(judged: Judged) -> bool:
    """Tell whether the targets have responded and not progressed since."""
    if judged.target is None or judged.target.category in ("NE", "SD"):
        return judged.moment.history.has_responded
    return judged.target.category in ("CR", "PR")


def remember_complete(judged: Judged) -> date | None:
    """Give the day of the first overall complete response."""
    before = judged.moment.history.complete_on
    return judged.visit.visited_on if before is None and judged.category == "CR" else before


def date_progression(judged: Judged) -> date | None:
    """Give the day progression is dated to at this visit, back-dated for proved lesions."""
    if judged.category != "PD":
        return None
    verdicts = (judged.target, judged.non_target, judged.recurrence)
    is_today = any(each is not None and each.category == "PD" for each in verdicts)
    return earliest(judged.visit.visited_on if is_today else None, judged.new.dated_on)


def earliest(first: date | None, second: date | None) -> date | None:
    """Give the earlier of two days, where there is one."""
    return min((day for day in (first, second) if day is not None), default=None)
