"""A photograph of the record whose file did not come along, or was damaged, gets it back."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.actions.importing import import_photographs
from dermetry.workbench.casenotes.actions.photographs import add_photograph
from dermetry.workbench.casenotes.models import AuditEntry, Photograph, Visit
from dermetry.workbench.casenotes.sent_files import SentFile

pytestmark = pytest.mark.django_db


def send(place, data: bytes, name: str = "again.jpg"):
    """Send a file to the visit."""
    return add_photograph(
        actor=place.actor, at=AT, visit_pk=place.visit_pk, file_name=name, data=data
    )


def take_in(place, make_actor, data: bytes):
    """Take the file in as an old photograph of some other day."""
    return import_photographs(
        actor=make_actor("physician"),
        at=AT,
        today=TODAY,
        patient_pk=place.patient_pk,
        files=[SentFile("2024-03-12/old.jpg", len(data), lambda: data)],
        visited_on=None,
        folder=settings.PHOTOGRAPH_FOLDER,
    )


@pytest.fixture
def lacking(place, photo) -> Photograph:
    """Give a photograph of which the record speaks, without its file."""
    row = Photograph.objects.get(pk=send(place, photo, "a.jpg").photograph_pk)
    (settings.PHOTOGRAPH_FOLDER / row.stored_as).unlink()
    Photograph.objects.update(stored_as="", size_bytes=0)
    return row


def is_whole(data: bytes) -> bool:
    """Tell whether the one photograph has its bytes."""
    row = Photograph.objects.get()
    is_known = row.stored_as and row.size_bytes == len(data)
    return is_known and store.read(folder=settings.PHOTOGRAPH_FOLDER, name=row.stored_as) == data


@pytest.mark.parametrize("is_signed", [False, True])
def test_sent_again_it_gets_its_file_in_a_signed_visit_too(place, photo, lacking, is_signed):
    Visit.objects.update(signed_on=TODAY if is_signed else None)
    added = send(place, photo)
    assert is_whole(photo)
    assert (added.is_new, added.is_restored, added.is_to_analyse) == (False, True, not is_signed)
    assert added.said == "a.jpg of this visit lacked its file; it is kept now"
    entry = AuditEntry.objects.get(action="photograph.file_restored")
    assert entry.details == {"sha256": lacking.sha256, "size_bytes": len(photo)}
    assert send(place, photo).is_restored is False


@pytest.mark.parametrize("is_signed", [False, True])
def test_among_old_photographs_it_gets_its_file(place, photo, lacking, make_actor, is_signed):
    Visit.objects.update(signed_on=TODAY if is_signed else None)
    taken = take_in(place, make_actor, photo)
    assert is_whole(photo)
    assert (taken.restored, taken.added, taken.already, taken.visits) == (("old.jpg",), (), (), ())
    assert taken.to_analyse == (() if is_signed else (lacking.pk,))
    assert Visit.objects.count() == 1


def test_the_pages_say_so_and_it_is_analysed(place, photo, lacking, sign_in, make_actor):
    page = sign_in(place.actor)
    sent = {"file": [SimpleUploadedFile("b.jpg", photo, "image/jpeg")]}
    answer = page.post(f"/visits/{place.visit_pk}/upload/", sent, follow=True)
    assert "lacked its file; it is kept now" in answer.content.decode()
    assert Photograph.objects.get().state == "analysed"
    Photograph.objects.update(stored_as="")
    page = sign_in(make_actor("physician"))
    sent = {"files": [SimpleUploadedFile("c.jpg", photo)], "visited_on": "2024-03-12"}
    answer = page.post(f"/patients/{place.patient_pk}/old-photographs/", sent, follow=True)
    text = answer.content.decode()
    assert "file was missing: it is kept now: c.jpg" in text
    assert "0 photographs taken in" not in text
    assert is_whole(photo)


def test_what_was_erased_on_purpose_gets_no_file(place, photo, lacking, make_actor):
    Photograph.objects.update(state="erased")
    assert "erased on purpose" in send(place, photo).said
    assert take_in(place, make_actor, photo).already == ("old.jpg",)
    assert Photograph.objects.get().stored_as == ""
    assert list(store.names(folder=settings.PHOTOGRAPH_FOLDER)) == []


def test_a_damaged_file_is_written_anew_when_the_photograph_comes_again(place, photo):
    send(place, photo)
    path = settings.PHOTOGRAPH_FOLDER / Photograph.objects.get().stored_as
    path.write_bytes(bytes(len(photo)))
    assert store.write(folder=settings.PHOTOGRAPH_FOLDER, data=photo)
    assert is_whole(photo)
    path.write_bytes(bytes(len(photo)))
    send(place, photo)
    assert is_whole(photo)
