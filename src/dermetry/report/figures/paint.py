"""Colors by name and the template reader of the figures."""

from collections.abc import Mapping

from jinja2 import PackageLoader
from markupsafe import Markup

from dermetry.report.drawing import PRINT_PALETTE, TEMPLATES

# what stands when the page brings no style sheet; figures.css has the same names as classes
PALETTE: Mapping[str, str] = {
    **{name: value for name, value in PRINT_PALETTE.items() if name != "none"},
    "surface": "#ffffff",
    "sunken": "#f0f3f6",
    "strong": "#7d8894",
    "accent": "#24486e",
    "soft": "#dce8f4",
}
TREND_HUES: Mapping[str, str] = {
    "growing": "pd",
    "new": "pd",
    "maybe_new": "ink",
    "shrinking": "pr",
    "stable": "sd",
    "gone": "cr",
    "measured": "ink",
    "not_measured": "ne",
}
TREND_WORDS: Mapping[str, str] = {
    "growing": "growing",
    "new": "new",
    "maybe_new": "may be new (in doubt)",
    "shrinking": "shrinking",
    "stable": "stable",
    "gone": "gone",
    "measured": "measured, no trend",
    "not_measured": "not measured",
}


def paint(fill: str = "none", stroke: str = "none", extra: str = "") -> Markup:
    """Give class and presentation attributes of one element, by names of the palette."""
    named = [f"f-{fill}" * (fill != "none"), f"s-{stroke}" * (stroke != "none"), extra]
    written = {"class": " ".join(name for name in named if name), "fill": PALETTE.get(fill, fill)}
    if stroke != "none":
        written["stroke"] = PALETTE.get(stroke, stroke)
    return Markup(" ").join(
        Markup('{}="{}"').format(name, value) for name, value in written.items()
    )


def short(value: float) -> str:
    """Write a coordinate with one decimal, without needless zeros."""
    return f"{value:.1f}".removesuffix(".0")


FIGURES = TEMPLATES.overlay(loader=PackageLoader("dermetry.report.figures"))
FIGURES.globals = {**FIGURES.globals, "paint": paint, "trend_hues": TREND_HUES,
                   "trend_words": TREND_WORDS}  # fmt: skip
FIGURES.filters = {**FIGURES.filters, "n": short}


def render_figure(template: str, **values: object) -> str:
    """Fill in one template of the figures; every text in it is escaped."""
    return FIGURES.get_template(template).render(**values).strip()
