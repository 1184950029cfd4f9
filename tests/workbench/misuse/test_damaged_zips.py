"""A zip damaged anywhere, packed in any way, is refused in words and nothing is taken in."""

import io
import random
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.sent_files import ArchiveRefused, read_archive

pytestmark = pytest.mark.django_db
PACKINGS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}


def packed(packing: int) -> bytes:
    """Give a zip of one case file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr("case.json", "".join(random.Random(3).choices('{"abc":1}', k=400)))
    return out.getvalue()


@pytest.mark.parametrize("packing", PACKINGS.values(), ids=PACKINGS)
def test_a_zip_damaged_at_any_byte_is_read_or_refused(packing):
    whole = packed(packing)
    refused = 0
    for at in range(30, len(whole)):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        try:
            for each in read_archive(file=io.BytesIO(bytes(broken)), name="x.zip"):
                assert len(each.read()) == each.size
        except ArchiveRefused:
            refused += 1
    assert refused > 50


@pytest.mark.parametrize("packing", PACKINGS.values(), ids=PACKINGS)
def test_a_damaged_zip_is_answered_in_words(make_actor, sign_in, packing):
    client = sign_in(make_actor("physician"))
    whole = packed(packing)
    for at in (45, 46, 50, 60, 70, len(whole) // 2):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        upload = SimpleUploadedFile("x.zip", bytes(broken))
        answer = client.post("/import/", {"files": [upload], "identifier": ""})
        assert answer.status_code == 422, at
        assert "Nothing was taken in" in answer.content.decode()
    assert not Patient.objects.exists()


def test_an_entry_shorter_than_it_states_is_refused():
    whole = bytearray(packed(zipfile.ZIP_STORED))
    directory = whole.rindex(b"PK\x01\x02")
    size = int.from_bytes(whole[directory + 24 : directory + 28], "little")
    whole[directory + 24 : directory + 28] = (size + 9).to_bytes(4, "little")
    (entry,) = read_archive(file=io.BytesIO(bytes(whole)), name="x.zip")
    with pytest.raises(ArchiveRefused):
        entry.read()
