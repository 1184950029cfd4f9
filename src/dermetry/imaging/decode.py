"""Bytes of one photograph -> upright sRGB pixels. Runs inside the sandbox only."""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageCms

Pixels = NDArray[np.uint8]
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
ORIENTATION, EXIF_PLACE, TAKEN_AT = 0x0112, 0x8769, 0x9003
# After the last scan only the end marker is left: such stray bytes cost no pixel.
HARMLESS = ("extraneous bytes before marker 0xd9", "invalid sos parameters")
TURNS: dict[int, Callable[[Pixels], Pixels]] = {
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.transpose(1, 0, 2),
    6: lambda p: p.transpose(1, 0, 2)[:, ::-1],
    7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
    8: lambda p: p.transpose(1, 0, 2)[::-1],
}


class DecodeRefusedError(Exception):
    """The file cannot be decoded; ``code`` is "truncated", "damaged" or "not_a_photograph"."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass
class Decoded:
    """Upright sRGB pixels, the camera's date as ISO text, and what was done on the way."""

    pixels: Pixels
    taken_on: str | None = None
    notes: list[str] = field(default_factory=list)


def decode(*, data: bytes, file_format: str) -> Decoded:
    """Decode the first frame: color profile to sRGB, alpha onto white, EXIF turn applied."""
    notes: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if getattr(image, "n_frames", 1) > 1:
                notes.append("holds several frames; the first was used")
            if file_format == "JPEG" and image.mode in ("RGB", "L"):
                pixels = _decode_jpeg(data, image, notes)
            else:
                pixels = _decode_pillow(image, notes)
            exif = image.getexif()
            orientation, taken_on = exif.get(ORIENTATION, 1), _taken_on(exif, notes)
    if orientation in TURNS:
        pixels = TURNS[orientation](pixels)
        notes.append("turned upright as the camera recorded")
    return Decoded(np.ascontiguousarray(pixels), taken_on, notes)


def _decode_jpeg(data: bytes, image: Image.Image, notes: list[str]) -> Pixels:
    try:
        pixels = simplejpeg.decode_jpeg(data, "RGB", strict=True)
    except ValueError as error:
        said = str(error).lower()
        if "premature end" in said:
            raise DecodeRefusedError("truncated", str(error)) from error
        if not any(each in said for each in HARMLESS):
            raise DecodeRefusedError("damaged", str(error)) from error
        pixels = simplejpeg.decode_jpeg(data, "RGB", strict=False)
        notes.append("stray bytes after the picture were ignored")
    profile = image.info.get("icc_profile")
    if not profile or image.mode != "RGB":
        return np.asarray(pixels)
    return np.asarray(_to_srgb(Image.fromarray(pixels), profile, notes))


def _decode_pillow(image: Image.Image, notes: list[str]) -> Pixels:
    try:
        image.load()
    except OSError as error:
        said = str(error).lower()
        is_cut = any(each in said for each in ("truncated", "not enough", "eof", "incomplete"))
        raise DecodeRefusedError("truncated" if is_cut else "damaged", str(error)) from error
    profile = image.info.get("icc_profile")
    plain = _eight_bit(image, notes)
    if "A" in plain.getbands() or "transparency" in plain.info:
        plain = _on_white(plain.convert("RGBA"), notes)
    if profile:
        plain = _to_srgb(plain, profile, notes)
    if plain.mode == "CMYK":
        notes.append("print colors (CMYK) without a profile: colors are approximate")
    return np.asarray(plain.convert("RGB"))


def _eight_bit(image: Image.Image, notes: list[str]) -> Image.Image:
    if image.mode in ("I;16", "I;16B", "I;16L", "I;16N", "I"):
        values = np.asarray(image).astype(np.int64)
        if values.min() < 0 or values.max() > 65535:
            raise DecodeRefusedError("not_a_photograph", "gray values outside 16 bit")
        notes.append("16 bit reduced to 8 bit")
        return Image.fromarray((values >> 8).astype(np.uint8))
    if image.mode == "F":
        raise DecodeRefusedError("not_a_photograph", "floating-point pixels")
    return image


def _on_white(image: Image.Image, notes: list[str]) -> Image.Image:
    if image.getchannel("A").getextrema()[0] == 255:
        return image.convert("RGB")
    notes.append("transparent parts were laid on white")
    ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(ground, image).convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes, notes: list[str]) -> Image.Image:
    source = image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if ImageCms.getProfileDescription(opened).strip().startswith("sRGB"):
            return source
        turned = ImageCms.profileToProfile(
            source, opened, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        notes.append("the color profile could not be used: colors are as stored")
        return source
    notes.append("color profile converted to sRGB")
    return source if turned is None else turned


def _taken_on(exif: Image.Exif, notes: list[str]) -> str | None:
    text = exif.get_ifd(EXIF_PLACE).get(TAKEN_AT)
    if not isinstance(text, str) or not text.strip("\0 :"):
        return None
    try:
        return date.fromisoformat(text[:10].replace(":", "-")).isoformat()
    except ValueError:
        notes.append("the camera's date is not readable")
        return None
