"""From an assessed case to the values a report prints."""

from collections.abc import Iterable, Iterator
from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.values import Assessed
from dermetry.record.case import Case
from dermetry.record.finding import Measured
from dermetry.report.arms.build import build_arms
from dermetry.report.background import (
    care_facts,
    history_facts,
    imaging_table,
    specimens_table,
)
from dermetry.report.best_response import build_best
from dermetry.report.bottom import build_bottoms, build_to_confirm
from dermetry.report.course_values import CaseReport
from dermetry.report.header import build_header, identity_line
from dermetry.report.lists import lines_of, not_measured_lines, photo_entries, visit_reasons
from dermetry.report.pictures import make_pictures
from dermetry.report.signing import signatures_table
from dermetry.report.sources import (
    load_rule_files,
    load_thresholds,
    number_references,
    rule_lines,
)
from dermetry.report.standing import signatures_of
from dermetry.report.strips import build_strips
from dermetry.report.sums import build_charts
from dermetry.report.tables import (
    diameters_table,
    growth_table,
    other_lesions_table,
    sum_notes,
    visits_table,
)
from dermetry.report.values import Fact
from dermetry.report.words import (
    INTENDED_USE,
    INTERVAL_NOTE,
    SUM_NAMES,
    say_date,
)
from dermetry.response.names import policy_name
from dermetry.response.values import VisitCall


def build_report(
    *, assessed: Assessed, version: str, rules: RuleSet = SHIPPED, on: date | None = None
) -> CaseReport:
    """Build the report of an assessed case, opening each photograph once.

    ``version`` is the software version to print, ``rules`` are those in force at the site, and
    ``on`` is the day of extent, alerts and tasks; without it, the last day of which the case
    says anything. No clock: the report is dated by its last visit. A photograph that cannot
    be opened any more is named in the report.
    """
    case = assessed.case
    last = case.visits[-1].visited_on if case.visits else None
    thresholds = load_thresholds(preset=case.plan.preset)
    references = number_references(
        key
        for call in assessed.calls
        for reason in (*call.reasons, *call.flag_reasons)
        for key in reason.cites
    )
    pictures = make_pictures(case=case, open_picture=assessed.open_picture)
    return CaseReport(
        title=f"Skin metastases response report: {case.patient.patient_id}",
        identity=identity_line(case),
        patient_id=case.patient.patient_id,
        language="en-US",
        last_visit_on=last,
        prepared=f"Prepared from photographs up to {say_date(last)}" if last else "No visit yet",
        header=build_header(case),
        bottoms=build_bottoms(assessed=assessed),
        sum_name=SUM_NAMES[thresholds.unit],
        charts=build_charts(
            calls=assessed.calls, thresholds=thresholds, signatures=signatures_of(case=case)
        ),
        visits=visits_table(calls=assessed.calls, signatures=signatures_of(case=case)),
        sum_notes=sum_notes(calls=assessed.calls),
        best=build_best(assessed=assessed, rules=rules),
        diameters=diameters_table(case=case, calls=assessed.calls),
        interval_note=INTERVAL_NOTE,
        strips=build_strips(assessed=assessed, pictures=pictures),
        growth=growth_table(assessed=assessed),
        other_lesions=other_lesions_table(case=case, calls=assessed.calls),
        arms=build_arms(case=case, rules=rules, on=on),
        history=history_facts(case=case),
        care=care_facts(case=case),
        specimens=specimens_table(specimens=case.specimens, rules=rules),
        imaging=imaging_table(studies=case.imaging_studies),
        signatures=signatures_table(case=case),
        photographs=photo_entries(case=case, pictures=pictures),
        not_measured=not_measured_lines(assessed=assessed),
        to_confirm=build_to_confirm(assessed=assessed),
        candidates=lines_of(assessed.attention, "candidate"),
        notes=_notes(assessed),
        reasons=visit_reasons(assessed=assessed, references=references),
        rules=rule_lines(rule_ids=named_rule_ids(assessed.calls)),
        references=references,
        how_measured=_how_measured(case),
        versions=versions_of(assessed, version),
        intended_use=INTENDED_USE,
    )


