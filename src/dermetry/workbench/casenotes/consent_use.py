"""What a patient's consent allows; every page that shows photographs beyond care asks here."""

from dermetry.record.case import Case
from dermetry.record.consent import ConsentUse, latest_consents


def allows(*, case: Case, use: ConsentUse) -> bool:
    """Tell whether photographs may go into a use: care is never blocked, else only if given."""
    if use == "care":
        return True
    held = latest_consents(case.consents).get(use)
    return held is not None and held.answer == "given"
