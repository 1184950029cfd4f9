"""The clinical arms in reports: what is proposed, decided, open, and what nobody stated."""

from datetime import date

import pytest

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.demo.clinic.shift import ANCHOR
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import alerts_on
from dermetry.record.case import Case
from dermetry.record.patient import Patient
from dermetry.report.arms.basis import NOT_COMPARED
from dermetry.report.arms.build import build_arms, last_day
from dermetry.report.arms.lines import arm_sections
from dermetry.report.arms.since import fact_changes, row_changes
from dermetry.report.arms.values import Since
from dermetry.report.board.arms import arm_lines, extent_facts, receptor_facts, spread_fact
from dermetry.report.build import build_report
from dermetry.report.html import render_html
from dermetry.report.note import write_note
from dermetry.report.pdf import render_pdf
from dermetry.report.values import Cell, Fact, Table
from dermetry.report.visit.build import build_visit_report
from dermetry.report.visit.note import write_visit_note
from dermetry.report.visit.render import render_visit_html, render_visit_pdf
from dermetry.report.words import ISO_DATE, say_date
from tests.report.paper import pages_of
from tests.report.test_html import Reader


@pytest.fixture(scope="module")
def cases():
    clinic = load_demo_clinic(today=ANCHOR)
    return {each.case.patient.patient_id: each.case for each in clinic.patients}


def arms_of(case, on=ANCHOR):
    return build_arms(case=case, rules=SHIPPED, on=on)


def said(facts):
    return {fact.label: fact.text for fact in facts}


def words_of(table):
    return [[f"{cell.text} {cell.detail}".strip() for cell in row] for row in table.rows]


def test_an_extent_is_said_with_its_state(cases):
    confirmed = said(arms_of(cases["HARBOR-2019"]).extent)
    assert confirmed["Extent, from the skin lesions"].startswith("T4b and distant skin M1")
    assert confirmed["State"] == "confirmed by Dr. Caspian Trialstone, 12 Dec 2025"
    overridden = said(arms_of(cases["FERN-1046"]).extent)
    assert overridden["State"].startswith("overridden by Dr. Leocadia Draftwell, 18 Sep 2025: L4")
    assert "M indeterminate" in overridden["Proposed instead"]
    proposed = said(arms_of(cases["FERN-1017"]).extent)
    assert proposed["State"] == "proposed, not confirmed by a clinician"
    assert proposed["Readings"].count(";") == 1


def test_unverified_rules_are_named_as_such(cases):
    arms = arms_of(cases["FERN-1017"])
    parts = (arms.extent_basis, arms.spread_basis, arms.receptor_basis, arms.skin_basis)
    for line in (*parts, arms.alerts_basis):
        assert line.endswith("; rule not yet checked by a clinician; " + NOT_COMPARED + ".")


def test_receptors_stand_beside_those_of_the_primary(cases):
    arms = arms_of(cases["FERN-1017"])
    rows = {row[0]: row for row in words_of(arms.receptors)}
    assert rows["ER"][1].startswith("ER negative, 0 %")
    assert rows["ER"][2].startswith("ER positive, 95 % (as typed)")
    assert rows["ER"][3].startswith("lost")
    assert rows["Ki-67"][3] == "nothing to compare"


def test_no_current_receptors_is_said_and_typed_texts_are_kept(cases):
    arms = arms_of(cases["HARBOR-2024"])
    assert arms.receptors is None
    facts = said(arms.receptor_facts)
    assert facts["Current specimen"].startswith("Not known")
    assert facts["Origin"]
    case = cases["HARBOR-2024"]
    typed = case.specimens[0].model_copy(update={"stains": (), "receptors": "ER perhaps"})
    case = case.model_copy(update={"specimens": (typed,)})
    assert "ER perhaps" in said(arms_of(case).receptor_facts)["As typed"]


def test_open_alerts_are_those_of_the_engine(cases):
    for case in cases.values():
        arms = arms_of(case)
        waiting = [each for each in alerts_on(case=case, on=ANCHOR) if each.needs_a_person]
        rows = words_of(arms.alerts) if arms and arms.alerts else []
        assert [row[4].split()[0] for row in rows] == [each.rule_id for each in waiting]


def test_what_was_put_off_is_named_with_its_reason(cases):
    closed = arms_of(cases["FERN-1017"]).alerts_closed
    assert "her daughter's help to undress; at the visit after the tumor board, until" in closed


def test_open_biopsies_stand_where_they_are(cases):
    (row,) = words_of(arms_of(cases["HARBOR-2003"]).biopsies)
    assert row[2] == "at the laboratory, not reported"
    assert arms_of(cases["FERN-1046"]).biopsies is None  # cancelled


def test_refused_is_not_the_same_as_not_examined(cases):
    case = cases["FERN-1064"]
    skin = said(arms_of(case).skin)
    assert "Legs" in skin["Refused"]
    assert "Arms" in skin["Not recorded"]
    assert skin["Every region last looked at"] == "never"


def test_a_visit_says_what_was_known_on_its_day(cases):
    case = cases["FERN-1017"]
    before = arms_of(case, on=date(2025, 9, 25))
    rows = {row[0]: row for row in words_of(before.receptors)}
    assert rows["ER"][1].startswith("ER positive, 90 %")


