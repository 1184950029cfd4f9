"""One stain or hybridization of a specimen, as the laboratory reported it: raw values only.

What a value means (positive, low, equivocal) is a dated rule of ``knowledge``; the raw value is
kept beside every reading of it, and a 0 with faint staining is never collapsed into a 0 without.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from dermetry.record.value import Percent, ShortText, Text, Value

Marker = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9.\-/]{0,19}$")]  # "ER", "HER2", "KI-67"
# Typing guards (a slip of a finger is noticed), not clinical thresholds.
IshRatio = Annotated[Decimal, Field(ge=0, le=100, max_digits=6)]
IshCopies = Annotated[Decimal, Field(ge=0, le=500, max_digits=6)]


class Stain(Value):
    """One stain; every field may stay None: "not stated" is never "negative".

    ``result`` is the laboratory's own word. ``percent`` is of tumor cells stained;
    ``membrane_staining_present`` tells an IHC 0 with faint staining from one with none.
    ``ish_reviewed`` says that the IHC of the same slide was read again for an ISH group that
    asks for it.
    """

    marker: Marker
    method: Literal["ihc", "ish"] = "ihc"
    result: Literal["positive", "negative", "equivocal", "not_evaluable"] | None = None
    percent: Percent | None = None
    intensity: Literal["none", "weak", "moderate", "strong"] | None = None
    ihc_score: Literal["0", "1+", "2+", "3+"] | None = None
    membrane_staining_present: bool | None = None
    ish_ratio: IshRatio | None = None
    ish_copies: IshCopies | None = None
    ish_reviewed: bool | None = None
    antibody: ShortText | None = None
    note: Text = ""
