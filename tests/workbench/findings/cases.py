"""A patient with two visits: the first described in full, the second just measured."""

from dataclasses import dataclass
from datetime import date

from tests.workbench.conftest import AT, TODAY

from dermetry.record.case import Case
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.appearances import EMPTY
from dermetry.workbench.casenotes.models import Lesion, Visit

FIRST = date(2026, 1, 12)
BY = "Dr. Draft"
LOOK = {
    "morphology": "nodule",
    "ulcerated": False,
    "exudate": "none",
    "odor": "mild",
    "pain_0_10": 2,
    "dressing": "foam",
    "dressing_change_on": date(2026, 1, 15),
    "infection_signs": (),
    "note": "weeps at night",
}


def lesion(lesion_id: str, **more) -> dict:
    return {
        "lesion_id": lesion_id,
        "zone": "chest_wall_anterior",
        "laterality": "left",
        "role": "target",
        "is_confirmed": True,
        "confirmed_by": BY,
        "first_seen_on": FIRST,
        **more,
    }


def measured(lesion_id: str, mm: str, *, is_confirmed: bool = True, **more) -> dict:
    return {
        "status": "measured",
        "lesion_id": lesion_id,
        "longest_diameter_mm": mm,
        "method": "caliper",
        "is_confirmed": is_confirmed,
        "confirmed_by": BY if is_confirmed else None,
        **more,
    }


def make_case(patient_id: str = "P-1") -> Case:
    node = {"status": "measured", "lesion_id": "N1", "short_axis_mm": "18", "method": "CT"}
    sure = {"is_confirmed": True, "confirmed_by": BY}
    return Case.model_validate(
        {
            "patient": {
                "patient_id": patient_id,
                "name": "Ada Probe",
                "born_on": date(1960, 2, 1),
            },
            "lesions": [
                lesion("L1"),
                lesion("L2"),
                lesion("L3", role="non_target"),
                lesion("L4", role="undecided"),
                lesion("N1", organ="lymph_node", zone=None, site="left axilla"),
            ],
            "visits": [
                {
                    "visited_on": FIRST,
                    "findings": [
                        measured("L1", "20.0"),
                        measured("L2", "12.5"),
                        {"status": "present", "lesion_id": "L3", **sure},
                        {"status": "absent", "lesion_id": "L4", **sure},
                        node | sure,
                    ],
                    "appearances": [
                        {"lesion_id": "L1", "recorded_by": "Nurse One", **LOOK},
                        {"lesion_id": "L2", "recorded_by": "Nurse One", "exudate": "low"},
                    ],
                    "regions_examined": ["chest_wall_anterior", "axilla"],
                    "observations": [{"kind": "ecog", "value": "1"}],
                    "symptoms": [{"kind": "pain", "score_0_10": 3}],
                },
                {
                    "visited_on": TODAY,
                    "findings": [
                        measured("L1", "14.0"),
                        measured("L2", "12.0", is_confirmed=False),
                        {"status": "present", "lesion_id": "L3", **sure},
                        node | sure,
                    ],
                },
            ],
        }
    )


@dataclass(frozen=True)
class Open:
    """The patient and the visit that is not signed."""

    patient_pk: int
    visit_pk: int
    lesions: dict[str, int]

    @property
    def visit(self) -> Visit:
        return Visit.objects.get(pk=self.visit_pk)


def register(actor: Actor, patient_id: str = "P-1") -> Open:
    pk = register_case(actor=actor, at=AT, case=make_case(patient_id), said="case.imported")
    visit = Visit.objects.get(patient_id=pk, visited_on=TODAY)
    lesions = Lesion.objects.filter(patient_id=pk)
    return Open(pk, visit.pk, dict(lesions.values_list("lesion_id", "pk")))


def look(**more) -> dict:
    """Give every field of a description; what is not named was not asked."""
    return {**EMPTY, **more}
