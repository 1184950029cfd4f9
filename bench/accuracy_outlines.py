"""Outline accuracy on the real close-ups: from one tap, from a box, and of the bare ellipse.

Usage: python bench/accuracy_outlines.py [folder of samples]. The parameter search and the fitted
weights used half A of the patients (even SHA-256 of patient_id) only. Refusal thresholds, the
half-level rule and the width of the plausible range were set while looking at all patients, so
half B is held out from fitting but not untouched. Masks were drawn by students;
the largest component, holes filled, is taken as the lesion. Refused proposals count as Dice 0
in the medians and are also printed.
"""

import csv
import hashlib
import os
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from dermetry.errors import NotMeasurable
from dermetry.imaging import outline
from dermetry.imaging.values import Picture

SAMPLES = Path(
    os.environ.get("DERMETRY_SAMPLES") or Path(__file__).resolve().parents[2] / "shared/samples"
)


def half_of(patient_id):
    """Give the half (A: tuned on, B: unseen) of a patient."""
    return "AB"[int(hashlib.sha256(patient_id.encode()).hexdigest(), 16) % 2]


def read_cases(folder=None):
    """Give every close-up with a mask: picture, mask, patient_id, name."""
    folder = Path(folder or SAMPLES) / "pad_ufes"
    with (folder / "index.csv").open(encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if row["mask"]]
    return [_read_case(folder, row) for row in rows]


def _read_case(folder, row):
    pixels = np.array(Image.open(folder / row["image"]).convert("RGB"))
    mask = np.array(Image.open(folder / row["mask"]).convert("L")) > 127
    return {
        "name": Path(row["image"]).stem,
        "patient_id": row["patient_id"],
        "picture": Picture(pixels=pixels, sha256="", file_name=row["image"], file_format="JPEG"),
        "mask": _largest_filled(mask),
    }


def _largest_filled(mask):
    borders, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(filled, [max(borders, key=cv2.contourArea)], -1, 1, -1)
    return filled.astype(bool)


