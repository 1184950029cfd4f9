"""From one mark of a person (tap, box or drawn polygon) to an outline."""

import shapely

from dermetry.errors import MarksInvalid
from dermetry.imaging import outline
from dermetry.imaging.values import Outline, Picture, Point, Polygon
from dermetry.pathway.marks import OutlineMark


def outline_mark(
    *, picture: Picture, mark: OutlineMark, mm_per_pixel: float | None, name: str
) -> Outline:
    """Outline what a mark points at; a drawn polygon is taken exactly as drawn.

    Raises MarksInvalid (naming photograph and lesion) when the mark lies outside the
    photograph, OutlineNotFound when no border can be found.
    """
    try:
        if mark.outline is not None:
            return outline.drawn(picture=picture, polygon=mark.outline)
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
            f"{name}, {label}: {error.what}", why=error.why, next_step=error.next_step
        ) from error


def check_place(*, picture: Picture, mark: OutlineMark, name: str) -> None:
    """Check that a mark lies inside the photograph, also where no border is looked for."""
    points = [mark.tap] if mark.tap else [mark.box[:2], mark.box[2:]] if mark.box else []
    for x, y in points:
        if not (0 <= x < picture.width_px and 0 <= y < picture.height_px):
            raise MarksInvalid(
                f"{name}: the mark at ({x:g}, {y:g}) lies outside the photograph",
                why=f"it has {picture.width_px} x {picture.height_px} pixels",
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
