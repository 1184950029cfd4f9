"""Any lawful case: ``from tests.strategies.cases import cases``.

``@given(case=cases())`` gives a ``dermetry.record.case.Case`` that keeps every law: none to
four lesions with mergers and fragments, none to three visits with photographs (scale found
and missing), outlines, findings of all ten statuses, proposals, appearances, observations,
symptoms, dermoscopies, signatures and addenda, and the history, consents, specimens,
biopsies, decisions on extent, alerts and studies around them.
``tests/record/test_strategies.py`` proves that every field of every value is filled in some
case, and every choice of every field is taken in some case.

Use ``settings(deadline=None)``. Not drawn: lengths written with an exponent, texts longer
than a line or two, more items than a few.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import get_args

from hypothesis import strategies as st

from dermetry.record.case import Case, Preset, ResponsePlan
from dermetry.record.finding import Measured, Present, TooSmall
from dermetry.record.lesion import Lesion, Surroundings
from dermetry.record.visit import Visit
from tests.strategies import plain
from tests.strategies.alerts import alerts, decisions
from tests.strategies.background import (
    consents,
    histories,
    imaging_studies,
    lived,
    patients,
    primaries,
    treatments,
)
from tests.strategies.tissue import biopsies, choices, specimens
from tests.strategies.visits import visits

ORGANS = (
    *("skin", "skin", "skin", "lymph_node", "liver", "lung", "bone", "brain"),
    *("pleura", "breast", "peritoneum", "other"),
)
REASONS = (
    *(None, "inflammatory", "lymphangitic", "diffuse_plaque", "below_limit"),
    *("treated_before", "other"),
)


SKIN_CHANGES = (
    *(None, "nodule", "satellite_nodule", "ulceration", "edema", "en_cuirasse", "erythema"),
    *("dimpling", "tethering", "nipple_retraction", "microscopic_invasion"),
)
told = plain.maybe(plain.flags)
surroundings = st.just(Surroundings()) | st.builds(
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


@dataclass(frozen=True)
class Family:
    """How the lesions of a case are related."""

    merged_from: tuple[str, ...] = ()
    split_from: str | None = None


@st.composite
def lesions_of(draw, *, lesion_id, organ, family):
    """Give one lesion without its days, which follow from the visits."""
    is_confirmed, confirmed_by = draw(plain.confirmations)
    return Lesion(
        lesion_id=lesion_id,
        organ=organ,
        zone=draw(plain.maybe(plain.zones)),
        site=draw(plain.maybe(plain.short_texts)),
        laterality=draw(plain.maybe(plain.sides)),
        role=draw(st.sampled_from(["target", "non_target", "new", "undecided"])),
        is_confirmed=is_confirmed,
        confirmed_by=confirmed_by,
        newness=draw(st.sampled_from([None, "unequivocal", "equivocal"])),
        morphology=draw(plain.maybe(plain.short_texts)),
        non_measurable=draw(st.sampled_from(REASONS)),
        surroundings=draw(surroundings),
        skin_change=draw(st.sampled_from(SKIN_CHANGES)),
        evidence=draw(st.sampled_from([None, "clinical", "histological", "both"])),
        merged_from=family.merged_from,
        split_from=family.split_from,
        note=draw(plain.texts),
    )


@st.composite
def lesion_families(draw):
    """Give the lesions of a case: alone, grown together, or fallen apart."""
    names = draw(plain.unique_ids("L", 3))
    members = [(name, draw(st.sampled_from(ORGANS)), Family()) for name in names]
    story = draw(st.sampled_from(["apart", "merged", "split", "split"]))
    if story == "merged" and len(names) > 1:
        members[1] = (names[1], members[0][1], Family())
        members.append(("M 1+2", members[0][1], Family(merged_from=tuple(names[:2]))))
    if story == "split" and names:
        members += [(f"F{part}", members[0][1], Family(split_from=names[0])) for part in (1, 2)]
    drawn = [
        draw(lesions_of(lesion_id=name, organ=organ, family=family))
        for name, organ, family in members
    ]
    return tuple(draw(st.permutations(drawn)))


@st.composite
def dated(draw, *, lesion: Lesion, visits: tuple[Visit, ...]):
    """Give the lesion with days that its confirmed sightings allow."""
    sighted_on = [
        visit.visited_on
        for visit in visits
        for finding in visit.findings
        if finding.lesion_id == lesion.lesion_id
        and finding.is_confirmed
        and isinstance(finding, Measured | TooSmall | Present)
    ]
    seen_on = draw(plain.maybe(plain.DAYS))
    if seen_on and sighted_on:
        seen_on = min(seen_on, *sighted_on)
    proved_on = draw(plain.maybe(plain.days_after(seen_on) if seen_on else plain.DAYS))
    return lesion.model_copy(update={"first_seen_on": seen_on, "proved_on": proved_on})


@st.composite
def plans(draw, *, days):
    """Give a plan whose baseline is one of the visits."""
    return ResponsePlan(
        preset=draw(st.sampled_from(get_args(Preset))),
        baseline_on=draw(plain.one_of_these(days)),
        treatment_started_on=draw(plain.maybe(plain.DAYS)),
        targets_total=draw(plain.maybe(st.integers(1, 10))),
        targets_per_organ=draw(plain.maybe(st.integers(1, 10))),
        sd_window_days=draw(plain.maybe(st.integers(1, 365))),
        confirm_days=draw(plain.maybe(st.integers(1, 365))),
    )


@st.composite
def cases(draw) -> Case:
    """Give any lawful case, rich in all values of the record."""
    lesions = draw(lesion_families())
    lesion_ids = [lesion.lesion_id for lesion in lesions]
    start = draw(plain.DAYS)
    steps = [draw(st.integers(1, 400)) for _ in range(draw(st.sampled_from((0, 1, 2, 3, 3))))]
    days = [start + timedelta(days=total) for total in accumulate(steps)]
    prefix = draw(st.sampled_from(["P", "photo ", "7/"]))
    held = tuple(
        draw(visits(visited_on=day, number=number, prefix=prefix, lesions=lesions))
        for number, day in enumerate(days)
    )
    photograph_ids = [photo.photograph_id for visit in held for photo in visit.photographs]
    taken = draw(specimens(lesion_ids=lesion_ids, photograph_ids=photograph_ids))
    specimen_ids = [each.specimen_id for each in taken]
    plan = draw(plans(days=days))
    given = draw(treatments(lesion_ids=lesion_ids))
    begun = (plan.treatment_started_on, *(each.started_on for each in given))
    return Case(
        patient=draw(
            lived(patient=draw(patients), days=[each for each in (*days, *begun) if each])
        ),
        primary=draw(plain.maybe(primaries)),
        plan=plan,
        treatments=given,
        history=draw(histories()),
        consents=draw(consents),
        specimens=taken,
        current_specimen=draw(choices(specimen_ids=specimen_ids)),
        biopsies=draw(
            biopsies(
                lesion_ids=lesion_ids, specimen_ids=specimen_ids, photograph_ids=photograph_ids
            )
        ),
        extent_decisions=draw(decisions(lesion_ids=lesion_ids)),
        alerts=draw(alerts(lesion_ids=lesion_ids)),
        imaging_studies=draw(imaging_studies()),
        lesions=tuple(draw(dated(lesion=lesion, visits=held)) for lesion in lesions),
        visits=held,
    )
