"""One lesion painted in its own patch coordinates: pigments, relief, wetness, ulcer."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.demo import paint
from dermetry.demo.scene import SceneLesion
from dermetry.demo.textures import noise

Map = NDArray[np.float32]
STEEPEST = 0.85  # a border this flat never hides its far side at 40 degrees of tilt


@dataclass(frozen=True)
class Sprite:
    """Maps over a square around the lesion; pixel (i, j) lies at origin + (j, i) / px_per_mm."""

    origin_mm: tuple[float, float]
    px_per_mm: float
    relief: Map  # mm above the skin
    body: Map  # (N, N, 4): melanin, blood, slope x, slope y
    surface: Map  # (N, N, 2): how much the lesion covers skin texture, wetness
    ulcer: Map | None  # (N, N, 4): log reflectance of the wound, coverage


def make_sprite(
    *, lesion: SceneLesion, border_mm: NDArray[np.float64], tone: int, px_per_mm: float
) -> Sprite:
    """Paint a lesion inside its border (N, 2 patch points), with halo and relief."""
    rng = np.random.default_rng([lesion.seed, 41])
    spokes = border_mm - np.asarray(lesion.center_mm)
    reach = float(np.hypot(*spokes.T).max())
    margin = 6.0 if lesion.halo else 2.0
    half = int(np.ceil((reach + margin) * px_per_mm))
    axis = np.arange(-half, half + 1, dtype=np.float32) / np.float32(px_per_mm)
    inside_mm, depth = _border_fields(spokes, *np.meshgrid(axis, axis))
    cover = _smoothstep(inside_mm / (2 * lesion.softness_mm) + 0.5)
    fine_mm = ((5.0, 0.7), (2.0, 0.5), (0.8, 0.3), (0.35, 0.2))
    speckle = _speckle(rng, size=axis.size, px_per_mm=px_per_mm, octaves=fine_mm)
    lumps = _speckle(
        rng, size=axis.size, px_per_mm=px_per_mm, octaves=((0.7 * reach, 1.0), (3.0, 0.35))
    )
    relief = _relief(lesion, depth=depth, lumps=lumps, reach=reach)
    shiny = {"nodule": 0.5, "papule": 0.45, "plaque": 0.12, "ulcerated": 0.25}
    wet = shiny[lesion.morphology] * cover
    ulcer = None
    if lesion.morphology == "ulcerated":
        ulcer, relief, wet = _ulcer(
            rng, depth=depth, relief=relief, wet=wet, speckle=speckle, lumps=lumps
        )
    relief = cv2.GaussianBlur(relief, (0, 0), 0.15 * px_per_mm)
    slope_x = cv2.Sobel(relief, cv2.CV_32F, 1, 0, ksize=3, scale=px_per_mm / 8)
    slope_y = cv2.Sobel(relief, cv2.CV_32F, 0, 1, ksize=3, scale=px_per_mm / 8)
    melanin, blood = _pigments(lesion, tone, cover, inside_mm, depth, speckle)
    covers = cover * (0.35 if lesion.morphology == "plaque" else 0.7)
    origin = (lesion.center_mm[0] - half / px_per_mm, lesion.center_mm[1] - half / px_per_mm)
    return Sprite(
        origin, px_per_mm, relief, cv2.merge([melanin, blood, slope_x, slope_y]),
        cv2.merge([covers, wet]), ulcer,
    )  # fmt: skip


def _border_fields(spokes: NDArray[np.float64], x: Map, y: Map) -> tuple[Map, Map]:
    """Give the distance inside the border in mm, and depth 0 at the border .. 1 in the middle."""
    angle = np.arctan2(spokes[:, 1], spokes[:, 0])
    order = np.argsort(angle)
    grid = np.linspace(-np.pi, np.pi, 4097)
    reach = np.interp(grid, angle[order], np.hypot(*spokes.T)[order], period=2 * np.pi)
    # across the border, not along the spoke, is what the eye sees as its softness
    lean = np.cos(np.arctan(np.gradient(reach, grid) / reach))
    radius, theta = cv2.cartToPolar(x, y)
    index = (theta / np.float32(2 * np.pi) * 4096 + 2048.5).astype(np.int32) % 4096
    limit, lean_at = reach.astype(np.float32)[index], lean.astype(np.float32)[index]
    return (limit - radius) * lean_at, 1 - np.minimum(radius / limit, 1)


def _smoothstep(t: Map) -> Map:
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def _speckle(
    rng: np.random.Generator, *, size: int, px_per_mm: float,
    octaves: tuple[tuple[float, float], ...],
) -> Map:  # fmt: skip
    """Give noise of several bump sizes (mm, strength), about unit spread."""
    total = np.zeros((size, size), np.float32)
    for bump_mm, strength in octaves:
        cells = max(3, min(size // 2, round(size / px_per_mm / bump_mm)))
        total += strength * noise(rng=rng, size=size, cells=cells)
    return total


def _relief(lesion: SceneLesion, *, depth: Map, lumps: Map, reach: float) -> Map:
    """Raise a dome, or a flat-topped plaque, no steeper at its border than STEEPEST."""
    inner = 1 - depth
    if lesion.morphology in ("plaque", "ulcerated"):
        form, steep = _smoothstep(depth * 1.7), 1.5 * 1.7
    else:
        form, steep = (1 - inner**2.6) ** 1.35, 2.0
    shortest = reach * lesion.perpendicular_mm / lesion.longest_mm * (1 - lesion.waist)
    height = min(lesion.relief_mm, STEEPEST * shortest / steep)
    uneven = 1 + (0.11 if lesion.morphology == "nodule" else 0.08) * np.clip(lumps, -2, 2)
    return (height * form * uneven).astype(np.float32)


def _pigments(
    lesion: SceneLesion, tone: int, cover: Map, inside_mm: Map, depth: Map, speckle: Map
) -> tuple[Map, Map]:
    melanin, blood = paint.lesion_pigments(color=lesion.color, tone=tone, contrast=lesion.contrast)
    rim = 1 + 0.12 * np.exp(-((depth / 0.25) ** 2))
    uneven = 1 + 0.16 * np.clip(speckle, -2, 2)
    halo = lesion.halo * blood * np.exp(np.minimum(inside_mm, 0) / 2.2) * (1 - cover)
    vessels = 0.25 * blood * np.exp(-(((speckle - 0.4) / 0.12) ** 2)) * cover * depth
    return (
        (melanin * cover * uneven).astype(np.float32),
        (blood * cover * uneven * rim + halo + vessels).astype(np.float32),
    )


def _ulcer(
    rng: np.random.Generator, *, depth: Map, relief: Map, wet: Map, speckle: Map, lumps: Map
) -> tuple[Map, Map, Map]:
    """Dig a crater: raw red and yellow slough, a crust along part of its edge."""
    edge = depth - 0.40 + 0.055 * lumps + 0.018 * speckle
    hole = _smoothstep(edge / 0.14 + 0.5)
    turned = np.roll(speckle, int(rng.integers(20, 60)), axis=1)
    slough = (
        0.72
        * _smoothstep(0.45 + 0.32 * (turned - np.roll(lumps, lumps.shape[0] // 4, axis=0)))[
            ..., None
        ]
    )
    raw = np.log(paint.linear_from_srgb(rgb=paint.RAW_SRGB))
    yellow = np.log(paint.linear_from_srgb(rgb=paint.SLOUGH_SRGB))
    crust_color = np.log(paint.linear_from_srgb(rgb=paint.CRUST_SRGB))
    wound = raw + slough * (yellow - raw) + 0.12 * speckle[..., None]
    patchy = _smoothstep(0.1 + 0.9 * np.roll(lumps, -lumps.shape[0] // 3, axis=0) + 0.25 * speckle)
    ring = np.exp(-((edge / 0.12) ** 2)) * patchy
    wound = wound + 0.85 * ring[..., None] * (crust_color - wound)
    coverage = np.clip(np.maximum(0.94 * hole, 0.9 * ring), 0, 1)
    relief = relief * (1 - 0.6 * hole) + 0.3 * ring - 0.08 * hole * speckle
    wet = np.maximum(wet, 1.1 * hole * (1 - ring))
    overlay = np.dstack([wound, coverage]).astype(np.float32)
    return overlay, relief.astype(np.float32), wet.astype(np.float32)
