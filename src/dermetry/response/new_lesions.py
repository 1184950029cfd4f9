"""New lesions at one visit: which count as progression, from when, and what to flag."""

from dataclasses import dataclass
from datetime import date

from dermetry.record.finding import (
    Finding,
    MergedInto,
    SplitInto,
)
from dermetry.record.lesion import Lesion
from dermetry.response import ids
from dermetry.response.facts import PRESENCE, Facts, is_node
from dermetry.response.non_target import is_unsized_node, shows_disease
from dermetry.response.policy import Policy
from dermetry.response.sums import Moment
from dermetry.response.target import Verdict


@dataclass(frozen=True)
class NewLesions:
    """What the new lesions of a visit mean for the call."""

    counting_ids: tuple[str, ...]  # unequivocal, or proved: progression
    verdicts: tuple[Verdict, ...]
    dated_on: date | None  # day of progression by these lesions, back-dated after proof
    hindsight_on: date | None  # uncertain now, proved later: the day it is dated back to
    flags: tuple[ids.Remark, ...]
    first_seen: dict[str, date]
    standing: frozenset[str]
    proved: frozenset[str]


def judge_new_lesions(*, moment: Moment) -> NewLesions:
    """Judge all lesions that were not there at baseline; only confirmed ones are here."""
    ids_new = [key for key, part in moment.cast.parts.items() if part == "new"]
    first_seen, standing = follow_new(moment, ids_new)
    lesions = moment.facts.lesions
    proved = frozenset(key for key in first_seen if is_proved(lesions[key], moment.visited_on))
    counting = tuple(
        key
        for key in ids_new
        if (key in standing and not is_equivocal(lesions[key], moment))
        or key in proved - moment.history.proved
    )
    waiting = [key for key in ids_new if key in standing and key not in counting]
    flags = [each for key in ids_new if key in standing for each in flag_new(moment, key)]
    flags += [flag_waiting(lesions[key], first_seen[key]) for key in waiting]
    flags += [flag_unsized(key) for key in ids_new if is_unsized(moment, key, standing)]
    dates = [first_seen[key] for key in counting]
    hindsight = [first_seen[key] for key in waiting if lesions[key].proved_on]
    verdicts = [verdict_new(lesions[key], first_seen[key], moment) for key in counting]
    verdicts += [verdict_waiting(key) for key in waiting]
    return NewLesions(
        counting,
        tuple(verdicts),
        min(dates, default=None),
        min(hindsight, default=None),
        tuple(flags),
        first_seen,
        standing,
        proved,
    )


def follow_new(moment: Moment, ids_new: list[str]) -> tuple[dict[str, date], frozenset[str]]:
    """Give first sightings, and which new lesions are there or not recorded as gone."""
    first_seen, standing = dict(moment.history.first_seen), set(moment.history.standing)
    for lesion_id in ids_new:
        finding = moment.usable(lesion_id)
        if finding is None:
            continue
        seen = is_seen(finding, moment.facts.lesions[lesion_id], moment.facts.policy)
        if seen:
            first_seen.setdefault(lesion_id, moment.visited_on)
            standing.add(lesion_id)
        elif seen is False:
            standing.discard(lesion_id)
    for lesion_id in sorted(standing):
        heirs = [each for each in ids_new if is_heir(moment.facts.lesions[each], lesion_id)]
        if heirs and all(each in first_seen and each not in standing for each in heirs):
            standing.discard(lesion_id)  # it lived on in them, and they are gone
    return first_seen, frozenset(standing)


def is_heir(lesion: Lesion, parent_id: str) -> bool:
    """Tell whether a lesion is what another has merged or split into."""
    return parent_id in lesion.merged_from or lesion.split_from == parent_id


def is_seen(finding: Finding, lesion: Lesion, policy: Policy) -> bool | None:
    """Tell whether a finding shows disease, shows none, or (None) shows neither.

    A lymph node that was proved needs no size.
    """
    if isinstance(finding, (MergedInto, SplitInto)):
        return None if is_node(lesion) else True
    shown = shows_disease(finding, lesion, policy)
    is_without_size = shown is None and isinstance(finding, PRESENCE)
    return True if is_without_size and lesion.proved_on is not None else shown


def is_unsized(moment: Moment, lesion_id: str, standing: frozenset[str]) -> bool:
    """Tell whether a new lymph node is there without a size and so does not count."""
    lesion, finding = moment.facts.lesions[lesion_id], moment.usable(lesion_id)
    return lesion_id not in standing and is_unsized_node(finding, lesion, moment.facts.policy)


