"""A clinic with photographs of the demo, worked through the actions."""

import pytest

from dermetry.imaging.photograph import Opener
from tests.workbench.matching.clinic_visits import open_clinic


@pytest.fixture(scope="session")
def opener():
    with Opener() as warm:
        yield warm


@pytest.fixture
def clinic(actors, opener):
    return open_clinic(actors["nurse"], opener)
