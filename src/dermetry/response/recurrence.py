"""Disease that comes back after an overall complete response."""

from dermetry.response import ids
from dermetry.response.explain import join
from dermetry.response.non_target import is_unevaluated, is_unsized_node, shows_disease
from dermetry.response.sums import Leaf, Moment
from dermetry.response.target import Verdict


def judge_recurrence(*, leaves: tuple[Leaf, ...], moment: Moment) -> Verdict | None:
    """Judge disease that is shown to be there again after an overall complete response."""
    back = find_back(leaves=leaves, moment=moment)
    if not back:
        return None
    complete_on = moment.history.complete_on
    sentence = f"Disease is back after the complete response of {complete_on}: {join(back)}."
    return Verdict("PD", ids.OVERALL_RECURRENCE, sentence)


def find_back(*, leaves: tuple[Leaf, ...], moment: Moment) -> tuple[str, ...]:
    """Give the lesions that show disease again; none before a complete response."""
    if moment.history.complete_on is None:
        return ()
    return tuple(dict.fromkeys(leaf.lesion_id for leaf in leaves if is_back(leaf, moment)))


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
