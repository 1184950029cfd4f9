"""How the skin of one photograph maps onto another: turn, shift, size, shear and bending.

Points are complex numbers x + iy, so that "turn, scale and shift, never mirror" is the line
y = a x + b. What is left (tilt, posture) is a Gaussian process: a linear part, a smooth
bending and the jitter of every center. One matrix of the matched points gives the evidence
of a match, where every lesion is predicted, and how well: universal kriging (Rasmussen and
Williams 2006, section 2.7 for the line, 5.4.2 for leaving one out).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.matching_rules import bendings, section

Complex = NDArray[np.complex128]
Real = NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """The two constellations to be matched and what is known beforehand."""

    earlier: Complex  # (n,) centered
    now: Complex  # (m,)
    kernels: tuple[Real, ...]  # (n, n) each: grades of bending, in units of earlier squared
    jitter: Real  # (n,) variance of every center, in units of earlier squared
    spread: float  # root mean square distance from the middle, earlier
    area: float  # area that lesions of now are spread over
    scale_log: float  # expected log of (now / earlier)
    scale_log_sd: float
    pair_log: Real  # (n, m) log weight of every pair from zone, size and look; -inf = never


def make_scene(
    *,
    earlier: Complex,
    now: Complex,
    is_in_mm: bool,
    diameters: Real,
    pair_log: Real,
) -> Scene:
    """Prepare two constellations; ``diameters`` (n,) are 0 where not known."""
    rules = section("constellation")
    centered = earlier - earlier.mean()
    spread = max(_rms(centered), 1e-9)
    spread_now = max(_rms(now - now.mean()), 1e-9)
    jitter = (rules["jitter_share"] * spread) ** 2 + (rules["jitter_per_diameter"] * diameters) ** 2
    if is_in_mm:
        jitter = jitter + rules["jitter_mm"] ** 2
    return Scene(
        earlier=centered,
        now=now,
        kernels=tuple(_kernel(centered, spread, grade) for grade in bendings()),
        jitter=jitter,
        spread=spread,
        area=2 * np.pi * spread_now**2,  # of a disc with this spread
        scale_log=0.0 if is_in_mm else float(np.log(spread_now / spread)),
        scale_log_sd=rules["scale_log_sd_mm" if is_in_mm else "scale_log_sd_free"],
        pair_log=pair_log,
    )


def _rms(points: Complex) -> float:
    return float(np.sqrt(np.mean(np.abs(points) ** 2)))


def _kernel(points: Complex, spread: float, grade: Mapping[str, float]) -> Real:
    apart = np.abs(points[:, None] - points[None, :]) / (grade["reach_share"] * spread)
    bending = (grade["warp_share"] * spread) ** 2 * np.exp(-(apart**2) / 2)
    linear = grade["affine_sd"] ** 2 * (points[:, None] * points[None, :].conj()).real
    return np.asarray(bending + linear)


@dataclass(frozen=True)
class Warp:
    """The map that a set of matched pairs implies."""

    predicted: Complex  # (n,) where every earlier lesion should be now; own pair left out
    variance: Real  # (n,) per component, jitter included
    scale: float  # now / earlier
    log_evidence: float  # against all these lesions being unrelated


def fit_warp(*, scene: Scene, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Warp:
    """Fit the map to matched pairs (at least two) and predict every earlier lesion.

    The grade of bending with the most evidence is used; the evidence is that of all grades.
    """
    warps = [_fit_grade(scene, kernel, rows, columns) for kernel in scene.kernels]
    logs = np.array([w.log_evidence for w in warps])
    logs = logs + np.log([grade["prior"] for grade in bendings()])
    best = int(np.argmax(logs))
    total = float(logs[best] + np.log(np.exp(logs - logs[best]).sum()))
    return replace(warps[best], log_evidence=total)


def _fit_grade(
    scene: Scene, kernel: Real, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> Warp:
    x, y = scene.earlier[rows], scene.now[columns]
    basis = np.column_stack([x, np.ones_like(x)])
    size2 = _scale_guess(scene, x, y) ** 2
    cover = size2 * (kernel[np.ix_(rows, rows)] + np.diag(scene.jitter[rows]))
    inverse: Real = np.asarray(np.linalg.inv(cover), np.float64)
    weighted = inverse @ basis
    normal = basis.conj().T @ weighted
    normal_inverse: Complex = np.asarray(np.linalg.inv(normal), np.complex128)
    line = normal_inverse @ (weighted.conj().T @ y)
    rest = inverse @ (y - basis @ line)
    own = size2 * (np.diag(kernel) + scene.jitter)
    parts = (inverse, weighted, normal_inverse)
    predicted, variance = _predict(scene, size2 * kernel[:, rows], own, line, rest, parts)
    variance = np.maximum(variance, size2 * scene.jitter)
    if len(rows) > 2:  # leave each one's own pair out
        precision = inverse - weighted @ normal_inverse @ weighted.conj().T
        safe = np.maximum(np.diag(precision).real, 1e-12)
        predicted[rows] = y - rest / safe
        variance[rows] = 1 / safe
    evidence = _log_evidence(scene, y, basis, line, rest, cover, normal)
    return Warp(predicted, variance, float(abs(line[0])), evidence)


def _scale_guess(scene: Scene, x: Complex, y: Complex) -> float:
    """Give now / earlier from the spread of the pairs, held near what is expected."""
    ratio = _rms(y - y.mean()) / max(_rms(x - x.mean()), 1e-9)
    low, high = scene.scale_log - 3 * scene.scale_log_sd, scene.scale_log + 3 * scene.scale_log_sd
    return float(np.exp(np.clip(np.log(max(ratio, 1e-12)), low, high)))


def _predict(
    scene: Scene,
    cross: Real,
    own: Real,
    line: Complex,
    rest: Complex,
    parts: tuple[Real, Complex, Complex],
) -> tuple[Complex, Real]:
    inverse, weighted, normal_inverse = parts
    basis = np.column_stack([scene.earlier, np.ones_like(scene.earlier)])
    gap = basis - cross @ weighted
    explained = ((cross @ inverse) * cross).sum(axis=1)
    of_line = ((gap @ normal_inverse) * gap.conj()).sum(axis=1).real
    return basis @ line + cross @ rest, own - explained + of_line


def _log_evidence(
    scene: Scene,
    y: Complex,
    basis: Complex,
    line: Complex,
    rest: Complex,
    cover: Real,
    normal: Complex,
) -> float:
    """Give log p(places | matched) - log p(places | unrelated, spread evenly)."""
    count = len(y)
    misfit = float(((y - basis @ line).conj() @ rest).real) / 2
    spreads = np.linalg.slogdet(cover)[1] + np.linalg.slogdet(normal)[1].real
    scale_off = (np.log(max(abs(line[0]), 1e-12)) - scene.scale_log) / scene.scale_log_sd
    turn_and_scale = -(scale_off**2) / 2 - np.log(
        np.sqrt(2 * np.pi) * scene.scale_log_sd * 2 * np.pi * max(abs(line[0]) ** 2, 1e-12)
    )
    density = (2 - count) * np.log(2 * np.pi) - spreads - misfit
    return float(density + turn_and_scale + (count - 1) * np.log(scene.area))
