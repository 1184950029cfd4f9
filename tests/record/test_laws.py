"""The laws of a case, tested both ways: a kept law passes, each broken law is named."""

import pytest
from pydantic import ValidationError

from dermetry.record.case import Case

MEASURED = {
    "status": "measured",
    "lesion_id": "L1",
    "longest_diameter_mm": "20.0",
    "method": "caliper",
}
PHOTO = {
    "photograph_id": "P1",
    "file_name": "a.jpg",
    "sha256": "0" * 64,
    "width_px": 100,
    "height_px": 80,
    "scale": {"kind": "missing", "reason": "no marker found"},
}


def a_case(**changes: object) -> dict[str, object]:
    """Give a small valid case as plain values, with changes."""
    case: dict[str, object] = {
        "patient": {"patient_id": "P1", "born_on": "1960-01-01"},
        "lesions": [{"lesion_id": "L1"}, {"lesion_id": "L2"}],
        "visits": [{"visited_on": "2026-01-12", "findings": [MEASURED]}],
    }
    return case | changes


def test_a_valid_case_is_accepted_and_frozen():
    case = Case.model_validate(a_case())
    with pytest.raises(ValidationError, match="frozen"):
        case.patient = None


def visits(*items: dict[str, object]) -> dict[str, object]:
    return {"visits": [{"visited_on": "2026-01-12"} | item for item in items]}


BROKEN = {
    "lesion L1 is listed twice": {"lesions": [{"lesion_id": "L1"}, {"lesion_id": "L1"}]},
    "unknown lesion L9": visits({"findings": [MEASURED | {"lesion_id": "L9"}]}),
    "two findings for lesion L1": visits({"findings": [MEASURED, MEASURED]}),
    "two visits carry the date 2026-01-12": visits({}, {}),
    "visits must be in order of date": visits({}, {"visited_on": "2025-12-01"}),
    "before the patient's birth": visits({"visited_on": "1959-01-01"}),
    "is longer than the longest diameter": visits(
        {"findings": [MEASURED | {"perpendicular_mm": "21.0"}]}
    ),
    "longest_diameter_mm is missing": visits(
        {"findings": [{k: v for k, v in MEASURED.items() if "diameter" not in k}]}
    ),
    "a measured 0 mm is not a size": visits(
        {"findings": [MEASURED | {"longest_diameter_mm": "0"}]}
    ),
    "photograph P7 is not of this visit": visits(
        {"findings": [MEASURED | {"photograph_ids": ["P7"]}]}
    ),
    "a merger has two or more": {
        "lesions": [{"lesion_id": "L1"}, {"lesion_id": "M", "merged_from": ["L1"]}]
    },
    "names unknown parent L8": {
        "lesions": [{"lesion_id": "L1"}, {"lesion_id": "F", "split_from": "L8"}]
    },
    "is its own ancestor": {
        "lesions": [
            {"lesion_id": "L1", "split_from": "L2"},
            {"lesion_id": "L2", "split_from": "L1"},
        ]
    },
    "does not name it in merged_from": visits(
        {"findings": [{"status": "merged_into", "lesion_id": "L1", "into_lesion_id": "L2"}]}
    ),
    "unknown or does not name it in split_from": visits(
        {"findings": [{"status": "split_into", "lesion_id": "L1", "fragment_ids": ["L2", "L3"]}]}
    ),
    "the same photograph stands twice": visits(
        {"photographs": [PHOTO, PHOTO | {"photograph_id": "P2"}]}
    ),
    "a point lies outside the photograph": visits(
        {
            "photographs": [
                PHOTO
                | {
                    "outlines": [
                        {
                            "outline_id": "O1",
                            "polygon": [[1, 1], [50, 1], [500, 40]],
                            "source": "drawn",
                        }
                    ]
                }
            ]
        }
    ),
    "unknown lesion L7": visits(
        {
            "photographs": [
                PHOTO
                | {
                    "outlines": [
                        {
                            "outline_id": "O1",
                            "lesion_id": "L7",
                            "polygon": [[1, 1], [50, 1], [50, 40]],
                            "source": "drawn",
                        }
                    ]
                }
            ]
        }
    ),
    "confirmed, but not by whom": visits({"findings": [MEASURED | {"is_confirmed": True}]}),
    "a confirmed finding of an unconfirmed lesion": visits(
        {"findings": [MEASURED | {"is_confirmed": True, "confirmed_by": "Dr. A"}]}
    ),
    "baseline 2026-03-01 is not the date of any visit": {"plan": {"baseline_on": "2026-03-01"}},
    "ends before it starts": {
        "treatments": [
            {
                "treatment_id": "T1",
                "name": "x",
                "kind": "systemic",
                "started_on": "2026-02-01",
                "ended_on": "2026-01-01",
            }
        ]
    },
    "lymph node is measured by its short axis": {
        "lesions": [{"lesion_id": "L1", "organ": "lymph_node"}]
    },
}


@pytest.mark.parametrize("message", BROKEN)
def test_each_broken_law_is_named(message: str):
    with pytest.raises(ValidationError, match="(?s)" + message.replace(".", r"\.")):
        Case.model_validate(a_case(**BROKEN[message]))


def test_all_broken_laws_are_named_at_once():
    broken = a_case(
        lesions=[{"lesion_id": "L1"}, {"lesion_id": "L1"}], plan={"baseline_on": "2026-03-01"}
    )
    with pytest.raises(ValidationError) as caught:
        Case.model_validate(broken)
    assert "listed twice" in str(caught.value)
    assert "not the date of any visit" in str(caught.value)


def test_three_facts_stay_three_facts():
    facts = [
        {"status": "not_done", "lesion_id": "L1", "reason": "not photographed"},
        {"status": "not_evaluable", "lesion_id": "L1", "reason": "crust"},
        {"status": "absent", "lesion_id": "L1"},
    ]
    kinds = {
        type(Case.model_validate(a_case(**visits({"findings": [fact]}))).visits[0].findings[0])
        for fact in facts
    }
    assert len(kinds) == 3


def test_a_gap_needs_its_reason():
    for status in ("not_done", "not_evaluable", "progressed"):
        with pytest.raises(ValidationError, match="reason"):
            Case.model_validate(
                a_case(**visits({"findings": [{"status": status, "lesion_id": "L1"}]}))
            )
