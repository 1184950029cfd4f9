"""Render a scene of skin to a photograph, and say what is true of it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.demo.border import lesion_border, measure_border
from dermetry.demo.develop import develop
from dermetry.demo.hair import hair_coverage
from dermetry.demo.lens import Lens, place_lens
from dermetry.demo.plate import Plate, place_plate, plate_coordinates, sample_card
from dermetry.demo.scene import (
    CardTexture,
    LesionTruth,
    Polygon,
    RenderedPhotograph,
    Scene,
    SceneLesion,
    Truth,
)
from dermetry.demo.shade import Ground, Window, shade_skin
from dermetry.demo.sprite import make_sprite
from dermetry.demo.surface import Surface, make_surface
from dermetry.demo.view import View, look

Map = NDArray[np.float32]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Stage:
    """A scene with its surface, lens, borders and plate worked out."""

    scene: Scene
    surface: Surface
    lens: Lens
    borders: tuple[Array, ...]
    card: CardTexture | None
    plate: Plate | None


def render_photograph(*, scene: Scene, card: CardTexture | None = None) -> RenderedPhotograph:
    """Render one photograph with its truth; the same arguments give the same bytes.

    ``card`` is the raster of the calibration object; it is needed when the scene places one.
    """
    stage = set_stage(scene=scene, card=card)
    linear = _render_linear(stage)
    jpeg = develop(linear=linear, capture=scene.capture, seed=scene.seed)
    return RenderedPhotograph(jpeg=jpeg, truth=_truth(stage))


def scene_truth(*, scene: Scene, card: CardTexture | None = None) -> Truth:
    """Give what is true of a scene without rendering its pixels."""
    return _truth(set_stage(scene=scene, card=card))


def set_stage(*, scene: Scene, card: CardTexture | None) -> Stage:
    """Work out the geometry of a scene."""
    surface = make_surface(skin=scene.skin)
    lens = place_lens(camera=scene.camera, surface=surface)
    borders = tuple(lesion_border(lesion=lesion, surface=surface) for lesion in scene.lesions)
    plate = None
    if scene.calibration is not None:
        if card is None:
            raise ValueError("this scene places a calibration object: pass its raster as card=")
        plate = place_plate(placement=scene.calibration, card=card, surface=surface, lens=lens)
    return Stage(scene, surface, lens, borders, card, plate)


def _render_linear(stage: Stage) -> Map:
    scene = stage.scene
    view = look(scene=scene, surface=stage.surface, lens=stage.lens)
    seen_xy = (view.x.copy(), view.y.copy()) if stage.plate is not None else None
    ground = Ground(view=view)
    for lesion, border in zip(scene.lesions, stage.borders, strict=True):
        _lay_lesion(ground, stage, lesion, border)
    light = shade_skin(
        ground=ground, scene=scene, px_per_mm=_px_per_mm(stage), hair=_hair(stage, view)
    )
    if stage.plate is not None and seen_xy is not None:
        _lay_plate(light, stage, view, seen_xy)
    light *= _white(scene) * np.float32(scene.light.exposure)
    return light


def _px_per_mm(stage: Stage) -> float:
    return stage.lens.focal_px / stage.scene.camera.distance_mm


def _lay_lesion(ground: Ground, stage: Stage, lesion: SceneLesion, border: Array) -> None:
    margin = 1 + 2 * 6.0 / lesion.perpendicular_mm
    ring = np.asarray(lesion.center_mm) + margin * (border - np.asarray(lesion.center_mm))
    points = stage.surface.points(x=ring[:, 0], y=ring[:, 1])
    lifted = points + np.array([0, 0, lesion.relief_mm + 1])
    pixels = stage.lens.project(points=np.concatenate([points, lifted]))
    window = _window(pixels, stage.scene)
    if window is None:
        return
    px_per_mm = float(np.clip(_px_per_mm(stage), 4, 24))
    sprite = make_sprite(
        lesion=lesion, border_mm=border, tone=stage.scene.skin.tone, px_per_mm=px_per_mm
    )
    ground.lay_in(sprite=sprite, window=window)


def _window(pixels: Array, scene: Scene) -> Window | None:
    """Give the part of the frame around pixels, None when they are outside it."""
    low = np.maximum(np.floor(pixels.min(axis=0)).astype(int) - 2, 0)
    limit = (scene.camera.width_px, scene.camera.height_px)
    high = np.minimum(np.ceil(pixels.max(axis=0)).astype(int) + 3, limit)
    if (high <= low).any():
        return None
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _hair(stage: Stage, view: View) -> Map | None:
    skin, camera = stage.scene.skin, stage.scene.camera
    if not skin.hair_per_cm2:
        return None
    box = (float(view.x.min()), float(view.y.min()), float(view.x.max()), float(view.y.max()))
    return hair_coverage(
        skin=skin, surface=stage.surface, lens=stage.lens, patch_box=box,
        size=(camera.width_px, camera.height_px),
    )  # fmt: skip


def _lay_plate(light: Map, stage: Stage, view: View, seen_xy: tuple[Map, Map]) -> None:
    """Put the calibration object over the skin, with the shadow it throws."""
    scene, plate, card = stage.scene, stage.plate, stage.card
    if plate is None or card is None or scene.calibration is None:
        return
    middle = plate.corners_px.mean(axis=0)
    window = _window(middle + 1.25 * (plate.corners_px - middle), scene)
    if window is None:
        return
    x0, y0, x1, y1 = window
    part = (slice(y0, y1), slice(x0, x1))
    s, t = plate_coordinates(
        plate=plate, placement=scene.calibration, surface=stage.surface, lens=stage.lens,
        window=window, patch_xy=(seen_xy[0][part], seen_xy[1][part]),
    )  # fmt: skip
    toward = view.light[part]
    facing = np.maximum(toward @ plate.normal.astype(np.float32), 0)
    lit = scene.light.ambient * 0.85 + (1 - scene.light.ambient) * facing
    color, cover = sample_card(card=card, s=s, t=t, px_per_mm=_px_per_mm(stage))
    shadow = _shadow(card, s, t, plate, scene)
    skin = light[part] * (1 - shadow[..., None])
    paper = color * lit[..., None].astype(np.float32)
    light[part] = skin + cover[..., None] * (paper - skin)


def _shadow(card: CardTexture, s: Map, t: Map, plate: Plate, scene: Scene) -> Map:
    """Darken the skin close to the plate, more on the side away from the lamp."""
    azimuth = np.radians(scene.light.azimuth_deg)
    away = -np.array([np.cos(azimuth), np.sin(azimuth), 0.0])
    reach = 0.5 if scene.calibration is not None and scene.calibration.is_flexible else 1.3
    shift_s, shift_t = reach * (away @ plate.along), reach * (away @ plate.down)
    gap_s = np.maximum(np.abs(s - np.float32(shift_s)) - card.width_mm / 2, 0)
    gap_t = np.maximum(np.abs(t - np.float32(shift_t)) - card.height_mm / 2, 0)
    gap = np.hypot(gap_s, gap_t).astype(np.float32)
    return np.float32(0.42) * cv2.exp(gap * np.float32(-1 / reach))


def _white(scene: Scene) -> Map:
    warmth = scene.light.warmth
    return np.array([1 + 0.10 * warmth, 1.0, 1 - 0.16 * warmth], np.float32)


def _truth(stage: Stage) -> Truth:
    camera, plate = stage.scene.camera, stage.plate
    lesions = tuple(
        _lesion_truth(stage, lesion, border)
        for lesion, border in zip(stage.scene.lesions, stage.borders, strict=True)
    )
    if plate is None:
        return Truth(camera.width_px, camera.height_px, lesions)
    return Truth(
        camera.width_px, camera.height_px, lesions,
        calibration_corners=_polygon(plate.corners_px),
        calibration_tilt_deg=stage.lens.tilt_deg(normal=plate.normal),
    )  # fmt: skip


def _lesion_truth(stage: Stage, lesion: SceneLesion, border: Array) -> LesionTruth:
    surface, camera = stage.surface, stage.scene.camera
    pixels = stage.lens.project(points=surface.points(x=border[:, 0], y=border[:, 1]))
    longest, perpendicular, area = measure_border(border=border, surface=surface)
    limit = np.array([camera.width_px - 1, camera.height_px - 1])
    x, y = lesion.center_mm
    return LesionTruth(
        lesion_id=lesion.lesion_id,
        polygon=_polygon(pixels),
        longest_diameter_mm=longest,
        perpendicular_mm=perpendicular,
        area_mm2=area,
        is_in_frame=bool(((pixels >= 0) & (pixels <= limit)).all()),
        tilt_deg=stage.lens.tilt_deg(normal=surface.normal(x=x, y=y)),
    )


def _polygon(pixels: Array) -> Polygon:
    return tuple((float(x), float(y)) for x, y in pixels)
