"""The laws of visits, history, documents and signatures: each broken, and just kept.

One row per law: the sentence it answers with, the smallest case that breaks it, and the
nearest case that keeps it.
"""

import re

import pytest
from pydantic import ValidationError

from dermetry.record.case import Case
from tests.record.arms import ALERT, CHOICE, DECISION, FIRED
from tests.record.test_laws import CONFIRMED, MEASURED, PHOTO, TREATMENT, a_case, visits

LOOK = {"lesion_id": "L1"}
WARM = {"kind": "temperature_c", "value": "38.4"}
PAIN = {"kind": "pain", "score_0_10": 4}
SIGNED = {
    "signed_by": "Dr. A",
    "signed_on": "2026-01-14",
    "statement": "SD",
    "rules_version": "1",
    "software_version": "1",
}
ADDENDUM = {"written_by": "Dr. A", "written_on": "2026-01-15", "text": "left, not right"}
OPERATION = {"surgery_id": "S1", "name": "mastectomy"}
FIELD = {"field_id": "R1", "zones": ["sternum"]}
BIOPSY = {"specimen_id": "B1", "lesion_id": "L1", "kind": "punch", "taken_on": "2026-01-12"}
STUDY = {"study_id": "CT1", "modality": "ct", "done_on": "2026-01-10"}
CONSENT = {"use": "care", "answer": "given", "answered_on": "2026-01-12", "recorded_by": "N"}


def history(**parts: object) -> dict[str, object]:
    return {"history": parts}


LAWS: list[tuple[str, dict[str, object], dict[str, object]]] = [
    (
        "visit 2026-01-12: description of unknown lesion L9",
        visits({"appearances": [LOOK | {"lesion_id": "L9"}]}),
        visits({"appearances": [LOOK]}),
    ),
    (
        "visit 2026-01-12: lesion L1 is described twice",
        visits({"appearances": [LOOK, LOOK]}),
        visits(
            {"appearances": [LOOK, {"lesion_id": "L2"}]},
            {"visited_on": "2026-02-01", "appearances": [LOOK]},
        ),
    ),
    (
        "lesion L1: the next dressing change (2026-01-11) is before the visit",
        visits({"appearances": [LOOK | {"dressing_change_on": "2026-01-11"}]}),
        visits({"appearances": [LOOK | {"dressing_change_on": "2026-01-12"}]}),
    ),
    (
        "visit 2026-01-12 has two values for temperature_c of 2026-01-12",
        visits({"observations": [WARM, WARM | {"observed_on": "2026-01-12", "value": "37"}]}),
        visits({"observations": [WARM, WARM | {"observed_on": "2026-01-11"}]}),
    ),
    (
        "visit 2026-01-12 has two scores for pain",
        visits({"symptoms": [PAIN, PAIN | {"score_0_10": 5}]}),
        visits({"symptoms": [PAIN, PAIN | {"kind": "itch"}]}),
    ),
    (
        "visit 2026-01-12: the next visit (2026-01-12) must be later",
        visits({"next_due_on": "2026-01-12"}),
        visits({"next_due_on": "2026-01-13"}),
    ),
    (
        "visit 2026-01-12 was signed on 2026-01-11, before it took place",
        visits({"signature": SIGNED | {"signed_on": "2026-01-11"}}),
        visits({"signature": SIGNED | {"signed_on": "2026-01-12"}}),
    ),
    (
        "visit 2026-01-12 has an addendum, but is not signed; correct the visit itself",
        visits({"addenda": [ADDENDUM]}),
        visits({"addenda": [ADDENDUM, ADDENDUM], "signature": SIGNED}),
    ),
    (
        "the addendum of 2026-01-13 is older than the signature (2026-01-14)",
        visits({"addenda": [ADDENDUM | {"written_on": "2026-01-13"}], "signature": SIGNED}),
        visits({"addenda": [ADDENDUM | {"written_on": "2026-01-14"}], "signature": SIGNED}),
    ),
    (
        "operation S1 is listed twice",
        history(surgeries=[OPERATION, OPERATION]),
        history(surgeries=[OPERATION, OPERATION | {"surgery_id": "S2"}]),
    ),
    (
        "radiation field R1 is listed twice",
        history(radiation_fields=[FIELD, FIELD]),
        history(radiation_fields=[FIELD, FIELD | {"field_id": "R2"}]),
    ),
    (
        "radiation field R1 ends before it starts",
        history(radiation_fields=[FIELD | {"started_on": "2020-02-02", "ended_on": "2020-02-01"}]),
        history(radiation_fields=[FIELD | {"started_on": "2020-02-02", "ended_on": "2020-02-02"}]),
    ),
    (
        "specimen B1 is listed twice",
        {"specimens": [BIOPSY, BIOPSY]},
        {"specimens": [BIOPSY, BIOPSY | {"specimen_id": "B2"}]},
    ),
    (
        "specimen B1 is of unknown lesion L9",
        {"specimens": [BIOPSY | {"lesion_id": "L9"}]},
        {"specimens": [BIOPSY | {"lesion_id": None}]},
    ),
    (
        "specimen B1 was reported on 2026-01-11, before it was taken (2026-01-12)",
        {"specimens": [BIOPSY | {"reported_on": "2026-01-11"}]},
        {"specimens": [BIOPSY | {"reported_on": "2026-01-12"}]},
    ),
    (
        "imaging study CT1 is listed twice",
        {"imaging_studies": [STUDY, STUDY]},
        {"imaging_studies": [STUDY, STUDY | {"study_id": "CT2"}]},
    ),
]


