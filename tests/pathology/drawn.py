"""Drawn cases of breast cancer with skin lesions: what extent, spread and mimics ask about."""

from typing import get_args

from hypothesis import strategies as st

from dermetry.knowledge.codes import load_skin_zones
from dermetry.record.case import Case
from dermetry.record.history import (
    BreastState,
    History,
    InflammatoryStatement,
    RadiationField,
    Surgery,
    SurgeryKind,
)
from dermetry.record.lesion import Lesion, SkinChange, Surroundings
from dermetry.record.pathology_report import PathologyReport
from dermetry.record.patient import Patient, PrimaryTumor, PrimaryUnknown
from dermetry.record.specimen import Specimen
from tests.pathology.extent_tables import TAKEN_ON

told = st.sampled_from([None, None, True, False])
sides = st.sampled_from([None, "left", "right", "midline", "bilateral"])
zones = st.sampled_from(
    ["nipple", "chest_wall_anterior", "sternum", "axilla", *sorted(load_skin_zones())]
)
words = st.sampled_from([None, "nodule", "plaque", "violaceous papule", "no ulcer", "gray thing"])
surroundings = st.builds(
    Surroundings,
    in_scar=told,
    in_radiation_field=told,
    in_flap=told,
    in_needle_or_drain_tract=told,
    in_lymphedema=told,
    continuity=st.sampled_from([None, "continuous", "separate"]),
    crosses_midline=told,
    crosses_field_edge=told,
    in_breast_skin=told,
)
statements = st.none() | st.builds(
    InflammatoryStatement,
    laterality=st.sampled_from(["left", "right"]),
    stated_by=st.just("Dr. A"),
    stated_on=st.just(TAKEN_ON),
    covers_a_third=told,
)


@st.composite
def histories(draw):
    states = st.sampled_from([None, *get_args(BreastState)])
    kinds = st.sampled_from([None, *get_args(SurgeryKind)])
    surgeries = draw(st.lists(st.tuples(kinds, sides), max_size=2))
    fields = draw(st.lists(st.tuples(zones, sides), max_size=1))
    return History(
        breast_left=draw(states),
        breast_right=draw(states),
        inflammatory=draw(statements),
        chest_wall_invasion=draw(st.sampled_from([None, "left", "right", "none"])),
        surgeries=tuple(
            Surgery(surgery_id=f"OP{n}", name="operation", kind=kind, laterality=side)
            for n, (kind, side) in enumerate(surgeries)
        ),
        radiation_fields=tuple(
            RadiationField(field_id=f"R{n}", zones=(zone,), laterality=side)
            for n, (zone, side) in enumerate(fields)
        ),
    )


@st.composite
def lesions(draw, *, lesion_id: str):
    is_confirmed = draw(st.sampled_from([True, True, True, False]))
    return Lesion(
        lesion_id=lesion_id,
        zone=draw(st.none() | zones),
        laterality=draw(sides),
        morphology=draw(words),
        is_confirmed=is_confirmed,
        confirmed_by="Dr. A" if is_confirmed else None,
        skin_change=draw(st.sampled_from([None, *get_args(SkinChange)])),
        evidence=draw(st.sampled_from([None, "clinical", "histological", "both"])),
        surroundings=draw(surroundings),
    )


@st.composite
def breast_cases(draw):
    """Give a lawful case with up to four lesions and their specimens."""
    names = [f"L{n}" for n in range(draw(st.integers(0, 4)))]
    reports = draw(st.lists(st.tuples(st.sampled_from(names or [None]), told), max_size=4))
    origins = st.sampled_from([None, None, "breast", "lung", "unknown"])
    return Case(
        patient=Patient(patient_id="P1"),
        primary=draw(
            st.sampled_from([None, PrimaryUnknown()]) | st.builds(PrimaryTumor, laterality=sides)
        ),
        history=draw(histories()),
        lesions=tuple(draw(lesions(lesion_id=name)) for name in names),
        specimens=tuple(
            Specimen(
                specimen_id=f"S{n}",
                lesion_id=name,
                kind="punch",
                taken_on=TAKEN_ON,
                is_malignant=is_malignant,
                report=PathologyReport(origin=draw(origins)),
            )
            for n, (name, is_malignant) in enumerate(reports)
        ),
    )
