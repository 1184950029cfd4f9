"""Best response of one patient or of many, unconfirmed and confirmed, per evaluator."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from dermetry.response.policy import Policy
from dermetry.response.sequence import ids
from dermetry.response.sequence.build import build_course
from dermetry.response.sequence.choices import PlanChoices
from dermetry.response.sequence.choose import Chosen, choose_confirmed, choose_unconfirmed
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.explain import explain_confirmed, explain_unconfirmed
from dermetry.response.sequence.flags import explain_aside, flag_treatment_day, list_flags
from dermetry.response.sequence.kinds import KINDS
from dermetry.response.sequence.progression import find_progression
from dermetry.response.sequence.reading import Reading, read_policy
from dermetry.response.sequence.say import give_reason
from dermetry.response.sequence.values import (
    Best,
    BestResponse,
    Subject,
    SubjectDates,
    VisitResponse,
)
from dermetry.response.values import Reason

to_date = date.fromordinal


def judge_best(
    *,
    visits: Sequence[VisitResponse],
    dates: SubjectDates,
    policy: Policy,
    plan: PlanChoices | None = None,
) -> tuple[BestResponse, ...]:
    """Judge the best response of one patient, one for each evaluator, ordered by name.

    The order of ``visits`` does not matter, save where ``same_date`` is "latest". Without
    visits there is one MISSING response of the evaluator "". ``plan`` None means the choices
    shipped for the preset. Raises ``SequenceInvalid`` naming the visit or date that does not
    hold, ``PolicyInvalid`` when the policy leaves a number to the caller.
    Source: rules/best_response.toml.
    """
    reading = read_policy(policy, plan)
    return tuple(judge_one(visits, dates, reading, with_reasons=True))


def judge_many(
    *,
    subjects: Iterable[Subject],
    policy: Policy,
    plan: PlanChoices | None = None,
    with_reasons: bool = True,
) -> Iterator[tuple[str, tuple[BestResponse, ...]]]:
    """Judge many patients, as ``judge_best`` does, one after the other.

    Without reasons, ``reasons`` and ``flags`` are empty; every other field is the same.
    """
    reading = read_policy(policy, plan)
    for subject in subjects:
        found = judge_one(subject.visits, subject.dates, reading, with_reasons=with_reasons)
        yield subject.subject, tuple(found)


def judge_one(
    visits: Sequence[VisitResponse], dates: SubjectDates, reading: Reading, *, with_reasons: bool
) -> list[BestResponse]:
    """Judge one patient as every evaluator saw her."""
    return [
        judge_course(build_course(own, dates, reading), name, dates, reading, with_reasons)
        for name, own in by_evaluator(visits)
    ]


def by_evaluator(
    visits: Sequence[VisitResponse],
) -> list[tuple[str, Sequence[VisitResponse]]]:
    """Keep the visits of the evaluators apart; rule visits.evaluator."""
    names = {visit[2] for visit in visits} or {""}
    if len(names) == 1:
        return [(names.pop(), visits)]
    return [(name, [visit for visit in visits if visit[2] == name]) for name in sorted(names)]


def judge_course(
    course: Course, evaluator: str, dates: SubjectDates, reading: Reading, with_reasons: bool
) -> BestResponse:
    """Judge the counted visits of one evaluator."""
    first = choose_unconfirmed(course)
    second = choose_confirmed(course, reading) if reading.confirm_days is not None else None
    progressed = find_progression(course, reading)
    shared = share_reasons(course, evaluator, dates, reading) if with_reasons else ()
    flags = share_flags(course, dates, reading) if with_reasons else ()
    why = explain_unconfirmed(course, first, reading) + shared if with_reasons else ()
    confirmed = None
    if second is not None:
        why_confirmed = explain_confirmed(course, second, reading) + shared if with_reasons else ()
        confirmed = write_best(course, second, why_confirmed, reading)
    return BestResponse(
        evaluator,
        write_best(course, first, why, reading),
        confirmed,
        to_date(progressed) if progressed else None,
        tuple(course.aside),
        flags,
        reading.rules_version,
    )


def write_best(
    course: Course, chosen: Chosen, reasons: tuple[Reason, ...], reading: Reading
) -> Best:
    """Write one best response with its dates."""
    kind, place, partner = chosen
    if kind == KINDS:
        return Best(reading.missing_word, None, None, (), reasons)
    day = course.days[place]
    on = to_date(day)
    decided_by = (on,) if partner < 0 else (on, to_date(course.days[partner]))
    return Best(reading.names[kind], on, day - course.start, decided_by, reasons)


def share_flags(course: Course, dates: SubjectDates, reading: Reading) -> tuple[Reason, ...]:
    """List what somebody should settle: contradictions, and a progression set aside."""
    flags = list_flags(course, reading)
    if dates.new_treatment_on is None or not course.aside:
        return flags
    return flags + flag_treatment_day(course.aside, dates, reading)


def share_reasons(
    course: Course, evaluator: str, dates: SubjectDates, reading: Reading
) -> tuple[Reason, ...]:
    """Give the reasons that hold for both forms: visits set aside, and whose visits these are."""
    if not course.aside and not evaluator:
        return ()
    reasons = explain_aside(course.aside, course, dates, reading)
    if evaluator:
        sentence = f"Judged on the visits of {evaluator} alone."
        reasons.append(give_reason(reading, ids.VISITS_EVALUATOR, sentence))
    return tuple(reasons)
