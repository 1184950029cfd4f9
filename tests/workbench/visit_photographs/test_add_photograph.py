"""A photograph is kept once, its bytes before its row, whatever it is."""

import os
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.actions import photographs as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict, VisitSigned
from dermetry.workbench.casenotes.actions.visits import start_visit
from dermetry.workbench.casenotes.models import AuditEntry, Photograph, Visit
from dermetry.workbench.casenotes.scope import NotHere

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef" * 4


def add(place, data, **more):
    """Send one file to the visit."""
    given = {"actor": place.actor, "visit_pk": place.visit_pk, "file_name": "image.jpg"} | more
    return actions.add_photograph(at=AT, data=data, **given)


def rows():
    """Give every photograph."""
    return list(Photograph.objects.order_by("pk"))


def test_what_was_sent_is_kept_with_its_bytes_and_who_sent_it(place, photo):
    added = add(place, photo, view="close_up", zone="chest_wall", laterality="left")
    (row,) = rows()
    assert (added.photograph_pk, added.is_new, added.said) == (row.pk, True, "")
    assert store.read(folder=settings.PHOTOGRAPH_FOLDER, name=row.stored_as) == photo
    assert (row.state, row.size_bytes, row.added_by) == ("waiting", len(photo), place.actor.name)
    assert (row.view, row.zone, row.laterality, row.cleansing) == (
        "close_up", "chest_wall", "left", None,
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="photograph.added")
    assert (entry.target, entry.details["sha256"]) == (row.photograph_id, row.sha256)


def test_the_same_upload_twice_is_one_row_and_says_nothing(place, photo):
    first, second = (add(place, photo, upload_key=KEY) for _ in range(2))
    assert first.photograph_pk == second.photograph_pk
    assert (first.is_new, second.is_new, second.said) == (True, False, "")
    assert len(rows()) == 1


def test_the_same_key_with_other_bytes_is_another_file_and_kept(place, photo, bare_photo):
    add(place, photo, upload_key=KEY)
    added = add(place, bare_photo, upload_key=KEY)
    assert added.is_new
    assert [row.upload_key for row in rows()] == [KEY, None]
    assert store.read(folder=settings.PHOTOGRAPH_FOLDER, name=rows()[1].stored_as) == bare_photo
    assert add(place, bare_photo, upload_key=KEY).photograph_pk == added.photograph_pk


def test_the_same_bytes_under_another_name_are_kept_once_and_told(place, photo):
    add(place, photo, upload_key=KEY)
    again = add(place, photo, upload_key="f" * 64, file_name="copy.jpg")
    assert again.said == "This photograph is already in this visit, as image.jpg"
    assert len(rows()) == 1


def test_the_same_bytes_at_another_visit_name_that_visit(place, photo):
    day = date(2026, 1, 12)
    before = start_visit(
        actor=place.actor, at=AT, patient_pk=place.patient_pk, visited_on=day, today=TODAY
    )
    add(place, photo, visit_pk=before.visit_pk)
    assert add(place, photo).said == "This photograph is already in the visit of 12 Jan 2026"
    assert [row.visit_id for row in rows()] == [before.visit_pk]


def test_the_same_bytes_of_another_patient_are_kept_and_told(place, register, photo):
    actor, other_pk = register("P-2")
    other = start_visit(actor=actor, at=AT, patient_pk=other_pk, visited_on=TODAY, today=TODAY)
    add(place, photo, visit_pk=other.visit_pk)
    added = add(place, photo)
    assert added.is_new
    assert added.said.startswith("The same photograph is filed to P-2")


def test_another_sites_patient_is_never_told_of(place, register, photo):
    actor, other_pk = register("P-2", site=1)
    other = start_visit(actor=actor, at=AT, patient_pk=other_pk, visited_on=TODAY, today=TODAY)
    add(place, photo, actor=actor, visit_pk=other.visit_pk)
    assert add(place, photo).said == ""


def test_phones_that_call_every_photograph_the_same_get_names_apart(place):
    names = [add(place, bytes([n]) * 9).file_name for n in range(3)]
    assert names == ["image.jpg", "image (2).jpg", "image (3).jpg"]
    assert add(place, b"no dot", file_name="C:\\dcim\\photo").file_name == "photo"
    assert add(place, b"no dot 2", file_name="/dcim/photo").file_name == "photo (2)"


def test_anything_is_kept_even_what_is_no_photograph(place):
    for data in (b"", b"<html>", b"\xff\xd8\xff\xe0 cut off"):
        assert add(place, data).is_new
    assert {row.state for row in rows()} == {"waiting"}


def test_the_bytes_lie_flushed_and_named_before_the_row_is_written(place, photo, monkeypatch):
    done = []
    real_fsync = os.fsync

    def fsync(descriptor):
        done.append("fsync")
        real_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)

    def watch(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "casenotes_photograph"'):
            named = [n for n in store.names(folder=settings.PHOTOGRAPH_FOLDER)]
            done.append(f"row with {len(named)} file")
            assert not named[0].endswith(store.UNFINISHED)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        add(place, photo)
    assert done == ["fsync", "fsync", "fsync", "row with 1 file"]  # file, folder, its parent


def test_a_crash_between_file_and_row_leaves_no_row_and_the_next_try_is_whole(
    place, photo, monkeypatch
):
    def crash(*_, **__):
        raise RuntimeError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(Photograph, "save", crash)
        with pytest.raises(RuntimeError):
            add(place, photo, upload_key=KEY)
    assert rows() == []
    assert not AuditEntry.objects.filter(action="photograph.added").exists()
    add(place, photo, upload_key=KEY)
    assert len(rows()) == 1


def test_a_full_disk_leaves_neither_row_nor_half_a_file(place, photo, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(store.PhotographNotStored, match="No space left"):
        add(place, photo)
    assert rows() == []
    assert list(store.names(folder=settings.PHOTOGRAPH_FOLDER)) == []


def test_a_signed_visit_takes_nothing_in(place, photo):
    Visit.objects.filter(pk=place.visit_pk).update(signed_on=TODAY)
    with pytest.raises(VisitSigned):
        add(place, photo)
    assert rows() == []


def test_another_site_and_another_role_add_nothing(place, photo, make_actor):
    with pytest.raises(NotHere):
        add(place, photo, actor=make_actor("nurse", 1))
    with pytest.raises(NotPermitted):
        add(place, photo, actor=make_actor("researcher"))
    assert rows() == []


def test_two_people_describe_one_photograph_and_the_second_sees_both(place, photo):
    pk = add(place, photo).photograph_pk
    said = {"view": "close_up", "zone": "scalp", "laterality": None, "cleansing": "after"}
    keep = {"actor": place.actor, "at": AT, "photograph_pk": pk, "version": 1}
    actions.describe_photograph(**keep, **said)
    with pytest.raises(RecordConflict) as caught:
        actions.describe_photograph(**keep, **(said | {"zone": "axilla"}))
    assert caught.value.theirs["zone"] == "scalp"
    actions.describe_photograph(**(keep | {"version": 2}), **(said | {"zone": "axilla"}))
    assert rows()[0].zone == "axilla"
