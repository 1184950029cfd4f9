"""Endpoints of one patient per evaluator: responses, benefit, and times to events."""

from collections.abc import Sequence

from dermetry.response.policy import Policy
from dermetry.response.sequence import ids
from dermetry.response.sequence.best import by_evaluator
from dermetry.response.sequence.build import build_course
from dermetry.response.sequence.choices import PlanChoices
from dermetry.response.sequence.choose import choose_confirmed, choose_unconfirmed
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.endpoint_words import Writer
from dermetry.response.sequence.follow_up import (
    FAR,
    End,
    FollowUp,
    end_with_death,
    end_with_progression,
    has_evaluable,
    last_evaluable,
    start_follow_up,
)
from dermetry.response.sequence.kinds import NON
from dermetry.response.sequence.reading import Reading, read_policy
from dermetry.response.sequence.responders import benefit_days, first_benefit, first_response
from dermetry.response.sequence.survival import overall_survival
from dermetry.response.sequence.values import Endpoint, SubjectDates, VisitResponse


def judge_endpoints(
    *,
    visits: Sequence[VisitResponse],
    dates: SubjectDates,
    policy: Policy,
    plan: PlanChoices | None = None,
) -> tuple[Endpoint, ...]:
    """Judge every endpoint of one patient: evaluator by evaluator, then overall survival.

    Endpoints that rest on responses are given twice where the policy asks for confirmation.
    Days are whole days from ``start_on``. ``plan`` None means the choices shipped for the
    preset. Raises as ``judge_best`` does. Source: rules/best_response.toml.
    """
    reading = read_policy(policy, plan)
    found = [
        endpoint
        for name, own in by_evaluator(visits)
        for endpoint in judge_one(name, own, dates, reading)
    ]
    return (*found, overall_survival(visits, dates, reading))


def judge_one(
    evaluator: str, visits: Sequence[VisitResponse], dates: SubjectDates, reading: Reading
) -> list[Endpoint]:
    """Judge the endpoints of one evaluator."""
    course = build_course(visits, dates, reading)
    further = course
    if not reading.plan.new_treatment_censors:
        further = build_course(visits, dates, reading, past_treatment=True)
    known = start_follow_up(further, dates, reading)
    forms = (False,) if reading.confirm_days is None else (False, True)
    found = [
        endpoint
        for is_confirmed in forms
        for endpoint in response_endpoints(course, known, Writer(evaluator, is_confirmed, reading))
    ]
    write = Writer(evaluator, False, reading)
    survival = end_with_death(known, ids.PROGRESSION_FREE_SURVIVAL)
    progression = end_with_progression(known, ids.TIME_TO_PROGRESSION)
    return [
        *found,
        write.time("progression_free_survival", ids.PROGRESSION_FREE_SURVIVAL, known, survival),
        write.time("time_to_progression", ids.TIME_TO_PROGRESSION, known, progression),
    ]


def response_endpoints(course: Course, known: FollowUp, write: Writer) -> list[Endpoint]:
    """Judge the endpoints that rest on responses, unconfirmed or confirmed ones."""
    reading, is_confirmed = write.reading, write.is_confirmed
    response = first_response(course, reading, is_confirmed=is_confirmed)
    benefit = first_benefit(course, reading, is_confirmed=is_confirmed)
    best = choose_confirmed(course, reading) if is_confirmed else choose_unconfirmed(course)
    control = best.place if best.kind <= NON else -1
    return [
        write.yes_no("objective_response", ids.OBJECTIVE_RESPONSE, course, response),
        write.yes_no(
            "clinical_benefit", ids.CLINICAL_BENEFIT, course, benefit, benefit_days(reading)
        ),
        write.yes_no("disease_control", ids.DISEASE_CONTROL, course, control),
        write.time(
            "time_to_response", ids.TIME_TO_RESPONSE, known, response_end(course, known, response)
        ),
        write.duration(course, known, response),
    ]


def response_end(course: Course, known: FollowUp, response: int) -> End:
    """End the time to response with the first response, or censor it."""
    if response >= 0:
        return End(course.days[response], True, "response", ids.TIME_TO_RESPONSE)
    own = known._replace(course=course)
    if has_evaluable(own):
        return End(last_evaluable(own, FAR), False, "no_response", ids.CENSOR_NO_RESPONSE)
    return End(course.start, False, "no_assessment", ids.CENSOR_NO_ASSESSMENT)
