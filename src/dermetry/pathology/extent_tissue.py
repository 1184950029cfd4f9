"""What the tissue of a lesion says: malignant or not, and the origin the pathologist named."""

from datetime import date
from typing import Literal

from dermetry.knowledge.histology import load_histology
from dermetry.knowledge.rules import RuleFile
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.specimen import Specimen

NOT_STATED = "not_stated"
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

    A malignant report of a parent proves the mass too; a benign one says nothing of it. As long
    as a specimen is not reported, or none was taken, the tissue is pending.
    """
    if any(each.is_malignant for each in specimens_of(lesion=lesion, case=case)):
        return "malignant"
    own = [e.is_malignant for e in case.specimens if e.lesion_id == lesion.lesion_id]
    return "pending" if not own or None in own else "not_malignant"


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
