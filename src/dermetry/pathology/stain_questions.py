"""Questions about stains and receptors that cannot be, or are doubtful, as they stand."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.receptors import ids, read_receptors
from dermetry.pathology.receptors.read import read_typed_primary
from dermetry.pathology.receptors.values import SETTLED, ReceptorReading
from dermetry.pathology.receptors.words import say_percent, say_stains
from dermetry.pathology.stain_checks import COMPARE, Asked, Doubt, check_stains
from dermetry.pathology.values import Question, basis_of
from dermetry.pathology.vocabulary import marker_key, marker_label
from dermetry.record.case import Case
from dermetry.record.days import say_day
from dermetry.record.patient import PrimaryTumor
from dermetry.record.specimen import Specimen
from dermetry.record.stain import Stain

BREAST_WORDS = ("breast", "mammary")
ASK_LAB = "ask the laboratory, and enter its answer"
OPEN_MARKERS = ("TRPS1", "SOX10")
DISCORDANT = "receptors.her2.discordant"


def ask_about_stains(*, case: Case, rules: RuleSet) -> tuple[Question, ...]:
    """Ask about every specimen's stains in the order of the record.

    Source: the rules ``receptors.question.*``; a question ends when the record is corrected.
    """
    file = rules.file("receptors")
    asked = [
        Asked(case, each, read_receptors(specimen=each, rules=rules), file, rules)
        for each in case.specimens
    ]
    found = [to_question(doubt, each) for each in asked for doubt in find_doubts(each)]
    by_key: dict[str, Question] = {}
    for each in (*found, *ask_about_primary(case, rules)):
        by_key[each.key] = join(by_key[each.key], each) if each.key in by_key else each
    return tuple(by_key.values())


def join(one: Question, other: Question) -> Question:
    """Join two questions of one key (two stains with the same fault); no fact is lost."""
    whats = tuple(dict.fromkeys((one.what, other.what)))
    facts = tuple(dict.fromkeys((*one.facts, *other.facts)))
    return replace(one, what="; ".join(whats), facts=facts)


def find_doubts(asked: Asked) -> Iterator[Doubt]:
    """Go through all checks of one specimen."""
    yield from check_stains(asked)
    yield from check_two_stains(asked)
    for reading in asked.receptors.readings:
        yield from check_reading(reading)
    yield from check_report(asked)
    yield from check_days(asked)
    yield from check_malignancy(asked)


def to_question(doubt: Doubt, asked: Asked) -> Question:
    """Turn a doubt about a specimen into a question with its rule's text as the reason."""
    specimen = asked.specimen
    rule, basis = (
        asked.file.rule(doubt.rule_id),
        basis_of(file=asked.file, rule_ids=(doubt.rule_id,)),
    )
    where = f"specimen {specimen.specimen_id} of {say_day(on=specimen.taken_on)}"
    parts = [doubt.rule_id, specimen.specimen_id, doubt.about]
    return Question(
        key=":".join(each for each in parts if each),
        what=f"{doubt.what} ({where})",
        why=rule.text,
        what_to_do=doubt.what_to_do,
        facts=doubt.facts or (where,),
        rule_id=doubt.rule_id,
        cites=basis.cites,
        status=basis.status,
        lesion_ids=(specimen.lesion_id,) if specimen.lesion_id else (),
        specimen_ids=(specimen.specimen_id,),
    )


def check_reading(reading: ReceptorReading) -> Iterator[Doubt]:
    """Pass on what the reading of a receptor asks, and what leaves HER2 open."""
    fact = (f"{marker_label(marker=reading.marker)}: {reading.raw}",)
    rule_id = ids.ASK_WORD_AND_VALUE
    if DISCORDANT in reading.rule_ids:
        rule_id = ids.ASK_HER2_EXCLUSIVE
    elif ids.ASK_TWO_STAINS in reading.rule_ids:
        rule_id = ids.ASK_TWO_STAINS
    elif is_short_of_ish(reading):
        rule_id = ids.ASK_ISH_NEEDS
    for sentence in reading.questions:
        yield Doubt(rule_id, reading.marker, sentence, ASK_LAB, fact)
    if reading.marker == "HER2" and is_short_of_ish(reading) and not reading.questions:
        need = " and ".join(reading.missing)
        rests = "is open" if reading.state == "equivocal" else "rests on the IHC alone"
        what = f"HER2 {rests}: {need} not stated"
        yield Doubt(
            ids.ASK_ISH_NEEDS, reading.marker, what, f"ask the laboratory for: {need}", fact
        )


def is_short_of_ish(reading: ReceptorReading) -> bool:
    """Tell whether a reading is equivocal, or positive while part of its ISH is missing."""
    return reading.state == "equivocal" or (reading.state == "positive" and bool(reading.missing))


def check_two_stains(asked: Asked) -> Iterator[Doubt]:
    """Ask where two stains of one marker and method lead to different results."""
    told = {m.marker for m in asked.receptors.readings if ids.ASK_TWO_STAINS in m.rule_ids}
    by_marker: dict[tuple[str, str], list[Stain]] = {}
    for stain in asked.specimen.stains:
        key = (marker_key(spelling=stain.marker), stain.method)
        by_marker.setdefault(key, []).append(stain)
    for (marker, _), stains in by_marker.items():
        if marker not in told and len(stains) > 1 and len(sides_of(stains, marker, asked)) > 1:
            what = f"{marker_label(marker=marker)} has {len(stains)} results that differ"
            yield Doubt(ids.ASK_TWO_STAINS, marker, what, ASK_LAB, (say_stains(stains),))


