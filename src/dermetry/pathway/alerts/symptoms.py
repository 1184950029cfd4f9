"""What the patient feels or a nurse sees that cannot wait for the next visit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from dermetry.pathway.alerts import lesion_facts as of
from dermetry.pathway.alerts.situation import PATIENT, Condition, Situation, day_text
from dermetry.pathway.alerts.values import Held
from dermetry.pathway.appearance_changes import described_at, ulcerated_at
from dermetry.record.patient import Treatment

NAMES_MOST = 100  # characters of names that the key of an alert can hold
WHEN = {
    True: "in or soon after systemic treatment",
    False: "and no systemic treatment on record",
}


@dataclass(frozen=True)
class Score:
    """A pain score with its day."""

    on: date
    value: int


Pain = tuple[str, tuple[str, ...], list[Score]]  # whose, its lesions, the scores by time


def pain_scores(situation: Situation) -> Iterator[Pain]:
    """Give the pain of each lesion and of the whole patient, each asked score with its day.

    The patient's own is left out where a lesion asked the same day hurts as much or more: one
    pain is one fact.
    """
    visits = situation.case.visits
    whole = [
        Score(visit.visited_on, each.score_0_10)
        for visit in visits
        for each in visit.symptoms
        if each.kind == "pain"
    ]
    worst = max((scores[-1].value for _, _, scores in of_lesions(situation, whole)), default=None)
    if not whole or worst is None or worst < whole[-1].value:
        yield PATIENT, (), whole
    yield from of_lesions(situation)


def of_lesions(situation: Situation, beside: list[Score] | None = None) -> Iterator[Pain]:
    """Give the pain of each lesion; with ``beside``, of those last asked on its last day."""
    visits = situation.case.visits
    for lesion in situation.case.lesions:
        looks = ((v.visited_on, described_at(v, lesion.lesion_id)) for v in visits)
        scores = [
            Score(day, seen.pain_0_10) for day, seen in looks if seen and seen.pain_0_10 is not None
        ]
        if scores and of.was_gone_after(situation.case, lesion, scores[-1].on):
            continue
        if beside is None or (scores and beside and scores[-1].on == beside[-1].on):
            yield lesion.lesion_id, (lesion.lesion_id,), scores


def pains_by_day(situation: Situation, key: str, found: Iterable[Pain]) -> Iterator[Held]:
    """Give one fact for all pain of one day, naming the lesions, the worst first.

    Who hurts is part of the identity: pain that is told later of another lesion is a new fact,
    while one lesion less is none.
    """
    by_day: dict[date, list[Pain]] = {}
    for each in found:
        by_day.setdefault(each[2][-1].on, []).append(each)
    for day, pains in by_day.items():
        pains.sort(key=lambda each: (-each[2][-1].value, each[0]))
        told = [f"{named(each[0])} {each[2][-1].value} of 10" for each in pains]
        lesions = tuple(lesion for each in pains for lesion in each[1])
        yield Held(
            subject=PATIENT,
            since=day,
            facts=tuple(fact for each in pains for fact in pain_facts(each)),
            lesion_ids=lesions,
            occasion=known_occasion(situation, key, pain_occasion(day, pains)),
            words={"pain": ", ".join(told), "day": day_text(day)},
        )


def named(subject: str) -> str:
    """Name whose pain it is."""
    return "the patient" if subject == PATIENT else subject


def pain_facts(pain: Pain) -> Iterator[str]:
    """Say a pain score and the one before it."""
    for each in reversed(pain[2][-2:]):
        yield f"Pain of {named(pain[0])}: {each.value} of 10 on {day_text(each.on)}."


def pain_occasion(day: date, pains: list[Pain]) -> str:
    """Give the day with those who hurt; the patient alone needs no name."""
    subjects = sorted(each[0] for each in pains)
    names = [] if subjects == [PATIENT] else subjects
    if len(":".join(names)) > NAMES_MOST:
        digest = sha256(":".join(names).encode()).hexdigest()[:12]
        names = [f"{len(names)} {digest}"]
    return ":".join((day.isoformat(), *names))


def known_occasion(situation: Situation, key: str, occasion: str) -> str:
    """Give the occasion under which the record knows this pain: that of the same day and more."""
    start = f"{situation.book.by_key[key].rule.rule_id}:{PATIENT}:"
    day, *names = occasion.split(":")
    for alert in reversed(situation.case.alerts):
        known = alert.key.removeprefix(start)
        on, *others = known.split(":")
        if known != alert.key and on == day and {*names} and {*names} <= {*others}:
            return known
    return occasion


def pain_severe(situation: Situation) -> Iterator[Held]:
    """Find last pain scores that are severe, one fact a day."""
    limit = situation.book.number("pain_severe_0_10")
    found = pain_scores(situation)
    severe = (each for each in found if each[2] and each[2][-1].value >= limit)
    yield from pains_by_day(situation, "symptoms.pain_severe", severe)


def pain_rising(situation: Situation) -> Iterator[Held]:
    """Find last pain scores that are moderate and higher than the one before, one fact a day."""
    book = situation.book
    low, high = book.number("pain_moderate_0_10"), book.number("pain_severe_0_10")
    rising = (
        each
        for each in pain_scores(situation)
        if len(each[2]) > 1
        and low <= each[2][-1].value < high
        and each[2][-1].value - each[2][-2].value >= book.number("pain_rise_0_10")
    )
    yield from pains_by_day(situation, "symptoms.pain_rising", rising)


def infected_ulcer(situation: Situation) -> Iterator[Held]:
    """Find open lesions with signs of infection when they were last looked for."""
    for lesion in situation.case.lesions:
        told = [
            (visit, seen.infection_signs)
            for visit in situation.case.visits
            if (seen := described_at(visit, lesion.lesion_id)) and seen.infection_signs is not None
        ]
        if not told or not told[-1][1]:
            continue
        visit, signs = told[-1]
        if of.was_gone_after(situation.case, lesion, visit.visited_on):
            continue
        is_open = [
            each
            for before in situation.case.visits
            if before.visited_on <= visit.visited_on
            and (each := ulcerated_at(before, lesion.lesion_id)) is not None
        ]
        if is_open and is_open[-1]:
            yield of_visit(lesion.lesion_id, visit.visited_on, f"Signs: {', '.join(signs)}.")


def of_visit(lesion_id: str, day: date, *facts: str) -> Held:
    """Give what was seen of a lesion at a visit."""
    return Held(
        subject=lesion_id,
        since=day,
        facts=(f"Seen on {day_text(day)}.", *facts),
        lesion_ids=(lesion_id,),
        occasion=day.isoformat(),
        words={"lesion": lesion_id, "day": day_text(day)},
    )


def bleeding_lesions(situation: Situation) -> Iterator[tuple[str, date]]:
    """Give lesions that bled by themselves when bleeding was last described."""
    for lesion in situation.case.lesions:
        told = [
            (visit.visited_on, seen.bleeding)
            for visit in situation.case.visits
            if (seen := described_at(visit, lesion.lesion_id)) and seen.bleeding
        ]
        if not told or of.was_gone_after(situation.case, lesion, told[-1][0]):
            continue
        if told[-1][1] == "spontaneous":
            yield lesion.lesion_id, told[-1][0]


def bleeding_on_anticoagulant(situation: Situation) -> Iterator[Held]:
    """Find lesions that bleed by themselves in a patient with an anticoagulant."""
    if drugs := situation.case.patient.anticoagulants:
        for lesion_id, day in bleeding_lesions(situation):
            yield of_visit(lesion_id, day, f"Anticoagulants: {', '.join(drugs)}.")


def bleeding_not_asked(situation: Situation) -> Iterator[Held]:
    """Find lesions that bleed by themselves while nobody asked about anticoagulants.

    It is one question to the patient, however many lesions bleed.
    """
    found = list(bleeding_lesions(situation))
    if situation.case.patient.anticoagulants is not None or not found:
        return
    last = max(day for _, day in found)
    names = tuple(lesion_id for lesion_id, _ in found)
    verb = "bled by itself" if len(names) == 1 else "bled by themselves"
    yield Held(
        subject=PATIENT,
        since=last,
        facts=tuple(f"{name}: seen on {day_text(day)}." for name, day in found),
        lesion_ids=names,
        occasion=last.isoformat(),
        words={"bleeding": f"{', '.join(names)} {verb}", "day": day_text(last)},
        missing=("whether an anticoagulant is taken",),
    )


def fever(situation: Situation) -> Iterator[Held]:
    """Find a last temperature that is fever, in or soon after systemic treatment.

    Where no systemic treatment is recorded at all, it may only not be written down.
    """
    book = situation.book
    told = [
        (each.observed_on or visit.visited_on, each.value)
        for visit in situation.case.visits
        for each in visit.observations
        if each.kind == "temperature_c"
    ]
    if not told or max(told)[1] < book.number("fever_c"):
        return
    day, value = max(told)
    counts = [
        each
        for each in situation.case.treatments
        if each.kind == "systemic"
        and each.started_on <= day
        and (each.ended_on is None or each.ended_on + book.days("systemic_weeks") >= day)
    ]
    is_recorded = any(each.kind == "systemic" for each in situation.case.treatments)
    if counts or not is_recorded:
        yield Held(
            subject=PATIENT,
            since=day,
            facts=(f"{value} °C on {day_text(day)}.", *(given(each) for each in counts)),
            occasion=day.isoformat(),
            words={"value": str(value), "day": day_text(day), "when": WHEN[is_recorded]},
            missing=() if is_recorded else ("whether systemic treatment is or was given",),
        )


def given(treatment: Treatment) -> str:
    """Say when a treatment was given."""
    until = f" until {day_text(treatment.ended_on)}" if treatment.ended_on else ", not ended"
    return f"{treatment.name}: since {day_text(treatment.started_on)}{until}."


CONDITIONS: Mapping[str, Condition] = {
    "symptoms.pain_severe": pain_severe,
    "symptoms.pain_rising": pain_rising,
    "symptoms.infected_ulcer": infected_ulcer,
    "symptoms.bleeding_on_anticoagulant": bleeding_on_anticoagulant,
    "symptoms.bleeding_not_asked": bleeding_not_asked,
    "symptoms.fever": fever,
}
