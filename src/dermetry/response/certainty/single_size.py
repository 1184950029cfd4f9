"""Finding the single sizes that a call hangs on, outside of the numbers of the sum.

Each measured size that may decide by itself is moved by its error and the visits are judged
again: short axes near the limit of a normal node, at this visit and earlier ones, and, while a
progression of iRECIST is open, every size of this visit. Rule certainty.size_at_limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from dermetry.record.finding import Measured
from dermetry.response.certainty.hinge import Hinge
from dermetry.response.certainty.settings import Settings
from dermetry.response.certainty.size_error import leaf_error
from dermetry.response.certainty.visit import Seen, rests_on_sum
from dermetry.response.facts import Facts, is_node
from dermetry.response.judge import judge_visit
from dermetry.response.judged import Judged
from dermetry.response.sums import make_leaf

TENTH = Decimal("0.1")
WHOLE = Decimal(100)  # percent: nothing is known of errors at all


@dataclass(frozen=True)
class Size:
    """One measured size of one visit with its error."""

    at: int  # place of its visit in the timeline
    lesion_id: str
    size_mm: Decimal
    sd_mm: Decimal
    is_assumed: bool
    reach_mm: Decimal  # how far its error may move it
    is_node: bool


def find_hinges(*, seen: Seen, settings: Settings) -> tuple[Hinge, ...]:
    """Find the single sizes by whose error the call of a visit may change."""
    latest = len(seen.timeline) - 1
    found: list[Hinge] = []
    for at in range(1, latest + 1):
        for size in list_sizes(seen.timeline[at], at, settings):
            for way in ways_to_move(size, seen):
                found += find_hinge(size, way, seen)
    return tuple(found)


def list_sizes(judged: Judged, at: int, settings: Settings) -> Iterator[Size]:
    """List the measured sizes of a visit that have an error; exact ones move nothing."""
    lesions, largest = (
        judged.moment.facts.lesions,
        max(settings.assumed_percent.values(), default=WHOLE),
    )
    for lesion_id, finding in judged.moment.facts.usable[judged.visit.visited_on].items():
        leaf = make_leaf(judged.moment, lesion_id)
        size_mm = leaf.raw_mm
        if not isinstance(finding, Measured) or size_mm is None:
            continue
        error = leaf_error(replace(leaf, used=size_mm), settings)
        variance = error.variance
        sd_mm = largest * size_mm / 100 if variance is None else variance.sqrt()
        is_assumed = variance is None or bool(error.assumption)
        if sd_mm > 0:
            reach_mm = settings.near_sds * sd_mm
            node = is_node(lesions[lesion_id])
            yield Size(at, lesion_id, size_mm, sd_mm, is_assumed, reach_mm, node)


def ways_to_move(size: Size, seen: Seen) -> tuple[int, ...]:
    """Give the directions (-1, 1) in which the error of a size may reach a limit."""
    normal_mm = seen.policy.node_normal_mm
    is_today = size.at == len(seen.timeline) - 1
    if is_today and seen.judged.before.block is not None:
        return (-1, 1)
    if not size.is_node:
        return ()
    if size.size_mm >= normal_mm:
        return (-1,) if size.size_mm - size.reach_mm < normal_mm else ()
    return (1,) if size.size_mm + size.reach_mm >= normal_mm else ()


def find_hinge(size: Size, way: int, seen: Seen) -> list[Hinge]:
    """Find where, moved one way, a size changes the call; an empty list if it does not."""
    outward = ROUND_CEILING if way > 0 else ROUND_FLOOR
    inward = ROUND_FLOOR if way > 0 else ROUND_CEILING
    origin = size.size_mm.quantize(TENTH, rounding=inward)
    end_mm = max(TENTH, (size.size_mm + way * size.reach_mm).quantize(TENTH, rounding=outward))
    same, swung = 0, int(abs(end_mm - origin) / TENTH)  # in tenths from the origin
    other = judge_moved(size, end_mm, seen)
    if swung == 0 or not is_swung(other, size, seen):
        return []
    while swung - same > 1:
        middle = (same + swung) // 2
        tried = judge_moved(size, origin + way * middle * TENTH, seen)
        if is_swung(tried, size, seen):
            swung, other = middle, tried
        else:
            same = middle
    day, other_mm = seen.timeline[size.at].visit.visited_on, origin + way * swung * TENTH
    if other.category is None:
        return []
    return [
        Hinge(
            size.lesion_id, day, size.size_mm, size.sd_mm, size.is_assumed, other_mm, other.category
        )
    ]


def judge_moved(size: Size, size_mm: Decimal, seen: Seen) -> Judged:
    """Judge the visit again with one size, of it or of an earlier one, moved."""
    moved = seen.timeline[size.at :]
    facts, history = with_size(moved[0], size, size_mm), moved[0].before
    for each in moved:
        judged = judge_visit(facts=facts, cast=each.moment.cast, visit=each.visit, history=history)
        history = judged.after
    return judged


def with_size(judged: Judged, size: Size, size_mm: Decimal) -> Facts:
    """Give the facts with another size of one lesion at one visit."""
    facts, day = judged.moment.facts, judged.visit.visited_on
    field = "short_axis_mm" if size.is_node else "longest_diameter_mm"
    finding = facts.usable[day][size.lesion_id].model_copy(update={field: size_mm})
    usable = {**facts.usable, day: {**facts.usable[day], size.lesion_id: finding}}
    return replace(facts, usable=usable)


def is_swung(other: Judged, size: Size, seen: Seen) -> bool:
    """Tell whether the call is another, by more than what the numbers of the sum hold.

    They hold every effect of a target but one: whether it is back after a complete response.
    """
    judged = seen.judged
    if other.category == judged.category:
        return False
    is_in_sum = size.lesion_id in {leaf.lesion_id for leaf in judged.sizes.leaves}
    if is_in_sum and rests_on_sum(seen=seen):
        return bool(other.recurrence) != bool(judged.recurrence)
    return True
