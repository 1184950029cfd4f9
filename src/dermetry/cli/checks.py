"""The checks behind ``dermetry doctor``; each answers in words and never raises."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path

from PIL import Image

from dermetry.imaging.photograph import Opener
from dermetry.knowledge.reviews import headers, overdue
from dermetry.knowledge.site_rules import load_site_rules
from dermetry.report.card import write_cards

PACKAGES = (
    "numpy",
    "opencv-python-headless",
    "pillow",
    "pydantic",
    "shapely",
    "simplejpeg",
    "typst",
)


@dataclass(frozen=True)
class Check:
    """One check: ok, warning or failed, with what was found."""

    name: str
    state: str
    message: str


def run_checks(*, today: date) -> list[Check]:
    """Run every check; an unforeseen error of one is its failure, not the command's."""
    return [
        guarded("Python", check_python),
        guarded("packages", check_packages),
        guarded("photograph sandbox", lambda: check_sandbox(today)),
        guarded("PDF maker", check_pdf),
        guarded("knowledge files", check_knowledge),
        guarded("reviews of knowledge", lambda: check_reviews(today)),
    ]


def guarded(name: str, check: Callable[[], tuple[str, str]]) -> Check:
    """Run one check."""
    try:
        return Check(name, *check())
    except Exception as error:
        return Check(name, "failed", f"{type(error).__name__}: {error}")


def check_python() -> tuple[str, str]:
    """Check the version of Python."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    return ("ok", found) if sys.version_info >= (3, 11) else ("failed", f"{found}; needs 3.11")


def check_packages() -> tuple[str, str]:
    """Check that the packages of the base installation are there."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            return "failed", f"{name} is not installed; run pip install dermetry again"
    return "ok", ", ".join(found)


def check_sandbox(today: date) -> tuple[str, str]:
    """Open a small picture through the sandbox process."""
    buffer = BytesIO()
    Image.new("RGB", (320, 240), (190, 140, 120)).save(buffer, "PNG")
    with Opener() as opener:
        picture = opener.open(data=buffer.getvalue(), file_name="check.png", today=today)
    return "ok", f"opened {picture.width_px} x {picture.height_px} pixels in its own process"


def check_pdf() -> tuple[str, str]:
    """Make a calibration card."""
    return "ok", f"made a card of {len(write_cards(kind='card', paper='a4'))} bytes"


def check_knowledge() -> tuple[str, str]:
    """Load the header of every knowledge file."""
    found = headers()
    unverified = sum(each.status == "unverified" for each in found)
    return "ok", f"{len(found)} files loaded, {unverified} of them unverified"


def check_site_rules(folder: Path) -> tuple[str, str]:
    """Read what a site has said of rule files."""
    rules = load_site_rules(folder=folder)
    return "warning" if rules.stale else "ok", "; ".join(rules.words())


def check_reviews(today: date) -> tuple[str, str]:
    """Look for knowledge files whose review is overdue or has never happened."""
    late = overdue(today=today)
    if late:
        return "warning", f"review overdue: {', '.join(each.id for each in late)}"
    never = [each.id for each in headers() if each.clinician_reviewed_on is None]
    if never:
        return "warning", f"not yet reviewed by a clinician: {', '.join(never)}"
    return "ok", "all reviewed"
