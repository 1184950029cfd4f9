"""The HTML report: one file, nothing fetched, nothing injected, everything said."""

import re
from html.parser import HTMLParser

import pytest

from dermetry.report.build import build_report
from dermetry.report.html import render_html

VOID = {"meta", "img", "br", "link", "input", "hr"}
SVG_VOID = {"path", "rect", "circle", "polygon", "polyline", "image", "line"}


class Reader(HTMLParser):
    """Collects tags, attributes, headings, visible text and unbalanced tags."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.headings, self.text = [], [], [], []
        self.stack, self.unbalanced, self.style = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *each) for each in attrs]
        if tag not in VOID:
            self.stack.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *each) for each in attrs]

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        (self.style if self.stack and self.stack[-1] == "style" else self.text).append(data)

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def read(assessed):
    html = render_html(report=build_report(assessed=assessed, version="0.1.0"))
    reader = Reader()
    reader.feed(html)
    reader.close()
    return html, reader


@pytest.fixture(scope="module", params=["full", "hostile", "single", "empty"])
def page(request):
    name = "assessed" if request.param == "full" else f"assessed_{request.param}"
    return read(request.getfixturevalue(name))


@pytest.fixture(scope="module")
def full(assessed):
    return read(assessed)


def test_it_is_one_self_contained_file_without_script(page):
    html, reader = page
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & set(reader.tags)
    for tag, name, value in reader.attributes:
        assert not name.startswith("on"), (tag, name)
        if name in ("src", "href", "xlink:href", "srcset", "action", "data", "poster"):
            assert value.startswith(("data:image/jpeg;base64,", "#")), (tag, name, value[:60])
    style = " ".join(reader.style) + " ".join(
        value for _, name, value in reader.attributes if name == "style"
    )
    assert "@import" not in style
    assert all(ref.startswith("url(#") for ref in re.findall(r"url\([^)]*", style))
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in html


def test_tags_are_balanced_and_headings_do_not_skip(page):
    _, reader = page
    assert reader.unbalanced == []
    assert reader.stack == []
    assert reader.headings[0] == 1
    assert reader.headings.count(1) == 1
    for before, after in zip(reader.headings, reader.headings[1:], strict=False):
        assert after <= before + 1


def test_pictures_tables_and_page_are_accessible(page):
    _, reader = page
    assert ("html", "lang", "en-US") in reader.attributes
    images = reader.tags.count("img")
    assert sum(
        tag == "img" and name == "alt" and bool(v) for tag, name, v in reader.attributes
    ) == (images)
    assert reader.tags.count("caption") == reader.tags.count("table")
    scopes = [v for tag, name, v in reader.attributes if tag == "th" and name == "scope"]
    assert len(scopes) == reader.tags.count("th")
    ids = [v for _, name, v in reader.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    for _, name, value in reader.attributes:
        if name == "href" and value.startswith("#"):
            assert value[1:] in ids


def test_no_table_cell_and_no_definition_is_blank(page):
    html, _ = page
    for cell in re.findall(r"<(?:td|dd)\b[^>]*>(.*?)</(?:td|dd)>", html, flags=re.S):
        assert re.sub(r"<svg.*?</svg>|<[^>]+>", "", cell, flags=re.S).strip()


def test_intended_use_and_versions_are_always_there(page):
    _, reader = page
    assert "not cleared as a medical device" in reader.words
    assert "a clinician confirms each call" in reader.words
    assert "Not validated on cutaneous metastases nor on dark skin." in reader.words
    assert "dermetry 0.1.0" in reader.words


def test_the_full_report_says_everything(full):
    html, reader = full
    for words in (
        "Anna Example · born 14 Mar 1956 · ID DEMO-0001",
        "Prepared from photographs up to 24 Apr 2026",
        "Partial response; PD if L6 is confirmed",
        "29.9 ± 0.9 mm",
        "57.0 mm",
        "−47.5 %",
        "23.4 ± 0.6 mm".replace("23.4", "15.1"),
        "Not photographed at this visit",
        "The dressing was not taken off.",
        "Merged into L5",
        "Not yet seen",
        "Incomplete",
        "without L1: 19.8 mm",
        "lymph node, right axilla",
        "Motion on the CT.",
        "IMG_0042.jpg: The file is cut off.",
        "back-2.jpg: No marker was found.",
        "Region not examined: back.",
        "L6 is proposed as a new lesion.",
        "A spot of about 5 mm",
        "recist_1_1.target.pr",
        "2026.1",
        "± is the half width of the 95 % interval",
        "ER+ PR- HER2 low",
        "capecitabine",
        "RECIST 1.1",
        "halves in",
    ):
        assert words in reader.words, words
    assert "Eisenhauer" in reader.words
    assert "Target lesions: partial response." in reader.words
    for doubt in ("unknown rule", "not in the list of citations", "not in the rule file"):
        assert doubt not in reader.words
    assert "L6 proposed" in reader.words
    assert "10 mm" in reader.words
    assert "stroke-dasharray" in html


def test_a_gap_is_a_word_and_never_zero(full):
    _, reader = full
    assert not re.search(r"(?<![\d.])0(\.0+)? mm", reader.words)
    for ghost in ("None", "NULL", " nan", "NaN", "Decimal("):
        assert ghost not in reader.words


def test_unconfirmed_outlines_are_dashed_and_confirmed_ones_solid(assessed):
    report = build_report(assessed=assessed, version="0.1.0")
    tiles = {
        (strip.lesion_id, tile.visited): tile for strip in report.strips for tile in strip.tiles
    }
    proposed = tiles["L6", "24 Apr 2026"].figure.marks[0]
    confirmed = tiles["L1", "24 Apr 2026"].figure.marks[0]
    assert not proposed.is_confirmed
    assert confirmed.is_confirmed
    assert "proposed" in tiles["L6", "24 Apr 2026"].detail


def test_crops_of_one_lesion_have_one_scale(assessed):
    report = build_report(assessed=assessed, version="0.1.0")
    for strip in report.strips:
        bars = {
            (tile.figure.bar.label, round(tile.figure.bar.length_px, 6))
            for tile in strip.tiles
            if tile.figure and tile.figure.bar
        }
        assert len(bars) == 1, strip.lesion_id


def test_the_drawn_axis_is_as_long_as_the_stated_diameter(assessed):
    report = build_report(assessed=assessed, version="0.1.0")
    tile = report.strips[1].tiles[0]
    mark, bar = tile.figure.marks[0], tile.figure.bar
    (x0, y0), (x1, y1) = mark.axis
    drawn_px = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    axis_mm = drawn_px / bar.length_px * float(bar.label.removesuffix(" mm"))
    assert abs(axis_mm - float(tile.headline.split()[0])) < 0.12 * axis_mm


def test_hostile_texts_stay_texts(assessed_hostile):
    html, reader = read(assessed_hostile)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;" in html
    assert "<script>alert(1)</script>" in reader.words


def test_an_empty_case_is_said_in_words(assessed_empty):
    _, reader = read(assessed_empty)
    for words in (
        "Name not recorded",
        "birth date not recorded",
        "No sum",
        "No scale in the photograph.",
        "It is a web page.",
        "None recorded in this case. This is not a statement that there are none.",
    ):
        assert words in reader.words, words


def test_a_photograph_that_is_gone_is_named(assessed):
    from dataclasses import replace

    def gone(photograph_id):
        if photograph_id == "P3":
            raise FileNotFoundError("/secret/place/chest-3.jpg")
        return assessed.open_picture(photograph_id)

    html, reader = read(replace(assessed, open_picture=gone))
    assert "The photograph cannot be shown: the file could not be opened again" in reader.words
    assert "no crop: the file could not be opened again" in reader.words
    assert "/secret" not in html


def test_an_unknown_rule_or_source_is_said_and_not_hidden(assessed_hostile):
    from dataclasses import replace

    first, *rest = assessed_hostile.calls
    reasons = (first.reasons[0].model_copy(update={"rule_id": "made.up", "cites": ("nobody",)}),)
    strange = replace(
        assessed_hostile, calls=(first.model_copy(update={"reasons": reasons}), *rest)
    )
    _, reader = read(strange)
    assert "made.up not in the rule file." in reader.words
    assert "nobody (source not in the list of citations)" in reader.words


def test_each_photograph_is_opened_once(assessed):
    from collections import Counter
    from dataclasses import replace

    opened = Counter()

    def count(photograph_id):
        opened[photograph_id] += 1
        return assessed.open_picture(photograph_id)

    build_report(assessed=replace(assessed, open_picture=count), version="0.1.0")
    assert set(opened.values()) == {1}
    assert len(opened) == 5


def test_files_that_gave_nothing_are_listed_even_if_nobody_named_them(assessed):
    from dataclasses import replace

    report = build_report(assessed=replace(assessed, attention=()), version="0.1.0")
    assert "20 Mar 2026, IMG_0042.jpg: Cannot be read. The file is cut off." in report.not_measured
    assert any("back-2.jpg: No scale. No marker was found." in e for e in report.not_measured)
