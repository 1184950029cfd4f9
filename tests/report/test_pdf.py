"""The PDF report: readable text, tagged, dated by its last visit, the same bytes twice."""

import io

import pytest
from pypdf import PdfReader

from dermetry.report import pdf
from dermetry.report.build import build_report
from dermetry.report.paper import split_columns
from dermetry.report.pdf import GLYPHS_MISSING, render_pdf
from dermetry.report.values import Cell, Table


def make(assessed):
    return render_pdf(report=build_report(assessed=assessed, version="0.1.0"))


def text_of(data):
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture(scope="module")
def full(assessed):
    return make(assessed)


def test_calls_numbers_ids_and_sources_are_text(full):
    text = text_of(full)
    for words in (
        "Anna Example",
        "DEMO-0001",
        "Partial response",
        "PD if L6 is confirmed",
        "29.9 ± 0.9 mm",
        "Not photographed at this visit",
        "recist_1_1.target.pr",
        "Eisenhauer",
        "not cleared as a medical device",
        "Not validated on cutaneous metastases nor on dark skin.",
        "dermetry 0.1.0",
        "IMG_0042.jpg",
    ):
        assert words in text, words


def test_identity_stands_on_every_page(full):
    for page in PdfReader(io.BytesIO(full)).pages:
        assert "DEMO-0001" in page.extract_text()


def test_it_is_tagged_pdf_ua_with_text_alternatives(full):
    reader = PdfReader(io.BytesIO(full))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata.title == "Skin metastases response report: DEMO-0001"


def test_it_is_dated_by_the_last_visit_and_a4(full):
    reader = PdfReader(io.BytesIO(full))
    assert reader.metadata.creation_date.date().isoformat() == "2026-04-24"
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


def test_only_packaged_fonts_are_embedded(full):
    fonts = set()
    for page in PdfReader(io.BytesIO(full)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            fonts.add(font.get_object()["/BaseFont"].split("+")[-1])
    assert fonts
    assert all(font.startswith("Inter") for font in fonts), fonts


def test_hostile_texts_are_printed_as_they_are_and_a_missing_glyph_is_stated(assessed_hostile):
    text = text_of(make(assessed_hostile))
    assert "#panic" in text
    assert "<script>alert(1)</script>" in text
    assert " ".join(GLYPHS_MISSING.split())[:40] in text


@pytest.mark.parametrize("name", ["assessed_single", "assessed_empty"])
def test_small_cases_print(name, request):
    text = text_of(make(request.getfixturevalue(name)))
    assert "Bottom line" in text
    assert "Intended use" in text


def test_wide_tables_are_split_and_keep_their_row_names():
    row = (Cell("L1"), *(Cell(str(n)) for n in range(12)))
    table = Table("t", ("Lesion", *(f"v{n}" for n in range(12))), (row,))
    parts = split_columns(table)
    assert [len(part.columns) for part in parts] == [6, 6, 3]
    assert all(part.rows[0][0].text == "L1" for part in parts)
    assert [c.text for part in parts for c in part.rows[0][1:]] == [str(n) for n in range(12)]


def test_fonts_of_the_machine_are_never_looked_at(assessed_empty, monkeypatch):
    seen = {}

    def watch(*_, **settings):
        seen.update(settings)
        return b""

    monkeypatch.setattr(pdf.typst, "compile", watch)
    make(assessed_empty)
    assert seen["ignore_system_fonts"] is True
    assert [path.endswith("fonts") for path in seen["font_paths"]] == [True]


def test_another_error_of_the_typesetter_is_not_hidden(assessed_empty, monkeypatch):
    def broken(*_, **__):
        raise pdf.typst.TypstError("expected string, found none")

    monkeypatch.setattr(pdf.typst, "compile", broken)
    with pytest.raises(pdf.typst.TypstError):
        make(assessed_empty)
