"""Have we missed one? Painted skin: what is there is found, what is known or absent is not."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from dermetry.imaging.candidates import find
from dermetry.imaging.values import Scale

_spec = importlib.util.spec_from_file_location(
    "painted_skin", Path(__file__).with_name("test_outline.py")
)
painted_skin = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(painted_skin)
LESIONS, SKINS, painted = painted_skin.LESIONS, painted_skin.SKINS, painted_skin.painted


def scale_of(mm_per_pixel):
    return Scale(
        method="card",
        source="test",
        homography=np.diag([mm_per_pixel, mm_per_pixel, 1.0]),
        tilt_deg=0.0,
        residual_mm=0.0,
        scale_rel_sd=0.01,
        reference_px=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),
    )


def centers(found):
    return [tuple(np.mean(one.polygon, axis=0)) for one in found]


def is_near(center, lesion):
    return np.hypot(center[0] - lesion[0], center[1] - lesion[1]) < 0.4 * lesion[3]


@pytest.mark.parametrize("skin", SKINS)
def test_every_painted_lesion_is_found_and_nothing_else(skin):
    found = find(picture=painted(LESIONS, skin=skin), scale=None)
    assert len(found) == len(LESIONS)
    for lesion in LESIONS:
        assert any(is_near(center, lesion) for center in centers(found))
    assert all(one.source == "candidate" for one in found)
    confidences = [one.confidence for one in found]
    assert confidences == sorted(confidences, reverse=True)
    assert all("never in a sum" in one.notes[0] for one in found)


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("seed", range(3))
def test_bare_skin_with_hair_gives_no_candidate(skin, seed):
    assert find(picture=painted([], skin=skin, seed=seed), scale=None) == ()


def test_what_is_known_is_not_offered_again():
    picture = painted(LESIONS)
    x, y, a, b, *_ = LESIONS[0]
    known = ((x - a, y - b), (x + a, y - b), (x + a, y + b), (x - a, y + b))
    found = find(picture=picture, scale=None, exclude=[known])
    assert len(found) == len(LESIONS) - 1
    assert not any(is_near(center, LESIONS[0]) for center in centers(found))


def test_a_scale_drops_what_is_too_small_or_too_large_to_be_a_lesion():
    picture = painted(LESIONS)
    assert len(find(picture=picture, scale=scale_of(0.1))) == len(LESIONS)
    assert find(picture=picture, scale=scale_of(0.005)) == ()
    assert find(picture=picture, scale=scale_of(5.0)) == ()


def test_at_most_ten_are_offered():
    many = [
        (80 + 140 * i, 80 + 130 * j, 22, 18, 0, (0.7, 0.4, 0.45))
        for i in range(6)
        for j in range(5)
    ]
    assert len(find(picture=painted(many), scale=None)) == 10


def test_a_gray_background_is_not_searched():
    pixels = np.full((400, 600, 3), 170, np.uint8)
    pixels[150:220, 200:280] = (90, 90, 90)
    assert find(picture=painted_skin.picture_of(pixels), scale=None) == ()
