"""What follows from the extent of the disease: restaging, tumor board, search for the primary."""

from collections.abc import Iterator, Mapping
from datetime import date

from dermetry.pathology.extent import current_extent
from dermetry.pathology.extent_values import CurrentExtent, ExtentTask
from dermetry.pathway.alerts import lesion_facts as of
from dermetry.pathway.alerts.as_of import days_of
from dermetry.pathway.alerts.situation import PATIENT, Condition, Situation, day_text
from dermetry.pathway.alerts.values import Held
from dermetry.record.imaging_study import ImagingStudy


def task_named(situation: Situation, key: str) -> tuple[CurrentExtent, ExtentTask] | None:
    """Give the extent in force with its task of that key; None: it asks for no such thing."""
    current = current_extent(case=situation.case, rules=situation.rules)
    task = next((each for each in current.tasks if each.key == key), None)
    return (current, task) if task else None


def held(situation: Situation, current: CurrentExtent, task: ExtentTask, *facts: str) -> Held:
    """Give what the extent asks for, with the statement it follows from.

    The occasion is the effects that ask for it: another lesion with the same effect is no new
    fact, and neither is a lesion that waits for its tissue.
    """
    asking = tuple(asking_effects(situation, current, task))
    return Held(
        subject=PATIENT,
        since=since_when(situation, current, asking),
        facts=(f"Extent ({current.state}): {current.statement}.", *facts),
        lesion_ids=task.lesion_ids,
        occasion="+".join(asking),
        words={"extent": current.statement},
    )


def asking_effects(situation: Situation, current: CurrentExtent, task: ExtentTask) -> Iterator[str]:
    """Give the effects in force that ask for a task."""
    file = situation.rules.file("extent")
    for axis, effect in (("t", current.t_effect), ("m", current.m_effect)):
        for row in file.table(f"effects_{axis}"):
            if row["key"] == effect and row["task"] == task.key:
                yield effect


def since_when(situation: Situation, current: CurrentExtent, asking: tuple[str, ...]) -> date:
    """Give the day since when all asking effects are there: decided, or each by its lesions."""
    if current.patient.decision:
        return current.patient.decision.decided_on
    first = next(iter(days_of(situation.case)), situation.on)
    return max((effect_since(situation, current, each) or first for each in asking), default=first)


def effect_since(situation: Situation, current: CurrentExtent, effect: str) -> date | None:
    """Give the first day on which a lesion carried an effect, or it was stated of the breast."""
    days = [
        carried_since(situation, each.lesion_id)
        for each in current.lesions
        if each.lesion_id and effect in (each.t_effect, each.m_effect)
    ]
    breast, stated = current.proposal.inflammatory, situation.case.history.inflammatory
    if breast and stated and effect in (breast.t_effect, breast.m_effect):
        days.append(stated.stated_on)
    return min((day for day in days if day), default=None)


def carried_since(situation: Situation, lesion_id: str) -> date | None:
    """Give the day a lesion was proved, or else since when it is there."""
    lesion = situation.case.lesion(lesion_id)
    if lesion is None:
        return None
    proved = [e for e in of.specimens_of(situation.case, lesion) if e.is_malignant]
    days = [each.reported_on or each.taken_on for each in proved]
    return min(days, default=of.here_since(situation.case, lesion))


def restaging(situation: Situation) -> Iterator[Held]:
    """Find an extent that asks for restaging, and no study for it around or since."""
    found = task_named(situation, "restaging")
    if found is None:
        return
    task = held(situation, *found, "No imaging for staging is recorded around or since then.")
    first = task.since - situation.book.days("restaging_window_days")
    studies = situation.case.imaging_studies
    if not any(each.done_on >= first and stages(situation, each) for each in studies):
        yield task


def stages(situation: Situation, study: ImagingStudy) -> bool:
    """Tell whether a study looks for spread; a bone density scan never does."""
    book = situation.book
    is_asked = study.question is None or study.question in book.words("staging_question")
    return is_asked and study.modality in book.words("staging_modality")


def tumor_board(situation: Situation) -> Iterator[Held]:
    """Find an extent that can be read in two ways, and that nobody has decided on these facts."""
    found = task_named(situation, "tumor_board")
    decided = found[0].patient if found else None
    if found and decided and (decided.decision is None or decided.is_outdated):
        readings = dict.fromkeys(
            reading for each in found[0].proposal.lesions for reading in each.readings
        )
        yield held(situation, *found, *(f"Possible reading: {each}." for each in readings))


def primary_unknown(situation: Situation) -> Iterator[Held]:
    """Find disease of the skin whose primary is not known."""
    if found := task_named(situation, "primary_workup"):
        yield held(situation, *found, "No primary tumor is known.")


def outdated(situation: Situation) -> Iterator[Held]:
    """Find a decision on extent that rests on other facts than those of today."""
    current = current_extent(case=situation.case, rules=situation.rules)
    for each in (current.patient, *current.lesions):
        if each.decision and each.is_outdated:
            yield Held(
                subject=each.lesion_id or PATIENT,
                since=each.decision.decided_on,
                facts=(f"Decided on {day_text(each.decision.decided_on)}.", each.note),
                lesion_ids=(each.lesion_id,) if each.lesion_id else (),
                occasion=f"{each.proposed_t_effect}+{each.proposed_m_effect}",
                words={"extent": each.statement},
            )


CONDITIONS: Mapping[str, Condition] = {
    "extent.restaging": restaging,
    "extent.tumor_board": tumor_board,
    "extent.primary_unknown": primary_unknown,
    "extent.outdated": outdated,
}
