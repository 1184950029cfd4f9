"""Opening: every good kind comes out upright and clean, every bad one is refused in words."""

import io
import resource
import struct
import zlib
from datetime import date

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from dermetry.errors import PhotographUnreadable
from dermetry.imaging import photograph, photograph_errors
from dermetry.imaging.photograph import Opener, encode_clean, open_photograph

TODAY = date(2026, 5, 1)
SECRET = b"PLANTED-SECRET"


def scene(width=320, height=240):
    """A smooth picture with a red left half and a green right half."""
    ramp = np.linspace(60, 200, height)[:, None].repeat(width, 1)
    pixels = np.stack([ramp, ramp * 0.5, ramp * 0.4], axis=2)
    pixels[:, width // 2 :] = pixels[:, width // 2 :, [1, 0, 2]]
    return pixels.astype(np.uint8)


def packed(pixels, file_format="JPEG", **options):
    buffer = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def opener():
    with Opener() as warm:
        yield warm


def opened(opener, data, name="photo.jpg"):
    return opener.open(data=data, file_name=name, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "suffix", "options", "tolerance"),
    [
        ("JPEG", "jpg", {"quality": 97, "subsampling": 0}, 6),
        ("PNG", "png", {}, 0),
        ("WEBP", "webp", {"lossless": True}, 0),
        ("TIFF", "tif", {"compression": "tiff_lzw"}, 0),
    ],
)
def test_each_format_gives_its_pixels(opener, kind, suffix, options, tolerance):
    picture = opened(opener, packed(scene(), kind, **options), f"a.{suffix}")
    assert picture.file_format == kind
    assert np.abs(picture.pixels.astype(int) - scene()).max() <= tolerance
    assert picture.notes == ()
    assert len(picture.sha256) == 64


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_turn_is_undone(opener, kind, orientation):
    stored = {  # how a camera stores an upright picture under each tag
        1: lambda p: p,
        2: lambda p: p[:, ::-1],
        3: lambda p: np.rot90(p, 2),
        4: lambda p: p[::-1],
        5: lambda p: np.rot90(p[:, ::-1], 1),
        6: lambda p: np.rot90(p, 1),
        7: lambda p: np.rot90(p[:, ::-1], -1),
        8: lambda p: np.rot90(p, -1),
    }[orientation](scene())
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 97} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    picture = opened(opener, packed(np.ascontiguousarray(stored), kind, exif=exif, **options))
    assert picture.pixels.shape == scene().shape
    # A few columns at the color change are lost to JPEG.
    different = np.abs(picture.pixels.astype(int) - scene()).max(axis=2) > 20
    assert different.mean() < 0.03


def test_a_color_profile_is_turned_into_srgb(opener):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image = Image.fromarray(scene()).convert("LAB")
    picture = opened(opener, packed(image, "TIFF", icc_profile=lab), "a.tif")
    assert "color profile converted to sRGB" in picture.notes
    assert np.abs(picture.pixels.astype(int) - scene()).mean() < 4


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "LA", "1"])
def test_unusual_color_modes_become_rgb(opener, mode):
    kind = "TIFF" if mode == "CMYK" else "PNG"
    image = Image.fromarray(scene()).convert(mode)
    picture = opened(opener, packed(image, kind), f"a.{kind.lower()}")
    assert picture.pixels.shape == (240, 320, 3)
    assert 20 < picture.pixels.mean() < 200


def test_cmyk_jpeg_is_opened(opener):
    picture = opened(opener, packed(Image.fromarray(scene()).convert("CMYK"), quality=95))
    assert np.abs(picture.pixels.astype(int) - scene()).mean() < 10


def test_sixteen_bit_is_reduced_with_a_note(opener):
    gray = (scene()[..., 0].astype(np.uint16)) * 257
    picture = opened(opener, packed(gray, "PNG"), "a.png")
    assert np.array_equal(picture.pixels[..., 0], scene()[..., 0])
    assert "16 bit reduced to 8 bit" in picture.notes


