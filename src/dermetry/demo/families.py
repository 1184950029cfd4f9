"""Families of rendered scenes for accuracy tests: each stresses one thing.

Every scene shows a calibration card and lesions of 8 to 45 mm (``many_small``: 5 to 12 mm),
wholly in the frame and clear of each other and of the card. All six skin tones occur, save
in ``dark_skin`` (5 and 6).
"""

from dataclasses import replace
from typing import Literal, get_args

import numpy as np

from dermetry.demo.render import scene_truth
from dermetry.demo.scene import (
    CalibrationPlacement,
    Camera,
    Capture,
    CardTexture,
    LesionColor,
    Light,
    Morphology,
    Scene,
    SceneLesion,
    Skin,
)

Family = Literal[
    "plain",
    "tilt30",
    "tilt40",
    "blur_noise",
    "uneven_light",
    "dark_skin",
    "hair",
    "curved",
    "many_small",
]
FAMILIES: tuple[Family, ...] = get_args(Family)
# only its size matters here: corners must be in the frame
BLANK_CARD = CardTexture(np.zeros((1, 1, 3), np.uint8), 85.6, 54.0)
COLORS: tuple[LesionColor, ...] = (
    "pink",
    "red",
    "red",
    "red_brown",
    "red_brown",
    "violaceous",
    "pigmented",
)
MORPHOLOGIES: tuple[Morphology, ...] = ("nodule", "nodule", "papule", "plaque", "ulcerated")
EDGE_PX = 12


def scenes(*, family: Family, count: int, seed: int) -> tuple[Scene, ...]:
    """Give ``count`` scenes of a family; the same arguments give the same scenes."""
    return tuple(_scene(family, seed, number) for number in range(count))


def _scene(family: Family, seed: int, number: int) -> Scene:
    rng = np.random.default_rng([FAMILIES.index(family), seed, number])
    tone = 5 + number % 2 if family == "dark_skin" else 1 + (number + seed) % 6
    camera = _camera(rng, family)  # drawn once: rejecting layouts must not favor low tilt
    for _ in range(200):
        scene = _draft(rng, family, tone, camera)
        truth = scene_truth(scene=scene, card=BLANK_CARD)
        corners = np.asarray(truth.calibration_corners)
        limit = np.array([truth.width_px, truth.height_px]) - EDGE_PX
        if not ((corners > EDGE_PX) & (corners < limit)).all():
            continue
        seen = [
            lesion
            for lesion, true in zip(scene.lesions, truth.lesions, strict=True)
            if true.is_in_frame
        ]
        if len(seen) >= (6 if family == "many_small" else 2):
            return replace(scene, lesions=tuple(seen))
    raise ValueError(f"no {family} scene fits the frame: the family's ranges are too wide")


def _draft(rng: np.random.Generator, family: Family, tone: int, camera: Camera) -> Scene:
    card = CalibrationPlacement(
        (float(rng.uniform(-22, 22)), float(rng.choice([-1, 1]) * rng.uniform(25, 36))),
        float(rng.uniform(-14, 14)),
    )
    return Scene(
        skin=_skin(rng, family, tone),
        lesions=_lesions(rng, family, card),
        camera=camera,
        light=_light(rng, family, tone),
        capture=_capture(rng, family),
        calibration=card,
        seed=int(rng.integers(2**31)),
    )


def _skin(rng: np.random.Generator, family: Family, tone: int) -> Skin:
    is_curved = family == "curved"
    low, high = (190, 320) if is_curved else (600, 1500)
    return Skin(
        tone=tone,
        radius_x_mm=float(rng.uniform(low, high)),
        radius_y_mm=float(rng.uniform(3 * low, 4 * high)),
        undulation_mm=float(rng.uniform(0.3, 1.2) if is_curved else rng.uniform(0.1, 0.4)),
        hair_per_cm2=float(rng.uniform(2, 7) if family == "hair" else rng.choice([0, 0, 0.6])),
        hair_darkness=float(rng.uniform(0.6, 1.3)),
        freckles=int(rng.integers(10, 160)),
        seed=int(rng.integers(2**31)),
    )


def _camera(rng: np.random.Generator, family: Family) -> Camera:
    most = {"tilt30": 30.0, "tilt40": 40.0, "curved": 15.0}.get(family, 8.0)
    return Camera(
        distance_mm=float(rng.uniform(215, 270)),
        tilt_deg=float(rng.uniform(0, most)),
        azimuth_deg=float(rng.uniform(0, 360)),
        roll_deg=float(rng.normal(0, 5)),
        field_of_view_deg=float(rng.uniform(48, 56)),
        radial_k1=float(rng.uniform(-0.006, 0.004)),
    )


