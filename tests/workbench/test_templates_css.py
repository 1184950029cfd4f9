"""The visual language holds: no inline code, readable colors, one list of parts."""

import re
from pathlib import Path

import pytest

import dermetry.workbench

WORKBENCH = Path(dermetry.workbench.__file__).parent
TEMPLATES = sorted((WORKBENCH / "templates").rglob("*.html"))
PARTS = sorted((WORKBENCH / "templates" / "parts").glob("*.html"))
CSS = WORKBENCH / "static" / "dermetry" / "css"
ICONS = WORKBENCH / "static" / "dermetry" / "icons" / "sprite.svg"
PATTERNS_PAGE = Path(__file__).parents[2] / "docs" / "reference" / "patterns.md"
CSS_LIMIT = 40 * 1024
ON_EVERY_PAGE = ("tokens", "layout", "components", "print")
TEXT_CONTRAST = 4.5
BORDER_CONTRAST = 3.0
COMMENT = re.compile(r"{% comment %}(.*?){% endcomment %}", re.DOTALL)
GROUNDS = ("ground", "surface", "sunken", "hover", "accent-soft")
TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "quiet", "accent") for ground in GROUNDS),
    *(("danger", ground) for ground in ("ground", "surface", "danger-soft")),
    *(("warn", ground) for ground in ("ground", "surface", "warn-soft")),
    *(("good", ground) for ground in ("ground", "surface", "good-soft")),
    ("on-accent", "accent"), ("on-accent", "accent-hover"), ("on-danger", "danger"),
    ("on-demo", "demo"),
    *((ink, "photo-ground") for ink in ("photo-ink", "photo-quiet", "photo-warn")),
    *((call, f"{call}-soft") for call in ("cr", "pr", "sd", "pd", "ne")),
    *((call, ground) for call in ("cr", "sd", "pd") for ground in ("surface", "accent-soft")),
    *(("on-response", call) for call in ("cr", "pr", "sd", "pd", "good")),
    ("ne", "ne-hatch"), ("ground", "ink"),
]  # fmt: skip
BORDER_PAIRS = [(line, ground) for line in ("line-strong", "focus") for ground in GROUNDS[:3]]


def bare(template: Path) -> str:
    """Give a template without its comments."""
    return COMMENT.sub("", template.read_text("utf-8"))


def blocks() -> dict[str, dict[str, str]]:
    """Give the colors of each block of the tokens, by the block's selector."""
    text = re.sub(r"/\*.*?\*/", "", (CSS / "tokens.css").read_text("utf-8"), flags=re.DOTALL)
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"(:root[^{]*){([^{}]*)}", text):
        colors = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6}|rgb[^;]*\))", body))
        if colors:
            found[selector.strip()] = colors
    return found


def luminance(color: str) -> float:
    """Give the relative luminance of a color, WCAG 2.2."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colors, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_carries_no_code_and_no_style_of_its_own(template):
    text = bare(template)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son\w+\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "javascript:" not in text
    assert not re.search(r"\shx-(on\b|on:|vals=.js:|trigger=\S*\[)", text), "htmx would compile it"
    assert not re.search(r"(src|href|action)=\"(https?:)?//", text), "everything is served here"


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme, ink, ground):
    colors = blocks()[":root" if theme == "light" else ':root[data-theme="dark"]']
    assert contrast(colors[ink], colors[ground]) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), BORDER_PAIRS)
def test_the_border_of_an_input_and_the_focus_can_be_seen(theme, line, ground):
    colors = blocks()[":root" if theme == "light" else ':root[data-theme="dark"]']
    assert contrast(colors[line], colors[ground]) >= BORDER_CONTRAST


def test_the_dark_colors_are_the_same_by_preference_and_by_choice():
    found = blocks()
    assert found[':root:not([data-theme="light"])'] == found[':root[data-theme="dark"]']
    assert set(found[':root[data-theme="dark"]']) == set(found[":root"])


def test_colors_stand_in_the_tokens_alone():
    for name in ("layout.css", "components.css"):
        text = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text("utf-8"), flags=re.DOTALL)
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*})", text), name


def test_every_token_that_is_used_exists():
    text = "".join((CSS / f"{name}.css").read_text("utf-8") for name in ("layout", "components"))
    own = set(re.findall(r"--([\w-]+):", text + (CSS / "tokens.css").read_text("utf-8")))
    assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= own


def test_the_style_sheets_of_every_page_stay_small():
    assert sum((CSS / f"{name}.css").stat().st_size for name in ON_EVERY_PAGE) <= CSS_LIMIT


def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', ICONS.read_text("utf-8")))
    text = "".join(bare(path) for path in TEMPLATES)
    named = set(re.findall(r'parts/icon\.html" with name="([\w-]+)"', text))
    named |= set(re.findall(r'\bicon="([\w-]+)"', text))
    assert named <= drawn


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.name)
def test_the_list_of_parts_says_what_the_part_says(part):
    said = COMMENT.search(part.read_text("utf-8"))
    assert said, "a part starts with a comment that names its parameters"
    page = " ".join(PATTERNS_PAGE.read_text("utf-8").split())
    assert f"`{part.name}`" in page
    assert " ".join(said.group(1).split()) in page, "copy the comment to docs/reference/patterns.md"
