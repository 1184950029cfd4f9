"""What is worked out from one photograph: plain frozen values that hold no pixels."""

from dataclasses import dataclass
from datetime import date

from dermetry.imaging.appearance import Look
from dermetry.imaging.values import Issue, Measurement, Outline, Scale, ScaleAbsent
from dermetry.pathway.marks import OutlineMark, PhotographMark


@dataclass(frozen=True)
class OutlinedLesion:
    """One outline of one photograph, with its measurement or why there is none."""

    outline_id: str
    lesion_id: str | None
    mark: OutlineMark | None
    outline: Outline
    measurement: Measurement | None
    not_measured: str  # why; empty when measured
    advice: str  # what to do about it
    look: Look | None
    is_confirmed: bool


@dataclass(frozen=True)
class FailedMark:
    """A mark whose border was not found, why, and what to do about it."""

    mark: OutlineMark
    reason: str
    advice: str


@dataclass(frozen=True)
class PhotographResult:
    """Everything worked out from one photograph; holds no pixels."""

    photograph_id: str
    file_name: str  # as the record holds it
    sha256: str
    width_px: int
    height_px: int
    taken_on: date | None
    mark: PhotographMark | None
    scale: Scale | ScaleAbsent  # with a caliper's scale where exactly one lesion gave it
    issues: tuple[Issue, ...]
    notes: tuple[str, ...]
    outlined: tuple[OutlinedLesion, ...]
    failed: tuple[FailedMark, ...]  # marks whose border was not found
    candidates: tuple[Outline, ...]
    found_scale: Scale | ScaleAbsent  # what the photograph itself gives
