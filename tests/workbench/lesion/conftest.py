"""A demo patient loaded with photographs, and a photograph with planted metadata."""

import io
from dataclasses import dataclass

import pytest
from PIL import Image
from tests.made import Spot, skin
from tests.workbench.conftest import AT, TODAY
from tests.workbench.matching.clinic_visits import Clinic, demo_patient, drawn_of, open_clinic

from dermetry.imaging.photograph import Opener
from dermetry.record.case import Case
from dermetry.record.patient import Patient as RecordedPatient
from dermetry.workbench.casenotes.actions import loading
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.actions.photographs import add_photograph
from dermetry.workbench.casenotes.actions.visits import start_visit
from dermetry.workbench.casenotes.models import Patient, Photograph

GPS_IFD = 0x8825
PLANTED = b"PLANTED-CAMERA-SERIAL"


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.PHOTOGRAPH_FOLDER = tmp_path / "photographs"
    settings.PICTURE_FOLDER = tmp_path / "pictures"


@pytest.fixture
def load(actors, settings):
    """Load a patient of the demo clinic by what the story speaks of."""

    def make(story: str) -> Patient:
        told = demo_patient(story)
        pk = loading.load_patient(
            actor=actors["physician"],
            at=AT,
            case=told.case,
            photographs=told.photographs,
            folder=settings.PHOTOGRAPH_FOLDER,
        )
        return Patient.objects.get(pk=pk)

    return make


def photograph_with_metadata() -> bytes:
    """Give a JPEG whose EXIF names a place and a camera."""
    exif = Image.Exif()
    exif[0x010F] = PLANTED.decode()
    exif.get_ifd(GPS_IFD)[1] = "N"
    exif.get_ifd(GPS_IFD)[2] = (50.0, 5.0, 11.0)
    buffer = io.BytesIO()
    pixels = skin([Spot((130, 60), 24, 16)])
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90, exif=exif, comment=PLANTED)
    return buffer.getvalue()


@pytest.fixture
def photograph(actors) -> Photograph:
    """Give a photograph of today that nobody has analysed yet."""
    actor = actors["nurse"]
    case = Case(patient=RecordedPatient(patient_id="P-1", name="Marta Vesela"))
    pk = register_case(actor=actor, at=AT, case=case, said="patient.registered")
    visit = start_visit(actor=actor, at=AT, patient_pk=pk, visited_on=TODAY, today=TODAY)
    added = add_photograph(
        actor=actor,
        at=AT,
        visit_pk=visit.visit_pk,
        file_name="a.jpg",
        data=photograph_with_metadata(),
    )
    return Photograph.objects.get(pk=added.photograph_pk)


STORY = "partial response over three"


@pytest.fixture(scope="session")
def opener():
    with Opener() as warm:
        yield warm


@dataclass
class Filed:
    """Two visits of one patient; a photograph of the second, its lesions named at the first."""

    clinic: Clinic
    first_pk: int
    second_pk: int
    photograph_pk: int  # of the second visit, with an outline of each lesion and of a new one
    other: Clinic  # another patient of the site, without visits
    lesions: tuple[str, ...]


@pytest.fixture
def filed(actors, opener) -> Filed:
    """Give a patient whose second photograph is somebody else's."""
    told = demo_patient(STORY)
    mine = open_clinic(actors["nurse"], opener, "T-1")
    first, second = told.case.visits[:2]
    pks = []
    for visit in (first, second):
        photo = next(e for e in visit.photographs if e.scale.kind == "found" and drawn_of(e))
        pks.append(mine.visit(visit.visited_on))
        photograph_pk = mine.photograph(
            pks[-1], photo.file_name, told.read_photograph(sha256=photo.sha256), view=photo.view
        )
        drawn = drawn_of(photo)
        wanted = drawn if visit is second else drawn[:-1]
        for each in wanted:
            outline = mine.outline(photograph_pk, each.polygon)
            known = each.lesion_id in {e.lesion_id for e in drawn[:-1]} and visit is second
            if known:
                mine.decide(pks[-1], "same", outline, lesion_pk=mine.lesion(each.lesion_id).pk)
            else:
                mine.decide(pks[-1], "new", outline, lesion_id=each.lesion_id)
    other = open_clinic(actors["nurse"], opener, "T-2")
    names = tuple(each.lesion_id for each in drawn)
    return Filed(mine, pks[0], pks[1], photograph_pk, other, names)
