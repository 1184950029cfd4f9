"""The calls of single lesions against a second, slow reading of the rule sheet."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.record.patient import Treatment
from dermetry.response.lesions import judge_lesions
from dermetry.response.policy import load_policy
from tests.oracles import lesion_oracle

WEEKS = (0, 4, 7, 12, 16)
CELL = st.sampled_from(
    ["", "ND", "NE", "present", "small", "absent", "5", "7", "14", "20", "24", "28.8", "34.56"]
)


@settings(max_examples=150, deadline=None)
@given(
    cells=st.lists(CELL, min_size=5, max_size=5),
    offsets=st.lists(st.sampled_from([0, 2, 28, 30, 60]), max_size=2, unique=True),
    confirm=st.booleans(),
)
def test_single_lesions_are_judged_as_the_second_reading_does(tables, cells, offsets, confirm):
    head = " | ".join(["lesion", "baseline", *(f"week {week}" for week in WEEKS[1:])])
    rows = [f"T1 | {' | '.join(cells)}", "T2 | 20 | 20 | 20 | 20 | 20"]
    treatments = tuple(
        Treatment(
            treatment_id=f"t{days}",
            name="cream",
            kind="topical",
            started_on=tables.BASELINE_ON + timedelta(days=days),
            lesion_ids=("T1",),
        )
        for days in offsets
    )
    case = tables.build_case("\n".join([head, *rows]), treatments=treatments)
    choice = "confirm" if confirm else "progression"
    policy = load_policy(preset="lesion-ect", overrides={"growth_before_response": choice})
    found = [each for each in judge_lesions(case=case, policy=policy) if each.lesion_id == "T1"]
    words = ["?" if each.is_growth_open else each.category or "-" for each in found]
    visits = [(7 * week, cell) for week, cell in zip(WEEKS, cells, strict=True)]
    assert words == lesion_oracle.judge(visits, offsets, confirm_growth=confirm)
