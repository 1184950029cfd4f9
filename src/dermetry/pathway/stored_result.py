"""A photograph's result as text and back, exactly, so that it can be kept in a table.

Floats are written so that they read back bit by bit. A text of another format is refused:
the caller examines the photograph again.
"""

import json
from dataclasses import fields
from datetime import date
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from dermetry.errors import CaseFileInvalid
from dermetry.imaging.values import Issue, Outline, Point, Scale, ScaleAbsent, ScaleMethod
from dermetry.pathway.marks import PhotographMark
from dermetry.pathway.results import FailedMark, OutlinedLesion, PhotographResult

FORMAT = "dermetry photograph result"
VERSION = 1
Row = tuple[float, float, float]


class StoredResultUnusable(CaseFileInvalid):
    """A stored result is broken or of another format; the photograph is to be examined again."""


class Stored(BaseModel):
    """The base of what is stored: frozen, nothing unknown, no number that is none."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class StoredScale(Stored):
    """A Scale with its matrix as rows."""

    kind: Literal["found"] = "found"
    method: ScaleMethod
    source: str
    homography: tuple[Row, Row, Row]
    tilt_deg: float | None
    residual_mm: float | None
    scale_rel_sd: float
    reference_px: tuple[Point, ...]
    markers_found: int
    marker_side_px: float | None
    camera_distance_mm: float | None
    unmodelled_tilt_sd_deg: float
    notes: tuple[str, ...]


class StoredPhotograph(Stored):
    """A PhotographResult, field by field."""

    photograph_id: str
    file_name: str
    sha256: str
    width_px: int
    height_px: int
    taken_on: date | None
    mark: PhotographMark | None
    scale: StoredScale | ScaleAbsent
    issues: tuple[Issue, ...]
    notes: tuple[str, ...]
    outlined: tuple[OutlinedLesion, ...]
    failed: tuple[FailedMark, ...]
    candidates: tuple[Outline, ...]
    found_scale: StoredScale | ScaleAbsent


def dump_result(*, result: PhotographResult, engine: str) -> str:
    """Write a result as JSON; ``engine`` names the version that worked it out."""
    values = {each.name: getattr(result, each.name) for each in fields(result)}
    values |= {name: store_scale(values[name]) for name in ("scale", "found_scale")}
    stored = StoredPhotograph.model_validate(values).model_dump(mode="json")
    document = {"format": FORMAT, "version": VERSION, "engine": engine, "result": stored}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def load_result(*, text: str, engine: str | None = None) -> PhotographResult:
    """Read a stored result; it equals the one that was written, number by number.

    Raises StoredResultUnusable when the text is broken, of another format, or (with ``engine``
    given) was worked out by another version.
    """
    document = parse(text)
    if engine is not None and document.get("engine") != engine:
        raise unusable(f"it was worked out by version {document.get('engine')}, not {engine}")
    try:
        stored = StoredPhotograph.model_validate(document["result"])
    except (KeyError, ValidationError) as error:
        raise unusable("a field is missing or has another meaning now") from error
    values = {name: getattr(stored, name) for name in type(stored).model_fields}
    values |= {name: read_scale(values[name]) for name in ("scale", "found_scale")}
    return PhotographResult(**values)


def engine_of(*, text: str) -> str:
    """Give the version that worked out a stored result; raises StoredResultUnusable."""
    return str(parse(text).get("engine", ""))


def parse(text: str) -> dict[str, Any]:
    """Parse the text and check that it is of this format."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise unusable("the text is broken or cut off") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise unusable("the text is no photograph result")
    if document.get("version") != VERSION:
        raise unusable(f"it is of format {document.get('version')}, this one reads {VERSION}")
    return document


def unusable(why: str) -> StoredResultUnusable:
    """Say that a stored result cannot be used."""
    return StoredResultUnusable(
        "the stored result of a photograph cannot be used",
        why=why,
        next_step="examine the photograph again; the original and its marks are untouched",
    )


def store_scale(found: Scale | ScaleAbsent) -> StoredScale | ScaleAbsent:
    """Give a scale with its matrix as rows."""
    if isinstance(found, ScaleAbsent):
        return found
    values = {each.name: getattr(found, each.name) for each in fields(found)}
    return StoredScale.model_validate(values | {"homography": found.homography.tolist()})


def read_scale(stored: StoredScale | ScaleAbsent) -> Scale | ScaleAbsent:
    """Give a scale with its matrix as an array."""
    if isinstance(stored, ScaleAbsent):
        return stored
    values = {each.name: getattr(stored, each.name) for each in fields(Scale)}
    return Scale(**values | {"homography": np.array(stored.homography, dtype=np.float64)})
