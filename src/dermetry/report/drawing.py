"""What every drawing shares: templates, palettes, outlines over pictures, badge shapes."""

import base64
import re
from collections.abc import Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dermetry.report.values import Figure, Mark

# control characters break XML; direction overrides could show an identity backward
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
PRINT_PALETTE: Mapping[str, str] = {
    "ink": "#16202c",
    "quiet": "#55606e",
    "line": "#d5dae1",
    "ground": "#ffffff",
    "cr": "#0b7a6f",
    "pr": "#1c5fb0",
    "sd": "#5f6874",
    "pd": "#c23d0a",
    "ne": "#6d7480",
    "nn": "#5f6874",
    "base": "#16202c",
    "none": "#6d7480",
}
SCREEN_PALETTE: Mapping[str, str] = {key: f"var(--{key})" for key in PRINT_PALETTE}
WIDEST_CROP_PX = 400
LETTER_WIDTH = 9.4  # of the label type, widest case


def clean_text(text: str) -> str:
    """Drop characters that cannot be printed; all others stay as they are."""
    return UNPRINTABLE.sub("", text)


def _finalize(value: object) -> object:
    """Clean every plain text a template prints; ready-made markup passes."""
    return clean_text(value) if type(value) is str else value


def make_environment() -> Environment:
    """Make the template reader; every value is escaped, a missing one is an error."""
    return Environment(
        loader=PackageLoader("dermetry.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


TEMPLATES = make_environment()


def render_template(template: str, **values: object) -> Markup:
    """Fill in one SVG template; every text in it is escaped."""
    return Markup(TEMPLATES.get_template(template).render(**values).strip())  # noqa: S704 escaped by the template


def render_overlay(*, figure: Figure, with_photo: bool = False) -> Markup:
    """Draw outlines, axes, labels and the scale bar, alone or over the picture itself."""
    is_crop = figure.photo.width_px <= WIDEST_CROP_PX  # crops are printed small: larger labels
    unit = figure.photo.width_px / (200 if is_crop else 400)
    marks = [
        {
            "mark": mark,
            "ring": " ".join(f"{x:.1f},{y:.1f}" for x, y in mark.points),
            "words": (words := _mark_words(mark)),
            "label_x": min(
                max(p[0] for p in mark.points),
                figure.photo.width_px - LETTER_WIDTH * unit * len(words),
            ),
            "label_y": max(min(p[1] for p in mark.points), 16 * unit),
        }
        for mark in figure.marks
    ]
    embedded = base64.b64encode(figure.photo.jpeg).decode("ascii") if with_photo else ""
    return render_template(
        "overlay.svg",
        figure=figure,
        photo=figure.photo,
        marks=marks,
        unit=unit,
        embedded=embedded,
    )


def _mark_words(mark: Mark) -> str:
    """Label an outline; whatever is not confirmed says so in a word."""
    if mark.is_confirmed or mark.is_candidate:
        return mark.label
    return f"{mark.label} proposed"


def render_shape(*, key: str, palette: Mapping[str, str], uid: str) -> Markup:
    """Draw the shape of a call badge: told apart without color."""
    return render_template("shape.svg", key=key, palette=palette, uid=uid)