def sides_of(stains: Iterable[Stain], marker: str, asked: Asked) -> set[str]:
    """Give what each stain says when it stands alone, as far as it says anything."""
    found: set[str] = set()
    for stain in stains:
        alone = asked.specimen.model_copy(update={"stains": (stain,), "receptors": None})
        readings = read_receptors(specimen=alone, rules=asked.rules).readings
        own = next((each for each in readings if each.marker == marker), None)
        if own is None and stain.result in ("positive", "negative"):
            found.add(stain.result)
        if own is not None and own.state in SETTLED:
            found.add(own.state)
        if stain.membrane_staining_present is not None:
            found.add(f"membrane {stain.membrane_staining_present}")
    return found


def check_report(asked: Asked) -> Iterator[Doubt]:
    """Ask where report and receptors do not go together."""
    er, pr, _, ki67 = asked.receptors.readings
    report = asked.specimen.report
    if er.state == "negative" and pr.state == "positive":
        what = "PR is positive and ER is negative"
        yield Doubt(ids.ASK_PR_ALONE, "PR", what, ASK_LAB, (er.label, pr.label))
    limit = asked.file.threshold("ki67_grade_1_percent")
    is_grade_1 = report is not None and report.grade == 1
    if is_grade_1 and ki67.percent is not None and ki67.percent >= limit:
        what = f"grade 1 with a Ki-67 of {say_percent(ki67.percent)}"
        yield Doubt(ids.ASK_KI67_GRADE, "KI-67", what, COMPARE, ("grade 1", ki67.label))
    if is_called_breast(asked.specimen) and is_without_marker(asked):
        what = "called breast, while ER, PR, HER2 and GATA3 are negative"
        todo = f"ask for {' and '.join(OPEN_MARKERS)}, or what else the origin rests on"
        yield Doubt(ids.ASK_ALL_NEGATIVE, "", what, todo, (asked.receptors.statement,))


def is_called_breast(specimen: Specimen) -> bool:
    """Tell whether the report names the breast as origin, as key or in its words."""
    if specimen.report and specimen.report.origin:
        return specimen.report.origin == "breast"
    return any(word in specimen.diagnosis.lower() for word in BREAST_WORDS)


def is_without_marker(asked: Asked) -> bool:
    """Tell whether ER, PR, HER2 and GATA3 are negative and nothing else of breast is done."""
    receptors = asked.receptors
    by_marker = {marker_key(spelling=each.marker): each for each in asked.specimen.stains}
    gata3 = by_marker.get("GATA3")
    is_negative = gata3 is not None and gata3.result == "negative"
    states = {each.state for each in (receptors.er, receptors.pr, receptors.her2)}
    is_done = any(marker in by_marker for marker in OPEN_MARKERS)
    return is_negative and states == {"negative"} and not is_done


def check_days(asked: Asked) -> Iterator[Doubt]:
    """Ask about results without a day, or dated before the biopsy they belong to."""
    specimen = asked.specimen
    if specimen.stains and specimen.reported_on is None:
        what, todo = "stains are entered without the day of the report", "enter the day"
        yield Doubt(ids.ASK_EARLY, "", what, todo)
    for biopsy in asked.case.biopsies:
        if biopsy.specimen_id != specimen.specimen_id or biopsy.taken_on is None:
            continue
        taken = say_day(on=biopsy.taken_on)
        days = (f"biopsy taken {taken}", f"specimen taken {say_day(on=specimen.taken_on)}")
        if specimen.reported_on and specimen.reported_on < biopsy.taken_on:
            what = f"reported on {say_day(on=specimen.reported_on)}, before the biopsy of {taken}"
            yield Doubt(ids.ASK_EARLY, "reported", what, COMPARE, days)
        elif specimen.taken_on != biopsy.taken_on:
            what = f"the biopsy was taken on {taken}, the specimen on another day"
            yield Doubt(ids.ASK_EARLY, "taken", what, COMPARE, days)


def check_malignancy(asked: Asked) -> Iterator[Doubt]:
    """Ask where malignancy and receptors do not go together, and about a text nobody can read."""
    specimen, receptors = asked.specimen, asked.receptors
    if receptors.is_typed_read is False:
        todo = "enter the receptors as stains"
        what = "the typed receptors were not understood"
        yield Doubt(ids.ASK_TYPED, "", what, todo, (receptors.typed,))
    if specimen.is_malignant is False and receptors.has_receptors:
        what = "receptors are entered for a specimen that is not malignant"
        yield Doubt(ids.ASK_BENIGN, "", what, COMPARE, (receptors.statement,))
    is_silent = not specimen.stains and not receptors.typed
    if specimen.is_malignant and specimen.reported_on and is_silent:
        todo = "ask the laboratory for ER, PR and HER2, or enter them"
        yield Doubt(ids.ASK_NO_STAINS, "", "reported as malignant, and no stain is entered", todo)


def ask_about_primary(case: Case, rules: RuleSet) -> Iterator[Question]:
    """Ask about receptors typed for the primary that were not understood."""
    primary = case.primary
    if not isinstance(primary, PrimaryTumor) or not primary.receptors:
        return
    read = read_typed_primary(text=primary.receptors, known_on=primary.diagnosed_on, rules=rules)
    if read.is_typed_read:
        return
    file = rules.file("receptors")
    basis = basis_of(file=file, rule_ids=(ids.ASK_TYPED,))
    yield Question(
        key=f"{ids.ASK_TYPED}:primary",
        what="the receptors typed for the primary were not understood",
        why=file.rule(ids.ASK_TYPED).text,
        what_to_do='write them like "ER+ 90 %, PR 0 %, HER2 2+ ISH negative", or add a specimen '
        "of the primary with its stains",
        facts=(primary.receptors,),
        rule_id=ids.ASK_TYPED,
        cites=basis.cites,
        status=basis.status,
    )
