"""Plain values in and out: visits, dates, best response, endpoints.

The ones made by the hundred thousand are named tuples; all of them are frozen.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from dermetry.response.values import Reason

EndpointName = Literal[
    "objective_response",
    "clinical_benefit",
    "disease_control",
    "time_to_response",
    "duration_of_response",
    "progression_free_survival",
    "time_to_progression",
    "overall_survival",
]
Outcome = Literal["yes", "no", "event", "censored", "not_applicable"]


class VisitResponse(NamedTuple):
    """The overall response that one evaluator called at one visit."""

    visited_on: date
    category: str  # "PR", "iUPD", ...: a word of the policy's criteria
    evaluator: str = ""
    progression_on: date | None = None  # progression proved later and dated back to this day


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectDates:
    """What is known of one patient besides her visits; None: not known, or not happened."""

    reference_on: date  # start of treatment, or randomization
    new_treatment_on: date | None = None  # first day of a new anticancer treatment
    death_on: date | None = None
    last_contact_on: date | None = None  # last day known to be alive
    cutoff_on: date | None = None  # nothing after this day is known yet
    has_baseline: bool = True


class SetAside(NamedTuple):
    """One visit that was not counted, and the rule that says why."""

    visited_on: date
    category: str
    rule_id: str


class Best(NamedTuple):
    """One best response: the category, when, which visits decided, and why."""

    category: str  # "MISSING": there was no visit to judge
    on: date | None  # first visit that qualifies; None: no visit
    days: int | None  # from the reference date
    decided_by: tuple[date, ...]  # the visit, and the visit that confirmed it
    reasons: tuple[Reason, ...] = ()


class BestResponse(NamedTuple):
    """Best response of one evaluator, unconfirmed and confirmed."""

    evaluator: str
    unconfirmed: Best
    confirmed: Best | None  # None: the policy asks for no confirmation
    progression_on: date | None
    set_aside: tuple[SetAside, ...] = ()
    flags: tuple[Reason, ...] = ()  # contradictions that somebody should settle
    rules_version: str = ""


class Endpoint(NamedTuple):
    """One endpoint of one evaluator: yes or no, or an event or a censoring with its date."""

    name: EndpointName
    evaluator: str
    is_confirmed: bool  # rests on confirmed responses
    outcome: Outcome
    on: date | None  # day of the event, of the censoring, or of the first qualifying visit
    days: int | None
    start_on: date | None  # day from which ``days`` are counted
    why: str  # "progression", "death", "new_treatment", "last_assessment", ...
    reasons: tuple[Reason, ...] = ()


class Subject(NamedTuple):
    """One patient of a table of visit responses."""

    subject: str
    dates: SubjectDates
    visits: tuple[VisitResponse, ...]
