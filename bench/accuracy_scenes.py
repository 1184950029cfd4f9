"""Accuracy of the whole measurement on rendered scenes with known truth, per family.

Usage: python bench/accuracy_scenes.py [count per family] [seed]

Each scene is rendered, opened, its scale found, each lesion proposed from a box 8 to 12 %
wider than the truth and from a tap off its middle, and measured. Refusals are counted beside
the errors, because refusing is not free.
"""

import sys
from datetime import date

import numpy as np
from accuracy_outlines import loosened
from shapely import Polygon

from dermetry.demo.card_texture import card_texture
from dermetry.demo.families import FAMILIES, scenes
from dermetry.demo.render import render_photograph
from dermetry.errors import NotMeasurable
from dermetry.imaging import outline, scale, shape
from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Scale

TODAY = date(2026, 1, 1)  # only compared with the camera's date


def rows(*, families=FAMILIES, count=6, seed=1):
    """Give one row per lesion, scene and way of marking."""
    card, table = card_texture(kind="card"), []
    with Opener() as opener:
        for family in families:
            for index, scene in enumerate(scenes(family=family, count=count, seed=seed)):
                rendered = render_photograph(scene=scene, card=card)
                picture = opener.open(data=rendered.jpeg, file_name="scene.jpg", today=TODAY)
                found = scale.find(picture=picture)
                about = {"family": family, "scene": index, "tone": scene.skin.tone}
                for number, lesion in enumerate(rendered.truth.lesions):
                    rows_of = measure_lesion(picture, found, lesion, seed + 100 * index + number)
                    table += [about | {"lesion": number} | row for row in rows_of]
    return table


def measure_lesion(picture, found, lesion, seed):
    """Give one row for the box and one for the tap."""
    border = np.asarray(lesion.polygon)
    box = loosened(lesion.box, picture.pixels.shape[:2], seed=seed)
    random = np.random.default_rng(seed)
    center, reach = border.mean(axis=0), np.ptp(border, axis=0) / 2
    tap = tuple(float(v) for v in center + reach * random.uniform(-0.2, 0.2, 2))
    ways = {
        "box": lambda: outline.propose_from_box(picture=picture, box=box),
        "tap": lambda: outline.propose_from_tap(
            picture=picture,
            tap=tap,
            mm_per_pixel=_mm_per_pixel(found, tap),
        ),
    }
    return [_measure_way(way, ways[way], picture, found, lesion) for way in ways]


def _mm_per_pixel(found, point):
    is_scale = isinstance(found, Scale)
    return scale.mm_per_pixel_at(scale=found, point=point) if is_scale else None


def _measure_way(way, propose, picture, found, lesion):
    """Give error, coverage and overlap of one way of marking, or that it was refused."""
    truth = lesion.longest_diameter_mm
    row = {"way": way, "truth_mm": truth, "refused": True, "error": None, "covered": None}
    if not isinstance(found, Scale):
        return row | {"reason": found.reason}
    try:
        proposal = propose()
        size = (picture.width_px, picture.height_px)
        length = shape.measure(outline=proposal, scale=found, picture_size=size).longest_diameter_mm
    except NotMeasurable as reason:
        return row | {"reason": str(reason)}
    low, high = length.interval_95
    causes = length.uncertainty
    return row | {
        "refused": False,
        "error": length.value / truth - 1,
        "covered": low <= truth <= high,
        "overlap": _overlap(proposal.polygon, lesion.polygon),
        "z": (length.value - truth) / causes.combined,
        "outline_rel_sd": causes.outline / length.value,
        "other_rel_sd": float(np.hypot(causes.scale, causes.tilt)) / length.value,
    }


def _overlap(one, other):
    """Give the Dice coefficient of two polygons."""
    one, other = Polygon(one).buffer(0), Polygon(other).buffer(0)
    return 2 * one.intersection(other).area / (one.area + other.area)


def summarize(table):
    """Give the figures of some rows."""
    measured = [row for row in table if not row["refused"]]
    error = np.abs([row["error"] for row in measured]) if measured else np.array([np.nan])
    return {
        "lesions": len(table),
        "refused": round(1 - len(measured) / max(len(table), 1), 3),
        "error_median": round(float(np.median(error)), 4),
        "error_95": round(float(np.quantile(error, 0.95)), 4),
        "within_5_percent": round(float((error <= 0.05).mean()), 3),
        "dice_above_0.8": round(
            sum(row["overlap"] > 0.8 for row in measured) / max(len(table), 1), 3
        ),
        "bias": round(float(np.median([row["error"] for row in measured])), 4)
        if measured
        else None,
        "coverage_95": round(float(np.mean([row["covered"] for row in measured])), 3)
        if measured
        else None,
        "sd_of_z": round(float(np.std([row["z"] for row in measured])), 2) if measured else None,
    }


def print_summary(table):
    """Print one line per family and way, and one per way."""
    for way in ("box", "tap"):
        part = [row for row in table if row["way"] == way]
        for family in dict.fromkeys(row["family"] for row in part):
            print(f"{way} {family:24}", summarize([r for r in part if r["family"] == family]))
        print(f"{way} {'all':24}", summarize(part))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    print_summary(rows(**dict(zip(("count", "seed"), numbers, strict=False))))
