"""Findings that came with a case, once a person says something else of their lesion."""

from datetime import datetime

from dermetry.pathway.findings import SPREAD
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import Finding, Lesion, StatedFinding, Visit

RENAMED = {"into_lesion_id": "merged_into", "fragment_ids": "fragments"}
KEPT = (
    "longest_diameter_mm", "perpendicular_mm", "short_axis_mm", "area_mm2", "method", "reason",
    "treatment", "ulcerated", "percent_of_region", "lesion_count",
)  # fmt: skip
NOT_MEASURED = "seen, not measured ("  # how pathway.findings begins the reason of a photograph


def take_over(*, actor: Actor, at: datetime, visit: Visit, lesion: Lesion | None) -> None:
    """Let a lesion's finding at a visit follow from outlines and statements from now on.

    A size or status that somebody had stated becomes a statement of its own, so it is not lost;
    what a photograph gave is measured again.
    """
    for row in Finding.objects.filter(visit=visit, lesion=lesion, is_derived=False):
        if not is_from_photograph(row):
            StatedFinding.objects.get_or_create(
                visit=visit,
                lesion=row.lesion,
                defaults={
                    "details": statement_of(row),
                    "stated_by": row.confirmed_by or actor.name,
                    "stated_at": at,
                },
            )
        row.is_derived = True
        row.save(update_fields=["is_derived"])


def is_from_photograph(row: Finding) -> bool:
    """Tell whether a finding is what outlines gave, and nothing a person stated."""
    if row.status == "measured":
        return bool(row.details.get("uncertainty_mm"))
    return row.status == "present" and str(row.details.get("reason")).startswith(NOT_MEASURED)


def stated_spread(*, visit: Visit, lesion: Lesion) -> dict[str, object]:
    """Give share of the region and number of lesions as they stand: a status alone says neither."""
    tables = (StatedFinding, Finding)
    rows = (each.objects.filter(visit=visit, lesion=lesion).first() for each in tables)
    row = next((each for each in rows if each is not None), None)
    return {name: row.details[name] for name in SPREAD if row and name in row.details}


def statement_of(row: Finding) -> dict[str, object]:
    """Give a finding as the fields of a ``FindingMark``."""
    kept = {name: row.details[name] for name in KEPT if name in row.details}
    renamed = {new: row.details[name] for name, new in RENAMED.items() if name in row.details}
    return {"status": row.status, "confirmed": row.is_confirmed, **kept, **renamed}
