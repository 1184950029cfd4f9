"""Odd files and odd marks: named, never the end of a case, never read beyond the limit."""

import os
from datetime import date
from pathlib import Path

import pytest

from dermetry.errors import InputNotFound, PhotographUnreadable
from dermetry.imaging.limits import read_limits
from dermetry.pathway.files import hash_file, read_photograph, recorded_name
from dermetry.pathway.reopen import reopen_case
from dermetry.report.write import write_report
from tests.made import Spot, finding, mark, photograph, save, skin, write_marks

FIRST, SECOND = "2026-01-12", "2026-02-16"
L1 = Spot((120, 60), 20, 15)
TODAY = date(2026, 6, 1)


def write_good(folder: Path, day: str = FIRST, seed: int = 3) -> None:
    save(folder / day / "a.jpg", skin([L1], seed=seed))
    write_marks(folder / day, photograph("a.jpg", mark("L1", box=L1.box())))


ODD_NAMES = [
    "x" * 230 + ".jpg",
    "a b <script>alert(1)</script>'.jpg".replace("/", "_"),
    "Größe.jpg",
    "two\nlines.jpg",
    os.fsdecode(b"caf\xe9.jpg"),
]


@pytest.mark.parametrize("name", ODD_NAMES, ids=["long", "html", "umlaut", "newline", "latin1"])
@pytest.mark.parametrize("content", [b"not a photograph", None], ids=["unreadable", "good"])
def test_an_odd_file_name_never_ends_the_case(tmp_path, assess, name, content):
    write_good(tmp_path)
    odd = tmp_path / FIRST / name
    if content is None:
        save(tmp_path / FIRST / "b.png", skin([L1], seed=9))
        (tmp_path / FIRST / "b.png").rename(odd)
    else:
        odd.write_bytes(content)
    assessed = assess()
    visit = assessed.case.visits[0]
    names = [each.file_name for each in (*visit.photographs, *visit.unreadable)]
    assert recorded_name(odd) in names
    assert assessed.calls[0].sum_mm is not None
    write_report(assessed=assessed, folder=tmp_path / "report", version="test")
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page


def test_a_huge_file_is_not_read(tmp_path, assess):
    write_good(tmp_path)
    movie = tmp_path / FIRST / "movie.mov"
    with movie.open("wb") as file:
        file.truncate(int(read_limits(table="opener")["bytes_most"]) + 1)  # sparse
    with pytest.raises(PhotographUnreadable, match="a video or archive"):
        read_photograph(movie)
    assert hash_file(movie) is None
    lost = assess().case.visits[0].unreadable
    assert [each.file_name for each in lost] == ["movie.mov"]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(PhotographUnreadable, match="not a regular file"):
        read_photograph(tmp_path)
    fifo = tmp_path / "pipe.jpg"
    os.mkfifo(fifo)
    with pytest.raises(PhotographUnreadable, match="not a regular file"):
        read_photograph(fifo)


@pytest.mark.parametrize("tap", [(5, 5), (3, 200), (400, 2)])
def test_a_tap_in_a_corner_never_ends_the_case(tmp_path, assess, tap):
    save(tmp_path / FIRST / "a.jpg", skin([L1]))
    write_marks(
        tmp_path / FIRST, photograph("a.jpg", mark("L1", box=L1.box()), mark("L2", tap=tap))
    )
    assessed = assess()
    assert assessed.calls[0].sum_mm is not None
    told = [each.message for each in assessed.attention if each.lesion_id == "L2"]
    findings = {each.lesion_id: each.status for each in assessed.case.visits[0].findings}
    assert told or findings.get("L2") == "measured"


def test_nothing_of_an_unconfirmed_outline_enters_a_confirmed_finding(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1], card_mm=None))
    typed = finding("L1", "measured", longest_diameter_mm=20)
    outline = mark("L1", box=L1.box(), confirmed=False, ulcerated=True)
    write_marks(tmp_path / FIRST, photograph("a.jpg", outline), typed)
    found = assess().case.visits[0].findings[0]
    assert found.is_confirmed
    assert (found.ulcerated, found.area_mm2, found.photograph_ids) == (None, None, ())


def test_too_small_beside_a_measurable_outline_is_pointed_out(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1]))
    write_marks(
        tmp_path / FIRST,
        photograph("a.jpg", mark("L1", box=L1.box())),
        finding("L1", "too_small"),
    )
    assert any("stated too small" in each.message for each in assess().attention)


def test_a_reopened_case_says_what_the_assessment_said(tmp_path, assess):
    write_good(tmp_path)
    (tmp_path / FIRST / "copy.jpg").write_bytes((tmp_path / FIRST / "a.jpg").read_bytes())
    save(tmp_path / FIRST / "plain.jpg", skin([L1], card_mm=None, seed=8))
    (tmp_path / FIRST / "page.jpg").write_text("<html>")
    assessed = assess()
    again = reopen_case(case=assessed.case, photographs=tmp_path, today=TODAY)
    assert again.attention == assessed.attention
    assert any("same photograph" in each.message for each in again.attention)
    assert again.calls == assessed.calls


def test_an_unreadable_visit_folder_is_named(tmp_path, assess, monkeypatch):
    write_good(tmp_path)

    def refuse(self: Path):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", refuse)  # tests may run as root, whom nothing stops
    with pytest.raises(InputNotFound, match="cannot be read: Permission denied"):
        assess()
