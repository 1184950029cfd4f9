"""Overall survival: the one endpoint that no evaluator and no response bears on."""

from collections.abc import Sequence
from datetime import date

from dermetry.response.sequence import ids
from dermetry.response.sequence.kinds import ND
from dermetry.response.sequence.reading import Reading
from dermetry.response.sequence.say import count, give_reason
from dermetry.response.sequence.values import Endpoint, Outcome, SubjectDates, VisitResponse


def overall_survival(
    visits: Sequence[VisitResponse], dates: SubjectDates, reading: Reading
) -> Endpoint:
    """Give overall survival from the reference date, censored when last known to be alive."""
    cutoff = dates.cutoff_on or date.max
    start = dates.reference_on
    is_event = dates.death_on is not None and dates.death_on <= cutoff
    day = dates.death_on if is_event and dates.death_on else last_alive(visits, dates, reading)
    days = (day - start).days + (1 if reading.plan.add_first_day else 0)
    span = f"{day}, {count(days, 'day')} from {start}"
    if is_event:
        rule_id, why, sentence = (
            ids.OVERALL_SURVIVAL,
            "death",
            f"Overall survival: death on {span}.",
        )
    else:
        rule_id, why = ids.CENSOR_LAST_CONTACT, "last_contact"
        sentence = f"Overall survival: censored on {span}: no death so far, last known to be alive."
    reasons = (give_reason(reading, rule_id, sentence),)
    outcome: Outcome = "event" if is_event else "censored"
    return Endpoint("overall_survival", "", False, outcome, day, days, start, why, reasons)


def last_alive(visits: Sequence[VisitResponse], dates: SubjectDates, reading: Reading) -> date:
    """Give the last day up to the cut-off on which the patient is known to have been alive."""
    cutoff = dates.cutoff_on or date.max
    seen = [visit.visited_on for visit in visits if reading.kinds[visit.category] != ND]
    known = [dates.new_treatment_on, dates.last_contact_on, dates.death_on, *seen]
    days = [min(day, cutoff) for day in known if day is not None]
    return max([dates.reference_on, *days])
