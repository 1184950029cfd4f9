"""Patients of the demo clinic, loaded as the workbench loads them, on the day of the demo."""

from datetime import UTC, datetime, time
from functools import cache

import pytest
from tests.workbench.conftest import AT, TODAY

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.demo.clinic.values import DemoPatient
from dermetry.workbench.casenotes.actions.loading import load_patient


@cache
def demo_patients() -> dict[str, DemoPatient]:
    """Give the demo patients by identifier."""
    clinic = load_demo_clinic(today=TODAY)
    return {each.case.patient.patient_id: each for each in clinic.patients}


@pytest.fixture
def load(actors):
    """Load one demo patient, without the bytes of the photographs; gives its key."""

    def load_one(patient_id: str, case=None) -> int:
        found = demo_patients()[patient_id]
        return load_patient(
            actor=actors["physician"],
            at=AT,
            case=case or found.case,
            photographs={},
            folder=None,
            open_step=found.open_step,
        )

    return load_one


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Let it be the day of the demo clinic."""
    monkeypatch.setattr("dermetry.workbench.clock.today", lambda: TODAY)
    monkeypatch.setattr(
        "dermetry.workbench.clock.now", lambda: datetime.combine(TODAY, time(9), UTC)
    )
