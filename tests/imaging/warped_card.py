"""Photographs of a calibration object with known truth: our own camera, made for these tests."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from dermetry.imaging.values import Picture
from dermetry.report.card import card_png


@dataclass(frozen=True)
class Shot:
    """One made photograph: pixels and the true homography mm -> pixel."""

    picture: Picture
    to_pixel: np.ndarray
    tilt_deg: float
    distance_mm: float

    def pixels_of(self, points_mm):
        """Give the true pixels of plane points (n, 2)."""
        lifted = np.column_stack([points_mm, np.ones(len(points_mm))]) @ self.to_pixel.T
        return lifted[:, :2] / lifted[:, 2:]


@cache
def texture(kind, dpi=300):
    """Give the object's pixels and millimeters per pixel."""
    pixels, width_mm, _ = card_png(kind=kind, dpi=dpi)
    return pixels, width_mm / pixels.shape[1]


def shoot(
    *,
    kind="card",
    tilt_deg=0.0,
    azimuth_deg=0.0,
    roll_deg=0.0,
    distance_mm=300.0,
    size=(1600, 1200),
    focal_of_diagonal=0.62,
    blur_px=0.0,
    noise=0.0,
    offset_mm=(0.0, 0.0),
    skin=(205, 160, 140),
    seed=0,
):
    """Photograph one object lying on plain skin with a pinhole camera."""
    pixels, mm = texture(kind)
    object_mm = np.array(pixels.shape[1::-1]) * mm
    to_pixel = camera(
        tilt_deg,
        azimuth_deg,
        roll_deg,
        distance_mm,
        size,
        focal_of_diagonal,
        object_mm / 2 + np.array(offset_mm),
    )
    # texture pixel (u, v) has its center at ((u + 0.5) mm, (v + 0.5) mm)
    from_texture = np.array([[mm, 0, mm / 2], [0, mm, mm / 2], [0, 0, 1.0]])
    image = paint(pixels, to_pixel @ from_texture, size, skin)
    generator = np.random.default_rng(seed)
    if blur_px:
        image = cv2.GaussianBlur(image, (0, 0), blur_px)
    if noise:
        image = image + generator.normal(0, noise, image.shape)
    return Shot(as_picture(image.clip(0, 255).astype(np.uint8)), to_pixel, tilt_deg, distance_mm)


def as_picture(pixels):
    return Picture(np.ascontiguousarray(pixels), "0" * 64, "made.png", "PNG")


def paint(pixels, homography, size, skin, over=2):
    """Warp onto skin, painted at twice the size and averaged down."""
    grow = np.array([[over, 0, (over - 1) / 2], [0, over, (over - 1) / 2], [0, 0, 1.0]])
    big = (size[0] * over, size[1] * over)
    ground = np.empty((big[1], big[0], 3), np.float32)
    ground[:] = skin
    warped = cv2.warpPerspective(
        pixels.astype(np.float32),
        grow @ homography,
        big,
        dst=ground,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    return cv2.resize(warped, size, interpolation=cv2.INTER_AREA)


def camera(tilt_deg, azimuth_deg, roll_deg, distance_mm, size, focal_of_diagonal, look_at_mm):
    """Give the homography mm -> pixel of a pinhole camera looking at a plane point."""
    tilt, azimuth, roll = np.radians([tilt_deg, azimuth_deg, roll_deg])
    turn = rotation_z(roll) @ rotation_z(azimuth) @ rotation_x(tilt) @ rotation_z(-azimuth)
    focal = focal_of_diagonal * np.hypot(*size)
    matrix = np.array([[focal, 0, (size[0] - 1) / 2], [0, focal, (size[1] - 1) / 2], [0, 0, 1]])
    shift = np.array([[1, 0, -look_at_mm[0]], [0, 1, -look_at_mm[1]], [0, 0, 1.0]])
    plane = np.column_stack([turn[:, 0], turn[:, 1], [0, 0, distance_mm]])
    return matrix @ plane @ shift


def rotation_z(a):
    return np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])


def rotation_x(a):
    return np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
