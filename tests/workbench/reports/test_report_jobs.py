"""Documents as jobs: made once, never old, never another role's, cleared after a day."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import time

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from dermetry.workbench import clock
from dermetry.workbench.casenotes import audit, old_reports
from dermetry.workbench.casenotes.actions import kept_reports
from dermetry.workbench.casenotes.actions.kept_reports import Asked, ReportGone
from dermetry.workbench.casenotes.actions.reports import MADE, MadeReport
from dermetry.workbench.casenotes.models import AuditEntry, Patient, Photograph, Report
from dermetry.workbench.casenotes.report_documents import Order
from dermetry.workbench.jobs import analysis, leases, reports, tasks, worker
from dermetry.workbench.jobs.models import JobLease

pytestmark = pytest.mark.django_db(transaction=True)
COURSE = Order("course", "pdf")
HOUR = timedelta(hours=1)


@pytest.fixture
def ask(patient_pk):
    """Ask for a document as somebody."""
    return lambda actor, order=COURSE: reports.request(
        actor=actor, patient_pk=patient_pk, order=order
    )


@pytest.fixture
def _worker_alive():
    """Let the pages believe that a worker lives."""
    leases.beat(worker="w", now=clock.now())


def rename(patient_pk: int) -> None:
    """Change the record behind everybody's back."""
    Patient.objects.filter(pk=patient_pk).update(name="Another Name")


def shown_page(client, patient_pk, report_pk, **more):
    return client.get(f"/patients/{patient_pk}/reports/{report_pk}/", **more)


def test_without_a_worker_it_is_made_at_once_and_kept(actors, ask, settings):
    made = ask(actors["nurse"])
    assert made.data.startswith(b"%PDF-")
    row = Report.objects.get()
    assert (row.state, row.role) == ("made", "nurse")
    file = settings.REPORT_FOLDER / row.stored_as
    assert file.read_bytes() == made.data
    assert not JobLease.objects.exists()


@pytest.mark.usefixtures("_worker_alive")
def test_with_a_worker_the_page_only_asks_and_the_worker_makes_the_same(actors, ask):
    asked = ask(actors["nurse"])
    assert asked == ask(actors["nurse"]) == Asked(Report.objects.get().pk)
    assert DBTaskResult.objects.count() == JobLease.objects.count() == 1
    assert not AuditEntry.objects.filter(action=MADE).exists()
    assert worker.work_once(name="w")
    assert not worker.work_once(name="w")
    by_worker = ask(actors["nurse"])
    leases.leave(worker="w")
    Report.objects.all().delete()
    assert ask(actors["nurse"]) == by_worker


