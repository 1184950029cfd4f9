"""Skin in light: lesions laid in, pigments and relief shaded, the plate on top."""

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.demo import paint
from dermetry.demo.scene import Scene
from dermetry.demo.sprite import Sprite
from dermetry.demo.textures import (
    MOTTLE_MM,
    MOTTLE_PX_PER_MM,
    TILE_MM,
    mottle_map,
    relief_tile,
)
from dermetry.demo.view import View

Map = NDArray[np.float32]
Window = tuple[int, int, int, int]  # x0, y0, x1, y1 in px


class Ground:
    """The skin as seen: what lesions add to it, gathered before shading."""

    def __init__(self, *, view: View) -> None:
        shape = view.x.shape
        self.view = view
        self.pigment = np.zeros((*shape, 2), np.float32)
        self.cover = np.zeros(shape, np.float32)
        self.wet = np.zeros(shape, np.float32)
        self.wounds: list[tuple[Window, Map]] = []

    def lay_in(self, *, sprite: Sprite, window: Window) -> None:
        """Lay one lesion in, its relief moved along each pixel's line of sight."""
        view, part = self.view, _part(window)
        x, y = view.x[part], view.y[part]
        along_x, along_y = view.along_x[part], view.along_y[part]
        u0, v0 = _sprite_px(sprite, x, y)
        u, v = u0, v0
        for _ in range(4):  # the point seen is the one whose height lies on the ray
            height = _sample(sprite.relief, u, v)
            u = u0 + along_x * height * sprite.px_per_mm
            v = v0 + along_y * height * sprite.px_per_mm
        view.x[part] = x + along_x * height
        view.y[part] = y + along_y * height
        body, surface = _sample(sprite.body, u, v), _sample(sprite.surface, u, v)
        self.pigment[part] += body[..., :2]
        view.slope_x[part] += body[..., 2]
        view.slope_y[part] += body[..., 3]
        np.maximum(self.cover[part], surface[..., 0], out=self.cover[part])
        np.maximum(self.wet[part], surface[..., 1], out=self.wet[part])
        if sprite.ulcer is not None:
            self.wounds.append((window, _sample(sprite.ulcer, u, v)))


def _part(window: Window) -> tuple[slice, slice]:
    x0, y0, x1, y1 = window
    return slice(y0, y1), slice(x0, x1)


def _sprite_px(sprite: Sprite, x: Map, y: Map) -> tuple[Map, Map]:
    scale = np.float32(sprite.px_per_mm)
    return (
        (x - np.float32(sprite.origin_mm[0])) * scale,
        (y - np.float32(sprite.origin_mm[1])) * scale,
    )


def _sample(maps: Map, u: Map, v: Map) -> Map:
    return cv2.remap(maps, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)


def shade_skin(*, ground: Ground, scene: Scene, px_per_mm: float, hair: Map | None) -> Map:
    """Give linear light (height, width, 3) from the skin toward the camera."""
    view = ground.view
    relief = _fine_relief(view, px_per_mm=px_per_mm)
    keep = 1 - ground.cover
    strength = np.float32(1.3 + 0.08 * scene.skin.tone)
    slope_x = view.slope_x + relief[..., 0] * keep * strength
    slope_y = view.slope_y + relief[..., 1] * keep * strength
    steep = 1 / cv2.sqrt(1 + slope_x * slope_x + slope_y * slope_y)
    light = view.light
    facing = (light[..., 2] - slope_x * light[..., 0] - slope_y * light[..., 1]) * steep
    lit = _ambient(scene) + (1 - scene.light.ambient) * np.maximum(facing, 0)
    color = _reflectance(ground, scene, furrow=relief[..., 2] * keep, lit=lit, hair=hair)
    shine = _shine(ground, scene, slope_x, slope_y)
    return cv2.add(color, cv2.merge([shine, shine, shine]))


def _ambient(scene: Scene) -> np.float32:
    return np.float32(scene.light.ambient * 0.85)


def _fine_relief(view: View, *, px_per_mm: float) -> Map:
    scale = 16 if px_per_mm > 12 else 8
    tile = relief_tile(px_per_mm=scale)
    turns_x, turns_y = view.x / TILE_MM, view.y / TILE_MM
    u = (turns_x - np.floor(turns_x)) * np.float32(TILE_MM * scale)
    v = (turns_y - np.floor(turns_y)) * np.float32(TILE_MM * scale)
    return cv2.remap(tile, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _reflectance(ground: Ground, scene: Scene, *, furrow: Map, lit: Map, hair: Map | None) -> Map:
    """Multiply pigments, furrows, shadow and hair in the log domain."""
    skin, view = scene.skin, ground.view
    mottle = mottle_map(
        seed=skin.seed, tone=skin.tone, freckles=skin.freckles, scar_mm=skin.scar_mm
    )
    scale, middle = np.float32(MOTTLE_PX_PER_MM), np.float32(MOTTLE_MM / 2)
    own = cv2.remap(
        mottle, (view.x + middle) * scale, (view.y + middle) * scale,
        cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT,
    )  # fmt: skip
    calm = 1 - np.float32(0.5) * ground.cover
    melanin = own[..., 0] * calm + ground.pigment[..., 0] + furrow * np.float32(0.30)
    blood = own[..., 1] * calm + ground.pigment[..., 1] + furrow * np.float32(0.36)
    if hair is not None:
        melanin += np.float32(2.2 * skin.hair_darkness) * hair
    # pigments and shadow both darken by a factor, so one matrix makes all three channels
    shadow = cv2.log(np.maximum(lit, 0.02))
    weights = np.stack([-paint.MELANIN, -paint.BLOOD, paint.SHADE], axis=1)
    mix = np.concatenate([weights, paint.log_base(tone=skin.tone)[:, None]], axis=1)
    log_color = cv2.transform(cv2.merge([melanin, blood, shadow]), mix)
    for window, wound in ground.wounds:
        part = _part(window)
        lit_wound = wound[..., :3] + shadow[part][..., None] * paint.SHADE
        log_color[part] += wound[..., 3:] * (lit_wound - log_color[part])
    return cv2.exp(log_color, log_color)


def _shine(ground: Ground, scene: Scene, slope_x: Map, slope_y: Map) -> Map:
    """Mirror the lamp where the normal halves the way to it: broad on skin, sharp when wet."""
    off_x, off_y = slope_x + ground.view.half[..., 0], slope_y + ground.view.half[..., 1]
    off = off_x * off_x + off_y * off_y
    skin = np.float32(0.05) * cv2.exp(off * np.float32(-9.0))
    wet = np.float32(0.42) * ground.wet * cv2.exp(off * np.float32(-55.0))
    return np.float32(scene.light.shine) * (skin + wet)
