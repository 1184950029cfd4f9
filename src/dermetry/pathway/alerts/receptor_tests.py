"""What the receptors of a malignant specimen wait for, and what they tell."""

from collections.abc import Iterator, Mapping
from datetime import date

from dermetry.pathology.receptors import conversions, current_receptors, read_receptors
from dermetry.pathology.receptors.values import SpecimenReceptors
from dermetry.pathway.alerts.follow_up import signed_call
from dermetry.pathway.alerts.situation import PATIENT, Condition, Situation, day_text
from dermetry.pathway.alerts.values import Held
from dermetry.record.specimen import Specimen

BREAST = "breast"


def malignant(situation: Situation) -> list[tuple[Specimen, SpecimenReceptors]]:
    """Give the malignant specimens of breast origin or of none named, the latest last."""
    found = [
        each
        for each in situation.case.specimens
        if each.is_malignant and (not each.report or each.report.origin in (None, BREAST))
    ]
    found.sort(key=lambda each: (each.taken_on, reported_on(each), each.specimen_id))
    return [(each, read_receptors(specimen=each, rules=situation.rules)) for each in found]


def reported_on(specimen: Specimen) -> date:
    """Give the day a specimen was reported, or else taken."""
    return specimen.reported_on or specimen.taken_on


def held(specimen: Specimen, since: date, *facts: str, occasion: str = "", **words: str) -> Held:
    """Give what was found of a specimen."""
    name = f"Specimen {specimen.specimen_id}"
    return Held(
        subject=specimen.specimen_id,
        since=since,
        facts=(f"{name} was reported on {day_text(reported_on(specimen))}.", *facts),
        lesion_ids=(specimen.lesion_id,) if specimen.lesion_id else (),
        occasion=occasion,
        words={"specimen": name, **words},
    )


def untested(receptors: SpecimenReceptors) -> list[str]:
    """Name the receptors of which a specimen says nothing."""
    three = (receptors.er, receptors.pr, receptors.her2)
    return [each.marker for each in three if not each.is_tested]


def missing(situation: Situation) -> Iterator[Held]:
    """Find malignant skin specimens without receptors, where no later one has them."""
    is_covered = False
    for specimen, receptors in reversed(malignant(situation)):
        markers = untested(receptors)
        is_covered = is_covered or not markers
        if is_covered or specimen.source != "skin":
            continue
        since = reported_on(specimen) + situation.book.days("receptors_days")
        facts, what = [], f"not tested: {', '.join(markers)}"
        if receptors.is_typed_read is False:
            facts = [f"As typed: {receptors.typed}."]
            what = f"the text of its receptors cannot be read: {', '.join(markers)}"
        yield held(specimen, since, *facts, what=what)


def conversion(situation: Situation) -> Iterator[Held]:
    """Find receptors whose latest result differs from the primary's.

    A later result that is asked about ends nothing: the one before it stands, with the question.
    """
    by_id = {each.specimen_id: each for each in situation.case.specimens}
    seen: set[str] = set()
    doubts: dict[str, list[str]] = {}
    for each in conversions(case=situation.case, rules=situation.rules):
        if each.marker in seen or each.kind == "not_comparable":
            continue
        specimen = by_id[each.specimen_id]
        asked = questions_of(situation, specimen, each.marker)
        if asked and not each.is_status_change:
            doubts.setdefault(each.marker, []).extend(asked)
            continue
        seen.add(each.marker)
        if each.is_status_change:
            facts = (
                f"Now: {each.now_label}.",
                f"Primary: {each.primary_label}.",
                *each.caveats,
                *doubts.get(each.marker, ()),
            )
            yield held(
                specimen,
                reported_on(specimen),
                *facts,
                occasion=each.marker,
                conversion=each.statement,
            )


def questions_of(situation: Situation, specimen: Specimen, marker: str) -> list[str]:
    """Give what a later specimen asks about one receptor, with its name."""
    told = read_receptors(specimen=specimen, rules=situation.rules)
    return [
        f"Later specimen {specimen.specimen_id}, not settled: {asked}"
        for reading in told.readings
        if reading.marker == marker
        for asked in reading.questions
    ]


def her2_equivocal(situation: Situation) -> Iterator[Held]:
    """Find a last HER2 result that is equivocal."""
    tested = [pair for pair in malignant(situation) if pair[1].her2.is_tested]
    if tested and tested[-1][1].her2.state == "equivocal":
        specimen, receptors = tested[-1]
        yield held(specimen, reported_on(specimen), f"{receptors.her2.label}.")


def old(situation: Situation) -> Iterator[Held]:
    """Find progression at which the receptors were tested long ago, or never."""
    visit = situation.last_signed
    if visit is None or visit.signature is None:
        return
    if signed_call(visit) not in situation.book.words("progression"):
        return
    day = visit.visited_on
    tested_on = last_tested_on(situation)
    if tested_on and situation.book.months_after(tested_on, "receptors_months") >= day:
        return
    if is_tissue_coming(situation, day):
        return
    tested = f"on {day_text(tested_on)}" if tested_on else "never, as far as recorded"
    yield Held(
        subject=PATIENT,
        since=visit.signature.signed_on,
        facts=(f"Receptors were last tested {tested}.",),
        occasion=day.isoformat(),
        words={"day": day_text(day), "tested": tested},
    )


def last_tested_on(situation: Situation) -> date | None:
    """Give the day of the newest tissue with receptors; a text nobody can read tells of a test."""
    current = current_receptors(case=situation.case, rules=situation.rules).receptors
    days = [current.taken_on] if current and current.taken_on else []
    days += [specimen.taken_on for specimen, told in malignant(situation) if told.typed]
    return max(days, default=None)


def is_tissue_coming(situation: Situation, since: date) -> bool:
    """Tell whether tissue was taken since a day, or is ordered or suggested."""
    case = situation.case
    if any(each.taken_on >= since for each in case.specimens):
        return True
    return any(
        each.stage in ("suggested", "ordered") or (each.taken_on and each.taken_on >= since)
        for each in case.biopsies
        if each.stage != "cancelled"
    )


CONDITIONS: Mapping[str, Condition] = {
    "receptors.missing": missing,
    "receptors.conversion": conversion,
    "receptors.her2_equivocal": her2_equivocal,
    "receptors.old": old,
}
