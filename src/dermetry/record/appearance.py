"""How a lesion looked, smelled and felt at a visit, beside its size.

Every field may stay None: "not asked" is never "none". Nothing here enters a sum.
"""

from datetime import date
from typing import Literal

from dermetry.record.value import Identifier, Score0To10, ShortText, Text, Value

Exudate = Literal["none", "low", "moderate", "high"]
Odor = Literal["none", "mild", "moderate", "strong"]
Bleeding = Literal["none", "on_contact", "spontaneous"]


class Appearance(Value):
    """What a nurse or physician saw and heard about one lesion at one visit.

    ``infection_signs`` None is "not looked for", () is "looked for, none seen".
    ``is_copied_forward`` marks values taken over from the visit before and not yet changed.
    """

    lesion_id: Identifier
    morphology: ShortText | None = None
    ulcerated: bool | None = None
    exudate: Exudate | None = None
    odor: Odor | None = None
    bleeding: Bleeding | None = None
    pain_0_10: Score0To10 | None = None
    itch_0_10: Score0To10 | None = None
    burning_0_10: Score0To10 | None = None
    tightness_0_10: Score0To10 | None = None
    dressing: ShortText | None = None
    dressing_change_on: date | None = None
    infection_signs: tuple[ShortText, ...] | None = None
    note: Text = ""
    recorded_by: ShortText = ""
    is_copied_forward: bool = False
