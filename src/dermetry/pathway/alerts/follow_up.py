"""What follow-up of the skin waits for: a discussion, a visit, a photograph, a confirmation."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from dermetry.pathway.alerts.situation import PATIENT, Condition, Situation, day_text
from dermetry.pathway.alerts.values import Held
from dermetry.pathway.compartments import NAMES, respond_by_compartment
from dermetry.pathway.discordance import find_discordances
from dermetry.record.visit import MatchProposal, Visit

ONE_DAY = timedelta(days=1)


def of_visit(visit: Visit, since: date, *facts: str, **words: str) -> Held:
    """Give what was found of a visit."""
    day = visit.visited_on
    return Held(
        subject=PATIENT,
        since=since,
        facts=facts,
        occasion=day.isoformat(),
        words={"day": day_text(day), **words},
    )


def signed_call(visit: Visit) -> str:
    """Give the category that a visit was signed with; the clinician's own comes first."""
    signature = visit.signature
    if signature is None:
        return ""
    return signature.override.category if signature.override else signature.category or ""


def progression(situation: Situation) -> Iterator[Held]:
    """Find a last signed visit that calls progression, and no treatment begun since."""
    visit, book = situation.last_signed, situation.book
    if visit is None or visit.signature is None:
        return
    call = signed_call(visit)
    if call not in book.words("progression"):
        return
    if any(
        each.kind != "antibiotic" and each.started_on >= visit.visited_on
        for each in situation.case.treatments
    ):
        return
    facts = (
        f"The visit of {day_text(visit.visited_on)} is signed as {call} "
        f"({visit.signature.signed_by}).",
        "No treatment is recorded that began since.",
    )
    yield of_visit(visit, visit.signature.signed_on, *facts, call=call)


def discordance(situation: Situation) -> Iterator[Held]:
    """Find a last visit whose skin and other organs are called differently."""
    visit = situation.last_visit
    if visit is None:
        return
    responded = respond_by_compartment(case=situation.case)
    for found in find_discordances(responded=responded):
        if found.visited_on == visit.visited_on:
            facts = (
                f"{NAMES['skin'].capitalize()}: {found.skin}.",
                f"{NAMES['other'].capitalize()}: {found.other}.",
            )
            words = {"skin": found.skin, "other": found.other}
            yield of_visit(visit, visit.visited_on, *facts, **words)
            return


def next_visit(situation: Situation) -> Iterator[Held]:
    """Find an appointment that has passed without a visit; death ends every appointment."""
    if situation.case.patient.died_on:
        return
    booked = [each for each in situation.case.visits if each.next_due_on]
    last = situation.last_visit
    if not booked or last is None:
        return
    visit = booked[-1]
    due_on = visit.next_due_on
    if due_on and due_on > last.visited_on:
        since = due_on + ONE_DAY + situation.book.days("next_visit_grace_days")
        fact = f"The visit of {day_text(visit.visited_on)} set the next for {day_text(due_on)}"
        why = f" ({visit.next_reason})." if visit.next_reason else "."
        yield Held(
            subject=PATIENT,
            since=since,
            facts=(fact + why, f"The last visit is of {day_text(last.visited_on)}."),
            occasion=due_on.isoformat(),
            words={"due": day_text(due_on)},
        )


def unreadable(situation: Situation) -> Iterator[Held]:
    """Find photographs of the last visit that could not be read."""
    visit = situation.last_visit
    if visit and visit.unreadable:
        facts = tuple(f"{each.file_name}: {each.reason}" for each in visit.unreadable)
        number = str(len(visit.unreadable))
        yield of_visit(visit, visit.visited_on, *facts, number=number)


def unconfirmed(situation: Situation) -> Iterator[Held]:
    """Find visits with findings or matches that nobody has confirmed for days."""
    for visit in situation.case.visits:
        facts = list_unconfirmed(visit=visit)
        if not facts:
            continue
        since = visit.visited_on + situation.book.days("unconfirmed_days")
        yield of_visit(visit, since, *facts, number=str(len(facts)))


def list_unconfirmed(*, visit: Visit) -> list[str]:
    """Say which findings and matches of a visit wait for a person, one sentence each."""
    found = sorted({each.lesion_id for each in visit.findings if not each.is_confirmed})
    asked = [each for each in visit.proposals if each.answer == "unsure"]
    facts = [f"Not confirmed: the finding of {name}." for name in found]
    return facts + [f"Not settled: {open_match(each)}." for each in asked]


def open_match(proposal: MatchProposal) -> str:
    """Say what a match that nobody settled is about."""
    if proposal.outline_id:
        return f"which lesion the outline {proposal.outline_id} is"
    return f"what became of {proposal.lesion_id}"


CONDITIONS: Mapping[str, Condition] = {
    "follow_up.progression": progression,
    "follow_up.discordance": discordance,
    "follow_up.next_visit": next_visit,
    "follow_up.unreadable": unreadable,
    "follow_up.unconfirmed": unconfirmed,
}
