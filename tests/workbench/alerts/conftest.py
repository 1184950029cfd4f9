"""A patient about whom the rules have something to say, and the demo clinic's patients."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from tests.workbench.conftest import AT, TODAY

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.record.case import Case
from dermetry.record.patient import Patient as RecordedPatient
from dermetry.workbench.casenotes.actions.loading import load_patient
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.models import Alert, Visit

RULE = "alerts.follow_up.next_visit"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Let it be the day of the tests."""
    monkeypatch.setattr("dermetry.workbench.clock.today", lambda: TODAY)
    monkeypatch.setattr("dermetry.workbench.clock.now", lambda: at(0))


def at(days: int) -> datetime:
    """Give nine o'clock some days from today."""
    return datetime.combine(TODAY + timedelta(days=days), time(9), UTC)


@pytest.fixture
def overdue(actors) -> int:
    """Register a patient whose appointment passed long ago; gives the key."""
    case = Case.model_validate(
        {
            "patient": RecordedPatient(patient_id="P-1", name="Ada Ito"),
            "visits": [
                {"visited_on": TODAY - timedelta(days=60),
                 "next_due_on": TODAY - timedelta(days=30), "next_reason": "week 4"}
            ],
        }
    )  # fmt: skip
    return register_case(actor=actors["physician"], at=AT, case=case, said="case.imported")


@pytest.fixture
def alert(overdue) -> Alert:
    """Give the alert that the passed appointment makes."""
    return Alert.objects.get(patient=overdue, rule_id=RULE)


def put_off_appointment(patient_pk: int, day: date) -> None:
    """Give the patient another appointment, behind the program's back."""
    Visit.objects.filter(patient=patient_pk).update(next_due_on=day)


@cache
def demo_cases() -> tuple[Case, ...]:
    """Give the cases of the demo clinic."""
    return tuple(each.case for each in load_demo_clinic(today=TODAY).patients)


@pytest.fixture
def load(actors):
    """Load a case without the bytes of its photographs; gives the patient's key."""

    def load_one(case: Case) -> int:
        return load_patient(
            actor=actors["physician"], at=at(0), case=case, photographs={}, folder=None
        )

    return load_one
