"""A patient whose extent can be told: the breast is removed, one lesion on it, one far from it."""

import pytest
from tests.workbench.conftest import AT, TODAY
from tests.workbench.extent.cases import register


@pytest.fixture
def known(actors):
    """Register the patient; gives its row."""
    return register(actors["physician"])


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Let it be the day of these tests."""
    monkeypatch.setattr("dermetry.workbench.clock.today", lambda: TODAY)
    monkeypatch.setattr("dermetry.workbench.clock.now", lambda: AT)
