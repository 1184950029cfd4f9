"""Skin against other organs, by every preset: the calls of the parts, and where they disagree."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.pathway.compartments import respond_by_compartment
from dermetry.pathway.discordance import find_discordances
from dermetry.pathway.overview import overview_of
from dermetry.record.case import ResponsePlan
from tests.pathway.cases import case_of, day

PAGE = "compartments"
PRESETS = ("recist11", "recist11-admiralonco", "irecist", "who-sum", "who-any-lesion")
MIXED = """
lesion | baseline | week 6 | week 12
L1 | 50x40 | 20x10 | 20x10
H1 liver | 20x20 | 30x30 | 40x40
"""


def products(table):
    """Build a case whose cells hold both diameters."""
    lines = [line.split(" | ") for line in table.strip().splitlines()[1:]]
    plain = (" | ".join(cell.partition("x")[0] for cell in line) for line in lines)
    case = case_of("\n".join(plain))
    cells = {line[0].split()[0]: line[1:] for line in lines}

    def widen(finding, index):
        across = Decimal(cells[finding.lesion_id][index].partition("x")[2])
        return finding.model_copy(update={"perpendicular_mm": across})

    visits = tuple(
        visit.model_copy(update={"findings": tuple(widen(each, index) for each in visit.findings)})
        for index, visit in enumerate(case.visits)
    )
    return case.model_copy(update={"visits": visits})


@pytest.mark.parametrize(
    ("preset", "skin", "other", "overall"),
    [
        ("recist11", "PR PR", "PD PD", "SD PD"),
        ("recist11-admiralonco", "PR PR", "PD PD", "SD PD"),
        ("irecist", "iPR iPR", "iUPD iCPD", "iSD iUPD"),
        ("who-sum", "PR PR", "PD PD", "PR PD"),
        ("who-any-lesion", "PR PR", "PD PD", "PD PD"),
    ],
)
def test_every_preset_calls_the_parts_in_its_own_words(preset, skin, other, overall):
    found = respond_by_compartment(case=products(MIXED), preset=preset)
    words = {
        name: " ".join(call.category for call in each.calls[1:]) for name, each in found.items()
    }
    assert words == {"skin": skin, "other": other, "overall": overall}
    assert {call.preset for each in found.values() for call in each.calls} == {preset}


@pytest.mark.parametrize("preset", PRESETS)
def test_parts_that_disagree_are_flagged_with_rule_and_source(preset):
    responded = respond_by_compartment(case=products(MIXED), preset=preset)
    found = find_discordances(responded=responded)
    assert [each.visited_on for each in found] == [day(1), day(2)]
    first = found[0]
    assert (first.skin, first.other, first.preset) == (
        responded["skin"].calls[1].category,
        responded["other"].calls[1].category,
        preset,
    )
    assert first.sentence == (
        f"Skin {first.skin}, other organs {first.other} at this visit; "
        f"the overall call is {first.overall}."
    )
    assert first.reason.rule_id == "compartments.discordance"
    assert first.reason.cites == ("from_memory", "dermetry_design") and first.is_unverified


@pytest.mark.parametrize(
    ("skin", "other", "is_told"),
    [
        ("10", "30", True),
        ("30", "10", True),
        ("20", "30", True),
        ("20", "10", False),  # stable against partial response
        ("30", "30", False),
        ("not done", "30", False),  # not evaluable agrees with nothing
        ("gone", "30", True),
    ],
)
def test_what_disagrees(skin, other, is_told):
    case = case_of(f"L1 | 20 | {skin}\nH1 liver | 20 | {other}")
    assert bool(overview_of(case=case).discordances) is is_told


def test_a_progression_that_only_stands_on_is_no_finding_of_a_visit():
    case = case_of(
        "L1 | 40 | 40 | 40 | 20 | 20\nH1 liver | 20 | 30 | 40 | not done | 40",
        plan=ResponsePlan(preset="irecist"),
    )
    responded = respond_by_compartment(case=case)
    other = [call.category for call in responded["other"].calls]
    assert other[2:] == ["iCPD", "iCPD", "iCPD"]
    days = [each.visited_on for each in find_discordances(responded=responded)]
    assert day(3) not in days and day(4) in days


def test_different_people_who_judge_one_part_each_are_compared():
    case = case_of("L1 | 20 | 10\nH1 liver | 20 | 30")

    def judged(visit, names):
        findings = tuple(
            each.model_copy(update={"evaluator": names[each.lesion_id]}) for each in visit.findings
        )
        return visit.model_copy(update={"findings": findings})

    def by(**names):
        visits = tuple(judged(visit, names) for visit in case.visits)
        responded = respond_by_compartment(case=case.model_copy(update={"visits": visits}))
        return find_discordances(responded=responded)

    (found,) = by(L1="Dr. A", H1="Dr. B")
    assert (found.skin_evaluator, found.other_evaluator) == ("Dr. A", "Dr. B")
    assert found.sentence.startswith("Skin (Dr. A) PR, other organs (Dr. B) PD at this visit")
    assert [each.skin_evaluator for each in by(L1="Dr. A", H1="Dr. A")] == ["Dr. A"]


def test_a_part_without_a_lesion_disagrees_with_nothing():
    assert find_discordances(responded=respond_by_compartment(case=case_of("L1 | 20 | 30"))) == ()


SIZE = st.sampled_from(["-", "gone", "not done", "8", "12", "20", "30", "?20"])
ROWS = st.lists(
    st.tuples(st.sampled_from(["skin", "liver"]), st.lists(SIZE, min_size=3, max_size=3)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, preset=st.sampled_from(PRESETS))
def test_the_sums_of_the_parts_add_up_by_every_preset(rows, preset):
    table = "\n".join(f"X{i} {organ} target | {' | '.join(c)}" for i, (organ, c) in enumerate(rows))
    found = respond_by_compartment(case=case_of(table), preset=preset)
    for index, call in enumerate(found["overall"].calls):
        parts = [found[key].calls[index].total for key in ("skin", "other") if found[key]]
        sums = [part for part in parts if part is not None]
        assert call.total == (sum(sums) if sums else None)
