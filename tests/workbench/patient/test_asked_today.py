"""Questions about a record are asked as of today, in the words of the ward."""

from datetime import timedelta

import pytest
from tests.workbench.conftest import TODAY
from tests.workbench.findings.cases import register

from dermetry.pathway.asked import zone_words
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.models import Lesion, Patient
from dermetry.workbench.casenotes.queries.questions import asked_lines

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=10)


@pytest.fixture
def asked(actors):
    """Give what is asked on a day, of a lesion first seen ten days after the last visit."""
    opened = register(actors["physician"])
    row = Lesion.objects.get(pk=opened.lesions["L4"])
    row.details["first_seen_on"] = LATER.isoformat()
    row.save()
    row.findings.all().delete()
    patient = Patient.objects.get(pk=opened.patient_pk)
    case = mapping.read_case(patient=patient)

    def on(today):
        lines = asked_lines(actor=actors["nurse"], patient=patient, case=case, today=today)
        return [each.said.what for each in lines if "first seen on" in each.said.what]

    return on


def test_a_day_ahead_is_asked_about_until_it_has_come(asked):
    (what,) = asked(TODAY)
    assert "14 May 2026" in what and "after the day looked at (4 May 2026)" in what
    assert asked(LATER) == []


def test_a_page_asks_as_of_its_day(asked, actors, sign_in, monkeypatch):
    monkeypatch.setattr("dermetry.workbench.clock.today", lambda: LATER)
    patient = Patient.objects.get()
    page = sign_in(actors["nurse"]).get(f"/patients/{patient.pk}/").content.decode()
    assert "L1" in page and "after the last visit" not in page


def test_a_zone_is_named_as_the_lists_name_it():
    assert zone_words("chest_wall_anterior") == "chest wall anterior"
