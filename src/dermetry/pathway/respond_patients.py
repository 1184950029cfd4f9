"""From cases or visit responses to everything that is said of patients and their lesions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dermetry.pathway.respond import without_overridden_plan
from dermetry.pathway.response_settings import ResponseSettings
from dermetry.record.case import Case
from dermetry.response.evaluate import evaluate_case
from dermetry.response.lesion_course import count_lesions, follow_lesions
from dermetry.response.lesion_values import LesionCount, LesionCourse
from dermetry.response.sequence.best import judge_best
from dermetry.response.sequence.calls import responses_from_calls
from dermetry.response.sequence.checks import SequenceInvalid
from dermetry.response.sequence.endpoints import judge_endpoints
from dermetry.response.sequence.values import BestResponse, Endpoint, Subject, SubjectDates
from dermetry.response.targets import suggest_roles
from dermetry.response.values import RoleSuggestion, VisitCall


@dataclass(frozen=True)
class PatientResponse:
    """Everything that is said of one patient: calls, best response, endpoints."""

    subject: str
    calls: tuple[VisitCall, ...] = ()  # none where only responses were given
    suggestions: tuple[RoleSuggestion, ...] = ()
    best: tuple[BestResponse, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()


@dataclass(frozen=True)
class PatientLesions:
    """The courses of one patient's single lesions."""

    subject: str
    courses: tuple[LesionCourse, ...]


def respond_patient(
    *, case: Case, dates: SubjectDates | None, settings: ResponseSettings
) -> PatientResponse:
    """Call every visit of a case, and judge best response and endpoints from these calls.

    ``dates`` None means that there is nothing to count time from: then calls alone are given.
    Raises ``PolicyInvalid`` when the policy leaves a number to the caller, ``SequenceInvalid``
    naming the patient where her dates contradict her visits.
    """
    return respond_cases(cases=(case,), dates=dates, settings=settings)


def respond_cases(
    *, cases: Sequence[Case], dates: SubjectDates | None, settings: ResponseSettings
) -> PatientResponse:
    """Do what ``respond_patient`` does for one patient whose evaluators have a case each."""
    calls: list[VisitCall] = []
    suggestions: list[RoleSuggestion] = []
    for case in cases:
        plain = without_overridden_plan(case, settings.switches)
        own = suggest_roles(case=plain, policy=settings.policy)
        calls += evaluate_case(case=plain, policy=settings.policy, suggestions=own)
        suggestions += own
    course = settings.policy.for_course(without_overridden_plan(cases[0], settings.switches).plan)
    settings = replace(settings, policy=course)
    calls.sort(key=lambda call: (call.visited_on, call.evaluator))
    name = cases[0].patient.patient_id
    if dates is None:
        return PatientResponse(name, tuple(calls), tuple(suggestions))
    subject = Subject(name, dates, responses_from_calls(calls=calls))
    judged = judge_subject(subject=subject, settings=settings)
    return PatientResponse(name, tuple(calls), tuple(suggestions), judged.best, judged.endpoints)


def judge_subject(*, subject: Subject, settings: ResponseSettings) -> PatientResponse:
    """Judge best response and endpoints of one patient from given responses.

    Raises as ``respond_patient`` does.
    """
    visits, dates = subject.visits, subject.dates
    policy, plan = settings.policy, settings.choices
    try:
        best = judge_best(visits=visits, dates=dates, policy=policy, plan=plan)
        endpoints = judge_endpoints(visits=visits, dates=dates, policy=policy, plan=plan)
    except SequenceInvalid as error:
        raise SequenceInvalid(
            f"{subject.subject}: {error.what}", why=error.why, next_step=error.next_step
        ) from error
    return PatientResponse(subject.subject, best=best, endpoints=endpoints)


def respond_lesions(*, case: Case, settings: ResponseSettings) -> PatientLesions:
    """Judge every lesion of a case by itself; never a call of the patient."""
    courses = follow_lesions(case=case, policy=settings.policy)
    return PatientLesions(case.patient.patient_id, courses)


def count_by_evaluator(
    *, patients: Iterable[PatientLesions], settings: ResponseSettings
) -> Iterator[tuple[str, tuple[LesionCount, ...]]]:
    """Count the lesions of all patients, evaluator by evaluator."""
    found = list(patients)
    for name in sorted({each.evaluator for patient in found for each in patient.courses}):
        own = {
            patient.subject: [each for each in patient.courses if each.evaluator == name]
            for patient in found
        }
        yield name, count_lesions(courses=own, policy=settings.policy)
