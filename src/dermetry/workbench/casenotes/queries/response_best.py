"""Best response and endpoints as lines of the response page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dermetry.errors import DermetryError
from dermetry.pathway.patient_dates import dates_of_case
from dermetry.pathway.respond_patients import PatientResponse, respond_patient
from dermetry.pathway.response_settings import load_settings
from dermetry.record.case import Case
from dermetry.report.best_response import unknown_dates
from dermetry.report.words import in_words, say_date
from dermetry.response.sequence.endpoint_words import TITLES
from dermetry.response.sequence.values import Best, BestResponse, Endpoint
from dermetry.workbench.casenotes.queries.calls import Why, whys
from dermetry.workbench.casenotes.queries.response_words import MEANINGS, OUTCOMES, error_words

AS_CALLED, CONFIRMED = "As called", "Confirmed"


@dataclass(frozen=True)
class BestLine:
    """One best response: unconfirmed or confirmed, by one evaluator."""

    evaluator: str
    form: str
    letters: str  # empty: no visit could be judged
    meaning: str
    on: date | None
    days: int | None
    decided_by: str
    reasons: tuple[Why, ...]
    flags: tuple[Why, ...]


@dataclass(frozen=True)
class EndpointLine:
    """One endpoint of one evaluator."""

    title: str
    evaluator: str
    form: str  # empty: does not rest on responses
    outcome: str
    on: date | None
    days: int | None
    start_on: date | None
    why: str  # the event, or why it was censored, with the days
    reasons: tuple[Why, ...]


@dataclass(frozen=True)
class BestPart:
    """Best responses and endpoints, or why there are none."""

    best: tuple[BestLine, ...] = ()
    endpoints: tuple[EndpointLine, ...] = ()
    reference_on: date | None = None
    remarks: tuple[str, ...] = ()
    unknown: str = ""  # which dates nobody recorded, and what ends without them
    problem: str = ""


def best_part(*, case: Case, preset: str) -> BestPart:
    """Judge best response and endpoints by one policy; what cannot be judged says why."""
    try:
        dates, remarks = dates_of_case(case=case, given={})
        settings = load_settings(preset=preset, given={})
        found = respond_patient(case=case, dates=dates, settings=settings)
    except DermetryError as error:
        return BestPart(problem=in_words(error_words(error)))
    return BestPart(
        best=tuple(best_lines(found)),
        endpoints=tuple(endpoint_line(each) for each in found.endpoints),
        reference_on=dates.reference_on if dates else None,
        remarks=tuple(remark_words(each, found) for each in remarks),
        unknown=unknown_dates(dates) if dates else "",
    )


def remark_words(remark: str, found: PatientResponse) -> str:
    """Give a remark of the dates without the identifier, which the page shows already."""
    text = in_words(remark.removeprefix(f"{found.subject}: "))
    return f"{text[:1].upper()}{text[1:]}."


def best_lines(found: PatientResponse) -> Iterator[BestLine]:
    """Give the best response of each evaluator in both forms."""
    for each in found.best:
        yield best_line(each, each.unconfirmed, AS_CALLED)
        if each.confirmed is not None:
            yield best_line(each, each.confirmed, CONFIRMED)


def best_line(whose: BestResponse, best: Best, form: str) -> BestLine:
    """Give one best response."""
    return BestLine(
        evaluator=whose.evaluator,
        form=form,
        letters="" if best.category == "MISSING" else best.category,
        meaning=MEANINGS.get(best.category, best.category),
        on=best.on,
        days=best.days,
        decided_by=", confirmed ".join(say_date(on) for on in best.decided_by),
        reasons=whys(best.reasons),
        flags=whys(whose.flags),
    )


def endpoint_line(each: Endpoint) -> EndpointLine:
    """Give one endpoint; its first sentence says what happened."""
    reasons = whys(each.reasons)
    said = reasons[0].sentence.partition(": ")[2] if reasons else ""
    return EndpointLine(
        title=TITLES[each.name],
        evaluator=each.evaluator,
        form=CONFIRMED if each.is_confirmed else "",
        outcome=OUTCOMES[each.outcome],
        on=each.on,
        days=each.days,
        start_on=each.start_on,
        why=f"{said[:1].upper()}{said[1:]}",
        reasons=reasons,
    )


def best_words(lines: Iterable[BestLine]) -> str:
    """Say the best responses in one line: "PR, first on 12 Jan 2026; confirmed: SD"."""
    return "; ".join(
        f"{each.letters or 'none'}"
        + (f" ({each.form.lower()})" if each.form == CONFIRMED else "")
        + (f" by {each.evaluator}" if each.evaluator else "")
        for each in lines
    )
