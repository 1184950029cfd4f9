"""Spec: what the baseline visit settles, and what an unconfirmed baseline cannot."""

import pytest

from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy
from dermetry.response.targets import suggest_roles


def statements(tables, table, **parts):
    """Give statement and flags of every visit, with suggested roles."""
    case, policy = tables.build_case(table, **parts), load_policy()
    suggestions = suggest_roles(case=case, policy=policy)
    calls = evaluate_case(case=case, policy=policy, suggestions=suggestions)
    return [call.statement for call in calls], [call.flags for call in calls], calls


@pytest.mark.parametrize("name", ["L2", "U2", "N2", "T2"])
def test_absent_at_baseline_and_seen_again_is_new_whenever_it_was_seen_first(
    spec_case, tables, name
):
    """The visit of week 0 is the second one; the lesion was there before it."""
    day = tables.visit_date("week -6")
    calls = spec_case(
        f"""
        lesion | week -6 | baseline | week 6
        T1     |      20 |       20 | 20
        {name} |      12 |   absent | 12
        """,
        calls={"baseline": "baseline", "week 6": "PD"},
        lesions={name: {"first_seen_on": day}},
    )
    assert calls["baseline"].sum_mm == 20
    assert calls["week 6"].new_lesion_ids == (name,)
    if name[0] in "NT":
        assert any(f"{name} has the role" in flag for flag in calls["week 6"].flags)
        assert any("recorded as absent at baseline" in flag for flag in calls["week 6"].flags)


@pytest.mark.parametrize("name", ["U9", "L9"])
@pytest.mark.parametrize("week", [None, "week 6"])
def test_an_unconfirmed_sighting_at_baseline_cannot_suppress_a_new_lesion(tables, name, week):
    seen_on = tables.visit_date(week) if week else None
    said, flags, _ = statements(
        tables,
        f"""
        lesion | baseline | week 6
        T1     |       20 | 20
        {name} |      ?12 | 12
        """,
        lesions={name: {"first_seen_on": seen_on, "newness": "unequivocal"}},
    )
    assert said == ["baseline", f"PD; SD if the measurement of {name} is confirmed"]
    assert any("an unconfirmed sighting at baseline exists" in flag for flag in flags[1])


@pytest.mark.parametrize("name", ["U9", "L9"])
def test_a_lesion_called_new_counts_although_nothing_is_confirmed_at_baseline(tables, name):
    said, _, _ = statements(
        tables,
        f"""
        lesion | baseline | week 6
        U1?    |      ?20 | ?10
        {name} |      ?12 | 12
        """,
        lesions={name: {"newness": "unequivocal"}},
    )
    assert said[1].startswith("PD")


def test_a_mass_of_lesions_that_wait_for_their_baseline_waits_too(tables):
    said, _, calls = statements(
        tables,
        """
        lesion | baseline | week 6
        U1     |      ?20 | ->M1
        U2     |      ?15 | ->M1
        M1     |          | 24
        """,
    )
    assert said[1] == "NE; PR if the measurements of U1, U2 are confirmed"
    assert calls[1].sum_mm is None
    assert any("M1 has grown out of lesions that play no part" in each for each in calls[1].flags)


def test_each_evaluator_has_its_own_open_baseline(tables):
    """A has confirmed the baseline; B has only proposals there, so B's sum is not complete."""
    _, _, calls = statements(
        tables,
        """
        lesion | baseline    | week 6
        U1     | A:20 B:?21  | A:10 B:10
        U2     | B:?15       | A:12 B:10
        """,
    )
    found = {call.evaluator: call for call in calls if not call.is_baseline}
    assert (found["A"].category, found["A"].new_lesion_ids) == ("PD", ("U2",))
    assert any("U2 counts as new, but an unconfirmed" in flag for flag in found["A"].flags)
    assert found["B"].statement == "NE; PR if the measurements of U1, U2 are confirmed"
    assert found["B"].nadir_mm is None


def test_a_baseline_of_proposals_waits_also_when_a_later_visit_is_confirmed(tables):
    expected = ["baseline", "NE; PR if the measurements of U1, U2 are confirmed"]
    table = """
        lesion | baseline | week 6
        U1?    |      ?20 | ?10
        U2?    |      ?15 | ?10
        """
    assert statements(tables, table)[0] == expected
    later = """
        lesion | baseline | week 6 | week 12
        U1     |      ?20 | ?10    | 10
        U2     |      ?15 | ?10    | 10
        """
    for seen_on in (None, tables.visit_date("week 12")):
        lesions = {name: {"first_seen_on": seen_on} for name in ("U1", "U2")}
        said, flags, calls = statements(tables, later, lesions=lesions)
        assert said == [*expected, expected[1]]
        assert any("U1 was proposed at baseline" in flag for flag in flags[2])
        values = {each.lesion_id: each for each in calls[2].values_used}
        assert (values["U1"].raw_mm, values["U1"].used_mm) == (10, None)
        assert not any(call.is_provisional for call in calls)


def test_a_later_visit_changes_no_earlier_target(tables):
    first = """
        lesion | baseline | week 6
        U1     |       12 | 12
        U2     |       11 | 11
        U3?    |      ?40 | ?40
        """
    later = """
        lesion | baseline | week 6 | week 12
        U1     |       12 | 12     | 12
        U2     |       11 | 11     | 11
        U3     |      ?40 | ?40    | 40
        """
    said, _, calls = statements(tables, first)
    again, _, full = statements(tables, later)
    assert said == again[:2] == ["baseline", "SD"]
    assert [call.sum_mm for call in calls] == [23, 23] == [call.sum_mm for call in full[:2]]
    assert again[2] == "PD; SD if the measurement of U3 is confirmed"


def test_what_if_a_proposal_were_confirmed_chooses_the_targets_anew(tables):
    """Confirmed, U3 is the largest at baseline: a target that has grown by half."""
    table = """
        lesion | baseline | week 6
        U1     |       12 | 12
        U2     |       11 | 11
        U3{}   |       40 | 60
        """
    open_said, _, _ = statements(tables, table.format("?"))
    assert open_said[1] == "SD; PD if the measurement of U3 is confirmed"
    said, _, calls = statements(tables, table.format(""))
    assert (said[1], calls[1].baseline_sum_mm) == ("PD", 52)