def _light(rng: np.random.Generator, family: Family, tone: int) -> Light:
    is_uneven = family == "uneven_light"
    return Light(
        azimuth_deg=float(rng.uniform(0, 360)),
        elevation_deg=float(rng.uniform(32, 55) if is_uneven else rng.uniform(48, 70)),
        ambient=float(rng.uniform(0.2, 0.35) if is_uneven else rng.uniform(0.4, 0.6)),
        unevenness=float(rng.uniform(0.65, 0.95) if is_uneven else rng.uniform(0.05, 0.35)),
        warmth=float(rng.uniform(-1, 1) if is_uneven else rng.uniform(-0.4, 0.5)),
        shine=float(rng.uniform(0.2, 1.0)),
        exposure=float(rng.uniform(0.92, 1.08) * (1 + 0.05 * max(0, tone - 3))),
    )


def _capture(rng: np.random.Generator, family: Family) -> Capture:
    if family == "blur_noise":
        return Capture(
            blur_px=float(rng.uniform(1.2, 2.6)),
            motion_px=float(rng.choice([0, 3, 5])),
            noise=float(rng.uniform(1.0, 2.2)),
            jpeg_quality=int(rng.integers(55, 80)),
        )
    return Capture(
        blur_px=float(rng.uniform(0.5, 1.0)),
        noise=float(rng.uniform(0.3, 0.8)),
        jpeg_quality=int(rng.integers(82, 95)),
    )


def _lesions(
    rng: np.random.Generator, family: Family, card: CalibrationPlacement
) -> tuple[SceneLesion, ...]:
    """Place lesions from the largest down, clear of each other and of the card."""
    if family == "many_small":
        sizes = rng.uniform(5, 12, int(rng.integers(10, 17)))
    else:
        sizes = np.minimum(8.0 + rng.gamma(2.0, 7.0, int(rng.integers(2, 7))), 45)
    placed: list[SceneLesion] = []
    for size in np.sort(sizes)[::-1]:
        for _ in range(60):
            center = (float(rng.uniform(-88, 88)), float(rng.uniform(-66, 66)))
            if _is_clear(center, float(size), placed, card):
                placed.append(_lesion(rng, f"L{len(placed) + 1}", center, float(size)))
                break
    return tuple(placed)


def _is_clear(
    center: tuple[float, float], size: float, placed: list[SceneLesion], card: CalibrationPlacement
) -> bool:
    angle = np.radians(card.direction_deg)
    dx, dy = center[0] - card.center_mm[0], center[1] - card.center_mm[1]
    s, t = dx * np.cos(angle) + dy * np.sin(angle), dy * np.cos(angle) - dx * np.sin(angle)
    gap = np.hypot(max(abs(s) - 42.8, 0), max(abs(t) - 27, 0))
    if gap < size / 2 + 7:
        return False
    return all(
        np.hypot(center[0] - other.center_mm[0], center[1] - other.center_mm[1])
        > (size + other.longest_mm) / 2 + 7
        for other in placed
    )


def _lesion(
    rng: np.random.Generator, lesion_id: str, center: tuple[float, float], size: float
) -> SceneLesion:
    morphology = MORPHOLOGIES[int(rng.integers(len(MORPHOLOGIES)))]
    if size < 12 and morphology in ("ulcerated", "plaque"):
        morphology = "papule"
    relief = {"nodule": 0.2, "papule": 0.14, "plaque": 0.04, "ulcerated": 0.12}[morphology]
    return SceneLesion(
        lesion_id=lesion_id,
        center_mm=center,
        longest_mm=size,
        perpendicular_mm=size * float(rng.uniform(0.6, 0.95)),
        direction_deg=float(rng.uniform(0, 180)),
        morphology=morphology,
        color=COLORS[int(rng.integers(len(COLORS)))],
        border_amplitude=float(rng.uniform(0.02, 0.09)),
        relief_mm=size * relief,
        softness_mm=float(rng.uniform(0.35, 0.9)),
        halo=float(rng.uniform(0.05, 0.3)),
        contrast=float(rng.uniform(0.85, 1.2)),
        seed=int(rng.integers(2**31)),
    )
