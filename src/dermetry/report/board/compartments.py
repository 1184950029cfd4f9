"""Skin, other organs and overall side by side: the latest call of each."""

from dermetry.pathway.compartments import (
    Compartment,
    describe_compartment,
    respond_by_compartment,
)
from dermetry.pathway.respond import Responded
from dermetry.pathway.values import Assessed
from dermetry.record.signature import Signature
from dermetry.report.board.values import CompartmentCall
from dermetry.report.bottom import build_bottom, with_standing
from dermetry.report.standing import signatures_of
from dermetry.report.tables import evaluators_of
from dermetry.report.words import NO_CALL_BADGE, say_date
from dermetry.response.values import VisitCall

NO_VISIT = "No visit could be judged."


def build_compartments(*, assessed: Assessed) -> tuple[CompartmentCall, ...]:
    """Give the latest call of skin, other organs and the whole case, per evaluator."""
    parts = respond_by_compartment(case=assessed.case)
    calls = {name: part.calls if part else () for name, part in parts.items()}
    return (
        *_latest("Skin", calls["skin"], assessed, _nothing("skin", parts["skin"])),
        *_latest("Other organs", calls["other"], assessed, _nothing("other", parts["other"])),
        *_latest("Overall", assessed.calls, assessed, NO_VISIT),
    )


def _nothing(compartment: Compartment, part: Responded | None) -> str:
    """Say why a compartment has no call: no lesion, which proves nothing, or no visit."""
    if part is not None:
        return NO_VISIT
    said = describe_compartment(compartment=compartment, responded=None)
    return f"{said} This is not a statement that there are none."


def _latest(
    name: str, calls: tuple[VisitCall, ...], assessed: Assessed, nothing: str
) -> tuple[CompartmentCall, ...]:
    if not calls:
        return (CompartmentCall(name, NO_CALL_BADGE, "No call", nothing),)
    latest = [[c for c in calls if c.evaluator == who][-1] for who in evaluators_of(calls)]
    signatures = signatures_of(case=assessed.case)
    return tuple(_said(name, call, assessed, signatures.get(call.visited_on)) for call in latest)


def _said(
    name: str, call: VisitCall, assessed: Assessed, signature: Signature | None
) -> CompartmentCall:
    bottom = build_bottom(call, assessed)
    if name == "Overall":  # what is signed is the overall call
        bottom = with_standing(bottom, call, signature)
    who = f", {call.evaluator}" if call.evaluator else ""
    provisional = " Provisional: targets suggested, not chosen." if call.is_provisional else ""
    detail = " ".join(bottom.sentences[:1]) + provisional
    return CompartmentCall(
        f"{name}, {say_date(call.visited_on)}{who}", bottom.badge, bottom.headline, detail
    )
