"""iRECIST: whether a progression is confirmed, stays unconfirmed, or is over."""

from dataclasses import dataclass, replace
from datetime import date

from dermetry.record.visit import Visit
from dermetry.response import ids
from dermetry.response.block import Block
from dermetry.response.confirm import find_confirmations, flag_window, is_early
from dermetry.response.explain import against_baseline, in_mm, in_order, join
from dermetry.response.names import name_category
from dermetry.response.overall import combine_without_progression
from dermetry.response.signs import Signs
from dermetry.response.target import Verdict, is_cleared, is_partial_response, is_progression


@dataclass(frozen=True)
class Immune:
    """What iRECIST makes of one visit."""

    overall: Verdict  # in the words of iRECIST where they differ
    target: Verdict | None  # as RECIST 1.1 judges it, or against the baseline after a reset
    verdicts: tuple[Verdict, ...]  # what confirms, keeps or ends the progression
    flags: tuple[ids.Remark, ...]
    signs: Signs
    block: Block | None  # the progression that is open after this visit
    confirmed: Block | None  # the progression that has been confirmed by now
    confirmed_on: date | None
    is_reset: bool = False


def judge_immune(*, signs: Signs, classic: Verdict, visit: Visit) -> Immune:
    """Judge one visit by iRECIST, from its signs and its call by RECIST 1.1.

    Source: rules/irecist.toml, tables 2 and 3 of Seymour 2017.
    """
    history = signs.moment.history
    if history.confirmed is not None:
        return stand(signs, classic)
    if history.block is None:
        return judge_closed(signs, classic, visit)
    return judge_open(signs, classic, visit, history.block)


def stand(signs: Signs, classic: Verdict) -> Immune:
    """Keep a confirmed progression, and say what the visit would read by itself."""
    history = signs.moment.history
    confirmed, policy = history.confirmed, signs.moment.facts.policy
    since = confirmed.since if confirmed else None
    sentence = (
        f"Progression was confirmed on {history.confirmed_on}, dated {since}; it stands. By its "
        f"own findings this visit reads {name_category(classic.category, policy)}."
    )
    overall = Verdict("iCPD", ids.ICPD_STANDS, sentence)
    return Immune(overall, signs.target, (), (), signs, None, confirmed, history.confirmed_on)


def judge_closed(signs: Signs, classic: Verdict, visit: Visit) -> Immune:
    """Judge a visit without an open progression: as RECIST 1.1, but PD opens a block."""
    policy = signs.moment.facts.policy
    if classic.category != "PD":
        overall = replace(classic, category=name_category(classic.category, policy))
        return Immune(overall, signs.target, (), (), signs, None, None, None)
    today = signs.moment.visited_on
    block = follow(Block(since=signs.dated_on or today, opened_on=today), signs)
    due = f"{policy.icpd_min_days} to {policy.icpd_max_days} days"
    sentence = f"Progression, to be confirmed {due} later: iUPD."
    overall = Verdict("iUPD", ids.IRECIST_FIRST, sentence)
    return Immune(overall, signs.target, (), tuple(flag_stability(visit)), signs, block, None, None)


def judge_open(signs: Signs, classic: Verdict, visit: Visit, block: Block) -> Immune:
    """Judge a visit while a progression is open: confirmed, still unconfirmed, or over."""
    found = find_confirmations(block=block, signs=signs)
    if found and not is_early(block=block, signs=signs):
        return confirm(signs, block, found)
    target = judge_targets_in_block(signs, block)
    is_target_worse = bool(target and target.category == "PD")
    if found or is_target_worse or signs.worse_ids or signs.new_ids:
        return keep(signs, visit, block, target, found)
    category = classic.category
    if signs.target or signs.non_target:
        others = signs.non_target.category if signs.non_target else None
        category = combine_without_progression(target.category if target else None, others)
    if category == "NE":
        sentence = f"Not evaluable; the progression of {block.since} stays open."
        again = Verdict("NE", ids.IRECIST_AGAIN, sentence)
        overall = Verdict("NE", ids.IRECIST_TABLE, "Not all of the disease was evaluated: NE.")
        return Immune(overall, target, (again,), (), signs, block, None, None)
    return reset(signs, block, target, Verdict(category, ids.IRECIST_TABLE, ""))


def confirm(signs: Signs, block: Block, found: list[Verdict]) -> Immune:
    """Confirm the open progression, dated to its first iUPD."""
    today = signs.moment.visited_on
    sentence = f"The progression of {block.since} is confirmed: iCPD, dated {block.since}."
    overall = Verdict("iCPD", ids.ICPD_DATE, sentence)
    flags = tuple(flag_window(block=block, signs=signs))
    return Immune(overall, signs.target, tuple(found), flags, signs, None, block, today)


def keep(
    signs: Signs, visit: Visit, block: Block, target: Verdict | None, found: list[Verdict]
) -> Immune:
    """Keep the progression open and unconfirmed."""
    why = "nothing confirms it"
    verdicts: list[Verdict] = []
    if found:
        why = "it has grown, but too soon to confirm it"
        verdicts = [replace(each, category="iUPD") for each in found]
    sentence = f"The progression of {block.since} is still there, and {why}: iUPD."
    overall = Verdict("iUPD", ids.IRECIST_AGAIN, sentence)
    flags = [*flag_stability(visit), *flag_unstated(signs, block)]
    if found:
        flags += flag_window(block=block, signs=signs)
    followed = block if found else follow(block, signs, target)
    return Immune(overall, target, tuple(verdicts), tuple(flags), signs, followed, None, None)


