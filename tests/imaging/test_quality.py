"""Quality: only what is useless blocks; blur is judged alike at every resolution."""

from datetime import date

import cv2
import numpy as np
import pytest

from dermetry.imaging.blur import blur_share
from dermetry.imaging.photograph import Opener
from dermetry.imaging.quality import check_picture, check_region
from tests.imaging.warped_card import as_picture, shoot


def codes(pixels):
    return {issue.code: issue.is_blocking for issue in check_picture(picture=as_picture(pixels))}


def sharp(size=(1200, 900)):
    return shoot(size=size, noise=3).picture.pixels


def test_a_good_photograph_has_no_issue():
    assert codes(sharp()) == {}


def test_a_black_frame_blocks():
    noise = np.random.default_rng(1).integers(0, 12, (600, 800, 3), dtype=np.uint8)
    assert codes(noise) == {"black_frame": True}


def test_an_even_frame_blocks():
    assert codes(np.full((600, 800, 3), 128, np.uint8)) == {"no_detail": True}
    assert codes(np.full((600, 800, 3), 254, np.uint8)) == {"no_detail": True}


def test_a_dark_photograph_is_noted():
    assert codes((sharp() * 0.2).astype(np.uint8)) == {"too_dark": False}


def test_an_over_exposed_photograph_is_noted():
    assert codes(np.clip(sharp().astype(int) * 2, 0, 255).astype(np.uint8)) == {
        "over_exposed": False
    }


def test_a_small_photograph_is_noted_and_a_tiny_one_blocks():
    small = np.ascontiguousarray(sharp((360, 270)))
    assert codes(small)["too_small"] is False
    assert codes(np.ascontiguousarray(sharp()[:90, :90]))["too_small"] is True


@pytest.mark.parametrize("size", [(800, 600), (1600, 1200), (3200, 2400)])
def test_blur_means_a_share_of_the_picture_at_every_resolution(size):
    pixels = shoot(size=size).picture.pixels
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    for share in (0.003, 0.006, 0.01):
        blurred = cv2.GaussianBlur(gray, (0, 0), share * size[0])
        assert blur_share(gray=blurred) == pytest.approx(share, rel=0.25)


def test_strong_blur_blocks_and_slight_blur_is_noted():
    pixels = sharp()
    assert codes(cv2.GaussianBlur(pixels, (0, 0), 1200 * 0.011)) == {"blurred": False}
    assert codes(cv2.GaussianBlur(pixels, (0, 0), 1200 * 0.03)) == {"blurred": True}


def test_blur_is_judged_near_a_lesion():
    pixels = sharp()
    half = pixels.copy()
    half[:, 600:] = cv2.GaussianBlur(pixels, (0, 0), 45)[:, 600:]
    picture = as_picture(half)
    assert [each.code for each in check_region(picture=picture, box=(750, 300, 950, 600))] == [
        "blurred"
    ]
    assert check_region(picture=picture, box=(250, 300, 450, 600)) == ()


def test_every_issue_says_what_to_do():
    frames = [sharp()[:90, :90], sharp() // 6, np.zeros((500, 500, 3), np.uint8)]
    frames.append(cv2.GaussianBlur(sharp(), (0, 0), 30))
    for frame in frames:
        for issue in check_picture(picture=as_picture(frame)):
            assert issue.message
            assert issue.advice


def test_no_real_photograph_in_focus_is_blocked_but_strongly_blurred_ones_are(samples):
    paths = sorted(samples.glob("*/images/*.jpg"))
    assert len(paths) > 50
    blocked, blurred_blocked = [], 0
    with Opener() as opener:
        for path in paths:
            picture = opener.open(
                data=path.read_bytes(), file_name=path.name, today=date(2026, 5, 1)
            )
            issues = check_picture(picture=picture)
            blocked += [path.name for issue in issues if issue.is_blocking]
            sigma = 0.02 * max(picture.pixels.shape)
            blurred = as_picture(cv2.GaussianBlur(picture.pixels, (0, 0), sigma))
            blurred_blocked += any(i.is_blocking for i in check_picture(picture=blurred))
    assert blocked == []
    assert blurred_blocked == len(paths)
