"""What a file says of itself, checked before any pixel is decoded."""

import io
import struct
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from dermetry.errors import PhotographUnreadable
from dermetry.imaging.limits import read_limits
from dermetry.imaging.photograph_errors import (
    KEPT,
    PhotographDamaged,
    PhotographEmpty,
    PhotographTooLarge,
    PhotographTooSmall,
    PhotographTruncated,
    PhotographWrongType,
)

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
SUFFIXES = {
    "JPEG": ("jpg", "jpeg", "jpe", "jfif", "mpo"),
    "PNG": ("png",),
    "WEBP": ("webp",),
    "TIFF": ("tif", "tiff"),
}
SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\x00", b"MM\x00*")  # JPEG, PNG, TIFF
LOOKS = (
    (b"<", "a web page or other text"),
    (b"%PDF", "a PDF document"),
    (b"GIF8", "a GIF"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"BM", "a BMP"),
)


@dataclass(frozen=True)
class Header:
    """Format and stored size (before any turn) of a file."""

    file_format: str
    width_px: int
    height_px: int
    notes: tuple[str, ...]


def read_header(*, data: bytes, file_name: str) -> Header:
    """Read format and size without decoding; raises a ``PhotographUnreadable`` kind."""
    limits = read_limits(table="opener")
    if not data:
        raise PhotographEmpty(
            f"{file_name} is empty",
            why="the file holds no bytes, most often after a broken transfer",
            next_step="copy it again from the camera or phone",
        )
    if len(data) > limits["bytes_most"]:
        raise _too_large(
            file_name, f"{len(data) / 1e6:.0f} MB", f"{limits['bytes_most'] / 1e6:.0f} MB"
        )
    file_format, (width, height) = _identify(data, file_name)
    if width * height > limits["pixels_most"]:
        raise _too_large(file_name, f"{width} x {height} pixels", _most_pixels())
    if min(width, height) < limits["side_least_px"]:
        raise PhotographTooSmall(
            f"{file_name} has only {width} x {height} pixels",
            why=f"at least {limits['side_least_px']:.0f} pixels on each side are needed",
            next_step="use the original from the camera, not a preview or icon",
        )
    return Header(file_format, width, height, _suffix_notes(file_format, file_name))


def _identify(data: bytes, file_name: str) -> tuple[str, tuple[int, int]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                found = image.format or ""
                return ("JPEG" if found == "MPO" else found), image.size
    except Image.DecompressionBombError as error:
        raise _too_large(file_name, _pixels_in(data, str(error)), _most_pixels()) from error
    except UnidentifiedImageError as error:
        raise _unidentified(data, file_name) from error
    except Exception as error:  # header parsers raise many kinds on hostile input
        raise PhotographDamaged(
            f"{file_name} is damaged: its header cannot be read",
            why=f"{type(error).__name__}: {error}",
            next_step=f"copy it again from the camera or phone. {KEPT}",
        ) from error


def _most_pixels() -> str:
    return f"{read_limits(table='opener')['pixels_most'] / 1e6:.0f} million pixels"


def _pixels_in(data: bytes, message: str) -> str:
    """Say how large a picture is that Pillow refused; its refusal does not give the sides."""
    if data.startswith(SIGNS[1]) and len(data) >= 24:  # PNG: the sides stand at a fixed place
        width, height = struct.unpack(">II", data[16:24])
        return f"{width} x {height} pixels"
    count = next((int(word) for word in message.replace("(", " ").split() if word.isdigit()), 0)
    return f"{count / 1e6:.0f} million pixels" if count else "far too many pixels"


def _unidentified(data: bytes, file_name: str) -> PhotographUnreadable:
    """Tell a photograph whose header is cut off from a file of another kind."""
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    if is_webp or data.startswith(SIGNS):
        return PhotographTruncated(
            f"{file_name} ends too early or is damaged: it says nothing of its size",
            why="the file was cut off, most often by a broken transfer",
            next_step=f"copy it again from the camera or phone. {KEPT}",
        )
    return _wrong_type(data, file_name)


def _wrong_type(data: bytes, file_name: str) -> PhotographWrongType:
    start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    look = next((words for sign, words in LOOKS if start.startswith(sign)), "no picture we know")
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim", b"ftypavif"):
        look = "a HEIC or AVIF photograph"
    return PhotographWrongType(
        f"{file_name} is not a photograph that can be opened",
        why=f"it looks like {look}; JPEG, PNG, WebP and TIFF are understood",
        next_step=f"export the photograph as JPEG from the phone or camera. {KEPT}",
    )


def _too_large(file_name: str, has: str, most: str) -> PhotographTooLarge:
    return PhotographTooLarge(
        f"{file_name} is too large: {has}",
        why=f"at most {most} are opened, because larger files can exhaust the machine",
        next_step=f"save it again as JPEG at a smaller size. {KEPT}",
    )


def _suffix_notes(file_format: str, file_name: str) -> tuple[str, ...]:
    suffix = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    if not suffix or suffix in SUFFIXES[file_format]:
        return ()
    return (f"named .{suffix} but is a {file_format} file",)
