"""The case as it stood at one visit: nothing seen later, the same calls."""

from dataclasses import replace
from datetime import date

from dermetry.errors import InputNotFound
from dermetry.pathway.values import Assessed
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.report.words import say_date


class VisitNotFound(InputNotFound):
    """The case has no visit on the day asked for."""


def find_visit(*, case: Case, visited_on: date) -> Visit:
    """Give the visit of a day; raises VisitNotFound with the days there are."""
    for visit in case.visits:
        if visit.visited_on == visited_on:
            return visit
    there = ", ".join(say_date(visit.visited_on) for visit in case.visits)
    raise VisitNotFound(
        f"The case has no visit on {say_date(visited_on)}",
        why=f"its visits are of {there}" if there else "it has no visit yet",
        next_step="Choose one of its visits" if there else "Record a visit first",
    )


def case_at(*, assessed: Assessed, visited_on: date) -> Assessed:
    """Cut an assessed case after one visit, leaving out lesions first seen later.

    The calls stay those of the whole case. Raises VisitNotFound.
    """
    find_visit(case=assessed.case, visited_on=visited_on)
    case = assessed.case
    lesions = tuple(each for each in case.lesions if _is_known(each, visited_on, case))
    ids = {each.lesion_id for each in lesions}
    visits = tuple(each for each in case.visits if each.visited_on <= visited_on)
    return replace(
        assessed,
        case=case.model_copy(update={"lesions": lesions, "visits": visits}),
        calls=tuple(call for call in assessed.calls if call.visited_on <= visited_on),
        role_suggestions=tuple(e for e in assessed.role_suggestions if e.lesion_id in ids),
        attention=tuple(
            e for e in assessed.attention if e.visited_on is None or e.visited_on <= visited_on
        ),
    )


def only_visit(*, assessed: Assessed, visited_on: date) -> Assessed:
    """Keep of an assessed case only what belongs to one visit, with all its lesions."""
    visits = tuple(each for each in assessed.case.visits if each.visited_on == visited_on)
    return replace(
        assessed,
        case=assessed.case.model_copy(update={"visits": visits}),
        calls=tuple(call for call in assessed.calls if call.visited_on == visited_on),
        attention=tuple(each for each in assessed.attention if each.visited_on == visited_on),
    )


def _is_known(lesion: Lesion, visited_on: date, case: Case) -> bool:
    """Tell whether a lesion was known by then; one with a finding always is."""
    if lesion.first_seen_on is None or lesion.first_seen_on <= visited_on:
        return True
    return any(
        finding.lesion_id == lesion.lesion_id
        for visit in case.visits
        if visit.visited_on <= visited_on
        for finding in visit.findings
    )