def reset(signs: Signs, block: Block, target: Verdict | None, plain: Verdict) -> Immune:
    """End the open progression: a later one has to be confirmed anew."""
    category = name_category(plain.category, signs.moment.facts.policy)
    sentence = (
        f"The progression of {block.since} was not confirmed and is over: {category}. "
        "A later progression has to be confirmed anew."
    )
    overall = Verdict(category, ids.IRECIST_RESET, sentence)
    flags = tuple(flag_still_over(signs))
    return Immune(overall, target, (), flags, signs, None, None, None, is_reset=True)


def flag_still_over(signs: Signs) -> list[ids.Remark]:
    """Flag a progression that is over by iRECIST, though RECIST 1.1 still sees one."""
    if signs.target is None or signs.target.category != "PD":
        return []
    text = f"still progression against the nadir by RECIST 1.1: {signs.target.sentence}"
    return [(ids.IRECIST_RESET, text)]


def judge_targets_in_block(signs: Signs, block: Block) -> Verdict | None:
    """Judge the targets that no growth confirms: still in progression, or shrunk.

    Targets that had not progressed are judged as always. Rule irecist.reset.
    """
    target, total = signs.target, signs.sizes.total
    if signs.is_target_back:
        sentence = "The targets are back after a complete response."
        return Verdict("PD", ids.OVERALL_RECURRENCE, sentence)
    if target is None or not block.has_targets or not signs.sizes.is_complete or total is None:
        return target
    policy, history = signs.moment.facts.policy, signs.moment.history
    if all(is_cleared(leaf, policy) for leaf in signs.sizes.leaves):
        return target
    if not is_reset(signs, block):
        sentence = f"The sum of {in_mm(total)} has neither grown enough nor shrunk{since(block)}."
        return Verdict("PD", ids.IRECIST_AGAIN, sentence)
    baseline = history.baseline
    is_partial = baseline is not None and is_partial_response(
        total=total, baseline=baseline, policy=policy
    )
    against = f" is {against_baseline(total, baseline, policy)}" if baseline is not None else ""
    sentence = f"The sum of {in_mm(total)}{against}: it has shrunk{since(block)}."
    return Verdict("PR" if is_partial else "SD", ids.IRECIST_RESET, sentence)


def since(block: Block) -> str:
    """Say what a sum is compared with while a progression is open."""
    if block.targets_mm is None:
        return ""
    return (
        f" since the progression of {block.since} (smallest since then {in_mm(block.targets_mm)})"
    )


def is_reset(signs: Signs, block: Block) -> bool:
    """Tell whether the targets have shrunk out of the open progression."""
    total, history, policy = signs.sizes.total, signs.moment.history, signs.moment.facts.policy
    bar = history.baseline if policy.bar_reset == "baseline" else history.nadir
    if total is None or bar is None or is_progression(total=total, nadir=bar, policy=policy):
        return False
    if block.targets_mm is None:  # opened by a sum with gaps: the smallest is not known
        return signs.target is not None and signs.target.category != "PD"
    return total < block.targets_mm


def follow(block: Block, signs: Signs, target: Verdict | None = None) -> Block:
    """Carry the open progression on, with what this visit adds to it."""
    is_worse = signs.is_target_worse if target is None else target.category == "PD"
    total = signs.sizes.total if signs.sizes.is_complete and is_worse else None
    sums = [each for each in (block.targets_mm, total) if each is not None]
    is_open = block.has_targets and (target is None or target.category == "NE")
    news = [
        each
        for each in (block.new_mm, signs.new_sizes.total if signs.new_sizes.is_complete else None)
        if each is not None
    ]
    return replace(
        block,
        has_targets=is_worse or is_open,
        targets_mm=min(sums, default=None) if is_worse or is_open else None,
        non_target_ids=follow_non_targets(block, signs),
        new_ids=block.new_ids | signs.new_ids if signs.new_ids else frozenset(),
        new_mm=min(news, default=None) if signs.new_ids else None,
        sizes_mm={
            **block.sizes_mm,
            **{
                key: min(size, block.sizes_mm.get(key, size))
                for key, size in signs.sizes_mm.items()
            },
        },
    )


def follow_non_targets(block: Block, signs: Signs) -> frozenset[str]:
    """Carry on the non-targets in progression; a gap ends nothing."""
    is_gap = signs.non_target is not None and signs.non_target.category == "NE"
    if signs.worse_ids or is_gap:
        return block.non_target_ids | signs.worse_ids
    return frozenset()


def flag_stability(visit: Visit) -> list[ids.Remark]:
    """Flag what the visit says, or does not say, of clinical stability."""
    if visit.clinically_stable:
        return []
    text = "not recorded whether the patient is clinically stable: going on needs it"
    if visit.clinically_stable is False:
        text = "the patient is recorded as not clinically stable: going on needs it"
    return [(ids.IRECIST_STABLE, text)]


def flag_unstated(signs: Signs, block: Block) -> list[ids.Remark]:
    """Flag non-targets in progression of which nobody says whether they have grown further."""
    again = signs.unstated_ids & block.non_target_ids
    if not again:
        return []
    text = (
        f"not stated whether {join(in_order(again))} has grown further since {block.since}: any "
        "further growth confirms the progression"
    )
    return [(ids.ICPD_NOT_STATED, text)]
