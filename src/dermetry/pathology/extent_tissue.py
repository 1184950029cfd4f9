"""What the tissue of a lesion says: malignant or not, and the origin the pathologist named."""

from datetime import date
from typing import Literal

from dermetry.knowledge.histology import load_histology
from dermetry.knowledge.rules import RuleFile
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.specimen import Specimen

NOT_STATED = "not_stated"
GONE = frozenset({"absent", "merged_into", "split_into", "treated_locally"})
LOOKED_IN_VAIN = frozenset({"not_done", "not_evaluable"})
Tissue = Literal["malignant", "not_malignant", "pending"]


def family_of(*, lesion: Lesion, case: Case) -> frozenset[str]:
    """Give a lesion with all its forebears: the tissue of a parent is the tissue of the mass."""
    found: set[str] = set()
    queue = [lesion.lesion_id]
    while queue:
        each = case.lesion(queue.pop())
        if each and each.lesion_id not in found:
            found.add(each.lesion_id)
            queue += [*each.merged_from, *([each.split_from] if each.split_from else [])]
    return frozenset(found)


def specimens_of(*, lesion: Lesion, case: Case) -> tuple[Specimen, ...]:
    """Give the specimens of a lesion and of what it grew together from."""
    family = family_of(lesion=lesion, case=case)
    return tuple(each for each in case.specimens if each.lesion_id in family)


def tissue_of(*, lesion: Lesion, case: Case) -> Tissue:
    """Give what the tissue of a lesion says: one malignant report is enough.

    A malignant report of a parent proves the mass too; a benign one says nothing of it, nor does
    benign tissue from before the lesion was there. As long as a specimen is not reported, or none
    was taken, the tissue is pending.
    """
    if any(each.is_malignant for each in specimens_of(lesion=lesion, case=case)):
        return "malignant"
    own = [
        each.is_malignant
        for each in case.specimens
        if each.lesion_id == lesion.lesion_id and not is_older(lesion=lesion, specimen=each)
    ]
    return "pending" if not own or None in own else "not_malignant"


def is_older(*, lesion: Lesion, specimen: Specimen) -> bool:
    """Tell whether a specimen named for a lesion was taken before the lesion was first seen."""
    first = lesion.first_seen_on
    is_own = specimen.lesion_id == lesion.lesion_id
    return is_own and first is not None and specimen.taken_on < first


def is_out_of_reach(*, lesion: Lesion, case: Case) -> bool:
    """Tell whether no tissue of a lesion can come any more: gone, and no report is awaited."""
    own = (each for each in case.specimens if each.lesion_id == lesion.lesion_id)
    return is_gone(lesion=lesion, case=case) and all(e.is_malignant is not None for e in own)


def is_gone(*, lesion: Lesion, case: Case) -> bool:
    """Tell whether everybody who last looked for a lesion found it ended (``GONE``)."""
    for visit in reversed(case.visits):
        found = [
            each.status
            for each in visit.findings
            if each.lesion_id == lesion.lesion_id and each.is_confirmed
        ]
        told = [each for each in found if each not in LOOKED_IN_VAIN]
        if told:
            return all(each in GONE for each in told)
    return False


def named_origins(*, lesion: Lesion, case: Case) -> tuple[tuple[date, str], ...]:
    """Give every origin that malignant reports of a lesion name, with the day, earliest first."""
    return tuple(
        sorted(
            (each.reported_on or each.taken_on, each.report.origin)
            for each in specimens_of(lesion=lesion, case=case)
            if each.is_malignant and each.report and each.report.origin
        )
    )


def origin_of(*, lesion: Lesion, case: Case, file: RuleFile) -> str:
    """Give the origin the pathologist named: "breast", "other" or "not_stated".

    Reports that say breast and another origin settle nothing, nor does a key outside the
    vocabulary; of a named origin and one called undetermined the latest counts.
    """
    named = named_origins(lesion=lesion, case=case)
    reads = {read_origin(key=key, file=file) for _, key in named}
    if len(reads - {NOT_STATED}) != 1:
        return NOT_STATED
    latest = {read_origin(key=key, file=file) for day, key in named if day == named[-1][0]}
    return latest.pop() if len(latest) == 1 else NOT_STATED


def read_origin(*, key: str, file: RuleFile) -> str:
    """Read one key: as the rule file lists it, else another origin of the vocabulary."""
    reads = {each: str(row["reads"]) for row in file.table("origins") for each in row["keys"]}
    return reads.get(key, "other" if key in load_histology().origins else NOT_STATED)