def flag_unsized(lesion_id: str) -> ids.Remark:
    """Flag a new lymph node of unknown size."""
    text = (
        f"new lymph node {lesion_id} has no size: disease is not shown and not excluded, so it "
        "does not count; measure its short axis"
    )
    return ids.NEW_UNEQUIVOCAL, text


def is_proved(lesion: Lesion, visited_on: date) -> bool:
    """Tell whether an uncertain new lesion was proved by this visit."""
    return lesion.proved_on is not None and lesion.proved_on <= visited_on


def is_equivocal(lesion: Lesion, moment: Moment) -> bool:
    """Tell whether it is, as of this visit, not certain that the lesion is new disease."""
    if moment.facts.policy.equivocal_new == "progression":
        return False
    if lesion.proved_on is not None:
        return not is_proved(lesion, moment.visited_on)
    return lesion.newness == "equivocal"


def was_uncertain(lesion: Lesion) -> bool:
    """Tell whether the lesion was uncertain first and proved later."""
    return lesion.proved_on is not None


def verdict_new(lesion: Lesion, first_seen_on: date, moment: Moment) -> Verdict:
    """Say why a new lesion is progression."""
    name, now = lesion.lesion_id, moment.visited_on
    if was_uncertain(lesion) and is_proved(lesion, now):
        sentence = (
            f"{name} was first seen on {first_seen_on} as uncertain and proved on "
            f"{lesion.proved_on}: progression, dated back to {first_seen_on}."
        )
        return Verdict("PD", ids.NEW_PROVED, sentence)
    if first_seen_on == now:
        return Verdict("PD", ids.NEW_UNEQUIVOCAL, f"{name} is a new lesion{place(lesion)}.")
    finding = moment.usable(name)
    if isinstance(finding, PRESENCE):
        state = "still there"
    elif finding is None:
        state = "not mentioned, so not recorded as gone"
    else:
        state = f"{finding.status.replace('_', ' ')}, which does not take the progression back"
    sentence = f"{name}, new since {first_seen_on}{place(lesion)}, is {state}."
    return Verdict("PD", ids.NEW_UNEQUIVOCAL, sentence)


def verdict_waiting(lesion_id: str) -> Verdict:
    """Say that an uncertain new lesion does not change the call yet."""
    sentence = f"{lesion_id} may be a new lesion, which is not certain: it does not count yet."
    return Verdict("NE", ids.NEW_EQUIVOCAL, sentence)


def place(lesion: Lesion) -> str:
    """Say where a lesion lies, as far as the record does."""
    where = lesion.site or (lesion.zone or "").replace("_", " ")
    return f" ({where})" if where else ""


def flag_new(moment: Moment, lesion_id: str) -> list[ids.Remark]:
    """Flag a new lesion whose region was not looked at at baseline, or not recorded."""
    lesion = moment.facts.lesions[lesion_id]
    if moment.facts.has_open_sighting_at_baseline(lesion_id):
        text = (
            f"{lesion_id} counts as new, but an unconfirmed sighting at baseline exists: "
            "confirm or discard it"
        )
        return [(ids.VALUE_UNCONFIRMED, text)]
    if lesion.organ != "skin":
        return []
    zone = (lesion.zone or "").replace("_", " ") or "not recorded"
    was_examined = examined_at_baseline(lesion, moment.facts)
    if was_examined is False:
        text = f"region not examined at baseline: {zone} ({lesion_id})"
        return [(ids.NEW_REGION_NOT_EXAMINED, text)]
    if was_examined is None:
        text = f"not recorded whether the region of {lesion_id} ({zone}) was examined at baseline"
        return [(ids.NEW_REGION_NOT_EXAMINED, text)]
    return []


def examined_at_baseline(lesion: Lesion, facts: Facts) -> bool | None:
    """Tell whether the zone of a lesion was examined at baseline; None: not recorded."""
    visit = facts.visits_from_baseline()[0]
    if lesion.zone is None:
        return None
    if lesion.zone in (*visit.regions_not_examined, *visit.regions_refused):
        return False
    if visit.regions_examined:
        return lesion.zone in visit.regions_examined
    return None


def flag_waiting(lesion: Lesion, first_seen_on: date) -> ids.Remark:
    """Flag an uncertain new lesion, and a later proof where there is one."""
    if lesion.proved_on:
        text = (
            f"{lesion.lesion_id} was proved as new on {lesion.proved_on}: "
            f"progression is dated back to {first_seen_on}"
        )
        return ids.NEW_PROVED, text
    return ids.NEW_EQUIVOCAL, f"{lesion.lesion_id} may be new (equivocal): follow up"
