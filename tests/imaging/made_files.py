"""Small photographs made in memory, in every format."""

import io
from datetime import date

import numpy as np
from PIL import Image

TODAY = date(2026, 5, 1)


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


def opened(opener, data, name="photo.jpg"):
    return opener.open(data=data, file_name=name, today=TODAY)
