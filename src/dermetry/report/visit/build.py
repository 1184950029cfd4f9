"""From an assessed case and a day to the values the report of that visit prints."""

from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.values import Assessed
from dermetry.record.visit import Visit
from dermetry.report.arms.build import build_arms
from dermetry.report.background import care_facts, history_facts, zone_words
from dermetry.report.bottom import build_bottom, build_to_confirm, with_standing
from dermetry.report.build import named_rule_ids, versions_of
from dermetry.report.header import build_header, identity_line
from dermetry.report.lists import lines_of, not_measured_lines, photo_entries, visit_reasons
from dermetry.report.moment import case_at, find_visit, only_visit
from dermetry.report.pictures import make_pictures
from dermetry.report.signing import build_signed
from dermetry.report.sources import number_references, rule_lines
from dermetry.report.values import Bottom, Fact
from dermetry.report.visit.cards import build_cards, uncarded_words
from dermetry.report.visit.changes import list_changes
from dermetry.report.visit.measurements import measurements_table
from dermetry.report.visit.values import VisitReport
from dermetry.report.wellbeing import (
    not_asked_words,
    not_recorded_words,
    observations_table,
    symptoms_table,
)
from dermetry.report.words import (
    INTENDED_USE,
    INTERVAL_NOTE,
    NO_CALL_BADGE,
    next_visit_words,
    say_date,
)


def build_visit_report(
    *, assessed: Assessed, visited_on: date, version: str, rules: RuleSet = SHIPPED
) -> VisitReport:
    """Build the report of one visit; only photographs of it and the visit before are opened.

    ``version`` is the software version to print, ``rules`` are those in force at the site.
    Extent, receptors, biopsies and alerts are those known on the day of the visit.
    Raises VisitNotFound when the case has no visit on that day. A photograph that cannot be
    opened any more is named in the report.
    """
    visit = find_visit(case=assessed.case, visited_on=visited_on)
    until = case_at(assessed=assessed, visited_on=visited_on)
    case = until.case
    here = only_visit(assessed=until, visited_on=visited_on)
    shown = case.visits[-2:]
    pictures = make_pictures(
        case=case,
        open_picture=assessed.open_picture,
        of_visits={each.visited_on for each in shown},
    )
    references = number_references(
        key
        for call in here.calls
        for reason in (*call.reasons, *call.flag_reasons)
        for key in reason.cites
    )
    cards = build_cards(assessed=until, shown=shown, pictures=pictures)
    signed = build_signed(visit=visit, calls=here.calls)
    return VisitReport(
        title=f"Visit of {say_date(visited_on)}: {case.patient.patient_id}",
        identity=identity_line(case),
        patient_id=case.patient.patient_id,
        language="en-US",
        visited_on=visited_on,
        visited=f"Visit of {say_date(visited_on)}",
        prepared=f"Visit of {say_date(visited_on)} · {signed.banner}",
        header=(*build_header(case), *history_facts(case=case)),
        care=care_facts(case=case),
        signed=signed,
        bottoms=_bottoms(until, here),
        changes=list_changes(assessed=until, visit=visit),
        next_visit=next_visit_words(visit),
        measurements=measurements_table(assessed=until, visit=visit),
        cards=cards,
        uncarded=uncarded_words(assessed=until, cards=cards),
        observations=observations_table(case=case, visit=visit),
        not_recorded=not_recorded_words(visit=visit),
        symptoms=symptoms_table(case=case, visit=visit),
        not_asked=not_asked_words(visit=visit),
        regions=_regions(visit),
        arms=build_arms(case=assessed.case, rules=rules, on=visited_on),
        photographs=photo_entries(case=case, pictures=pictures, visits=(visit,)),
        to_confirm=build_to_confirm(assessed=until),
        candidates=lines_of(until.attention, "candidate"),
        not_measured=not_measured_lines(assessed=here),
        notes=(*visit.notes, *lines_of(here.attention, "note")),
        reasons=visit_reasons(assessed=here, references=references),
        rules=rule_lines(rule_ids=named_rule_ids(here.calls)),
        references=references,
        versions=versions_of(here, version),
        interval_note=INTERVAL_NOTE,
        intended_use=INTENDED_USE,
    )


def _bottoms(until: Assessed, here: Assessed) -> tuple[Bottom, ...]:
    """Say the call of each evaluator at this visit; that there is none is said too."""
    if here.calls:
        signature = here.case.visits[0].signature
        bottoms = (build_bottom(call, until) for call in here.calls)
        if signature and signature.override:  # it stands above, beside what the rules give
            return tuple(bottoms)
        return tuple(
            with_standing(bottom, call, signature)
            for bottom, call in zip(bottoms, here.calls, strict=True)
        )
    return (
        Bottom(
            badge=NO_CALL_BADGE,
            visited=f"Visit of {say_date(here.case.visits[0].visited_on)}",
            headline="No response call can be given",
            sentences=("This visit could not be judged.",),
            would_change=(),
            to_confirm="",
        ),
    )


def _regions(visit: Visit) -> tuple[Fact, ...]:
    """Say which regions were looked at and which not; that nobody stated it is said too."""
    seen = ", ".join(zone_words(zone) for zone in visit.regions_examined)
    unseen = ", ".join(zone_words(zone) for zone in visit.regions_not_examined)
    refused = ", ".join(zone_words(zone) for zone in visit.regions_refused)
    return (
        Fact("Regions examined", seen or "not stated"),
        Fact("Regions not examined", unseen or "none stated"),
        *((Fact("Regions refused", refused),) if refused else ()),
    )
