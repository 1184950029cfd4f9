"""What each pixel looks at: patch points, slopes and light, computed coarse, then widened."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.demo.lens import Lens, meet_surface
from dermetry.demo.scene import Scene
from dermetry.demo.surface import Surface

Map = NDArray[np.float32]
STEP = 8  # px between the computed nodes; the smooth skin needs no more
PAD = 2
BEYOND_MM = 0.01  # a ray that ends farther from the skin than this never met it


@dataclass
class View:
    """Per-pixel maps (height, width); x and y change where a relief lifts the skin."""

    x: Map
    y: Map
    slope_x: Map
    slope_y: Map
    along_x: Map  # patch mm that the line of sight moves per mm of height
    along_y: Map
    light: Map  # (height, width, 3) toward the lamp, as long as the light is strong
    half: Map  # (height, width, 2) slope that would mirror the lamp into the lens


def look(*, scene: Scene, surface: Surface, lens: Lens) -> View:
    """Compute what each pixel of the photograph sees of the smooth skin."""
    camera = scene.camera
    x_px, y_px = _nodes(camera.width_px), _nodes(camera.height_px)
    rays = lens.rays(x_px=x_px[None, :], y_px=y_px[:, None])
    t = meet_surface(lens=lens, rays=rays, surface=surface, distance_mm=camera.distance_mm)
    points = lens.position + t[..., None] * rays
    x, y = points[..., 0], points[..., 1]
    if np.abs(surface.height(x=x, y=y) - points[..., 2]).max() > BEYOND_MM:
        raise ValueError("the camera looks past the horizon of the skin: tilt or curve it less")
    gx, gy = surface.gradient(x=x, y=y)
    lamp = _light(scene, points)
    toward_lens = -rays / np.linalg.norm(rays, axis=-1, keepdims=True)
    half = lamp / np.linalg.norm(lamp, axis=-1, keepdims=True) + toward_lens
    rise = rays[..., 2] - gx * rays[..., 0] - gy * rays[..., 1]
    size = (camera.width_px, camera.height_px)
    fine = [widen(coarse=part, size=size) for part in (x, y, gx, gy)]
    soft = [
        widen(coarse=part, size=size)
        for part in (
            rays[..., 0] / rise, rays[..., 1] / rise, lamp, half[..., :2] / half[..., 2:],
        )
    ]  # fmt: skip
    return View(*fine, *soft)


def _nodes(length: int) -> NDArray[np.float64]:
    return (np.arange(-PAD, -(-length // STEP) + PAD) + 0.5) * STEP - 0.5


def widen(*, coarse: NDArray[np.float64], size: tuple[int, int]) -> Map:
    """Widen node values to every pixel of (width, height).

    Linear, because OpenCV's cubic does not keep straight lines straight (it ripples by up
    to 0.4 px at this step); what bends between nodes stays below 0.02 px in the families of scenes.
    """
    full = cv2.resize(
        coarse.astype(np.float32), None, fx=STEP, fy=STEP, interpolation=cv2.INTER_LINEAR
    )
    edge = PAD * STEP
    return np.ascontiguousarray(full[edge : edge + size[1], edge : edge + size[0]])


def _light(scene: Scene, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give vectors toward the lamp whose length is the irradiance, 1 where it is aimed."""
    light = scene.light
    azimuth, elevation = np.radians([light.azimuth_deg, light.elevation_deg])
    toward = np.array(
        [
            np.cos(elevation) * np.cos(azimuth),
            np.cos(elevation) * np.sin(azimuth),
            np.sin(elevation),
        ]
    )
    distance = 2500.0 * (0.1 ** min(light.unevenness, 1.0))
    middle = np.array([*scene.camera.look_at_mm, 0.0])
    gap = middle + distance * toward - points
    far = np.linalg.norm(gap, axis=-1, keepdims=True)
    return gap / far * (distance / far) ** 2
