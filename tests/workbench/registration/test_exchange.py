"""Case files and old photographs in, cases out: whole or not at all, and always in words."""

import hashlib
import html
import io
import json
import stat
import zipfile
from datetime import date, timedelta

import numpy as np
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.workbench.conftest import AT, TODAY

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.record.case import Case
from dermetry.record.casefile import read_case_file, write_case_file
from dermetry.workbench.casenotes import mapping, store
from dermetry.workbench.casenotes.actions.consents import record_consent
from dermetry.workbench.casenotes.actions.loading import load_patient
from dermetry.workbench.casenotes.models import AuditEntry, Patient, Photograph, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(make_actor):
    """A physician of the first site."""
    return make_actor("physician")


@pytest.fixture
def page(doctor, sign_in):
    """The physician's browser."""
    return sign_in(doctor)


@pytest.fixture
def demo():
    """A patient of the demo clinic with photographs."""
    return load_demo_clinic(today=TODAY).patients[0]


@pytest.fixture
def known(doctor, demo) -> int:
    """The same patient, in the record, with the photographs' bytes."""
    return load_patient(
        actor=doctor,
        at=AT,
        case=demo.case,
        photographs=demo.photographs,
        folder=settings.PHOTOGRAPH_FOLDER,
    )


def words(answer) -> str:
    """Give the page as text."""
    return html.unescape(answer.content.decode())


