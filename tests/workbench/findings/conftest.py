"""The visit that is described in these tests."""

import pytest
from tests.workbench.findings.cases import Open, register


@pytest.fixture
def opened(actors) -> Open:
    return register(actors["physician"])
