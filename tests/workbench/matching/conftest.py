"""A clinic with photographs of the demo, worked through the actions."""

from dataclasses import dataclass

import pytest
from tests.workbench.matching.clinic_visits import Clinic, demo_patient, drawn_of, open_clinic

from dermetry.imaging.photograph import Opener
from dermetry.workbench.casenotes.models import Outline

STORY = "The skin responds while the liver"


@pytest.fixture(scope="session")
def opener():
    with Opener() as warm:
        yield warm


@pytest.fixture
def clinic(actors, opener):
    return open_clinic(actors["nurse"], opener)


@dataclass
class Followed:
    """Three lesions named at a first visit, and outlined without names at the second."""

    clinic: Clinic
    first_pk: int
    second_pk: int
    photograph_pk: int
    outlines: tuple[Outline, ...]  # of the second visit, in the order of truth
    truth: tuple[str, ...]  # which lesion each is

    def outline(self, lesion_id: str) -> Outline:
        pk = self.outlines[self.truth.index(lesion_id)].pk
        return Outline.objects.get(pk=pk)


@pytest.fixture
def followed(clinic) -> Followed:
    patient = demo_patient(STORY)
    first, second = patient.case.visits[:2]
    pks = []
    for visit in (first, second):
        photo = next(each for each in visit.photographs if each.scale.kind == "found")
        pks.append(clinic.visit(visit.visited_on))
        photograph_pk = clinic.photograph(
            pks[-1],
            photo.file_name,
            patient.read_photograph(sha256=photo.sha256),
            view=photo.view,
            zone=photo.zone,
            laterality=photo.laterality,
        )
        drawn = drawn_of(photo)
        outlines = tuple(clinic.outline(photograph_pk, each.polygon) for each in drawn)
        if visit is first:
            for each, outline in zip(drawn, outlines, strict=True):
                clinic.decide(pks[0], "new", outline, lesion_id=each.lesion_id)
    truth = tuple(each.lesion_id for each in drawn)
    return Followed(clinic, *pks, photograph_pk, outlines, truth)
