"""Outlines from a tap, a box or a hand: painted skin with known truth, real close-ups, errors."""

import csv

import cv2
import numpy as np
import pytest
from PIL import Image
from shapely import Polygon

from dermetry.imaging import outline as outline_module
from dermetry.imaging.outline import (
    BoxInvalid,
    OutlineNotFound,
    PolygonInvalid,
    TapInvalid,
    drawn,
    propose_from_box,
    propose_from_tap,
)
from dermetry.imaging.outline_border import border_marginals, marginal_quantile, step_matrix
from dermetry.imaging.outline_frame import cut_to_frame
from dermetry.imaging.shape import LesionCut, measure
from dermetry.imaging.values import Picture, Scale

SKINS = {"light": (205, 160, 140), "brown": (110, 75, 60), "dark": (70, 48, 40)}


def painted(lesions, *, skin="light", seed=0, size=(900, 700)):
    """Paint skin with uneven light, blotches, hair and noise, and blurred ellipses on it."""
    random = np.random.default_rng(seed)
    width, height = size
    pixels = np.ones((height, width, 3)) * SKINS[skin]
    blotch = cv2.GaussianBlur(random.normal(size=(height, width)), (0, 0), 40)
    pixels *= 1 + 0.02 * (blotch / blotch.std())[..., None]
    pixels *= np.linspace(1.08, 0.9, width)[None, :, None]
    for x, y, a, b, turn, color in lesions:
        cover = np.zeros((height, width), np.uint8)
        cv2.ellipse(cover, (x, y), (a, b), turn, 0, 360, 255, -1)
        soft = cv2.GaussianBlur(cover / 255.0, (0, 0), 2.0)[..., None]
        pixels *= 1 - soft + soft * np.asarray(color)
    for _ in range(12):
        start = random.uniform(0, size)
        end = start + random.normal(size=2) * 120
        ends = [tuple(p.astype(int).tolist()) for p in (start, end)]
        cv2.line(pixels, *ends, (60, 45, 40), 2, cv2.LINE_AA)
    pixels += 10 * cv2.GaussianBlur(random.normal(size=pixels.shape), (0, 0), 1)
    return picture_of(np.clip(pixels, 0, 255).astype(np.uint8))


def picture_of(pixels):
    return Picture(pixels=pixels, sha256="0" * 64, file_name="painted", file_format="PNG")


LESIONS = [
    (250, 220, 60, 42, 20, (0.82, 0.5, 0.55)),
    (620, 420, 90, 70, 60, (0.7, 0.4, 0.45)),
    (650, 150, 30, 24, 0, (0.6, 0.5, 0.5)),
]


def truth_of(lesion):
    x, y, a, b, turn, _ = lesion
    return Polygon(cv2.ellipse2Poly((x, y), (a, b), turn, 0, 360, 3))


def overlap(outline, truth):
    found = Polygon(outline.polygon).buffer(0)
    return 2 * found.intersection(truth).area / (found.area + truth.area)


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("lesion", LESIONS)
def test_painted_lesions_are_outlined_from_a_loose_box_and_from_a_tap(skin, lesion):
    picture, truth = painted(LESIONS, skin=skin), truth_of(lesion)
    x0, y0, x1, y1 = truth.bounds
    more_x, more_y = 0.05 * (x1 - x0), 0.05 * (y1 - y0)
    boxed = propose_from_box(
        picture=picture, box=(x0 - more_x, y0 - more_y, x1 + more_x, y1 + more_y)
    )
    tapped = propose_from_tap(picture=picture, tap=(lesion[0] + 5.0, lesion[1] - 4.0))
    assert (boxed.source, tapped.source) == ("box", "tap")
    for found in (boxed, tapped):
        assert overlap(found, truth) > 0.93
        assert found.confidence > 0.6
        assert Polygon(found.inner).area < Polygon(found.polygon).area < Polygon(found.outer).area


def test_a_known_scale_gives_the_same_lesion():
    picture = painted(LESIONS)
    found = propose_from_tap(picture=picture, tap=(250.0, 220.0), mm_per_pixel=0.1)
    assert overlap(found, truth_of(LESIONS[0])) > 0.93


