"""When a biopsy waits too long for its next step."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from dermetry.pathway.alerts.as_of import days_of
from dermetry.pathway.alerts.situation import Condition, Situation, day_text
from dermetry.pathway.alerts.values import Held
from dermetry.record.biopsy import Biopsy
from dermetry.record.case import Case
from dermetry.record.specimen import Specimen

ONE_DAY = timedelta(days=1)
OF_SOURCE = {  # of a specimen; the skin is named by its lesion or zone
    "primary": "the primary tumor",
    "lymph_node": "a lymph node",
    "other_organ": "another organ",
}


def held(
    situation: Situation, biopsy: Biopsy, since: date, *facts: str, missing: tuple[str, ...] = ()
) -> Held:
    """Give what was found of a biopsy."""
    return Held(
        subject=biopsy.biopsy_id,
        since=since,
        facts=facts,
        lesion_ids=(biopsy.lesion_id,) if biopsy.lesion_id else (),
        words={"biopsy": f"{biopsy.biopsy_id} of {place_of(situation.case, biopsy)}"},
        missing=missing,
    )


def place_of(case: Case, taken: Biopsy | Specimen) -> str:
    """Say of what tissue is: its lesion (with the organ), its zone, or the source it names."""
    lesion = case.lesion(taken.lesion_id) if taken.lesion_id else None
    if lesion is not None:
        organ = lesion.organ.replace("_", " ")
        return lesion.lesion_id if lesion.organ == "skin" else f"{lesion.lesion_id} ({organ})"
    source = source_of(case, taken)
    if source in OF_SOURCE:
        return OF_SOURCE[source]
    return (taken.zone or "").replace("_", " ") or "a lesion not named"


def source_of(case: Case, taken: Biopsy | Specimen) -> str | None:
    """Give what a specimen, or that of a biopsy, is of; None: no specimen says it."""
    if isinstance(taken, Specimen):
        return taken.source
    return next((e.source for e in case.specimens if e.specimen_id == taken.specimen_id), None)


def specimen_name(case: Case, specimen: Specimen) -> str:
    """Name a specimen, with what it is of where that is not the skin."""
    name = f"specimen {specimen.specimen_id}"
    lesion = case.lesion(specimen.lesion_id) if specimen.lesion_id else None
    is_of_skin = specimen.source == "skin" and (lesion is None or lesion.organ == "skin")
    return name if is_of_skin else f"{name} of {place_of(case, specimen)}"


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
            yield held(situation, biopsy, day + span, step("Suggested", day))
        else:
            yield held(situation, biopsy, first + span, missing=("the day it was suggested",))


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
        yield held(situation, biopsy, due_from, *facts)


def not_at_lab(situation: Situation) -> Iterator[Held]:
    """Find tissue that was taken and of which no laboratory says that it came."""
    for biopsy in at_stage(situation, "taken"):
        if day := biopsy.taken_on:
            yield held(
                situation, biopsy, day + situation.book.days("taken_days"), step("Taken", day)
            )


def not_reported(situation: Situation) -> Iterator[Held]:
    """Find tissue at the laboratory without a report; also specimens outside the loop."""
    span = situation.book.days("at_lab_days")
    for biopsy in at_stage(situation, "at_lab"):
        if day := biopsy.at_lab_on:
            yield held(situation, biopsy, day + span, step("At the laboratory", day))
    in_loop = {each.specimen_id for each in situation.case.biopsies}
    for each in situation.case.specimens:
        if each.specimen_id not in in_loop and not has_result(each):
            yield Held(
                subject=f"specimen {each.specimen_id}",
                since=each.taken_on + span,
                facts=(step("Taken", each.taken_on),),
                lesion_ids=(each.lesion_id,) if each.lesion_id else (),
                words={"biopsy": specimen_name(situation.case, each)},
            )


def not_judged(situation: Situation) -> Iterator[Held]:
    """Find reported specimens of which nobody says whether they are malignant."""
    for each in situation.case.specimens:
        if each.reported_on and each.is_malignant is None:
            name = specimen_name(situation.case, each)
            yield Held(
                subject=f"specimen {each.specimen_id}",
                since=each.reported_on,
                facts=(step("Reported", each.reported_on),),
                lesion_ids=(each.lesion_id,) if each.lesion_id else (),
                words={"specimen": name[:1].upper() + name[1:]},
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
            yield held(situation, biopsy, day + situation.book.days("reported_days"), *facts)


def said(specimen: Specimen | None) -> Iterator[str]:
    """Say what a specimen's report says."""
    if specimen is None:
        yield "The report is not linked to a specimen."
        return
    words = {True: "malignant", False: "not malignant", None: "not stated whether malignant"}
    yield f"Specimen {specimen.specimen_id}: {words[specimen.is_malignant]}."


def no_photograph(situation: Situation) -> Iterator[Held]:
    """Find biopsies of the skin taken without a photograph of the site."""
    for biopsy in situation.case.biopsies:
        is_missing = biopsy.photograph_id is None and is_of_skin(situation, biopsy)
        if biopsy.taken_on and biopsy.stage != "cancelled" and is_missing:
            yield held(situation, biopsy, biopsy.taken_on, step("Taken", biopsy.taken_on))


def is_of_skin(situation: Situation, biopsy: Biopsy) -> bool:
    """Tell whether a biopsy is of the skin: by its lesion, specimen or zone, else by its kind."""
    lesion = situation.case.lesion(biopsy.lesion_id) if biopsy.lesion_id else None
    if lesion is not None and lesion.organ != "skin":
        return False
    source = source_of(situation.case, biopsy)
    if source is not None or lesion is not None or biopsy.zone:
        return source in (None, "skin")
    return biopsy.kind is None or biopsy.kind in situation.book.words("skin_kinds")


CONDITIONS: Mapping[str, Condition] = {
    "biopsy.not_ordered": not_ordered,
    "biopsy.not_taken": not_taken,
    "biopsy.not_at_lab": not_at_lab,
    "biopsy.not_reported": not_reported,
    "biopsy.not_judged": not_judged,
    "biopsy.not_acted_on": not_acted_on,
    "biopsy.no_photograph": no_photograph,
}
