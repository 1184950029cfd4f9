"""The renderer: its truth agrees with independent checks, and it repeats itself."""

import io
from dataclasses import replace
from datetime import datetime

import cv2
import numpy as np
import pytest
import simplejpeg
from PIL import ExifTags, Image

from dermetry.demo.render import render_photograph, scene_truth
from dermetry.demo.scene import (
    CalibrationPlacement,
    Camera,
    Capture,
    CardTexture,
    Light,
    Scene,
    SceneLesion,
    Skin,
)

FLAT = Skin(radius_x_mm=1e9, radius_y_mm=1e9, undulation_mm=0, freckles=0)
CLEAN = Capture(blur_px=0, noise=0, jpeg_quality=95, vignetting=0)
EVEN = Light(ambient=1.0, unevenness=0, shine=0)
SMALL = Camera(width_px=1000, height_px=750, radial_k1=0.0)


def checkered(squares_x=16, squares_y=10):
    board = np.indices((squares_y, squares_x)).sum(axis=0) % 2
    gray = np.kron(board, np.ones((40, 40), int)).astype(np.uint8) * 215 + 20
    return CardTexture(np.dstack([gray] * 3), 80.0, 50.0)


def pixels_of(photograph):
    return simplejpeg.decode_jpeg(photograph.jpeg)


def blob_of(lesion, scene):
    """Find the lesion by what it changes, against the same scene without it."""
    with_it = pixels_of(render_photograph(scene=scene)).astype(int)
    bare = pixels_of(render_photograph(scene=replace(scene, lesions=()))).astype(int)
    change = np.abs(with_it - bare)[..., 1].astype(np.float32)
    return change > 0.5 * np.median(change[filled(lesion.polygon, change.shape)])


def filled(polygon, shape):
    """Give the pixels whose centers lie inside; fillPoly alone also paints the border."""
    fine = np.zeros((shape[0] * 8, shape[1] * 8), np.uint8)
    points = (np.asarray(polygon) + 0.5) * 8 - 0.5
    cv2.fillPoly(fine, [np.round(points).astype(np.int32)], 1)
    return cv2.resize(fine.astype(np.float32), shape[1::-1], interpolation=cv2.INTER_AREA) > 0.5


def test_same_scene_gives_identical_bytes():
    lesion = SceneLesion("L1", (5, 5), 20, 15, morphology="ulcerated", seed=3)
    scene = Scene(lesions=(lesion,), camera=SMALL, seed=9)
    first, again = render_photograph(scene=scene), render_photograph(scene=scene)
    assert first.jpeg == again.jpeg
    assert first.truth == again.truth
    assert render_photograph(scene=replace(scene, seed=10)).jpeg != first.jpeg


def test_flat_frontal_ellipse_measures_as_the_formula_says():
    lesion = SceneLesion("L1", (12, -8), 30, 18, 35, border_amplitude=0)
    scene = Scene(skin=FLAT, lesions=(lesion,), camera=SMALL)
    truth = scene_truth(scene=scene).lesions[0]
    assert truth.longest_diameter_mm == pytest.approx(30, abs=1e-6)
    assert truth.perpendicular_mm == pytest.approx(18, abs=1e-3)
    assert truth.area_mm2 == pytest.approx(np.pi * 15 * 9, rel=1e-4)
    px_per_mm = 500 / np.tan(np.radians(55 / 2)) / 240
    points = np.asarray(truth.polygon)
    spread = np.linalg.norm(points[:, None] - points[None], axis=-1).max()
    assert spread == pytest.approx(30 * px_per_mm, rel=1e-6)
    assert truth.tilt_deg == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("tilt_deg", [0.0, 25.0, 40.0])
@pytest.mark.parametrize("size", [(34.0, 26.0), (12.0, 9.0)])
def test_truth_polygon_is_where_the_lesion_appears(tilt_deg, size):
    lesion = SceneLesion(
        "L1", (18, -12), *size, 30, color="pigmented", halo=0, relief_mm=0, softness_mm=0.1, seed=4
    )
    camera = replace(SMALL, tilt_deg=tilt_deg, azimuth_deg=60, roll_deg=11, radial_k1=-0.01)
    camera = replace(camera, distance_mm=190, field_of_view_deg=38)
    skin = Skin(radius_x_mm=450, radius_y_mm=700, undulation_mm=0.8, seed=2)
    scene = Scene(skin=skin, lesions=(lesion,), camera=camera, light=EVEN, capture=CLEAN)
    truth = scene_truth(scene=scene).lesions[0]
    seen, true = blob_of(truth, scene), filled(truth.polygon, (750, 1000))
    assert (seen & true).sum() / (seen | true).sum() > 0.97