def test_the_same_pixels_give_the_same_outline():
    picture = painted(LESIONS)
    first, second = (propose_from_tap(picture=picture, tap=(620.0, 420.0)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("skin", SKINS)
def test_bare_skin_is_refused_not_outlined(skin):
    picture = painted([], skin=skin)
    for x, y in ((200, 200), (450, 350), (700, 500)):
        with pytest.raises(OutlineNotFound, match="No border"):
            propose_from_box(picture=picture, box=(x - 50, y - 40, x + 50, y + 40))
        with pytest.raises(OutlineNotFound, match="No border"):
            propose_from_tap(picture=picture, tap=(x, y))


def test_one_flat_color_is_refused_not_outlined():
    picture = picture_of(np.full((300, 400, 3), 150, np.uint8))
    with pytest.raises(OutlineNotFound):
        propose_from_box(picture=picture, box=(100, 100, 200, 200))
    with pytest.raises(OutlineNotFound):
        propose_from_tap(picture=picture, tap=(150, 150))


def test_a_lesion_at_the_edge_of_the_photograph_does_not_fail_in_arithmetic():
    picture = painted([(5, 350, 60, 50, 0, (0.7, 0.4, 0.45))])
    found = propose_from_box(picture=picture, box=(-0.5, 295, 68, 405))
    assert Polygon(found.polygon).area > 0


def test_a_small_photograph_works():
    picture = picture_of(painted(LESIONS).pixels[160:280, 170:330])
    assert propose_from_tap(picture=picture, tap=(80.0, 60.0)).confidence > 0.3


@pytest.mark.parametrize(
    "box", [(10, 10, 10, 60), (60, 60, 10, 10), (10, 10, 950, 60), (-20, 10, 50, 60)]
)
def test_an_empty_box_or_one_outside_is_refused(box):
    with pytest.raises(BoxInvalid, match=r"empty|leaves the photograph"):
        propose_from_box(picture=painted([]), box=box)


@pytest.mark.parametrize("box", [(float("nan"), 0, 50, 50), (0, 0, float("inf"), 50)])
def test_a_box_that_is_not_a_number_is_refused(box):
    with pytest.raises(BoxInvalid):
        propose_from_box(picture=painted([]), box=box)


@pytest.mark.parametrize("tap", [(-5, 10), (10, 900), (float("nan"), 10)])
def test_a_tap_outside_the_photograph_is_refused(tap):
    with pytest.raises(TapInvalid, match="outside the photograph"):
        propose_from_tap(picture=painted([]), tap=tap)


def test_a_drawn_outline_is_taken_exactly():
    points = ((10.25, 10.5), (50.0, 12.0), (30.0, 60.125))
    found = drawn(picture_size=(900, 700), polygon=points)
    assert found.polygon == points
    assert (found.source, found.confidence, found.inner, found.outer) == ("drawn", None, None, None)


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ([(1, 1), (5, 5)], "three are needed"),
        ([(1, 1), (5, 5), (1, 1), (5, 5)], "three are needed"),
        ([(1, 1), (50, 50), (50, 1), (1, 50)], "crosses itself"),
        ([(1, 1), (5, 5), (9, 9)], "encloses nothing"),
        ([(1, 1), (2000, 5), (9, 90)], "leaves the photograph"),
        ([(1, 1), (float("nan"), 5), (9, 90)], "not a number"),
    ],
)
def test_a_drawn_outline_that_cannot_be_one_is_refused(points, why):
    with pytest.raises(PolygonInvalid, match=why):
        drawn(picture_size=(900, 700), polygon=points)


def marginals_by_enumeration(cost, step):
    """Slow oracle: every closed path of radii, weighted."""
    count, radii = cost.shape
    total = np.zeros_like(cost)
    for path in np.ndindex(*([radii] * count)):
        weight = np.prod(
            [np.exp(-cost[i, path[i]]) * step[path[i], path[(i + 1) % count]] for i in range(count)]
        )
        for i, radius in enumerate(path):
            total[i, radius] += weight
    return total / total.sum(axis=1, keepdims=True)


def test_the_chain_of_radii_equals_trying_every_path():
    random = np.random.default_rng(5)
    radii = np.linspace(0.5, 1.5, 4)
    step = step_matrix(radii=radii, step_sd=1.0)
    cost = random.uniform(0, 3, (7, 4))
    found = border_marginals(cost=cost, step=step)
    assert found == pytest.approx(marginals_by_enumeration(cost, step), abs=0.02)
    assert found.sum(axis=1) == pytest.approx(np.ones(7))


def test_quantiles_of_a_point_mass_lie_on_it():
    marginal = np.zeros((2, 5))
    marginal[:, 3] = 1.0
    radii = np.arange(5.0)
    assert marginal_quantile(marginal=marginal, radii=radii, share=0.5) == pytest.approx([3, 3])


def real_close_ups(samples):
    with (samples / "pad_ufes" / "index.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            if not row["mask"]:
                continue
            pixels = np.array(Image.open(samples / "pad_ufes" / row["image"]).convert("RGB"))
            mask = np.array(Image.open(samples / "pad_ufes" / row["mask"]).convert("L")) > 127
            borders, _ = cv2.findContours(
                mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
            )
            border = max(borders, key=cv2.contourArea)
            filled = np.zeros(mask.shape, np.uint8)
            cv2.drawContours(filled, [border], -1, 1, -1)
            yield picture_of(pixels), filled.astype(bool)


def filled_polygon(polygon, shape):
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(np.asarray(polygon) * 16).astype(np.int32)], 1, shift=4)
    return mask.astype(bool)


def dice(one, other):
    return 2 * (one & other).sum() / (one.sum() + other.sum())


