"""The paste-ready note of one visit, in plain text."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.values import Assessed
from dermetry.record.observation import Observation
from dermetry.record.visit import Visit
from dermetry.report.appearances import appearance_facts
from dermetry.report.arms.lines import Section, arm_sections
from dermetry.report.lists import not_measured_lines
from dermetry.report.moment import case_at, find_visit, only_visit
from dermetry.report.note import (
    call_sections,
    fit_note,
    head_lines,
    listed,
    open_sections,
    sizes_section,
    wrapped,
)
from dermetry.report.signing import build_signed
from dermetry.report.values import Signed
from dermetry.report.visit.changes import list_changes
from dermetry.report.wellbeing import OBSERVATIONS, say_observation
from dermetry.report.words import next_visit_words, say_date

LONGEST = 56  # a visit's note also holds wounds and values
SECTION_LINES = 7


def write_visit_note(
    *, assessed: Assessed, visited_on: date, version: str, rules: RuleSet = SHIPPED
) -> str:
    """Write the note of one visit: signed or draft, call, what changed, sizes, care, next date.

    Extent, receptors and alerts are those known on that day; ``rules`` are those in force at the
    site. At most ``LONGEST`` lines of 78 characters; a cut is stated. Raises VisitNotFound when the
    case has no visit on that day.
    """
    visit = find_visit(case=assessed.case, visited_on=visited_on)
    until = case_at(assessed=assessed, visited_on=visited_on)
    calls = tuple(call for call in until.calls if call.visited_on == visited_on)
    signed = build_signed(visit=visit, calls=calls)
    head = [*head_lines(until.case), *wrapped(f"Visit of {say_date(visited_on)}. {signed.banner}.")]
    here = replace(until, calls=calls)
    arms = arm_sections(case=assessed.case, rules=rules, on=visited_on)
    return fit_note(head, _sections(here, until, visit, signed, arms), version, LONGEST)


def _sections(
    here: Assessed, until: Assessed, visit: Visit, signed: Signed, arms: Iterable[Section]
) -> Iterator[list[str]]:
    """Give the sections of one visit, the weightiest first."""
    if signed.override is not None:
        own = signed.override
        said = f"{own.badge.letters} ({own.by}: {own.reason.rstrip('.')})"
        yield _long("CLINICIAN'S OWN CALL", [f"{said}. Computed: {own.computed.letters}."])
    if signed.differs:
        yield _long("Differs", [signed.differs])
    yield from call_sections(here)
    yield _long("Changed", list_changes(assessed=until, visit=visit))
    yield sizes_section(here)
    yield from (listed(title, items, "") for title, items in arms)
    yield from _care(visit)
    added = [f"{each.written}: {each.text}" for each in signed.additions]
    if added:
        yield _long(f"Addenda ({len(added)})", added)
    alone = only_visit(assessed=until, visited_on=visit.visited_on)
    yield from open_sections(here, not_measured_lines(assessed=alone))


def _long(title: str, items: Iterable[str], nothing: str = "") -> list[str]:
    return listed(title, items, nothing, most=SECTION_LINES)


def _care(visit: Visit) -> Iterator[list[str]]:
    """Give the next date, the values and the wounds of one visit."""
    yield wrapped(f"Next visit: {next_visit_words(visit)}")
    values = [_value_words(each) for each in visit.observations]
    scores = [f"{each.kind} {each.score_0_10}/10" for each in visit.symptoms]
    said = "; ".join((*values, *scores))
    yield _long("Patient", [f"{said}."] if said else [], "no value and no symptom recorded.")
    for appearance in visit.appearances:
        facts = appearance_facts(appearance=appearance)
        words = "; ".join(f"{fact.label.lower()} {fact.text}" for fact in facts)
        yield _long(f"Lesion {appearance.lesion_id}", [f"{words}."])


def _value_words(observation: Observation) -> str:
    """Say a value, with its day where that is not the visit's."""
    dated = f" ({say_date(observation.observed_on)})" if observation.observed_on else ""
    return f"{OBSERVATIONS[observation.kind][0]} {say_observation(observation)}{dated}"
