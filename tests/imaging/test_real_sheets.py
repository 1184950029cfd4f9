"""The seven real marker sheets: their card's known sides within 2 percent."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def load_bench():
    place = ROOT / "bench" / "accuracy_sheets.py"
    spec = importlib.util.spec_from_file_location("accuracy_sheets", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_known_card_sides_come_out(samples):
    rows = load_bench().rows(samples=samples)
    assert len(rows) == 7
    measured = [row for row in rows if not row["refused"]]
    assert len(measured) >= 6
    for row in measured:
        assert abs(row["width_error_pct"]) <= 2, row
        assert abs(row["height_error_pct"]) <= 2, row
        assert row["tilt_deg"] < 35
