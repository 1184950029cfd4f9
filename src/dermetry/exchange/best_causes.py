"""Why a given best response may differ: single changes, and the given overall responses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dermetry.errors import DermetryError
from dermetry.exchange.alternatives import Tried
from dermetry.exchange.answers import Answer
from dermetry.exchange.causes import NOTHING
from dermetry.exchange.same import is_same
from dermetry.pathway.respond_patients import PatientResponse
from dermetry.response.sequence.calls import responses_from_calls
from dermetry.response.sequence.values import Best, BestResponse, VisitResponse


@dataclass(frozen=True)
class OverallDifference:
    """One visit whose given overall response differs from ours, and the causes that fit."""

    visited_on: date
    given: str
    ours: str
    causes: tuple[str, ...]

    def say(self) -> str:
        """Say the difference with its causes, in half a sentence."""
        fitting = [each for each in self.causes if not each.startswith(NOTHING)]
        why = f", which {' or '.join(fitting)}" if fitting else ""
        return f"{self.visited_on} given {self.given}, called {self.ours}{why}"


def find_causes_of_best(
    *,
    answer: Answer,
    best: BestResponse,
    patient: PatientResponse,
    differences: Sequence[OverallDifference],
    tried: Tried,
) -> tuple[str, ...]:
    """Name every single change that would reproduce a best response, or say that none does.

    ``differences`` are the overall responses of the same evaluator that were given otherwise:
    the best response is judged again with one of them, and else with all of them.
    """
    found = []
    if best.confirmed is not None and is_same(answer.given, best.unconfirmed.category):
        found.append("fits the unconfirmed best response")
    found += fit_given(answer, best, patient, differences, tried)
    for label, other in tried.of(answer.subject):
        for each in other.best:
            is_it = each.evaluator == best.evaluator
            if is_it and is_same(answer.given, chosen_best(each).category):
                found.append(f"fits with {label}")
    return tuple(dict.fromkeys(found)) or (NOTHING,)


def chosen_best(best: BestResponse) -> Best:
    """Give the best response that the policy asks for."""
    return best.confirmed or best.unconfirmed


def fit_given(
    answer: Answer,
    best: BestResponse,
    patient: PatientResponse,
    differences: Sequence[OverallDifference],
    tried: Tried,
) -> Iterator[str]:
    """Judge again with given overall responses, each by itself, else all of them together."""
    visits = responses_from_calls(
        calls=[each for each in patient.calls if each.evaluator == best.evaluator]
    )
    alone = [each for each in differences if leads_to(answer, best, visits, [each], tried)]
    for each in alone:
        yield f"follows from the given overall response: {each.say()}"
    is_several = not alone and len(differences) > 1
    if is_several and leads_to(answer, best, visits, differences, tried):
        said = "; ".join(each.say() for each in differences)
        yield f"follows from the given overall responses together: {said}"


def leads_to(
    answer: Answer,
    best: BestResponse,
    visits: Sequence[VisitResponse],
    differences: Sequence[OverallDifference],
    tried: Tried,
) -> bool:
    """Tell whether our responses, with these given ones in their place, give the best response."""
    given = {each.visited_on: each.given for each in differences}
    changed = [
        each._replace(category=given[each.visited_on], progression_on=None)
        if each.visited_on in given
        else each
        for each in visits
    ]
    try:
        judged = tried.judge_visits(answer.subject, changed)
    except DermetryError:
        return False  # a word of other criteria, or a sequence that cannot be: it explains nothing
    own = (each for each in judged.best if each.evaluator == best.evaluator)
    return any(is_same(answer.given, chosen_best(each).category) for each in own)
