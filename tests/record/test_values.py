"""The values of the record: gaps stay gaps, slips of typing are noticed, old files still read."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from pydantic import TypeAdapter, ValidationError

from dermetry.record.appearance import Appearance
from dermetry.record.case import Case
from dermetry.record.casefile import CaseFileLawBroken, read_case_file
from dermetry.record.consent import Consent, latest_consents
from dermetry.record.history import History, RadiationField
from dermetry.record.observation import TYPING_GUARDS, Observation, ObservationKind
from dermetry.record.patient import Patient
from dermetry.record.signature import Addendum, CallOverride, Signature
from dermetry.record.symptom import Symptom
from tests.record.test_laws import a_case, visits
from tests.record.test_laws_more import ADDENDUM, SIGNED
from tests.strategies.background import consents as some_consents


def consent(answered_on: str, answer: str, use: str = "teaching") -> Consent:
    return Consent(use=use, answer=answer, answered_on=answered_on, recorded_by="Nurse B")


def test_not_asked_is_never_none_seen():
    unasked, none_seen = Appearance(lesion_id="L1"), Appearance(lesion_id="L1", exudate="none")
    assert unasked.exudate is None and none_seen.exudate == "none" and unasked != none_seen
    assert Appearance(lesion_id="L1", infection_signs=()) != unasked
    assert Patient(patient_id="P1", allergies=()) != Patient(patient_id="P1")
    text = Patient(patient_id="P1", allergies=()).model_dump_json()
    assert json.loads(text)["allergies"] == [] and json.loads(text)["anticoagulants"] is None


@pytest.mark.parametrize("kind", TYPING_GUARDS)
def test_a_number_just_outside_its_typing_guard_is_refused(kind: str):
    low, high, _ = TYPING_GUARDS[kind]
    for kept in (low, high):
        assert Observation(kind=kind, value=kept).value == kept
    for slipped in (low - Decimal("0.1"), high + Decimal("0.1")):
        with pytest.raises(ValidationError, match=f"{kind} {slipped} cannot be right"):
            Observation(kind=kind, value=slipped)


def test_every_kind_of_observation_has_a_typing_guard():
    choices = TypeAdapter(ObservationKind).json_schema()["enum"]
    assert set(TYPING_GUARDS) == set(choices)


def test_ecog_is_a_whole_number():
    assert Observation(kind="ecog", value="2").value == 2
    with pytest.raises(ValidationError, match=r"ecog 1\.5 must be a whole number"):
        Observation(kind="ecog", value="1.5")


@pytest.mark.parametrize("score", [-1, 11, 2.5])
def test_a_score_runs_from_0_to_10(score: float):
    for value, field in ((Symptom, "score_0_10"), (Appearance, "pain_0_10")):
        with pytest.raises(ValidationError, match=field):
            value(
                **{"kind": "pain", field: score} | ({"lesion_id": "L1"} if field[0] == "p" else {})
            )


def test_a_radiation_dose_is_positive_and_plausible():
    assert RadiationField(field_id="R1", zones=["scalp"], dose_gy="50.4").dose_gy == Decimal("50.4")
    for dose in ("0", "200.1", "NaN"):
        with pytest.raises(ValidationError, match="dose_gy"):
            RadiationField(field_id="R1", zones=["scalp"], dose_gy=dose)


def test_nobody_signs_with_an_empty_name_and_no_addendum_is_empty():
    for value, fields, name in (
        (Signature, SIGNED, "signed_by"),
        (Addendum, ADDENDUM, "text"),
        (Addendum, ADDENDUM, "written_by"),
        (CallOverride, {"category": "SD", "reason": "edema", "by": "Dr. A"}, "reason"),
    ):
        assert value(**fields)
        with pytest.raises(ValidationError, match=name):
            value(**fields | {name: "  \n"})


def test_an_empty_addendum_in_a_case_file_is_named_in_plain_words():
    bad = a_case(**visits({"addenda": [ADDENDUM | {"text": " "}], "signature": SIGNED}))
    text = json.dumps({"format": "dermetry case", "version": 1, "case": bad})
    with pytest.raises(CaseFileLawBroken, match=r"addenda\[0\]\.text: must not be empty"):
        read_case_file(text=text, name="case.json")


def test_a_nul_character_is_refused_with_its_place():
    bad = a_case(history={"diagnosis": "in\x00flammatory"})
    text = json.dumps({"format": "dermetry case", "version": 1, "case": bad})
    with pytest.raises(CaseFileLawBroken, match=r"history\.diagnosis: holds a NUL character"):
        read_case_file(text=text, name="case.json")


def test_a_case_file_from_before_these_fields_still_reads():
    text = json.dumps({"format": "dermetry case", "version": 1, "case": a_case()})
    case = read_case_file(text=text, name="case.json")
    assert case.history == History() and case.consents == () and case.patient.allergies is None
    assert case.visits[0].signature is None and case.visits[0].observations == ()


def test_the_latest_answer_of_each_use_holds():
    given_, withdrawn = consent("2026-01-01", "given"), consent("2026-03-01", "withdrawn")
    care = consent("2025-01-01", "given", use="care")
    assert latest_consents([withdrawn, care, given_]) == {"teaching": withdrawn, "care": care}


def test_of_two_answers_of_one_day_the_last_listed_holds():
    refused, given_ = consent("2026-01-01", "refused"), consent("2026-01-01", "given")
    assert latest_consents([refused, given_])["teaching"] is given_
    assert latest_consents([given_, refused])["teaching"] is refused
    assert latest_consents([]) == {}


@settings(derandomize=True, deadline=None)
@given(answers=some_consents)
def test_no_later_answer_is_passed_over(answers):
    latest = latest_consents(answers)
    assert set(latest) == {each.use for each in answers}
    for each in answers:
        assert latest[each.use].answered_on >= each.answered_on


def test_a_case_is_frozen_in_its_depth():
    case = Case.model_validate(a_case(**visits({"signature": SIGNED, "addenda": [ADDENDUM]})))
    with pytest.raises(ValidationError, match="frozen"):
        case.visits[0].signature.signed_by = "Dr. B"
