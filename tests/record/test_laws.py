"""The laws of a case, tested both ways: a kept law passes, each broken law is named."""

import re

import pytest
from pydantic import ValidationError

from dermetry.record.case import Case

MEASURED = {
    "status": "measured",
    "lesion_id": "L1",
    "longest_diameter_mm": "20.0",
    "method": "caliper",
}
NODE = MEASURED | {"short_axis_mm": "14"}
CONFIRMED = {"is_confirmed": True, "confirmed_by": "Dr. A"}
TREATMENT = {"treatment_id": "T1", "name": "x", "kind": "systemic", "started_on": "2026-02-01"}
PROPOSAL = {"answer": "same", "evidence": []}
OUTLINE = {"outline_id": "O1", "polygon": [[1, 1], [50, 1], [50, 40]], "source": "drawn"}
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


def lesions(*more: dict[str, object]) -> dict[str, object]:
    return {"lesions": [{"lesion_id": "L1"}, {"lesion_id": "L2"}, *more]}


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
    "merged lesion M names parent L1 twice": lesions({"lesion_id": "M", "merged_from": ["L1"] * 2}),
    "fragment F1 stands twice": visits(
        {
            "findings": [
                {"status": "split_into", "lesion_id": "L1", "fragment_ids": ["F1", "F1"]},
            ]
        }
    )
    | lesions({"lesion_id": "F1", "split_from": "L1"}),
    "lesion M has both merged_from and split_from": lesions(
        {"lesion_id": "M", "merged_from": ["L1", "L2"], "split_from": "L1"}
    ),
    "lesion F (lung) is of another organ than its parent L1 (skin)": lesions(
        {"lesion_id": "F", "organ": "lung", "split_from": "L1"}
    ),
    "interval_95_mm runs from 22 down to 18": visits(
        {"findings": [MEASURED | {"interval_95_mm": ["22", "18"]}]}
    ),
    "20.0 mm lies outside its interval_95_mm 21 to 23": visits(
        {"findings": [MEASURED | {"interval_95_mm": ["21", "23"]}]}
    ),
    "area_interval_95_mm2 without area_mm2": visits(
        {"findings": [MEASURED | {"area_interval_95_mm2": ["1", "2"]}]}
    ),
    "area_interval_95_mm2 runs from 400 down to 300": visits(
        {"findings": [MEASURED | {"area_mm2": "350", "area_interval_95_mm2": ["400", "300"]}]}
    ),
    "350 mm2 lies outside its area_interval_95_mm2 360 to 400": visits(
        {"findings": [MEASURED | {"area_mm2": "350", "area_interval_95_mm2": ["360", "400"]}]}
    ),
    "14 mm lies outside its interval_95_mm 19 to 21": visits(
        {"findings": [NODE | {"interval_95_mm": ["19", "21"]}]}
    )
    | {"lesions": [{"lesion_id": "L1", "organ": "lymph_node"}]},
    "combined uncertainty 0.3 mm is smaller than its part outline (0.4 mm)": visits(
        {
            "findings": [
                MEASURED
                | {
                    "uncertainty_mm": {
                        "scale": "0.1",
                        "tilt": "0",
                        "outline": "0.4",
                        "combined": "0.3",
                    }
                }
            ]
        }
    ),
    "short axis 21 mm is longer than the longest diameter 20.0 mm": visits(
        {"findings": [NODE | {"short_axis_mm": "21"}]}
    )
    | {"lesions": [{"lesion_id": "L1", "organ": "lymph_node"}]},
    "L1 has first_seen_on 2026-02-01, but a confirmed finding of 2026-01-12 shows it": visits(
        {"findings": [MEASURED | CONFIRMED]}
    )
    | {"lesions": [{"lesion_id": "L1", "first_seen_on": "2026-02-01"} | CONFIRMED]},
    "L7 was proved on 2026-01-12, before it was first seen (2026-02-01)": lesions(
        {"lesion_id": "L7", "first_seen_on": "2026-02-01", "proved_on": "2026-01-12"}
    ),
    "scalp is recorded as examined and as not examined": visits(
        {"regions_examined": ["scalp", "neck"], "regions_not_examined": ["scalp"]}
    ),
    "treatment id T1 is used twice": {"treatments": [TREATMENT, TREATMENT]},
    "a.jpg, outline O1: the outline is confirmed, but not by whom": visits(
        {"photographs": [PHOTO | {"outlines": [OUTLINE | {"is_confirmed": True}]}]}
    ),
    "a proposal names unknown lesion L5": visits({"proposals": [PROPOSAL | {"lesion_id": "L5"}]}),
    "a proposal names unknown lesion L6": visits(
        {"proposals": [PROPOSAL | {"runner_up_id": "L6"}]}
    ),
    "a proposal names unknown outline O9": visits({"proposals": [PROPOSAL | {"outline_id": "O9"}]}),
}


@pytest.mark.parametrize("message", BROKEN)
def test_each_broken_law_is_named(message: str):
    with pytest.raises(ValidationError, match=re.escape(message)):
        Case.model_validate(a_case(**BROKEN[message]))


def test_what_keeps_these_laws_is_accepted():
    parts = {"scale": "0.3", "tilt": "0", "outline": "0.4", "combined": "0.5"}
    finding = MEASURED | CONFIRMED | {"uncertainty_mm": parts, "interval_95_mm": ["20.0", "22"]}
    absent = {"status": "absent", "lesion_id": "L2"} | CONFIRMED
    photo = PHOTO | {"outlines": [OUTLINE | CONFIRMED]}
    proposal = PROPOSAL | {"outline_id": "O1", "lesion_id": "L1", "runner_up_id": "L2"}
    kept = a_case(
        lesions=[
            {"lesion_id": "L1", "first_seen_on": "2026-01-12"} | CONFIRMED,
            {"lesion_id": "L2", "first_seen_on": "2026-02-01", "proved_on": "2026-02-01"}
            | CONFIRMED,
            {"lesion_id": "M", "merged_from": ["L1", "L2"]},
        ],
        treatments=[TREATMENT, TREATMENT | {"treatment_id": "T2"}],
        visits=[
            {
                "visited_on": "2026-01-12",
                "findings": [finding, absent],
                "photographs": [photo],
                "proposals": [proposal],
                "regions_examined": ["neck"],
                "regions_not_examined": ["scalp"],
            }
        ],
    )
    assert Case.model_validate(kept).lesions[2].merged_from == ("L1", "L2")


def test_a_border_and_a_bound_may_be_longer_than_a_diameter():
    plaque = MEASURED | {
        "longest_diameter_mm": "950",
        "perimeter_mm": "2900",
        "interval_95_mm": ["855", "1045"],
    }
    case = Case.model_validate(a_case(**visits({"findings": [plaque]})))
    assert str(case.visits[0].findings[0].perimeter_mm) == "2900"
    for field, value in (
        ("longest_diameter_mm", "1001"),
        ("perimeter_mm", "5001"),
        ("interval_95_mm", ["855", "5001"]),
    ):
        with pytest.raises(ValidationError, match=field):
            Case.model_validate(a_case(**visits({"findings": [plaque | {field: value}]})))


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