def proposed(propose, shape):
    try:
        return filled_polygon(propose().polygon, shape)
    except OutlineNotFound:
        return np.zeros(shape, bool)


def test_real_close_ups_are_outlined_better_than_by_the_inscribed_ellipse(samples):
    boxed, ellipse, tapped = [], [], []
    for picture, mask in real_close_ups(samples):
        ys, xs = np.nonzero(mask)
        box = (xs.min() - 0.5, ys.min() - 0.5, xs.max() + 0.5, ys.max() + 0.5)
        depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)
        y, x = np.unravel_index(int(depth.argmax()), depth.shape)
        cover = np.zeros(mask.shape, np.uint8)
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        cv2.ellipse(cover, (middle, (box[2] - box[0], box[3] - box[1]), 0.0), 1, -1)
        ellipse.append(dice(cover.astype(bool), mask))
        boxed.append(
            dice(
                proposed(lambda p=picture, b=box: propose_from_box(picture=p, box=b), mask.shape),
                mask,
            )
        )
        tap = (float(x - 1), float(y - 1))
        tapped.append(
            dice(
                proposed(lambda p=picture, t=tap: propose_from_tap(picture=p, tap=t), mask.shape),
                mask,
            )
        )
    assert len(boxed) >= 70
    assert np.median(boxed) > 0.91
    assert np.median(np.subtract(boxed, ellipse)) > 0.005
    assert np.median(tapped) > 0.84
    assert np.mean(np.array(tapped) > 0.8) > 0.6


EDGE_PLACES = [(x, y) for x in (0, 450, 899) for y in (0, 350, 699) if (x, y) != (450, 350)]


@pytest.mark.parametrize("place", EDGE_PLACES)
@pytest.mark.parametrize("way", ["tap", "box"])
def test_no_proposal_leaves_the_photograph_at_its_corners_and_edges(place, way):
    """A lesion half outside: proposed within the frame and then cut, or not found at all."""
    x, y = place
    picture = painted([(x, y, 70, 55, 20, (0.7, 0.4, 0.45))])
    size = (picture.width_px, picture.height_px)
    middle = (min(max(x, 5), size[0] - 6), min(max(y, 5), size[1] - 6))
    box = (
        max(x - 76, -0.5), max(y - 62, -0.5), min(x + 76, size[0] - 0.5), min(y + 62, size[1] - 0.5)
    )  # fmt: skip
    try:
        if way == "tap":
            found = propose_from_tap(picture=picture, tap=middle)
        else:
            found = propose_from_box(picture=picture, box=box)
    except OutlineNotFound:
        return
    for ring in (found.polygon, found.inner, found.outer):
        assert Polygon(ring).is_valid
        assert Polygon(ring).area > 0
        low, high = np.min(ring, axis=0), np.max(ring, axis=0)
        assert (low >= -0.5).all()
        assert (high <= np.array(size) - 0.5).all()


def fit_at(center, reach):
    """Give the points of a border that was fitted round a place."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return np.asarray(center) + reach * np.column_stack([np.cos(angle), np.sin(angle)])


@pytest.mark.parametrize("place", EDGE_PLACES)
def test_a_fit_beyond_the_frame_is_cut_and_measuring_it_says_so(place, monkeypatch):
    rings = [fit_at(place, reach) for reach in (60, 50, 70)]

    class Fit:
        contrast, radii, inner, outer = 99.0, 0, 1, 2

        def points(self, which):
            return rings[which]

    monkeypatch.setattr(outline_module, "fit_box", lambda **_: Fit())
    monkeypatch.setattr(outline_module, "describe_fit", lambda **_: {})
    monkeypatch.setattr(outline_module, "predict_dice", lambda **_: 0.9)
    found = propose_from_box(picture=painted([]), box=(10, 10, 100, 100))
    for ring, whole in zip((found.polygon, found.inner, found.outer), rings, strict=True):
        low, high = np.min(ring, axis=0), np.max(ring, axis=0)
        assert (low >= -0.5).all()
        assert (high <= (899.5, 699.5)).all()
        assert 0 < Polygon(ring).area < 0.6 * Polygon(whole).area
    assert any("edge of the photograph" in note for note in found.notes)
    scale = Scale(
        method="card", source="test", homography=np.diag([0.1, 0.1, 1.0]), tilt_deg=5.0,
        residual_mm=0.02, scale_rel_sd=0.01,
        reference_px=((300.0, 300.0), (400.0, 300.0), (400.0, 400.0), (300.0, 400.0)),
    )  # fmt: skip
    with pytest.raises(LesionCut, match="cut by the edge"):
        measure(outline=found, scale=scale, picture_size=(900, 700))


def test_a_fit_wholly_outside_is_not_an_outline(monkeypatch):
    border = fit_at((-200, -200), 50)
    assert cut_to_frame(points=border, picture_size=(900, 700)) is None
    inside = fit_at((450, 350), 50)
    assert cut_to_frame(points=inside, picture_size=(900, 700)) == tuple(
        map(tuple, inside.tolist())
    )
