"""The record of these tests."""

from datetime import date

from tests.workbench.conftest import AT

from dermetry.record.case import Case
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.models import Patient

FIRST = date(2026, 1, 12)
OPEN_ON = date(2026, 5, 4)
SURE = {"is_confirmed": True, "confirmed_by": "Dr. Draft", "first_seen_on": FIRST}


def punch(specimen_id: str, lesion_id: str) -> dict:
    return {"specimen_id": specimen_id, "lesion_id": lesion_id, "source": "skin", "kind": "punch",
            "taken_on": FIRST, "reported_on": FIRST, "is_malignant": True}  # fmt: skip


def make_case(**history) -> Case:
    near = {"zone": "nipple", "laterality": "left", "morphology": "nodule", "role": "target",
            "skin_change": "ulceration", "evidence": "both"}  # fmt: skip
    far = {"zone": "scalp", "morphology": "nodule", "role": "target"}
    return Case.model_validate(
        {
            "patient": {"patient_id": "E-1", "name": "Ada Probe", "sex": "female"},
            "primary": {"kind": "known", "laterality": "left"},
            "consents": [
                {"use": "research", "answer": "given", "answered_on": FIRST, "recorded_by": "N"}
            ],
            "history": {
                "breast_left": "in_situ",
                "breast_right": "in_situ",
                "chest_wall_invasion": "none",
                "radiation_fields": [
                    {"field_id": "R1", "zones": ["nipple"], "laterality": "left", "dose_gy": "50"}
                ],
                **history,
            },
            "lesions": [
                {"lesion_id": "L1", **near, **SURE},
                {"lesion_id": "L2", **far, **SURE},
                {"lesion_id": "L3", "zone": "scalp", "role": "undecided"},
            ],
            "specimens": [punch("BX-1", "L1"), punch("BX-2", "L2")],
            "visits": [
                {"visited_on": FIRST, "regions_examined": ["axilla"],
                 "regions_refused": ["scalp"]},
                {"visited_on": OPEN_ON},
            ],
        }
    )  # fmt: skip


def register(actor: Actor, **history) -> Patient:
    pk = register_case(actor=actor, at=AT, case=make_case(**history), said="case.imported")
    return Patient.objects.get(pk=pk)


def stored(patient: Patient) -> Case:
    return mapping.read_case(patient=Patient.objects.get(pk=patient.pk))
