"""The origin score against a slow, exact reading of the same files, and what always holds."""

import math
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.knowledge.ihc_likelihoods import load_stain_rates
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.origin import next_stain, score_origin
from dermetry.pathology.origin.model import prepare
from dermetry.pathology.origin.odds import log_ratio
from dermetry.record.patient import PrimaryTumor, PrimaryUnknown
from tests.oracles import origin_oracle
from tests.pathology.stain_tables import case_of, specimen

LINEAGE = sorted({key[0] for key in load_stain_rates()} - {"ER", "PR", "HER2"})
ZONES = (None, "chest_wall_anterior", "umbilicus", "scalp_vertex", "eyelid_lower", "groin", "hand")
results = st.dictionaries(st.sampled_from(LINEAGE), st.booleans(), min_size=1, max_size=9)
receptors = st.fixed_dictionaries(
    {key: st.sampled_from([None, True, False]) for key in ("ER", "PR", "HER2")}
)
SEXES = {"female": "female", "male": "male", "other": "not_stated", None: "not_stated"}
primaries = st.sampled_from([None, PrimaryTumor(), PrimaryUnknown()])


def words(markers) -> str:
    return "; ".join(
        f"{key} {'positive' if value else 'negative'}" for key, value in markers.items()
    )


def group_of(known) -> str:
    """Give the treatment group of plain results, as the rules have it."""
    er, pr, her2 = known.get("ER"), known.get("PR"), known.get("HER2")
    hormone = True if er or pr else (False if er is False and pr is False else None)
    names = {
        (True, False): "hr_positive_her2_negative",
        (True, True): "hr_positive_her2_positive",
        (False, True): "hr_negative_her2_positive",
        (False, False): "triple_negative",
    }
    return names.get((hormone, her2), "unknown")


@given(
    results, receptors, st.sampled_from(sorted(SEXES, key=str)), primaries, st.sampled_from(ZONES)
)
@settings(max_examples=30, deadline=None)
def test_the_score_is_that_of_the_oracle(lineage, hormones, sex, primary, zone):
    known = {key: value for key, value in hormones.items() if value is not None}
    one = specimen(words({**lineage, **known}), zone=zone)
    got = score_origin(specimen=one, case=case_of(one, sex=sex, primary=primary), rules=SHIPPED)
    used = {each.marker: each.is_positive for each in got.used}
    if got.is_refused:
        return
    shares, weight = origin_oracle.score(
        markers=used,
        sex=SEXES[sex],
        is_known=isinstance(primary, PrimaryTumor),
        zone=zone,
        group=group_of(known),
    )
    assert {each.entity for each in got.entities} == set(shares)
    leader, beside = origin_oracle.beside_leader(
        markers=used,
        sex=SEXES[sex],
        is_known=isinstance(primary, PrimaryTumor),
        zone=zone,
        group=group_of(known),
    )
    assert got.entities[0].entity == leader
    assert {each.entity for each in got.entities if each.is_beside_leader} == beside
    if leader == "breast":  # only then can it be supported
        is_supported = origin_oracle.supports(
            shares_of=shares, weight=weight, products_apart=beside
        )
        assert (got.conclusion == "supports_breast") is is_supported
    for each in got.entities:
        shown = (each.share_percent, each.low_percent, each.high_percent)
        for ours, theirs in zip(shown, shares[each.entity], strict=True):
            assert abs(ours - 100 * theirs) <= Decimal("0.0501"), each.entity
    ours = (got.stain_weight_low, got.stain_weight, got.stain_weight_high)
    for one_end, theirs in zip(ours, weight, strict=True):
        assert math.isclose(one_end, theirs, rel_tol=0.0051)


@given(results, st.permutations(range(9)))
@settings(max_examples=25, deadline=None)
def test_the_order_of_stains_does_not_matter(lineage, order):
    stains = list(lineage.items())
    other = dict([stains[place] for place in order if place < len(stains)])
    one, two = specimen(words(lineage)), specimen(words(other))
    for function in (score_origin, next_stain):
        assert function(specimen=one, case=case_of(one), rules=SHIPPED) == function(
            specimen=two, case=case_of(two), rules=SHIPPED
        )


@given(results, st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_stain_outside_the_table_changes_nothing(lineage, is_positive):
    one = specimen(words(lineage))
    two = specimen(words({**lineage, "E-CADHERIN": is_positive, "PD-L1": is_positive, "AR": True}))
    first = score_origin(specimen=one, case=case_of(one), rules=SHIPPED)
    second = score_origin(specimen=two, case=case_of(two), rules=SHIPPED)
    assert first.entities == second.entities
    assert first.statement == second.statement
    assert {"E-cadherin: no rate in the table", "AR: no rate for another origin"} <= set(
        second.not_used
    )


@given(results)
@settings(max_examples=25, deadline=None)
def test_no_marker_counts_more_than_the_cap(lineage):
    one = specimen(words(lineage))
    model = prepare(specimen=one, case=case_of(one), rules=SHIPPED).model
    for marker in model.used:
        for entity in model.prior:
            assert abs(log_ratio(model, marker, entity, model.rates)) <= math.log(20) + 1e-12


@given(results)
@settings(max_examples=25, deadline=None)
def test_shares_sum_to_all_and_lie_within_their_interval(lineage):
    one = specimen(words(lineage))
    got = score_origin(specimen=one, case=case_of(one), rules=SHIPPED)
    if not got.is_refused:
        assert abs(sum(each.share_percent for each in got.entities) - 100) <= 1
        for each in got.entities:
            assert 0 <= each.low_percent <= each.share_percent <= each.high_percent <= 100


@given(results)
@settings(max_examples=25, deadline=None)
def test_the_status_never_comes_from_nothing(lineage):
    one = specimen(words(lineage)).model_copy(update={"stains": ()})
    got = score_origin(specimen=one, case=case_of(one), rules=SHIPPED)
    assert got.is_refused and got.conclusion is None and not got.entities
