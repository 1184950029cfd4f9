"""What is other in how a lesion looked, smelled and felt than when it was last described."""

from collections.abc import Iterator, Sequence
from datetime import date

from dermetry.record.appearance import Appearance
from dermetry.record.visit import Visit

FIELDS = {
    "morphology": "morphology",
    "exudate": "exudate",
    "odor": "odor",
    "bleeding": "bleeding",
    "pain_0_10": "pain (0 to 10)",
    "itch_0_10": "itch (0 to 10)",
    "infection_signs": "signs of infection",
}


def appearance_changes(*, visits: Sequence[Visit], lesion_id: str) -> Iterator[str]:
    """Say per field what the last visit says other than the last one that said anything.

    What was only copied forward says nothing, and "not asked" is never a change.
    """
    now = described_at(visits[-1], lesion_id)
    if now is None:
        return
    for field, word in FIELDS.items():
        value = getattr(now, field)
        before = last_said(visits[:-1], lesion_id, field)
        if value is None or before is None or before[1] == value:
            continue
        day, old = before
        yield f"{lesion_id}: {word} {shown(value)} (on {day.day} {day:%b %Y} {shown(old)})."


def last_said(visits: Sequence[Visit], lesion_id: str, field: str) -> tuple[date, object] | None:
    """Give the last value of a field with its day, or None where nobody asked."""
    for visit in reversed(visits):
        seen = described_at(visit, lesion_id)
        value = getattr(seen, field) if seen else None
        if value is not None:
            return visit.visited_on, value
    return None


def described_at(visit: Visit, lesion_id: str) -> Appearance | None:
    """Give what was described of a lesion at a visit, and not only copied forward."""
    return next(
        (e for e in visit.appearances if e.lesion_id == lesion_id and not e.is_copied_forward),
        None,
    )


def ulcerated_at(visit: Visit, lesion_id: str) -> bool | None:
    """Tell whether a visit says that a lesion is ulcerated; its confirmed finding comes first."""
    for finding in visit.findings:
        is_told = finding.is_confirmed and finding.ulcerated is not None
        if finding.lesion_id == lesion_id and is_told:
            return finding.ulcerated
    seen = described_at(visit, lesion_id)
    return seen.ulcerated if seen else None


def shown(value: object) -> str:
    """Say a value; an empty list of signs was looked for and not found."""
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value) or "none"
    return str(value).replace("_", " ")
