"""The report of one visit: its sizes and changes, wounds, gaps, signature, override, addenda."""

from dataclasses import replace
from datetime import date

import pytest

from dermetry.errors import InputNotFound
from dermetry.report.arms.values import Since
from dermetry.report.moment import VisitNotFound, case_at
from dermetry.report.visit.build import build_visit_report
from dermetry.report.visit.render import render_visit_html, render_visit_pdf
from tests.report.conftest import DATES
from tests.report.paper import is_pdf_ua, pages_of
from tests.report.rich_case import DRAFT_ON, SIGNED_ON
from tests.report.test_html import Reader


def build(assessed, visited_on=DRAFT_ON):
    return build_visit_report(assessed=assessed, visited_on=visited_on, version="0.1.0")


def words_of(report):
    reader = Reader()
    reader.feed(render_visit_html(report=report))
    return reader.words


@pytest.fixture(scope="module")
def draft(assessed_rich):
    return build(assessed_rich)


@pytest.fixture(scope="module")
def signed(assessed_rich):
    return build(assessed_rich, SIGNED_ON)


def row(report, lesion_id):
    (found,) = (cells for cells in report.measurements.rows if cells[0].text == lesion_id)
    return [cell.text for cell in found]


def test_each_size_stands_beside_last_baseline_and_smallest(draft):
    assert row(draft, "L1") == [
        "L1",
        "15.1 ± 0.6 mm",
        "18.6 mm",
        "−18.8 %",
        "32.4 mm",
        "−53.4 %",
        "18.6 mm",
        "−18.8 %",
    ]


def test_a_gap_and_a_proposal_are_words_and_are_not_compared(draft, assessed_rich):
    assert row(draft, "L6")[2:4] == ["not found before", "not compared"]
    second = build(assessed_rich, DATES[1])
    assert row(second, "L1")[1] == "Not photographed at this visit"
    assert row(second, "L1")[3] == "not compared"
    third = build(assessed_rich, DATES[2])
    assert row(third, "L1")[2:4] == ["Not photographed at this visit", "not compared"]
    assert row(third, "L1")[5] == "−42.6 %"


def test_a_proposed_size_earlier_is_never_the_smallest(assessed_rich):
    visit = assessed_rich.case.visits[2]
    found = tuple(
        f.model_copy(update={"is_confirmed": False}) if f.lesion_id == "L2" else f
        for f in visit.findings
    )
    visits = (
        *assessed_rich.case.visits[:2],
        visit.model_copy(update={"findings": found}),
        assessed_rich.case.visits[3],
    )
    case = assessed_rich.case.model_copy(update={"visits": visits})
    cells = row(build(replace(assessed_rich, case=case)), "L2")
    assert cells[6] == "19.8 mm"
    assert cells[3] == "not compared"


def test_what_changed_is_said(draft, signed, assessed_rich):
    for sentence in (
        "The sum of diameters went from 34.8 to 29.9 mm (−4.9 mm).",
        "L6 was first seen (proposed, not confirmed).",
        "L2: ulcerated now, not so at the visit before.",
        "L2: signs of infection now, not so at the visit before: warmth, green exudate.",
        "L2: bleeds spontaneously now, not so at the visit before.",
        "ECOG went from 1 to 2.",
        "CT of chest and abdomen on 20 Apr 2026.",
    ):
        assert sentence in draft.changes, sentence
    assert any("S-1" in each and "reported 27 Mar 2026" in each for each in draft.changes)
    own = "SD (signed by Dr. A. Weiss; the rules give PR)"
    assert f"The call was NE (draft, not signed) on 16 Feb 2026 and is {own} now." in signed.changes
    assert any(each.startswith(f"The call was {own} on 20 Mar 2026") for each in draft.changes)
    assert "L3: merged into L5 (measured as one)." in signed.changes
    first = build(assessed_rich, DATES[0])
    assert first.changes == (
        "This is the first visit of the case: there is nothing to compare with.",
    )


def test_nothing_of_a_later_visit_stands_in_an_earlier_report(signed):
    assert "L6" in " ".join(signed.arms.since.extent)  # told as a later change, and only there
    words = words_of(replace(signed, arms=replace(signed.arms, since=Since(), since_on="")))
    assert "L6" not in words
    assert "29.9" not in words
    assert "charcoal" not in words


def test_wounds_say_what_was_found_and_what_was_not_asked(draft):
    facts = {card.lesion_id: {f.label: f.text for f in card.facts} for card in draft.cards}
    assert facts["L2"]["Signs of infection"] == "warmth, green exudate"
    assert facts["L2"]["Dressing"] == "charcoal dressing 15 x 15 cm, next change 26 Apr 2026"
    assert facts["L1"]["Not asked"] == "exudate, odor, bleeding, pain, itch, signs of infection"
    assert "copied from the visit before" in facts["L1"]["Recorded by"]
    assert facts["L5"]["Appearance"] == "not described at this visit"
    assert "L3, L4" in draft.uncarded


def test_looked_for_and_none_is_not_the_same_as_not_asked(signed):
    facts = {card.lesion_id: {f.label: f.text for f in card.facts} for card in signed.cards}
    assert facts["L2"]["Signs of infection"] == "looked for, none seen"
    assert "signs of infection" not in facts["L2"].get("Not asked", "")


