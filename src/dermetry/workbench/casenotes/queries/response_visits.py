"""Every visit as one row of the response page, with its call in full."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dermetry.pathway.compartments import NAMES, Compartment
from dermetry.pathway.discordance import Discordance, find_discordances
from dermetry.pathway.replay import Replayed, replay_signed
from dermetry.pathway.respond import Responded
from dermetry.record.case import Case
from dermetry.record.signature import Signature
from dermetry.report.standing import standing_of
from dermetry.report.words import NO_CALL_BADGE, in_words, say_date
from dermetry.response.explain import in_order
from dermetry.response.values import VisitCall
from dermetry.workbench.casenotes.queries.calls import CallView, remarks_on, view_of
from dermetry.workbench.casenotes.queries.patient_calls import progressed_words, signed_words
from dermetry.workbench.casenotes.queries.response_certainty import Certainty, CertaintyPart

NOT_EVALUATED: Final = ("not_done", "not_evaluable", "treated_locally", "unconfirmed", "no_finding")
PARTS: tuple[Compartment, ...] = ("skin", "other")


@dataclass(frozen=True)
class PartCall:
    """The call of skin or of other organs at a visit."""

    name: str
    letters: str  # empty: no call


@dataclass(frozen=True)
class Replay:
    """A signed call computed again: with the rules of its day, and today."""

    reads_same_today: bool
    today: tuple[str, ...]  # in what it reads otherwise today
    words_today: str  # the same call in the letters of another policy; empty: no other
    sentence: str  # what came of it with the rules of its day
    next_step: str
    rules: str
    engine: str


@dataclass(frozen=True)
class VisitRow:
    """One visit as one evaluator saw it."""

    key: str  # for addresses within the page
    visited_on: date
    url: str
    view: CallView
    is_baseline: bool
    is_signed: bool
    signed: str
    override: str
    shown: str  # the letters that stand first: the clinician's own, else as signed
    beside: str  # what stands beside a signed call: what the rules give today
    replay: Replay | None  # None: not signed, or signed without a call
    progressed: str
    missing: tuple[str, ...]
    new: tuple[str, ...]
    parts: tuple[PartCall, ...]
    certainty: Certainty | None  # None: not called, or it could not be judged

    @property
    def is_proposed(self) -> bool:
        """Tell whether nobody has signed this call."""
        return not self.is_signed and not self.is_baseline


def visit_rows(
    *,
    found: Mapping[Compartment, Responded | None],
    case: Case,
    addresses: Mapping[date, str],
    certainty: CertaintyPart,
) -> tuple[VisitRow, ...]:
    """Give every visit and evaluator, the newest visit first."""
    overall = found["overall"]
    calls = overall.calls if overall else ()
    signatures = {each.visited_on: each.signature for each in case.visits}
    replays = {each.visited_on: replay_of(each) for each in replay_signed(case=case)}
    apart = find_discordances(responded=found)
    rows = [
        row_of(
            call,
            calls,
            signatures.get(call.visited_on),
            addresses.get(call.visited_on, ""),
            tuple(parts_of(call, found)),
            certainty.by_call.get((call.visited_on, call.evaluator)),
            replays.get(call.visited_on),
            apart,
        )
        for call in calls
    ]
    return tuple(sorted(rows, key=lambda row: row.visited_on, reverse=True))


def row_of(
    call: VisitCall,
    calls: Iterable[VisitCall],
    signature: Signature | None,
    url: str,
    parts: tuple[PartCall, ...],
    certainty: Certainty | None,
    replay: Replay | None,
    apart: tuple[Discordance, ...],
) -> VisitRow:
    """Give one visit by one evaluator."""
    same_day = [each for each in calls if each.visited_on == call.visited_on]
    override = signature.override if signature else None
    stands = standing_of(signature=signature, call=call)
    return VisitRow(
        key=f"{call.visited_on.isoformat()}-{same_day.index(call)}",
        visited_on=call.visited_on,
        url=url,
        view=view_of("overall", call, "", calls, remarks_on(call, "overall", apart)),
        is_baseline=call.is_baseline,
        is_signed=signature is not None,
        signed=signed_words(signature),
        override=override.category if override else "",
        shown=stands.badge.letters if stands.badge != NO_CALL_BADGE else "",
        beside=stands.beside if signature else "",
        replay=replay,
        progressed=progressed_words(call),
        missing=missing_of(call),
        new=call.new_lesion_ids,
        parts=parts,
        certainty=certainty,
    )


def missing_of(call: VisitCall) -> tuple[str, ...]:
    """Name the lesions that are not evaluated: those the sum misses, then non-targets."""
    others = (each for each in call.values_used if each.role == "non_target")
    silent = [each.lesion_id for each in others if each.raw_status in NOT_EVALUATED]
    return tuple(dict.fromkeys((*call.missing_lesion_ids, *in_order(silent))))


def replay_of(each: Replayed) -> Replay:
    """Give a signed call computed again, in words."""
    return Replay(
        reads_same_today=each.reads_same_today,
        today=tuple(map(in_words, each.differences_today)),
        words_today=each.words_today,
        sentence=in_words(each.sentence),
        next_step=each.next_step,
        rules=each.rules_then,
        engine=each.engine_then or "not recorded",
    )


def parts_of(call: VisitCall, found: Mapping[Compartment, Responded | None]) -> Iterator[PartCall]:
    """Give the calls of skin and of other organs by the same evaluator."""
    for name in PARTS:
        responded = found[name]
        own = [
            each
            for each in (responded.calls if responded else ())
            if (each.visited_on, each.evaluator) == (call.visited_on, call.evaluator)
        ]
        if responded is not None:
            yield PartCall(NAMES[name], (own[0].category or "") if own else "")


def unsigned_words(rows: Iterable[VisitRow]) -> str:
    """Name the visits nobody has signed; empty where there are none."""
    days = sorted({row.visited_on for row in rows if row.is_proposed})
    if not days:
        return ""
    return f"Not signed yet, and counted as computed: {', '.join(map(say_date, days))}."


def override_words(rows: Iterable[VisitRow]) -> str:
    """Name the visits with a clinician's own call, which best response does not read."""
    own = sorted({(row.visited_on, row.override) for row in rows if row.override})
    if not own:
        return ""
    named = ", ".join(f"{category} on {say_date(on)}" for on, category in own)
    return f"Worked out from the computed calls; the clinician's own call ({named}) is not used."
