"""What stands around the visits: patient, primary, treatments, history and documents."""

from hypothesis import strategies as st

from dermetry.record.consent import Consent
from dermetry.record.history import (
    History,
    InflammatoryStatement,
    RadiationField,
    StageEntered,
    Surgery,
)
from dermetry.record.imaging_study import ImagingStudy
from dermetry.record.patient import Patient, PrimaryTumor, PrimaryUnknown, Treatment
from tests.strategies import plain

TREATMENT_KINDS = (
    *("systemic", "radiation", "surgery", "electrochemotherapy", "topical", "antibiotic"),
    "other",
)
SURGERY_KINDS = (
    *(None, "mastectomy", "breast_conserving", "axillary", "reconstruction", "skin_excision"),
    "other",
)
BREAST_STATES = (None, "in_situ", "operated_kept", "removed")
MODALITIES = (
    *("ct", "mri", "pet_ct", "ultrasound", "bone_scan", "xray", "mammography", "dxa", "other"),
)
QUESTIONS = (
    *(None, "staging", "restaging", "local_extent", "response", "symptom", "bone_density"),
    "other",
)
ORGANS = (
    *("skin", "lymph_node", "liver", "lung", "bone", "brain", "pleura", "breast", "peritoneum"),
    "other",
)
patients = st.builds(
    Patient,
    patient_id=st.sampled_from(["P1", "MRN 00-17/b", "x"]),
    name=plain.maybe(plain.short_texts),
    born_on=plain.maybe(plain.BIRTHS),
    sex=st.sampled_from([None, "female", "male", "other"]),
    allergies=plain.maybe(plain.some(plain.short_texts)),
    anticoagulants=plain.maybe(plain.some(plain.short_texts)),
)


@st.composite
def lived(draw, *, patient, days):
    """Give the patient with a last contact and a death, after every one of these days."""
    has_died = draw(st.sampled_from((False, False, False, True)))
    died_on = draw(plain.days_after(max(days)) if days else plain.DAYS) if has_died else None
    contact_on = draw(plain.maybe(plain.DAYS))
    if died_on and contact_on:
        contact_on = min(contact_on, died_on)
    return patient.model_copy(update={"died_on": died_on, "last_contact_on": contact_on})


primaries = st.builds(
    PrimaryTumor,
    laterality=plain.maybe(plain.sides),
    diagnosed_on=plain.maybe(plain.DAYS),
    receptors=plain.maybe(plain.short_texts),
    surgery=plain.maybe(plain.texts),
) | st.builds(PrimaryUnknown, note=plain.maybe(plain.texts))
consents = plain.some(
    st.builds(
        Consent,
        use=st.sampled_from(["care", "teaching", "research"]),
        answer=st.sampled_from(["given", "refused", "withdrawn"]),
        answered_on=plain.DAYS,
        recorded_by=plain.people,
        note=plain.texts,
    ),
    3,
)
inflammatory = st.builds(
    InflammatoryStatement,
    laterality=st.sampled_from(["left", "right"]),
    stated_by=plain.people,
    stated_on=plain.DAYS,
    covers_a_third=plain.maybe(plain.flags),
    began_within_six_months=plain.maybe(plain.flags),
    has_invasive_carcinoma=plain.maybe(plain.flags),
    note=plain.texts,
)
stages = st.builds(
    StageEntered,
    value=plain.filled(plain.short_texts),
    edition=plain.short_texts,
    kind=st.sampled_from(["clinical", "pathological", "unstated"]),
    stated_on=plain.maybe(plain.DAYS),
)


@st.composite
def spans(draw):
    """Give a first and a last day, in order, either of them perhaps unknown."""
    started_on = draw(plain.maybe(plain.DAYS))
    return started_on, draw(plain.maybe(plain.days_after(started_on) if started_on else plain.DAYS))


@st.composite
def treatments(draw, *, lesion_ids):
    """Give treatments with ids of their own."""
    given = []
    for treatment_id in draw(plain.unique_ids("T", 2)):
        started_on = draw(plain.DAYS)
        given.append(
            Treatment(
                treatment_id=treatment_id,
                name=draw(plain.short_texts),
                kind=draw(st.sampled_from(TREATMENT_KINDS)),
                line=draw(plain.maybe(st.integers(1, 30))),
                started_on=started_on,
                ended_on=draw(plain.maybe(plain.days_after(started_on))),
                is_new_anticancer=draw(plain.maybe(plain.flags)),
                lesion_ids=draw(plain.some_of_these(lesion_ids)),
            )
        )
    return tuple(given)


@st.composite
def surgeries(draw):
    """Give operations with ids of their own."""
    return tuple(
        Surgery(
            surgery_id=surgery_id,
            name=draw(plain.filled(plain.short_texts)),
            kind=draw(st.sampled_from(SURGERY_KINDS)),
            done_on=draw(plain.maybe(plain.DAYS)),
            laterality=draw(plain.maybe(plain.sides)),
            zone=draw(plain.maybe(plain.zones)),
            note=draw(plain.texts),
        )
        for surgery_id in draw(plain.unique_ids("S", 2))
    )


@st.composite
def radiation_fields(draw):
    """Give irradiated fields with ids of their own."""
    fields = []
    for field_id in draw(plain.unique_ids("R", 2)):
        started_on, ended_on = draw(spans())
        fields.append(
            RadiationField(
                field_id=field_id,
                zones=draw(plain.some(plain.zones, 3, unique=True)),
                laterality=draw(plain.maybe(plain.sides)),
                started_on=started_on,
                ended_on=ended_on,
                dose_gy=draw(plain.maybe(plain.decimals("0.5", "200"))),
                fractions=draw(plain.maybe(st.integers(1, 100))),
                note=draw(plain.texts),
            )
        )
    return tuple(fields)


@st.composite
def histories(draw):
    """Give a history, often an empty one."""
    if draw(plain.flags):
        return History()
    return History(
        diagnosis=draw(plain.texts),
        breast_left=draw(st.sampled_from(BREAST_STATES)),
        breast_right=draw(st.sampled_from(BREAST_STATES)),
        inflammatory=draw(plain.maybe(inflammatory)),
        chest_wall_invasion=draw(st.sampled_from([None, "left", "right", "bilateral", "none"])),
        stages=draw(plain.some(stages)),
        surgeries=draw(surgeries()),
        radiation_fields=draw(radiation_fields()),
        note=draw(plain.texts),
    )


@st.composite
def imaging_studies(draw):
    """Give imaging studies with ids of their own."""
    return tuple(
        ImagingStudy(
            study_id=study_id,
            modality=draw(st.sampled_from(MODALITIES)),
            done_on=draw(plain.DAYS),
            region=draw(plain.short_texts),
            question=draw(st.sampled_from(QUESTIONS)),
            finding=draw(st.sampled_from([None, "no_metastasis", "metastasis", "equivocal"])),
            organs=draw(plain.some(st.sampled_from(ORGANS), unique=True)),
            report=draw(plain.texts),
        )
        for study_id in draw(plain.unique_ids("CT", 2))
    )
