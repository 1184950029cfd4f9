"""How a lesion stands: a word that rests on confirmed facts and on numbers with uncertainty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dermetry.pathway.lesion_state import Seen
from dermetry.pathway.sizes import SizeChange, last_change, sizes_of
from dermetry.record.finding import Absent, Finding, Measured
from dermetry.record.lesion import Lesion, is_newness_in_doubt

Trend = Literal[
    "growing",
    "shrinking",
    "stable",
    "size_not_comparable",
    "new",
    "maybe_new",
    "first_measured",
    "back",
    "worse",
    "too_small",
    "gone",
    "merged",
    "split",
    "treated_locally",
    "not_measured",
    "proposed",
]
TREND_WORDS: dict[Trend, str] = {
    "growing": "growing",
    "shrinking": "shrinking",
    "stable": "stable within measurement error",
    "size_not_comparable": "change not judged: uncertainty not stated",
    "new": "new",
    "maybe_new": "may be new (in doubt)",
    "first_measured": "first size",
    "back": "back after it was gone",
    "worse": "stated as clearly worse",
    "too_small": "present, too small to measure",
    "gone": "gone",
    "merged": "merged into another lesion",
    "split": "split into parts",
    "treated_locally": "treated locally",
    "not_measured": "not measured",
    "proposed": "proposed, not confirmed",
}
BY_STATUS: dict[str, Trend] = {
    "absent": "gone",
    "merged_into": "merged",
    "split_into": "split",
    "treated_locally": "treated_locally",
    "too_small": "too_small",
    "progressed": "worse",
}
SEVERAL_EVALUATORS = "change not judged: several evaluators measured it"


@dataclass(frozen=True)
class LesionTrend:
    """The trend of a lesion as of the last visit that looked at its compartment."""

    trend: Trend
    words: str
    as_of: date | None  # None: no visit has looked


def trend_of(*, states: Sequence[Seen], lesion: Lesion) -> LesionTrend:
    """Give how a lesion stands at the last of its states."""
    last = states[-1] if states else None
    if last is None:
        return say("proposed" if not lesion.is_confirmed else "not_measured", None)
    finding = last.finding
    if finding is None:
        is_proposal = not lesion.is_confirmed or bool(last.proposed)
        return say("proposed" if is_proposal else "not_measured", last.visited_on)
    if finding.status in BY_STATUS:
        return say(BY_STATUS[finding.status], last.visited_on)
    if was_gone(states):
        return say("back", last.visited_on)
    if not isinstance(finding, Measured):
        is_new = lesion.role == "new" and finding.status == "present" and not earlier(states)
        return say(
            new_trend(lesion, last.visited_on) if is_new else "not_measured", last.visited_on
        )
    return trend_of_size(states, lesion)


def trend_of_size(states: Sequence[Seen], lesion: Lesion) -> LesionTrend:
    """Give the trend of a lesion that was measured at the last visit."""
    day, sizes = states[-1].visited_on, sizes_of(states=states, lesion=lesion)
    if len({size.evaluator for size in sizes}) > 1:
        return LesionTrend("size_not_comparable", SEVERAL_EVALUATORS, day)
    change = last_change(sizes)
    if change is None:
        is_new = lesion.role == "new" and not earlier(states)
        return say(new_trend(lesion, day) if is_new else "first_measured", day)
    return say(trend_by_size(change), day)


def new_trend(lesion: Lesion, day: date) -> Trend:
    """Give the trend of a lesion that came after baseline, without doubt or with it."""
    return "maybe_new" if is_newness_in_doubt(lesion=lesion, on=day) else "new"


def trend_by_size(change: SizeChange) -> Trend:
    """Give the trend that a change of size is."""
    return "size_not_comparable" if change.direction == "not_known" else change.direction


def say(trend: Trend, as_of: date | None) -> LesionTrend:
    """Give a trend with its words."""
    return LesionTrend(trend, TREND_WORDS[trend], as_of)


def earlier(states: Sequence[Seen]) -> list[Finding]:
    """Give the confirmed findings before the last visit."""
    return [finding for state in states[:-1] if (finding := state.finding) is not None]


def was_gone(states: Sequence[Seen]) -> bool:
    """Tell whether a lesion that is there now was gone at the last visit that says anything."""
    told = [each for each in earlier(states) if each.status not in ("not_done", "not_evaluable")]
    is_here = states[-1].finding is not None and states[-1].finding.status in (
        "measured",
        "present",
    )
    return is_here and bool(told) and isinstance(told[-1], Absent)
