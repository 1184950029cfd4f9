"""Made-up photographs of known size, and the marks a person would write for them.

Skin is flat and seen straight on at 5 pixels per millimeter, so every true size is known.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from dermetry.report.card import card_png

PX_PER_MM = 5
WIDTH_MM, HEIGHT_MM = 200, 140
CARD_MM = (5, 5)
Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """One made-up lesion: an ellipse lying along the picture's x axis."""

    at_mm: Point
    longest_mm: float
    across_mm: float

    @property
    def at_px(self) -> Point:
        return self.at_mm[0] * PX_PER_MM, self.at_mm[1] * PX_PER_MM

    def sized(self, share: float) -> "Spot":
        return Spot(self.at_mm, self.longest_mm * share, self.across_mm * share)

    def moved(self, x_mm: float, y_mm: float) -> "Spot":
        return Spot((self.at_mm[0] + x_mm, self.at_mm[1] + y_mm), self.longest_mm, self.across_mm)

    def tap(self) -> list[float]:
        return [round(v) for v in self.at_px]

    def box(self, wider: float = 1.15) -> list[int]:
        (x, y), half = self.at_px, PX_PER_MM * wider / 2
        dx, dy = self.longest_mm * half, self.across_mm * half
        return [round(x - dx), round(y - dy), round(x + dx), round(y + dy)]

    def ring(self) -> list[list[float]]:
        turn = np.linspace(0, 2 * np.pi, 72, endpoint=False)
        x = self.at_px[0] + self.longest_mm * PX_PER_MM / 2 * np.cos(turn)
        y = self.at_px[1] + self.across_mm * PX_PER_MM / 2 * np.sin(turn)
        return np.stack([x, y], axis=1).round(2).tolist()


def skin(spots: Sequence[Spot], *, seed: int = 3, card_mm: Point | None = CARD_MM) -> np.ndarray:
    """Give skin (height, width, 3) with these lesions, and a card unless ``card_mm`` is None."""
    height, width = HEIGHT_MM * PX_PER_MM, WIDTH_MM * PX_PER_MM
    noise = np.random.default_rng(seed).normal(0, 4, (height, width, 3))
    picture = np.full((height, width, 3), (205, 160, 140)) + noise
    # A striped drape along the lower edge: without sharp edges a picture counts as blurred.
    picture[-60:, np.arange(width) // 20 % 2 == 0] = (70, 90, 130)
    ys, xs = np.mgrid[0:height, 0:width]
    for spot in spots:
        across = (xs - spot.at_px[0]) / (spot.longest_mm * PX_PER_MM / 2)
        down = (ys - spot.at_px[1]) / (spot.across_mm * PX_PER_MM / 2)
        inside = across**2 + down**2 < 1
        picture[inside] = (140, 70, 70) + noise[inside]
    if card_mm is not None:
        card, _, _ = card_png(kind="card", dpi=25.4 * PX_PER_MM)
        left, top = (round(v * PX_PER_MM) for v in card_mm)
        picture[top : top + card.shape[0], left : left + card.shape[1]] = card
    return picture.clip(0, 255).astype(np.uint8)


def save(path: Path, pixels: np.ndarray, *, taken_on: date | None = None) -> Path:
    """Save a JPEG, dated by its camera when ``taken_on`` is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if taken_on:
        taken_at = f"{taken_on:%Y:%m:%d} 10:00:00"
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken_at
    Image.fromarray(pixels).save(path, quality=95, exif=exif)
    return path


def mark(lesion: str | None = None, **fields: object) -> str:
    """Write one ``[[photograph.lesion]]``."""
    return table("[[photograph.lesion]]", {"lesion": lesion, **fields})


def photograph(file: str, *marks: str, zone: str | None = "abdomen", **fields: object) -> str:
    """Write one ``[[photograph]]`` with its marks."""
    return table("[[photograph]]", {"file": file, "zone": zone, **fields}) + "".join(marks)


def finding(lesion: str, status: str, **fields: object) -> str:
    """Write one ``[[finding]]``."""
    return table("[[finding]]", {"lesion": lesion, "status": status, **fields})


def table(header: str, fields: Mapping[str, object]) -> str:
    """Write a TOML table; fields that are None are left out."""
    lines = [f"{key} = {value(each)}" for key, each in fields.items() if each is not None]
    return "\n".join([header, *lines, ""])


def value(each: object) -> str:
    """Write a TOML value."""
    if isinstance(each, Mapping):
        return "{ " + ", ".join(f"{key} = {value(part)}" for key, part in each.items()) + " }"
    return json.dumps(each)


def write_marks(visit: Path, *parts: str, confirmed: bool = True) -> None:
    """Write the marks.toml of one visit."""
    head = 'confirmed = true\nconfirmed_by = "Dr. A"\n' if confirmed else "confirmed = false\n"
    visit.mkdir(parents=True, exist_ok=True)
    (visit / "marks.toml").write_text(head + "".join(parts), encoding="utf-8")
