"""Best response, endpoints and certainty in the report of a course."""

from dataclasses import replace

from dermetry.report.best_response import build_best
from dermetry.report.build import build_report
from dermetry.report.html import render_html


def test_best_response_endpoints_and_certainty_name_their_rules(assessed):
    found = build_best(assessed=assessed)
    (row,) = found.best.rows
    assert row[1].badge.letters == "PR"
    assert "best_response.best.order" in row[3].detail
    ends = {cells[0].text: cells for cells in found.endpoints.rows}
    assert ends["Objective response"][1].text == "yes"
    assert ends["Overall survival"][1].text == "censored"
    assert "best_response.censor." in ends["Overall survival"][3].detail
    assert len(found.certainty) == sum(call.category is not None for call in assessed.calls)
    html = render_html(report=build_report(assessed=assessed, version="0.1.0"))
    assert "Best response, endpoints, certainty" in html
    assert all(text.partition(".")[0] in html for text in found.certainty)


def test_a_plan_that_asks_for_confirmation_gives_both_best_responses(assessed):
    plan = assessed.case.plan.model_copy(update={"confirm_days": 28})
    asked = replace(assessed, case=assessed.case.model_copy(update={"plan": plan}))
    rows = build_best(assessed=asked).best.rows
    assert [row[0].text for row in rows] == ["As called", "Confirmed"]


def test_calls_that_do_not_fit_the_case_give_words_and_no_certainty(assessed):
    calls = tuple(
        call if call.category is None else call.model_copy(update={"category": "CR"})
        for call in assessed.calls
    )
    (said,) = build_best(assessed=replace(assessed, calls=calls)).certainty
    assert "is not what this case gives" in said


def test_a_case_without_a_call_has_no_such_section(assessed_empty):
    assert build_best(assessed=assessed_empty).best is None
    html = render_html(report=build_report(assessed=assessed_empty, version="0.1.0"))
    assert "Best response, endpoints" not in html
