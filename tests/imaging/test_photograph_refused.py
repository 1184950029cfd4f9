"""Opening: every bad file is refused in words, and the worker is held to its limits."""

import json
import resource
import struct
import zlib

import numpy as np
import pytest

from dermetry.errors import PhotographUnreadable
from dermetry.imaging import photograph, photograph_errors
from dermetry.imaging.photograph import Opener, open_photograph
from tests.imaging.made_files import TODAY, opened, packed, scene


@pytest.fixture(scope="module")
def opener():
    with Opener() as warm:
        yield warm


def bomb(side=20_000):
    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(10_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


PROGRESSIVE = packed(scene(), progressive=True)
BAD = {
    "empty": (b"", photograph_errors.PhotographEmpty, "empty"),
    "html": (b"<!doctype html><p>hello", photograph_errors.PhotographWrongType, "web page"),
    "gif": (packed(scene(), "GIF"), photograph_errors.PhotographWrongType, "GIF"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(64), photograph_errors.PhotographWrongType, "HEIC"),
    "svg": (b"<svg/>", photograph_errors.PhotographWrongType, "web page"),
    "truncated": (packed(scene())[:-900], photograph_errors.PhotographTruncated, "too early"),
    "truncated by 40": (packed(scene())[:-40], photograph_errors.PhotographTruncated, "early"),
    "truncated progressive": (PROGRESSIVE[: len(PROGRESSIVE) // 2],
                              photograph_errors.PhotographTruncated, "early"),
    "truncated png": (packed(scene(), "PNG")[:-300], PhotographUnreadable, "copy it again"),
    "truncated webp": (packed(scene(), "WEBP")[:-300], PhotographUnreadable, "copy it again"),
    "truncated tiff": (packed(scene(), "TIFF", compression="tiff_lzw")[:600],
                       PhotographUnreadable, "copy it again"),
    "header only": (packed(scene())[:20], PhotographUnreadable, "copy it again"),
    "bomb": (bomb(), photograph_errors.PhotographTooLarge, "20000 x 20000"),
    "larger bomb": (bomb(50_000), photograph_errors.PhotographTooLarge, "50000 x 50000"),
    "large": (bomb(9000), photograph_errors.PhotographTooLarge, "9000 x 9000"),
    "icon": (packed(scene(32, 32)), photograph_errors.PhotographTooSmall, "32 x 32"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_refused_in_words(opener, case):
    data, kind, words = BAD[case]
    with pytest.raises(kind, match=words) as caught:
        opened(opener, data, "visit.jpg")
    assert "visit.jpg" in caught.value.what
    assert caught.value.next_step


def test_corrupted_jpeg_data_is_not_passed_off_as_a_photograph(opener):
    data = bytearray(packed(scene(), quality=95))
    generator = np.random.default_rng(4)
    for _ in range(20):  # 20 files with 30 flipped bytes each in the scan
        broken = bytearray(data)
        for place in generator.integers(len(data) // 3, len(data) - 10, 30):
            broken[place] ^= 0xFF
        try:
            picture = opened(opener, bytes(broken))
        except PhotographUnreadable as error:
            assert error.next_step
            continue
        assert picture.pixels.shape == (240, 320, 3)


def test_a_bomb_costs_no_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(photograph_errors.PhotographTooLarge):
        open_photograph(data=bomb(), file_name="b.png", today=TODAY)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 150


def test_the_worker_survives_refusals_and_is_replaced_when_it_dies(opener):
    opened(opener, packed(scene()))
    first = opener._worker
    with pytest.raises(PhotographUnreadable):
        opened(opener, BAD["truncated"][0])
    assert opener._worker is first
    first.kill()
    first.wait()
    assert opened(opener, packed(scene())).pixels.shape == (240, 320, 3)
    assert opener._worker is not first


def sleeping_worker(code):
    """Start a process in place of the worker, which runs ``code``."""

    def start():
        return photograph.subprocess.Popen(
            [photograph.sys.executable, "-c", code],
            stdin=photograph.subprocess.PIPE,
            stdout=photograph.subprocess.PIPE,
        )

    return start


def test_a_decoder_that_hangs_is_stopped_and_the_next_photograph_opens(monkeypatch):
    with Opener(seconds_most=0.5) as impatient:
        with monkeypatch.context() as patch:
            patch.setattr(
                photograph, "start_worker", sleeping_worker("import time; time.sleep(60)")
            )
            with pytest.raises(photograph_errors.PhotographTimeout, match="was stopped"):
                opened(impatient, packed(scene()))
        assert impatient._worker is None
    with Opener() as patient:
        assert opened(patient, packed(scene())).width_px == 320


def test_a_decoder_that_crashes_is_a_refusal(monkeypatch):
    crash = "import os, sys; sys.stdin.buffer.read(8); os.abort()"
    monkeypatch.setattr(photograph, "start_worker", sleeping_worker(crash))
    with pytest.raises(photograph_errors.PhotographDamaged, match="decoder stopped"):
        open_photograph(data=packed(scene()), file_name="a.jpg", today=TODAY)


def test_a_lying_worker_is_not_believed(monkeypatch):
    lie = (
        "import sys, struct, json\n"
        "t = json.dumps({'is_ok': True, 'width': 9, 'height': 9, 'taken_on': None, 'notes': []})\n"
        "o = sys.stdout.buffer; t = t.encode()\n"
        "o.write(struct.pack('>Q', len(t)) + t + struct.pack('>Q', 243) + bytes(243)); o.flush()\n"
        "sys.stdin.buffer.read()"
    )
    monkeypatch.setattr(photograph, "start_worker", sleeping_worker(lie))
    with pytest.raises(photograph_errors.PhotographDamaged, match="do not match"):
        open_photograph(data=packed(scene()), file_name="a.jpg", today=TODAY)


GOOD = {"is_ok": True, "width": 320, "height": 240, "taken_on": None, "notes": []}


def answering(head, body_bytes=0, *, head_length=None, body_length=None):
    """Give the code of a worker that answers with this head and a gray body, whatever is asked."""
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    size = len(text) if head_length is None else head_length
    more = body_bytes if body_length is None else body_length
    reply = struct.pack(">Q", size) + text + struct.pack(">Q", more)
    return (
        "import sys\n"
        f"sys.stdout.buffer.write({reply!r} + b'\\x07' * {body_bytes}); sys.stdout.buffer.flush()\n"
        "sys.stdin.buffer.read()"
    )


LIES = {
    "head of 2^63 bytes": answering(GOOD, head_length=2**63),
    "head of 2^40 bytes": answering(GOOD, head_length=2**40),
    "body of 2^63 bytes": answering(GOOD, body_length=2**63),
    "body of 2^40 bytes": answering(GOOD, body_length=2**40),
    "body longer than the picture": answering(GOOD, 320 * 240 * 3 + 1),
    "list": answering([]),
    "nothing": answering(b"null"),
    "no JSON": answering(b"\xff\xfe{"),
    "deep JSON": answering(b"[" * 60_000),
    "no date": answering(GOOD | {"taken_on": "2026-13-01"}, 320 * 240 * 3),
    "date as number": answering(GOOD | {"taken_on": 7}, 320 * 240 * 3),
    "no width": answering({k: v for k, v in GOOD.items() if k != "width"}),
    "width as text": answering(GOOD | {"width": "320"}),
    "negative sides": answering(GOOD | {"width": -320, "height": -240}, 320 * 240 * 3),
    "notes as text": answering(GOOD | {"notes": "none"}),
    "notes of numbers": answering(GOOD | {"notes": [1]}),
    "refusal without a reason": answering({"is_ok": False}),
    "is_ok as text": answering({"is_ok": "no", "code": "damaged", "detail": ""}),
}


@pytest.mark.parametrize("case", LIES)
def test_whatever_the_worker_answers_is_a_refusal_in_words(case, monkeypatch):
    monkeypatch.setattr(photograph, "start_worker", sleeping_worker(LIES[case]))
    with Opener() as opener:
        with pytest.raises(photograph_errors.PhotographDamaged, match="decoder stopped"):
            opened(opener, packed(scene()))
        assert opener._worker is None


def test_the_words_of_a_worker_are_short_and_printable(monkeypatch):
    head = {"is_ok": False, "code": "damaged", "detail": "\x1b[31m" + "x" * 5000}
    monkeypatch.setattr(photograph, "start_worker", sleeping_worker(answering(head)))
    with pytest.raises(photograph_errors.PhotographDamaged) as caught:
        open_photograph(data=packed(scene()), file_name="a.jpg", today=TODAY)
    assert len(caught.value.why) <= 300
    assert caught.value.why.isprintable()


def test_an_honest_answer_is_taken(monkeypatch):
    head = GOOD | {"taken_on": "2026-01-01", "notes": ["one"]}
    code = answering(head, 320 * 240 * 3)
    monkeypatch.setattr(photograph, "start_worker", sleeping_worker(code))
    picture = open_photograph(data=packed(scene()), file_name="a.jpg", today=TODAY)
    assert (picture.width_px, picture.height_px) == (320, 240)
    assert picture.taken_on.isoformat() == "2026-01-01"
    assert "one" in picture.notes


def test_too_much_memory_is_a_refusal(monkeypatch):
    """A worker with little room left refuses a large photograph instead of failing."""
    limits = dict(photograph.read_limits(table="opener")) | {"memory_bytes_most": 450_000_000}
    monkeypatch.setattr(photograph, "read_limits", lambda *, table: limits)
    large = packed(np.zeros((7000, 9000, 3), np.uint8), "PNG")
    with pytest.raises(PhotographUnreadable, match=r"memory|damaged"):
        open_photograph(data=large, file_name="a.png", today=TODAY)


def test_the_sandbox_has_its_limits():
    """The limits are set inside the process, before any decoding."""
    probe = (
        "import sys, resource as r; sys.path.insert(0, sys.argv[1]); "
        "from dermetry.imaging import sandbox as s; s.limit_self(memory_bytes=10**9); "
        "s._limit_cpu(7); "
        "print([r.getrlimit(k)[0] for k in (r.RLIMIT_AS, r.RLIMIT_CORE, r.RLIMIT_FSIZE)]); "
        "print(r.getrlimit(r.RLIMIT_CPU)[0] < 20, 'cv2' in sys.modules)"
    )
    done = photograph.subprocess.run(
        [photograph.sys.executable, "-I", "-c", probe, photograph.PACKAGE_PARENT],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split("\n")[:2] == ["[1000000000, 0, 0]", "True False"]
