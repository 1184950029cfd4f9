"""Lens, surface and relief: what a pixel sees is what projects onto it."""

import numpy as np
import pytest

from dermetry.demo.border import lesion_border
from dermetry.demo.lens import meet_surface, place_lens
from dermetry.demo.scene import Camera, Scene, SceneLesion, Skin
from dermetry.demo.shade import Ground
from dermetry.demo.sprite import make_sprite
from dermetry.demo.surface import make_surface
from dermetry.demo.view import look

SKIN = Skin(radius_x_mm=350, radius_y_mm=600, undulation_mm=0.8, seed=2)
CAMERA = Camera(
    tilt_deg=28, azimuth_deg=50, roll_deg=12, distance_mm=170, radial_k1=-0.02,
    width_px=800, height_px=600, field_of_view_deg=46,
)  # fmt: skip


def test_a_ray_comes_back_to_its_pixel():
    surface = make_surface(skin=SKIN)
    lens = place_lens(camera=CAMERA, surface=surface)
    pixels = np.random.default_rng(1).uniform((0, 0), (799, 599), (200, 2))
    rays = lens.rays(x_px=pixels[:, 0], y_px=pixels[:, 1])
    t = meet_surface(lens=lens, rays=rays, surface=surface, distance_mm=170)
    points = lens.position + t[:, None] * rays
    assert np.allclose(points[:, 2], surface.height(x=points[:, 0], y=points[:, 1]), atol=1e-6)
    assert np.allclose(lens.project(points=points), pixels, atol=1e-4)


def test_distortion_follows_its_formula():
    flat = Skin(radius_x_mm=1e9, radius_y_mm=1e9, undulation_mm=0)
    camera = Camera(distance_mm=200, radial_k1=-0.02, width_px=1000, height_px=1000)
    lens = place_lens(camera=camera, surface=make_surface(skin=flat))
    x = lens.project(points=np.array([60.0, 0, 0]))[0]
    assert x == pytest.approx(499.5 + lens.focal_px * 0.3 * (1 - 0.02 * 0.09), abs=1e-3)


def test_every_pixel_knows_its_patch_point():
    surface = make_surface(skin=SKIN)
    lens = place_lens(camera=CAMERA, surface=surface)
    view = look(scene=Scene(skin=SKIN, camera=CAMERA), surface=surface, lens=lens)
    rows, columns = np.indices(view.x.shape)
    points = surface.points(x=view.x.astype(float), y=view.y.astype(float))
    miss = lens.project(points=points) - np.stack([columns, rows], axis=-1)
    assert np.abs(miss).max() < 0.06


def test_a_view_past_the_horizon_is_refused():
    camera = Camera(tilt_deg=45, distance_mm=170, field_of_view_deg=70)
    surface = make_surface(skin=SKIN)
    lens = place_lens(camera=camera, surface=surface)
    with pytest.raises(ValueError, match="horizon"):
        look(scene=Scene(skin=SKIN, camera=camera), surface=surface, lens=lens)


def test_the_top_of_a_nodule_is_seen_where_it_projects():
    surface = make_surface(skin=SKIN)
    lens = place_lens(camera=CAMERA, surface=surface)
    lesion = SceneLesion("L1", (10, -5), 30, 26, relief_mm=7)
    scene = Scene(skin=SKIN, camera=CAMERA, lesions=(lesion,))
    ground = Ground(view=look(scene=scene, surface=surface, lens=lens))
    border = lesion_border(lesion=lesion, surface=surface)
    sprite = make_sprite(lesion=lesion, border_mm=border, tone=2, px_per_mm=8)
    ground.lay_in(sprite=sprite, window=(0, 0, 800, 600))
    middle = sprite.relief.shape[0] // 2
    top = surface.points(x=np.float64(10), y=np.float64(-5))
    top[2] += sprite.relief[middle, middle]
    column, row = np.round(lens.project(points=top)).astype(int)
    px_mm = 170 / lens.focal_px
    assert ground.view.x[row, column] == pytest.approx(10, abs=1.5 * px_mm)
    assert ground.view.y[row, column] == pytest.approx(-5, abs=1.5 * px_mm)
