"""The scene families: complete, repeatable, and within their stated ranges."""

import numpy as np
import pytest

from dermetry.demo.families import BLANK_CARD, FAMILIES, scenes
from dermetry.demo.render import scene_truth


@pytest.mark.parametrize("family", FAMILIES)
def test_every_scene_shows_its_card_and_whole_lesions(family):
    for scene in scenes(family=family, count=3, seed=5):
        truth = scene_truth(scene=scene, card=BLANK_CARD)
        corners = np.asarray(truth.calibration_corners)
        assert (corners > 0).all()
        assert (corners < (truth.width_px, truth.height_px)).all()
        assert all(lesion.is_in_frame for lesion in truth.lesions)
        low, high = (5, 12) if family == "many_small" else (8, 45)
        assert all(low <= lesion.longest_diameter_mm <= high + 1e-6 for lesion in truth.lesions)
        assert 2 <= len(truth.lesions) <= (16 if family == "many_small" else 6)


def test_same_seed_gives_the_same_scenes_and_all_tones_occur():
    first = scenes(family="plain", count=6, seed=3)
    assert first == scenes(family="plain", count=6, seed=3)
    assert {scene.skin.tone for scene in first} == {1, 2, 3, 4, 5, 6}


def test_tilt_is_uniform_up_to_its_limit():
    tilts = [scene.camera.tilt_deg for scene in scenes(family="tilt30", count=24, seed=2)]
    assert max(tilts) <= 30
    assert max(tilts) > 22
    assert 9 < float(np.mean(tilts)) < 21
