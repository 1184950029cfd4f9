"""When a biopsy waits too long for its next step."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from dermetry.pathway.alerts.as_of import days_of
from dermetry.pathway.alerts.situation import Condition, Situation, day_text
from dermetry.pathway.alerts.values import Held
from dermetry.record.biopsy import Biopsy
from dermetry.record.specimen import Specimen

ONE_DAY = timedelta(days=1)


def held(biopsy: Biopsy, since: date, *facts: str, missing: tuple[str, ...] = ()) -> Held:
    """Give what was found of a biopsy."""
    lesion = biopsy.lesion_id
    place = (biopsy.zone or "").replace("_", " ")
    of_what = lesion or place or "a lesion not named"
    return Held(
        subject=biopsy.biopsy_id,
        since=since,
        facts=facts,
        lesion_ids=(lesion,) if lesion else (),
        words={"biopsy": f"{biopsy.biopsy_id} of {of_what}"},
        missing=missing,
    )


def at_stage(situation: Situation, stage: str) -> Iterator[Biopsy]:
    """Give the biopsies whose last step is the one named, as their specimens say too."""
    by_id = {each.specimen_id: each for each in situation.case.specimens}
    for biopsy in situation.case.biopsies:
        specimen = by_id.get(biopsy.specimen_id or "")
        if stage_with_specimen(biopsy, specimen) == stage:
            yield biopsy


def stage_with_specimen(biopsy: Biopsy, specimen: Specimen | None) -> str:
    """Give the stage of a biopsy, which is reported where its specimen is."""
    is_waiting = biopsy.stage in ("taken", "at_lab")
    return "reported" if is_waiting and specimen and has_result(specimen) else biopsy.stage


def has_result(specimen: Specimen) -> bool:
    """Tell whether anything of a specimen is reported."""
    return specimen.reported_on is not None or specimen.is_malignant is not None


def step(name: str, day: date) -> str:
    """Say when a step was made."""
    return f"{name} on {day_text(day)}."


def not_ordered(situation: Situation) -> Iterator[Held]:
    """Find suggested biopsies not ordered or cancelled; undated ones count from the start."""
    span = situation.book.days("suggested_days")
    first = next(iter(days_of(situation.case)), situation.on)
    for biopsy in at_stage(situation, "suggested"):
        if day := biopsy.suggested_on:
            yield held(biopsy, day + span, step("Suggested", day))
        else:
            yield held(biopsy, first + span, missing=("the day it was suggested",))


def not_taken(situation: Situation) -> Iterator[Held]:
    """Find ordered biopsies past the day they were wanted by, or ordered long ago."""
    for biopsy in at_stage(situation, "ordered"):
        if biopsy.ordered_on is None:
            continue
        facts = [step("Ordered", biopsy.ordered_on)]
        if biopsy.wanted_by:
            facts.append(f"Wanted by {day_text(biopsy.wanted_by)}.")
            due_from = biopsy.wanted_by + ONE_DAY
        else:
            due_from = biopsy.ordered_on + situation.book.days("ordered_days")
        yield held(biopsy, due_from, *facts)


def not_at_lab(situation: Situation) -> Iterator[Held]:
    """Find tissue that was taken and of which no laboratory says that it came."""
    for biopsy in at_stage(situation, "taken"):
        if day := biopsy.taken_on:
            yield held(biopsy, day + situation.book.days("taken_days"), step("Taken", day))


def not_reported(situation: Situation) -> Iterator[Held]:
    """Find tissue at the laboratory without a report; also specimens outside the loop."""
    span = situation.book.days("at_lab_days")
    for biopsy in at_stage(situation, "at_lab"):
        if day := biopsy.at_lab_on:
            yield held(biopsy, day + span, step("At the laboratory", day))
    in_loop = {each.specimen_id for each in situation.case.biopsies}
    for each in situation.case.specimens:
        if each.specimen_id not in in_loop and not has_result(each):
            yield Held(
                subject=f"specimen {each.specimen_id}",
                since=each.taken_on + span,
                facts=(step("Taken", each.taken_on),),
                lesion_ids=(each.lesion_id,) if each.lesion_id else (),
                words={"biopsy": f"specimen {each.specimen_id}"},
            )


def not_judged(situation: Situation) -> Iterator[Held]:
    """Find reported specimens of which nobody says whether they are malignant."""
    for each in situation.case.specimens:
        if each.reported_on and each.is_malignant is None:
            name = f"specimen {each.specimen_id}"
            yield Held(
                subject=name,
                since=each.reported_on,
                facts=(step("Reported", each.reported_on),),
                lesion_ids=(each.lesion_id,) if each.lesion_id else (),
                words={"specimen": each.specimen_id},
                missing=(f"whether {name} is malignant",),
            )


def not_acted_on(situation: Situation) -> Iterator[Held]:
    """Find reports of which nobody says what was done about them."""
    by_id = {each.specimen_id: each for each in situation.case.specimens}
    for biopsy in at_stage(situation, "reported"):
        specimen = by_id.get(biopsy.specimen_id or "")
        day = biopsy.reported_on or (specimen.reported_on if specimen else None) or biopsy.taken_on
        if day:
            facts = [step("Reported", day), *said(specimen)]
            yield held(biopsy, day + situation.book.days("reported_days"), *facts)


def said(specimen: Specimen | None) -> Iterator[str]:
    """Say what a specimen's report says."""
    if specimen is None:
        yield "The report is not linked to a specimen."
        return
    words = {True: "malignant", False: "not malignant", None: "not stated whether malignant"}
    yield f"Specimen {specimen.specimen_id}: {words[specimen.is_malignant]}."


def no_photograph(situation: Situation) -> Iterator[Held]:
    """Find biopsies taken without a photograph of the site."""
    for biopsy in situation.case.biopsies:
        if biopsy.taken_on and biopsy.stage != "cancelled" and biopsy.photograph_id is None:
            yield held(biopsy, biopsy.taken_on, step("Taken", biopsy.taken_on))


CONDITIONS: Mapping[str, Condition] = {
    "biopsy.not_ordered": not_ordered,
    "biopsy.not_taken": not_taken,
    "biopsy.not_at_lab": not_at_lab,
    "biopsy.not_reported": not_reported,
    "biopsy.not_judged": not_judged,
    "biopsy.not_acted_on": not_acted_on,
    "biopsy.no_photograph": no_photograph,
}
