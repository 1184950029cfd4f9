"""The colors of skin and of lesions, as absorption by melanin and by blood.

Linear reflectance is exp(base - melanin * MELANIN - blood * BLOOD): the tone of the
skin and what a lesion adds multiply, as pigments do.
"""

import numpy as np
from numpy.typing import NDArray

MELANIN = np.array([0.42, 0.80, 1.15], np.float32)  # absorbs blue most
BLOOD = np.array([0.16, 1.00, 0.86], np.float32)  # absorbs green and blue, hardly red
SHADE = np.array([0.86, 1.0, 1.06], np.float32)  # light leaks into shadows reddish

TONES_SRGB = {  # what we chose for Fitzpatrick types 1 to 6 under even light
    1: (236, 203, 188),
    2: (226, 186, 164),
    3: (207, 163, 135),
    4: (176, 128, 98),
    5: (128, 88, 66),
    6: (84, 57, 44),
}
# melanin and blood that a lesion adds in light skin; dark skin shows redness less and
# pigment more, which `lesion_pigments` accounts for
LESION_PIGMENTS = {
    "pink": (0.06, 0.55),
    "red": (0.12, 0.85),
    "red_brown": (0.34, 0.85),
    "violaceous": (0.48, 0.62),
    "pigmented": (1.25, 0.30),
}
SLOUGH_SRGB = (196, 158, 104)
RAW_SRGB = (150, 42, 42)
CRUST_SRGB = (84, 44, 30)


def linear_from_srgb(*, rgb: tuple[int, int, int] | NDArray[np.uint8]) -> NDArray[np.float32]:
    """Give linear reflectance 0..1 of sRGB values 0..255."""
    value = np.asarray(rgb, np.float32) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def log_base(*, tone: int) -> NDArray[np.float32]:
    """Give the log of the linear reflectance of a skin tone."""
    return np.log(linear_from_srgb(rgb=TONES_SRGB[tone]))


def lesion_pigments(*, color: str, tone: int, contrast: float) -> tuple[float, float]:
    """Give the melanin and blood a lesion of this color adds to skin of this tone."""
    melanin, blood = LESION_PIGMENTS[color]
    darkness = max(0, tone - 3) / 3
    return (
        contrast * (melanin + 0.42 * darkness),
        contrast * blood * (1 - 0.40 * darkness),
    )
