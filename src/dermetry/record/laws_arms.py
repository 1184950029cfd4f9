"""The laws of biopsies, receptor choice, extent decisions, alerts and dermoscopies."""

from collections.abc import Iterable, Iterator
from datetime import date

from dermetry.record.alert import Alert
from dermetry.record.biopsy import Biopsy
from dermetry.record.extent import ExtentDecision
from dermetry.record.laws import twice
from dermetry.record.lesion import Lesion
from dermetry.record.specimen import Specimen, SpecimenChoice
from dermetry.record.visit import Visit

NEED_TEXT = ("suppressed", "done", "assigned")


def check_biopsies(
    lesions: tuple[Lesion, ...], specimens: tuple[Specimen, ...], biopsies: tuple[Biopsy, ...]
) -> Iterator[str]:
    """Law: a biopsy has its own id, known lesion and specimen, and steps in their order."""
    lesion_ids = {each.lesion_id for each in lesions}
    specimen_ids = {each.specimen_id for each in specimens}
    for biopsy_id in twice(each.biopsy_id for each in biopsies):
        yield f"biopsy {biopsy_id} is listed twice"
    for specimen_id in twice(each.specimen_id for each in biopsies if each.specimen_id):
        yield f"specimen {specimen_id} is of two biopsies"
    for each in biopsies:
        where = f"biopsy {each.biopsy_id}"
        if each.lesion_id is not None and each.lesion_id not in lesion_ids:
            yield f"{where} is of unknown lesion {each.lesion_id}"
        if each.specimen_id is not None and each.specimen_id not in specimen_ids:
            yield f"{where} names unknown specimen {each.specimen_id}"
        if each.cancelled_on and not each.cancel_reason:
            yield f"{where} was cancelled without a reason"
        yield from check_steps(where, each.steps())


def check_steps(where: str, steps: Iterable[tuple[str, date | None]]) -> Iterator[str]:
    """Name every step that is dated before the one it follows."""
    before: tuple[str, date] | None = None
    for name, day in steps:
        if day is None:
            continue
        if before and day < before[1]:
            yield f"{where} was {name} on {day}, before it was {before[0]} ({before[1]})"
        before = (name, day)


def check_places(specimens: tuple[Specimen, ...], biopsies: tuple[Biopsy, ...]) -> Iterator[str]:
    """Law: a point lies in a named photograph (which may still wait to be analysed)."""
    placed: list[tuple[str, Specimen | Biopsy]] = [
        (f"specimen {each.specimen_id}", each) for each in specimens
    ]
    placed += [(f"biopsy {each.biopsy_id}", each) for each in biopsies]
    for where, each in placed:
        if each.point_px is not None and each.photograph_id is None:
            yield f"{where} has a point, but no photograph that it lies in"


def check_choice(specimens: tuple[Specimen, ...], choice: SpecimenChoice | None) -> Iterator[str]:
    """Law: the chosen specimen is a known one."""
    if choice and choice.specimen_id not in {each.specimen_id for each in specimens}:
        yield f"the specimen chosen as current, {choice.specimen_id}, is not known"


def check_decisions(
    lesions: tuple[Lesion, ...], decisions: tuple[ExtentDecision, ...]
) -> Iterator[str]:
    """Law: a decision on extent is of a known lesion, and says why where it overrides."""
    known = {each.lesion_id for each in lesions}
    for each in decisions:
        if each.lesion_id is not None and each.lesion_id not in known:
            yield f"the extent decision of {each.decided_on} is of unknown lesion {each.lesion_id}"
        if each.kind == "overridden" and not each.reason:
            yield f"the extent decision of {each.decided_on} overrides without a reason"


def check_alerts(alerts: tuple[Alert, ...]) -> Iterator[str]:
    """Law: an alert stands once, begins by firing, and says why it was put off or closed."""
    for key in twice(each.key for each in alerts):
        yield f"alert {key} is listed twice"
    for alert in alerts:
        where = f"alert {alert.key}"
        if not alert.events or alert.events[0].kind != "fired":
            yield f"{where} does not begin by firing"
        days = [event.happened_on for event in alert.events]
        if days != sorted(days):
            yield f"{where} has events out of order"
        for event in alert.events:
            if event.kind in NEED_TEXT and not event.text:
                yield f"{where} was {event.kind} without a word why"
            if event.until_on and event.until_on <= event.happened_on:
                yield f"{where} is put off until {event.until_on}, which is not later"


def check_dermoscopies(lesions: tuple[Lesion, ...], visits: tuple[Visit, ...]) -> Iterator[str]:
    """Law: a dermoscopy is of a known lesion."""
    known = {each.lesion_id for each in lesions}
    for visit in visits:
        for each in visit.dermoscopies:
            if each.lesion_id not in known:
                yield f"visit {visit.visited_on}: dermoscopy of unknown lesion {each.lesion_id}"
