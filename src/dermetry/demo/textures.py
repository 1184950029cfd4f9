"""Skin texture: fine relief that repeats unseen, and one person's own mottling.

Both are anchored to the patch in millimeters, so that the same skin seed shows the same
freckles at every visit.
"""

from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.demo.scene import Polygon

Map = NDArray[np.float32]
TILE_MM = 80.0
TILE_PX = 1280  # 16 px per mm
MOTTLE_MM = 480.0  # side of the mottling map, centered on (0, 0)
MOTTLE_PX_PER_MM = 4.0


@lru_cache(maxsize=4)
def relief_tile(*, px_per_mm: int) -> Map:
    """Give a wrapping tile (N, N, 3): slope along x, slope along y, darkness of furrows."""
    height, bumps = _furrow_height()
    size = int(TILE_MM * px_per_mm)
    if size != TILE_PX:
        height = cv2.resize(height, (size, size), interpolation=cv2.INTER_AREA)
        bumps = cv2.resize(bumps, (size, size), interpolation=cv2.INTER_AREA)
    pad = np.pad(height + bumps, 1, mode="wrap")
    scale = px_per_mm / 2
    slope_x = (pad[1:-1, 2:] - pad[1:-1, :-2]) * scale
    slope_y = (pad[2:, 1:-1] - pad[:-2, 1:-1]) * scale
    tile = np.dstack([slope_x, slope_y, np.maximum(-height, 0) * 9]).astype(np.float32)
    return np.pad(tile, ((0, 1), (0, 1), (0, 0)), mode="wrap")


def _furrow_height() -> tuple[Map, Map]:
    """Draw furrows, pores and grain as a height in mm, and the wider bumps apart."""
    rng = np.random.default_rng(5)
    coarse = _cells(rng, spacing_px=17, stretch=1.5)
    fine = _cells(rng, spacing_px=8, stretch=1.0)
    depth = noise(rng=rng, size=TILE_PX, cells=10, wrap=True) * 0.35 + 0.7
    height = -0.030 * depth * coarse - 0.011 * fine
    pores = np.zeros((TILE_PX, TILE_PX), np.float32)
    for x, y in rng.integers(8, TILE_PX - 8, (1100, 2)):
        cv2.circle(pores, (int(x), int(y)), int(rng.integers(1, 4)), float(rng.uniform(0.3, 1)), -1)
    height -= 0.028 * cv2.GaussianBlur(pores, (0, 0), 1.6)
    height += 0.010 * noise(rng=rng, size=TILE_PX, cells=160, wrap=True)
    bumps = 0.035 * noise(rng=rng, size=TILE_PX, cells=26, wrap=True)
    return height.astype(np.float32), bumps


