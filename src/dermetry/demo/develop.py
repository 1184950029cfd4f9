"""From light to file: blur, vignetting, noise, tone curve, JPEG with its EXIF date."""

import struct
from functools import lru_cache

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import ExifTags, Image

from dermetry.demo.scene import Capture

Map = NDArray[np.float32]
LEVELS = 4096
QUARTER_TURNS = {1: 0, 3: 2, 6: 1, 8: 3}  # np.rot90 turns that make the stored raster


def develop(*, linear: Map, capture: Capture, seed: int) -> bytes:
    """Give the JPEG bytes a phone would store for linear light (height, width, 3)."""
    picture = blur(picture=linear, capture=capture)
    picture = _vignette(picture, strength=capture.vignetting)
    if capture.noise:
        picture = _add_noise(picture, strength=capture.noise, seed=seed)
    index = np.clip(picture * (LEVELS - 1), 0, LEVELS - 1).astype(np.uint16)
    pixels = np.take(_tone_curve(), index)
    pixels = np.rot90(pixels, QUARTER_TURNS[capture.orientation])
    jpeg = simplejpeg.encode_jpeg(
        np.ascontiguousarray(pixels), quality=capture.jpeg_quality, colorsubsampling="420"
    )
    return _with_exif(jpeg, capture=capture)


def blur(*, picture: Map, capture: Capture) -> Map:
    """Blur by defocus and by a moving hand."""
    if capture.blur_px > 0.2:
        picture = cv2.GaussianBlur(picture, (0, 0), capture.blur_px)
    if capture.motion_px > 1:
        length = int(capture.motion_px) | 1
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, length // 3), (length - 1, length - 1 - length // 3), 1.0)
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    return picture


def _vignette(picture: Map, *, strength: float) -> Map:
    height, width = picture.shape[:2]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * height / width
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    fall = 1 - np.float32(strength) * (x * x + y * y)
    return picture * fall[..., None]


def _add_noise(picture: Map, *, strength: float, seed: int) -> Map:
    """Add shot noise that a phone's software has already smoothed, more so in color."""
    rng = np.random.default_rng([seed, 61])
    size = (1024 + 64, 1024 + 64, 3)
    grain = rng.standard_normal(size, np.float32)
    gray = cv2.GaussianBlur(grain[..., 0], (0, 0), 0.65)
    color = cv2.GaussianBlur(grain, (0, 0), 1.6)
    tile = 2.0 * gray[..., None] + 2.6 * color
    height, width = picture.shape[:2]
    rows, columns = -(-height // size[0]), -(-width // size[1])
    tiled = np.tile(tile, (rows, columns, 1))[:height, :width]
    spread = cv2.sqrt(np.maximum(picture, 0) + 0.002) * np.float32(0.013 * strength)
    return picture + spread * tiled


@lru_cache(maxsize=1)
def _tone_curve() -> NDArray[np.uint8]:
    """Give sRGB bytes for linear levels, with a phone's slight contrast and soft whites."""
    linear = np.linspace(0, 1, LEVELS)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    contrast = srgb + 0.035 * np.sin(2 * np.pi * (srgb - 0.5)) * 0.6
    return np.asarray(np.round(255 * np.clip(contrast, 0, 1)), np.uint8)


def _with_exif(jpeg: bytes, *, capture: Capture) -> bytes:
    """Put an APP1 segment behind the start marker."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = capture.orientation
    exif[ExifTags.Base.Software] = "dermetry demo renderer"
    if capture.taken_at is not None:
        stamp = capture.taken_at.strftime("%Y:%m:%d %H:%M:%S")
        exif[ExifTags.Base.DateTime] = stamp
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = stamp
    body = exif.tobytes()
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]
