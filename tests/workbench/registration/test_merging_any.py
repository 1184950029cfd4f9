"""Any two records either merge into exactly the case that was announced, or not at all."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from tests.strategies.cases import cases
from tests.workbench.conftest import AT

from dermetry.pathway.merge_cases import CasesNotMergeable, merge_cases
from dermetry.record.case import Case
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.merging import merge_records
from dermetry.workbench.casenotes.models import Patient


def as_another(case: Case) -> Case:
    """Give a case that may be the same person's: another number, the rest not contradicted."""
    patient = case.patient.model_copy(
        update={"patient_id": "OLD-7", "born_on": None, "sex": None, "name": None, "died_on": None}
    )
    return case.model_copy(update={"patient": patient, "primary": None})


def keep(site, case: Case) -> Patient:
    """Write a case into rows."""
    row = Patient.objects.create(site=site, patient_id=case.patient.patient_id, created_at=AT)
    mapping.write_case(patient=row, case=case, at=AT)
    return row


def merged_in_tables(doctor, site, kept: Case, merged: Case) -> Case:
    """Merge two records in the tables, give what stands there, and take it all away again."""
    with transaction.atomic():
        first, second = keep(site, kept), keep(site, merged)
        merge_records(
            actor=doctor, at=AT, kept_pk=first.pk, merged_pk=second.pk, same_lesions={},
            reason="identity document seen",
        )  # fmt: skip
        found = mapping.read_case(patient=Patient.objects.get(pk=first.pk))
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(kept=cases(), other=cases())
def test_rows_hold_exactly_the_merged_case(sites, make_actor, kept, other):
    merged = as_another(other)
    try:
        expected = merge_cases(kept=kept, merged=merged).case
    except CasesNotMergeable:
        event("contradiction")
        return
    event("merged")
    found = merged_in_tables(make_actor("physician"), sites[0], kept, merged)
    assert found.model_copy(update={"alerts": ()}) == expected.model_copy(update={"alerts": ()})
    alerts = {each.key: each.events for each in found.alerts}  # renewed after the merge
    for each in expected.alerts:
        assert alerts[each.key][: len(each.events)] == each.events
