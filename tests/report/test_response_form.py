"""The response form for a trial file: RECIST by visit, no name, safe to open in a spreadsheet."""

import csv
import io
from dataclasses import replace

import pytest

from dermetry.errors import MarksInvalid
from dermetry.report.trial.build import SubjectNumberMissing, build_response_form
from dermetry.report.trial.csv_file import COLUMNS, write_form_csv
from dermetry.report.trial.render import render_form_html, render_form_pdf
from tests.report.paper import is_pdf_ua, pages_of

SUBJECT = "TX-0417-003"


def build(assessed, **more):
    options = {"version": "0.1.0", "subject_number": SUBJECT, **more}
    return build_response_form(assessed=assessed, **options)


def rows_of(assessed, **more):
    options = {"version": "0.1.0", "subject_number": SUBJECT, **more}
    return list(csv.DictReader(io.StringIO(write_form_csv(assessed=assessed, **options))))


@pytest.fixture(scope="module")
def named(assessed_rich):
    """Give the case with the patient's name and identifier in every free text."""
    said = "Told to Anna; Mrs. Example (DEMO-0001) agreed."
    case = assessed_rich.case
    lesions = (case.lesions[0].model_copy(update={"site": f"chest of Anna {said}"}),)
    visits = []
    for visit in case.visits:
        found = tuple(
            f.model_copy(update={"reason": said}) if hasattr(f, "reason") else f
            for f in visit.findings
        )
        update = {"findings": found, "notes": (said,)}
        if visit.signature is not None:
            override = visit.signature.override.model_copy(update={"reason": said})
            update["signature"] = visit.signature.model_copy(update={"override": override})
            added = visit.addenda[0].model_copy(update={"text": said})
            update["addenda"] = (added,)
        visits.append(visit.model_copy(update=update))
    case = case.model_copy(
        update={"lesions": (*lesions, *case.lesions[1:]), "visits": tuple(visits)}
    )
    return replace(assessed_rich, case=case)


def everything(assessed, **more):
    form = build(assessed, **more)
    csv_text = write_form_csv(
        assessed=assessed, version="0.1.0", **{"subject_number": SUBJECT, **more}
    )
    pdf = render_form_pdf(form=form)
    return " ".join((render_form_html(form=form), *pages_of(pdf), csv_text)), pdf


def test_no_name_birth_date_or_identifier_is_in_the_pseudonymous_form(named):
    text, pdf = everything(named)
    for secret in ("Anna", "ANNA", "DEMO-0001", "14 Mar 1956", "1956-03-14"):
        assert secret not in text, secret
        assert secret.encode() not in pdf
    assert "Mrs. [removed] ([removed]) agreed" in text
    assert SUBJECT in text
    assert "birth year 1956" in text


def test_the_named_form_carries_the_identity(named):
    text, _ = everything(named, is_pseudonymous=False)
    assert "Anna Example · born 14 Mar 1956 · ID DEMO-0001" in text
    assert "[removed]" not in text


@pytest.mark.parametrize(
    ("name", "patient_id"), [("May Smith", "12"), ("Base New", "20"), ("Weiss Target", "L1")]
)
def test_hiding_a_name_never_touches_dates_sizes_or_calls(assessed_rich, name, patient_id):
    patient = assessed_rich.case.patient
    update = {"name": name, "patient_id": patient_id}
    case = assessed_rich.case.model_copy(update={"patient": patient.model_copy(update=update)})
    plain = rows_of(assessed_rich)
    hidden = rows_of(replace(assessed_rich, case=case))
    free = {"site", "reason", "method", "override_reason"}
    for before, after in zip(plain, hidden, strict=True):
        assert {k: v for k, v in before.items() if k not in free} == {
            k: v for k, v in after.items() if k not in free
        }
    page = " ".join(pages_of(render_form_pdf(form=build(replace(assessed_rich, case=case)))))
    assert "12 Jan 2026" in page
    assert "15.1 ± 0.6 mm" in page


def test_it_holds_targets_sums_changes_calls_and_a_line_to_sign(assessed_rich):
    pages = pages_of(render_form_pdf(form=build(assessed_rich)))
    text = " ".join(pages)
    for words in (
        "32.4 ± 0.6 mm",
        "Not photographed at this visit",
        "29.9 ± 0.9 mm",
        "−47.5 %",
        "−14.1 %",
        "non-CR/non-",
        "no: proposed, not confirmed",
        "Evaluator, name",
        "Signature",
        "photograph, card, outline by box",
        "2026.1",
        "RECIST 1.1",
        "DRAFT, not signed",
        "mostly debridement",
    ):
        assert words in text, words
    assert all(f"Subject {SUBJECT} · birth year 1956" in page for page in pages)


