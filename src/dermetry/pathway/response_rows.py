"""Best response and endpoints as rows of plain values, for tables, JSON and CSV."""

from collections.abc import Iterable, Iterator
from datetime import date

from dermetry.response.sequence.values import Best, BestResponse, Endpoint
from dermetry.response.values import Reason

Row = dict[str, str | int | None]
BEST_COLUMNS = (
    "subject",
    "evaluator",
    "form",
    "best_response",
    "on",
    "days",
    "decided_by",
    "progression_on",
    "reasons",
    "rule_ids",
    "sources",
    "flags",
    "not_counted",
    "rules_version",
)
ENDPOINT_COLUMNS = (
    "subject",
    "evaluator",
    "form",
    "endpoint",
    "outcome",
    "on",
    "days",
    "start_on",
    "why",
    "reasons",
    "rule_ids",
    "sources",
)


def best_rows(*, found: Iterable[tuple[str, tuple[BestResponse, ...]]]) -> Iterator[Row]:
    """Give one row for each patient, evaluator and form (unconfirmed, confirmed).

    ``found`` is what ``judge_many`` gives; the keys are ``BEST_COLUMNS``, days are whole
    numbers, a gap is None.
    """
    for subject, responses in found:
        for response in responses:
            yield best_row(subject, response, "unconfirmed", response.unconfirmed)
            if response.confirmed is not None:
                yield best_row(subject, response, "confirmed", response.confirmed)


def best_row(subject: str, response: BestResponse, form: str, best: Best) -> Row:
    """Give the row of one best response."""
    return {
        "subject": subject,
        "evaluator": response.evaluator,
        "form": form,
        "best_response": best.category,
        "on": iso(best.on),
        "days": best.days,
        "decided_by": " ".join(str(day) for day in best.decided_by),
        "progression_on": iso(response.progression_on),
        **reason_cells(best.reasons),
        "flags": sentences(response.flags),
        "not_counted": "; ".join(
            f"{each.category} {each.visited_on} ({each.rule_id})" for each in response.set_aside
        ),
        "rules_version": response.rules_version,
    }


def endpoint_rows(*, found: Iterable[tuple[str, tuple[Endpoint, ...]]]) -> Iterator[Row]:
    """Give one row for each patient, evaluator, form and endpoint.

    ``found`` holds the name of a patient and what ``judge_endpoints`` gives for her; the keys
    are ``ENDPOINT_COLUMNS``.
    """
    for subject, endpoints in found:
        for each in endpoints:
            yield {
                "subject": subject,
                "evaluator": each.evaluator,
                "form": "confirmed" if each.is_confirmed else "unconfirmed",
                "endpoint": each.name,
                "outcome": each.outcome,
                "on": iso(each.on),
                "days": each.days,
                "start_on": iso(each.start_on),
                "why": each.why,
                **reason_cells(each.reasons),
            }


def reason_cells(reasons: tuple[Reason, ...]) -> Row:
    """Give the sentences of some reasons with their rules and sources."""
    cites = dict.fromkeys(cite for each in reasons for cite in each.cites)
    return {
        "reasons": sentences(reasons),
        "rule_ids": " ".join(dict.fromkeys(each.rule_id for each in reasons)),
        "sources": " ".join(cites),
    }


def sentences(reasons: tuple[Reason, ...]) -> str:
    """Give the sentences of some reasons as one text."""
    return " ".join(each.sentence for each in reasons)


def iso(day: date | None) -> str | None:
    """Write a day as text, a gap as None."""
    return None if day is None else day.isoformat()
