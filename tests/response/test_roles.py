"""Suggested roles, and calls that rest on them."""

from datetime import date

from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy
from dermetry.response.targets import suggest_roles
from dermetry.response.values import RoleSuggestion


def suggest(tables, table, **parts):
    """Give (id, role, rule, why) by lesion."""
    found = suggest_roles(case=tables.build_case(table, **parts), policy=load_policy())
    return {each.lesion_id: each for each in found}


def roles(found):
    """Give the roles by lesion id."""
    return {key: each.role for key, each in found.items()}


def test_the_largest_two_of_the_skin_and_of_all_nodes(tables):
    found = suggest(
        tables,
        """
        lesion    | baseline | week 6
        U1        |       12 | 50
        U2        |       20 | 1
        U3        |       15 | 1
        U4 (node) |      16s | 1s
        U5 (node) |      30s | 1s
        U6 (node) |      15s | 1s
        """,
    )
    chosen = [key for key, role in roles(found).items() if role == "target"]
    assert chosen == ["U2", "U3", "U4", "U5"]
    assert found["U1"].why == "measurable, but there are 2 targets of skin already"
    assert found["U6"].rule_id == "recist_1_1.target.selection"


def test_limits_are_inclusive_and_reasons_are_named(tables):
    found = suggest(
        tables,
        """
        lesion    | baseline | week 6
        U1        |       10 |
        U2        |     9.99 |
        U3 (node) |      15s |
        U4 (node) |    14.9s |
        U5        |       40 |
        U6        |  present |
        U7        |   absent | 20
        U8        |          | 20
        """,
        lesions={"U5": {"non_measurable": "diffuse_plaque"}},
    )
    assert roles(found) == {
        "U1": "target",
        "U2": "non_target",
        "U3": "target",
        "U4": "non_target",
        "U5": "non_target",
        "U6": "non_target",
    }
    assert found["U2"].why == "longest diameter 9.99 mm at baseline, below 10 mm"
    assert found["U4"].why == "short axis 14.9 mm at baseline, below 15 mm"
    assert found["U5"].why == "non-measurable: diffuse plaque"
    assert found["U6"].why == "no size at baseline"


def test_ties_go_by_id_and_the_plan_sets_the_limits(tables):
    table = """
        lesion | baseline
        U3     |       20
        U2     |       20
        U1     |       20
        """
    assert [k for k, r in roles(suggest(tables, table)).items() if r == "target"] == ["U2", "U1"]
    plan = {"targets_per_organ": 3, "targets_total": 1}
    found = suggest(tables, table, plan=plan)
    assert [key for key, role in roles(found).items() if role == "target"] == ["U1"]


def test_a_proposal_displaces_no_confirmed_lesion(tables):
    found = suggest(
        tables,
        """
        lesion | baseline
        U1     |       11
        U2     |       12
        U3?    |       40
        """,
    )
    assert roles(found) == {"U1": "target", "U2": "target"}


def test_an_unconfirmed_finding_at_baseline_is_no_suggestion(tables):
    """Lesions U1 and U2 are confirmed; only the baseline finding of U2 is."""
    table = """
        lesion | baseline | week 6
        U1     |      ?40 | 40
        U2     |       11 | 11
        """
    assert roles(suggest(tables, table)) == {"U2": "target"}
    lesions = {"U1": {"first_seen_on": tables.visit_date("baseline")}}
    assert roles(suggest(tables, table, lesions=lesions)) == {"U2": "target"}


def test_a_size_of_any_evaluator_makes_a_target_for_all(tables):
    case = tables.build_case("lesion | baseline | week 6\nU1 | A:absent B:20 | A:20 B:10")
    policy = load_policy()
    suggestions = suggest_roles(case=case, policy=policy)
    assert [each.role for each in suggestions] == ["target"]
    calls = evaluate_case(case=case, policy=policy, suggestions=suggestions)
    found = {call.evaluator: call for call in calls if not call.is_baseline}
    assert (found["A"].category, found["A"].is_provisional) == ("PD", False)
    assert (found["B"].category, found["B"].is_provisional) == ("PR", True)


def test_a_target_declared_as_first_seen_later_takes_no_choice_away(tables):
    lesions = {"T9": {"first_seen_on": tables.visit_date("week 6")}}
    table = "lesion | baseline | week 6\nU1 | 20 | 20\nT9 | | 12"
    assert roles(suggest(tables, table, lesions=lesions)) == {"U1": "target"}


