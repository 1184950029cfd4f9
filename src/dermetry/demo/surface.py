"""The shape of the skin: a curved, gently undulating height field."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dermetry.demo.scene import Skin

Array = NDArray[np.float64]
SOFT_MM = 150.0  # beyond this the curve turns into a slope, so that rays still meet skin


@dataclass(frozen=True)
class Surface:
    """Height z(x, y) in mm over the patch plane, with exact gradients."""

    curvature_x: float
    curvature_y: float
    waves: tuple[tuple[float, float, float, float], ...]  # amplitude, kx, ky, phase

    def height(self, *, x: Array, y: Array) -> Array:
        """Give z in mm at patch points."""
        z = -self.curvature_x * _bow(x) - self.curvature_y * _bow(y)
        for amplitude, kx, ky, phase in self.waves:
            z = z + amplitude * np.sin(kx * x + ky * y + phase)
        return z

    def gradient(self, *, x: Array, y: Array) -> tuple[Array, Array]:
        """Give (dz/dx, dz/dy) at patch points."""
        gx = -self.curvature_x * x / np.sqrt(1 + (x / SOFT_MM) ** 2)
        gy = -self.curvature_y * y / np.sqrt(1 + (y / SOFT_MM) ** 2)
        for amplitude, kx, ky, phase in self.waves:
            slope = amplitude * np.cos(kx * x + ky * y + phase)
            gx, gy = gx + kx * slope, gy + ky * slope
        return gx, gy

    def points(self, *, x: Array, y: Array) -> Array:
        """Give the 3D points (..., 3) above patch points."""
        return np.stack([x, y, self.height(x=x, y=y)], axis=-1)

    def normal(self, *, x: float, y: float) -> Array:
        """Give the unit normal (3,) at one patch point, pointing out of the skin."""
        gx, gy = self.gradient(x=np.float64(x), y=np.float64(y))
        normal = np.array([-float(gx), -float(gy), 1.0])
        return normal / np.linalg.norm(normal)


def _bow(t: Array) -> Array:
    """Give t^2/2 near zero, turning linear beyond SOFT_MM."""
    return SOFT_MM**2 * (np.sqrt(1 + (t / SOFT_MM) ** 2) - 1)


def make_surface(*, skin: Skin) -> Surface:
    """Make the surface of a skin patch; the same skin seed gives the same shape."""
    rng = np.random.default_rng([skin.seed, 11])
    waves = []
    for wavelength in (170.0, 120.0, 85.0) if skin.undulation_mm else ():
        angle, phase = rng.uniform(0, 2 * np.pi, 2)
        k = 2 * np.pi / wavelength
        amplitude = skin.undulation_mm * wavelength / 170.0
        waves.append((amplitude, k * np.cos(angle), k * np.sin(angle), phase))
    return Surface(1 / skin.radius_x_mm, 1 / skin.radius_y_mm, tuple(waves))
