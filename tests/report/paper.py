"""Reading printed documents in tests."""

import io

from pypdf import PdfReader


def pages_of(data: bytes) -> list[str]:
    """Give the text of each page, breakable spaces of no width left out."""
    pages = PdfReader(io.BytesIO(data)).pages
    return [" ".join(page.extract_text().replace("\u200b", "").split()) for page in pages]


def is_pdf_ua(data: bytes) -> bool:
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]
    return b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
