"""A patient of the demo clinic with signed visits, photographs in a store of their own."""

from datetime import date

import pytest
from tests.workbench.conftest import AT

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.workbench.casenotes.actions.loading import load_patient
from dermetry.workbench.casenotes.models import Visit


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.PHOTOGRAPH_FOLDER = tmp_path / "photographs"
    settings.REPORT_FOLDER = tmp_path / "reports"


@pytest.fixture(scope="session")
def stories():
    """Give the patients of the demo clinic."""
    return load_demo_clinic(today=date(2026, 5, 1)).patients


@pytest.fixture
def load(actors, settings):
    """Load a patient of the demo clinic into the first site, and give the key."""

    def take(story) -> int:
        return load_patient(
            actor=actors["physician"],
            at=AT,
            case=story.case,
            photographs=story.photographs,
            folder=settings.PHOTOGRAPH_FOLDER,
        )

    return take


@pytest.fixture
def responder(stories):
    """Give the patient whose visits are all signed."""
    return next(each for each in stories if all(visit.signature for visit in each.case.visits))


@pytest.fixture
def unsigned(stories):
    """Give a patient with a visit nobody has signed."""
    return next(each for each in stories if any(not visit.signature for visit in each.case.visits))


@pytest.fixture
def patient_pk(load, responder) -> int:
    return load(responder)


@pytest.fixture
def visit_pk(patient_pk) -> int:
    return Visit.objects.filter(patient_id=patient_pk).latest("visited_on").pk
