"""Doubtful entries about where a lesion lies, what it does to the skin and how it looks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dermetry.knowledge.dermoscopy import load_dermoscopy
from dermetry.knowledge.morphology import recognize_morphologies
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.extent_breast import Breast, breast_state, breasts_of
from dermetry.pathology.extent_places import fields_over, places_of, zone_row
from dermetry.pathology.extent_tissue import tissue_of
from dermetry.pathway.asked import Asked, about, key_words
from dermetry.record.case import Case
from dermetry.record.days import say_day
from dermetry.record.lesion import Lesion


def ask_about_lesions(*, case: Case, extent: RuleFile, file: RuleFile) -> Iterator[Asked]:
    """Ask about every confirmed skin lesion, and about the words of dermoscopy."""
    for lesion in case.lesions:
        if lesion.organ == "skin" and lesion.is_confirmed:
            yield from about_side(lesion, extent)
            yield from about_removed_breast(lesion, case, extent)
            yield from about_skin_change(lesion, case, file)
            yield from about_continuity(lesion, case, extent)
            yield from about_field(lesion, case)
            yield from about_look(lesion, case, file)
        elif lesion.organ == "skin" and tissue_of(lesion=lesion, case=case) == "malignant":
            yield about(lesion, "not_confirmed")
    yield from about_dermoscopy(case)


def about_days(*, case: Case, on: date | None) -> Iterator[Asked]:
    """Ask about lesions first seen after ``on``; without a day, after the last visit.

    A look back (a visit lies after ``on``) asks nothing: the lesion was seen later.
    """
    last = max((each.visited_on for each in case.visits), default=None)
    day = on or last
    if day is None or (last and last > day):
        return
    fact = f"the day looked at ({say_day(on=day)})" if on else f"the last visit ({say_day(on=day)})"
    for lesion in case.lesions:
        if lesion.first_seen_on and lesion.first_seen_on > day:
            yield about(lesion, "first_seen_ahead", day=say_day(on=lesion.first_seen_on), fact=fact)


def about_side(lesion: Lesion, extent: RuleFile) -> Iterator[Asked]:
    """Ask about a zone nobody knows, a side missing on paired skin, a midline that cannot be."""
    row = zone_row(zone=lesion.zone, file=extent)
    if row is None and lesion.zone:
        yield about(lesion, "zone_unknown")
    if row is None or not row["sided"]:
        return
    if lesion.laterality is None:
        yield about(lesion, "side_missing")
    elif lesion.laterality == "midline" and set(row["places"]) <= {"breast", "axilla"}:
        yield about(lesion, "side_impossible")


def about_removed_breast(lesion: Lesion, case: Case, extent: RuleFile) -> Iterator[Asked]:
    """Ask about skin of a breast that is recorded as removed."""
    sides: tuple[Breast, ...] = tuple(s for s in ("left", "right") if s == lesion.laterality)
    if not any(breast_state(history=case.history, side=each) == "removed" for each in sides):
        return
    fact = ""
    if places_of(lesion=lesion, file=extent) == {"breast"}:
        fact = f"lying on the {key_words(lesion.zone or '')}"
    elif lesion.surroundings.in_breast_skin:
        fact = "lying in the skin of the breast"
    elif lesion.skin_change in ("satellite_nodule", "nipple_retraction"):
        fact = key_words(lesion.skin_change)
    if fact:
        yield about(lesion, "removed_breast", fact=fact, side=sides[0])


def about_skin_change(lesion: Lesion, case: Case, file: RuleFile) -> Iterator[Asked]:
    """Ask about a skin change that its evidence, or a visit, speaks against."""
    change = lesion.skin_change or ""
    for row in file.table("skin_changes"):
        if lesion.evidence == row["evidence"] and change in row["cannot_be"]:
            yield about(lesion, "evidence", fact=key_words(change), evidence=row["evidence"])
    day = last_open(lesion, case)
    if day is None or not lies_on_breast_in_place(lesion, case):
        return
    if any(change in row["skin_changes"] for row in file.table("open_skin")):
        yield about(
            lesion, "open_skin", fact=key_words(change) or "not recorded", day=say_day(on=day)
        )


def last_open(lesion: Lesion, case: Case) -> date | None:
    """Give the last day on which a lesion was recorded as ulcerated."""
    days = [
        visit.visited_on
        for visit in case.visits
        for each in (*visit.appearances, *visit.findings)
        if each.lesion_id == lesion.lesion_id and each.ulcerated
    ]
    return max(days, default=None)


def lies_on_breast_in_place(lesion: Lesion, case: Case) -> bool:
    """Tell whether a lesion is recorded in the skin of a breast that is in place."""
    is_on = lesion.zone in ("nipple", "areola") or lesion.surroundings.in_breast_skin is True
    sides: tuple[Breast, ...] = tuple(s for s in ("left", "right") if s == lesion.laterality)
    return is_on and any(breast_state(history=case.history, side=s) == "in_situ" for s in sides)


def about_continuity(lesion: Lesion, case: Case, extent: RuleFile) -> Iterator[Asked]:
    """Ask about continuity that cannot be, or with disease that is not recorded."""
    around = lesion.surroundings
    is_far = places_of(lesion=lesion, file=extent) == {"far"}
    if around.crosses_midline and around.continuity == "separate":
        yield about(lesion, "continuity", fact="crossing the midline and as separate")
    elif is_far and (around.continuity == "continuous" or around.crosses_field_edge):
        yield about(lesion, "continuity", fact="in continuity with breast or chest wall")
    elif around.continuity == "continuous" and lacks_breast_disease(lesion, case, extent):
        yield about(lesion, "continuous_with")


def lacks_breast_disease(lesion: Lesion, case: Case, extent: RuleFile) -> bool:
    """Tell whether the breast is in place and no other lesion of it is recorded."""
    sides = breasts_of(lesion_side=lesion.laterality, case=case)
    states = {breast_state(history=case.history, side=side) for side in sides}
    if states != {"in_situ"} or lies_on_breast_in_place(lesion, case):
        return False
    others = (each for each in case.lesions if each.lesion_id != lesion.lesion_id)
    return not any(
        each.organ == "breast"
        or each.surroundings.in_breast_skin
        or places_of(lesion=each, file=extent) == {"breast"}
        for each in others
    )


def about_field(lesion: Lesion, case: Case) -> Iterator[Asked]:
    """Ask about a lesion stated to lie outside a field that its zone lies in."""
    fields = fields_over(lesion=lesion, case=case)
    if lesion.surroundings.in_radiation_field is False and fields:
        yield about(lesion, "field", field=", ".join(fields))


def about_look(lesion: Lesion, case: Case, file: RuleFile) -> Iterator[Asked]:
    """Ask about a look that exists in one place only, at another."""
    typed = [lesion.morphology or ""]
    typed += [
        each.morphology or ""
        for visit in case.visits
        for each in visit.appearances
        if each.lesion_id == lesion.lesion_id
    ]
    for text in dict.fromkeys(typed):
        found = recognize_morphologies(text=text)
        kinds = {each.key for each in found}
        is_target = lesion.role == "target" and lesion.non_measurable is None
        if is_target and text == lesion.morphology and any(e.non_measurable for e in found):
            yield about(lesion, "look_not_measurable", typed=text)
        for row in file.table("look_places"):
            if row["morphology"] in kinds and lesion.zone and lesion.zone not in row["zones"]:
                asked = about(lesion, "look_and_place", typed=text)
                yield replace(asked, subject=f"{lesion.lesion_id} {row['morphology']}")


def about_dermoscopy(case: Case) -> Iterator[Asked]:
    """Ask about structures outside the vocabulary."""
    known = load_dermoscopy().by_key
    for visit in case.visits:
        for each in visit.dermoscopies:
            for name in each.structures or ():
                if name not in known:
                    day = say_day(on=visit.visited_on)
                    words = {"name": name, "lesion": each.lesion_id, "day": day}
                    subject = f"{each.lesion_id} {visit.visited_on} {name}"
                    yield Asked("dermoscopy_word", subject, words, (each.lesion_id,))