def test_transparency_is_laid_on_white_with_a_note(opener):
    alpha = np.dstack([scene(), np.zeros((240, 320), np.uint8)])
    picture = opened(opener, packed(alpha, "PNG"), "a.png")
    assert (picture.pixels == 255).all()
    assert any("white" in note for note in picture.notes)


def exif_with_date(text):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = text
    return exif


def test_the_cameras_date_is_read(opener):
    picture = opened(opener, packed(scene(), exif=exif_with_date("2026:01:12 10:00:00")))
    assert picture.taken_on == date(2026, 1, 12)
    assert picture.notes == ()


def test_a_future_camera_date_is_a_note(opener):
    picture = opened(opener, packed(scene(), exif=exif_with_date("2031:01:12 10:00:00")))
    assert any("2031-01-12 lies in the future" in note for note in picture.notes)


def test_a_senseless_camera_date_is_a_note(opener):
    picture = opened(opener, packed(scene(), exif=exif_with_date("2026:13:45 10:00:00")))
    assert picture.taken_on is None
    assert any("date is not readable" in note for note in picture.notes)


def test_a_lying_suffix_on_a_good_photograph_is_a_note(opener):
    picture = opened(opener, packed(scene(), "PNG"), "photo.jpg")
    assert picture.notes == ("named .jpg but is a PNG file",)


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
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", photograph_errors.PhotographWrongType, ""),
    "truncated": (packed(scene())[:-900], photograph_errors.PhotographTruncated, "too early"),
    "truncated by 40": (packed(scene())[:-40], photograph_errors.PhotographTruncated, "early"),
    "truncated progressive": (PROGRESSIVE[: len(PROGRESSIVE) // 2],
                              photograph_errors.PhotographTruncated, "early"),
    "truncated png": (packed(scene(), "PNG")[:-300], PhotographUnreadable, "copy it again"),
    "truncated webp": (packed(scene(), "WEBP")[:-300], PhotographUnreadable, "copy it again"),
    "truncated tiff": (packed(scene(), "TIFF", compression="tiff_lzw")[:600],
                       PhotographUnreadable, "copy it again"),
    "header only": (packed(scene())[:20], PhotographUnreadable, ""),
    "bomb": (bomb(), photograph_errors.PhotographTooLarge, "20000 x 20000"),
    "larger bomb": (bomb(50_000), photograph_errors.PhotographTooLarge, "smaller size"),
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


def test_too_much_memory_is_a_refusal(monkeypatch):
    """A worker with little room left refuses a large photograph instead of failing."""
    limits = dict(photograph.read_limits(table="opener")) | {"memory_bytes_most": 450_000_000}
    monkeypatch.setattr(photograph, "read_limits", lambda *, table: limits)
    large = packed(np.zeros((7000, 9000, 3), np.uint8), "PNG")
    with pytest.raises(PhotographUnreadable, match=r"memory|damaged"):
        open_photograph(data=large, file_name="a.png", today=TODAY)


def planted():
    """Give a JPEG with secrets in GPS, maker note, XMP, comment, description and ICC name."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    exif.get_ifd(0x8769)[0x927C] = SECRET
    data = packed(scene(), exif=exif, comment=SECRET, xmp=b"<x>" + SECRET + b"</x>")
    assert data.count(SECRET) >= 5
    return data + SECRET


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_nothing_planted_survives_clean_writing(opener, kind):
    picture = opened(opener, planted())
    clean = encode_clean(pixels=picture.pixels, file_format=kind, quality=90)
    assert SECRET not in clean
    with Image.open(io.BytesIO(clean)) as image:
        assert image.size == (320, 240)
        assert not image.getexif()
        left = set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not left
    assert SECRET.decode() not in repr(picture.notes)


def test_png_text_does_not_survive(opener):
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    picture = opened(opener, packed(scene(), "PNG", pnginfo=text), "a.png")
    assert SECRET not in encode_clean(pixels=picture.pixels, file_format="PNG")
    assert np.array_equal(picture.pixels, scene())


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