@pytest.mark.parametrize(("message", "broken", "kept"), LAWS, ids=[law[0] for law in LAWS])
def test_each_law_is_named_when_broken_and_silent_when_kept(
    message: str, broken: dict[str, object], kept: dict[str, object]
):
    with pytest.raises(ValidationError, match=re.escape(message)):
        Case.model_validate(a_case(**broken))
    Case.model_validate(a_case(**kept))


def on(day: str) -> dict[str, dict[str, object]]:
    """Give, by what it is called, one case for everything that carries a day."""
    lesion = {"lesion_id": "L1"}
    warm = WARM | {"observed_on": day}
    tissue = {"specimens": [BIOPSY]}
    loop = {"biopsy_id": "X1", "cancel_reason": "healed"}
    inflammatory = {"laterality": "left", "stated_by": "Dr. A", "stated_on": day}
    return {
        "the start of treatment": {"plan": {"treatment_started_on": day}},
        "the primary tumor's diagnosis": {"primary": {"kind": "known", "diagnosed_on": day}},
        "treatment T1": {"treatments": [TREATMENT | {"started_on": day}]},
        "lesion L1, first seen": {"lesions": [lesion | {"first_seen_on": day}]},
        "lesion L1, proved": {"lesions": [lesion | {"proved_on": day}]},
        "stage IV": history(stages=[{"value": "IV", "edition": "AJCC 8", "stated_on": day}]),
        "operation S1": history(surgeries=[OPERATION | {"done_on": day}]),
        "radiation field R1": history(radiation_fields=[FIELD | {"started_on": day}]),
        "the consent for care": {"consents": [CONSENT | {"answered_on": day}]},
        "specimen B1": {"specimens": [BIOPSY | {"taken_on": day}]},
        "imaging study CT1": {"imaging_studies": [STUDY | {"done_on": day}]},
        "visit 2026-01-12, temperature_c": visits({"observations": [warm]}),
        "the statement of inflammatory carcinoma": history(inflammatory=inflammatory),
        **{
            f"biopsy X1, {name}": {"biopsies": [loop | {field: day}]}
            for name, field in (
                ("suggested", "suggested_on"),
                ("ordered", "ordered_on"),
                ("taken", "taken_on"),
                ("at the lab", "at_lab_on"),
                ("reported", "reported_on"),
                ("acted on", "acted_on"),
                ("wanted by", "wanted_by"),
                ("cancelled", "cancelled_on"),
            )
        },
        "the choice of the current specimen": tissue
        | {"current_specimen": CHOICE | {"chosen_on": day}},
        "a decision on extent": {"extent_decisions": [DECISION | {"decided_on": day}]},
        "alert alerts.no_tissue:L1": {
            "alerts": [ALERT | {"events": [FIRED | {"happened_on": day}]}]
        },
    }


@pytest.mark.parametrize("what", on("2000-01-01"))
def test_nothing_is_dated_before_birth(what: str):
    message = f"{what} (1959-12-31) is before the patient's birth (1960-01-01)"
    with pytest.raises(ValidationError, match=re.escape(message)):
        Case.model_validate(a_case(**on("1959-12-31")[what]))
    Case.model_validate(a_case(**on("1960-01-01")[what]))
    Case.model_validate(a_case(**on("1959-12-31")[what], patient={"patient_id": "P1"}))


def test_a_field_known_by_its_end_only_is_checked_too():
    field = FIELD | {"ended_on": "1959-12-31"}
    with pytest.raises(ValidationError, match=r"radiation field R1 .* before the patient's birth"):
        Case.model_validate(a_case(**history(radiation_fields=[field])))


def test_a_camera_with_a_wrong_clock_loses_no_photograph():
    photo = PHOTO | {"taken_on": "1950-01-01"}
    case = Case.model_validate(a_case(**visits({"photographs": [photo]})))
    assert str(case.visits[0].photographs[0].taken_on) == "1950-01-01"


def test_laws_of_one_visit_do_not_reach_into_the_next():
    day = {"symptoms": [PAIN], "observations": [WARM], "appearances": [LOOK]}
    found = {"findings": [MEASURED | CONFIRMED]}
    kept = a_case(
        lesions=[{"lesion_id": "L1"} | CONFIRMED],
        **visits(day | found, day | {"visited_on": "2026-01-13"}),
    )
    assert len(Case.model_validate(kept).visits) == 2
