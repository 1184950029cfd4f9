"""A new lesion of doubt that is proved later: every place that tells the call tells the dating."""

import re

import pytest

from dermetry.cli import output
from dermetry.report.write import write_report
from tests.made import Spot, mark, photograph, save, skin, write_marks

DAYS = ("2026-01-12", "2026-02-16", "2026-03-16")
L1, L6 = Spot((120, 50), 26, 20), Spot((60, 100), 12, 9)


@pytest.fixture
def told(tmp_path, assess, capsys, monkeypatch) -> dict[str, str]:
    """Give the HTML text, the note and the terminal's words of such a case."""
    new = {1: {"is_new": True, "equivocal": True}, 2: {"is_new": True}}
    for index, day in enumerate(DAYS):
        spots = [L1, L6] if index else [L1]
        save(tmp_path / day / "a.jpg", skin(spots, seed=index + 1))
        marks = [mark("L1", box=L1.box())]
        marks += [mark("L6", box=L6.box(), **new[index])] if index else []
        write_marks(tmp_path / day, photograph("a.jpg", *marks, zone="chest_wall_anterior"))
    assessed = assess()
    assert [call.category for call in assessed.calls] == [None, "SD", "PD"]
    files = write_report(assessed=assessed, folder=tmp_path / "report", version="test")
    page = re.sub(r"<[^>]+>", " ", files.html.read_text(encoding="utf-8"))
    monkeypatch.setattr(output.out, "width", 200)
    output.out.print(output.call_table(assessed.calls))
    output.print_flags(assessed.calls)
    printed = capsys.readouterr().out
    return {
        "page": " ".join(page.split()),
        "note": " ".join(files.note.read_text(encoding="utf-8").split()),
        "terminal": printed,
    }


def test_the_note_leads_with_what_makes_the_progression(told):
    assert "Progression dated 16 Feb 2026." in told["note"]
    assert "Why: L6 was first seen on 16 Feb 2026 as uncertain and proved" in told["note"]


def test_the_table_of_visits_tells_doubt_and_dating(told):
    doubt = "in doubt L6 may be a new lesion, which is not certain: it does not count yet;"
    assert f"{doubt} progression dated 16 Feb 2026" in told["page"]


def test_the_lesion_is_not_called_watched_once_it_is_proved(told):
    assert "Equivocal at first, proved as new on 16 Mar 2026." in told["page"]
    assert "watched, not counted" not in told["page"]


def test_the_terminal_tells_dating_and_flags(told):
    rows = [line for line in told["terminal"].splitlines() if "2026-0" in line]
    assert "progression dated 2026-02-16" in rows[1]
    assert "progression dated 2026-02-16" in rows[2]
    assert "Flag targets are suggested, not chosen" in told["terminal"]