def named_rule_ids(calls: Iterable[VisitCall]) -> Iterator[str]:
    """Give every rule id the calls name, in reasons and in values used."""
    for call in calls:
        yield from (reason.rule_id for reason in (*call.reasons, *call.flag_reasons))
        yield from (value.rule_id for value in call.values_used if value.rule_id)


def _notes(assessed: Assessed) -> tuple[str, ...]:
    shown = {"unreadable", "not_measured", "to_confirm", "candidate"}
    others = {each.kind for each in assessed.attention} - shown
    lines = lines_of(assessed.attention, *others)
    visits = assessed.case.visits
    said = (f"{say_date(v.visited_on)}: {note}" for v in visits for note in v.notes)
    return tuple(dict.fromkeys((*lines, *said)))


def _how_measured(case: Case) -> tuple[str, ...]:
    methods = sorted({f.method for v in case.visits for f in v.findings if isinstance(f, Measured)})
    used = "; ".join(methods) or "nothing was measured"
    return (
        f"Methods used: {used}.",
        "A calibration object in the photograph gives millimeters in its plane; the outline of a "
        "lesion is mapped to that plane, where its longest diameter is found afresh at each visit.",
        "The uncertainty of a diameter joins three causes as a root of squares: the scale "
        "(printed size and marker corners, shared by all lesions of one photograph), the tilt of "
        "the skin against the object's plane, and the outline's plausible range; repeat "
        "photographs add what they scatter.",
        *_enlargement_words(case),
        INTERVAL_NOTE,
        "Values are compared as exact decimals; an unconfirmed outline, match or candidate never "
        "enters a sum, never counts as new and never lowers a nadir.",
    )


def _enlargement_words(case: Case) -> tuple[str, ...]:
    """Say that sizes were enlarged for convex skin, where any was (``imaging.convexity``)."""
    notes = (note for v in case.visits for f in v.findings for note in f.evidence)
    if not any("enlarged by" in note for note in notes):
        return ()
    return (
        "Skin curves away from a flat card, so sizes beside it were enlarged, by the share noted "
        "under each; how far skin really curves there is not known, which is why the part of the "
        "uncertainty for skin off the card's plane was left as wide as without the enlargement, "
        "and in a fold, where skin is concave, the size is wrong by the enlargement itself.",
    )


def versions_of(assessed: Assessed, version: str) -> tuple[Fact, ...]:
    """Say the versions of software and rules, who reviewed them, who confirmed the findings."""
    rules = sorted({call.rules_version for call in assessed.calls if call.rules_version})
    return (
        Fact("Software", f"dermetry {version}"),
        Fact("Rule file", ", ".join(rules) or "no rule was used"),
        Fact("Criteria", policy_name(preset=assessed.case.plan.preset)),
        Fact("Review of the rule file", _reviewed(assessed.case)),
        Fact("Confirmed by", ", ".join(_confirmers(assessed.case)) or "nobody"),
    )


def _reviewed(case: Case) -> str:
    """Say whether a clinician has reviewed the rules; that none has is not hidden."""
    files = load_rule_files(preset=case.plan.preset)
    days = [each.header.clinician_reviewed_on for each in files]
    reviewed = [each for each in days if each is not None]
    if len(reviewed) < len(days):
        return "no clinician has reviewed it yet"
    return f"by a clinician, {say_date(min(reviewed))}"


def _confirmers(case: Case) -> list[str]:
    """Give who confirmed findings and lesions of the case."""
    found = [finding.confirmed_by for visit in case.visits for finding in visit.findings]
    found += [lesion.confirmed_by for lesion in case.lesions]
    return sorted({name for name in found if name})