@pytest.mark.usefixtures("_worker_alive")
def test_many_who_ask_at_the_same_moment_get_one_job(actors, ask):
    together = threading.Barrier(4)

    def ask_now(_):
        try:
            together.wait()
            return ask(actors["nurse"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        asked = set(pool.map(ask_now, range(4)))
    assert asked == {Asked(Report.objects.get().pk)}
    assert DBTaskResult.objects.count() == JobLease.objects.count() == 1


def test_each_handing_out_is_one_entry_of_the_log_by_who_got_it(actors, make_actor, ask):
    first = ask(actors["nurse"])
    assert ask(actors["nurse"]) == first
    assert DBTaskResult.objects.count() == 1, "the same document is made once"
    entries = AuditEntry.objects.filter(action=MADE)
    assert [each.actor_name for each in entries] == [actors["nurse"].name] * 2
    assert {each.details["sha256"] for each in entries} == {first.sha256}
    assert audit.verify_chain().broken == ()


def test_a_role_never_gets_the_document_of_another(actors, ask, sign_in, patient_pk):
    clear = ask(actors["nurse"])
    blurred = ask(actors["trial_coordinator"])
    assert clear.data != blurred.data
    rows = {row.role: row.pk for row in Report.objects.all()}
    assert set(rows) == {"nurse", "trial_coordinator"}
    client = sign_in(actors["trial_coordinator"])
    home = f"/patients/{patient_pk}/reports/"
    assert shown_page(client, patient_pk, rows["nurse"]).url == home
    assert client.post(f"{home}{rows['nurse']}/").url == home
    with pytest.raises(ReportGone):
        kept_reports.order_of(
            actor=actors["physician"], patient_pk=patient_pk, report_pk=rows["nurse"]
        )


def test_a_document_is_found_under_its_own_patient_only(actors, ask, sign_in, load, unsigned):
    ask(actors["nurse"])
    other_pk = load(unsigned)
    client, pk = sign_in(actors["nurse"]), Report.objects.get().pk
    assert shown_page(client, other_pk, pk).url == f"/patients/{other_pk}/reports/"
    assert client.post(f"/patients/{other_pk}/reports/{pk}/").status_code == 302
    assert AuditEntry.objects.filter(action=MADE).count() == 1, "nothing more was handed out"


def test_the_trials_form_is_handed_out_again_only_to_who_makes_forms(
    actors, ask, sign_in, patient_pk, monkeypatch
):
    ask(actors["trial_coordinator"], Order("form", "pdf", subject_number="T-1"))
    Report.objects.update(role="nurse")
    answer = sign_in(actors["nurse"]).post(
        f"/patients/{patient_pk}/reports/{Report.objects.get().pk}/"
    )
    assert answer.status_code == 403


def test_what_a_person_adds_is_part_of_the_order(actors, ask):
    one, two = (
        ask(actors["nurse"], Order("board", "html", question=words))
        for words in ("Surgery?", "Radiation?")
    )
    assert b"Surgery?" in one.data
    assert b"Radiation?" in two.data


def test_a_changed_record_is_never_answered_with_an_old_document(actors, ask, patient_pk):
    html = Order("course", "html")
    ask(actors["nurse"], html)
    rename(patient_pk)
    assert b"Another Name" in ask(actors["nurse"], html).data


def test_a_photograph_brought_back_makes_a_new_document(actors, ask, settings, patient_pk):
    row = Photograph.objects.filter(patient_id=patient_pk).earliest("position")
    path = settings.PHOTOGRAPH_FOLDER / row.stored_as
    data = path.read_bytes()
    path.unlink()
    without = ask(actors["nurse"], Order("course", "html"))
    path.write_bytes(data)
    assert row.file_name.encode() in without.data
    assert ask(actors["nurse"], Order("course", "html")).data != without.data


@pytest.mark.usefixtures("_worker_alive")
def test_a_record_changed_before_the_worker_came_is_said_and_made_anew_on_asking(
    actors, ask, sign_in, patient_pk
):
    html = Order("course", "html")
    asked = ask(actors["nurse"], html)
    rename(patient_pk)
    worker.work_once(name="w")
    assert Report.objects.get().state == "overtaken"
    client = sign_in(actors["nurse"])
    page = shown_page(client, patient_pk, asked.report_pk)
    assert "The record changed" in page.content.decode()
    answer = client.post(f"/patients/{patient_pk}/reports/{asked.report_pk}/")
    new = Report.objects.get(state="waiting")
    assert answer.url == f"/patients/{patient_pk}/reports/{new.pk}/?deliver=1"
    worker.work_once(name="w")
    sent = client.post(f"/patients/{patient_pk}/reports/{new.pk}/")
    assert b"Another Name" in sent.content


@pytest.mark.parametrize("harm", ["lost", "damaged"])
def test_a_kept_file_that_is_lost_or_damaged_is_made_again(actors, ask, settings, harm):
    first = ask(actors["nurse"])
    path = settings.REPORT_FOLDER / Report.objects.get().stored_as
    path.unlink() if harm == "lost" else path.write_bytes(b"rubbish")
    assert ask(actors["nurse"]) == first
    assert path.read_bytes() == first.data


@pytest.mark.usefixtures("_worker_alive")
def test_a_failure_is_told_in_words_and_can_be_tried_again(
    actors, ask, sign_in, patient_pk, settings
):
    settings.REPORT_FOLDER.parent.joinpath("reports").write_text("in the way")
    asked = ask(actors["nurse"])
    worker.work_once(name="w")
    client = sign_in(actors["nurse"])
    text = shown_page(client, patient_pk, asked.report_pk).content.decode()
    assert "could not be written to the disk" in text
    assert "Try again" in text
    assert "hx-get" not in text, "it asks no more"
    settings.REPORT_FOLDER.unlink()
    again = client.post(f"/patients/{patient_pk}/reports/{asked.report_pk}/")
    assert again.status_code == 302
    worker.work_once(name="w")
    sent = client.post(f"/patients/{patient_pk}/reports/{asked.report_pk}/")
    assert sent.content.startswith(b"%PDF-")


def test_what_nobody_foresaw_is_tried_three_times_then_told(
    actors, ask, sign_in, patient_pk, monkeypatch, caplog
):
    calls = []

    def broken(**_):
        calls.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(kept_reports, "build", broken)
    asked = ask(actors["nurse"])
    assert isinstance(asked, Asked)
    assert len(calls) == leases.ATTEMPTS_MOST
    assert "ZeroDivisionError" in caplog.text
    page = shown_page(sign_in(actors["nurse"]), patient_pk, asked.report_pk)
    assert "stopped 3 times" in page.content.decode()
    leases.reap(now=clock.now() + leases.LEASE)
    assert not JobLease.objects.exists()  # it is not asked for again by itself
    monkeypatch.undo()
    assert isinstance(ask(actors["nurse"]), MadeReport)


@pytest.mark.usefixtures("_worker_alive")
def test_documents_go_before_photographs_that_wait(actors, ask):
    leases.ask(photograph_pk=404, now=clock.now())
    ask(actors["nurse"])
    assert analysis.queue_of(photograph_pks=(404,)) == {404: analysis.Queued(False, 1)}
    worker.work_once(name="w")
    assert Report.objects.get().state == "made"
    assert JobLease.objects.get().photograph_pk == 404


@pytest.mark.usefixtures("_worker_alive")
def test_the_page_looks_again_by_itself_until_it_is_ready(actors, ask, sign_in, patient_pk):
    asked = ask(actors["nurse"])
    client = sign_in(actors["nurse"])
    page = shown_page(client, patient_pk, asked.report_pk, data={"deliver": 1})
    assert "Being made" in page.content.decode()
    assert "?poll=1&amp;deliver=1" in page.content.decode()
    worker.work_once(name="w")
    part = shown_page(
        client, patient_pk, asked.report_pk, data={"poll": 1, "deliver": 1},
        headers={"HX-Request": "true"},
    ).content.decode()  # fmt: skip
    assert "<html" not in part
    assert "data-deliver" in part
    assert "hx-get" not in part
    plain = shown_page(client, patient_pk, asked.report_pk).content.decode()
    assert "Save the PDF" in plain
    assert "data-deliver" not in plain, "going back sends for nothing"


@pytest.mark.usefixtures("_worker_alive")
def test_a_worker_that_went_away_leaves_it_to_the_page(actors, ask, sign_in, patient_pk):
    asked = ask(actors["nurse"])
    leases.leave(worker="w")
    page = shown_page(sign_in(actors["nurse"]), patient_pk, asked.report_pk)
    assert "Ready" in page.content.decode()


def test_a_document_asked_for_but_without_a_job_is_found(actors, patient_pk):
    now = clock.now()
    kept_reports.ask(
        actor=actors["nurse"], at=now, patient_pk=patient_pk, order=COURSE,
        folders=tasks.folders(),
    )  # fmt: skip
    leases.reap(now=now + leases.FORGOTTEN - timedelta(seconds=1))
    assert not JobLease.objects.exists()
    leases.reap(now=now + leases.FORGOTTEN + timedelta(seconds=1))
    assert JobLease.objects.get().report_pk == Report.objects.get().pk


def test_after_a_day_documents_are_cleared_with_their_bytes(actors, ask, settings):
    ask(actors["nurse"])
    folder = settings.REPORT_FOLDER
    (path,) = (each for each in folder.rglob("*") if each.is_file())
    assert old_reports.clear_old(now=clock.now() + 23 * HOUR, folder=folder) == 0
    now = clock.now() + 25 * HOUR
    assert old_reports.count_kept(now=now, folder=folder) == old_reports.Kept(1, 1, 1)
    assert old_reports.clear_old(now=now, folder=folder) == 1
    assert not path.exists()
    assert not Report.objects.exists()
    assert old_reports.clear_old(now=now, folder=folder) == 0


def make_old(folder) -> None:
    """Make every document look two days old."""
    Report.objects.update(asked_at=clock.now() - 48 * HOUR)
    for path in (each for each in folder.rglob("*") if each.is_file()):
        os.utime(path, (time() - 48 * 3600,) * 2)


def test_a_worker_clears_what_is_old(actors, ask, settings):
    ask(actors["nurse"])
    make_old(settings.REPORT_FOLDER)
    stop = threading.Event()
    thread = threading.Thread(
        target=worker.run_worker, kwargs={"stop": stop, "interval_seconds": 0.05}
    )
    thread.start()
    try:
        for _ in range(600):
            if not Report.objects.exists():
                break
            stop.wait(0.05)
    finally:
        stop.set()
        thread.join()
    assert not Report.objects.exists()
    assert not [each for each in settings.REPORT_FOLDER.rglob("*") if each.is_file()]


def test_without_a_worker_a_page_clears_what_is_old(actors, ask, settings):
    ask(actors["nurse"])
    make_old(settings.REPORT_FOLDER)
    ask(actors["nurse"], Order("board", "pdf"))
    assert Report.objects.get().order["document"] == "board"


def test_bytes_that_a_newer_document_needs_stay(actors, ask, settings):
    made = ask(actors["nurse"])
    (path,) = (each for each in settings.REPORT_FOLDER.rglob("*") if each.is_file())
    Report.objects.all().delete()
    ask(actors["nurse"])
    os.utime(path, (time() - 48 * 3600,) * 2)
    old_reports.clear_old(now=clock.now(), folder=settings.REPORT_FOLDER)
    assert path.read_bytes() == made.data


def test_a_cleared_document_says_so_where_it_can_be_asked_for_again(
    actors, ask, sign_in, patient_pk
):
    ask(actors["nurse"])
    pk = Report.objects.get().pk
    Report.objects.all().delete()
    client = sign_in(actors["nurse"])
    page = shown_page(client, patient_pk, pk, follow=True)
    assert page.redirect_chain == [(f"/patients/{patient_pk}/reports/", 302)]
    assert "not kept here any more" in page.content.decode()
    polled = shown_page(client, patient_pk, pk, headers={"HX-Request": "true"})
    assert polled["HX-Redirect"] == f"/patients/{patient_pk}/reports/"