def test_a_suggested_target_without_a_part_makes_nothing_provisional(tables):
    case = tables.build_case("lesion | baseline | week 6\nN1 | present | present\nU1 | absent | 20")
    given = (RoleSuggestion(lesion_id="U1", role="target", rule_id="x", why="x"),)
    calls = evaluate_case(case=case, policy=load_policy(), suggestions=given)
    assert [call.is_provisional for call in calls] == [False, False]
    assert not any("suggested" in flag for call in calls for flag in call.flags)


def test_a_lesion_treated_before_baseline_is_no_suggested_target(tables, spec_case):
    from dermetry.record.patient import Treatment

    given = Treatment(
        treatment_id="R1",
        name="radiation",
        kind="radiation",
        started_on=date(2025, 6, 1),
        lesion_ids=("U1", "T1"),
    )
    found = suggest(
        tables,
        "lesion | baseline\nU1 | 30",
        treatments=(),
    )
    assert roles(found) == {"U1": "target"}
    table = "lesion | baseline | week 6\nU1 | 30 | 30\nT1 | 20 | 20"
    found = suggest(tables, table, treatments=(given,))
    assert "treated locally before baseline (radiation, 2025-06-01)" in found["U1"].why
    calls = spec_case(table, calls={"week 6": "SD"}, treatments=(given,))
    assert any("T1 was treated locally before" in flag for flag in calls["baseline"].flags)


def test_where_a_person_chose_targets_none_are_suggested(tables):
    found = suggest(
        tables,
        """
        lesion | baseline
        T1     |       11
        U2     |       40
        """,
    )
    assert roles(found) == {"U2": "non_target"}
    assert "chosen by a person" in found["U2"].why


def test_calls_on_suggested_targets_are_provisional(tables):
    case = tables.build_case(
        """
        lesion | baseline | week 6
        U1     |       20 | 10
        U2     |        8 | 8
        """
    )
    policy = load_policy()
    suggestions = suggest_roles(case=case, policy=policy)
    calls = evaluate_case(case=case, policy=policy, suggestions=suggestions)
    assert [call.category for call in calls] == [None, "PR"]
    assert all(call.is_provisional for call in calls)
    assert "targets are suggested, not chosen" in calls[1].flags
    bare = evaluate_case(case=case, policy=policy)
    assert bare[1].category == "NON-CR/NON-PD" and not bare[1].is_provisional
    assert any("U1 has no role yet" in flag for flag in bare[1].flags)


def test_evaluators_are_kept_apart(tables):
    case = tables.build_case(
        """
        lesion | baseline  | week 6    | week 12
        T1     | A:20 B:30 | A:10 B:30 | A:16 B:30
        """
    )
    calls = evaluate_case(case=case, policy=load_policy())
    found = {(call.evaluator, call.visited_on.isoformat()): call.category for call in calls}
    assert [call.evaluator for call in calls] == ["A", "B"] * 3
    assert found[("A", "2026-03-30")] == "PD" and found[("B", "2026-03-30")] == "SD"
    assert {call.nadir_mm for call in calls if call.evaluator == "B"} == {30}


def test_a_case_without_visits_has_no_calls(tables):
    case = tables.build_case("lesion | baseline\nT1 | 20")
    empty = case.model_copy(
        update={"visits": (), "plan": case.plan.model_copy(update={"baseline_on": None})}
    )
    assert evaluate_case(case=empty, policy=load_policy()) == ()
    assert date(2026, 1, 5) == case.baseline_on


def test_suggestions_are_ranked_by_size_among_the_measurable(tables):
    case = tables.build_case(
        """
        lesion    | baseline
        U1        | 12
        U2        | 30
        U3        | 20
        U4        | 9
        U5 (node) | 16s
        """
    )
    found = suggest_roles(case=case, policy=load_policy())
    told = {each.lesion_id: (each.role, each.rank) for each in found}
    assert told == {
        "U1": ("non_target", 4),
        "U2": ("target", 1),
        "U3": ("target", 2),
        "U4": ("non_target", None),
        "U5": ("target", 3),
    }


def test_the_skin_may_be_taken_as_an_organ_per_region(tables):
    table = "lesion | baseline\n" + "\n".join(f"U{each} | {30 - each}" for each in range(1, 5))
    zones = {
        f"U{each}": {"zone": zone}
        for each, zone in enumerate(("chest", "chest", "chest", "back"), 1)
    }
    case = tables.build_case(table, lesions=zones)
    one = suggest_roles(case=case, policy=load_policy())
    assert [each.role == "target" for each in one] == [True, True, False, False]
    assert "targets of skin already" in one[2].why
    apart = suggest_roles(case=case, policy=load_policy(overrides={"skin_is_one_organ": False}))
    assert [each.role == "target" for each in apart] == [True, True, False, True]
    assert "targets of skin of chest already" in apart[2].why
