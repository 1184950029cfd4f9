"""What the patient agreed to, per use; a later answer replaces an earlier one."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from dermetry.record.value import FilledShortText, Text, Value

ConsentUse = Literal["care", "teaching", "research"]
ConsentAnswer = Literal["given", "refused", "withdrawn"]


class Consent(Value):
    """One answer of the patient to one use of her or his photographs and data."""

    use: ConsentUse
    answer: ConsentAnswer
    answered_on: date
    recorded_by: FilledShortText
    note: Text = ""


def latest_consents(consents: Iterable[Consent]) -> dict[ConsentUse, Consent]:
    """Give the answer that holds for each use: the latest; of one day, the last listed.

    A use that is missing here was never asked about, which is not a "given".
    """
    latest: dict[ConsentUse, Consent] = {}
    for consent in consents:
        held = latest.get(consent.use)
        if held is None or consent.answered_on >= held.answered_on:
            latest[consent.use] = consent
    return latest
