"""What is drawn over a photograph: outlines, longest diameters, the scale's marks, the bar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dermetry.imaging.crop import mm_per_pixel_at
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.cuttings import OutlineDamaged, read_numbers
from dermetry.workbench.casenotes.models import Outline
from dermetry.workbench.casenotes.queries.lesion_strip import bar_mm
from dermetry.workbench.casenotes.queries.links import link
from dermetry.workbench.casenotes.queries.visit_outlines import OutlineLine, SizeLine

MIDDLE: Final = 0.5  # a pixel's middle lies half a pixel from its corner
CORNERS: Final = 4  # of one marker


@dataclass(frozen=True)
class DrawnOutline:
    """One outline over the photograph; lengths in pixels of the upright original."""

    outline_pk: int
    outline_id: str
    label: str
    lesion_pk: int | None
    lesion_url: str
    points: str
    axis: str
    label_x: str
    label_y: str
    is_confirmed: bool
    is_candidate: bool
    is_selected: bool
    confirmed_by: str
    source: str
    size: SizeLine
    version: int


@dataclass(frozen=True)
class ScaleMarks:
    """Where the scale comes from, and how long a bar is."""

    polygons: tuple[str, ...]  # one per marker
    line: str  # of a ruler: its two ends
    bar_path: str
    bar_text: str


def drawn_outlines(
    *, actor: Actor, rows: Iterable[Outline], lines: Mapping[str, OutlineLine], selected: int | None
) -> tuple[DrawnOutline, ...]:
    """Give the outlines that can be drawn, in the order of the photograph."""
    drawn = []
    for row in rows:
        line = lines.get(row.outline_id)
        try:
            points = read_numbers(row.details.get("polygon"), (-1, 2)) + MIDDLE
        except OutlineDamaged:
            continue
        name = row.lesion.lesion_id if row.lesion else ""
        drawn.append(
            DrawnOutline(
                outline_pk=row.pk,
                outline_id=row.outline_id,
                label=name or (line.name if line else "Outline"),
                lesion_pk=row.lesion_id,
                lesion_url=link(actor, "lesion", row.lesion_id) if row.lesion_id else "",
                points=text_of(points),
                axis=axis_of(row),
                label_x=f"{points[:, 0].max():.1f}",
                label_y=f"{points[:, 1].min():.1f}",
                is_confirmed=row.is_confirmed,
                is_candidate=row.source == "candidate",
                is_selected=row.pk == selected,
                confirmed_by=row.confirmed_by or "",
                source=line.source_words if line else row.source,
                size=line.size if line else SizeLine(),
                version=row.version,
            )
        )
    return tuple(drawn)


def text_of(points: Any) -> str:
    """Write points as an SVG does."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def axis_of(row: Outline) -> str:
    """Write the longest diameter as an SVG does; empty where there is none."""
    axis = row.details.get("longest_axis_px")
    try:
        return f"M{text_of(read_numbers(axis, (2, 2)) + MIDDLE)}" if axis else ""
    except OutlineDamaged:
        return ""


def scale_marks(*, details: Mapping[str, Any]) -> ScaleMarks:
    """Give the markers or ruler a scale rests on, and a bar at the middle of the photograph."""
    scale = details.get("scale") or {}
    if scale.get("kind") != "found":
        return ScaleMarks((), "", "", "")
    try:
        homography = read_numbers(scale.get("homography"), (3, 3))
    except OutlineDamaged:
        return ScaleMarks((), "", "", "")
    points = [(x + MIDDLE, y + MIDDLE) for x, y in scale.get("reference_px") or ()]
    groups = [points[at : at + CORNERS] for at in range(0, len(points), CORNERS)]
    width, height = details.get("width_px", 0), details.get("height_px", 0)
    scale_here = mm_per_pixel_at(homography=homography, point=(width / 2, height / 2))
    length = bar_mm(scale_here * min(width, height) / 2)
    bar = f"M{0.04 * width:.1f} {0.96 * height:.1f}h{length / scale_here:.1f}"
    return ScaleMarks(
        polygons=tuple(text_of(each) for each in groups if len(each) == CORNERS),
        line=text_of(points) if len(points) == 2 else "",
        bar_path=bar,
        bar_text=f"{length} mm",
    )
