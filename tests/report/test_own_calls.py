"""A clinician's own call stands wherever the signed call is said, with what the rules give."""

from dataclasses import replace

import pytest

from dermetry.report.board.build import build_board_sheet
from dermetry.report.build import build_report
from dermetry.report.charts import render_chart
from dermetry.report.drawing import PRINT_PALETTE
from tests.report.rich_case import OVERRIDE, SIGNED_ON

SAID = "The clinician's own call is SD (Dr. A. Weiss:"


@pytest.fixture
def assessed_own(assessed_rich):
    """Give the case up to the visit that was signed as SD where the rules give PR."""
    case = assessed_rich.case
    visits = tuple(each for each in case.visits if each.visited_on <= SIGNED_ON)
    calls = tuple(each for each in assessed_rich.calls if each.visited_on <= SIGNED_ON)
    return replace(assessed_rich, case=case.model_copy(update={"visits": visits}), calls=calls)


def test_the_chart_bears_the_clinicians_call_with_a_mark_and_what_the_rules_give(assessed_own):
    for chart in (
        build_report(assessed=assessed_own, version="1").charts[0],
        build_board_sheet(assessed=assessed_own, version="1").chart,
    ):
        point = chart.points[-1]
        assert (point.badge.letters, point.computed.letters) == ("SD", "PR")
        assert all(each.computed is None for each in chart.points[:-1])
        svg = render_chart(chart=chart, palette=PRINT_PALETTE, uid="t")
        assert ">SD*<" in svg
        assert "rules: PR" in svg
        assert "Stable disease, the clinician's own call (the rules give partial" in chart.summary


def test_the_table_of_visits_and_the_bottom_line_say_both(assessed_own):
    report = build_report(assessed=assessed_own, version="1")
    cell = report.visits.rows[-1][1]
    assert cell.badge.letters == "SD"
    assert "clinician's own call; the rules give PR" in cell.detail
    (bottom,) = report.bottoms
    assert bottom.badge.letters == "SD"
    assert bottom.sentences[0].startswith(SAID)
    assert OVERRIDE.reason.rstrip(".") in bottom.sentences[0]
    assert bottom.sentences[0].endswith("the rules give PR.")


def test_only_the_overall_call_of_the_board_sheet_is_the_clinicians(assessed_own):
    sheet = build_board_sheet(assessed=assessed_own, version="1")
    overall = next(e for e in sheet.bodies[0].compartments if e.name.startswith("Overall"))
    assert overall.badge.letters == "SD"
    assert overall.detail.startswith(SAID)
    for each in sheet.bodies[0].compartments:
        assert each is overall or SAID not in each.detail