def test_values_and_symptoms_stand_beside_those_before(draft, assessed_rich):
    values = {cells[0].text: [cell.text for cell in cells] for cells in draft.observations.rows}
    assert values["Temperature"][1] == "38.1 °C"
    assert values["LDH"][1:3] == ["310 U/L", "22 Apr 2026"]
    assert values["CRP"][3] == "8 mg/L"
    scores = {cells[0].text: [cell.text for cell in cells] for cells in draft.symptoms.rows}
    assert scores["Pain"][1:] == ["6 of 10", "4 of 10", "+2"]
    assert scores["Odor"][2] == "never asked before"
    assert "hemoglobin" in draft.not_recorded
    assert "fatigue" in draft.not_asked
    first = build(assessed_rich, DATES[0])
    assert first.observations is None
    assert "No ECOG status" in first.not_recorded
    assert first.not_asked == "No symptom was asked about at this visit."


def test_a_draft_says_so_on_every_page(draft):
    pages = pages_of(render_visit_pdf(report=draft))
    # once in the header, once across the page
    assert all(page.count("DRAFT, not signed") >= 2 for page in pages)
    assert "Nobody has signed this visit" in words_of(draft)


def test_identity_with_birth_date_and_id_stands_on_every_page(draft):
    for page in pages_of(render_visit_pdf(report=draft)):
        assert "Anna Example · born 14 Mar 1956 · ID DEMO-0001" in page


def test_a_long_name_never_pushes_birth_date_or_id_off_the_page(assessed_rich):
    patient = assessed_rich.case.patient.model_copy(update={"name": "Maria " * 30})
    case = assessed_rich.case.model_copy(update={"patient": patient})
    for page in pages_of(render_visit_pdf(report=build(replace(assessed_rich, case=case)))):
        assert "born 14 Mar 1956 · ID DEMO-0001" in page


def test_signature_override_and_addenda_are_printed(signed):
    text = " ".join(pages_of(render_visit_pdf(report=signed)))
    for words in (
        "Signed by Dr. A. Weiss on 20 Mar 2026",
        "Clinician’s own call",
        "mostly debridement",
        "in place of the computed call",
        "Dr. A. Weiss, 27 Mar 2026: Pathology of L2 arrived",
        "dermetry 0.1.0",
        "2026.1",
    ):
        assert words in text, words
    assert "DRAFT" not in text
    assert signed.signed.override.badge.letters == "SD"
    assert signed.signed.override.computed.letters == "PR"
    assert signed.signed.differs == ""


def test_a_call_that_reads_otherwise_than_it_was_signed_is_pointed_out(assessed_rich):
    visit = assessed_rich.case.visits[2]
    signature = visit.signature.model_copy(update={"category": "SD", "statement": "SD"})
    visits = tuple(
        visit.model_copy(update={"signature": signature}) if each is visit else each
        for each in assessed_rich.case.visits
    )
    case = assessed_rich.case.model_copy(update={"visits": visits})
    report = build(replace(assessed_rich, case=case), SIGNED_ON)
    assert "now reads differently: PR (sum 34.8 mm, rules 2026.1)" in report.signed.differs
    assert report.signed.differs.startswith("Signed as SD (clinician's own call")
    assert report.signed.differs in words_of(report)


def test_the_next_visit_is_said_or_said_to_be_open(draft, assessed_rich):
    assert draft.next_visit == "8 May 2026: wound review after antibiotics"
    assert build(assessed_rich, DATES[0]).next_visit == "No date is set for the next visit."


def test_care_facts_are_there_and_other_consents_are_not(draft):
    words = words_of(draft)
    assert "penicillin" in words
    assert "none known" in words
    assert "consent to use in care given" in words
    assert "research" not in words.replace("Research and documentation aid", "")


def test_a_day_without_a_visit_is_refused_in_words(assessed_rich):
    with pytest.raises(VisitNotFound) as caught:
        build(assessed_rich, date(2026, 4, 25))
    assert isinstance(caught.value, InputNotFound)
    assert "12 Jan 2026" in caught.value.why
    assert caught.value.next_step


def test_only_photographs_of_this_visit_and_the_one_before_are_opened(assessed_rich):
    opened = []

    def watch(photograph_id):
        opened.append(photograph_id)
        return assessed_rich.open_picture(photograph_id)

    build(replace(assessed_rich, open_picture=watch))
    assert sorted(opened) == ["P3", "P4"]


def test_a_photograph_that_is_gone_is_named(assessed_rich):
    def gone(photograph_id):
        raise FileNotFoundError("/secret/place.jpg")

    words = words_of(build(replace(assessed_rich, open_picture=gone)))
    assert "The photograph cannot be shown: the file could not be opened again" in words
    assert "/secret" not in words


@pytest.mark.parametrize("name", ["assessed_single", "assessed_empty", "assessed_hostile"])
def test_other_cases_print(name, request):
    assessed = request.getfixturevalue(name)
    report = build(assessed, DATES[0])
    assert pages_of(render_visit_pdf(report=report))
    words = words_of(report)
    assert "not cleared as a medical device" in words
    for ghost in ("None ", "NULL", " nan", "Decimal("):
        assert ghost not in words.replace("None.", "")


def test_same_input_gives_the_same_bytes_and_pdf_ua(draft, assessed_rich):
    first = render_visit_pdf(report=draft)
    assert first == render_visit_pdf(report=build(assessed_rich))
    assert is_pdf_ua(first)
    assert render_visit_html(report=draft) == render_visit_html(report=build(assessed_rich))


def test_the_case_at_a_visit_holds_nothing_later(assessed_rich):
    until = case_at(assessed=assessed_rich, visited_on=SIGNED_ON)
    assert [visit.visited_on for visit in until.case.visits] == list(DATES[:3])
    assert "L6" not in {lesion.lesion_id for lesion in until.case.lesions}
    assert all(each.visited_on <= SIGNED_ON for each in until.attention)
