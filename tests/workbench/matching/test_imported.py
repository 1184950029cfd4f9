"""What came with a case stays as it came, until a person says something else."""

from datetime import date

import pytest
from django.conf import settings
from tests.workbench.conftest import AT
from tests.workbench.matching.clinic_visits import LATE, demo_patient

from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.loading import load_patient
from dermetry.workbench.casenotes.actions.matching import Decision, decide
from dermetry.workbench.casenotes.actions.outlines import Drawn, accept_outlines, save_outline
from dermetry.workbench.casenotes.derive import renew_visit
from dermetry.workbench.casenotes.models import Outline, Patient, StatedFinding, Visit
from dermetry.workbench.casenotes.queries.matching import matching_page
from dermetry.workbench.casenotes.queries.outlines import outlines_page

pytestmark = pytest.mark.django_db


def load(actors, story, *, with_files, unsigned=True):
    """Load a demo patient; give its key and its last visit."""
    patient = demo_patient(story)
    case = patient.case
    if unsigned:
        visits = [v.model_copy(update={"signature": None, "addenda": ()}) for v in case.visits]
        case = case.model_copy(update={"visits": tuple(visits)})
    pk = load_patient(
        actor=actors["physician"],
        at=AT,
        case=case,
        photographs=patient.photographs if with_files else {},
        folder=settings.PHOTOGRAPH_FOLDER,
    )
    return Patient.objects.get(pk=pk), Visit.objects.filter(patient_id=pk).latest("visited_on")


@pytest.mark.parametrize("with_files", [False, True])
def test_renewing_leaves_imported_findings_untouched(actors, with_files):
    patient, _ = load(actors, "The skin responds while", with_files=with_files)
    before = mapping.read_case(patient=patient)
    assert any(visit.findings for visit in before.visits)
    renew_visit(visit=patient.visits.earliest("visited_on"), today=LATE)
    after = mapping.read_case(patient=patient)
    assert [v.findings for v in after.visits] == [v.findings for v in before.visits]
    assert after == before


def test_signed_visits_are_never_renewed(actors):
    patient, last = load(actors, "The skin responds while", with_files=True, unsigned=False)
    versions = list(patient.visits.values_list("version", flat=True))
    before = mapping.read_case(patient=patient)
    renew_visit(visit=last, today=LATE)
    assert mapping.read_case(patient=patient) == before
    assert list(patient.visits.values_list("version", flat=True)) == versions


def test_a_typed_size_that_came_along_is_not_lost_when_the_lesion_is_outlined(actors, opener):
    patient, last = load(actors, "The skin responds while", with_files=True)
    visit = last
    outline = Outline.objects.get(photograph__visit=visit, lesion__lesion_id="L1")
    row = visit.findings.get(lesion__lesion_id="L1")
    row.details = {"longest_diameter_mm": "14.2", "method": "caliper, typed in"}
    row.save()
    polygon = [[x + 1, y] for x, y in outline.details["polygon"]]
    save_outline(
        actor=actors["nurse"],
        at=AT,
        today=LATE,
        photograph_pk=outline.photograph_id,
        version=None,
        drawn=Drawn(polygon, outline.outline_id, "L1"),
        opener=opener,
    )
    case = mapping.read_case(patient=patient)
    found = next(f for f in case.visits[-1].findings if f.lesion_id == "L1")
    assert str(found.longest_diameter_mm) == "14.2" and found.is_confirmed
    assert "photograph:" in found.evidence[0]  # the outline's size stands beside it
    assert StatedFinding.objects.get(visit=visit).details["method"] == "caliper, typed in"


def test_an_imported_proposal_is_confirmed_by_naming(actors):
    patient, visit = load(actors, "no primary tumor is known", with_files=True, unsigned=False)
    assert visit.signed_on is None
    outlines = list(Outline.objects.filter(photograph__visit=visit).order_by("pk"))
    assert outlines and not any(each.is_confirmed for each in outlines)
    decide(
        actor=actors["nurse"],
        at=AT,
        today=LATE,
        visit_pk=visit.pk,
        decisions=[Decision("same", (each.pk,), each.lesion_id) for each in outlines],
    )
    found = mapping.read_case(patient=patient).visits[-1].findings
    assert len(found) == len(outlines)
    assert {each.confirmed_by for each in found} == {actors["nurse"].name}


def test_earlier_visits_without_an_analysis_still_serve_as_comparison(actors):
    patient, visit = load(actors, "electrochemotherapy", with_files=True, unsigned=False)
    page = outlines_page(actor=actors["nurse"], visit_pk=visit.pk)
    assert page.visited_on > date(2025, 1, 1)
    assert all(each.crop for each in page.to_draw) and page.to_draw
    assert patient.pk


def test_a_name_in_one_photograph_is_proposed_for_the_same_place_in_another(actors, opener):
    patient, visit = load(actors, "electrochemotherapy", with_files=True, unsigned=False)
    nurse = actors["nurse"]
    for row in visit.photographs.all():
        ids = list(row.outlines.values_list("outline_id", flat=True))
        accept_outlines(
            actor=nurse,
            at=AT,
            today=LATE,
            photograph_pk=row.pk,
            version=row.version,
            outline_ids=ids,
            opener=opener,
        )
    case = mapping.read_case(patient=patient)
    assert {each.answer for each in case.visits[-1].proposals} == {"unsure"}
    first = Outline.objects.filter(photograph__visit=visit).order_by("pk").first()
    lesion = patient.lesions.get(lesion_id="L3")
    decide(
        actor=nurse,
        at=AT,
        today=LATE,
        visit_pk=visit.pk,
        decisions=[Decision("same", (first.pk,), lesion.pk)],
    )
    proposals = mapping.read_case(patient=patient).visits[-1].proposals
    same = [each for each in proposals if each.answer == "same"]
    assert [each.lesion_id for each in same] == ["L3"]
    assert "shows the same place and was confirmed as L3" in same[0].evidence[0]
    card = next(
        card for card in matching_page(actor=nurse, visit_pk=visit.pk).cards if card.confirm
    )
    assert len(card.outlines) == 2 and card.confirm.label == "Confirm L3"
