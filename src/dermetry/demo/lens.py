"""A pinhole camera with slight radial distortion, held over the skin."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dermetry.demo.scene import Camera
from dermetry.demo.surface import Surface

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Lens:
    """Position and axes of the camera in patch coordinates, focal length in px."""

    position: Array
    right: Array
    down: Array
    forward: Array
    focal_px: float
    center_px: tuple[float, float]
    k1: float

    def project(self, *, points: Array) -> Array:
        """Give the pixels (..., 2) of 3D points (..., 3)."""
        relative = points - self.position
        depth = relative @ self.forward
        x, y = relative @ self.right / depth, relative @ self.down / depth
        bend = 1 + self.k1 * (x * x + y * y)
        px = np.stack([x * bend, y * bend], axis=-1) * self.focal_px
        return px + np.asarray(self.center_px)

    def rays(self, *, x_px: Array, y_px: Array) -> Array:
        """Give the directions (..., 3) seen by pixels, with unit depth along the axis."""
        xd = (x_px - self.center_px[0]) / self.focal_px
        yd = (y_px - self.center_px[1]) / self.focal_px
        x, y = xd, yd
        for _ in range(8):  # fixed point: the distortion is below 2 %
            bend = 1 + self.k1 * (x * x + y * y)
            x, y = xd / bend, yd / bend
        return self.forward + x[..., None] * self.right + y[..., None] * self.down

    def tilt_deg(self, *, normal: Array) -> float:
        """Give the angle between the optical axis and a plane's normal."""
        return float(np.degrees(np.arccos(np.clip(-self.forward @ normal, -1, 1))))


def place_lens(*, camera: Camera, surface: Surface) -> Lens:
    """Place the camera at its distance and tilt over the point it looks at."""
    x, y = camera.look_at_mm
    target = surface.points(x=np.float64(x), y=np.float64(y))
    normal = surface.normal(x=x, y=y)
    tilt, azimuth, roll = np.radians([camera.tilt_deg, camera.azimuth_deg, camera.roll_deg])
    along_x = _unit(np.array([1.0, 0, 0]) - normal[0] * normal)
    along_y = _unit(np.array([0, 1.0, 0]) - normal[1] * normal - along_x[1] * along_x)
    lean = np.cos(azimuth) * along_x + np.sin(azimuth) * along_y
    forward = -(np.cos(tilt) * normal + np.sin(tilt) * lean)
    right = _unit(np.array([1.0, 0, 0]) - forward[0] * forward)
    down = _unit(np.array([0, 1.0, 0]) - forward[1] * forward - right[1] * right)
    cos, sin = np.cos(roll), np.sin(roll)
    long_px = max(camera.width_px, camera.height_px)
    return Lens(
        position=target - camera.distance_mm * forward,
        right=cos * right + sin * down,
        down=cos * down - sin * right,
        forward=forward,
        focal_px=long_px / 2 / np.tan(np.radians(camera.field_of_view_deg) / 2),
        center_px=((camera.width_px - 1) / 2, (camera.height_px - 1) / 2),
        k1=camera.radial_k1,
    )


def meet_surface(*, lens: Lens, rays: Array, surface: Surface, distance_mm: float) -> Array:
    """Give the distances t where position + t * ray meets the skin (Newton's method).

    Rays that would pass beyond the skin's horizon are cut at four camera distances.
    """
    px, py, pz = lens.position
    dx, dy, dz = rays[..., 0], rays[..., 1], rays[..., 2]
    t = np.full(dx.shape, distance_mm)
    for _ in range(12):
        x, y = px + t * dx, py + t * dy
        gx, gy = surface.gradient(x=x, y=y)
        slope = dz - gx * dx - gy * dy
        step = (pz + t * dz - surface.height(x=x, y=y)) / np.minimum(slope, -0.05)
        t = np.clip(t - step, 0.2 * distance_mm, 4 * distance_mm)
    return t


def _unit(vector: Array) -> Array:
    return vector / np.linalg.norm(vector)
