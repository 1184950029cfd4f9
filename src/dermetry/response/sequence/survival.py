"""Overall survival: the one endpoint that no evaluator and no response bears on."""

from collections.abc import Sequence
from datetime import date
from operator import itemgetter

from dermetry.response.sequence import ids
from dermetry.response.sequence.kinds import ND
from dermetry.response.sequence.reading import Reading
from dermetry.response.sequence.say import count, give_reason
from dermetry.response.sequence.values import Endpoint, Outcome, SubjectDates, VisitResponse

ALIVE = {  # from where it is known, in words
    "last_visit": "at the last visit",
    "last_contact": "at the last contact",
    "new_treatment": "at the start of a new anticancer treatment",
    "data_cutoff": "at the data cut-off",
    "reference_date": "on the reference date",
}


def overall_survival(
    visits: Sequence[VisitResponse], dates: SubjectDates, reading: Reading
) -> Endpoint:
    """Give overall survival from the reference date, censored when last known to be alive."""
    cutoff = dates.cutoff_on or date.max
    start = dates.reference_on
    is_event = dates.death_on is not None and dates.death_on <= cutoff
    day, why = last_alive(visits, dates, reading)
    if is_event and dates.death_on:
        day, why = dates.death_on, "death"
    days = (day - start).days + (1 if reading.plan.add_first_day else 0)
    span = f"{day}, {count(days, 'day')} from {start}"
    if is_event:
        rule_id, sentence = ids.OVERALL_SURVIVAL, f"Overall survival: death on {span}."
    else:
        rule_id, known = ids.CENSOR_LAST_CONTACT, f"last known to be alive {ALIVE[why]}"
        sentence = f"Overall survival: censored on {span}: no death so far, {known}."
    reasons = (give_reason(reading, rule_id, sentence),)
    outcome: Outcome = "event" if is_event else "censored"
    return Endpoint("overall_survival", "", False, outcome, day, days, start, why, reasons)


def last_alive(
    visits: Sequence[VisitResponse], dates: SubjectDates, reading: Reading
) -> tuple[date, str]:
    """Give the last day up to the cut-off on which the patient is known to have been alive.

    With it the key of ``ALIVE`` that says from where; a visit is named before other sources.
    """
    seen = [visit.visited_on for visit in visits if reading.kinds[visit.category] != ND]
    known = [
        (max(seen, default=None), "last_visit"),
        (dates.last_contact_on, "last_contact"),
        (dates.new_treatment_on, "new_treatment"),
        (dates.death_on, "data_cutoff"),  # a death that counts is an event; this one is later
        (dates.reference_on, "reference_date"),
    ]
    day, why = max(((on, word) for on, word in known if on is not None), key=itemgetter(0))
    if dates.cutoff_on is not None and day > dates.cutoff_on:
        return dates.cutoff_on, "data_cutoff"
    return day, why