def test_a_past_day_says_what_the_case_says_otherwise_now(cases):
    case = cases["FERN-1017"]
    then, now = arms_of(case, on=date(2025, 9, 25)), arms_of(case)
    assert (then.stands, now.stands) == ("as it stood on 25 Sep 2025", f"as of {now.as_of}")
    assert then.since_on == say_date(last_day(case=case))
    assert then.undated and not now.undated and now.since == Since()
    (er,) = (each for each in then.since.receptors if each.startswith("ER: "))
    assert "current specimen ER negative, 0 %" in er and "change lost" in er
    assert any(each.startswith("Current specimen: ") for each in then.since.receptors)


def test_the_notes_hold_extent_receptors_and_alerts(cases):
    case = cases["FERN-1017"]
    (extent, said), (receptors, read), (alerts, open_ones) = arm_sections(
        case=case, rules=SHIPPED, on=ANCHOR
    )
    assert (extent, receptors) == ("Extent, from the skin lesions", "Receptors")
    assert "(proposed, not confirmed by a clinician)" in said[0]
    assert read[0].startswith("ER lost, PR lost; ER negative")
    waiting = [each for each in alerts_on(case=case, on=ANCHOR) if each.needs_a_person]
    assert alerts.endswith(f"({len(waiting)})") and len(open_ones) == len(waiting)
    before = dict(arm_sections(case=case, rules=SHIPPED, on=date(2025, 9, 25)))
    assert "ER positive, 90 %" in before["Receptors"][0]
    assert arm_sections(case=Case(patient=Patient(patient_id="X-1")), rules=SHIPPED) == ()


def test_a_note_prints_them(assessed_rich):
    arms = arm_sections(case=assessed_rich.case, rules=SHIPPED)
    for note in (
        write_note(assessed=assessed_rich, version="0.1.0"),
        write_visit_note(assessed=assessed_rich, visited_on=date(2026, 4, 24), version="0.1.0"),
    ):
        for title, _ in arms:
            assert title in note


def test_what_came_went_or_stayed_since_is_told_apart():
    def table(**cells):
        rows = tuple((Cell(name), Cell(text), Cell("x")) for name, text in cells.items())
        return Table("", ("Lesion", "Meaning", "Tissue"), rows)

    changes = tuple(row_changes(table(L1="T4b", L2="M1", L3="none"), table(L1="M1", L3="none")))
    assert changes == ("L1: meaning M1", "L2: no longer listed")
    assert tuple(row_changes(None, table(L4="T4b"))) == ("L4 (new): T4b; x",)
    then, now = (Fact("State", "proposed"), Fact("Missing", "place")), (Fact("State", "confirmed"),)
    assert tuple(fact_changes(then, now)) == ("State: confirmed", "Missing: nothing any more")


def test_a_past_visit_prints_both_times(assessed_rich):
    report = build_visit_report(
        assessed=assessed_rich, visited_on=date(2026, 3, 20), version="0.1.0"
    )
    reader = Reader()
    reader.feed(render_visit_html(report=report))
    assert reader.unbalanced == []
    paper = " ".join(pages_of(render_visit_pdf(report=report)))
    changed = [*report.arms.since.tasks, *report.arms.since.extent, *report.arms.since.receptors]
    assert changed
    for words in (
        "Receptors as it stood on 20 Mar 2026", "Changed since",
        f"(as the record stands on {report.arms.since_on})", changed[0], changed[-1],
    ):  # fmt: skip
        assert words in " ".join(reader.words.split()), words
        assert words in " ".join(paper.split()), words


def test_a_case_without_a_day_has_no_arms():
    case = Case(patient=Patient(patient_id="X-1"))
    assert last_day(case=case) is None
    assert build_arms(case=case, rules=SHIPPED) is None
    assert arm_lines(case=case, rules=SHIPPED, on=None) == ()


def test_no_printed_day_is_an_iso_day(cases):
    for case in cases.values():
        lines = [*arm_lines(case=case, rules=SHIPPED, on=ANCHOR)]
        lines += [fact.text for fact in receptor_facts(case=case, rules=SHIPPED)]
        lines += [fact.text for fact in extent_facts(case=case, rules=SHIPPED)]
        if arms := arms_of(case):
            lines += [fact.text for fact in (*arms.extent, *arms.receptor_facts)]
            lines += [*arms.questions, arms.alerts_closed]
            tables = (arms.alerts, arms.biopsies, arms.extent_lesions, arms.receptors)
            lines += [text for table in tables if table for row in words_of(table) for text in row]
        assert not [line for line in lines if ISO_DATE.search(line)]


def test_the_board_sheet_leads_with_change_and_both_readings(cases):
    case = cases["FERN-1017"]
    facts = said(
        (*extent_facts(case=case, rules=SHIPPED), *receptor_facts(case=case, rules=SHIPPED))
    )
    assert facts["Receptors"].startswith("ER lost, PR lost; ER negative")
    assert facts["Receptors, primary"] == "ER+ 95 %, PR+ 60 %, HER2-"
    assert "; or: " in facts["Extent, two readings"]
    assert "last looked at" in spread_fact(case=case, rules=SHIPPED).text


def test_the_course_and_the_visit_print_them(assessed_rich):
    report = build_report(assessed=assessed_rich, version="0.1.0")
    reader = Reader()
    reader.feed(render_html(report=report))
    assert reader.unbalanced == []
    paper = " ".join(pages_of(render_pdf(report=report)))
    for words in (
        "Open alerts and tasks", "Biopsies on their way", "Doubtful entries",
        "Extent from the skin lesions",
        "never a stage: a clinician stages", "Receptors", "Whole-skin check",
    ):  # fmt: skip
        assert words in reader.words, words
        assert words in paper, words
    visit = build_visit_report(
        assessed=assessed_rich, visited_on=date(2026, 4, 24), version="0.1.0"
    )
    assert visit.arms is not None
