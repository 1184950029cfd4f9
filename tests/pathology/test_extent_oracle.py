"""The table of extent against the slow oracle: every combination, and every missing fact."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.extent_facts import DOMAINS, facts_of, fill_silence
from dermetry.pathology.extent_lesion import lesion_extent, read_effects
from tests.oracles import extent_oracle
from tests.pathology.drawn import breast_cases

FILE = SHIPPED.file("extent")
# Values that the table treats alike are represented once; hypothesis draws them all.
ALIKE = {
    "skin_change": ("nodule", "ulceration", "dimpling", "erythema"),
    "evidence": ("clinical", "histological"),
    "tissue": ("malignant",),
    "origin": ("not_stated",),
    "primary": ("known",),
}


def read(facts):
    return {(way.row["t"], way.row["m"]) for way in read_effects(FILE, facts)}


@pytest.mark.parametrize("place", sorted(DOMAINS["place"]))
@pytest.mark.parametrize("breast", sorted(DOMAINS["breast"]))
def test_every_combination_of_the_table(place, breast):
    fixed = {"place": (place,), "breast": (breast,), **ALIKE}
    names = list(DOMAINS)
    count = 0
    for values in product(*(fixed.get(name, sorted(DOMAINS[name])) for name in names)):
        known = dict(zip(names, values, strict=True))
        got = read({name: frozenset({value}) for name, value in known.items()})
        assert got == {extent_oracle.effect(known)}, known
        count += 1
    assert count == 3 * 2**5 * 3 * 4 * 2


some_facts = st.fixed_dictionaries(
    {
        name: st.sets(st.sampled_from(sorted(values)), min_size=1).map(frozenset)
        for name, values in DOMAINS.items()
    }
)


@given(facts=some_facts)
@settings(max_examples=150, deadline=None)
def test_missing_facts_leave_open_what_some_filling_would_give(facts):
    for name in ("skin_change", "place"):  # keeps the slow side within seconds
        facts[name] = frozenset(sorted(facts[name])[:2])
    assert read(facts) == extent_oracle.effects(facts)


@given(case=breast_cases())
@settings(max_examples=120, deadline=None)
def test_every_lawful_case_is_judged_as_the_oracle_judges_it(case):
    for lesion in case.lesions:
        facts = fill_silence(facts=facts_of(lesion=lesion, case=case, file=FILE), file=FILE)[0]
        got = lesion_extent(lesion=lesion, case=case, file=FILE)
        open_ends = extent_oracle.effects(facts)
        for axis, effect in enumerate((got.t_if_proven, got.m_if_proven)):
            ends = {each[axis] for each in open_ends}
            assert effect == (ends.pop() if len(ends) == 1 else "undetermined")
