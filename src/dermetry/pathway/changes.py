"""What has changed since the visit before, lesion by lesion, in plain sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dermetry.pathway.appearance_changes import appearance_changes, ulcerated_at
from dermetry.pathway.lesion_state import Seen, is_ended, states_of
from dermetry.pathway.sizes import SizeChange, last_change, sizes_of
from dermetry.pathway.trends import SEVERAL_EVALUATORS, trend_of
from dermetry.record.case import Case
from dermetry.record.finding import Finding, Measured
from dermetry.record.lesion import Lesion, is_newness_in_doubt
from dermetry.record.visit import Visit

Kind = Literal["appeared", "back", "size", "status", "not_measured", "ulcerated", "appearance"]
NO_WORD = "no uncertainty is stated, so it is not said whether that is more than measurement error"


@dataclass(frozen=True)
class Change:
    """One thing that is other than at the visit before, or could not be told."""

    lesion_id: str
    kind: Kind
    sentence: str
    is_confirmed: bool
    size: SizeChange | None = None


def changes_since(*, case: Case, visited_on: date) -> tuple[Change, ...]:
    """Say per lesion what changed at ``visited_on`` since the visit before it.

    A size is compared with the last confirmed one, whose date is named. Nothing is said for
    the first visit, for a day without a visit, or of lesions that had ended before.
    """
    days = [visit.visited_on for visit in case.visits]
    if visited_on not in days or visited_on == min(days):
        return ()
    return tuple(
        change for lesion in case.lesions for change in changes_of(case, lesion, visited_on)
    )


def changes_of(case: Case, lesion: Lesion, day: date) -> Iterator[Change]:
    """Say what changed of one lesion."""
    states = states_of(case=case, lesion=lesion, until=day)
    if not states or states[-1].visited_on != day:
        return  # the visit did not look at this lesion's compartment
    if states[-1].finding is None and (is_ended(states[:-1]) or not was_known(states)):
        return
    yield from state_changes(states, lesion)
    visits = [visit for visit in case.visits if visit.visited_on <= day]
    yield from ulceration_changes(visits, lesion.lesion_id)
    for sentence in appearance_changes(visits=visits, lesion_id=lesion.lesion_id):
        yield Change(lesion.lesion_id, "appearance", sentence, True)


def was_known(states: Sequence[Seen]) -> bool:
    """Tell whether any finding, proposed ones included, speaks of a lesion by now."""
    return any(state.confirmed or state.proposed for state in states)


def state_changes(states: Sequence[Seen], lesion: Lesion) -> Iterator[Change]:
    """Say that a lesion appeared, changed in size or state, or was not measured."""
    name, now = lesion.lesion_id, states[-1]
    finding = now.finding
    before = [state.finding for state in states[:-1] if state.finding]
    if finding is None:
        yield unconfirmed(name, now, states)
    elif not before:
        first = first_words(lesion, now.visited_on)
        yield Change(name, "appeared", f"{name} {first}: {said(finding)}.", True)
    elif trend_of(states=states, lesion=lesion).trend == "back":
        yield Change(name, "back", f"{name} is back after it was gone: {said(finding)}.", True)
    elif isinstance(finding, Measured):
        yield size_change(states, lesion)
    elif finding.status in ("not_done", "not_evaluable"):
        yield Change(name, "not_measured", f"{name}: {said(finding)}.", True)
    elif finding.status != before[-1].status or finding.status == "progressed":
        yield Change(name, "status", f"{name}: {said(finding)}.", True)


def unconfirmed(name: str, now: Seen, states: Sequence[Seen]) -> Change:
    """Say that a lesion has no confirmed finding at this visit."""
    if now.proposed:
        is_first = not was_known(states[:-1])
        kind: Kind = "appeared" if is_first else "not_measured"
        what = "proposed as a lesion not seen before" if is_first else "proposed"
        sentence = f"{name} is {what}, not confirmed: {said(now.proposed[0])}."
        return Change(name, kind, sentence, False)
    return Change(name, "not_measured", f"{name}: nothing is recorded at this visit.", False)


def first_words(lesion: Lesion, day: date) -> str:
    """Say that a lesion is recorded for the first time, and whether it counts as new."""
    if lesion.merged_from:
        return f"is what {' and '.join(lesion.merged_from)} have merged into"
    if lesion.split_from:
        return f"has split from {lesion.split_from}"
    if lesion.role == "new" and is_newness_in_doubt(lesion=lesion, on=day):
        return "may be new (in doubt)"
    return "is new" if lesion.role == "new" else "is recorded for the first time"


def said(finding: Finding) -> str:
    """Say a finding in words of the ward."""
    if isinstance(finding, Measured):
        size = finding.longest_diameter_mm or finding.short_axis_mm
        return f"{size} mm"
    detail = getattr(finding, "reason", None) or getattr(finding, "treatment", None)
    words = {
        "absent": "gone (looked for, not there)",
        "too_small": "present, too small to measure",
        "present": "present, not measured",
        "progressed": "stated as clearly worse",
        "not_done": "not photographed or examined",
        "not_evaluable": "not evaluable",
        "merged_into": f"merged into {getattr(finding, 'into_lesion_id', '')}",
        "split_into": f"split into {', '.join(getattr(finding, 'fragment_ids', ()))}",
        "treated_locally": "treated locally",
    }[finding.status]
    return f"{words} ({detail})" if detail else words


def size_change(states: Sequence[Seen], lesion: Lesion) -> Change:
    """Say how a size changed, and whether that is more than measurement error."""
    name, sizes = lesion.lesion_id, sizes_of(states=states, lesion=lesion)
    now, change = sizes[-1], last_change(sizes)
    if change is None:
        several = f"; {SEVERAL_EVALUATORS}" if len(sizes) > 1 else ""
        return Change(name, "size", f"{name}: {now.mm} mm, its first size{several}.", True)
    before = change.before
    on = f"{before.visited_on.day} {before.visited_on:%b %Y}"
    step = f"{before.mm} mm on {on}, now {now.mm} mm ({change.mm:+} mm"
    step += f", {change.percent:+} %)"
    if change.interval_95_mm is None:
        return Change(name, "size", f"{name}: {step}; {NO_WORD}.", True, change)
    low, high = change.interval_95_mm
    words = {"growing": "is larger", "shrinking": "is smaller"}.get(
        change.direction, "is stable within measurement error"
    )
    interval = f"95 % interval of the change {low:+} to {high:+} mm"
    return Change(name, "size", f"{name} {words}: {step}; {interval}.", True, change)


def ulceration_changes(visits: Sequence[Visit], lesion_id: str) -> Iterator[Change]:
    """Say that a lesion has become ulcerated, or is no longer."""
    now = ulcerated_at(visits[-1], lesion_id)
    told = [
        (v.visited_on, seen)
        for v in visits[:-1]
        if (seen := ulcerated_at(v, lesion_id)) is not None
    ]
    if now is None or (told and told[-1][1] == now):
        return
    if told:
        word = "is newly ulcerated" if now else "is no longer ulcerated"
        on = f"{told[-1][0].day} {told[-1][0]:%b %Y}"
        sentence = f"{lesion_id} {word} (on {on} it was {'not' if now else 'still'})."
    elif now:
        sentence = f"{lesion_id} is ulcerated; whether it was before is not recorded."
    else:
        return
    yield Change(lesion_id, "ulcerated", sentence, True)
