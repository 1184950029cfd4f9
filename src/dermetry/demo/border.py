"""The true border of a lesion on the curved skin, and what it measures."""

import numpy as np
from numpy.typing import NDArray

from dermetry.demo.scene import SceneLesion
from dermetry.demo.surface import Surface

Array = NDArray[np.float64]
BORDER_POINTS = 720


def lesion_border(*, lesion: SceneLesion, surface: Surface) -> Array:
    """Give the border as patch points (720, 2) whose greatest 3D chord is longest_mm.

    The border is star-shaped around ``center_mm``; points run by rising shape angle.
    """
    shape = _unit_shape(lesion)
    to_patch = _tangent_to_patch(lesion, surface)
    size = np.array([lesion.longest_mm, lesion.perpendicular_mm]) / 2
    turn = _rotation(lesion.direction_deg)
    for step in (8, 8, 1, 1):  # few points first: the size is nearly right after one round
        border = np.asarray(lesion.center_mm) + (shape[::step] * size) @ turn.T @ to_patch.T
        longest, _, _ = measure_border(border=border, surface=surface)
        size = size * (lesion.longest_mm / longest)
    return np.asarray(lesion.center_mm) + (shape * size) @ turn.T @ to_patch.T


def measure_border(*, border: Array, surface: Surface) -> tuple[float, float, float]:
    """Measure a border (N, 2) on the skin: longest chord mm, perpendicular mm, area mm2."""
    points = surface.points(x=border[:, 0], y=border[:, 1])
    squared = (points**2).sum(axis=1)
    distances = squared[:, None] + squared[None, :] - 2 * points @ points.T
    a, b = np.unravel_index(int(np.argmax(distances)), distances.shape)
    along = points[a] - points[b]
    longest = float(np.linalg.norm(along))
    spokes = points - points.mean(axis=0)
    triangles = np.cross(spokes, np.roll(spokes, -1, axis=0)) / 2
    normal = triangles.sum(axis=0)
    across = np.cross(normal / np.linalg.norm(normal), along / longest)
    extent = points @ (across / np.linalg.norm(across))
    area = float(np.linalg.norm(triangles, axis=1).sum())
    return longest, float(extent.max() - extent.min()), area


def _unit_shape(lesion: SceneLesion) -> Array:
    """Draw the border around the unit circle: slow lobes and fine notches."""
    rng = np.random.default_rng([lesion.seed, 23])
    angle = np.linspace(0, 2 * np.pi, BORDER_POINTS, endpoint=False)
    radius = np.ones_like(angle)
    for order in range(2, 15):
        strength = lesion.border_amplitude * rng.normal() * order**-0.9
        radius += strength * np.cos(order * angle + rng.uniform(0, 2 * np.pi))
    radius *= 1 - lesion.waist * np.abs(np.sin(angle)) ** 6
    radius = np.maximum(radius, 0.3)
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _tangent_to_patch(lesion: SceneLesion, surface: Surface) -> Array:
    """Give the (2, 2) map that lays tangent-plane millimeters onto the patch plane.

    A slope shortens what the patch plane shows of a length along the slope.
    """
    x, y = lesion.center_mm
    gradient = np.array([float(g) for g in surface.gradient(x=np.float64(x), y=np.float64(y))])
    steep = gradient @ gradient
    if steep < 1e-12:
        return np.eye(2)
    shorten = 1 / np.sqrt(1 + steep) - 1
    return np.eye(2) + shorten * np.outer(gradient, gradient) / steep


def _rotation(degrees: float) -> Array:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cos, -sin], [sin, cos]])
