"""Spec: response of single lesions after skin-directed treatment (rules lesion_ect, unverified)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from dermetry.record.patient import Treatment
from dermetry.response.evaluate import evaluate_case
from dermetry.response.lesion_course import count_lesions, follow_lesions
from dermetry.response.lesions import judge_lesions
from dermetry.response.policy import PolicyInvalid, load_policy

PAGE = "lesion_ect"


@pytest.fixture
def treat(tables):
    """Give a builder of treatments: kind, week and lesions."""

    def build(kind, week, *lesion_ids, name=None, days=0):
        return Treatment(
            treatment_id=f"{kind}-{week}-{days}",
            name=name or kind,
            kind=kind,
            started_on=tables.visit_date(week) + timedelta(days=days),
            lesion_ids=lesion_ids,
        )

    return build


@pytest.fixture
def spec_lesions(tables):
    """Give the checker: calls by lesion, one word per visit; "-" where nothing is called."""

    def check(table, *, calls, policy=None, **parts):
        case = tables.build_case(table, **parts)
        found = judge_lesions(case=case, policy=load_policy(preset="lesion-ect", overrides=policy))
        by_lesion = {}
        for call in found:
            by_lesion.setdefault(call.lesion_id, []).append(call)
        for lesion_id, words in calls.items():
            got = [call.category or "-" for call in by_lesion[lesion_id]]
            why = [call.reasons for call in by_lesion[lesion_id]]
            assert got == words.split(), f"{lesion_id}: {why}"
        return by_lesion

    return check


def test_a_treated_lesion_is_judged_against_its_size_before_treatment(spec_lesions, treat):
    found = spec_lesions(
        """
        lesion | baseline | week 8 | week 16 | week 24
        T1     |       20 |     14 | absent  | 3
        T2     |       20 |   14.1 | 24      | 24
        T3     |       40 |     20 | 24      | 23.9
        """,
        calls={"T1": "- PR CR PD", "T2": "- NC PD PD", "T3": "- PR PD PR"},
        treatments=(treat("electrochemotherapy", "baseline", "T1", "T2", "T3"),),
    )
    call = found["T1"][1]
    assert (call.reference_mm, call.size_mm, call.days_since_last_treatment) == (20, 14, 56)
    assert call.size_class == "up_to_limit" and found["T3"][1].size_class == "above_limit"
    assert call.treatments[0].kind == "electrochemotherapy" and call.is_unverified
    assert [each.rule_id for each in call.reasons] == ["lesion_ect.response.pr"]
    assert (found["T3"][3].smallest_mm, found["T3"][3].change_from_reference_percent) == (
        20,
        Decimal("-40.2"),
    )


def test_30_mm_is_still_in_the_smaller_class(spec_lesions, treat):
    found = spec_lesions(
        """
        lesion | baseline | week 8
        T1     |       30 |     30
        T2     |     30.1 |     30
        """,
        calls={"T1": "- NC", "T2": "- NC"},
        treatments=(treat("radiation", "baseline", "T1", "T2"),),
    )
    classes = [found[name][1].size_class for name in ("T1", "T2")]
    assert classes == ["up_to_limit", "above_limit"]


def test_limits_are_exact_and_equality_counts(spec_lesions, treat):
    for size, expected in (("14", "PR"), ("14.01", "NC"), ("24", "PD"), ("23.99", "NC")):
        spec_lesions(
            f"""
            lesion | baseline | week 8
            T1     |       20 | {size}
            """,
            calls={"T1": f"- {expected}"},
            treatments=(treat("topical", "baseline", "T1"),),
        )


def test_before_28_days_it_is_too_early(spec_lesions, treat):
    table = """
        lesion | baseline | week 3 | week 4 | week 8
        T1     |       20 |     10 | 15     | 13
        """
    found = spec_lesions(
        table, calls={"T1": "- - NC PR"}, treatments=(treat("radiation", "baseline", "T1"),)
    )
    early = found["T1"][1]
    assert early.is_too_early and early.statement == "too early to call"
    assert found["T1"][3].smallest_mm == 15  # the size under the crust was never the smallest
    spec_lesions(
        table,
        calls={"T1": "- PR PD PD"},
        treatments=(treat("radiation", "baseline", "T1"),),
        policy={"first_call_after_days": 14},
    )


def test_repeated_treatment_waits_again_and_keeps_the_first_size(spec_lesions, treat):
    found = spec_lesions(
        """
        lesion | baseline | week 8 | week 10 | week 16
        T1     |       20 |     18 | 16      | 14
        """,
        calls={"T1": "- NC - PR"},
        treatments=(
            treat("electrochemotherapy", "baseline", "T1"),
            treat("electrochemotherapy", "week 8", "T1"),
        ),
    )
    last = found["T1"][3]
    assert (last.days_since_first_treatment, last.days_since_last_treatment) == (112, 56)
    assert "treated 2 times" in last.reasons[-1].sentence and last.reference_mm == 20


def test_an_untreated_lesion_is_judged_from_its_first_size(spec_lesions, treat):
    found = spec_lesions(
        """
        lesion | baseline | week 8 | week 16
        T1     |       20 | absent | absent
        T2     |       20 |     20 | 24
        L1     |          |     10 | 12
        """,
        calls={"T1": "- CR CR", "T2": "- NC PD", "L1": "- - PD"},
        treatments=(treat("radiation", "baseline", "T1"), treat("systemic", "week 8", "T2")),
    )
    assert not found["T2"][2].is_treated and found["T1"][1].is_treated


def test_nothing_is_called_before_treatment(spec_lesions, treat):
    found = spec_lesions(
        """
        lesion | baseline | week 8 | week 16
        T1     |       20 |     30 | 21
        """,
        calls={"T1": "- - PR"},
        treatments=(treat("radiation", "week 8", "T1"),),
    )
    statements = [call.statement for call in found["T1"]]
    assert statements == ["before treatment", "size to compare with", "PR"]


def test_gaps_are_never_read_as_gone(spec_lesions, treat):
    found = spec_lesions(
        """
        lesion | baseline | week 8 | week 16 | week 24
        T1     |       20 | ND     | NE      |
        T2     | ND       | 10     | 8       | 8
        """,
        calls={"T1": "- NE NE NE", "T2": "NE NE NE NE"},
        treatments=(treat("radiation", "baseline", "T1"),),
    )
    assert "not photographed" in found["T1"][1].reasons[0].sentence


def test_a_removed_lesion_is_not_a_complete_response(spec_lesions, treat):
    spec_lesions(
        """
        lesion | baseline | week 8 | week 16
        T1     |       20 | absent | absent
        """,
        calls={"T1": "- NE NE"},
        treatments=(treat("surgery", "baseline", "T1"),),
    )


def test_fragments_count_together_and_a_mass_is_no_single_lesion(spec_lesions, treat):
    spec_lesions(
        """
        lesion | baseline | week 8 | week 16
        T4     |       30 | split  |
        T4.1   |          |     10 | absent
        T4.2   |          |     10 | absent
        T1     |       20 | ->M1   |
        T2     |       20 | ->M1   |
        M1     |          |     20 | 20
        """,
        calls={"T4": "- PR CR", "T1": "- NE NE"},
        treatments=(treat("electrochemotherapy", "baseline", "T1", "T4"),),
    )


def test_a_treatment_stated_by_a_finding_counts(spec_lesions):
    found = spec_lesions(
        """
        lesion | baseline | week 2  | week 8
        T1     |       20 | treated | 10
        """,
        calls={"T1": "- - PR"},
    )
    assert found["T1"][2].treatments[0].kind == "stated"


def test_product_and_area_are_options(spec_lesions, treat):
    found = spec_lesions(
        """
        lesion | baseline | week 8 | week 16
        T1     | 20x20    | 15x15  | 15
        """,
        calls={"T1": "- PR NE"},
        treatments=(treat("radiation", "baseline", "T1"),),
        policy={"measure": "product"},
    )
    assert (found["T1"][1].size_mm2, found["T1"][1].size_mm) == (225, None)


def test_evaluators_are_kept_apart(tables, treat):
    case = tables.build_case(
        """
        lesion | baseline  | week 8
        T1     | A:20 B:30 | A:10 B:30
        """,
        treatments=(treat("radiation", "baseline", "T1"),),
    )
    calls = judge_lesions(case=case, policy=load_policy(preset="lesion-ect"))
    assert [(call.evaluator, call.category) for call in calls][2:] == [("A", "PR"), ("B", "NC")]


def test_lesion_and_patient_are_never_mixed(tables):
    case = tables.build_case("lesion | baseline | week 6\nT1 | 20 | 20")
    with pytest.raises(PolicyInvalid, match="never a patient"):
        evaluate_case(case=case, policy=load_policy(preset="lesion-ect"))
    with pytest.raises(PolicyInvalid, match="not single lesions"):
        judge_lesions(case=case, policy=load_policy())


def test_local_control_and_its_censoring(tables, treat):
    case = tables.build_case(
        """
        lesion | baseline | week 8 | week 16 | week 24
        T1     |       20 | absent | 5       | 5
        T2     |       20 |     10 | 10      | 10
        T3     |       20 |     10 | ND      |
        T4     |       20 | ND     | ND      |
        T5     |       20 |     10 | absent  | absent
        T6     |       20 |     10 | ->M1    |
        T7     |       20 |     20 | ->M1    |
        M1     |          |        | 30      | 30
        """,
        treatments=(
            treat("electrochemotherapy", "baseline", "T1", "T2", "T3", "T4", "T5", "T6"),
            treat("surgery", "week 8", "T5"),
        ),
    )
    policy = load_policy(preset="lesion-ect")
    courses = {each.lesion_id: each for each in follow_lesions(case=case, policy=policy)}
    told = {
        name: (each.control.is_event, each.control.days, each.control.censor_reason)
        for name, each in courses.items()
        if each.control
    }
    assert told == {
        "T1": (True, 112, None),
        "T2": (False, 168, "under_control"),
        "T3": (False, 56, "not_judged_any_more"),
        "T4": (False, 0, "never_judged"),
        "T5": (False, 56, "removed"),
        "T6": (False, 56, "merged"),
    }
    waits = courses["T4"].control.reason.sentence
    assert waits.startswith("T4: not judged after treatment yet, first treated on ")
    assert "not progressed" not in waits and "0 days" not in waits
    assert courses["T7"].control is None
    best = {name: each.best for name, each in courses.items()}
    assert (best["T1"], best["T2"], best["T4"], best["T7"]) == ("CR", "PR", "NE", "NC")


def test_the_best_call_comes_before_the_first_progression(tables, treat):
    case = tables.build_case(
        """
        lesion | baseline | week 8 | week 16 | week 24
        T1     |       20 |     24 | 10      | absent
        T2     |       20 |     18 | 24      | 10
        """,
        treatments=(treat("radiation", "baseline", "T1", "T2"),),
    )
    courses = follow_lesions(case=case, policy=load_policy(preset="lesion-ect"))
    best = [(each.best, each.best_on) for each in courses]
    day = tables.visit_date("week 8")
    assert best == [("PD", day), ("NC", day)]


def test_the_table_of_lesions_tells_whose_they_are(tables, treat):
    policy = load_policy(preset="lesion-ect")
    courses = {}
    for patient, sizes in {"A": ("10", "35"), "B": ("absent", "40")}.items():
        case = tables.build_case(
            f"""
            lesion | baseline | week 8
            T1     |       20 | {sizes[0]}
            T2     |       50 | {sizes[1]}
            T3     |       20 | 20
            T4     |       20 | 10
            """,
            treatments=(treat("electrochemotherapy", "baseline", "T1", "T2", "T4"),),
        )
        courses[patient] = follow_lesions(case=case, policy=policy)
    large, small, untreated = count_lesions(courses=courses, policy=policy)
    assert (small.lesions, small.patients, small.lesions_per_patient) == (4, 2, (2, 2))
    assert small.by_best == {"CR": 1, "PR": 3} and small.patients_with_response == 2
    assert large.by_best == {"PR": 1, "NC": 1} and large.patients_with_response == 1
    assert untreated.by_best == {"NC": 2} and not untreated.is_treated


GROWS_FIRST = """
    lesion | baseline | week 6 | week 10 | week 16
    T1     |       20 |     26 |      14 |      26
    T2     |       20 |     26 |      25 |      14
    T3     |       20 |     26 | ND      |      24
    T4     |       20 |     26 |      21 |      26
    """


def test_growth_before_a_response_is_progression_unless_it_is_asked_to_be_seen_again(
    spec_lesions, treat
):
    treatments = (treat("topical", "baseline", "T1", "T2", "T3", "T4"),)
    spec_lesions(
        GROWS_FIRST,
        calls={"T1": "- PD PR PD", "T2": "- PD PD PR", "T3": "- PD NE PD", "T4": "- PD NC PD"},
        treatments=treatments,
    )
    found = spec_lesions(
        GROWS_FIRST,
        calls={"T1": "- - PR PD", "T2": "- - PD PR", "T3": "- - NE PD", "T4": "- - NC -"},
        policy={"growth_before_response": "confirm"},
        treatments=treatments,
    )
    first = found["T1"][1]
    assert first.is_growth_open and first.statement == "growth before a response: look again"
    assert first.reasons[0].rule_id == "lesion_ect.response.growth_waits"
    assert "26 mm is 6 mm (30.0 %) above its smallest" in first.reasons[0].sentence
    dated = [found[name][index].progression_on for name, index in (("T1", 3), ("T2", 2), ("T3", 3))]
    assert dated == [
        found["T1"][3].visited_on,
        found["T2"][1].visited_on,
        found["T3"][1].visited_on,
    ]


def test_growth_that_waits_is_no_event_and_no_untreated_lesion_waits(tables, treat):
    case = tables.build_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 |     20 |      26
        T2     |       20 |     26 |      26
        T3     |       20 |     26 |      26
        """,
        treatments=(treat("topical", "baseline", "T1", "T2"),),
    )
    policy = load_policy(preset="lesion-ect", overrides={"growth_before_response": "confirm"})
    courses = {each.lesion_id: each for each in follow_lesions(case=case, policy=policy)}
    control = courses["T1"].control
    assert (control.is_event, control.days, control.censor_reason) == (False, 42, "growth_open")
    assert "waits to be seen again" in control.reason.sentence
    assert (courses["T2"].control.is_event, courses["T2"].control.days) == (True, 42)
    assert [each.category for each in courses["T3"].calls] == [None, "PD", "PD"]


def test_unverified_is_what_the_rule_files_say(tables, treat):
    case = tables.build_case(
        "lesion | baseline | week 8\nT1 | 20 | 10",
        treatments=(treat("topical", "baseline", "T1"),),
    )
    policy = load_policy(preset="lesion-ect")
    assert "lesion_ect.response.pr" in policy.unverified_rules
    assert all(each.is_unverified for each in judge_lesions(case=case, policy=policy))
    checked = policy.model_copy(update={"unverified_rules": frozenset()})
    assert not any(each.is_unverified for each in judge_lesions(case=case, policy=checked))
