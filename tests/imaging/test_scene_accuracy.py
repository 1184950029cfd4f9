"""The bar of the main job on rendered scenes: tilt up to 30 degrees, a visible card.

Longest diameter within 5 % for 90 % of lesions, at most 5 % refused, and the stated 95 %
interval holds the truth for at least 90 %. Boxes are 8 to 12 % too wide, as people draw them.
Skin that curves strongly over the view is measured in docs/accuracy.md and not part of it.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import accuracy_scenes

FAMILIES = ("plain", "tilt30", "blur_noise", "uneven_light", "dark_skin", "hair", "many_small")


@pytest.fixture(scope="module")
def table() -> list[dict]:
    return accuracy_scenes.rows(families=FAMILIES, count=3, seed=31)


def figures(table: list[dict], way: str) -> dict:
    return accuracy_scenes.summarize([row for row in table if row["way"] == way])


@pytest.mark.scenes
def test_sizes_from_a_box_meet_the_bar(table: list[dict]):
    found = figures(table, "box")
    assert found["lesions"] >= 60
    assert found["within_5_percent"] >= 0.90, found
    assert found["refused"] <= 0.05, found
    assert found["coverage_95"] >= 0.90, found


@pytest.mark.scenes
def test_one_tap_finds_the_border_it_reports(table: list[dict]):
    """A tap is a starting point: what it reports is a lesion, and the interval is honest."""
    found = figures(table, "tap")
    measured = [row for row in table if row["way"] == "tap" and not row["refused"]]
    assert found["coverage_95"] >= 0.90, found
    assert sum(row["overlap"] > 0.8 for row in measured) / len(measured) >= 0.90, found
