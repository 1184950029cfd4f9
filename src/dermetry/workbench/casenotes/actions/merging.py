"""Two records of one patient become one; the other stays as a stone that points to it."""

from collections.abc import Mapping
from datetime import datetime

from dermetry.errors import DermetryError, MarksInvalid
from dermetry.pathway.merge_cases import MergedCase, merge_cases
from dermetry.pathway.merge_names import Names, free_names
from dermetry.record.case import Case
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import audit, mapping, scope, summary
from dermetry.workbench.casenotes.actions.base import RecordNotLawful, Unit, change, read_lawful
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.moving import move_rows
from dermetry.workbench.casenotes.rewriting import rewrite_case


class MergeNotPossible(MarksInvalid):
    """These two records cannot be merged."""


class MergeNotExact(DermetryError):
    """A defect: the rows after a merge are not the case that was announced."""


def merge_records(
    *,
    actor: Actor,
    at: datetime,
    kept_pk: int,
    merged_pk: int,
    same_lesions: Mapping[str, str],
    reason: str,
) -> MergedCase:
    """Move everything of one record into another of the same site; gives what was changed.

    ``same_lesions`` maps lesion ids of the merged record to those of the kept one.  The merged
    record keeps its identity, points to the kept one, and holds its whole case as it was.  Raises
    MergeNotPossible, CasesNotMergeable, RecordNotLawful, NotHere.
    """
    if not reason.strip():
        raise RecordNotLawful(
            "Why are these two records one patient's?",
            next_step="say in a few words how you know it",
        )
    check_here(actor, kept_pk, merged_pk)
    with change(
        actor=actor,
        at=at,
        permission="merge_records",
        patient_pk=min(kept_pk, merged_pk),
        may_be_merged=True,  # check_two says it of either of them
    ) as unit:
        # Both rows are locked in the order of their keys, so that two merges cannot block.
        other = scope.get(actor=actor, model=Patient, pk=max(kept_pk, merged_pk), lock=True)
        both = {unit.patient.pk: unit.patient, other.pk: other}
        check_two(both)
        kept, merged = both[kept_pk], both[merged_pk]
        before, gone = read_lawful(kept), read_lawful(merged)
        found = merge_cases(kept=before, merged=gone, same_lesions=same_lesions)
        names = free_names(kept=before, merged=gone, same=dict(same_lesions))
        join(at, kept, merged, gone, found, names, same_lesions)
        unit.patient = kept
        log(unit, merged, found, same_lesions, reason)
    return found


def check_here(actor: Actor, *keys: int) -> None:
    """Refuse a record of another site in words."""
    if scope.rows(actor=actor, model=Patient).filter(pk__in=keys).count() < len(set(keys)):
        raise MergeNotPossible(
            "The other record is not at this site",
            why="records are merged within one site; each site keeps its own",
            next_step="export the case there, import it here, then merge",
        )


def check_two(both: Mapping[int, Patient]) -> None:
    """Refuse a record with itself, and one that was merged already."""
    if len(both) < 2:
        raise MergeNotPossible(
            "This is one and the same record", next_step="choose the other record of the patient"
        )
    for row in both.values():
        if row.merged_into_id is not None:
            raise MergeNotPossible(
                f"{row.patient_id} was merged before",
                next_step="open the record it was merged into",
            )


def join(
    at: datetime,
    kept: Patient,
    merged: Patient,
    gone: Case,
    found: MergedCase,
    names: Names,
    same_lesions: Mapping[str, str],
) -> None:
    """Move the rows, write what the merge changed in them, and leave the stone."""
    move_rows(
        kept=kept, merged=merged, names=names, same=same_lesions, alert_keys=found.alert_keys, at=at
    )
    rewrite_case(patient=kept, case=found.case)
    merged.merged_into = kept
    merged.details = {**merged.details, "as_it_was": gone.model_dump(mode="json")}
    merged.version += 1
    merged.save()
    summary.renew(patient=merged, case=Case(patient=gone.patient))
    if mapping.read_case(patient=kept) != found.case:
        raise MergeNotExact(
            "The merge would not have given what was shown; nothing was changed",
            why="a defect of the program",
            next_step="report it, and leave both records as they are",
        )


def log(
    unit: Unit,
    merged: Patient,
    found: MergedCase,
    same_lesions: Mapping[str, str],
    reason: str,
) -> None:
    """Say in the audit log of both records what was done, and why."""
    words = {
        "reason": reason.strip()[:300],
        "same_lesions": dict(same_lesions),
        "renamed_lesions": dict(found.renamed),
    }
    unit.log(
        "record.merged_in",
        target=merged.patient_id,
        details={**words, "merged_patient_key": merged.pk},
    )
    audit.record(
        actor=unit.actor,
        at=unit.at,
        action="record.merged_away",
        patient_pk=merged.pk,
        target=unit.patient.patient_id,
        details={**words, "kept_patient_key": unit.patient.pk},
    )
