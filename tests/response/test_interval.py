"""The 95 % interval of a sum."""

from decimal import Decimal

import pytest

from dermetry.record.finding import Measured, UncertaintyMm
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy


def measured(lesion_id, size, photographs=(), parts=None):
    """Build a confirmed measurement, with uncertainty parts (scale, tilt, outline)."""
    uncertainty = None
    if parts:
        scale, tilt, outline = (Decimal(part) for part in parts)
        combined = (scale**2 + tilt**2 + outline**2).sqrt().quantize(Decimal("0.0001"))
        uncertainty = UncertaintyMm(scale=scale, tilt=tilt, outline=outline, combined=combined)
    return Measured(
        lesion_id=lesion_id,
        is_confirmed=True,
        confirmed_by="Dr A",
        longest_diameter_mm=Decimal(size),
        uncertainty_mm=uncertainty,
        method="photograph" if parts else "caliper",
        photograph_ids=photographs,
    )


def with_findings(tables, baseline, later):
    """Build a case of two targets with given findings (no photograph is stored)."""
    case = tables.build_case("lesion | baseline | week 6\nT1 | 20 | 20\nT2 | 20 | 20")
    visits = tuple(
        visit.model_copy(update={"findings": findings})
        for visit, findings in zip(case.visits, (baseline, later), strict=True)
    )
    return case.model_copy(update={"visits": visits})


# own parts: 2 * (1 + 0.25 + 1) = 4.5; in one photograph 2 * (1 + 0.25) = 2.5 come on top
@pytest.mark.parametrize(
    ("photographs", "variance"),
    [((("P1",), ("P1",)), "7.0"), ((("P1",), ("P2",)), "4.5"), (((), ()), "4.5")],
)
def test_scale_and_tilt_are_shared_within_a_photograph(tables, photographs, variance):
    parts = ("1", "0.5", "1")
    first = tuple(
        measured(key, "20", photos, parts)
        for key, photos in zip(("T1", "T2"), photographs, strict=True)
    )
    call = evaluate_case(case=with_findings(tables, first, first), policy=load_policy())[0]
    low, high = call.sum_interval_95_mm
    expected = (Decimal("1.96") * Decimal(variance).sqrt()).quantize(Decimal("0.1"))
    assert (high - 40, 40 - low) == (expected, expected)
    assert call.sum_interval_note == ""


def test_values_without_stated_uncertainty_are_named(tables):
    first = (measured("T1", "20", (), ("1", "0", "0")), measured("T2", "20"))
    call = evaluate_case(case=with_findings(tables, first, first), policy=load_policy())[0]
    assert call.sum_interval_95_mm == (Decimal("38.0"), Decimal("42.0"))
    assert "T2 (caliper)" in call.sum_interval_note
    assert "nothing of it is in the interval" in call.sum_interval_note


def test_no_stated_uncertainty_gives_no_interval(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | small
        """,
        calls={"week 6": "PR"},
    )
    assert calls["week 6"].sum_interval_95_mm is None
    assert "T1 (default 5 mm: too small)" in calls["week 6"].sum_interval_note


def test_a_limit_in_a_flag_stands_on_the_side_of_the_call(tables):
    """Progression begins at 60.12 mm: rounded, the flag of a sum of 60.1 mm would read PD."""
    first = (measured("T1", "30.1"), measured("T2", "20"))
    for size, called, said in (("40.1", "SD", "60.12 mm"), ("39.9", "SD", "60.1 mm")):
        later = (measured("T1", size, (), ("1", "0", "0")), measured("T2", "20"))
        call = evaluate_case(case=with_findings(tables, first, later), policy=load_policy())[1]
        assert call.category == called
        assert any(each.endswith(f"progression begins at {said}") for each in call.flags)


def test_a_progression_inside_the_error_is_flagged(tables):
    first = (measured("T1", "20"), measured("T2", "20"))
    close = (measured("T1", "24", (), ("1", "0", "0")), measured("T2", "24"))
    far = (measured("T1", "40", (), ("1", "0", "0")), measured("T2", "24"))
    for later, is_flagged in ((close, True), (far, False)):
        call = evaluate_case(case=with_findings(tables, first, later), policy=load_policy())[1]
        assert call.category == "PD"
        assert any("within measurement error" in flag for flag in call.flags) is is_flagged
