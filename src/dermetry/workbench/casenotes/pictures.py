"""What is shown of a photograph: re-encoded, without metadata, blurred where the role needs it.

The bytes as they were sent are never served.  A picture is made once per variant and kept; it
is named by the hash of the photograph, the variant and the software version.
"""

import hashlib
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry import __version__
from dermetry.imaging.crop import crop_at_scale, thumbnail
from dermetry.imaging.photograph import encode_clean
from dermetry.imaging.values import Picture
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope, store
from dermetry.workbench.casenotes.cuttings import Cutting, check_sides, cutting_of
from dermetry.workbench.casenotes.file_names import shown_name
from dermetry.workbench.casenotes.models import Photograph

SMALL_SIDE_PX = 480
BLURRED_SIDE_PX = 20  # so coarse that no wound and no face can be made out
OpenPicture = Callable[[bytes, str], Picture]


@dataclass(frozen=True)
class Served:
    """One picture to send; without bytes where the browser has it already."""

    jpeg: bytes
    tag: str
    is_known: bool  # the browser holds it: nothing need be sent
    is_blurred: bool
    is_revealed: bool  # clear for this session alone


@dataclass(frozen=True)
class Wanted:
    """Which picture of a photograph: whole, small, or a patch around an outline."""

    kind: str  # "upright" | "small" | "crop"
    outline_pk: int | None = None
    side_mm: int | None = None  # crop: width in millimeters; None: what the outline needs
    side_px: int = 240


def serve_picture(
    *,
    actor: Actor,
    photograph_pk: int,
    wanted: Wanted,
    is_revealed: bool,
    known_tags: Container[str],
    open_picture: OpenPicture,
    photographs: Path,
    pictures: Path,
) -> Served:
    """Give a picture of a photograph of the actor's site.

    ``known_tags`` are the tags the browser holds pictures of.  Raises NotHere, PhotographNotKept,
    PhotographDamaged, PhotographUnreadable kinds, CropNotPossible, OutlineDamaged,
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
    cutting = find_cutting(row, wanted)
    is_blurred = not (actor.sees_clear_photographs or is_revealed)
    variant = f"crop-{cutting.tag}" if cutting else wanted.kind
    kept_as = f"{row.stored_as}-{variant}{'-blurred' if is_blurred else ''}-{__version__}.jpg"
    tag = hashlib.sha256(kept_as.encode()).hexdigest()[:32]
    is_known = tag in known_tags
    jpeg = None if is_known else store.read_picture(folder=pictures, name=kept_as)
    if jpeg is None and not is_known:
        data = store.read(folder=photographs, name=row.stored_as)
        picture = open_picture(data, shown_name(actor=actor, row=row))
        jpeg = encode_clean(pixels=cut(picture, cutting, wanted.kind, is_blurred=is_blurred))
        store.keep_picture(folder=pictures, name=kept_as, data=jpeg)
    return Served(
        jpeg=jpeg or b"",
        tag=tag,
        is_known=is_known,
        is_blurred=is_blurred,
        is_revealed=not (is_blurred or actor.sees_clear_photographs),
    )


def find_cutting(row: Photograph, wanted: Wanted) -> Cutting | None:
    """Give the patch a crop shows; None where the whole photograph is wanted."""
    if wanted.kind != "crop":
        return None
    check_sides(side_mm=wanted.side_mm, side_px=wanted.side_px)
    found = row.outlines.filter(pk=wanted.outline_pk).first()
    if found is None:
        raise scope.NotHere("There is no such outline on this photograph")
    return cutting_of(
        polygon=found.details.get("polygon"),
        scale=row.details.get("scale"),
        side_mm=wanted.side_mm,
        side_px=wanted.side_px,
    )


def cut(
    picture: Picture, cutting: Cutting | None, kind: str, *, is_blurred: bool
) -> NDArray[np.uint8]:
    """Give the pixels of the picture that was asked for.

    A patch is cut out of the blurred photograph, never blurred by itself: else many small
    patches would show what the blur hides.
    """
    if cutting is None:
        if is_blurred:
            return blurred(picture.pixels)
        if kind == "small":
            return thumbnail(picture=picture, longest_side_px=SMALL_SIDE_PX)[0]
        return picture.pixels
    if is_blurred:
        size = (picture.width_px, picture.height_px)
        smear = cv2.resize(blurred(picture.pixels), size, interpolation=cv2.INTER_LINEAR)
        picture = replace(picture, pixels=np.asarray(smear, np.uint8))
    crop = crop_at_scale(
        picture=picture,
        center_px=cutting.center_px,
        homography=cutting.homography,
        width_mm=cutting.side,
        height_mm=cutting.side,
        px_per_mm=cutting.px_per_mm,
    )
    return crop.pixels


def blurred(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Blur beyond recognition: shrunk to a few pixels and smoothed up again."""
    height, width = pixels.shape[:2]
    factor = BLURRED_SIDE_PX / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    coarse = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    shown = min(1.0, SMALL_SIDE_PX / max(height, width))
    back = (max(1, round(width * shown)), max(1, round(height * shown)))
    return np.asarray(cv2.resize(coarse, back, interpolation=cv2.INTER_CUBIC), np.uint8)
