"""Small marks: the badge of a call, the shape of a trend, the scale bar, a figure's table."""

import math

from dermetry.report.figures.paint import TREND_WORDS, render_figure
from dermetry.report.figures.values import FigureTable, Trend
from dermetry.report.words import BASELINE_BADGE, NO_CALL_BADGE, badge_for

ROUND_MM = (1, 2, 5, 10, 20, 50, 100)


def call_badge(*, category: str | None, uid: str, is_confirmed: bool = True) -> str:
    """Draw a call as letters, hue and shape; a proposal is dashed and says so.

    ``category`` is a response category, "BL" for a baseline, or None where no call exists yet.
    """
    badge = NO_CALL_BADGE if category is None else BASELINE_BADGE
    if category not in (None, "BL"):
        badge = badge_for(category)
    return render_figure(
        "badge.html",
        uid=uid,
        badge=badge,
        key="ned" if category == "NED" else badge.key,
        letters="none yet" if category is None else badge.letters,
        meaning="No call yet" if category is None else badge.meaning,
        is_confirmed=is_confirmed or category is None,
    )


def trend_mark(*, trend: Trend) -> str:
    """Draw the shape of a trend with its word."""
    return render_figure("trend.html", trend=trend, words=TREND_WORDS[trend])


def scale_bar(*, pixels_per_mm: float, widest_px: float) -> str:
    """Draw a bar of the longest round length that fits, with its length in mm.

    Raises ``ValueError`` when there is no scale: a picture without one has no bar.
    """
    if not (math.isfinite(pixels_per_mm) and pixels_per_mm > 0):
        raise ValueError("a scale bar needs the pixels of a millimeter")
    fitting = [each for each in ROUND_MM if each * pixels_per_mm <= widest_px]
    length_mm = fitting[-1] if fitting else widest_px / pixels_per_mm
    return render_figure(
        "scale_bar.svg", width=length_mm * pixels_per_mm, label=f"{length_mm:.3g} mm"
    )


def figure_table(*, table: FigureTable) -> str:
    """Write the table that says the same as a figure, folded away under it."""
    return render_figure("table.html", table=table)
