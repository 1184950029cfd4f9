"""The vocabulary of looks: typed words recognized, denied words not, codes with their place."""

import pytest

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.appearance_words import load_appearance_words
from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.dermoscopy import load_dermoscopy
from dermetry.knowledge.morphology import (
    load_morphologies,
    parse_morphologies,
    recognize_morphologies,
)

TYPED = """
Nodule                       | nodule
ulcerated nodule             | nodule, ulcer
not ulcerated nodule         | nodule
no longer ulcerated          |
nodule without ulceration    | nodule
plaque (en cuirasse)         | plaque, en_cuirasse
Peau d\u2019orange           | erysipeloides
violaceous plaque            | plaque, violaceous
telangiectatic papules       | papule, telangiectatic
violaceous papulovesicles    | telangiectatic, violaceous
alopecic plaque              | plaque, alopecia_neoplastica
Sister Mary Joseph nodule    | nodule, umbilical
erysipeloides                | erysipeloides
noduleless                   |
something new                |
"""


@pytest.mark.parametrize("row", TYPED.strip().splitlines(), ids=lambda each: each.strip())
def test_typed_words_are_recognized(row):
    text, keys = (cell.strip() for cell in row.split("|"))
    got = [each.key for each in recognize_morphologies(text=text)]
    assert got == [each for each in keys.split(", ") if each]


def test_every_word_offered_when_a_lesion_is_described_is_recognized():
    for word in load_appearance_words().morphologies:
        assert recognize_morphologies(text=word), word


def test_every_kind_has_its_own_local_code_and_known_sources():
    kinds = load_morphologies().by_key.values()
    assert len({each.local_code for each in kinds}) == len(kinds)
    known = load_citations().by_key
    for each in kinds:
        assert each.definition and set(each.cites) <= set(known)
        assert all(code.verified_in for code in each.codes)
    assert not load_morphologies().by_key["plaque"].codes, "that code means a plaque of a vessel"


def test_what_cannot_be_measured_is_said():
    kinds = load_morphologies().by_key
    assert kinds["en_cuirasse"].non_measurable == "diffuse_plaque"
    assert kinds["erysipeloides"].non_measurable == "inflammatory"
    assert kinds["nodule"].non_measurable == ""


def test_a_broken_vocabulary_names_file_and_key():
    with pytest.raises(KnowledgeInvalid, match=r"odd\.toml"):
        parse_morphologies(text='[morphologies.nodule]\nlabel = "x"', name="odd.toml")


def test_dermoscopy_says_what_it_cannot_do():
    file = load_dermoscopy()
    assert "never replaces tissue" in file.note
    assert set(load_citations().by_key) >= {c for e in file.by_key.values() for c in e.cites}
    assert "vessels_serpentine" in file.by_key
