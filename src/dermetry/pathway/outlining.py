"""From one mark of a person (tap, box or drawn polygon) to an outline."""

import shapely

from dermetry.errors import MarksInvalid, NotMeasurable
from dermetry.imaging import outline
from dermetry.imaging.values import Outline, Point, Polygon
from dermetry.pathway.frame import Frame
from dermetry.pathway.marks import OutlineMark


class PixelsNeeded(NotMeasurable):
    """A border is to be looked for, and the photograph itself is not at hand."""


def outline_mark(*, frame: Frame, mark: OutlineMark, mm_per_pixel: float | None) -> Outline:
    """Outline what a mark points at; a drawn polygon is taken exactly as drawn.

    Raises MarksInvalid (naming photograph and lesion) when the mark lies outside the
    photograph, OutlineNotFound when no border can be found, PixelsNeeded for a tap or box
    without the photograph.
    """
    picture = frame.picture
    try:
        if mark.outline is not None:
            return outline.drawn(picture_size=frame.size_px, polygon=mark.outline)
        if picture is None:
            raise pixels_needed(frame.name)
        if mark.box is not None:
            return outline.propose_from_box(
                picture=picture, box=mark.box, mm_per_pixel=mm_per_pixel
            )
        return outline.propose_from_tap(
            picture=picture, tap=center_of(mark), mm_per_pixel=mm_per_pixel
        )
    except MarksInvalid as error:
        label = f"lesion {mark.lesion}" if mark.lesion else "an unnamed lesion"
        raise type(error)(
            f"{frame.name}, {label}: {error.what}", why=error.why, next_step=error.next_step
        ) from error


def pixels_needed(name: str) -> PixelsNeeded:
    """Say that a tap or box needs the photograph."""
    return PixelsNeeded(
        f"{name}: no border was looked for",
        why="a tap or box needs the photograph, and only its stored result is at hand",
        next_step="analyse the photograph again, or draw the border by hand",
    )


def check_place(*, size_px: tuple[int, int], mark: OutlineMark, name: str) -> None:
    """Check that a mark lies inside the photograph, also where no border is looked for."""
    points = [mark.tap] if mark.tap else [mark.box[:2], mark.box[2:]] if mark.box else []
    for x, y in points:
        if not (0 <= x < size_px[0] and 0 <= y < size_px[1]):
            raise MarksInvalid(
                f"{name}: the mark at ({x:g}, {y:g}) lies outside the photograph",
                why=f"it has {size_px[0]} x {size_px[1]} pixels",
                next_step="give pixels of the upright original",
            )


def center_of(mark: OutlineMark) -> Point:
    """Give the middle of what a mark points at, in pixels."""
    if mark.tap is not None:
        return mark.tap
    if mark.box is not None:
        return ((mark.box[0] + mark.box[2]) / 2, (mark.box[1] + mark.box[3]) / 2)
    return middle_of(mark.outline or ())


def middle_of(polygon: Polygon) -> Point:
    """Give the center of area of a polygon, in its own units."""
    center = shapely.Polygon(polygon).centroid
    return (float(center.x), float(center.y))