def rasterize(polygon, shape):
    """Give the mask of a polygon."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(np.asarray(polygon) * 16).astype(np.int32)], 1, shift=4)
    return mask.astype(bool)


def dice(one, other):
    """Give the Dice coefficient of two masks."""
    return float(2 * (one & other).sum() / max(one.sum() + other.sum(), 1))


def diameter(mask):
    """Give the longest diameter of a mask in px (pixel edge to pixel edge, nearly)."""
    borders, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not borders:
        return 0.0
    hull = cv2.convexHull(np.concatenate(borders))[:, 0].astype(float)
    return float(np.sqrt(((hull[:, None] - hull[None]) ** 2).sum(axis=2).max())) + 1


def box_of(mask):
    """Give the true bounding box (x0, y0, x1, y1), pixel edges."""
    ys, xs = np.nonzero(mask)
    return xs.min() - 0.5, ys.min() - 0.5, xs.max() + 0.5, ys.max() + 0.5


def loosened(box, shape, *, seed):
    """Give a box 8 to 12 % wider and higher, unevenly, kept within the photograph."""
    random = np.random.default_rng(seed)
    x0, y0, x1, y1 = box
    more = random.uniform(0.08, 0.12, 2) * (x1 - x0, y1 - y0)
    before = more * random.uniform(0.25, 0.75, 2)
    after = more - before
    return (
        max(-0.5, x0 - before[0]),
        max(-0.5, y0 - before[1]),
        min(shape[1] - 0.5, x1 + after[0]),
        min(shape[0] - 0.5, y1 + after[1]),
    )


def taps_of(mask, *, count, seed):
    """Give the deepest point of the mask and taps jittered within half its depth."""
    depth = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    random = np.random.default_rng(seed)
    taps = [(float(x), float(y))]
    for _ in range(count - 1):
        angle, far = random.uniform(0, 2 * np.pi), 0.5 * depth.max() * np.sqrt(random.uniform())
        taps.append((float(x + far * np.cos(angle)), float(y + far * np.sin(angle))))
    return taps


def inscribed_ellipse(box):
    """Give the ellipse inscribed in a box as a polygon."""
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    x0, y0, x1, y1 = box
    return np.column_stack(
        [
            (x0 + x1) / 2 + (x1 - x0) / 2 * np.cos(angles),
            (y0 + y1) / 2 + (y1 - y0) / 2 * np.sin(angles),
        ]
    )


def _judge(name, propose, mask):
    """Give Dice and relative diameter error of one proposal, or that it was refused."""
    try:
        polygon = propose()
    except NotMeasurable:
        return {f"{name}_dice": 0.0, f"{name}_diameter": float("nan"), f"{name}_refused": True}
    found = rasterize(polygon, mask.shape)
    return {
        f"{name}_dice": dice(found, mask),
        f"{name}_diameter": diameter(found) / diameter(mask) - 1,
        f"{name}_refused": False,
    }


def row_of(case, seed):
    """Give everything measured on one close-up."""
    picture, mask = case["picture"], case["mask"]
    tight, loose = box_of(mask), loosened(box_of(mask), mask.shape, seed=seed)
    taps = taps_of(mask, count=3, seed=seed)
    proposals = {
        "tap": lambda: outline.propose_from_tap(picture=picture, tap=taps[0]).polygon,
        "tap_jittered": lambda: outline.propose_from_tap(picture=picture, tap=taps[1]).polygon,
        "tap_jittered_2": lambda: outline.propose_from_tap(picture=picture, tap=taps[2]).polygon,
        "box": lambda: outline.propose_from_box(picture=picture, box=tight).polygon,
        "loose_box": lambda: outline.propose_from_box(picture=picture, box=loose).polygon,
        "ellipse": lambda: inscribed_ellipse(tight),
        "loose_ellipse": lambda: inscribed_ellipse(loose),
    }
    row = {
        "name": case["name"],
        "patient_id": case["patient_id"],
        "half": half_of(case["patient_id"]),
    }
    for name, propose in proposals.items():
        row |= _judge(name, propose, mask)
    return row


def rows(folder=None):
    """Give one row per real close-up."""
    return [row_of(case, seed) for seed, case in enumerate(read_cases(folder))]


def summarize(table, name):
    """Give the figures of one way of outlining over rows."""
    overlap = np.array([row[f"{name}_dice"] for row in table])
    error = np.abs([row[f"{name}_diameter"] for row in table])
    return {
        "photographs": len(table),
        "dice_median": float(np.median(overlap)),
        "dice_above_0.8": float((overlap > 0.8).mean()),
        "diameter_error_median": float(np.nanmedian(error)),
        "diameter_within_10_percent": float((error < 0.1).mean()),
        "refused": sum(row[f"{name}_refused"] for row in table),
    }


def paired_gain(table, name, baseline):
    """Give the gain in Dice over a baseline: mean per patient, then over patients."""
    patients = {}
    for row in table:
        patients.setdefault(row["patient_id"], []).append(
            row[f"{name}_dice"] - row[f"{baseline}_dice"]
        )
    gains = np.array([np.mean(values) for values in patients.values()])
    random = np.random.default_rng(0)
    means = random.choice(gains, (2000, len(gains))).mean(axis=1)
    return {
        "patients": len(gains),
        "median": float(np.median(gains)),
        "mean": float(gains.mean()),
        "mean_interval_95": tuple(float(v) for v in np.quantile(means, [0.025, 0.975])),
        "better": float((gains > 0).mean()),
    }


def main():
    """Print the summary by half."""
    table = rows(sys.argv[1] if len(sys.argv) > 1 else None)
    names = [key.removesuffix("_dice") for key in table[0] if key.endswith("_dice")]
    for title in ("A", "B", "AB"):
        part = [row for row in table if row["half"] in title]
        print(f"half {title}: {len({row['patient_id'] for row in part})} patients")
        for name in names:
            figures = summarize(part, name)
            print(f"  {name:15}", {key: round(value, 3) for key, value in figures.items()})
        for name, baseline in (("box", "ellipse"), ("loose_box", "loose_ellipse")):
            print(f"  gain {name} over {baseline}:", paired_gain(part, name, baseline))


if __name__ == "__main__":
    main()
