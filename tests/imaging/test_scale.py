"""Scale from printed objects: right on made photographs, refused where it cannot be right."""

import cv2
import numpy as np
import pytest

from dermetry.imaging import scale
from dermetry.imaging.layout import own_layout, own_layouts
from dermetry.imaging.values import Scale, ScaleAbsent
from tests.imaging.warped_card import as_picture, shoot, texture


def random_shot(kind, tilt_most, seed, **options):
    generator = np.random.default_rng(seed)
    return shoot(
        kind=kind,
        tilt_deg=generator.uniform(0, tilt_most),
        azimuth_deg=generator.uniform(0, 360),
        roll_deg=generator.uniform(0, 360),
        distance_mm=generator.uniform(200, 400) * (1.6 if kind == "page" else 1),
        focal_of_diagonal=generator.uniform(0.55, 0.72),
        blur_px=generator.uniform(0, 2),
        noise=generator.uniform(0, 8),
        seed=seed,
        **options,
    )


def length_error(shot, found, seed):
    """Relative error of a 20 mm length at a random place up to 60 mm from the middle."""
    generator = np.random.default_rng(seed)
    angle, turn = generator.uniform(0, 2 * np.pi, 2)
    place = np.array([45, 25]) + generator.uniform(0, 60) * np.array([np.cos(angle), np.sin(angle)])
    half = 10 * np.array([np.cos(turn), np.sin(turn)])
    ends = scale.to_mm(scale=found, points=shot.pixels_of(np.array([place - half, place + half])))
    return float(np.hypot(*(ends[1] - ends[0])) / 20 - 1)


@pytest.mark.parametrize("kind", ["card", "strip", "page"])
def test_lengths_are_right_up_to_30_degrees_and_nothing_is_refused(kind):
    errors = []
    for seed in range(15):
        shot = random_shot(kind, 30, seed)
        found = scale.find(picture=shot.picture)
        assert isinstance(found, Scale), found
        assert found.method == kind
        errors.append(abs(length_error(shot, found, seed)))
    assert np.percentile(errors, 95) <= 0.02


def test_the_card_is_far_better_than_asked():
    errors, corners, tilts = [], [], []
    for seed in range(12):
        shot = random_shot("card", 30, 100 + seed)
        found = scale.find(picture=shot.picture)
        errors.append(abs(length_error(shot, found, seed)))
        true_mm = np.concatenate([m.corners_mm for m in own_layout(kind="card").markers])
        away = shot.pixels_of(true_mm) - np.array(found.reference_px)
        corners.append(np.hypot(*away.T).mean())
        tilts.append(abs(found.tilt_deg - shot.tilt_deg))
    assert max(errors) < 0.002
    assert max(corners) < 0.3
    assert np.percentile(tilts, 95) < 2.0


def test_the_stated_uncertainty_of_the_fit_holds():
    """Errors without printing error or lean lie within two of the fit's own sd."""
    within = 0
    for seed in range(20):
        shot = random_shot("strip", 30, 200 + seed)
        found = scale.find(picture=shot.picture)
        middle = shot.pixels_of(np.array([[45.0, 40.0]]))[0]
        sd = np.hypot(found.scale_rel_sd, scale.tilt_rel_sd_at(scale=found, point=tuple(middle)))
        within += abs(length_error(shot, found, seed)) <= 2 * sd
    assert within == 20


def test_tilt_above_the_limit_is_refused():
    for seed in range(5):
        found = scale.find(picture=shoot(tilt_deg=41 + seed, azimuth_deg=70 * seed).picture)
        assert isinstance(found, ScaleAbsent)
        assert found.code == "tilted"
        assert "straight above" in found.advice


def test_no_marker_is_a_stated_fact():
    skin = np.full((900, 1200, 3), (200, 160, 140), np.uint8)
    noise = np.random.default_rng(0).integers(0, 20, skin.shape, dtype=np.uint8)
    found = scale.find(picture=as_picture(skin + noise))
    assert isinstance(found, ScaleAbsent)
    assert found.reason == "no marker found"
    assert found.code == "no_marker"


def beside(first, second):
    return as_picture(np.hstack([first.picture.pixels, second.picture.pixels]))


def test_two_different_objects_are_refused():
    picture = beside(shoot(size=(1200, 900)), shoot(kind="strip", size=(1200, 900)))
    found = scale.find(picture=picture)
    assert isinstance(found, ScaleAbsent)
    assert found.code == "two_objects"
    assert "dermetry card v1" in found.reason
    assert "dermetry strip v1" in found.reason


def test_the_same_object_twice_is_refused():
    shot = shoot(size=(1200, 900))
    found = scale.find(picture=beside(shot, shot))
    assert isinstance(found, ScaleAbsent)
    assert found.code == "duplicate_markers"


def test_markers_too_small_are_refused():
    found = scale.find(picture=shoot(distance_mm=1100, size=(1200, 900)).picture)
    assert isinstance(found, ScaleAbsent)
    assert found.code == "marker_small"


def test_one_marker_alone_is_refused():
    pixels = covered(shoot(size=(1200, 900)), keep=1)
    found = scale.find(picture=as_picture(pixels))
    assert isinstance(found, ScaleAbsent)
    assert found.code == "few_markers"


def covered(shot, keep):
    """Cover all markers of the card but the first ``keep`` with skin."""
    pixels = shot.picture.pixels.copy()
    for marker in own_layout(kind="card").markers[keep:]:
        corners = shot.pixels_of(np.array(marker.corners_mm))
        cv2.fillConvexPoly(pixels, corners.round().astype(np.int32), (205, 160, 140))
    return pixels


