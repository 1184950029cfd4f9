"""What the tissue of a lesion says: malignant or not, and the origin the pathologist named."""

from typing import Literal

from dermetry.knowledge.rules import RuleFile
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.specimen import Specimen

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


def origin_of(*, lesion: Lesion, case: Case, file: RuleFile) -> str:
    """Give the origin the pathologist named in the latest malignant report that names one."""
    reads = {key: row["reads"] for row in file.table("origins") for key in row["keys"]}
    named = [
        (each.reported_on or each.taken_on, each.report.origin)
        for each in specimens_of(lesion=lesion, case=case)
        if each.is_malignant and each.report and each.report.origin
    ]
    if not named:
        return "not_stated"
    return str(reads.get(max(named)[1], "other"))
