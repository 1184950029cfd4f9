"""Hair over the skin: short curved strands drawn where they appear in the photograph."""

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.demo.lens import Lens
from dermetry.demo.scene import Skin
from dermetry.demo.surface import Surface

MOST_STRANDS = 6000


def hair_coverage(
    *, skin: Skin, surface: Surface, lens: Lens, size: tuple[int, int],
    patch_box: tuple[float, float, float, float],
) -> NDArray[np.float32]:  # fmt: skip
    """Give how much of each pixel is hidden by hair, (height, width) 0..1."""
    x0, y0, x1, y1 = patch_box
    rng = np.random.default_rng([skin.seed, 53])
    count = min(MOST_STRANDS, int(skin.hair_per_cm2 * (x1 - x0) * (y1 - y0) / 100))
    roots = rng.uniform((x0, y0), (x1, y1), (count, 2))
    heading = 1.2 + 0.3 * rng.standard_normal(count) + 0.004 * roots[:, 0]
    length = rng.gamma(4.0, 2.2, count)
    curl = rng.normal(0, 0.035, count)
    steps = np.linspace(0, 1, 9)[None, :] * length[:, None]
    turn = heading[:, None] + curl[:, None] * steps
    x = roots[:, :1] + np.cumsum(np.cos(turn), axis=1) * length[:, None] / 9
    y = roots[:, 1:] + np.cumsum(np.sin(turn), axis=1) * length[:, None] / 9
    points = surface.points(x=x, y=y)
    points[..., 2] += 0.3 + 0.08 * steps
    pixels = np.round(lens.project(points=points) * 16).astype(np.int32)
    weights = rng.uniform(40, 210, count)
    for x_mm, y_mm, radius_mm in skin.bald_mm:
        is_bald = np.hypot(roots[:, 0] - x_mm, roots[:, 1] - y_mm) < radius_mm
        weights[is_bald] = 0
    layer = np.zeros((size[1], size[0]), np.uint8)
    for strand, weight in zip(pixels[weights > 0], weights[weights > 0], strict=True):
        cv2.polylines(layer, [strand], False, float(weight), 1, cv2.LINE_AA, shift=4)
    return np.asarray(layer, np.float32) / 255
