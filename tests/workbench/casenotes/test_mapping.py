"""A case written into the tables and read back is the same case, to the last digit."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from tests.strategies.cases import cases
from tests.workbench.conftest import AT

from dermetry.record.casefile import write_case_file
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.models import Patient


def round_trip(site, case):
    """Write a case, read it back, and take everything away again."""
    with transaction.atomic():
        patient = Patient.objects.create(
            site=site, patient_id=case.patient.patient_id, created_at=AT
        )
        mapping.write_case(patient=patient, case=case, at=AT)
        back = mapping.read_case(patient=Patient.objects.get(pk=patient.pk))
        transaction.set_rollback(True)
    return back


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=90,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases())
def test_any_case_comes_back_as_it_was(sites, case):
    back = round_trip(sites[0], case)
    assert back == case
    assert text_of(back) == text_of(case)


def text_of(case):
    """Give the case file; PostgreSQL's JSON knows no -0.0, which equals 0.0."""
    return write_case_file(case=case).replace("-0.0,", "0.0,").replace("-0.0\n", "0.0\n")
