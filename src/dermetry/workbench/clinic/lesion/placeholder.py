"""The picture that stands where a photograph cannot be shown: it says why, in words."""

import textwrap

from django.utils.html import escape

from dermetry.errors import DermetryError

SIDE = 480
LINE_SIGNS, LINE_PX = 40, 28


def placeholder_svg(*, error: DermetryError) -> bytes:
    """Draw the words of an error on the dark ground of photographs."""
    first = textwrap.wrap(error.what, LINE_SIGNS)
    rest = textwrap.wrap(error.next_step, LINE_SIGNS) if error.next_step else []
    lines = [(text, "#ffc46b") for text in first] + [(text, "#f1f2f4") for text in rest]
    top = SIDE / 2 - LINE_PX * (len(lines) - 1) / 2
    words = "".join(
        f'<text x="{SIDE // 2}" y="{top + LINE_PX * number:.0f}" fill="{color}">'
        f"{escape(text)}</text>"
        for number, (text, color) in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}"'
        f' height="{SIDE}" role="img" font-family="sans-serif" font-size="21"'
        f' text-anchor="middle"><title>{escape(str(error))}</title>'
        f'<rect width="{SIDE}" height="{SIDE}" fill="#17191c"/>{words}</svg>'
    ).encode()
