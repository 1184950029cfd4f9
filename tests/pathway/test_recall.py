"""A photograph recalled from its record measures its outlines as they were measured."""

from datetime import date

import pytest

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.imaging.values import ScaleAbsent
from dermetry.pathway.marks import OutlineMark
from dermetry.pathway.named_lesions import (
    make_fragment,
    make_mass,
    make_new_lesion,
    next_lesion_id,
)
from dermetry.pathway.recall import recall_photograph
from dermetry.pathway.recording import length_mm
from dermetry.pathway.redraw import redraw_photograph
from dermetry.record.lesion import Lesion


@pytest.fixture(scope="module")
def visits():
    clinic = load_demo_clinic(today=date(2026, 1, 1))
    return [visit for patient in clinic.patients for visit in patient.case.visits]


def test_a_recalled_photograph_measures_as_it_was_recorded(visits):
    compared = 0
    for visit in visits:
        sizes = {each.lesion_id: each for each in visit.findings if each.status == "measured"}
        for photo in visit.photographs:
            drawn = [each for each in photo.outlines if each.source == "drawn"]
            recalled = recall_photograph(photograph=photo)
            marks = tuple(OutlineMark(lesion=e.lesion_id, outline=e.polygon) for e in drawn)
            mark = recalled.mark.model_copy(update={"lesion": marks})
            again = redraw_photograph(result=recalled, mark=mark)
            for each in again.outlined:
                finding = sizes.get(each.lesion_id)
                if finding and finding.photograph_ids == (photo.photograph_id,):
                    size = length_mm(each.measurement.longest_diameter_mm.value)
                    assert abs(size - finding.longest_diameter_mm) <= length_mm(0.1)
                    compared += 1
    assert compared >= 5


def test_a_photograph_without_a_scale_stays_without_one(visits):
    photos = [photo for visit in visits for photo in visit.photographs]
    missing = next(photo for photo in photos if photo.scale.kind == "missing")
    recalled = recall_photograph(photograph=missing)
    assert isinstance(recalled.scale, ScaleAbsent)
    assert recalled.scale.reason == missing.scale.reason


@pytest.mark.parametrize(
    ("taken", "expected"),
    [((), "L1"), (("L1", "L3"), "L4"), (("L2+L9", "B1", "new-20260101-1"), "L3")],
)
def test_no_number_is_used_twice(taken, expected):
    assert next_lesion_id(taken=taken) == expected


@pytest.mark.parametrize(
    ("seen_on", "is_equivocal", "role", "newness"),
    [
        (date(2026, 1, 1), True, "undecided", None),
        (date(2026, 2, 1), False, "new", "unequivocal"),
        (date(2026, 2, 1), True, "new", "equivocal"),
    ],
)
def test_only_what_came_after_baseline_is_new(seen_on, is_equivocal, role, newness):
    made = make_new_lesion(
        lesion_id="L7",
        seen_on=seen_on,
        baseline_on=date(2026, 1, 1),
        zone="chest_wall_anterior",
        laterality="bilateral",
        is_equivocal=is_equivocal,
        confirmed_by="Eva",
    )
    assert (made.role, made.newness, made.laterality) == (role, newness, None)


def test_children_keep_what_their_parents_share():
    one = Lesion(lesion_id="L1", zone="back", laterality="left", role="non_target")
    two = Lesion(lesion_id="L2", zone="back", laterality="right", role="target")
    mass = make_mass(
        lesion_id="L1+L2", parents=(one, two), seen_on=date(2026, 1, 1), confirmed_by="Eva"
    )
    assert (mass.role, mass.zone, mass.laterality) == ("target", "back", None)
    assert mass.merged_from == ("L1", "L2") and mass.newness is None
    part = make_fragment(lesion_id="L1.1", parent=one, seen_on=date(2026, 1, 1), confirmed_by="Eva")
    assert (part.role, part.split_from) == ("non_target", "L1")
