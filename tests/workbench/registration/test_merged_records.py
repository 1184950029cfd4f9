"""Nothing is written to a record that was merged away, and its pages lead to the kept one."""

from datetime import date

import pytest
from django.conf import settings
from tests.workbench.conftest import AT, TODAY
from tests.workbench.matching.clinic_visits import demo_patient, drawn_of, open_clinic

from dermetry.imaging.photograph import Opener
from dermetry.pathway.stored_result import load_result
from dermetry.record.case import Case
from dermetry.workbench.casenotes.actions import analyses
from dermetry.workbench.casenotes.actions.base import RecordMerged
from dermetry.workbench.casenotes.actions.importing import import_photographs
from dermetry.workbench.casenotes.actions.merging import merge_records
from dermetry.workbench.casenotes.actions.patients import register_case, register_patient
from dermetry.workbench.casenotes.actions.tasks import add_task
from dermetry.workbench.casenotes.actions.visits import start_visit
from dermetry.workbench.casenotes.models import Photograph, Task, Visit
from dermetry.workbench.casenotes.sent_files import SentFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(make_actor):
    """A physician of the first site."""
    return make_actor("physician")


def register(doctor, patient_id: str) -> int:
    """Register a patient."""
    fields = {"patient_id": patient_id}
    return register_patient(
        actor=doctor, at=AT, fields=fields, owner_user_id=None, is_somebody_else=True
    )


def merge(doctor, kept_pk: int, merged_pk: int, same=None) -> None:
    """Merge two records."""
    merge_records(
        actor=doctor, at=AT, kept_pk=kept_pk, merged_pk=merged_pk, same_lesions=same or {},
        reason="identity document seen",
    )  # fmt: skip


@pytest.fixture
def chain(doctor) -> tuple[int, int, int]:
    """Three records of one patient: the last merged into the second, that one into the first."""
    first, second, third = (register(doctor, name) for name in ("H-1", "H-2", "H-3"))
    merge(doctor, second, third)
    merge(doctor, first, second)
    return first, second, third


def test_a_write_to_a_merged_record_is_refused_and_names_the_kept_one(doctor, chain):
    _, _, gone = chain
    with pytest.raises(RecordMerged, match="H-3 was merged into H-1; open that record"):
        start_visit(actor=doctor, at=AT, patient_pk=gone, visited_on=TODAY, today=TODAY)
    with pytest.raises(RecordMerged):
        add_task(actor=doctor, at=AT, patient_pk=gone, kind="alert", reason="bleeding",
                 urgency="urgent", due_on=None, owner_user_id=None)  # fmt: skip
    with pytest.raises(RecordMerged):
        import_photographs(
            actor=doctor, at=AT, today=TODAY, patient_pk=gone, visited_on=TODAY,
            files=[SentFile("a.jpg", 1, lambda: b"x")], folder=settings.PHOTOGRAPH_FOLDER,
        )  # fmt: skip
    assert not Visit.objects.exists()
    assert not Task.objects.exists()


PAGES = ("", "visit/", "tasks/new/", "identity/", "history/", "export/", "merge/", "reports/")


def test_its_pages_lead_to_the_kept_record_and_its_forms_are_refused(doctor, chain, sign_in):
    kept, _, gone = chain
    page = sign_in(doctor)
    for each in PAGES:
        answer = page.get(f"/patients/{gone}/{each}", follow=True)
        assert answer.redirect_chain == [(f"/patients/{kept}/", 302)], each
        assert "H-3 was merged into this record" in answer.content.decode()
    sent = {"kind": "alert", "reason": "bleeding", "urgency": "urgent"}
    answer = page.post(f"/patients/{gone}/tasks/new/", sent)
    assert answer.status_code == 422
    assert "open that record" in answer.content.decode()
    assert not Task.objects.exists()


def test_an_analysis_that_ends_after_the_merge_is_done_again_for_the_kept_record(doctor):
    kept, gone = register(doctor, "H-1"), register(doctor, "H-2")
    visit = Visit.objects.create(patient_id=gone, visited_on=TODAY)
    row = Photograph.objects.create(
        patient_id=gone, visit=visit, photograph_id="p", file_name="a.jpg", sha256="0" * 64,
        stored_as="00/0", added_at=AT,
    )  # fmt: skip
    asked = analyses.read_to_analyse(photograph_pk=row.pk)
    merge(doctor, kept, gone)
    assert analyses.keep_unreadable(asked=asked, reason="it broke off", at=AT) is False
    row.refresh_from_db()
    assert (row.state, row.patient_id) == ("waiting", kept)


@pytest.fixture(scope="module")
def opener():
    with Opener() as warm:
        yield warm


@pytest.mark.parametrize("is_analysed_kept", [False, True])
def test_a_photograph_of_both_records_can_be_outlined_after_the_merge(
    doctor, opener, tmp_path, settings, is_analysed_kept
):
    settings.PHOTOGRAPH_FOLDER = tmp_path
    told = demo_patient("The skin responds while the liver")
    photo = next(e for e in told.case.visits[0].photographs if e.scale.kind == "found")
    first, second = drawn_of(photo)[:2]
    mine = open_clinic(doctor, opener, "H-1")
    visit_pk = mine.visit(date(2026, 1, 5))
    data = told.read_photograph(sha256=photo.sha256)
    row = Photograph.objects.get(pk=mine.photograph(visit_pk, "a.jpg", data))
    mine.decide(visit_pk, "new", mine.outline(row.pk, first.polygon), lesion_id="L1")

    # the same case came as a file too, where its photograph has another name
    patient = mine.case().patient.model_copy(update={"patient_id": "H-2"})
    text = mine.case().model_copy(update={"patient": patient}).model_dump_json()
    case = Case.model_validate_json(text.replace(row.photograph_id, "of-a-file"))
    file_pk = register_case(actor=doctor, at=AT, case=case, said="case.imported")
    pks = (mine.patient_pk, file_pk) if is_analysed_kept else (file_pk, mine.patient_pk)
    merge(doctor, *pks, same={"L1": "L1"})

    kept = Photograph.objects.get(patient_id=pks[0])
    assert kept.photograph_id == (row.photograph_id if is_analysed_kept else "of-a-file")
    assert load_result(text=kept.analysis).photograph_id == kept.photograph_id
    mine.patient_pk = pks[0]
    outline = mine.outline(kept.pk, second.polygon)
    mine.decide(kept.visit_id, "new", outline, lesion_id="L2")
    found = mine.findings(kept.visit_id)
    assert {name: each.status for name, each in found.items()} == {
        "L1": "measured",
        "L2": "measured",
    }


def test_a_kept_result_under_another_name_is_read_under_the_rows(
    doctor, opener, tmp_path, settings
):
    settings.PHOTOGRAPH_FOLDER = tmp_path
    told = demo_patient("The skin responds while the liver")
    photo = told.case.visits[0].photographs[0]
    mine = open_clinic(doctor, opener, "H-1")
    visit_pk = mine.visit(date(2026, 1, 5))
    pk = mine.photograph(visit_pk, "a.jpg", told.read_photograph(sha256=photo.sha256))
    Photograph.objects.filter(pk=pk).update(photograph_id="renamed", file_name="renamed.jpg")
    outline = mine.outline(pk, drawn_of(photo)[0].polygon)
    mine.decide(visit_pk, "new", outline, lesion_id="L1")
    assert mine.findings(visit_pk)["L1"].photograph_ids == ("renamed",)
