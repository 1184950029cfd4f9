"""Fields and values of two records as a person reads them, where a merge names them."""

import re
from collections.abc import Mapping
from datetime import date

from dermetry.record.days import say_day

FIELD_WORDS: Mapping[str, str] = {
    "born_on": "birth date",
    "died_on": "day of death",
    "diagnosed_on": "day of diagnosis",
    "treatment_started_on": "start of treatment",
    "non_measurable": "reason why it cannot be measured",
    "preset": "response criteria",
}
CODED = re.compile(r"[a-z]+(?:_[a-z]+)+")  # such as chest_wall_anterior
ENDINGS = re.compile(r"_(?:id|on)$")


def field_words(*, name: str) -> str:
    """Name a field of the record: "birth date", "chest wall invasion"."""
    return FIELD_WORDS.get(name) or ENDINGS.sub("", name).replace("_", " ")


def value_words(*, value: object) -> str:
    """Say a value of the record: days as 4 May 2026, yes and no, keys without underscores."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return say_day(on=value)
    if isinstance(value, tuple):
        return ", ".join(value_words(value=each) for each in value) or "none"
    text = str(value)
    return text.replace("_", " ") if CODED.fullmatch(text) else text
