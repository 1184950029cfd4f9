"""From stories to scenes: what is painted, and where hair does not grow."""

from dataclasses import replace
from datetime import date

import numpy as np
import simplejpeg

from dermetry.demo.clinic.load import HOME
from dermetry.demo.clinic.scenes import photograph_scene
from dermetry.demo.clinic.story import read_story
from dermetry.demo.render import render_photograph, scene_truth
from dermetry.demo.scene import Camera, Capture, Light, Scene, Skin


def story_of(name):
    return read_story(path=HOME / "stories" / f"{name}.toml")


def test_a_change_of_look_holds_for_later_visits():
    story = story_of("responder")
    reliefs = [
        next(
            lesion.relief_mm
            for lesion in photograph_scene(
                story=story, visit=visit, shot=visit.photographs[0]
            ).lesions
            if lesion.lesion_id == "L1"
        )
        for visit in story.visits
    ]
    assert reliefs == [5.5, 3.2, 2.4, 1.8]


def test_sizes_are_those_of_the_visit():
    story = story_of("merging")
    visit = next(each for each in story.visits if each.visited_on == date(2025, 10, 23))
    scene = replace(
        photograph_scene(story=story, visit=visit, shot=visit.photographs[0]), calibration=None
    )
    (mass,) = scene_truth(scene=scene).lesions
    assert mass.lesion_id == "L1+L2"
    assert abs(mass.longest_diameter_mm - 33) < 0.01


def test_no_hair_grows_in_a_bald_circle():
    skin = Skin(radius_x_mm=1e9, radius_y_mm=1e9, undulation_mm=0, freckles=0,
                hair_per_cm2=20, hair_darkness=3, seed=5)  # fmt: skip
    scene = Scene(
        skin=skin, camera=Camera(width_px=400, height_px=300, radial_k1=0),
        light=Light(ambient=1, unevenness=0, shine=0),
        capture=Capture(blur_px=0, noise=0, vignetting=0),
    )  # fmt: skip
    bald = replace(scene, skin=replace(skin, bald_mm=((0.0, 0.0, 45.0),)))
    hairy, patch = (
        np.std(simplejpeg.decode_jpeg(render_photograph(scene=each).jpeg)[130:170, 180:220])
        for each in (scene, bald)
    )
    assert patch < 0.5 * hairy
