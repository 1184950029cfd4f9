"""What the patient says about herself or himself as a whole, as a number from 0 to 10."""

from typing import Literal

from dermetry.record.value import Score0To10, Text, Value

SymptomKind = Literal[
    "pain",
    "itch",
    "burning",
    "tightness",
    "odor",
    "bleeding",
    "distress",
    "fatigue",
    "sleep",
    "lymphedema",
]


class Symptom(Value):
    """One symptom of the whole patient at one visit; 0 is asked and none, 10 the worst."""

    kind: SymptomKind
    score_0_10: Score0To10
    note: Text = ""
