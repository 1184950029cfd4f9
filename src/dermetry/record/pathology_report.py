"""What the pathologist wrote of a specimen, in parts that can be counted.

Words that come from a vocabulary of ``knowledge`` are keys; what was not described stays None.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from dermetry.record.value import Key, ShortText, Text, Value

# Typing guards, not clinical thresholds.
Hours = Annotated[Decimal, Field(ge=0, le=1000, max_digits=6)]
Minutes = Annotated[Decimal, Field(ge=0, le=10000, max_digits=6)]


class PathologyReport(Value):
    """The structured report; ``origin`` is the pathologist's word, above every score."""

    accession: ShortText | None = None
    pathologist: ShortText | None = None
    histologic_type: Key | None = None
    grade: Annotated[int, Field(ge=1, le=3)] | None = None
    patterns: tuple[Key, ...] | None = None
    epidermotropism: bool | None = None
    ulcerated: bool | None = None
    lymphatic_emboli: bool | None = None
    margins: Literal["clear", "involved", "not_assessed"] | None = None
    origin: Key | None = None
    conclusion: Text = ""
    fixation_hours: Hours | None = None
    ischemia_minutes: Minutes | None = None
    is_decalcified: bool | None = None
