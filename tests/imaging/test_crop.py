"""Crops are true to scale, keep the photograph upright, and never read outside it."""

import math

import numpy as np
import pytest

from dermetry.imaging.crop import (
    OUTSIDE_RGB,
    CropNotPossible,
    crop_at_scale,
    mm_per_pixel_at,
    thumbnail,
)
from dermetry.imaging.values import Picture


def picture(pixels):
    return Picture(pixels=pixels, sha256="0" * 64, file_name="a.jpg", file_format="PNG")


def disk(width=800, height=600, center=(400.0, 300.0), radius=60.0):
    y, x = np.mgrid[0:height, 0:width]
    inside = (x - center[0]) ** 2 + (y - center[1]) ** 2 <= radius**2
    pixels = np.full((height, width, 3), 40, np.uint8)
    pixels[inside] = 220
    return picture(pixels)


def similarity(mm_per_pixel, turn_deg=0.0):
    a = math.radians(turn_deg)
    c, s = mm_per_pixel * math.cos(a), mm_per_pixel * math.sin(a)
    return np.array([[c, -s, 3.0], [s, c, -7.0], [0, 0, 1.0]])


def bright_width_px(pixels):
    row = pixels[pixels.shape[0] // 2, :, 0]
    return int((row > 128).sum())


@pytest.mark.parametrize("mm_per_pixel", [0.05, 0.1, 0.25])
@pytest.mark.parametrize("turn_deg", [0, 37, 180])
def test_a_lesion_has_its_size_whatever_the_scale_and_turn(mm_per_pixel, turn_deg):
    homography = similarity(mm_per_pixel, turn_deg)
    crop = crop_at_scale(
        picture=disk(),
        center_px=(400, 300),
        homography=homography,
        width_mm=40,
        height_mm=40,
        px_per_mm=8,
    )
    expected = 120 * mm_per_pixel * 8
    assert abs(bright_width_px(crop.pixels) - expected) <= 2


def test_up_stays_up_when_the_card_lies_turned():
    pixels = np.full((600, 800, 3), 40, np.uint8)
    pixels[:300] = 200  # the upper half is bright
    for turn in (0, 90, 200):
        crop = crop_at_scale(
            picture=picture(pixels),
            center_px=(400, 300),
            homography=similarity(0.1, turn),
            width_mm=20,
            height_mm=20,
            px_per_mm=5,
        )
        assert crop.pixels[10, 50, 0] > 180
        assert crop.pixels[90, 50, 0] < 60


def test_points_map_with_the_pixels():
    shot = disk(center=(430.0, 280.0), radius=15)
    tilted = np.array([[0.1, 0.01, 0], [0.0, 0.12, 0], [1e-4, 5e-5, 1.0]])
    crop = crop_at_scale(
        picture=shot,
        center_px=(400, 300),
        homography=tilted,
        width_mm=20,
        height_mm=20,
        px_per_mm=12,
    )
    y, x = np.nonzero(crop.pixels[..., 0] > 128)
    ((px, py),) = crop.map_points(((430.0, 280.0),))
    assert math.dist((px, py), (x.mean(), y.mean())) < 1.0


def test_shrinking_averages_instead_of_skipping_pixels():
    checker = (np.indices((900, 900)).sum(axis=0) % 2 * 255).astype(np.uint8)
    crop = crop_at_scale(
        picture=picture(np.repeat(checker[..., None], 3, axis=2)),
        center_px=(450, 450),
        homography=similarity(0.1),
        width_mm=60,
        height_mm=60,
        px_per_mm=1.0,
    )
    assert crop.pixels.std() < 12
    assert abs(crop.pixels.mean() - 127.5) < 4


def test_outside_the_photograph_is_neutral_gray():
    crop = crop_at_scale(
        picture=disk(),
        center_px=(2, 2),
        homography=similarity(0.1),
        width_mm=20,
        height_mm=20,
        px_per_mm=5,
    )
    assert tuple(crop.pixels[3, 3]) == OUTSIDE_RGB
    assert crop.pixels[80, 80, 0] == 40


@pytest.mark.parametrize(
    ("center", "homography", "side_mm", "px_per_mm"),
    [
        ((5000, 5000), similarity(0.1), 20, 5),
        ((400, 300), np.array([[0.1, 0, 0], [0, 0.1, 0], [-0.002, 0, 1.0]]), 600, 1),
        ((400, 300), similarity(0.1), 20, 1000),
    ],
    ids=["outside", "beyond the horizon", "too large"],
)
def test_an_impossible_crop_says_so(center, homography, side_mm, px_per_mm):
    with pytest.raises(CropNotPossible) as caught:
        crop_at_scale(
            picture=disk(),
            center_px=center,
            homography=homography,
            width_mm=side_mm,
            height_mm=side_mm,
            px_per_mm=px_per_mm,
        )
    assert caught.value.why
    assert caught.value.next_step


def test_local_scale_of_a_similarity_is_its_scale():
    assert mm_per_pixel_at(homography=similarity(0.13, 20), point=(7, 9)) == pytest.approx(0.13)


def test_thumbnail_shrinks_to_the_longest_side_and_never_enlarges():
    small, factor = thumbnail(picture=disk(), longest_side_px=400)
    assert small.shape == (300, 400, 3)
    assert factor == 0.5
    same, factor = thumbnail(picture=disk(), longest_side_px=4000)
    assert same.shape == (600, 800, 3)
    assert factor == 1.0