def picture(seed: int) -> bytes:
    """Make a small photograph with a place in its metadata."""
    pixels = np.random.default_rng(seed).integers(0, 255, (80, 96, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x010E] = "Ottoline Quillfeather"
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", exif=exif)
    return out.getvalue()


def sent(name: str, data: bytes) -> SimpleUploadedFile:
    """Give a file as a browser sends it."""
    return SimpleUploadedFile(name, data)


def zipped(files: dict[str, bytes], change=None) -> bytes:
    """Make a zip; ``change`` may alter an entry's description."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if change:
                change(entry)
            archive.writestr(entry, data)
    return out.getvalue()


def export(page, patient_pk: int, **fields) -> zipfile.ZipFile:
    """Ask for an export."""
    answer = page.post(f"/patients/{patient_pk}/export/", {"use": "care"} | fields)
    assert answer.status_code == 200, words(answer)
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def without_alerts(case: Case) -> Case:
    """Give a case without its alerts, which are renewed with every write."""
    return case.model_copy(update={"alerts": ()})


def test_what_goes_out_at_one_site_comes_in_at_another(page, known, demo, make_actor, sign_in):
    archive = export(page, known, with_photographs="on")
    case = read_case_file(text=archive.read("case.json").decode(), name="case.json")
    assert without_alerts(case) == without_alerts(demo.case)
    named = {
        f"photographs/{v.visited_on}/{p.file_name}" for v in case.visits for p in v.photographs
    }
    assert set(archive.namelist()) == named | {"case.json"}
    assert AuditEntry.objects.get(action="case.exported").details["photographs"] == len(named)

    other = sign_in(make_actor("physician", 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as again:
        for name in archive.namelist():
            again.writestr(name, archive.read(name))
    answer = other.post("/import/", {"files": [sent("export.zip", out.getvalue())]})
    assert answer.status_code == 302, words(answer)
    taken = Patient.objects.exclude(pk=known).get()
    back = mapping.read_case(patient=taken)
    assert without_alerts(back) == without_alerts(demo.case)
    assert {each.key for each in case.alerts} <= {each.key for each in back.alerts}
    for row in taken.photographs.all():
        data = store.read(folder=settings.PHOTOGRAPH_FOLDER, name=row.stored_as)
        assert hashlib.sha256(data).hexdigest() == row.sha256


def test_without_the_name_nothing_names_the_patient(page, known, demo):
    archive = export(page, known, is_deidentified="on", code="ST-04", with_photographs="on")
    text = archive.read("case.json").decode()
    case = read_case_file(text=text, name="case.json")
    patient = case.patient
    assert (patient.patient_id, patient.name, patient.born_on) == ("ST-04", None, None)
    everything = text + " ".join(archive.namelist())
    for secret in (demo.case.patient.name, demo.case.patient.patient_id):
        assert secret not in everything
    for visit in case.visits:
        for photo in visit.photographs:
            data = archive.read(f"photographs/{visit.visited_on}/{photo.file_name}")
            assert hashlib.sha256(data).hexdigest() == photo.sha256
            opened = Image.open(io.BytesIO(data))
            assert opened.size == (photo.width_px, photo.height_px)
            assert not opened.getexif()


def test_research_needs_a_consent_that_holds(page, doctor, known):
    said = {"actor": doctor, "at": AT, "today": TODAY, "patient_pk": known, "use": "research"}
    record_consent(**said, answer="withdrawn", answered_on=TODAY)
    fields = {"use": "research", "code": "ST-04", "with_photographs": "on"}
    answer = page.post(f"/patients/{known}/export/", fields)
    assert answer.status_code == 422
    assert "not agreed to research" in words(answer)
    assert not AuditEntry.objects.filter(action="case.exported").exists()
    record_consent(**said, answer="given", answered_on=TODAY)
    assert export(page, known, **fields).namelist()
    assert page.post(f"/patients/{known}/export/", fields | {"code": ""}).status_code == 422


def test_a_case_file_alone_says_what_did_not_come_along(page, demo):
    text = write_case_file(case=demo.case).encode()
    answer = page.post("/import/", {"files": [sent("case.json", text)]}, follow=True)
    count = sum(len(visit.photographs) + len(visit.unreadable) for visit in demo.case.visits)
    assert f"{count} that it names did not come along" in words(answer)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"case.json": b'{"format": "other"}'}, "not a dermetry case file"),
        ({"case.json": b"\xff\xfe"}, "no text in UTF-8"),
        ({"a.json": b"{}", "b.json": b"{}"}, "There are 2 case files"),
        ({"photo.jpg": picture(1)}, "There is no case file among these files"),
    ],
)
def test_a_bad_case_file_takes_in_nothing(page, files, said):
    uploads = [sent(name, data) for name, data in files.items()]
    answer = page.post("/import/", {"files": uploads})
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Patient.objects.exists()


def test_a_photograph_the_case_does_not_name_is_refused_by_name(page, demo):
    text = write_case_file(case=demo.case).encode()
    uploads = [sent("case.json", text), sent("stranger.jpg", picture(2))]
    answer = page.post("/import/", {"files": uploads})
    assert answer.status_code == 422
    assert "does not name stranger.jpg" in words(answer)
    assert not Patient.objects.exists()


def test_a_case_that_is_here_already_is_asked_about(page, known, demo):
    text = write_case_file(case=demo.case).encode()
    answer = page.post("/import/", {"files": [sent("case.json", text)], "identifier": "X-1"})
    assert answer.status_code == 422
    assert "Is it one of these patients?" in words(answer)
    again = {"files": [sent("case.json", text)], "identifier": "X-1", "is_somebody_else": "on"}
    assert page.post("/import/", again).status_code == 302
    same = {"files": [sent("case.json", text)], "is_somebody_else": "on"}
    assert "already registered" in words(page.post("/import/", same))


def take_in(page, patient_pk: int, files: dict[str, bytes], **fields):
    """Send old photographs, their paths beside them as the page's script does."""
    uploads = [sent(name.rpartition("/")[2], data) for name, data in files.items()]
    form = {"files": uploads, "paths": json.dumps(list(files)), "visited_on": ""} | fields
    return page.post(f"/patients/{patient_pk}/old-photographs/", form, follow=True)


@pytest.fixture
def empty(doctor, demo) -> int:
    """A patient without visits."""
    case = type(demo.case)(patient=demo.case.patient)
    return load_patient(
        actor=doctor, at=AT, case=case, photographs={}, folder=settings.PHOTOGRAPH_FOLDER
    )


def test_a_folder_becomes_one_visit_per_day(page, empty):
    files = {
        "old/2024-03-12/a.jpg": picture(1),
        "old/2024-03-12/b.jpg": picture(2),
        "old/12.04.2024 control/a.jpg": picture(3),
        "old/IMG_20240501_101500.jpg": picture(4),
        "old/nobody-knows.jpg": picture(5),
        "old/2024-03-12/twice.jpg": picture(1),
        "old/Thumbs.db": b"x",
        "old/letter.pdf": b"x",
    }
    answer = take_in(page, empty, files, visited_on="2024-06-01")
    said = words(answer)
    assert "5 photographs taken in" in said
    assert "Already in this record: twice.jpg" in said
    assert "Left out, no photographs: letter.pdf" in said
    found = Visit.objects.filter(patient_id=empty).order_by("visited_on")
    assert [(visit.visited_on.isoformat(), visit.photographs.count()) for visit in found] == [
        ("2024-03-12", 2), ("2024-04-12", 1), ("2024-05-01", 1), ("2024-06-01", 1),
    ]  # fmt: skip
    assert Photograph.objects.exclude(stored_as="").count() == 5
    states = set(Photograph.objects.values_list("state", flat=True))
    assert states <= {"waiting", "analysed"}


def test_a_zip_of_days_is_taken_as_a_folder(page, empty):
    data = zipped({"2024-03-12/a.jpg": picture(1), "__MACOSX/2024-03-12/._a.jpg": b"x"})
    answer = page.post(
        f"/patients/{empty}/old-photographs/", {"files": [sent("x.zip", data)], "visited_on": ""}
    )
    assert answer.status_code == 302
    assert Visit.objects.get().visited_on == date(2024, 3, 12)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"nobody-knows.jpg": picture(1)}, "No day is known of nobody-knows.jpg"),
        ({"2099-01-01/a.jpg": picture(1)}, "lies in the future"),
        ({"2024-03-12/a.txt": b"x"}, "no photograph among these files"),
    ],
)
def test_what_cannot_be_dated_takes_in_nothing(page, empty, files, said):
    good = {} if "txt" in next(iter(files)) else {"2024-03-12/good.jpg": picture(9)}
    answer = take_in(page, empty, good | files)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Photograph.objects.exists()
    assert not Visit.objects.exists()


