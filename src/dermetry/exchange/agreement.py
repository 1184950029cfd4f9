"""Given answers beside the calls made here: which agree, and why the others do not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dermetry.exchange.alternatives import Tried
from dermetry.exchange.answers import Answer, What
from dermetry.exchange.best_causes import OverallDifference, chosen_best, find_causes_of_best
from dermetry.exchange.causes import find_causes
from dermetry.exchange.same import is_same, part_of
from dermetry.pathway.respond_patients import PatientResponse
from dermetry.response.explain import in_unit
from dermetry.response.values import Reason, VisitCall

UNSEEN = "there is no visit on this day"
NO_PATIENT = "this patient is not in the input"
NO_EVALUATOR = "this evaluator is not in the input"
AT_BASELINE = "the baseline has no response"
NO_BEST = "no best response was judged"


@dataclass(frozen=True)
class Compared:
    """One given answer beside what was called here, with what the call rests on."""

    answer: Answer
    ours: str | None  # None: nothing was called, and ``numbers`` says why
    agrees: bool
    numbers: str  # sum, baseline and nadir with its day, in a sentence
    reasons: tuple[Reason, ...] = ()
    causes: tuple[str, ...] = ()  # single changes that would reproduce the given answer


@dataclass(frozen=True)
class AgreementRow:
    """How often one kind of answer was given, and how often it agrees."""

    what: What
    given: int
    same: int
    differing: Mapping[tuple[str, str], int]  # (given, ours) -> how often


def compare_answers(
    *, answers: Iterable[Answer], patients: Sequence[PatientResponse], tried: Tried
) -> tuple[Compared, ...]:
    """Compare every given answer with the calls, in the order given; each difference is explained.

    ``tried`` judges a patient again with single settings changed, to find the likely cause.
    A best response is also judged again from the overall responses that were given otherwise.
    """
    by_name = {each.subject: each for each in patients}
    given = list(answers)
    found: dict[int, Compared] = {}
    differing: dict[str, list[Compared]] = {}  # overall responses, by patient
    for place in sorted(range(len(given)), key=lambda each: given[each].what == "best"):
        answer = given[place]
        others = differing.get(answer.subject, [])
        found[place] = compare_one(answer, by_name.get(answer.subject), others, tried)
        if answer.what == "overall" and found[place].ours and not found[place].agrees:
            differing.setdefault(answer.subject, []).append(found[place])
    return tuple(found[place] for place in range(len(given)))


def compare_one(
    answer: Answer, patient: PatientResponse | None, differing: Sequence[Compared], tried: Tried
) -> Compared:
    """Compare one answer; ``differing`` are overall responses given otherwise, for a best one."""
    if patient is None:
        return Compared(answer, None, agrees=False, numbers=NO_PATIENT)
    evaluator = match_evaluator(answer.evaluator, patient)
    if evaluator is None:
        return Compared(answer, None, agrees=False, numbers=NO_EVALUATOR)
    if answer.what == "best":
        differences = list_differences(answer, differing)
        return compare_best(answer, evaluator, patient, differences, tried)
    own = [call for call in patient.calls if call.evaluator == evaluator]
    call = next((each for each in own if each.visited_on == answer.visited_on), None)
    if call is None or call.category is None:
        why = UNSEEN if call is None else AT_BASELINE if call.is_baseline else call.statement
        return Compared(answer, None, agrees=False, numbers=why)
    ours = part_of(call, answer.what)
    found = Compared(
        answer,
        ours,
        agrees=is_same(answer.given, ours),
        numbers=say_numbers(call),
        reasons=call.reasons,
    )
    if found.agrees:
        return found
    causes = find_causes(answer=answer, call=call, own=own, patient=patient, tried=tried)
    return replace(found, causes=causes)


def list_differences(answer: Answer, differing: Iterable[Compared]) -> list[OverallDifference]:
    """List the overall responses given otherwise by whoever gave this best response."""
    who = answer.evaluator.casefold()
    return [
        OverallDifference(each.answer.visited_on, each.answer.given, each.ours, each.causes)
        for each in differing
        if each.answer.visited_on is not None
        and each.ours is not None
        and who in ("", each.answer.evaluator.casefold())
    ]


def compare_best(
    answer: Answer,
    evaluator: str,
    patient: PatientResponse,
    differences: list[OverallDifference],
    tried: Tried,
) -> Compared:
    """Compare a given best response with the confirmed one where the policy asks for it."""
    best = next((each for each in patient.best if each.evaluator == evaluator), None)
    if best is None:
        return Compared(answer, None, agrees=False, numbers=NO_BEST)
    chosen = chosen_best(best)
    found = Compared(
        answer,
        chosen.category,
        agrees=is_same(answer.given, chosen.category),
        numbers=f"best response {'confirmed' if best.confirmed else 'unconfirmed'}"
        + (f", from the visit of {chosen.on}" if chosen.on else ""),
        reasons=chosen.reasons,
    )
    if found.agrees:
        return found
    causes = find_causes_of_best(
        answer=answer, best=best, patient=patient, differences=differences, tried=tried
    )
    return replace(found, causes=causes)


def match_evaluator(name: str, patient: PatientResponse) -> str | None:
    """Find the evaluator of an answer; where only one is known, a missing name is hers."""
    known = {call.evaluator for call in patient.calls} or {each.evaluator for each in patient.best}
    same = [each for each in known if each.casefold() == name.casefold()]
    if same:
        return same[0]
    is_silent = not name or known == {""}
    return next(iter(known)) if len(known) == 1 and is_silent else None


def say_numbers(call: VisitCall) -> str:
    """Say the numbers that a call rests on."""
    unit = call.unit
    if call.total is None:
        return "no target was measured"
    parts = [f"sum {in_unit(call.total, unit)}"]
    if not call.is_sum_complete:
        parts = [f"{parts[0]}, without {', '.join(call.missing_lesion_ids)}"]
    if call.baseline_total is not None:
        parts.append(f"baseline {in_unit(call.baseline_total, unit)} ({call.baseline_on})")
    if call.nadir is not None:
        parts.append(f"nadir {in_unit(call.nadir, unit)} ({call.nadir_on})")
    return "; ".join(parts)


def count_agreement(*, compared: Iterable[Compared]) -> tuple[AgreementRow, ...]:
    """Count given and agreeing answers by kind, with the pairs that differ, most often first."""
    rows: dict[What, list[Compared]] = {}
    for each in compared:
        rows.setdefault(each.answer.what, []).append(each)
    return tuple(
        AgreementRow(what, len(own), sum(each.agrees for each in own), pairs(own))
        for what, own in rows.items()
    )


def pairs(compared: Iterable[Compared]) -> Mapping[tuple[str, str], int]:
    """Count the pairs (given, ours) that differ."""
    counted = Counter(
        (each.answer.given, each.ours or "nothing called") for each in compared if not each.agrees
    )
    return dict(counted.most_common())
