"""What is shown of a photograph: re-encoded, without metadata, blurred where the role needs it.

The bytes as they were sent are never served.  A picture is made once per variant and kept; it
is named by the hash of the photograph, the variant and the software version.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry import __version__
from dermetry.errors import MarksInvalid
from dermetry.imaging.crop import crop_at_scale, thumbnail
from dermetry.imaging.photograph import encode_clean
from dermetry.imaging.values import Picture
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope, store
from dermetry.workbench.casenotes.models import Outline, Photograph

SMALL_SIDE_PX = 480
BLURRED_SIDE_PX = 20  # so coarse that no wound and no face can be made out
CROP_SIDES_PX = (96, 240, 480)
CROP_MARGIN = 1.45  # patch side over the span of the outline, where nobody names a side
OpenPicture = Callable[[bytes, str], Picture]


class PictureNotOffered(MarksInvalid):
    """A picture was asked for in a size that is not made."""


@dataclass(frozen=True)
class Served:
    """One picture to send."""

    jpeg: bytes
    tag: str
    is_blurred: bool


@dataclass(frozen=True)
class Wanted:
    """Which picture of a photograph: whole, small, or a patch around an outline."""

    kind: str  # "upright" | "small" | "crop"
    outline_pk: int | None = None
    side_mm: float | None = None  # crop: width in millimeters; None: what the outline needs
    side_px: int = 240

    @property
    def name(self) -> str:
        """Give the variant's name."""
        if self.kind != "crop":
            return self.kind
        return f"crop-{self.outline_pk}-{self.side_mm or 0:g}-{self.side_px}"


def serve_picture(
    *,
    actor: Actor,
    photograph_pk: int,
    wanted: Wanted,
    is_revealed: bool,
    open_picture: OpenPicture,
    photographs: Path,
    pictures: Path,
) -> Served:
    """Give a picture of a photograph of the actor's site.

    Raises NotHere, PhotographNotKept, PhotographDamaged, PhotographUnreadable kinds,
    PictureNotOffered.
    """
    actor.check("see_photographs")
    row = scope.get(actor=actor, model=Photograph, pk=photograph_pk)
    if not row.stored_as:
        raise store.PhotographNotKept(
            "The file of this photograph is not kept here",
            why="its record was imported without the file",
            next_step="import the case again together with its photographs",
        )
    outline = crop_outline(row, wanted)
    is_blurred = not (actor.sees_clear_photographs or is_revealed)
    name = f"{wanted.name}-{geometry_tag(outline)}{'-blurred' if is_blurred else ''}"
    kept_as = f"{row.stored_as}-{name}-{__version__}.jpg"
    jpeg = store.read_picture(folder=pictures, name=kept_as)
    if jpeg is None:
        picture = open_picture(store.read(folder=photographs, name=row.stored_as), row.file_name)
        pixels = cut(picture, row, outline, wanted)
        jpeg = encode_clean(pixels=blurred(pixels) if is_blurred else pixels)
        store.keep_picture(folder=pictures, name=kept_as, data=jpeg)
    return Served(jpeg, hashlib.sha256(kept_as.encode()).hexdigest()[:32], is_blurred)


def crop_outline(row: Photograph, wanted: Wanted) -> Outline | None:
    """Give the outline a crop is cut around."""
    if wanted.kind != "crop":
        return None
    too_odd = wanted.side_mm is not None and not 1 <= wanted.side_mm <= 500
    if wanted.side_px not in CROP_SIDES_PX or too_odd:
        raise PictureNotOffered(
            "A picture of this size is not made", next_step="open the lesion's page again"
        )
    found = row.outlines.filter(pk=wanted.outline_pk).first()
    if found is None:
        raise scope.NotHere("There is no such outline on this photograph")
    return found


def geometry_tag(outline: Outline | None) -> str:
    """Name the border a crop is cut around, so that a changed border gives a new picture."""
    return "0" if outline is None else str(outline.version)


def cut(
    picture: Picture, row: Photograph, outline: Outline | None, wanted: Wanted
) -> NDArray[np.uint8]:
    """Give the pixels of the picture that was asked for."""
    if wanted.kind == "upright":
        return picture.pixels
    if outline is None:
        return thumbnail(picture=picture, longest_side_px=SMALL_SIDE_PX)[0]
    points = np.asarray(outline.details["polygon"], float)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    span_px = float(np.max(points.max(axis=0) - points.min(axis=0)))
    scale = row.details.get("scale") or {}
    homography, side = plane_of(scale, span_px, wanted.side_mm)
    crop = crop_at_scale(
        picture=picture,
        center_px=(float(middle[0]), float(middle[1])),
        homography=homography,
        width_mm=side,
        height_mm=side,
        px_per_mm=wanted.side_px / side,
    )
    return crop.pixels


def plane_of(
    scale: dict[str, Any], span_px: float, side_mm: float | None
) -> tuple[NDArray[np.float64], float]:
    """Give the map to millimeters and the patch's side; without a scale, pixels stand for them."""
    if scale.get("kind") != "found":
        return np.eye(3), max(8.0, span_px * CROP_MARGIN)
    homography = np.asarray(scale["homography"], float).reshape(3, 3)
    needed = max(10.0, span_px * scale["mm_per_pixel"] * CROP_MARGIN)
    return homography, side_mm or needed


def blurred(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Blur beyond recognition: shrunk to a few pixels and smoothed up again."""
    height, width = pixels.shape[:2]
    factor = BLURRED_SIDE_PX / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    coarse = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    shown = min(1.0, SMALL_SIDE_PX / max(height, width))
    back = (max(1, round(width * shown)), max(1, round(height * shown)))
    return np.asarray(cv2.resize(coarse, back, interpolation=cv2.INTER_CUBIC), np.uint8)
