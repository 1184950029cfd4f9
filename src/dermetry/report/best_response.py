"""Best response, endpoints, and how certain each call is, for the report of a course."""

from collections.abc import Iterator
from dataclasses import dataclass

from dermetry.errors import DermetryError
from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.patient_dates import dates_of_case
from dermetry.pathway.values import Assessed
from dermetry.report.cells import join_words
from dermetry.report.signing import own_calls
from dermetry.report.values import Badge, Cell, Table
from dermetry.report.words import NO_CALL_BADGE, badge_for, in_words, say_date
from dermetry.response.certainty.judge import judge_certainty
from dermetry.response.policy import load_policy
from dermetry.response.sequence.best import judge_best
from dermetry.response.sequence.calls import responses_from_calls
from dermetry.response.sequence.endpoint_words import TITLES
from dermetry.response.sequence.endpoints import judge_endpoints
from dermetry.response.sequence.values import Best, BestResponse, Endpoint, SubjectDates

COUNTED = "Worked out from the computed calls, also those that nobody has signed yet."
NO_DATES = "No day of death, of last contact or of data cut-off is known: all ends with the visits."
NO_DEATH = (
    "No day of death or of data cut-off is known: overall survival ends with the last contact or "
    "visit, all else with the visits."
)


@dataclass(frozen=True)
class BestSection:
    """What follows from all calls together, or why nothing does."""

    best: Table | None = None
    endpoints: Table | None = None
    notes: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()  # one sentence or two for each call after baseline


def build_best(*, assessed: Assessed, rules: RuleSet = SHIPPED) -> BestSection:
    """Judge best response and endpoints from the calls, and how certain each call is."""
    if not any(call.category for call in assessed.calls):
        return BestSection()
    certainty = tuple(certainty_lines(assessed, rules))
    policy = load_policy(preset=assessed.calls[0].preset).for_course(assessed.case.plan)
    dates, remarks = dates_of_case(case=assessed.case, given={})
    visits = responses_from_calls(calls=assessed.calls)
    if dates is None:
        return BestSection(notes=tuple(map(in_words, remarks)), certainty=certainty)
    try:
        best = judge_best(visits=visits, dates=dates, policy=policy)
        endpoints = judge_endpoints(visits=visits, dates=dates, policy=policy)
    except DermetryError as error:
        return BestSection(notes=(in_words(str(error)),), certainty=certainty)
    named = assessed.case.patient.patient_id
    said = (remark_words(in_words(each.removeprefix(f"{named}: "))) for each in remarks)
    return BestSection(
        best=best_table(best, tuple(own_words(assessed))),
        endpoints=endpoints_table(endpoints),
        notes=(COUNTED, *filter(None, [unknown_dates(dates)]), *said),
        certainty=certainty,
    )


def unknown_dates(dates: SubjectDates) -> str:
    """Say which dates nobody recorded and what ends without them; empty after a death."""
    if dates.death_on:
        return ""
    return NO_DEATH if dates.last_contact_on else NO_DATES


def remark_words(text: str) -> str:
    """Give a remark as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."


def own_words(assessed: Assessed) -> Iterator[str]:
    """Name the clinician's own calls, which nothing here rests on."""
    own = sorted(own_calls(case=assessed.case).items())
    if own:
        named = ", ".join(f"{each.category} on {say_date(on)}" for on, each in own)
        yield f"The clinician's own call ({named}) is not used here."


def certainty_lines(assessed: Assessed, rules: RuleSet) -> Iterator[str]:
    """Say how certain each call is; what cannot be judged says why."""
    try:
        found = judge_certainty(
            case=assessed.case,
            policy=load_policy(preset=assessed.calls[0].preset),
            calls=assessed.calls,
            suggestions=assessed.role_suggestions,
            rules=rules,
        )
    except DermetryError as error:
        yield in_words(str(error))
        return
    for each in found:
        who = f", {each.evaluator}" if each.evaluator else ""
        yield f"{say_date(each.visited_on)}{who}: {in_words(each.statement)}"


def best_table(found: tuple[BestResponse, ...], own: tuple[str, ...]) -> Table:
    """Make the table of best responses; ``own`` says at each what is not used."""
    rows = []
    for each in found:
        rows.append(best_row(each, each.unconfirmed, "as called", own))
        if each.confirmed is not None:
            rows.append(best_row(each, each.confirmed, "confirmed", own))
    return Table("Best response", ("Best response", "Call", "Decided by", "Why"), tuple(rows))


def best_row(whose: BestResponse, best: Best, form: str, own: tuple[str, ...]) -> tuple[Cell, ...]:
    """Make the row of one best response."""
    days = f"day {best.days}" if best.days is not None else ""
    return (
        Cell(form.capitalize(), whose.evaluator),
        Cell("", badge=badge_of_best(best)),
        Cell(", confirmed ".join(map(say_date, best.decided_by)) or "no visit", days),
        Cell(
            " ".join((in_words(best.reasons[0].sentence), *own)),
            join_words(*(r.rule_id for r in best.reasons)),
        ),
    )


def badge_of_best(best: Best) -> Badge:
    """Give the badge of a best response; none where no visit could be judged."""
    return NO_CALL_BADGE if best.category == "MISSING" else badge_for(best.category)


def endpoints_table(found: tuple[Endpoint, ...]) -> Table:
    """Make the table of endpoints; each says when it ended, or why it is censored."""
    rows = tuple(
        (
            Cell(
                TITLES[each.name],
                join_words("confirmed" if each.is_confirmed else "", each.evaluator),
            ),
            Cell(each.outcome.replace("_", " ")),
            Cell(f"{each.days} days" if each.days is not None else "no days"),
            Cell(said_of(each), join_words(*(reason.rule_id for reason in each.reasons))),
        )
        for each in found
    )
    return Table("Endpoints", ("Endpoint", "Result", "Days", "Why"), rows)


def said_of(endpoint: Endpoint) -> str:
    """Give what happened, without the title that stands beside it."""
    said = in_words(endpoint.reasons[0].sentence).partition(": ")[2]
    return f"{said[:1].upper()}{said[1:]}"
