"""The vocabularies and the table of rates: what they hold, and broken ones refused by place."""

from importlib.resources import files

import pytest

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.histology import load_histology, parse_histology
from dermetry.knowledge.ihc_likelihoods import load_stain_rates, parse_stain_rates
from dermetry.knowledge.markers import load_markers, parse_markers
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.record.pathology_report import PathologyReport
from dermetry.record.stain import Stain

CODES = files("dermetry.knowledge").joinpath("codes")
RATES = "ihc_origin_likelihoods.csv"
GROUPS = {
    "any",
    *(row["group"] for row in SHIPPED.file("subtypes").table("groups")),
}


def text_of(name: str) -> str:
    return CODES.joinpath(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("marker", load_markers().by_key.values(), ids=lambda each: each.key)
def test_every_marker_can_stand_in_the_record_with_the_values_it_names(marker):
    assert Stain(marker=marker.key).marker == marker.key
    assert set(marker.values) <= set(Stain.model_fields)


def test_the_markers_asked_for_are_there():
    asked = (
        *("ER", "PR", "HER2", "KI-67", "AR", "GATA3", "TRPS1", "MAMMAGLOBIN", "GCDFP-15"),
        *("SOX10", "CK7", "CK20", "CK5/6", "TTF-1", "NAPSIN-A", "PAX8", "CDX2", "P63", "P40"),
        *("D2-40", "E-CADHERIN", "PD-L1", "CD117", "S100"),
    )
    assert set(asked) <= set(load_markers().by_key)


def test_types_patterns_and_origins_can_stand_in_a_report():
    words = load_histology()
    for key in words.types:
        PathologyReport(histologic_type=key)
    PathologyReport(patterns=tuple(words.patterns))
    for key in words.origins:
        PathologyReport(origin=key)
    assert all(each.code_status == "unverified" for each in words.types.values())


def test_every_rate_names_a_known_marker_origin_and_group():
    rates, origins = load_stain_rates(), load_histology().origins
    for marker, entity, subtype in rates:
        assert marker in load_markers().by_key
        assert entity in origins and subtype in GROUPS
        assert subtype == "any" or entity == "breast"
    for row in SHIPPED.file("origin_panel").table("priors"):
        assert row["entity"] in origins


def test_a_rate_from_memory_is_never_marked_verified():
    for rate in load_stain_rates().values():
        from_memory = ("from memory" in rate.source, "our choice" in rate.source)
        is_only_direction = "direction" in rate.source
        assert not (any(from_memory) or is_only_direction) or rate.bounds_status == "unverified"


def test_every_group_of_markers_is_made_of_known_ones_each_in_one_group():
    named = [m for row in SHIPPED.file("origin_panel").table("groups") for m in row["markers"]]
    assert len(named) == len(set(named)) and set(named) <= set(load_markers().by_key)


@pytest.mark.parametrize(
    ("parse", "name", "old", "new", "parts"),
    [
        (parse_markers, "markers.toml", 'kind = "immune"', 'kind = "odd"', ("PD-L1", "odd")),
        (parse_markers, "markers.toml", '"MIB-1"', '"PGR"', ("PGR", "two markers")),
        (parse_markers, "markers.toml", 'label = "GATA3"\n', "", ("label", "missing")),
        (parse_histology, "histology.toml", 'key = "lobular"', 'key = "mucinous"', ("types",)),
        (
            parse_histology,
            "histology.toml",
            'definition = "A growth',
            'x = "A growth',
            ("definition",),
        ),
        (parse_stain_rates, RATES, "marker,entity", "m,e", ("first line",)),
        (
            parse_stain_rates,
            "ihc_origin_likelihoods.csv",
            "0.93,1,0.985",
            "0.93,1,0.5",
            ("line 2",),
        ),
        (parse_stain_rates, RATES, "0.93,1,0.985", "a,1,0.9", ("number",)),
        (parse_stain_rates, RATES, "verified_in_source", "sure", ("sure",)),
    ],
)
def test_a_broken_file_is_refused_by_place(parse, name, old, new, parts):
    assert old in text_of(name)
    with pytest.raises(KnowledgeInvalid) as caught:
        parse(text=text_of(name).replace(old, new, 1), name=f"codes/{name}")
    assert all(part in str(caught.value) for part in (name, *parts)), str(caught.value)


def test_a_rate_that_stands_twice_is_refused():
    text = text_of("ihc_origin_likelihoods.csv")
    line = text.splitlines()[1]
    with pytest.raises(KnowledgeInvalid, match="stands twice"):
        parse_stain_rates(text=text + line + "\n", name="rates")


@pytest.mark.parametrize("name", ["receptors", "subtypes", "origin_panel", "panels"])
def test_no_day_of_review_is_made_up(name):
    assert not SHIPPED.file(name).header.review_due
