"""Single lesions through all visits: best call, local control, and whose lesions they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby

from dermetry.record.case import Case
from dermetry.response import ids
from dermetry.response.explain import give_reason
from dermetry.response.facts import gather_facts
from dermetry.response.lesion_judge import REMOVAL
from dermetry.response.lesion_sizes import list_treatments
from dermetry.response.lesion_values import (
    CensorReason,
    GivenTreatment,
    LesionCall,
    LesionCount,
    LesionCourse,
    LocalControl,
)
from dermetry.response.lesions import judge_lesions
from dermetry.response.policy import Policy
from dermetry.response.values import Category

ORDER: tuple[Category, ...] = ("CR", "PR", "NC", "PD", "NE")
WHY: Mapping[CensorReason, str] = {
    "under_control": "it was under control when it was last judged",
    "removed": "it was removed",
    "merged": "it has merged with another lesion",
    "not_judged_any_more": "it could not be judged any more after this day",
    "growth_open": "it has grown since, before any response, which waits to be seen again",
    "never_judged": "it was never judged after treatment",
}


def follow_lesions(*, case: Case, policy: Policy) -> tuple[LesionCourse, ...]:
    """Follow every lesion through all visits, by evaluator and lesion.

    The best call is the best one up to and without the first progression, else PD, else NE.
    Local control runs from the first treatment. Source: rules lesion_ect.control.local and
    lesion_ect.control.censored.
    """
    calls = sorted(judge_lesions(case=case, policy=policy), key=key_of)
    return tuple(
        write_course(case, policy, tuple(found)) for _, found in groupby(calls, key=key_of)
    )


def key_of(call: LesionCall) -> tuple[str, str]:
    """Give whose call of which lesion it is."""
    return call.evaluator, call.lesion_id


def write_course(case: Case, policy: Policy, calls: tuple[LesionCall, ...]) -> LesionCourse:
    """Write the course of one lesion down."""
    treatments = all_treatments(case, policy, calls[0])
    best = find_best(calls)
    return LesionCourse(
        lesion_id=calls[0].lesion_id,
        evaluator=calls[0].evaluator,
        treatments=treatments,
        size_class=calls[-1].size_class,
        calls=calls,
        best=best.category if best else None,
        best_on=best.visited_on if best else None,
        control=judge_control(treatments, calls, policy) if treatments else None,
    )


def all_treatments(case: Case, policy: Policy, call: LesionCall) -> tuple[GivenTreatment, ...]:
    """Give every local treatment of a lesion, the last visit's own day included."""
    facts = gather_facts(
        case=case,
        policy=policy,
        evaluator=call.evaluator,
        baseline_on=case.baseline_on or call.visited_on,
        suggestions=(),
    )
    return list_treatments(facts=facts, lesion_id=call.lesion_id)


def find_best(calls: Iterable[LesionCall]) -> LesionCall | None:
    """Give the call of the best response; what comes after a progression does not count."""
    found: list[LesionCall] = []
    for call in calls:
        if call.category is not None:
            found.append(call)
        if call.category == "PD":
            break
    return min(
        found, key=lambda call: ORDER.index(call.category) if call.category else -1, default=None
    )


def judge_control(
    treatments: tuple[GivenTreatment, ...], calls: tuple[LesionCall, ...], policy: Policy
) -> LocalControl:
    """Give the time to local progression, or to the last word on the lesion."""
    start, name = treatments[0].given_on, calls[0].lesion_id
    judged = [each for each in calls if each.category not in (None, "NE")]
    event = next((each for each in judged if each.category == "PD"), None)
    event_on = event.progression_on or event.visited_on if event else None
    until_on = event_on or (judged[-1].visited_on if judged else start)
    days = (until_on - start).days
    if event:
        sentence = f"{name} progressed {days} days after its first treatment ({until_on})."
        reason = give_reason(policy, ids.LESION_CONTROL, sentence)
        return LocalControl(
            from_on=start, until_on=until_on, days=days, is_event=True, reason=reason
        )
    why = why_censored(treatments, calls, judged)
    sentence = f"{name} has not progressed up to {until_on} ({days} days): {WHY[why]}."
    if not judged:  # "not progressed up to the treatment, 0 days" would read as a finding
        because = "" if why == "never_judged" else f": {WHY[why]}"
        sentence = f"{name}: not judged after treatment yet, first treated on {start}{because}."
    return LocalControl(
        from_on=start,
        until_on=until_on,
        days=days,
        is_event=False,
        censor_reason=why,
        reason=give_reason(policy, ids.LESION_CENSORED, sentence),
    )


def why_censored(
    treatments: tuple[GivenTreatment, ...],
    calls: tuple[LesionCall, ...],
    judged: list[LesionCall],
) -> CensorReason:
    """Say why the time to local progression ends without one."""
    last = calls[-1]
    if any(each.kind == REMOVAL and each.given_on <= last.visited_on for each in treatments):
        return "removed"
    if last.is_merged:
        return "merged"
    if last.is_growth_open:
        return "growth_open"
    if not judged:
        return "never_judged"
    return "under_control" if last.category not in (None, "NE") else "not_judged_any_more"


def count_lesions(
    *, courses: Mapping[str, Iterable[LesionCourse]], policy: Policy
) -> tuple[LesionCount, ...]:
    """Count lesions by treatment and size class, with the patients they belong to.

    ``courses`` are those of one evaluator by patient id. Lesions of one patient do not respond
    independently: every row tells the lesions per patient. Rule lesion_ect.count.patient.
    """
    rows: dict[tuple[bool, str, tuple[str, ...]], list[tuple[str, LesionCourse]]] = {}
    for patient_id, found in courses.items():
        for course in found:
            kinds = tuple(sorted({each.kind for each in course.treatments}))
            key = (not course.is_treated, course.size_class or "", kinds)
            rows.setdefault(key, []).append((patient_id, course))
    return tuple(count_row(members, policy) for _, members in sorted(rows.items()))


def count_row(members: list[tuple[str, LesionCourse]], policy: Policy) -> LesionCount:
    """Write one row of the table of lesions."""
    per_patient = Counter(patient_id for patient_id, _ in members)
    responders = {patient_id for patient_id, each in members if each.best in ("CR", "PR")}
    best: Counter[str] = Counter(each.best or "not called" for _, each in members)
    first = members[0][1]
    lesions, patients = len(members), len(per_patient)
    sentence = (
        f"{lesions} lesions of {patients} patients: those of one patient are not independent."
    )
    return LesionCount(
        is_treated=first.is_treated,
        size_class=first.size_class,
        treatment_kinds=tuple(sorted({each.kind for each in first.treatments})),
        lesions=lesions,
        patients=patients,
        lesions_per_patient=tuple(sorted(per_patient.values())),
        by_best={key: best[key] for key in (*ORDER, "not called") if best[key]},
        patients_with_response=len(responders),
        reason=give_reason(policy, ids.LESION_COUNT, sentence),
    )