@pytest.mark.parametrize("tilt_deg", [0.0, 35.0])
def test_relief_does_not_move_the_border(tilt_deg):
    lesion = SceneLesion(
        "L1", (0, 0), 30, 26, 30, color="pigmented", halo=0, relief_mm=9, softness_mm=0.1, seed=4
    )
    camera = replace(
        SMALL, tilt_deg=tilt_deg, azimuth_deg=20, distance_mm=190, field_of_view_deg=38
    )
    scene = Scene(lesions=(lesion,), camera=camera, light=EVEN, capture=CLEAN)
    truth = scene_truth(scene=scene).lesions[0]
    seen, true = blob_of(truth, scene), filled(truth.polygon, (750, 1000))
    assert (seen & true).sum() / (seen | true).sum() > 0.97


@pytest.mark.parametrize("is_flexible", [False, True])
def test_card_corners_are_where_a_checkerboard_is_seen(is_flexible):
    placement = CalibrationPlacement((6, 4), 17, is_flexible=is_flexible, lift_mm=0)
    camera = replace(SMALL, tilt_deg=28, azimuth_deg=130, radial_k1=0)
    scene = Scene(
        skin=FLAT,
        camera=camera, light=EVEN, capture=replace(CLEAN, blur_px=0.5), calibration=placement,
    )  # fmt: skip
    photograph = render_photograph(scene=scene, card=checkered())
    gray = cv2.cvtColor(pixels_of(photograph), cv2.COLOR_RGB2GRAY)
    inner = np.indices((9, 15)).reshape(2, -1).T[:, ::-1] + 1.0  # saddle points, in squares
    card_px = np.array([[0, 0], [16, 0], [16, 10], [0, 10]], np.float32)
    corners = np.array(photograph.truth.calibration_corners, np.float32)
    homography = cv2.getPerspectiveTransform(card_px, corners)
    expected = cv2.perspectiveTransform(inner[None].astype(np.float32), homography)[0]
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 40, 1e-3)
    found = cv2.cornerSubPix(gray, expected.copy(), (4, 4), (-1, -1), stop)
    miss = np.linalg.norm(found - expected, axis=1)
    assert np.percentile(miss, 90) < 0.2
    assert np.abs((found - expected).mean(axis=0)).max() < 0.04  # no shift at all


def test_card_keeps_its_size_in_space():
    scene = Scene(camera=replace(SMALL, tilt_deg=0), skin=FLAT,
                  calibration=CalibrationPlacement((0, 0), lift_mm=0))  # fmt: skip
    truth = scene_truth(scene=scene, card=checkered())
    corners = np.asarray(truth.calibration_corners)
    px_per_mm = 500 / np.tan(np.radians(55 / 2)) / 240
    assert np.ptp(corners[:, 0]) == pytest.approx(80 * px_per_mm)
    assert corners[0, 0] < corners[1, 0]
    assert corners[0, 1] < corners[3, 1]
    assert truth.calibration_tilt_deg == pytest.approx(0, abs=1e-5)


def test_longest_diameter_is_the_chord_in_space_on_curved_skin():
    lesion = SceneLesion("L1", (40, 0), 44, 20, 0, seed=8)
    skin = Skin(radius_x_mm=200, radius_y_mm=400, undulation_mm=1.0)
    truth = scene_truth(scene=Scene(skin=skin, lesions=(lesion,))).lesions[0]
    assert truth.longest_diameter_mm == pytest.approx(44, abs=1e-3)


def test_exif_date_and_orientation():
    capture = Capture(taken_at=datetime(2026, 3, 23, 10, 5), orientation=6)  # noqa: DTZ001
    lesion = SceneLesion("L1", (20, 10), 25, 20, color="pigmented", relief_mm=0)
    scene = Scene(lesions=(lesion,), camera=SMALL, capture=capture)
    photograph = render_photograph(scene=scene)
    with Image.open(io.BytesIO(photograph.jpeg)) as stored:
        exif = stored.getexif()
        taken = exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal]
        assert taken == "2026:03:23 10:05:00"
        assert stored.size == (750, 1000)
        upright = np.asarray(stored.transpose(Image.Transpose.ROTATE_270)).astype(int)
    plain = render_photograph(scene=replace(scene, capture=replace(capture, orientation=1)))
    assert np.abs(upright - pixels_of(plain)).mean() < 2


def test_a_scene_with_a_card_needs_its_raster():
    with pytest.raises(ValueError, match="raster"):
        render_photograph(scene=Scene(calibration=CalibrationPlacement((0, 0))))
