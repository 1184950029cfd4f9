"""A signed call, computed again with the rules of its day and with those of today."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from dermetry.errors import DermetryError, MarksInvalid
from dermetry.knowledge.archive import RulesNotKept, rules_of_versions
from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.respond import Responded, respond
from dermetry.pathway.same_call import same_in_other_words, tell_differences
from dermetry.record.case import Case
from dermetry.record.signature import Signature
from dermetry.record.value import Value
from dermetry.record.visit import Visit
from dermetry.response.engine import ENGINE_VERSION
from dermetry.response.rules_named import read_rules_version
from dermetry.response.values import VisitCall

RulesStatus = Literal["as_signed", "not_kept", "not_usable", "not_readable"]
WHY_NOT: Mapping[RulesStatus, str] = {
    "not_kept": "they are not kept here",
    "not_usable": "this engine cannot use them",
    "not_readable": "what it says of its rules cannot be read",
}
EngineStatus = Literal["same", "other", "not_recorded"]
PLAN_LIMITS = ("targets_total", "targets_per_organ")
CANNOT = "only the program it was signed with can recompute it for certain"


class NothingToReplay(MarksInvalid):
    """The visit does not exist, is not signed, or was signed without a computed call."""


class Replayed(Value):
    """A signed call beside the same call computed again.

    ``then`` is computed with the rules named by the signature (none where they are not at hand),
    ``today`` with the plan and the rules of today. Both are of the record as it stands now, and
    of this engine: ``engine_status`` says whether it is the one that was signed with.
    """

    visited_on: date
    signature: Signature
    then: tuple[VisitCall, ...]  # of the visit, one per evaluator; the first one was signed
    today: tuple[VisitCall, ...]
    is_same: bool  # ``then`` says what was signed
    reads_same_today: bool  # so does ``today``
    differences: tuple[str, ...]  # what was signed against ``then``
    differences_today: tuple[str, ...]
    words_today: str  # the same as signed, in the letters of another policy; empty: no other
    rules_then: str
    rules_today: str
    rules_status: RulesStatus
    engine_then: str | None
    engine_today: str
    engine_status: EngineStatus
    sentence: str
    next_step: str  # empty: nothing is left to do


def replay_call(*, case: Case, visited_on: date, rules: RuleSet = SHIPPED) -> Replayed:
    """Compute the signed call of a visit again; ``rules`` are those in force today.

    Raises ``NothingToReplay`` for a visit that is not there, not signed, or has no computed call.
    """
    visit = next((each for each in case.visits if each.visited_on == visited_on), None)
    signature = visit.signature if visit else None
    if visit is None or signature is None or not signature.rules_version:
        why = "it is not signed" if visit and not signature else "it has no computed call"
        raise NothingToReplay(
            f"the visit of {visited_on} cannot be replayed",
            why=why if visit else "there is no such visit",
            next_step="choose a signed visit with a call",
        )
    then, rules_status = judge_as_signed(case, signature)
    calls, today = calls_at(then, visit), calls_at(judge_today(case, rules), visit)
    differences = tell_differences(signature=signature, calls=calls)
    later = tell_differences(signature=signature, calls=today)
    engine_status = compare_engines(signature)
    is_same = bool(calls) and not differences
    return Replayed(
        visited_on=visited_on,
        signature=signature,
        then=calls,
        today=today,
        is_same=is_same,
        reads_same_today=bool(today) and not later,
        differences=differences,
        differences_today=later,
        words_today="" if later else same_in_other_words(signed=signature.category, call=today[0]),
        rules_then=signature.rules_version,
        rules_today=today[0].rules_version if today else "",
        rules_status=rules_status,
        engine_then=signature.engine_version,
        engine_today=ENGINE_VERSION,
        engine_status=engine_status,
        sentence=write_sentence(signature, is_same, differences, rules_status, engine_status),
        next_step=advise(signature, rules_status, engine_status),
    )


def replay_signed(*, case: Case, rules: RuleSet = SHIPPED) -> tuple[Replayed, ...]:
    """Compute every signed call of a case again; visits signed without a call are left out."""
    return tuple(
        replay_call(case=case, visited_on=visit.visited_on, rules=rules)
        for visit in case.visits
        if visit.signature and visit.signature.rules_version
    )


def judge_as_signed(case: Case, signature: Signature) -> tuple[Responded | None, RulesStatus]:
    """Judge a case by the rules that a signature names, where they are at hand."""
    named = read_rules_version(text=signature.rules_version)
    if named is None:
        return None, "not_readable"
    try:
        kept = rules_of_versions(versions=named.versions)
        # The limits of the plan of that day stand in the text; those of today do not count.
        plan = case.plan.model_copy(update=dict.fromkeys(PLAN_LIMITS))
        found = respond(
            case=case.model_copy(update={"plan": plan}),
            settings=named.overrides,
            preset=named.preset,
            rules=kept,
        )
    except RulesNotKept:
        return None, "not_kept"
    except DermetryError:  # a preset or a switch of then is unknown to this engine, say
        return None, "not_usable"
    return found, "as_signed"


def judge_today(case: Case, rules: RuleSet) -> Responded | None:
    """Judge a case by its plan and the rules of today; None where it cannot be judged."""
    try:
        return respond(case=case, rules=rules)
    except DermetryError:
        return None


def calls_at(responded: Responded | None, visit: Visit) -> tuple[VisitCall, ...]:
    """Give the calls of a visit; a signature keeps the first, and the words of all."""
    calls = responded.calls if responded else ()
    return tuple(call for call in calls if call.visited_on == visit.visited_on)


def compare_engines(signature: Signature) -> EngineStatus:
    """Say whether a call was signed with this engine."""
    if signature.engine_version is None:
        return "not_recorded"
    return "same" if signature.engine_version == ENGINE_VERSION else "other"


def write_sentence(
    signature: Signature,
    is_same: bool,
    differences: tuple[str, ...],
    rules_status: RulesStatus,
    engine_status: EngineStatus,
) -> str:
    """Say in a sentence or two what came of it, and what it rests on."""
    if rules_status != "as_signed":
        why = WHY_NOT[rules_status]
        return f"Not recomputed with the rules of its day: {why} ({signature.rules_version})."
    if is_same:
        text = "Recomputed with the rules of its day, the call is what was signed."
    else:
        text = f"Recomputed with the rules of its day, it differs: {'; '.join(differences)}."
        if engine_status == "same":
            text += " Rules and engine are the same: the record was changed since."
    if engine_status == "other":
        text += (
            f" It was signed with engine {signature.engine_version}; this is engine "
            f"{ENGINE_VERSION}, and an older one cannot be run here."
        )
    if engine_status == "not_recorded":
        text += " Which engine it was signed with is not recorded."
    return text


def advise(signature: Signature, rules_status: RulesStatus, engine_status: EngineStatus) -> str:
    """Say how the call can be recomputed as it was on its day; empty where it has been."""
    if rules_status == "as_signed" and engine_status == "same":
        return ""
    version = signature.software_version
    install = f"pip install dermetry=={version}" if version else "its version is not recorded"
    return f"{CANNOT}: {install}"
