"""A patient with a visit of today, and photographs made for it."""

import io
from dataclasses import dataclass

import pytest
from PIL import Image
from tests.made import Spot, skin
from tests.workbench.conftest import AT, TODAY

from dermetry.record.case import Case
from dermetry.record.patient import Patient
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.actions.visits import start_visit

SPOT = Spot((130, 60), 24, 16)


@dataclass(frozen=True)
class Place:
    """A visit to work in."""

    actor: Actor
    patient_pk: int
    visit_pk: int


def jpeg(*, seed: int = 3, card: bool = True) -> bytes:
    """Give a photograph of one lesion, with the card beside it or without any scale."""
    pixels = skin([SPOT], seed=seed, card_mm=(5, 5) if card else None)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def photo() -> bytes:
    """Give a photograph with a card."""
    return jpeg()


@pytest.fixture(scope="session")
def bare_photo() -> bytes:
    """Give a photograph without any scale."""
    return jpeg(seed=4, card=False)


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.PHOTOGRAPH_FOLDER = tmp_path / "photographs"


@pytest.fixture
def register(make_actor):
    """Register a patient and give who did it and the patient's key."""

    def make(patient_id: str = "P-1", site: int = 0) -> tuple[Actor, int]:
        actor = make_actor("nurse", site)
        case = Case(patient=Patient(patient_id=patient_id, name="Marta Vesela"))
        pk = register_case(actor=actor, at=AT, case=case, said="patient.registered")
        return actor, pk

    return make


@pytest.fixture
def place(register) -> Place:
    """Give a visit of today of a patient without lesions."""
    actor, patient_pk = register()
    started = start_visit(actor=actor, at=AT, patient_pk=patient_pk, visited_on=TODAY, today=TODAY)
    return Place(actor, patient_pk, started.visit_pk)
