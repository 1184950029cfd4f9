"""Opening: every good kind comes out upright and clean, and nothing planted is written out."""

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from dermetry.imaging.photograph import Opener, encode_clean
from tests.imaging.made_files import opened, packed, scene

SECRET = b"PLANTED-SECRET"


@pytest.fixture(scope="module")
def opener():
    with Opener() as warm:
        yield warm


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


def swapped_profile():
    """Give an RGB profile in which red and green lights have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"tmp!"), (b"gXYZ", b"rXYZ"), (b"tmp!", b"gXYZ")):
        profile = profile.replace(old, new)
    return profile.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_color_profile_is_turned_into_srgb(opener, kind):
    data = packed(scene(), kind, icc_profile=swapped_profile(), quality=95)
    picture = opened(opener, data, f"a.{kind.lower()}")
    assert "color profile converted to sRGB" in picture.notes
    assert np.abs(picture.pixels[..., [1, 0, 2]].astype(int) - scene()).mean() < 3


def test_an_srgb_profile_changes_nothing(opener):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = opened(opener, packed(scene(), "PNG", icc_profile=profile), "a.png")
    assert np.array_equal(picture.pixels, scene())
    assert picture.notes == ()


def test_a_broken_color_profile_is_a_note(opener):
    picture = opened(opener, packed(scene(), "PNG", icc_profile=b"nonsense" * 40), "a.png")
    assert any("profile could not be used" in note for note in picture.notes)


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
