"""The calibration object in the scene: a rigid plate, or a strip that follows the skin."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.demo.lens import Lens
from dermetry.demo.paint import linear_from_srgb
from dermetry.demo.scene import CalibrationPlacement, CardTexture
from dermetry.demo.surface import Surface

Array = NDArray[np.float64]
Map = NDArray[np.float32]


@dataclass(frozen=True)
class Plate:
    """A calibration object in place: its plane, its size, and where its corners appear."""

    center: Array
    along: Array  # unit vector of the raster's x
    down: Array
    normal: Array
    corners_px: Array  # (4, 2)


def place_plate(
    *, placement: CalibrationPlacement, card: CardTexture, surface: Surface, lens: Lens
) -> Plate:
    """Lay the object down tangent to the skin at its center, and project its corners."""
    x, y = placement.center_mm
    normal = surface.normal(x=x, y=y)
    angle = np.radians(placement.direction_deg)
    flat = np.array([np.cos(angle), np.sin(angle), 0.0])
    along = flat - (flat @ normal) * normal
    along /= np.linalg.norm(along)
    down = np.cross(normal, along)  # y runs down, so this is the raster's y
    center = surface.points(x=np.float64(x), y=np.float64(y)) + placement.lift_mm * normal
    half_x, half_y = card.width_mm / 2, card.height_mm / 2
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], float)
    corners = center + signs[:, :1] * half_x * along + signs[:, 1:] * half_y * down
    if placement.is_flexible:
        corners = np.stack([
            _bend(surface, placement, sx * half_x, sy * half_y) for sx, sy in signs
        ])  # fmt: skip
    return Plate(center, along, down, normal, lens.project(points=corners))


def plate_coordinates(
    *, plate: Plate, placement: CalibrationPlacement, surface: Surface, lens: Lens,
    window: tuple[int, int, int, int], patch_xy: tuple[Map, Map],
) -> tuple[Map, Map]:  # fmt: skip
    """Give the object's own millimeters (from its center) at the pixels of a window.

    A flexible strip keeps its lengths: its millimeters are arc lengths on the skin.
    """
    if placement.is_flexible:
        return _strip_coordinates(placement, surface, patch_xy)
    x0, y0, x1, y1 = window
    rays = lens.rays(x_px=np.arange(x0, x1)[None, :] * 1.0, y_px=np.arange(y0, y1)[:, None] * 1.0)
    t = (plate.center - lens.position) @ plate.normal / (rays @ plate.normal)
    offset = lens.position + t[..., None] * rays - plate.center
    return (offset @ plate.along).astype(np.float32), (offset @ plate.down).astype(np.float32)


def sample_card(*, card: CardTexture, s: Map, t: Map, px_per_mm: float) -> tuple[Map, Map]:
    """Give the object's linear reflectance and its coverage 0..1 at its own millimeters."""
    raster_px_per_mm = card.rgb.shape[1] / card.width_mm
    wanted = min(raster_px_per_mm, 1.6 * px_per_mm)
    size = (round(card.width_mm * wanted), round(card.height_mm * wanted))
    linear = linear_from_srgb(rgb=card.rgb)
    linear = cv2.resize(linear, size, interpolation=cv2.INTER_AREA)
    u = (s / card.width_mm + 0.5) * size[0] - 0.5
    v = (t / card.height_mm + 0.5) * size[1] - 0.5
    color = cv2.remap(linear, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inside = np.minimum(card.width_mm / 2 - np.abs(s), card.height_mm / 2 - np.abs(t))
    return 0.03 + 0.87 * color, np.clip(inside * px_per_mm + 0.5, 0, 1)


def _axes(placement: CalibrationPlacement) -> tuple[Array, Array]:
    angle = np.radians(placement.direction_deg)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([cos, sin]), np.array([-sin, cos])


def _arc(surface: Surface, placement: CalibrationPlacement, axis: Array) -> tuple[Array, Array]:
    """Give patch distances along an axis through the center, and the arc lengths there."""
    reach = np.linspace(-90, 90, 721)
    x, y = (placement.center_mm[i] + reach * axis[i] for i in (0, 1))
    gx, gy = surface.gradient(x=x, y=y)
    speed = np.sqrt(1 + (gx * axis[0] + gy * axis[1]) ** 2)
    arc = np.concatenate([[0], np.cumsum((speed[1:] + speed[:-1]) / 2 * np.diff(reach))])
    return reach, arc - arc[360]


def _bend(surface: Surface, placement: CalibrationPlacement, s: float, t: float) -> Array:
    along, across = _axes(placement)
    patch = np.asarray(placement.center_mm, float)
    for axis, length in ((along, s), (across, t)):
        reach, arc = _arc(surface, placement, axis)
        patch = patch + np.interp(length, arc, reach) * axis
    return surface.points(x=np.float64(patch[0]), y=np.float64(patch[1]))


def _strip_coordinates(
    placement: CalibrationPlacement, surface: Surface, patch_xy: tuple[Map, Map]
) -> tuple[Map, Map]:
    dx, dy = patch_xy[0] - placement.center_mm[0], patch_xy[1] - placement.center_mm[1]
    result = []
    for axis in _axes(placement):
        reach, arc = _arc(surface, placement, axis)
        result.append(np.interp(axis[0] * dx + axis[1] * dy, reach, arc).astype(np.float32))
    return result[0], result[1]