def test_two_of_four_markers_still_measure_and_say_so():
    shot = shoot(tilt_deg=15, azimuth_deg=40, noise=3)
    found = scale.find(picture=as_picture(covered(shot, keep=2)))
    assert isinstance(found, Scale)
    assert found.markers_found == 2
    assert "2 of 4 markers not seen" in found.notes
    assert abs(length_error(shot, found, 3)) < 0.02


def misplaced(shot, shift_mm):
    """Move the print of one marker by ``shift_mm`` on the card, as a bent corner would."""
    pixels = shot.picture.pixels.copy()
    marker = np.array(own_layout(kind="card").markers[1].corners_mm)
    margin = np.array([[-1.5, -1.5], [1.5, -1.5], [1.5, 1.5], [-1.5, 1.5]])
    source = shot.pixels_of(marker + margin)
    target = source + np.array(shift_mm) * np.hypot(*(source[1] - source[0])) / 22.2
    warp = cv2.getPerspectiveTransform(source.astype(np.float32), target.astype(np.float32))
    moved = cv2.warpPerspective(pixels, warp, pixels.shape[1::-1])
    mask = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, target.round().astype(np.int32), 1)
    pixels[mask > 0] = moved[mask > 0]
    return pixels


def test_one_marker_that_does_not_belong_is_left_out():
    shot = shoot()
    found = scale.find(picture=as_picture(misplaced(shot, (-2.5, 2.5))))
    assert isinstance(found, Scale)
    number = own_layout(kind="card").markers[1].marker_id
    assert f"marker {number} left out: it does not lie as printed" in found.notes
    assert abs(length_error(shot, found, 1)) < 0.005


def test_a_bent_object_is_refused():
    pixels, _ = texture("card")
    ys, xs = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]].astype(np.float32)
    middle = pixels.shape[1] / 2
    bent = (xs - middle) * (1 + 0.12 * ((xs - middle) / middle) ** 2) + middle
    rolled = cv2.remap(pixels, bent, ys, cv2.INTER_LINEAR, borderValue=(205, 160, 140))
    framed = cv2.copyMakeBorder(rolled, 80, 80, 80, 80, cv2.BORDER_CONSTANT, value=(205, 160, 140))
    found = scale.find(picture=as_picture(framed))
    assert isinstance(found, ScaleAbsent)
    assert found.code == "residual"


def test_an_unknown_sheet_is_named():
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    pixels = np.full((800, 800, 3), 255, np.uint8)
    for number, (x, y) in enumerate([(80, 80), (520, 80), (80, 520), (520, 520)]):
        marker = cv2.aruco.generateImageMarker(dictionary, number, 180)
        pixels[y : y + 180, x : x + 180] = marker[..., None]
    found = scale.find(picture=as_picture(pixels))
    assert isinstance(found, ScaleAbsent)
    assert found.code == "unknown_sheet"
    assert "0 1 2 3" in found.reason


def test_uncertainty_grows_with_tilt_and_distance_from_the_card():
    upright = scale.find(picture=shoot(tilt_deg=2).picture)
    tilted = scale.find(picture=shoot(tilt_deg=30).picture)
    on_card, near, far = (850, 600), (850, 900), (850, 1190)
    sd = [scale.tilt_rel_sd_at(scale=upright, point=place) for place in (on_card, near, far)]
    assert sd[0] < sd[1] < sd[2]
    assert scale.tilt_rel_sd_at(scale=tilted, point=on_card) > 3 * sd[0]


def test_lean_is_what_the_formula_says():
    """Skin leaning by known angles away from the card, seen by the camera: a simulation."""
    generator = np.random.default_rng(5)
    tilt, spread = np.radians(25), np.radians(8)
    lean = generator.normal(0, spread, 20000)
    along = generator.uniform(0, 2 * np.pi, 20000)
    ratio = np.hypot(np.cos(along) * np.cos(tilt + lean) / np.cos(tilt), np.sin(along))
    found = scale.find(picture=shoot(tilt_deg=25).picture)
    stated = scale.tilt_rel_sd_at(scale=found, point=(800, 600))
    assert stated == pytest.approx(np.sqrt(np.mean((ratio - 1) ** 2)), rel=0.35)


def test_a_far_lesion_gets_a_note():
    found = scale.find(picture=shoot(distance_mm=600).picture)
    assert scale.far_note(scale=found, point=(800, 600)) == ""
    assert "lay it closer" in scale.far_note(scale=found, point=(60, 60))


def test_mm_per_pixel_is_the_true_one():
    shot = shoot(tilt_deg=20, azimuth_deg=30)
    found = scale.find(picture=shot.picture)
    x, y = shot.pixels_of(np.array([[40.0, 25.0]]))[0]
    back = np.linalg.inv(shot.to_pixel)
    steps = np.array([[x, y], [x + 1e-3, y], [x, y + 1e-3]])
    mm = np.column_stack([steps, np.ones(3)]) @ back.T
    mm = mm[:, :2] / mm[:, 2:]
    area = abs(np.linalg.det((mm[1:] - mm[0]) / 1e-3))
    assert scale.mm_per_pixel_at(scale=found, point=(x, y)) == pytest.approx(area**0.5, rel=2e-3)


def test_own_markers_never_collide_with_each_other_or_plain_sheets():
    small = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50).bytesList
    large = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_100).bytesList
    assert np.array_equal(small, large[:50])  # so numbers 50 and up are the ones to use
    ids = [marker.marker_id for layout in own_layouts() for marker in layout.markers]
    assert len(ids) == len(set(ids))
    assert min(ids) >= 50
