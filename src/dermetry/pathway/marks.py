"""What a person wrote about one visit: ``marks.toml`` (docs/reference/marks.md)."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, model_validator

from dermetry.pathway.toml_input import Marks
from dermetry.pathway.zones import ZoneMark
from dermetry.record.finding import LesionCount
from dermetry.record.value import (
    AreaMm2,
    Identifier,
    Laterality,
    LengthMm,
    Percent,
    ShortText,
    Text,
)

Number = Annotated[float, Field(ge=-1e6, le=1e6)]
PointMark = tuple[Number, Number]
BoxMark = tuple[Number, Number, Number, Number]
Status = Literal[
    "measured",
    "too_small",
    "absent",
    "present",
    "progressed",
    "not_done",
    "not_evaluable",
    "merged_into",
    "split_into",
    "treated_locally",
]
THERE = ("measured", "too_small", "present", "progressed")
NEEDS = {
    "not_done": "reason",
    "not_evaluable": "reason",
    "progressed": "reason",
    "merged_into": "merged_into",
    "split_into": "fragments",
    "treated_locally": "treatment",
}


class RulerMark(Marks):
    """Two tapped points on a ruler and the distance between them."""

    first: PointMark
    second: PointMark
    mm: Annotated[Decimal, Field(gt=0, le=1000)]


class OutlineMark(Marks):
    """One outlined lesion: exactly one of tap, box or outline, and which lesion it is."""

    lesion: Identifier | None = None
    tap: PointMark | None = None
    box: BoxMark | None = None
    outline: Annotated[tuple[PointMark, ...], Field(min_length=3)] | None = None
    confirmed: StrictBool | None = None
    has_grown_further: StrictBool | None = None
    is_new: StrictBool = False
    equivocal: StrictBool = False
    merged_from: tuple[Identifier, ...] = ()
    split_from: Identifier | None = None
    morphology: ShortText | None = None
    ulcerated: StrictBool | None = None

    @model_validator(mode="after")
    def check_one_place(self) -> Self:
        """Check that the outline is given in exactly one way."""
        given = [self.tap is not None, self.box is not None, self.outline is not None]
        if sum(given) != 1:
            raise ValueError("give exactly one of tap, box or outline")
        return self


class PhotographMark(Marks):
    """Marks of one photograph, by its file name."""

    file: Annotated[str, Field(min_length=1, max_length=200)]
    view: Literal["overview", "close_up", "dermoscopic"] | None = None
    zone: ZoneMark | None = None
    laterality: Laterality | None = None
    sheet: Annotated[str, Field(pattern=r"^[^\x00/\\\\]{1,100}$")] | None = None
    ruler: RulerMark | None = None
    lesion: tuple[OutlineMark, ...] = ()

    @model_validator(mode="after")
    def check_lesions_once(self) -> Self:
        """Check that no lesion is outlined twice in one photograph: a likely typing slip."""
        named = [mark.lesion for mark in self.lesion if mark.lesion]
        for lesion in dict.fromkeys(named):
            if named.count(lesion) > 1:
                raise ValueError(
                    f"lesion {lesion} is outlined twice in {self.file}; parts of a lesion that "
                    "has split have ids of their own (split_from)"
                )
        return self


class FindingMark(Marks):
    """A fact about one lesion at this visit that needs no outline."""

    lesion: Identifier
    status: Status
    longest_diameter_mm: LengthMm | None = None
    perpendicular_mm: LengthMm | None = None
    short_axis_mm: LengthMm | None = None
    area_mm2: AreaMm2 | None = None
    percent_of_region: Percent | None = None
    lesion_count: LesionCount | None = None
    method: ShortText | None = None
    reason: Text | None = None
    merged_into: Identifier | None = None
    fragments: tuple[Identifier, ...] = ()
    treatment: ShortText | None = None
    confirmed: StrictBool | None = None
    ulcerated: StrictBool | None = None
    has_grown_further: StrictBool | None = None
    is_new: StrictBool = False
    equivocal: StrictBool = False

    @model_validator(mode="after")
    def check_needs(self) -> Self:
        """Check that the fields a status needs are there, and sizes only where measured."""
        needed = NEEDS.get(self.status)
        if needed and not getattr(self, needed):
            raise ValueError(f'status "{self.status}" needs {needed}')
        sizes = (self.longest_diameter_mm, self.perpendicular_mm, self.short_axis_mm, self.area_mm2)
        if self.status == "measured" and not any(size is not None for size in sizes[::2]):
            raise ValueError('status "measured" needs longest_diameter_mm or short_axis_mm')
        if self.has_grown_further is not None and self.status != "progressed":
            raise ValueError(f'status "{self.status}" does not say has_grown_further')
        if self.status != "measured" and any(size is not None for size in sizes):
            raise ValueError(f'status "{self.status}" carries no size')
        spread = self.percent_of_region is not None or self.lesion_count is not None
        if spread and self.status not in THERE:
            raise ValueError(f'status "{self.status}" carries no percent_of_region or lesion_count')
        return self


class VisitMarks(Marks):
    """All marks of one visit; ``confirmed`` is the default of every mark in the file."""

    confirmed: StrictBool = False
    confirmed_by: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    evaluator: Annotated[str, Field(max_length=200)] = ""
    regions_examined: tuple[ZoneMark, ...] = ()
    regions_not_examined: tuple[ZoneMark, ...] = ()
    note: Text | None = None
    photograph: tuple[PhotographMark, ...] = ()
    finding: tuple[FindingMark, ...] = ()

    @model_validator(mode="after")
    def check_confirmed_by(self) -> Self:
        """Check that a confirmation says whose it is, and files and lesions occur once."""
        marks = [mark for photo in self.photograph for mark in photo.lesion] + list(self.finding)
        if (self.confirmed or any(mark.confirmed for mark in marks)) and not self.confirmed_by:
            raise ValueError("marks are confirmed, but confirmed_by does not say by whom")
        files = [photo.file for photo in self.photograph]
        for file in (file for file in files if files.count(file) > 1):
            raise ValueError(f"photograph {file} is listed twice")
        named = [finding.lesion for finding in self.finding]
        for lesion in (lesion for lesion in named if named.count(lesion) > 1):
            raise ValueError(f"lesion {lesion} has two findings at this visit")
        return self

    def is_confirmed(self, mark: OutlineMark | FindingMark) -> bool:
        """Tell whether a mark is confirmed, by itself or by the file's default."""
        return self.confirmed if mark.confirmed is None else mark.confirmed