def _cells(rng: np.random.Generator, *, spacing_px: int, stretch: float) -> Map:
    """Draw the borders between the nearest-neighbor cells of jittered points, blurred."""
    step_y = spacing_px / stretch
    columns, rows = round(TILE_PX / spacing_px), round(TILE_PX / step_y)
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    x = (x + rng.uniform(0, 0.95, x.shape)) * TILE_PX / columns
    y = (y + rng.uniform(0, 0.95, y.shape)) * TILE_PX / rows
    edge = 3 * spacing_px
    seeds = np.full((TILE_PX, TILE_PX), 255, np.uint8)
    seeds[y.astype(int) % TILE_PX, x.astype(int) % TILE_PX] = 0
    seeds = np.pad(seeds, edge, mode="wrap")
    _, label = cv2.distanceTransformWithLabels(
        seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    lines = ((label != np.roll(label, 1, 0)) | (label != np.roll(label, 1, 1))).astype(np.float32)
    lines = cv2.GaussianBlur(lines, (0, 0), spacing_px / 9)[edge:-edge, edge:-edge]
    return np.asarray(lines / lines.max(), np.float32)


def noise(*, rng: np.random.Generator, size: int, cells: int, wrap: bool = False) -> Map:
    """Give smooth noise (size, size), zero mean, unit spread, ``cells`` bumps across."""
    pad = 3 if wrap else 2
    grid = rng.standard_normal((cells, cells)).astype(np.float32)
    grid = np.pad(grid, pad, mode="wrap")
    full = cv2.resize(grid, None, fx=size / cells, fy=size / cells, interpolation=cv2.INTER_CUBIC)
    edge = round(pad * size / cells)
    part = full[edge : edge + size, edge : edge + size]
    return np.asarray((part - part.mean()) / (part.std() + 1e-6), np.float32)


@lru_cache(maxsize=2)
def mottle_map(*, seed: int, tone: int, freckles: int, scar_mm: Polygon) -> Map:
    """Give one person's (N, N, 2) differences in melanin and in hemoglobin."""
    rng = np.random.default_rng([seed, 31])
    size = int(MOTTLE_MM * MOTTLE_PX_PER_MM)
    melanin = np.zeros((size, size), np.float32)
    blood = np.zeros((size, size), np.float32)
    for cells, mel, hem in (
        (7, 0.05, 0.06),
        (22, 0.03, 0.045),
        (75, 0.02, 0.035),
        (260, 0.014, 0.03),
    ):
        melanin += mel * noise(rng=rng, size=size, cells=cells)
        blood += hem * noise(rng=rng, size=size, cells=cells)
    specks = noise(rng=rng, size=size, cells=520)
    blood += 0.022 * specks
    _add_veins(rng, melanin=melanin, blood=blood, strength=0.09 if tone <= 3 else 0.03)
    _add_freckles(rng, melanin=melanin, count=freckles, tone=tone)
    if scar_mm:
        _add_scar(melanin=melanin, blood=blood, scar_mm=scar_mm)
    return np.dstack([melanin, blood])


def _add_freckles(rng: np.random.Generator, *, melanin: Map, count: int, tone: int) -> None:
    size = melanin.shape[0]
    layer = np.zeros_like(melanin)
    for _ in range(count):
        center = tuple(int(v) for v in rng.integers(20, size - 20, 2))
        axes = tuple(int(v) for v in rng.integers(1, 5, 2))
        strength = float(rng.uniform(0.1, 0.5) if tone <= 4 else rng.uniform(0.1, 0.35))
        cv2.ellipse(layer, center, axes, float(rng.uniform(0, 180)), 0, 360, strength, -1)
    for _ in range(max(1, count // 25)):  # small moles
        center = tuple(int(v) for v in rng.integers(20, size - 20, 2))
        cv2.circle(layer, center, int(rng.integers(3, 6)), float(rng.uniform(0.6, 1.1)), -1)
    melanin += cv2.GaussianBlur(layer, (0, 0), 1.3)


def _add_veins(rng: np.random.Generator, *, melanin: Map, blood: Map, strength: float) -> None:
    size = melanin.shape[0]
    layer = np.zeros_like(melanin)
    for _ in range(9):
        heading, spot = rng.uniform(0, 2 * np.pi), rng.uniform(0, size, 2)
        path = []
        for _ in range(60):
            heading += rng.normal(0, 0.22)
            spot = spot + 12 * np.array([np.cos(heading), np.sin(heading)])
            path.append(spot)
        line = np.round(np.array(path)).astype(np.int32)
        cv2.polylines(layer, [line], False, 1.0, int(rng.integers(4, 9)), cv2.LINE_AA)
    layer = cv2.GaussianBlur(layer, (0, 0), 6)
    melanin += strength * layer
    blood -= 0.5 * strength * layer


def _add_scar(*, melanin: Map, blood: Map, scar_mm: Polygon) -> None:
    """Draw a healed scar: a pale line with a faint pink seam and suture marks."""
    line = np.round((np.asarray(scar_mm) + MOTTLE_MM / 2) * MOTTLE_PX_PER_MM).astype(np.int32)
    wide, seam = np.zeros_like(melanin), np.zeros_like(melanin)
    cv2.polylines(wide, [line], False, 1.0, 11, cv2.LINE_AA)
    cv2.polylines(seam, [line], False, 1.0, 4, cv2.LINE_AA)
    for before, spot in pairwise(line):
        across = np.array([before[1] - spot[1], spot[0] - before[0]]) / np.hypot(*(spot - before))
        for side in (-1, 1):
            dot = np.round(spot + side * 12 * across).astype(int)
            cv2.circle(seam, (int(dot[0]), int(dot[1])), 2, 0.5, -1, cv2.LINE_AA)
    wide, seam = cv2.GaussianBlur(wide, (0, 0), 3.5), cv2.GaussianBlur(seam, (0, 0), 1.6)
    melanin -= 0.14 * wide
    blood += 0.26 * seam - 0.10 * wide
