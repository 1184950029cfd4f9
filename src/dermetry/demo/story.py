"""The made-up patient: what her lesions do over four visits, and who photographs what.

Sizes are what the renderer draws. Target sum with the lymph node N1 (72 -> 47 -> 40 -> 40 mm):
35 % less at the second visit, so partial response; a new lesion, seen unconfirmed at the
third visit and confirmed at the fourth, makes progression.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal

from dermetry.demo.scene import (
    CalibrationPlacement,
    Camera,
    Capture,
    Light,
    Scene,
    SceneLesion,
    Skin,
)

VISITS = (date(2026, 1, 12), date(2026, 2, 16), date(2026, 3, 23), date(2026, 4, 27))
NODE_SHORT_AXIS_MM = ("15.0", "11.0", "9.0", "9.0")
SCAR_MM = ((30.0, 8.0), (48.0, 4.0), (66.0, 2.0), (84.0, 3.0), (102.0, 6.0), (125.0, 4.0))

# longest and perpendicular diameter by visit (1 to 4); None: not there
SIZES_MM: dict[str, tuple[tuple[float, float] | None, ...]] = {
    "L1": ((31, 25), (20, 16), (16, 13), (16, 12.5)),
    "L2": ((26, 20), (16, 13), (15, 12), (15, 11.5)),
    "L3": ((9, 8), (9, 8), None, None),
    "L4": ((8, 7), (8, 7), None, None),
    "L3+L4": (None, None, (20, 10.5), (20, 11)),
    "L5": ((12, 10), (12, 10), (12, 10), (12, 9.5)),
    "L6": (None, None, (6, 5), (12, 10)),
}
CHEST_LESIONS = {
    "L1": SceneLesion("L1", (40, -48), 1, 1, 25, color="red", relief_mm=5.5, seed=101),
    "L2": SceneLesion("L2", (88, -24), 1, 1, 80, color="red_brown", relief_mm=4.5, seed=102),
    "L3": SceneLesion("L3", (62, 34), 1, 1, 10, color="red", relief_mm=2.2, seed=103),
    "L4": SceneLesion("L4", (75, 39), 1, 1, 60, color="red", relief_mm=2.0, seed=104),
    "L3+L4": SceneLesion(
        "L3+L4", (68, 36.5), 1, 1, 21, color="red", relief_mm=2.4, waist=0.4, seed=109,
        border_amplitude=0.07,
    ),
    "L6": SceneLesion(
        "L6", (-72, -14), 1, 1, 40, morphology="papule", color="red", relief_mm=1.8, seed=106
    ),
}  # fmt: skip
BACK_LESION = SceneLesion(
    "L5", (-14, -22), 1, 1, 15, morphology="plaque", color="red_brown", relief_mm=0.9, seed=107
)

Place = Literal["chest", "back"]


@dataclass(frozen=True)
class Shot:
    """One photograph of the story."""

    visit: int  # 0..3
    file: str
    place: Place
    distance_mm: float
    tilt_deg: float
    azimuth_deg: float
    roll_deg: float
    card_mm: tuple[float, float]
    card_deg: float
    lamp_deg: float
    warmth: float
    is_blurred: bool = False


SHOTS = (
    Shot(0, "chest-1.jpg", "chest", 236, 5, 95, -1.5, (7, 3), -4, 235, 0.2),
    Shot(0, "chest-2.jpg", "chest", 228, 11, 40, 3.0, (7, 3), -4, 238, 0.2),
    Shot(0, "back-1.jpg", "back", 176, 6, 120, 2.0, (6, 30), 3, 250, 0.1),
    Shot(1, "chest-1.jpg", "chest", 242, 8, 140, 2.5, (5, 2), 6, 215, -0.2),
    Shot(2, "chest-1.jpg", "chest", 232, 6, 60, -3.0, (8, 3), 2, 245, 0.35),
    Shot(2, "chest-2.jpg", "chest", 238, 9, 100, -2.0, (8, 3), 2, 245, 0.35, is_blurred=True),
    Shot(2, "back-1.jpg", "back", 170, 4, 30, -3.0, (8, 28), -5, 235, 0.3),
    Shot(3, "chest-1.jpg", "chest", 238, 7, 80, 1.0, (6, 3), -7, 225, 0.0),
    Shot(3, "chest-2.jpg", "chest", 230, 12, 200, -2.5, (6, 3), -7, 228, 0.0),
    Shot(3, "back-1.jpg", "back", 178, 8, 150, 4.0, (6, 31), 8, 240, 0.1),
)


def shot_scene(*, shot: Shot, seed: int) -> Scene:
    """Give the scene of one photograph of the story; ``seed`` makes the skin and the noise."""
    is_chest = shot.place == "chest"
    return Scene(
        skin=_skin(shot.place, seed),
        lesions=shown_lesions(shot=shot),
        camera=Camera(
            look_at_mm=(12.0, 0.0) if is_chest else (0.0, 0.0),
            distance_mm=shot.distance_mm,
            tilt_deg=shot.tilt_deg,
            azimuth_deg=shot.azimuth_deg,
            roll_deg=shot.roll_deg,
            field_of_view_deg=54.0,
            width_px=2400 if is_chest else 2000,
            height_px=1800 if is_chest else 1500,
        ),
        light=Light(azimuth_deg=shot.lamp_deg, warmth=shot.warmth, unevenness=0.3, exposure=1.04),
        capture=_capture(shot),
        calibration=CalibrationPlacement(shot.card_mm, shot.card_deg),
        seed=seed + 100 * shot.visit + SHOTS.index(shot),
    )


def shown_lesions(*, shot: Shot) -> tuple[SceneLesion, ...]:
    """Give the lesions in view of a photograph, as large as they are at its visit."""
    places = CHEST_LESIONS if shot.place == "chest" else {"L5": BACK_LESION}
    lesions = []
    for lesion_id, lesion in places.items():
        size = SIZES_MM[lesion_id][shot.visit]
        if size is None:
            continue
        shown = replace(lesion, longest_mm=float(size[0]), perpendicular_mm=float(size[1]))
        if lesion_id in ("L1", "L2") and shot.visit:  # under treatment they flatten and pale
            shown = replace(shown, relief_mm=lesion.relief_mm * 0.55, contrast=0.88)
        if lesion_id == "L2" and shot.visit >= 2:
            shown = replace(shown, morphology="ulcerated")
        lesions.append(shown)
    return tuple(lesions)


def _skin(place: Place, seed: int) -> Skin:
    if place == "back":
        return Skin(tone=2, radius_x_mm=700, radius_y_mm=900, freckles=240, seed=seed + 2)
    return Skin(
        tone=2, radius_x_mm=650, radius_y_mm=800, undulation_mm=0.5, freckles=110,
        hair_per_cm2=0.25, hair_darkness=0.35, scar_mm=SCAR_MM, seed=seed + 1,
    )  # fmt: skip


def _capture(shot: Shot) -> Capture:
    moment = time(10, 5 + SHOTS.index(shot))
    taken_at = datetime.combine(VISITS[shot.visit], moment)  # EXIF has no time zone
    if shot.is_blurred:
        return Capture(blur_px=30.0, motion_px=31.0, noise=0.6, taken_at=taken_at)
    return Capture(blur_px=0.75, noise=0.5, jpeg_quality=91, taken_at=taken_at)
