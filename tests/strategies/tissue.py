"""Specimens with their stains and reports, and the biopsies they come from."""

from datetime import date, timedelta

from hypothesis import strategies as st

from dermetry.record.biopsy import Biopsy
from dermetry.record.pathology_report import PathologyReport
from dermetry.record.specimen import Specimen, SpecimenChoice
from dermetry.record.stain import Stain
from tests.strategies import plain

SPECIMEN_KINDS = ("punch", "shave", "incision", "excision", "core", "cytology", "other")
SOURCES = ("skin", "primary", "lymph_node", "other_organ")
keys = st.sampled_from(("ductal_nst", "lobular", "dermal_emboli", "breast", "x9"))
points = plain.points(4000, 3000)
stains = st.builds(
    Stain,
    marker=st.sampled_from(("ER", "PR", "HER2", "KI-67", "GATA3", "CK5/6", "P63", "TTF-1")),
    method=st.sampled_from(("ihc", "ish")),
    result=st.sampled_from((None, "positive", "negative", "equivocal", "not_evaluable")),
    percent=plain.maybe(plain.decimals("0", "100")),
    intensity=st.sampled_from((None, "none", "weak", "moderate", "strong")),
    ihc_score=st.sampled_from((None, "0", "1+", "2+", "3+")),
    membrane_staining_present=plain.maybe(plain.flags),
    ish_ratio=plain.maybe(plain.decimals("0", "100")),
    ish_copies=plain.maybe(plain.decimals("0", "500")),
    ish_reviewed=plain.maybe(plain.flags),
    antibody=plain.maybe(plain.short_texts),
    note=plain.texts,
)
reports = st.builds(
    PathologyReport,
    accession=plain.maybe(plain.short_texts),
    pathologist=plain.maybe(plain.people),
    histologic_type=plain.maybe(keys),
    grade=plain.maybe(st.integers(1, 3)),
    patterns=plain.maybe(plain.some(keys)),
    epidermotropism=plain.maybe(plain.flags),
    ulcerated=plain.maybe(plain.flags),
    lymphatic_emboli=plain.maybe(plain.flags),
    margins=st.sampled_from((None, "clear", "involved", "not_assessed")),
    origin=plain.maybe(keys),
    conclusion=plain.texts,
    fixation_hours=plain.maybe(plain.decimals("0", "1000")),
    ischemia_minutes=plain.maybe(plain.decimals("0", "10000")),
    is_decalcified=plain.maybe(plain.flags),
)


@st.composite
def places(draw, *, photograph_ids):
    """Give where tissue was taken: a photograph of the case or one still to come, with a point."""
    photograph_id = draw(st.sampled_from([None, "P later", *photograph_ids, *photograph_ids]))
    return {
        "zone": draw(plain.maybe(plain.zones)),
        "laterality": draw(plain.maybe(plain.sides)),
        "photograph_id": photograph_id,
        "point_px": draw(plain.maybe(points)) if photograph_id else None,
    }


@st.composite
def specimens(draw, *, lesion_ids, photograph_ids=()):
    """Give specimens of known lesions or of none, reported after they were taken."""
    taken = []
    for specimen_id in draw(plain.unique_ids("B", 2)):
        taken_on = draw(plain.DAYS)
        taken.append(
            Specimen(
                specimen_id=specimen_id,
                lesion_id=draw(plain.one_of_these(lesion_ids)),
                source=draw(st.sampled_from(SOURCES)),
                kind=draw(st.sampled_from(SPECIMEN_KINDS)),
                **draw(places(photograph_ids=photograph_ids)),
                taken_on=taken_on,
                reported_on=draw(plain.maybe(plain.days_after(taken_on))),
                diagnosis=draw(plain.texts),
                receptors=draw(plain.maybe(plain.short_texts)),
                is_malignant=draw(plain.maybe(plain.flags)),
                report=draw(plain.maybe(reports)),
                stains=draw(plain.some(stains)),
                note=draw(plain.texts),
            )
        )
    return tuple(taken)


@st.composite
def choices(draw, *, specimen_ids):
    """Give the clinician's choice of one of the specimens, or none."""
    specimen_id = draw(plain.one_of_these(specimen_ids))
    if specimen_id is None:
        return None
    return SpecimenChoice(
        specimen_id=specimen_id,
        chosen_by=draw(plain.people),
        chosen_on=draw(plain.DAYS),
        reason=draw(plain.filled(plain.texts)),
    )


def steps_from(day: date) -> st.SearchStrategy[list[date | None]]:
    """Give the days of the six steps in their order, some of them not made."""
    step = st.none() | st.integers(0, 40)

    def add_up(gaps: list[int | None]) -> list[date | None]:
        days: list[date | None] = []
        total = 0
        for gap in gaps:
            total += gap or 0
            days.append(None if gap is None else day + timedelta(days=total))
        return days

    return st.lists(step, min_size=6, max_size=6).map(add_up)


@st.composite
def biopsies(draw, *, lesion_ids, specimen_ids, photograph_ids=()):
    """Give biopsies, each with its steps in order and a specimen of its own, or none yet."""
    left = list(draw(st.permutations(specimen_ids))) if specimen_ids else []
    made = []
    for biopsy_id in draw(plain.unique_ids("X", 2)):
        suggested, ordered, taken, at_lab, reported, acted = draw(plain.DAYS.flatmap(steps_from))
        cancelled_on = draw(plain.maybe(plain.DAYS))
        made.append(
            Biopsy(
                biopsy_id=biopsy_id,
                lesion_id=draw(plain.one_of_these(lesion_ids)),
                **draw(places(photograph_ids=photograph_ids)),
                purpose=draw(plain.texts),
                rule_id=draw(st.sampled_from((None, "alerts.no_tissue"))),
                kind=draw(st.sampled_from((None, *SPECIMEN_KINDS))),
                panel=draw(plain.maybe(keys)),
                suggested_on=suggested,
                ordered_on=ordered,
                ordered_by=draw(st.just("") | plain.people),
                wanted_by=draw(plain.maybe(plain.DAYS)),
                taken_on=taken,
                taken_by=draw(st.just("") | plain.people),
                at_lab_on=at_lab,
                lab=draw(plain.short_texts),
                specimen_id=left.pop() if left and draw(plain.flags) else None,
                reported_on=reported,
                acted_on=acted,
                acted_by=draw(st.just("") | plain.people),
                action=draw(plain.texts),
                cancelled_on=cancelled_on,
                cancelled_by=draw(st.just("") | plain.people),
                cancel_reason=draw(plain.filled(plain.texts)) if cancelled_on else "",
            )
        )
    return tuple(made)
