"""Writing an endpoint as a value, with the sentences that explain it."""

from dataclasses import dataclass
from datetime import date

from dermetry.response.sequence import ids
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.flags import list_flags
from dermetry.response.sequence.follow_up import End, FollowUp, end_with_death
from dermetry.response.sequence.reading import Reading
from dermetry.response.sequence.say import count, give_reason, on
from dermetry.response.sequence.values import Endpoint, EndpointName, Outcome
from dermetry.response.values import Reason

TITLES: dict[EndpointName, str] = {
    "objective_response": "Objective response",
    "clinical_benefit": "Clinical benefit",
    "disease_control": "Disease control",
    "time_to_response": "Time to response",
    "duration_of_response": "Duration of response",
    "progression_free_survival": "Progression-free survival",
    "time_to_progression": "Time to progression",
    "overall_survival": "Overall survival",
}
WHY = {  # why a follow-up was censored, in words
    "no_baseline": "there is no baseline assessment",
    "no_assessment": "no visit after baseline could be evaluated",
    "new_treatment": "a new anticancer treatment started on {treated}",
    "missed_visits": "{gap} lie between it and the {event} on {event_on}, more than {limit}: "
    "visits were missed",
    "last_assessment": "no event so far",
    "death": "died on {died} without progression",
    "no_response": "no such response so far",
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the endpoints of one evaluator in one form."""

    evaluator: str
    is_confirmed: bool
    reading: Reading

    def yes_no(
        self, name: EndpointName, rule_id: str, course: Course, place: int, since: int = 0
    ) -> Endpoint:
        """Write an endpoint that was reached at a visit, or was not."""
        kind = "confirmed response" if self.is_confirmed else "response"
        after = f" (from day {since} on, or a {kind})" if since else ""
        if place < 0:
            sentence = f"{self.title(name)}: no, at no counted visit{after}."
            reasons = (give_reason(self.reading, rule_id, sentence),)
            return Endpoint(
                name, self.evaluator, self.is_confirmed, "no", None, None, None, "", reasons
            )
        day, start = course.days[place], course.start
        word = self.reading.names[course.kinds[place]]
        sentence = f"{self.title(name)}: yes, {word} on {on(day)}, {self.span(start, day)}{after}."
        reason = give_reason(self.reading, rule_id, sentence)
        return self.end(name, "yes", day, start, word, (reason, *self.day_reasons()))

    def time(self, name: EndpointName, rule_id: str, known: FollowUp, end: End) -> Endpoint:
        """Write a time from the reference date to an event or a censoring."""
        return self.time_from(name, rule_id, known, end, known.start)

    def duration(self, course: Course, known: FollowUp, response: int) -> Endpoint:
        """Write the duration of response; it exists for responders only."""
        name: EndpointName = "duration_of_response"
        rule_id = ids.DURATION_OF_RESPONSE
        if response < 0:
            sentence = f"{self.title(name)}: does not apply, there was no such response."
            reasons = (give_reason(self.reading, rule_id, sentence),)
            return Endpoint(
                name, self.evaluator, self.is_confirmed, "not_applicable", None, None, None,
                "no_response", reasons,
            )  # fmt: skip
        start = course.days[response]
        end = end_with_death(known, rule_id)
        end = end._replace(day=max(end.day, start))
        return self.time_from(name, rule_id, known, end, start)

    def time_from(
        self, name: EndpointName, rule_id: str, known: FollowUp, end: End, start: int
    ) -> Endpoint:
        """Write a time from any day."""
        span = self.span(start, end.day)
        if end.is_event:
            sentence = f"{self.title(name)}: {end.why} on {on(end.day)}, {span}."
            reasons = [give_reason(self.reading, rule_id, sentence)]
        else:
            sentence = (
                f"{self.title(name)}: censored on {on(end.day)}, {span}: {explain(end, known)}."
            )
            reasons = [give_reason(self.reading, end.rule_id, sentence)]
        if end.why == "progression":
            reasons += progression_reasons(known, self)
        outcome: Outcome = "event" if end.is_event else "censored"
        return self.end(name, outcome, end.day, start, end.why, (*reasons, *self.day_reasons()))

    def end(
        self,
        name: EndpointName,
        outcome: Outcome,
        day: int,
        start: int,
        why: str,
        reasons: tuple[Reason, ...],
    ) -> Endpoint:
        """Put the parts of an endpoint together."""
        return Endpoint(
            name,
            self.evaluator,
            self.is_confirmed,
            outcome,
            date.fromordinal(day),
            self.days(start, day),
            date.fromordinal(start),
            why,
            reasons,
        )

    def title(self, name: EndpointName) -> str:
        """Name an endpoint, and that it rests on confirmed responses where it does."""
        return TITLES[name] + (" (confirmed)" if self.is_confirmed else "")

    def days(self, start: int, day: int) -> int:
        """Count days; rule endpoint.days."""
        return day - start + (1 if self.reading.plan.add_first_day else 0)

    def span(self, start: int, day: int) -> str:
        """Say how many days after which day something was."""
        return f"{count(self.days(start, day), 'day')} from {on(start)}"

    def day_reasons(self) -> tuple[Reason, ...]:
        """Say so where the first day is counted as day 1."""
        if not self.reading.plan.add_first_day:
            return ()
        sentence = "The first day is counted as day 1."
        return (give_reason(self.reading, ids.ENDPOINT_DAYS, sentence),)


def explain(end: End, known: FollowUp) -> str:
    """Say in words why a follow-up was censored."""
    plan = known.reading.plan
    facts = {
        "treated": on(known.treated) if known.treated else "",
        "died": on(known.died) if known.died else "",
        "gap": count(end.event_day - end.day, "day"),
        "event": "progression" if end.event_day == known.progressed else "death",
        "event_on": on(end.event_day) if end.event_day else "",
        "limit": plan.missed_visits_days,
    }
    return WHY[end.why].format(**facts)


def progression_reasons(known: FollowUp, write: Writer) -> list[Reason]:
    """Say what a progression rests on where that is not one plain PD."""
    flags = list_flags(known.course, write.reading)
    return [*([immune_reason(known)] if write.reading.is_immune else []), *flags]


def immune_reason(known: FollowUp) -> Reason:
    """Say which iUPD dates the progression."""
    course, day = known.course, on(known.progressed)
    if not course.progressed:
        sentence = f"Progression is dated to the iUPD of {day}, which is still open."
    elif course.days[-1] == known.progressed:
        sentence = f"Progression is dated to the iCPD of {day} itself."
    else:
        icpd = on(course.days[-1])
        sentence = f"Progression is dated to the iUPD of {day}, confirmed by the iCPD of {icpd}."
    return give_reason(known.reading, ids.IMMUNE_PROGRESSION, sentence)
