"""Every document says the policy of the plan by its name, and sums in its unit."""

import csv

import pytest

from dermetry.pathway.growing import growth_of
from dermetry.pathway.respond import respond
from dermetry.pathway.values import Assessed
from dermetry.record.case import ResponsePlan
from dermetry.report import csv_file
from dermetry.report.board.build import build_board_sheet
from dermetry.report.board.render import render_board_html
from dermetry.report.build import build_report
from dermetry.report.html import render_html
from dermetry.report.note import write_note
from dermetry.report.trial import csv_file as trial_csv
from dermetry.report.trial.build import build_response_form
from dermetry.report.trial.render import render_form_html
from dermetry.report.visit.build import build_visit_report
from dermetry.report.visit.render import render_visit_html
from tests.response.tables import build_case

TABLE = """
        | baseline | week 6 | week 12
T1      | 20x15    | 20x12  | 26x20
T2      | 30x10    | 30x10  | 33x12
N1      | present  | present | PD+
"""  # products 600, 540, 916: 69.6 % over the nadir; diameters 50, 50, 59: not yet 20 %


def assessed_by(preset: str) -> Assessed:
    """Assess the case by a policy of its plan."""
    case = build_case(TABLE, plan={"preset": preset})
    found = respond(case=case)
    return Assessed(
        case=case,
        calls=found.calls,
        role_suggestions=found.suggestions,
        growth={each.lesion_id: growth_of(case, each.lesion_id) for each in case.lesions},
        attention=(),
        open_picture=lambda name: pytest.fail(f"opened {name}"),
    )


def documents(assessed: Assessed) -> dict[str, str]:
    """Write every document as text."""
    last = assessed.case.visits[-1].visited_on
    more = {"assessed": assessed, "version": "1"}
    return {
        "course": render_html(report=build_report(**more)),
        "visit": render_visit_html(report=build_visit_report(visited_on=last, **more)),
        "board": render_board_html(sheet=build_board_sheet(**more)),
        "form": render_form_html(form=build_response_form(subject_number="7", **more)),
        "note": write_note(**more),
    }


@pytest.fixture(scope="module", params=["recist11", "irecist", "who-sum", "who-any-lesion"])
def by_policy(request):
    """A policy with every document by it."""
    assessed = assessed_by(request.param)
    return request.param, assessed, documents(assessed)


NAMES = {
    "recist11": "RECIST 1.1",
    "irecist": "iRECIST",
    "who-sum": "WHO, sum of products",
    "who-any-lesion": "WHO, any one lesion",
}


def test_each_document_names_its_policy(by_policy):
    preset, _, texts = by_policy
    for name in ("course", "visit", "form"):
        assert f"<dd>{NAMES[preset]}</dd>" in texts[name], name
    assert f"RESPONSE BY {NAMES[preset]}" in texts["note"]


def test_sums_stand_in_the_unit_of_the_policy(by_policy):
    preset, assessed, texts = by_policy
    call = assessed.calls[-1]
    if preset.startswith("who"):
        assert (call.sum_mm, str(call.total), call.unit) == (None, "916", "mm2")
        shown, other = "916.0 mm²", "Sum of diameters"
    else:
        assert (str(call.total), call.unit) == ("59", "mm")
        shown, other = "59.0 mm", "Sum of products"
    for name in ("course", "visit", "form"):
        assert shown in texts[name], name
    assert shown.replace("²", "2") in texts["note"]
    assert not [name for name, text in texts.items() if other in text]


def test_the_chart_draws_the_limits_of_the_policy(by_policy):
    preset, assessed, _ = by_policy
    (chart,) = build_report(assessed=assessed, version="1").charts
    words = {
        "recist11": ("mm", "−30 % of baseline: 35.0 mm", "+20 % and +5 mm over nadir", 60.0),
        "irecist": ("mm", "−30 % of baseline: 35.0 mm", "+20 % and +5 mm over nadir", 60.0),
        "who-sum": ("mm²", "−50 % of baseline: 300.0 mm²", "+25 % over nadir", 675.0),
        "who-any-lesion": ("mm²", "−50 % of baseline: 300.0 mm²", "+25 % over nadir", None),
    }[preset]
    last = chart.points[-1]
    assert (chart.unit, chart.levels[0].label) == words[:2]
    assert (chart.progression_label, last.progression_from) == words[2:]


def test_rules_of_every_file_of_the_policy_are_found(by_policy):
    _, assessed, _ = by_policy
    report = build_report(assessed=assessed, version="1")
    assert report.rules
    assert not [each.rule_id for each in report.rules if each.status == "unknown rule"]


def test_irecist_says_stability_and_further_growth():
    assessed = assessed_by("irecist")
    texts = documents(assessed)
    assert assessed.calls[-1].category == "iUPD"
    assert "Clinically stable at this visit: not recorded." in texts["visit"]
    assert "grown further since the progression before" in texts["form"]
    assert "Clinically stable" not in documents(assessed_by("recist11"))["visit"]


def test_tables_of_cells_gain_the_products_of_who_alone():
    classic, who = assessed_by("recist11"), assessed_by("who-sum")
    first = csv_file.write_csv(assessed=classic, version="1").splitlines()[0]
    assert first == ",".join(csv_file.COLUMNS)
    assert csv_file.write_csv(assessed=who, version="1").splitlines()[0] == f"{first},used_mm2"
    form = trial_csv.write_form_csv(assessed=who, version="1", subject_number="7")
    head, *rows = csv.reader(form.splitlines())
    assert rows[-1][head.index("sum_mm2")] == "916"
    assert rows[-1][head.index("nadir_mm2")] == "540"
    plain = trial_csv.write_form_csv(assessed=classic, version="1", subject_number="7")
    assert plain.splitlines()[0] == ",".join(trial_csv.COLUMNS)


def test_a_plan_without_a_word_is_recist():
    assert ResponsePlan().preset == "recist11"
