"""One photograph as its outlines see it, and what a person said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dermetry.imaging.values import Issue, Picture, Scale, ScaleAbsent
from dermetry.pathway.marks import OutlineMark, PhotographMark, VisitMarks


@dataclass(frozen=True)
class Frame:
    """The size, scale and issues of a photograph; its pixels where they are at hand."""

    name: str  # what messages call it
    photograph_id: str
    size_px: tuple[int, int]  # width and height
    scale: Scale | ScaleAbsent
    issues: tuple[Issue, ...]
    picture: Picture | None

    @property
    def blocking(self) -> Issue | None:
        """Give the first issue that forbids measuring."""
        return next((issue for issue in self.issues if issue.is_blocking), None)


@dataclass(frozen=True)
class Asked:
    """The outlines that are asked for, and what is known of each by its position or lesion."""

    marks: Sequence[OutlineMark] = ()
    is_confirmed: Mapping[int, bool] = field(default_factory=dict)  # by position of the mark
    calipers_mm: Mapping[str, Decimal] = field(default_factory=dict)  # typed, by lesion id
    outline_ids: Sequence[str] = ()  # by position; empty: numbered by position

    def __post_init__(self) -> None:
        """Refuse ids that do not belong to the marks one by one."""
        if self.outline_ids and len(self.outline_ids) != len(self.marks):
            raise ValueError(f"{len(self.marks)} outlines, but {len(self.outline_ids)} ids")

    def outline_id(self, photograph_id: str, index: int) -> str:
        """Give the id of an outline: the caller's own, or one numbered by its position."""
        return self.outline_ids[index] if self.outline_ids else f"{photograph_id}-o{index + 1}"


def asked_by(mark: PhotographMark | None, marks: VisitMarks) -> Asked:
    """Give what the marks of a visit ask of one photograph."""
    lesions = mark.lesion if mark else ()
    return Asked(
        marks=lesions,
        is_confirmed={index: marks.is_confirmed(each) for index, each in enumerate(lesions)},
        calipers_mm={
            each.lesion: each.longest_diameter_mm
            for each in marks.finding
            if each.longest_diameter_mm is not None
        },
    )
