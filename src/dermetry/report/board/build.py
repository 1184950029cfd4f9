"""From an assessed case and a question to the values of the tumor-board sheet."""

from dataclasses import replace
from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.values import Assessed
from dermetry.report.board.arms import arm_lines
from dermetry.report.board.compartments import build_compartments
from dermetry.report.board.facts import board_facts
from dermetry.report.board.fit import cut_text, fit_bodies
from dermetry.report.board.lesions import lead_lesions, shown_visits
from dermetry.report.board.values import BoardBody, BoardSheet
from dermetry.report.bottom import build_to_confirm
from dermetry.report.header import identity_line
from dermetry.report.lists import lines_of, not_measured_lines
from dermetry.report.moment import only_visit
from dermetry.report.pictures import make_pictures
from dermetry.report.signing import build_signed
from dermetry.report.sources import Thresholds, load_thresholds
from dermetry.report.standing import signatures_of
from dermetry.report.sums import build_charts
from dermetry.report.tables import evaluators_of
from dermetry.report.values import Chart
from dermetry.report.words import INTENDED_USE, INTERVAL_NOTE, SUM_NAMES, say_date

STATE_LETTERS = 110
NO_QUESTION = "No question was entered."
CHART_WIDTH_PX, CHART_HEIGHT_PX = 600, 270  # for a column: its letters stay readable


def build_board_sheet(
    *,
    assessed: Assessed,
    version: str,
    question: str = "",
    rules: RuleSet = SHIPPED,
    on: date | None = None,
) -> BoardSheet:
    """Build the tumor-board sheet; only photographs of baseline and now are opened.

    ``question`` is free text for the board, ``version`` the software version to print, ``rules``
    are those in force at the site, ``on`` is the day of extent and alerts; without it, the last
    day of which the case says anything. A case without a visit gives a sheet that says so.
    """
    case = assessed.case
    last = case.visits[-1] if case.visits else None
    shown = shown_visits(assessed)
    pictures = make_pictures(
        case=case,
        open_picture=assessed.open_picture,
        of_visits={each.visited_on for each in shown},
    )
    here = tuple(c for c in assessed.calls if last and c.visited_on == last.visited_on)
    signed = build_signed(visit=last, calls=here) if last else None
    full = BoardBody(
        facts=board_facts(case=case, rules=rules),
        question=" ".join(question.split()) or NO_QUESTION,
        compartments=build_compartments(assessed=assessed),
        more_calls="",
        override=signed.override if signed else None,
        open_questions=_open_questions(assessed, arm_lines(case=case, rules=rules, on=on)),
        more_questions="",
        lesions=lead_lesions(assessed=assessed, pictures=pictures),
        more_lesions="",
    )
    thresholds = load_thresholds(preset=case.plan.preset)
    chart, no_chart = _chart(assessed, thresholds)
    dated = f"Latest visit {say_date(last.visited_on)}" if last else "No visit yet"
    return BoardSheet(
        title=f"Tumor-board sheet: {case.patient.patient_id}",
        identity=identity_line(case),
        patient_id=case.patient.patient_id,
        language="en-US",
        last_visit_on=last.visited_on if last else None,
        prepared=f"Tumor board · {dated}",
        state=cut_text(f"{dated}: {signed.banner}", STATE_LETTERS) if signed else dated,
        is_signed=bool(signed and signed.is_signed),
        sum_name=SUM_NAMES[thresholds.unit],
        chart=chart,
        no_chart=no_chart,
        bodies=fit_bodies(full=full, lesions_total=len(case.lesions)),
        versions=_versions(assessed, version),
        interval_note=INTERVAL_NOTE,
        intended_use=INTENDED_USE,
    )


def _chart(assessed: Assessed, thresholds: Thresholds) -> tuple[Chart | None, str]:
    """Give the chart of the first evaluator, and words for a missing or further one."""
    charts = build_charts(
        calls=assessed.calls,
        thresholds=thresholds,
        signatures=signatures_of(case=assessed.case),
    )
    if not charts:
        return None, "No visit has a complete sum of target lesions, so no chart is drawn."
    more = len(evaluators_of(assessed.calls)) - 1
    said = f"Chart of one evaluator; {more} more in the course report." if more > 0 else ""
    return replace(charts[0], width_px=CHART_WIDTH_PX, height_px=CHART_HEIGHT_PX), said


def _open_questions(assessed: Assessed, arms: tuple[str, ...]) -> tuple[str, ...]:
    """List what is open: what may change the call first, then alerts, biopsies and doubts."""
    if not assessed.case.visits:
        return arms
    last = assessed.case.visits[-1].visited_on
    changing = (
        f"{each.sentence}."
        for call in assessed.calls
        if call.visited_on == last
        for each in call.conditionals
    )
    gaps = not_measured_lines(assessed=only_visit(assessed=assessed, visited_on=last))
    waiting = (*build_to_confirm(assessed=assessed), *lines_of(assessed.attention, "candidate"))
    return tuple(dict.fromkeys((*changing, *arms, *waiting, *gaps)))


def _versions(assessed: Assessed, version: str) -> str:
    rules = sorted({call.rules_version for call in assessed.calls if call.rules_version})
    return f"dermetry {version}, rules {', '.join(rules) or 'none used'}"
