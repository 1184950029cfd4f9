"""Laws of extent: what no order, no benign lesion and no missing tissue may change."""

import dataclasses
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.knowledge.codes import load_skin_zones
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology import extent_words
from dermetry.pathology.extent import current_extent, propose_extent
from dermetry.record.lesion import Lesion
from dermetry.record.specimen import Specimen
from tests.pathology.drawn import breast_cases
from tests.pathology.extent_tables import TAKEN_ON

FILE = SHIPPED.file("extent")
QUICK = settings(max_examples=80, deadline=None)


def rank(axis: str, effect: str) -> int:
    return extent_words.rank(file=FILE, axis=axis, key=effect)


@given(case=breast_cases(), seed=st.randoms(use_true_random=False))
@QUICK
def test_the_order_of_lesions_does_not_matter(case, seed):
    shuffled = list(case.lesions)
    seed.shuffle(shuffled)
    other = case.model_copy(update={"lesions": tuple(shuffled)})
    one, two = (propose_extent(case=each, rules=SHIPPED) for each in (case, other))
    assert (one.t_effect, one.m_effect) == (two.t_effect, two.m_effect)
    assert {each.lesion_id: each for each in one.lesions} == {
        each.lesion_id: each for each in two.lesions
    }


@given(case=breast_cases(), zone=st.sampled_from(sorted(load_skin_zones())))
@QUICK
def test_a_benign_lesion_never_raises_t_or_m(case, zone):
    before = propose_extent(case=case, rules=SHIPPED)
    mole = Lesion(lesion_id="mole", zone=zone, is_confirmed=True, confirmed_by="Dr. A")
    taken = Specimen(
        specimen_id="mole", lesion_id="mole", kind="punch", taken_on=TAKEN_ON, is_malignant=False
    )
    after = propose_extent(
        case=case.model_copy(
            update={"lesions": (*case.lesions, mole), "specimens": (*case.specimens, taken)}
        ),
        rules=SHIPPED,
    )
    assert rank("t", after.t_effect) <= rank("t", before.t_effect)
    assert rank("m", after.m_effect) <= rank("m", before.m_effect)


@given(case=breast_cases())
@QUICK
def test_nothing_unproven_is_ever_m1(case):
    got = propose_extent(case=case, rules=SHIPPED)
    for each in got.lesions:
        if not each.is_proven:
            assert each.m_effect != "distant_skin_m1"
            assert not each.t_effect.startswith("t4")
            assert each.t_effect != "locoregional_recurrence"
    if got.m_effect == "distant_skin_m1":
        assert got.m_lesion_ids
    malignant = {each.lesion_id for each in case.specimens if each.is_malignant}
    if not malignant:
        assert got.m_effect != "distant_skin_m1"


@given(case=breast_cases())
@QUICK
def test_no_code_of_secondary_skin_neoplasm_without_m1(case):
    got = propose_extent(case=case, rules=SHIPPED)
    assert bool(got.codes) == (got.m_effect == "distant_skin_m1")


@given(case=breast_cases())
@QUICK
def test_every_result_is_plain_and_names_its_rules(case):
    got = current_extent(case=case, rules=SHIPPED)
    json.dumps(dataclasses.asdict(got), default=str)
    for each in got.proposal.lesions:
        assert each.rule_ids and each.cites and each.statement
        assert all(FILE.rule(rule_id) for rule_id in each.rule_ids)


def test_every_zone_stands_in_one_row_of_the_table():
    placed = [zone for row in FILE.table("zones") for zone in row["zones"]]
    assert sorted(placed) == sorted(load_skin_zones())
