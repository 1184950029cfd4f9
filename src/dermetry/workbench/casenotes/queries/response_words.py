"""The words of the response page: categories, outcomes, errors."""

from collections.abc import Mapping
from typing import Final

from dermetry.errors import DermetryError
from dermetry.report.words import BADGES
from dermetry.response.sequence.values import Outcome

LESIONS: Final = "lesion-ect"  # judges single lesions, never a patient
MEANINGS: Final[Mapping[str, str]] = {
    **{category: meaning for category, (_, meaning) in BADGES.items()},
    "MISSING": "No visit could be judged",
}
OUTCOMES: Final[Mapping[Outcome, str]] = {
    "yes": "Yes",
    "no": "No",
    "event": "Event",
    "censored": "Censored",
    "not_applicable": "Does not apply",
}


def error_words(error: DermetryError) -> str:
    """Say what went wrong and why, without what to do: the page does nothing by itself."""
    why = f": {error.why}" if error.why else ""
    return f"{error.what}{why}."
