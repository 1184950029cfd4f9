"""Doubtful entries about specimens, biopsies and imaging studies."""

from collections.abc import Iterator
from datetime import date

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.extent_tissue import is_older
from dermetry.pathway.asked import Asked, key_words, zone_words
from dermetry.record.case import Case
from dermetry.record.days import say_day
from dermetry.record.finding import Absent, Finding
from dermetry.record.lesion import Lesion
from dermetry.record.specimen import Specimen


def ask_about_tissue(*, case: Case, file: RuleFile) -> Iterator[Asked]:
    """Ask about tissue that does not fit its lesion, and studies that do not fit their question."""
    for specimen in case.specimens:
        lesion = case.lesion(specimen.lesion_id) if specimen.lesion_id else None
        name = f"specimen {specimen.specimen_id}"
        ids = (specimen.specimen_id,)
        if lesion:
            yield from about_presence(lesion, name, specimen.taken_on, case, file, ids)
            yield from about_age(lesion, specimen)
            yield from about_place(lesion, specimen)
        elif specimen.source == "skin":
            yield Asked(
                "specimen_of_nothing",
                specimen.specimen_id,
                {"name": specimen.specimen_id},
                specimen_ids=ids,
            )
    yield from about_biopsies(case, file)
    yield from about_studies(case, file)


def about_presence(
    lesion: Lesion,
    name: str,
    taken_on: date,
    case: Case,
    file: RuleFile,
    specimen_ids: tuple[str, ...] = (),
) -> Iterator[Asked]:
    """Ask about tissue of a lesion recorded as absent that day, or gone for long."""
    on, last = last_finding(lesion, taken_on, case)
    if on is None or not isinstance(last, Absent):
        return
    words = {"name": name, "lesion": lesion.lesion_id, "day": say_day(on=taken_on)}
    if on == taken_on:
        rule, fact = "specimen_of_absent", "absent"
    elif (taken_on - on).days >= file.threshold("gone_days"):
        rule, fact = "specimen_of_gone", f"gone since {say_day(on=gone_since(lesion, on, case))}"
    else:
        return
    yield Asked(rule, name, {**words, "fact": fact}, (lesion.lesion_id,), specimen_ids)


def about_age(lesion: Lesion, specimen: Specimen) -> Iterator[Asked]:
    """Ask about benign tissue taken before its lesion was first seen: it settles nothing."""
    if lesion.first_seen_on is None or specimen.is_malignant is not False:
        return
    if not is_older(lesion=lesion, specimen=specimen):
        return
    words = {
        "name": f"specimen {specimen.specimen_id}",
        "lesion": lesion.lesion_id,
        "day": say_day(on=specimen.taken_on),
        "fact": say_day(on=lesion.first_seen_on),
    }
    ids = (specimen.specimen_id,)
    yield Asked("specimen_before", specimen.specimen_id, words, (lesion.lesion_id,), ids)


def last_finding(lesion: Lesion, until: date, case: Case) -> tuple[date | None, Finding | None]:
    """Give the last confirmed finding of a lesion up to a day, and its day."""
    found = [
        (visit.visited_on, each)
        for visit in case.visits
        for each in visit.findings
        if each.lesion_id == lesion.lesion_id and each.is_confirmed and visit.visited_on <= until
    ]
    return found[-1] if found else (None, None)


def gone_since(lesion: Lesion, last_on: date, case: Case) -> date:
    """Give the first day of the run of absent findings that ends on ``last_on``."""
    since = last_on
    for visit in reversed(case.visits):
        own = [e for e in visit.findings if e.lesion_id == lesion.lesion_id and e.is_confirmed]
        if visit.visited_on > last_on or not own:
            continue
        if not all(isinstance(each, Absent) for each in own):
            break
        since = visit.visited_on
    return since


def about_place(lesion: Lesion, specimen: Specimen) -> Iterator[Asked]:
    """Ask about a specimen taken at another zone or on another side than its lesion."""
    is_zone = specimen.zone in (None, lesion.zone) or lesion.zone is None
    is_side = specimen.laterality in (None, lesion.laterality, "bilateral")
    is_side = is_side or lesion.laterality in (None, "bilateral")
    if is_zone and is_side:
        return
    words = {
        "name": f"specimen {specimen.specimen_id}",
        "lesion": lesion.lesion_id,
        "fact": place_words(specimen.zone, specimen.laterality),
        "zone": place_words(lesion.zone, lesion.laterality),
    }
    ids = (specimen.specimen_id,)
    yield Asked("specimen_place", specimen.specimen_id, words, (lesion.lesion_id,), ids)


def place_words(zone: str | None, side: str | None) -> str:
    """Name a place: zone and side, as far as recorded."""
    return f"{zone_words(zone)}, {side}" if side else zone_words(zone)


def about_biopsies(case: Case, file: RuleFile) -> Iterator[Asked]:
    """Ask about biopsies of absent lesions, and those whose day is not that of the specimen."""
    specimens = {each.specimen_id: each for each in case.specimens}
    for biopsy in case.biopsies:
        specimen = specimens.get(biopsy.specimen_id or "")
        lesion = case.lesion(biopsy.lesion_id) if biopsy.lesion_id else None
        name = f"biopsy {biopsy.biopsy_id}"
        if biopsy.taken_on is None:
            continue
        if specimen and specimen.taken_on != biopsy.taken_on:
            words = {
                "name": name,
                "day": say_day(on=biopsy.taken_on),
                "fact": say_day(on=specimen.taken_on),
            }
            ids = (specimen.specimen_id,)
            yield Asked("biopsy_dates", biopsy.biopsy_id, words, specimen_ids=ids)
        if lesion and specimen is None:  # with a specimen, that one is asked about
            yield from about_presence(lesion, name, biopsy.taken_on, case, file)


def about_studies(case: Case, file: RuleFile) -> Iterator[Asked]:
    """Ask about a study that does not answer its question (DXA is no staging test)."""
    for study in case.imaging_studies:
        for row in file.table("wrong_tests"):
            if study.modality == row["modality"] and study.question in row["questions"]:
                words = {
                    "name": row["name"],
                    "day": say_day(on=study.done_on),
                    "fact": key_words(study.question or ""),
                    "typed": row["because"],
                }
                yield Asked(row["rule"], study.study_id, words)
