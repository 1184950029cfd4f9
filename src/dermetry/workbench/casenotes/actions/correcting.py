"""The findings of a signed visit that rested on a photograph taken out of it.

A signed visit is never derived again as a whole: what was signed stays.  Only the findings that
rested on this photograph are worked out anew, from the photographs that are left; where nothing is
left they become not evaluable, and say why.  No size of somebody else's skin stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from dermetry.errors import DermetryError
from dermetry.pathway.facts import facts_of
from dermetry.pathway.findings import findings_of_visit
from dermetry.pathway.marks import FindingMark, VisitMarks
from dermetry.pathway.results import PhotographResult
from dermetry.record.finding import Finding as RecordedFinding
from dermetry.record.finding import NotEvaluable
from dermetry.report.words import say_number
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.taking_over import is_from_photograph, statement_of
from dermetry.workbench.casenotes.derive import read_stated
from dermetry.workbench.casenotes.models import Finding, Lesion, Photograph, Visit
from dermetry.workbench.casenotes.visit_results import results_of_visit
from dermetry.workbench.casenotes.who_is_who import STATED


@dataclass
class Corrected:
    """What became of the findings; ``said`` tells it of each lesion, for the addendum."""

    emptied: list[tuple[Finding, str]] = field(default_factory=list)  # with what they said before
    said: list[str] = field(default_factory=list)


def resting_on(*, photograph: Photograph) -> list[Finding]:
    """Give the findings of a photograph's visit that rest on it, wholly or in part."""
    rows = Finding.objects.filter(visit=photograph.visit).select_related("lesion")
    outlined = outlined_on(photograph)
    return [
        row
        for row in rows.order_by("position", "pk")
        if rests_on(row, photograph, is_outlined=row.lesion_id in outlined)
    ]


def stated_beside(*, photograph: Photograph) -> list[str]:
    """Say what people stated that does not rest on a photograph, yet may have been said from it.

    That is what they stated of lesions outlined on it, and that lesions are gone.
    """
    resting = {row.pk for row in resting_on(photograph=photograph)}
    is_near = Q(lesion__in=outlined_on(photograph)) | Q(status="absent")
    rows = Finding.objects.filter(is_near, visit=photograph.visit).select_related("lesion")
    return [
        f"{row.lesion.lesion_id}: {say_finding(row)}, stays as it was stated; check whether it was "
        "said from this photograph"
        for row in rows.order_by("position", "pk")
        if row.pk not in resting
    ]


def outlined_on(photograph: Photograph) -> set[int]:
    """Give the keys of the lesions named on a photograph."""
    named = photograph.outlines.filter(lesion__isnull=False)
    return set(named.values_list("lesion_id", flat=True))


def rests_on(row: Finding, photograph: Photograph, *, is_outlined: bool) -> bool:
    """Tell whether a finding rests on a photograph; in doubt it does, and is worked out anew."""
    named = row.details.get("photograph_ids", ())
    if photograph.photograph_id in named:
        return True
    if is_from_photograph(row):
        return is_outlined and not named
    return is_outlined and bool(row.details.get("evidence"))  # its size stands there as evidence


def correct(*, visit: Visit, resting: Sequence[Finding]) -> Corrected:
    """Work out findings anew from the photographs that are left in a signed visit.

    Call it when the photograph has left.  Those that nothing supports any more are taken away and
    given back as ``emptied``: say with ``leave_not_evaluable`` that they are.
    """
    done = Corrected()
    results = results_left(visit)
    for row in resting:
        before = say_finding(row)
        value = recompute(visit, row, results)
        if value is None:
            row.delete()
            done.emptied.append((row, before))
            continue
        write(row, value)
        source = "its stated value stays" if not is_from_photograph(row) else "from what is left"
        done.said.append(f"{row.lesion.lesion_id}: was {before}, is {say_finding(row)} ({source})")
    return done


def results_left(visit: Visit) -> tuple[PhotographResult, ...]:
    """Give the results of the photographs that are left; none where they cannot be measured."""
    try:
        return results_of_visit(visit=visit)
    except DermetryError:
        return ()  # nothing is guessed: what rested on them too becomes not evaluable


def recompute(
    visit: Visit, row: Finding, results: Sequence[PhotographResult]
) -> RecordedFinding | None:
    """Give one finding as it follows from its statement and the results; None: nothing does."""
    name, stated = row.lesion.lesion_id, read_stated(visit)
    marks = [each for each in stated.marks.finding if each.lesion == name]
    if not marks and not is_from_photograph(row):
        marks = [mark_of(row)]
    confirmers = stated.confirmers | ({name: row.confirmed_by} if row.confirmed_by else {})
    facts = facts_of(
        visited_on=visit.visited_on,
        marks=VisitMarks(
            evaluator=row.evaluator, confirmed_by=confirmers.get(name), finding=tuple(marks)
        ),
        confirmers=confirmers,
    )
    for given in (results, ()):
        try:
            found = findings_of_visit(facts=facts, results=given)
        except DermetryError:
            continue  # the outlines left contradict each other or the statement: without them
        return next((each for each in found if each.lesion_id == name), None)
    return None


def mark_of(row: Finding) -> FindingMark:
    """Give what a person stated; an area that came from the outline is not part of it."""
    fields = statement_of(row)
    if any("from the outline" in each for each in row.details.get("evidence", ())):
        fields.pop("area_mm2", None)
    return FindingMark.model_validate({**fields, "lesion": row.lesion.lesion_id})


def leave_not_evaluable(*, done: Corrected, by: str, reason: str) -> None:
    """Write what nothing supports any more as not evaluable, of lesions known at that visit."""
    for row, before in done.emptied:
        name = row.lesion.lesion_id
        lesion = Lesion.objects.filter(pk=row.lesion_id).first()
        if lesion is None:
            done.said.append(f"{name}: was {before}, stood on it alone and is removed")
            continue
        if (lesion.details.get("first_seen_on") or "") > row.visit.visited_on.isoformat():
            done.said.append(f"{name}: was {before}, is first seen later now")
            continue
        value = NotEvaluable(
            lesion_id=name,
            evaluator=row.evaluator,
            is_confirmed=row.is_confirmed,
            confirmed_by=by if row.is_confirmed else None,
            reason=reason,
        )
        write(row, value)
        done.said.append(f"{name}: was {before}, is not evaluable")


def write(row: Finding, value: RecordedFinding) -> None:
    """Write a finding into its row."""
    for name, given in mapping.fields_of(Finding, value, ("lesion_id",)).items():
        setattr(row, name, given)
    row.save()


def say_finding(row: Finding) -> str:
    """Say a finding in a few words: its size, else its status."""
    size = row.details.get("longest_diameter_mm") or row.details.get("short_axis_mm")
    if size is not None:
        return f"{say_number(Decimal(str(size)))} mm"
    status = str(row.status)
    return STATED.get(status, status.replace("_", " "))
