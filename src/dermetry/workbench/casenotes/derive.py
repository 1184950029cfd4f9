"""What follows from outlines and statements: findings, proposals, remarks, proposed lesions.

The library works it out; here it is written into the rows of an unsigned visit, again after each
change.  Nothing a person said is touched, nothing signed is touched, and findings that came with a
case stay until a person says something else of their lesion (``actions.taking_over``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dermetry.pathway import attention
from dermetry.pathway.facts import facts_of
from dermetry.pathway.findings import findings_of_visit
from dermetry.pathway.follow import Proposed, proposed_prefix
from dermetry.pathway.marks import FindingMark, VisitMarks
from dermetry.pathway.propose_matches import propose_matches
from dermetry.pathway.recording import record_photograph
from dermetry.pathway.results import PhotographResult
from dermetry.record.case import Case
from dermetry.record.finding import Finding as RecordedFinding
from dermetry.record.lesion import Lesion as RecordedLesion
from dermetry.record.value import PointPx
from dermetry.record.visit import Remark
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.edited_proposals import (
    Held,
    edited_names,
    outlines_held,
    pin_name,
)
from dermetry.workbench.casenotes.models import (
    Finding,
    Lesion,
    Outline,
    StatedFinding,
    Visit,
)
from dermetry.workbench.casenotes.refusals import read_lawful
from dermetry.workbench.casenotes.visit_results import results_before, results_of_visit


@dataclass(frozen=True)
class Stated:
    """What people stated of lesions at a visit, and who."""

    marks: VisitMarks
    confirmers: dict[str, str]  # by lesion id


def renew_visit(*, visit: Visit, today: date) -> None:
    """Derive an unsigned visit again, and what is proposed at the unsigned ones after it.

    Call it last in a ``change``, with the rows saved; ``visit`` then has its new details and
    version.  Raises MarksInvalid kinds in words where statements and outlines contradict each
    other.
    """
    later = Visit.objects.filter(
        patient_id=visit.patient_id,
        visited_on__range=(visit.visited_on, max(today, visit.visited_on)),
        signed_on__isnull=True,
    )
    for row in later.order_by("visited_on").select_related("patient"):
        renew_one(row)
    visit.refresh_from_db(fields=["details", "version"])


def renew_one(visit: Visit) -> None:
    """Derive one visit again; one without stored photographs and statements stays as it came."""
    visit.version += 1
    if is_derivable(visit):
        held = outlines_held(visit)
        forget_derived(visit)
        case = read_lawful(visit.patient)
        derive(visit, case, held)
    visit.save(update_fields=["details", "version"])


def is_derivable(visit: Visit) -> bool:
    """Tell whether there is anything to derive a visit from, or anything derived to take back."""
    return (
        visit.photographs.exclude(stored_as="").exists()
        or visit.stated.exists()
        or visit.findings.filter(is_derived=True).exists()
    )


def forget_derived(visit: Visit) -> None:
    """Take away what was derived before, and what came with the case but was stated since."""
    visit.findings.filter(is_derived=True).delete()
    visit.findings.filter(lesion__in=visit.stated.values("lesion")).delete()
    visit.details = {
        name: value for name, value in visit.details.items() if name not in ("proposals", "remarks")
    } | {"remarks": remarks_kept(visit)}
    visit.save(update_fields=["details"])


def remarks_kept(visit: Visit) -> list[dict[str, object]]:
    """Give the remarks that no derivation makes: on files and on the visit as a whole."""
    names = set(visit.photographs.filter(state="analysed").values_list("file_name", flat=True))
    return [
        each
        for each in visit.details.get("remarks", ())
        if each["kind"] != "to_confirm" and each.get("file_name") not in names
    ]


def derive(visit: Visit, case: Case, held: Held) -> None:
    """Work out and write findings, proposals, remarks and proposed lesions of one visit."""
    results = results_of_visit(visit=visit)
    stated = read_stated(visit)
    imported = set(visit.findings.values_list("lesion__lesion_id", flat=True))
    facts = facts_of(visited_on=visit.visited_on, marks=stated.marks, confirmers=stated.confirmers)
    found = findings_of_visit(facts=facts, results=results)
    edited = edited_names(visit)  # stay with their outlines, and pass to no others
    proposed = propose(visit, case, results, stated.marks, imported | edited)
    for name in sorted(edited):
        proposed = pin_name(proposed, name, held.get(name, set()))
    keep_lesions(visit, proposed.lesions)
    findings = (*found, *proposed.findings)
    keep_findings(visit, [each for each in findings if each.lesion_id not in imported])
    keep_measured(visit, results)
    visit.details["proposals"] = [
        each.model_dump(mode="json", exclude_none=True) for each in proposed.proposals
    ]
    said = (each for result in results for each in attention.remarks_of(result, visit.visited_on))
    add_remarks(visit, (*said, *proposed.remarks))


def read_stated(visit: Visit) -> Stated:
    """Give the statements of a visit as marks; what a person stated is confirmed by that person."""
    rows = StatedFinding.objects.filter(visit=visit).select_related("lesion").order_by("pk")
    named = Outline.objects.filter(
        photograph__visit=visit, lesion__isnull=False, is_confirmed=True
    ).select_related("lesion")
    confirmers = {row.lesion.lesion_id: row.confirmed_by for row in named.order_by("-pk")}
    confirmers |= {row.lesion.lesion_id: row.stated_by for row in rows}
    marks = VisitMarks(
        confirmed_by=next(iter(confirmers.values()), None),
        finding=tuple(finding_mark(row) for row in rows),
    )
    return Stated(marks=marks, confirmers=confirmers)


def finding_mark(row: StatedFinding) -> FindingMark:
    """Give a statement as a mark."""
    fields = {"confirmed": True, **row.details, "lesion": row.lesion.lesion_id}
    return FindingMark.model_validate(fields)


def propose(
    visit: Visit,
    case: Case,
    results: Sequence[PhotographResult],
    marks: VisitMarks,
    imported: Iterable[str],
) -> Proposed:
    """Ask the library who is who; of merged, split and already described lesions it is silent."""
    over = grown_into_others(case, visit.visited_on)
    described = (FindingMark(lesion=each, status="present") for each in sorted(imported))
    followed = tuple(
        each for each in case.lesions if each.organ == "skin" and each.lesion_id not in over
    )
    return propose_matches(
        case=case.model_copy(update={"lesions": followed}),
        visited_on=visit.visited_on,
        results_now=results,
        results_before=results_before(visit=visit),
        baseline_on=case.baseline_on,
        marks=marks.model_copy(update={"finding": (*marks.finding, *described)}),
    )


def grown_into_others(case: Case, before: date) -> set[str]:
    """Give the lesions that merged or split before a day; others stand in their place now."""
    last: dict[str, str] = {}
    for visit in case.visits:
        if visit.visited_on < before:
            last |= {each.lesion_id: each.status for each in visit.findings if each.is_confirmed}
    return {key for key, status in last.items() if status in ("merged_into", "split_into")}


def keep_lesions(visit: Visit, proposed: Sequence[RecordedLesion]) -> None:
    """Write the lesions proposed as new; take away those that nobody proposes or uses any more.

    What a person wrote of a proposed lesion is neither overwritten nor taken away.
    """
    position = visit.patient.lesions.count()
    wanted = {each.lesion_id: each for each in proposed}
    prefix = proposed_prefix(visit.visited_on)
    there = visit.patient.lesions.filter(lesion_id__startswith=prefix, is_confirmed=False)
    edited = edited_names(visit)
    for row in there:
        if row.lesion_id not in wanted and row.lesion_id not in edited and not is_used(row):
            row.delete()
    for number, (lesion_id, lesion) in enumerate(wanted.items()):
        if lesion_id in edited:
            continue
        fields = mapping.fields_of(Lesion, lesion)
        Lesion.objects.update_or_create(
            patient=visit.patient,
            lesion_id=lesion_id,
            defaults=fields,
            create_defaults={**fields, "position": position + number},
        )


def is_used(row: Lesion) -> bool:
    """Tell whether anything refers to a proposed lesion."""
    tied = (
        *(row.outlines, row.findings, row.stated, row.appearances, row.specimens),
        *(row.biopsies, row.extent_decisions),
    )
    return any(related.exists() for related in tied) or is_dermoscoped(row)


def is_dermoscoped(row: Lesion) -> bool:
    """Tell whether a dermoscopy of any visit is of a lesion."""
    held = Visit.objects.filter(patient_id=row.patient_id).values_list(
        "details__dermoscopies", flat=True
    )
    return any(each["lesion_id"] == row.lesion_id for of_visit in held for each in of_visit or ())


def keep_findings(visit: Visit, findings: Sequence[RecordedFinding]) -> None:
    """Write the findings that follow."""
    lesions = {row.lesion_id: row for row in visit.patient.lesions.all()}
    after = visit.findings.count()
    Finding.objects.bulk_create(
        Finding(
            visit=visit,
            lesion=lesions[each.lesion_id],
            position=after + number,
            is_derived=True,
            **mapping.fields_of(Finding, each, ("lesion_id",)),
        )
        for number, each in enumerate(findings)
    )


def keep_measured(visit: Visit, results: Sequence[PhotographResult]) -> None:
    """Write where each longest diameter lies, and the scale a typed diameter gave."""
    rows = {row.photograph_id: row for row in visit.photographs.filter(state="analysed")}
    for result in results:
        row = rows[result.photograph_id]
        recorded = record_photograph(result=result, confirmed_by="-")
        scale = recorded.scale.model_dump(mode="json", exclude_none=True)
        if row.analysis and row.details["scale"] != scale:
            row.details["scale"] = scale
            row.save(update_fields=["details"])
        axes = {each.outline_id: each.longest_axis_px for each in recorded.outlines}
        for outline in row.outlines.exclude(source="candidate"):
            keep_axis(outline, axes.get(outline.outline_id))


def keep_axis(outline: Outline, axis: tuple[PointPx, PointPx] | None) -> None:
    """Write the ends of an outline's longest diameter, or that it has none."""
    ends = [list(end) for end in axis] if axis else None
    if outline.details.get("longest_axis_px") != ends:
        outline.details = {**outline.details, "longest_axis_px": ends}
        if ends is None:
            del outline.details["longest_axis_px"]
        outline.save(update_fields=["details"])


def add_remarks(visit: Visit, remarks: Iterable[Remark]) -> None:
    """Write remarks beside those that are kept, each once."""
    kept = list(visit.details["remarks"])
    for each in remarks:
        values = each.model_dump(mode="json", exclude_none=True)
        if values not in kept:
            kept.append(values)
    visit.details["remarks"] = kept
