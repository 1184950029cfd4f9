"""Days as people write them, and counts that leave nothing out."""

import re
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.template import Context, Template
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY
from tests.workbench.findings.cases import make_case

from dermetry.record.case import Case
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.models import Patient, Summary
from dermetry.workbench.casenotes.queries.merging import merge_page
from dermetry.workbench.casenotes.queries.response import response_page
from dermetry.workbench.casenotes.queries.today import worklist

MATCHES = [
    {"answer": "unsure", "lesion_id": "L1", "evidence": ["two are alike"]},
    {"answer": "unsure", "lesion_id": "L4", "evidence": ["two are alike"]},
    {"answer": "not_seen", "lesion_id": "L2", "evidence": ["no outline"]},
]


def keep(actor, patient_id: str = "P-1", **more) -> int:
    """Register a case whose last visit holds more."""
    values = make_case(patient_id).model_dump()
    values["visits"][-1].update(more)
    case = Case.model_validate(values)
    return register_case(actor=actor, at=AT, case=case, said="case.imported")


def test_a_day_without_a_format_is_written_as_the_ward_does():
    shown = Template("{{ day }}, {{ at }}").render(Context({"day": date(2026, 10, 29), "at": AT}))
    assert re.fullmatch(r"29 Oct 2026, \d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d", shown)


@pytest.mark.django_db
def test_matches_that_wait_are_counted_with_the_findings(actors):
    pk = keep(actors["physician"], proposals=MATCHES)
    assert Summary.objects.get(pk=pk).to_confirm == 3  # the finding of L2, and two matches
    Summary.objects.filter(pk=pk).update(to_confirm=1)
    import_module("dermetry.workbench.casenotes.migrations.0014_matches_wait_too").count_again(
        apps, None
    )
    assert Summary.objects.get(pk=pk).to_confirm == 3
    listed = worklist(actor=actors["nurse"], today=TODAY, only="confirm")
    assert {each.key: each.count for each in listed.tabs}["confirm"] == "1"
    assert [row.patient_pk for row in listed.rows] == [pk]


@pytest.mark.django_db
def test_a_non_target_that_was_not_evaluated_is_missing_too(actors, sign_in):
    findings = [each for each in make_case().visits[-1].findings if each.lesion_id != "L3"]
    pk = keep(actors["physician"], findings=[each.model_dump() for each in findings])
    latest = response_page(actor=actors["physician"], patient_pk=pk, policy="", today=TODAY).visits[
        0
    ]
    assert "L3" not in latest.view.sum.text
    assert "L3" in latest.missing
    html = sign_in(actors["physician"]).get(reverse("patient_response", args=[pk]))
    assert re.search(r'chip-warn">missing</span> [^<]*L3', html.content.decode())


@pytest.mark.django_db
def test_the_policies_of_two_records_stand_side_by_side(actors):
    pk, other_pk = keep(actors["physician"]), keep(actors["physician"], "P-2")
    row = Patient.objects.get(pk=other_pk)
    row.details = {**row.details, "plan": {"preset": "irecist"}}
    row.save()
    page = merge_page(actor=actors["nurse"], patient_pk=pk, today=TODAY, other_pk=other_pk)
    (line,) = [each for each in page.compared.lines if each.label == "Response policy"]
    assert (line.this, line.other, line.differs) == ("RECIST 1.1", "iRECIST", True)
