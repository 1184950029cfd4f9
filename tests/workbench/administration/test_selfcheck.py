"""What ``dermetry doctor --home`` finds: a broken chain, lost and damaged photographs, strays."""

import os
from datetime import date, timedelta

import pytest
from django.conf import settings as site
from django.db import transaction
from django.db.migrations.recorder import MigrationRecorder
from tests.workbench.conftest import AT

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.errors import OutputNotWritten
from dermetry.workbench import clock, selfcheck
from dermetry.workbench.casenotes import audit, health, store
from dermetry.workbench.casenotes.actions.loading import load_patient
from dermetry.workbench.casenotes.models import AuditEntry, Photograph, Report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Give a store of its own."""
    settings.HOME = tmp_path
    settings.PHOTOGRAPH_FOLDER = tmp_path / "photographs"
    settings.PHOTOGRAPH_FOLDER.mkdir()
    settings.REPORT_FOLDER = tmp_path / "reports"
    return settings.PHOTOGRAPH_FOLDER


@pytest.fixture
def rows(actors, folder):
    """Take over a patient with photographs."""
    story = load_demo_clinic(today=date(2026, 5, 1)).patients[0]
    load_patient(
        actor=actors["physician"],
        at=AT,
        case=story.case,
        photographs=story.photographs,
        folder=folder,
    )
    return list(Photograph.objects.exclude(stored_as="").order_by("pk"))


def states() -> dict[str, str]:
    return {name: check()[0] for name, check in selfcheck.checks()}


def message(name: str) -> str:
    return dict(selfcheck.checks())[name]()[1]


def age(path, hours: float) -> None:
    """Make a file look as old as that."""
    then = (clock.now() - timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))


def stray(folder, name, hours=0.0):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"something")
    age(path, hours)
    return path


@pytest.mark.usefixtures("rows")
def test_a_whole_clinic_is_whole():
    assert set(states().values()) == {"ok"}
    head = AuditEntry.objects.latest("number").entry_hash
    assert head in message("audit log")
    assert message("photographs").startswith(f"{Photograph.objects.count()} files")


@pytest.mark.usefixtures("rows", "_unguarded")
def test_a_changed_entry_of_the_log_fails():
    AuditEntry.objects.filter(number=1).update(actor_name="somebody else")
    assert states()["audit log"] == "failed"
    assert "entry 1 was changed" in message("audit log")


def write(actor) -> None:
    with transaction.atomic():
        audit.record(actor=actor, at=AT, action="visit.started")


@pytest.mark.usefixtures("_unguarded")
@pytest.mark.parametrize("is_written_anew", [False, True])
def test_a_log_cut_off_or_written_anew_fails_by_the_head_noted_before(
    actors, settings, is_written_anew
):
    for _ in range(5):
        write(actors["nurse"])
    assert states()["audit log"] == "ok"
    write(actors["nurse"])
    assert states()["audit log"] == "ok"
    noted = settings.HOME / selfcheck.AUDIT_HEAD
    assert noted.read_text() == f"6 {AuditEntry.objects.latest('number').entry_hash}\n"
    assert noted.stat().st_mode & 0o077 == 0
    AuditEntry.objects.filter(number__gt=0 if is_written_anew else 4).delete()
    for _ in range(8 if is_written_anew else 0):
        write(actors["physician"])
    for _ in range(2):  # what was noted stays noted
        assert states()["audit log"] == "failed"
        assert "entry 6 that was checked before is gone or changed" in message("audit log")


def test_a_noted_head_that_cannot_be_read_fails(actors, settings):
    write(actors["nurse"])
    (settings.HOME / selfcheck.AUDIT_HEAD).write_text("x")
    assert states()["audit log"] == "failed"


def test_a_lost_photograph_fails(rows, folder):
    (folder / rows[0].stored_as).unlink()
    assert states()["photographs"] == "failed"
    assert rows[0].stored_as in message("photographs")
    assert "1 missing" in message("photographs")


def test_a_damaged_photograph_fails(rows, folder):
    path = folder / rows[0].stored_as
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "1 damaged" in message("photographs")
    assert rows[0].stored_as in message("photographs")


def test_an_erased_photograph_is_not_missed(rows, folder):
    (folder / rows[0].stored_as).unlink()
    Photograph.objects.filter(pk=rows[0].pk).update(state="erased")
    assert states()["photographs"] == "ok"


@pytest.mark.usefixtures("rows")
def test_strays_are_named_and_only_old_ones_put_aside(folder, settings):
    old = stray(folder, "ab/abc", hours=25)
    cut_off = stray(folder, f"ab/abd.123{store.UNFINISHED}", hours=48)
    young = stray(folder, "cd/cde", hours=1)
    assert states()["stray files"] == "warning"
    assert "2 files that no record names, 1 unfinished" in message("stray files")
    said = selfcheck.put_old_aside()
    assert said == f"stray files put aside in quarantine/{clock.today().isoformat()}: 2"
    assert not old.exists()
    assert not cut_off.exists()
    assert young.exists()
    aside = settings.HOME / "quarantine" / clock.today().isoformat()
    assert (aside / "ab" / "abc").read_bytes() == b"something"
    assert states()["stray files"] == "ok"  # what is young may be on its way
    assert states()["photographs"] == "ok"  # nothing that a row names was touched


@pytest.mark.usefixtures("rows")
def test_nothing_to_put_aside_does_nothing(settings):
    assert selfcheck.put_old_aside() == ""
    assert not (settings.HOME / "quarantine").exists()


def test_documents_kept_too_long_are_told_and_cleared(rows, settings):
    old, young = (
        Report.objects.create(
            patient=rows[0].patient,
            role="nurse",
            key=key,
            order={},
            state="made",
            stored_as=store.write(folder=settings.REPORT_FOLDER, data=key.encode()),
            asked_at=clock.now() - timedelta(hours=hours),
        )
        for key, hours in (("old", 25), ("young", 23))
    )
    age(settings.REPORT_FOLDER / old.stored_as, 25)
    assert states()["kept documents"] == "warning"
    assert "1 of 2 and 1 files are older than a day" in message("kept documents")
    assert selfcheck.put_old_aside() == "old documents cleared: 1"
    assert states()["kept documents"] == "ok"
    assert Report.objects.get() == young
    assert not (settings.REPORT_FOLDER / old.stored_as).exists()
    assert (settings.REPORT_FOLDER / young.stored_as).exists()


def test_a_quarantine_that_cannot_be_written_is_said_and_loses_nothing(folder, settings):
    old = stray(folder, "ab/abc", hours=25)
    (settings.HOME / "quarantine").write_text("a file in its place")
    with pytest.raises(OutputNotWritten):
        selfcheck.put_old_aside()
    assert old.exists()


def test_a_photograph_saved_meanwhile_is_no_stray(rows, folder, monkeypatch):
    """The row comes after its file: files are listed first, rows after."""
    late = rows[0]
    name, late.stored_as = late.stored_as, ""
    late.save()
    listing = store.names

    def names(*, folder):
        found = list(listing(folder=folder))
        Photograph.objects.filter(pk=late.pk).update(stored_as=name)
        return iter(found)

    monkeypatch.setattr(store, "names", names)
    assert health.look_for_strays(folder=folder).orphans == ()


def test_tables_that_wait_fail():
    MigrationRecorder.Migration.objects.filter(app="casenotes").latest("pk").delete()
    assert states()["tables"] == "failed"
    assert "dermetry serve" in message("tables")


def test_tables_of_a_newer_version_fail():
    MigrationRecorder.Migration.objects.create(app="casenotes", name="9999_from_later")
    assert "9999_from_later" in message("tables")


@pytest.mark.parametrize(
    ("version", "is_unsafe"),
    [
        ("3.40.1", True),
        ("3.51.2", True),
        ("3.50.6", True),
        ("3.44.5", True),
        ("3.51.3", False),
        ("3.53.4", False),
        ("3.50.7", False),
        ("3.44.6", False),
        ("3.45.0", True),
    ],
)
def test_versions_with_the_race_are_told(version, is_unsafe):
    assert selfcheck.has_wal_race(version=version) is is_unsafe


def test_the_database_answers():
    name = "PostgreSQL" if site.CONFIG.database_url else "SQLite"
    assert message("database").startswith(name)
