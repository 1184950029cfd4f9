"""Spread: the route of each lesion, the pattern of the patient, and what is counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.spread import spread_pattern
from tests.pathology.drawn import breast_cases
from tests.pathology.extent_tables import breast_case, mastectomy

PAGE = "spread"
HEAD = "lesion | zone | side | tissue | facts\n"
LOCAL, DISTANT = "local_lymphatic", "distant_hematogenous"


def spread(rows: str, **facts):
    return spread_pattern(case=breast_case(HEAD + rows, **facts), rules=SHIPPED)


ROUTES_BY_PLACE = """
zone                 | side  | facts      | route
chest_wall_anterior  | left  | scar       | local_lymphatic
chest_wall_anterior  | left  | tract      | implantation
back                 |       | tract      | implantation
axilla               | left  |            | local_lymphatic
supraclavicular_neck | left  |            | local_lymphatic
sternum              |       |            | local_lymphatic
chest_wall_anterior  | right | continuous | local_lymphatic
chest_wall_anterior  | right | separate   | distant_hematogenous
chest_wall_anterior  | right |            | undetermined
upper_abdomen        |       | continuous | local_lymphatic
upper_abdomen        |       | separate   | distant_hematogenous
back                 |       |            | distant_hematogenous
back                 |       | scar       | local_lymphatic
forearm_anterior     | left  | lymphedema | local_lymphatic
forearm_anterior     | right | lymphedema | distant_hematogenous
forearm_anterior     |       | lymphedema | undetermined
scalp                |       |            | distant_hematogenous
umbilicus            |       |            | distant_hematogenous
"""


@pytest.mark.parametrize(
    "row", ROUTES_BY_PLACE.strip().splitlines()[1:], ids=lambda each: each.strip()
)
def test_route_of_a_place(row):
    zone, side, facts, route = (cell.strip() for cell in row.split("|"))
    got = spread(f"L1 | {zone} | {side} | malignant | {facts}").lesions[0]
    assert got.route == route, got.reason
    assert bool(got.missing) == (route == "undetermined")


@pytest.mark.parametrize(
    ("zones", "pattern"),
    [
        (("areola", "axilla"), LOCAL),
        (("scalp", "finger"), DISTANT),
        (("areola", "scalp"), "mixed"),
    ],
)
def test_pattern_of_the_patient(zones, pattern):
    rows = "\n".join(f"L{n} | {zone} | left | malignant | " for n, zone in enumerate(zones))
    assert spread(rows).pattern == pattern


def test_an_unknown_route_leaves_the_pattern_open_unless_both_routes_are_there():
    unknown = "L9 | chest_skin | right | malignant | "
    assert spread(f"L1 | areola | left | malignant | \n{unknown}").pattern == "undetermined"
    both = "L1 | areola | left | malignant | \nL2 | scalp | | malignant | \n"
    assert spread(both + unknown).pattern == "mixed"


def test_unproven_lesions_make_no_pattern_but_say_what_they_would():
    got = spread("L1 | areola | left | malignant | \nL2 | scalp | | none | ")
    assert (got.pattern, got.pattern_if_proven) == (LOCAL, "mixed")
    assert got.statement == (
        "local and lymphatic, from 1 of 2 lesions proven by tissue; 1 without tissue: "
        "mixed: local and distant if proven"
    )


def test_a_benign_lesion_has_no_route():
    got = spread("L1 | scalp | | benign | ")
    assert (got.lesions[0].route, got.pattern_if_proven) == ("none", "undetermined")
    assert got.suggestions == ()


def test_a_field_is_stated_or_recorded_and_says_which():
    field = {"field_id": "R1", "zones": ("chest_wall_anterior",), "laterality": "left"}
    history = mastectomy("left", radiation_fields=(field,))
    rows = """L1 | chest_wall_anterior | left  | malignant | field
              L2 | chest_wall_anterior | left  | malignant |
              L3 | chest_wall_anterior | right | malignant | separate"""
    one, two, three = (each.in_field for each in spread(rows, history=history).lesions)
    assert (one.value, one.how) == (True, "stated")
    assert (two.value, two.how) == (True, "zone and side lie in recorded field R1")
    assert (three.value, three.how) == (None, "not stated")


def test_suggestions_name_lesions_and_rules():
    got = spread("L1 | forearm_anterior | left | malignant | lymphedema")
    assert {each.rule_id for each in got.suggestions} == {
        "spread.surveillance",
        "spread.lymphedema",
    }
    assert all(each.lesion_ids == ("L1",) for each in got.suggestions)


def test_counts_for_a_registry():
    got = spread(
        """L1 | areola | left | malignant | scar
           L2 | scalp  |      | none      |
           L3 | scalp  |      | benign    | """
    ).counts
    assert (got.lesions, got.proven, got.pending, got.not_malignant) == (3, 1, 1, 1)
    assert got.by_zone == (("areola", 1), ("scalp", 2))
    assert got.by_route == ((LOCAL, 1),)
    assert got.in_scar == 1


@given(case=breast_cases(), seed=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_does_not_matter_and_nothing_unproven_makes_a_pattern(case, seed):
    shuffled = list(case.lesions)
    seed.shuffle(shuffled)
    other = case.model_copy(update={"lesions": tuple(shuffled)})
    one, two = (spread_pattern(case=each, rules=SHIPPED) for each in (case, other))
    assert (one.pattern, one.counts) == (two.pattern, two.counts)
    if not any(each.is_malignant for each in case.specimens):
        assert one.pattern == "undetermined"
    assert one.counts.lesions == sum(each.is_confirmed for each in case.lesions)
