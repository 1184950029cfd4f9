"""The made-up full case with everything a clinic records beside sizes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from dermetry.pathway.values import Assessed
from dermetry.record.appearance import Appearance
from dermetry.record.case import Case
from dermetry.record.consent import Consent
from dermetry.record.history import History, RadiationField, StageEntered, Surgery
from dermetry.record.imaging_study import ImagingStudy
from dermetry.record.observation import Observation
from dermetry.record.signature import Addendum, CallOverride, Signature
from dermetry.record.specimen import Specimen
from dermetry.record.symptom import Symptom

SIGNED_ON = date(2026, 3, 20)
DRAFT_ON = date(2026, 4, 24)


def appearance(lesion_id, **more):
    return Appearance(lesion_id=lesion_id, recorded_by="Nurse C. Okafor", **more)


def observed(**values):
    return tuple(Observation(kind=kind, value=Decimal(value)) for kind, value in values.items())


def symptoms(**scores):
    return tuple(Symptom(kind=kind, score_0_10=score) for kind, score in scores.items())


def signed(**more):
    return Signature(
        signed_by="Dr. A. Weiss",
        signed_on=SIGNED_ON,
        statement="PR",
        category="PR",
        sum_mm=Decimal("34.8"),
        rules_version="2026.1",
        software_version="0.1.0",
        **more,
    )


OVERRIDE = CallOverride(
    category="SD",
    reason="The shrinkage of L1 is mostly debridement, not tumor response.",
    by="Dr. A. Weiss",
)
THIRD = {
    "appearances": (
        appearance("L1", morphology="nodule", ulcerated=False, exudate="none", pain_0_10=1),
        appearance(
            "L2",
            ulcerated=False,
            exudate="low",
            odor="mild",
            bleeding="none",
            pain_0_10=4,
            infection_signs=(),
            dressing="silver foam 10 x 10 cm",
        ),
    ),
    "observations": observed(ecog="1", temperature_c="36.8", weight_kg="62.4", crp_mg_l="8"),
    "symptoms": symptoms(pain=4, itch=2, distress=5),
    "next_due_on": date(2026, 4, 24),
    "next_reason": "5-weekly follow-up",
    "signature": signed(override=OVERRIDE),
    "addenda": (
        Addendum(
            written_by="Dr. A. Weiss",
            written_on=date(2026, 3, 27),
            text="Pathology of L2 arrived: see specimen S-1.",
        ),
    ),
}
FOURTH = {
    "appearances": (
        appearance("L1", is_copied_forward=True, morphology="nodule", ulcerated=False),
        appearance(
            "L2",
            morphology="ulcerated nodule",
            ulcerated=True,
            exudate="moderate",
            odor="strong",
            bleeding="spontaneous",
            pain_0_10=6,
            itch_0_10=2,
            dressing="charcoal dressing 15 x 15 cm",
            dressing_change_on=date(2026, 4, 26),
            infection_signs=("warmth", "green exudate"),
            note="Bled when the dressing was lifted; alginate used.",
        ),
    ),
    "observations": (
        *observed(ecog="2", temperature_c="38.1", weight_kg="60.9", crp_mg_l="64"),
        Observation(kind="ldh_u_l", value=Decimal(310), observed_on=date(2026, 4, 22)),
    ),
    "symptoms": symptoms(pain=6, itch=2, odor=7, distress=6),
    "next_due_on": date(2026, 5, 8),
    "next_reason": "wound review after antibiotics",
}


def make_rich(assessed: Assessed) -> Assessed:
    """Give the full case with history, care, wounds, specimens, studies and signatures."""
    case = assessed.case
    visits = (
        *case.visits[:2],
        case.visits[2].model_copy(update=THIRD),
        case.visits[3].model_copy(update=FOURTH),
    )
    rich = case.model_copy(
        update={
            "patient": case.patient.model_copy(
                update={"sex": "female", "allergies": ("penicillin",), "anticoagulants": ()}
            ),
            "history": history(),
            "consents": (
                Consent(
                    use="care",
                    answer="given",
                    answered_on=date(2026, 1, 12),
                    recorded_by="Nurse C. Okafor",
                ),
                Consent(
                    use="research",
                    answer="refused",
                    answered_on=date(2026, 1, 12),
                    recorded_by="Nurse C. Okafor",
                ),
            ),
            "specimens": specimens(),
            "imaging_studies": studies(),
            "visits": visits,
        }
    )
    return replace(assessed, case=Case.model_validate(rich.model_dump()))


def history():
    return History(
        diagnosis="Invasive ductal carcinoma of the right breast, skin metastases since 2025.",
        stages=(
            StageEntered(
                value="pT2 N1a M0",
                edition="AJCC 8",
                kind="pathological",
                stated_on=date(2019, 6, 3),
            ),
            StageEntered(value="IV", edition="AJCC 8", stated_on=date(2025, 11, 20)),
        ),
        surgeries=(
            Surgery(
                surgery_id="OP1",
                name="Modified radical mastectomy",
                done_on=date(2019, 6, 3),
                laterality="right",
            ),
        ),
        radiation_fields=(
            RadiationField(
                field_id="RT1",
                zones=("chest_wall_anterior", "axilla"),
                laterality="right",
                started_on=date(2019, 9, 2),
                ended_on=date(2019, 10, 11),
                dose_gy=Decimal(50),
                fractions=25,
            ),
        ),
    )


def specimens():
    return (
        Specimen(
            specimen_id="S-1",
            lesion_id="L2",
            kind="punch",
            taken_on=date(2026, 3, 2),
            reported_on=date(2026, 3, 27),
            diagnosis="Metastasis of a ductal carcinoma, grade 3.",
            receptors="ER+ PR- HER2 2+ (ISH negative)",
            is_malignant=True,
        ),
        Specimen(specimen_id="S-2", lesion_id="L6", kind="shave", taken_on=date(2026, 4, 24)),
    )


def studies():
    return (
        ImagingStudy(
            study_id="CT-1",
            modality="ct",
            done_on=date(2026, 1, 10),
            region="chest, abdomen, pelvis",
            report="Right axillary node, short axis 14 mm. No liver or lung lesion.",
        ),
        ImagingStudy(
            study_id="CT-2", modality="ct", done_on=date(2026, 4, 20), region="chest and abdomen"
        ),
    )