def test_every_evaluator_has_a_form_of_its_own_findings(assessed_rich):
    def by(name):
        return tuple(call.model_copy(update={"evaluator": name}) for call in assessed_rich.calls)

    visits = tuple(
        visit.model_copy(
            update={
                "findings": tuple(
                    f.model_copy(update={"evaluator": name})
                    for name in ("Reader A", "Reader B")
                    for f in visit.findings
                    if name == "Reader A" or f.lesion_id != "L1"
                )
            }
        )
        for visit in assessed_rich.case.visits
    )
    case = assessed_rich.case.model_copy(update={"visits": visits})
    both = replace(assessed_rich, case=case, calls=(*by("Reader A"), *by("Reader B")))
    first, second = build(both).forms
    assert (first.evaluator, second.evaluator) == ("Reader A", "Reader B")
    assert first.targets.rows[0][1].text == "32.4 ± 0.6 mm"
    assert second.targets.rows[0][1].text == "Nothing recorded"


def test_the_csv_has_a_row_per_lesion_and_visit_and_one_per_call(assessed_rich):
    rows = rows_of(assessed_rich)
    assert tuple(rows[0]) == COLUMNS
    assert {row["subject"] for row in rows} == {SUBJECT}
    responses = [row for row in rows if row["record"] == "response"]
    assert [row["overall_response"] for row in responses] == ["", "NE", "PR", "PR"]
    last = responses[-1]
    assert (last["sum_mm"], last["sum_complete"]) == ("29.9", "yes")
    assert (last["change_from_baseline_percent"], last["nadir_date"]) == ("-47.5", "2026-03-20")
    assert last["statement"] == "PR; PD if L6 is confirmed"
    assert [row["signed_by"] for row in responses][2:] == ["Dr. A. Weiss", "not signed"]
    assert responses[2]["override"] == "SD"
    gap = next(r for r in rows if (r["visit_date"], r["lesion"]) == ("2026-02-16", "L1"))
    assert (gap["status"], gap["diameter_mm"], gap["used_mm"]) == ("not_done", "", "")
    assert gap["reason"] == "The dressing was not taken off."
    proposed = next(r for r in rows if (r["visit_date"], r["lesion"]) == ("2026-04-24", "L6"))
    assert (proposed["record"], proposed["confirmed"], proposed["used_mm"]) == (
        "new_lesion",
        "no",
        "",
    )


def test_no_cell_of_the_csv_is_a_formula(assessed_hostile):
    for subject in ("=HYPERLINK(1)", "@x", "+1-2"):
        for row in rows_of(assessed_hostile, subject_number=subject):
            assert row["subject"].startswith("'")
            for text in row.values():
                assert not text.startswith(("=", "@")), text


@pytest.mark.parametrize("subject", ["", "  ", "\n"])
def test_without_a_subject_number_there_is_no_form(assessed_rich, subject):
    for make in (build, rows_of):
        with pytest.raises(SubjectNumberMissing) as caught:
            make(assessed_rich, subject_number=subject)
        assert isinstance(caught.value, MarksInvalid)
        assert caught.value.next_step


@pytest.mark.parametrize("name", ["assessed_single", "assessed_empty", "assessed_hostile"])
def test_other_cases_print(name, request):
    assert pages_of(render_form_pdf(form=build(request.getfixturevalue(name))))


def test_a_case_without_a_visit_says_so(assessed_empty):
    none = replace(
        assessed_empty,
        case=assessed_empty.case.model_copy(update={"visits": (), "lesions": ()}),
        calls=(),
    )
    text = " ".join(pages_of(render_form_pdf(form=build(none))))
    assert "No visit could be judged." in text
    assert "No target lesion." in text
    assert "There is no visit to sign." in text


def test_same_input_gives_the_same_bytes_and_pdf_ua(assessed_rich):
    first = render_form_pdf(form=build(assessed_rich))
    assert first == render_form_pdf(form=build(assessed_rich))
    assert is_pdf_ua(first)
