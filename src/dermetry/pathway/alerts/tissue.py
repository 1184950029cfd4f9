"""When a lesion of the skin needs tissue and has none."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from dermetry.knowledge.morphology import recognize_morphologies
from dermetry.pathway.alerts import lesion_facts as of
from dermetry.pathway.alerts.lesion_changes import last_change_on
from dermetry.pathway.alerts.situation import Condition, Situation, day_text
from dermetry.pathway.alerts.values import Held
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Treatment


def held(
    situation: Situation,
    lesion: Lesion,
    since: date,
    *facts: str,
    occasion: str = "",
    missing: tuple[str, ...] = (),
) -> Held:
    """Give what was found of a lesion, with the state of its tissue."""
    return Held(
        subject=lesion.lesion_id,
        since=since,
        facts=(*facts, of.tissue_fact(situation.case, lesion)),
        lesion_ids=(lesion.lesion_id,),
        occasion=occasion,
        words={"lesion": of.lesion_name(lesion), "day": day_text(since)},
        missing=missing,
    )


def no_tissue(situation: Situation) -> Iterator[Held]:
    """Find lesions that have been there for weeks without any tissue.

    One that is asked for tissue on account of its look or place is not asked for it twice.
    """
    case = situation.case
    asked = {
        each.subject
        for condition in (violaceous_in_field, lymphedema)
        for each in condition(situation)
        if each.since <= situation.on
    }
    for lesion in of.skin_lesions(case):
        known = of.here_since(case, lesion)
        since = known or undated_since(situation, lesion)
        if since is None or lesion.lesion_id in asked or of.is_answered(case, lesion, date.min):
            continue
        if not of.is_proven(situation, lesion):
            due_from = since + situation.book.days("no_tissue_weeks")
            verb = "has been there" if known else "is on record"
            fact = f"{lesion.lesion_id} {verb} since {day_text(since)}."
            missing = () if known else (f"since when {lesion.lesion_id} has been there",)
            yield held(situation, lesion, due_from, fact, missing=missing)


def undated_since(situation: Situation, lesion: Lesion) -> date | None:
    """Give the first visit for a lesion that no finding and no day speaks of; else None."""
    case = situation.case
    found = {each.lesion_id for visit in case.visits for each in visit.findings}
    if not case.visits or lesion.first_seen_on or lesion.lesion_id in found:
        return None
    return case.visits[0].visited_on


def changing(situation: Situation) -> Iterator[Held]:
    """Find unproven lesions that grew, got worse or opened, with no tissue since."""
    case = situation.case
    for lesion in of.skin_lesions(case):
        changed = last_change_on(situation, lesion)
        if changed is None or of.here_since(case, lesion) is None:
            continue
        day, fact = changed
        if not of.is_proven(situation, lesion) and not of.is_answered(case, lesion, day):
            yield held(situation, lesion, day, fact, occasion=day.isoformat())


def erythema_under_antibiotics(situation: Situation) -> Iterator[Held]:
    """Find red sheets still there after days of an antibiotic."""
    for lesion in of.skin_lesions(situation.case):
        found = [
            (day, treatment)
            for treatment in situation.case.treatments
            if treatment.kind == "antibiotic"
            and (not treatment.lesion_ids or lesion.lesion_id in treatment.lesion_ids)
            and (day := still_red_on(situation, lesion, treatment))
        ]
        if not found or of.here_since(situation.case, lesion) is None:
            continue
        day, treatment = max(found, key=lambda each: (each[0], each[1].treatment_id))
        if not of.is_answered(situation.case, lesion, treatment.started_on):
            facts = (
                f"{treatment.name} was started on {day_text(treatment.started_on)}.",
                f"{lesion.lesion_id} was still red on {day_text(day)}.",
            )
            yield held(situation, lesion, day, *facts, occasion=treatment.treatment_id)


def still_red_on(situation: Situation, lesion: Lesion, treatment: Treatment) -> date | None:
    """Give the visit since which a lesion stays red, late enough in or soon after a course."""
    book = situation.book
    first = treatment.started_on + book.days("antibiotic_days")
    last = (treatment.ended_on or situation.on) + book.days("antibiotic_window_days")
    since = None
    for day, is_red in redness(situation, lesion):
        if not is_red:
            since = None
        elif since is None and first <= day <= last:
            since = day
    return since


def redness(situation: Situation, lesion: Lesion) -> Iterator[tuple[date, bool]]:
    """Tell per visit that looked at a lesion whether it was red there."""
    words = situation.book.words("erythema")
    seen = dict(of.findings_of(situation.case, lesion))
    looks = {each.on: each.text for each in of.looks_of(situation.case, lesion)}
    is_red_kind = lesion.skin_change == "erythema" or of.has_word(lesion.morphology, words)
    for day in sorted(seen.keys() | looks.keys()):
        if day in seen and seen[day].status in of.ENDED:
            yield day, False
        else:
            yield day, of.has_word(looks[day], words) if day in looks else is_red_kind


def violaceous_in_field(situation: Situation) -> Iterator[Held]:
    """Find violaceous or telangiectatic lesions in irradiated skin with no tissue since."""
    case, words = situation.case, situation.book.words("violaceous")
    for lesion in of.skin_lesions(case):
        field, here = field_fact(situation, lesion), of.here_since(case, lesion)
        looks = [each for each in of.looks_of(case, lesion) if of.has_word(each.text, words)]
        if looks:
            day, text = looks[0].on, looks[0].text
        elif here and of.has_word(lesion.morphology, words):
            day, text = here, lesion.morphology or ""
        else:
            continue
        if field and here and not of.is_answered(case, lesion, day):
            fact = f'{lesion.lesion_id} is described as "{text}" ({day_text(day)}).'
            yield held(situation, lesion, day, fact, field)


def field_fact(situation: Situation, lesion: Lesion) -> str:
    """Say that a lesion lies in irradiated skin, and how that is known; else nothing."""
    stated = lesion.surroundings.in_radiation_field
    if stated is not None:
        return f"{lesion.lesion_id} is stated to lie in a radiation field." if stated else ""
    for each in situation.case.history.radiation_fields:
        sides = {each.laterality, lesion.laterality}
        same_side = len(sides) == 1 or sides & {None, "bilateral", "midline"}
        if lesion.zone in each.zones and same_side:
            return f"The zone of {lesion.lesion_id} lies in the recorded field {each.field_id}."
    return ""


def lymphedema(situation: Situation) -> Iterator[Held]:
    """Find lesions in a limb with lymphedema of which there is no tissue."""
    case = situation.case
    for lesion in of.skin_lesions(case):
        since = of.here_since(case, lesion)
        if lesion.surroundings.in_lymphedema and since and not of.is_answered(case, lesion, since):
            fact = f"{lesion.lesion_id} lies in skin with lymphedema, since {day_text(since)}."
            yield held(situation, lesion, since, fact)


def new_morphology(situation: Situation) -> Iterator[Held]:
    """Find lesions last described otherwise than before, with no tissue since."""
    case = situation.case
    for lesion in of.skin_lesions(case):
        looks = of.looks_of(case, lesion)
        pairs = [(before, now) for before, now in pairwise(looks) if differs(before.text, now.text)]
        if not pairs or of.here_since(case, lesion) is None:
            continue
        before, now = pairs[-1]
        if not of.is_answered(case, lesion, now.on):
            fact = (
                f'{lesion.lesion_id} is described as "{now.text}" on {day_text(now.on)}, '
                f'as "{before.text}" on {day_text(before.on)}.'
            )
            yield held(situation, lesion, now.on, fact, occasion=now.on.isoformat())


def differs(before: str, now: str) -> bool:
    """Tell whether two descriptions differ: in the kinds they name, or in words without any."""
    kinds = [{each.key for each in recognize_morphologies(text=text)} for text in (before, now)]
    if all(kinds):
        return kinds[0] != kinds[1]
    return before.casefold().split() != now.casefold().split()


def came_back(situation: Situation) -> Iterator[Held]:
    """Find lesions that were gone and came back, with no tissue since."""
    case = situation.case
    for lesion in of.skin_lesions(case):
        day = of.came_back_on(case, lesion)
        if day and of.here_since(case, lesion) and not of.is_answered(case, lesion, day):
            fact = f"{lesion.lesion_id} was gone and was seen again on {day_text(day)}."
            yield held(situation, lesion, day, fact, occasion=day.isoformat())


CONDITIONS: Mapping[str, Condition] = {
    "tissue.none": no_tissue,
    "tissue.changing": changing,
    "tissue.erythema_under_antibiotics": erythema_under_antibiotics,
    "tissue.violaceous_in_field": violaceous_in_field,
    "tissue.lymphedema": lymphedema,
    "tissue.new_morphology": new_morphology,
    "tissue.came_back": came_back,
}
