"""What the report of a course says beside sizes: history, care, specimens, imaging, signatures."""

from datetime import date

import pytest

from dermetry.record.consent import Consent
from dermetry.record.history import RadiationField, StageEntered
from dermetry.report.background import care_facts, field_words, known_words, stage_words
from dermetry.report.build import build_report
from dermetry.report.html import render_html
from dermetry.report.pdf import render_pdf
from tests.report.paper import pages_of
from tests.report.test_html import Reader

SAID = (
    "Invasive ductal carcinoma of the right breast",
    "pT2 N1a M0 (edition AJCC 8), pathological, 3 Jun 2019",
    "Modified radical mastectomy, right, 3 Jun 2019",
    "right chest wall anterior and axilla, 50.0 Gy in 25 fractions, 2 Sep 2019 to 11 Oct 2019",
    "penicillin",
    "consent to use in care given, 12 Jan 2026",
    "Metastasis of a ductal carcinoma, grade 3.",
    "no report yet",
    "Right axillary node, short axis 14 mm. No liver or lung lesion.",
    "no report recorded",
    "Dr. A. Weiss, 20 Mar 2026",
    "DRAFT, not signed",
    "Pathology of L2 arrived: see specimen S-1.",
)


@pytest.fixture(scope="module")
def report(assessed_rich):
    return build_report(assessed=assessed_rich, version="0.1.0")


def test_the_page_says_everything_recorded(report):
    reader = Reader()
    reader.feed(render_html(report=report))
    for words in SAID:
        assert words in reader.words, words


def test_the_paper_says_everything_recorded(report):
    text = " ".join(pages_of(render_pdf(report=report)))
    for words in SAID:
        assert words in text, words


def test_consent_to_other_uses_is_not_printed(report):
    assert "research REFUSED" not in render_html(report=report)
    assert [fact.text for fact in report.care if fact.label == "Consent"] == [
        "consent to use in care given, 12 Jan 2026"
    ]


def test_a_case_without_history_says_so(assessed_empty):
    reader = Reader()
    reader.feed(render_html(report=build_report(assessed=assessed_empty, version="0.1.0")))
    for words in (
        "No history is recorded in this case.",
        "No specimen is recorded in this case.",
        "No imaging study is recorded in this case.",
        "never asked about use in care",
    ):
        assert words in reader.words, words


def test_not_asked_is_not_none_known():
    assert known_words(None) == "not recorded"
    assert known_words(()) == "none known"
    assert known_words(("penicillin", "latex")) == "penicillin, latex"


def test_the_latest_answer_to_care_holds(assessed_rich):
    answers = (
        *assessed_rich.case.consents,
        Consent(use="care", answer="withdrawn", answered_on=date(2026, 3, 1), recorded_by="N"),
    )
    case = assessed_rich.case.model_copy(update={"consents": answers})
    assert care_facts(case=case)[2].text == "consent to use in care WITHDRAWN, 1 Mar 2026"


def test_unknown_parts_of_a_stage_or_field_are_words():
    assert stage_words(StageEntered(value="IV", edition="")) == "IV (edition not stated)"
    assert field_words(RadiationField(field_id="R", zones=())) == (
        "zone not recorded, dose not recorded, days not recorded"
    )