def test_a_signed_visit_takes_no_old_photographs(page, known, demo):
    signed = [visit.visited_on for visit in demo.case.visits if visit.signature]
    before = Photograph.objects.count()
    new = signed[0] - timedelta(days=30)
    files = {f"{signed[0]}/a.jpg": picture(1), f"{new}/b.jpg": picture(2)}
    answer = take_in(page, known, files)
    assert answer.status_code == 422
    assert "is signed and cannot be changed" in words(answer)
    assert Photograph.objects.count() == before
    assert not Visit.objects.filter(visited_on=new).exists()


def as_link(entry: zipfile.ZipInfo) -> None:
    """Make an entry a symbolic link."""
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16


DAY = "2024-03-12"


@pytest.mark.parametrize(
    ("files", "change", "said"),
    [
        ({f"../{DAY}/a.jpg": b"x"}, None, "points outside of the zip"),
        ({f"/{DAY}/a.jpg": b"x"}, None, "points outside of the zip"),
        ({f"..\\{DAY}\\a.jpg": b"x"}, None, "points outside of the zip"),
        ({f"C:/{DAY}/a.jpg": b"x"}, None, "points outside of the zip"),
        ({f"{DAY}/a.jpg": b"/etc/passwd"}, as_link, "is a link or device"),
        ({f"{DAY}/a.zip": b"x"}, None, "an archive within the zip"),
        ({f"{DAY}/a.jpg": bytes(40_000_000)}, None, "unpacks to far more than photographs do"),
        ({f"{DAY}/{n}.jpg": b"x" for n in range(2001)}, None, "more than 2000"),
    ],
)
def test_a_zip_made_to_harm_is_refused_before_it_is_unpacked(page, empty, files, change, said):
    data = zipped({f"{DAY}/good.jpg": picture(1)} | files, change)
    answer = page.post(
        f"/patients/{empty}/old-photographs/", {"files": [sent("x.zip", data)], "visited_on": ""}
    )
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Photograph.objects.exists()


def test_a_damaged_zip_takes_in_nothing(page, empty):
    data = bytearray(zipped({f"{DAY}/a.jpg": picture(1), f"{DAY}/b.jpg": picture(2)}))
    data[300] ^= 0xFF
    for broken in (bytes(data), bytes(data[:-40])):
        answer = page.post(
            f"/patients/{empty}/old-photographs/",
            {"files": [sent("x.zip", broken)], "visited_on": ""},
        )
        assert answer.status_code == 422
        assert not Photograph.objects.exists()
