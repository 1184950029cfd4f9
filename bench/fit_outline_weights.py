"""Fit the weights of ``outline.toml`` that predict Dice, on half A of the patients.

Usage: python bench/fit_outline_weights.py  (prints the two tables; paste them by hand, so
that a change of weights is a visible change of the file).
"""

import sys

import numpy as np
from accuracy_outlines import box_of, dice, half_of, loosened, rasterize, read_cases, taps_of

from dermetry.imaging.outline_box import fit_box
from dermetry.imaging.outline_crop import build_pyramid
from dermetry.imaging.outline_rank import describe_fit, describe_trial
from dermetry.imaging.outline_settings import read_settings
from dermetry.imaging.outline_tap import run_trials, trial_radii

TAPS = 4
BLANKS = 3


def ridge(rows, targets, *, hold):
    """Give the constant and the weights by name of a ridge regression on standardized columns."""
    names = list(rows[0])
    table = np.array([[row[name] for name in names] for row in rows])
    mean, sd = table.mean(axis=0), table.std(axis=0) + 1e-9
    white = (table - mean) / sd
    targets = np.asarray(targets)
    normal = white.T @ white / len(targets) + hold * np.eye(len(names))
    weights = np.linalg.solve(normal, white.T @ (targets - targets.mean()) / len(targets)) / sd
    return {"constant": targets.mean() - weights @ mean} | dict(zip(names, weights, strict=True))


def tap_rows(case, seed):
    """Give (features, Dice) of every trial of every tap on one close-up."""
    settings = read_settings(table="tap")
    picture, mask = case["picture"], case["mask"]
    levels = build_pyramid(pixels=picture.pixels, smallest_px=settings["pyramid_px"])
    radii = trial_radii(
        picture_size=(picture.width_px, picture.height_px), mm_per_pixel=None, settings=settings
    )
    for tap in taps_of(mask, count=TAPS, seed=seed):
        trials = run_trials(
            levels=levels,
            tap=tap,
            radii=radii,
            rough=read_settings(table="tap_fit"),
            settings=settings,
        )
        for trial in trials:
            border = rasterize(trial.fit.points(trial.fit.radii), mask.shape)
            yield describe_trial(trial=trial, trials=trials, tap=tap), dice(border, mask)


def box_rows(case, seed):
    """Give (features, Dice) from the true box and a loose one."""
    mask = case["mask"]
    for box in (box_of(mask), loosened(box_of(mask), mask.shape, seed=seed)):
        fit = fit_box(picture=case["picture"], box=box)
        yield describe_fit(fit=fit), dice(rasterize(fit.points(fit.radii), mask.shape), mask)


def blank_boxes(mask, *, seed):
    """Give boxes on skin beside the lesion, as examples where nothing is to be found."""
    random = np.random.default_rng(seed)
    height, width = mask.shape
    for _ in range(60):
        half = random.uniform(0.04, 0.15, 2) * min(mask.shape)
        x, y = random.uniform(half[0], width - half[0]), random.uniform(half[1], height - half[1])
        x0, y0, x1, y1 = x - half[0], y - half[1], x + half[0], y + half[1]
        if not mask[max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1].any():
            yield x0, y0, x1 - 1, y1 - 1


def blank_rows(case, seed):
    """Give (features, 0) of a few boxes on skin."""
    for box in list(blank_boxes(case["mask"], seed=seed))[:BLANKS]:
        yield describe_fit(fit=fit_box(picture=case["picture"], box=box)), 0.0


BORDER_FEATURES = (
    "contrast_log",
    "edge_mean",
    "edge_share",
    "evidence_inside",
    "evidence_ring",
    "color_step",
)


def rising(rows, targets):
    """Give a least-squares fit whose weights are not negative, so that it extrapolates safely."""
    table = np.array([[row[name] for name in BORDER_FEATURES] for row in rows])
    mean, sd = table.mean(axis=0), table.std(axis=0)
    white, targets = (table - mean) / sd, np.asarray(targets)
    weights = np.zeros(len(BORDER_FEATURES))
    for _ in range(5000):
        slope = white.T @ (targets - targets.mean() - white @ weights) / len(targets)
        weights = np.maximum(0.0, weights + 0.1 * slope)
    weights /= sd
    return {"constant": targets.mean() - weights @ mean} | dict(
        zip(BORDER_FEATURES, weights, strict=True)
    )


def show(title, weights):
    """Print one table of weights."""
    print(f"[{title}]")
    print("\n".join(f"{name} = {value:.4f}" for name, value in weights.items()), "\n")


def gather(rows_of, cases):
    """Give features and targets over all cases."""
    rows = [row for seed, case in enumerate(cases) for row in rows_of(case, seed)]
    return [row[0] for row in rows], [row[1] for row in rows]


def separation(weights, features, targets):
    """Say how the predictions of lesions and of bare skin lie apart."""
    predicted = np.array(
        [
            weights["constant"] + sum(weights[k] * row[k] for k in BORDER_FEATURES)
            for row in features
        ]
    )
    found = np.asarray(targets) > 0
    return np.quantile(predicted[found], [0, 0.02, 0.05, 0.1, 0.5]), np.quantile(
        predicted[~found], [0.5, 0.8, 0.9, 0.95, 1]
    )


def main():
    """Print the two tables, and how lesions and bare skin separate in the second."""
    cases = [case for case in read_cases() if half_of(case["patient_id"]) == "A"]
    show("tap_weights", ridge(*gather(tap_rows, cases), hold=0.02))
    features, targets = gather(lambda *of: [*box_rows(*of), *blank_rows(*of)], cases)
    weights = rising(features, targets)
    show("border_weights", weights)
    print("# lesions, bare skin:", *separation(weights, features, targets), file=sys.stderr)


if __name__ == "__main__":
    main()
