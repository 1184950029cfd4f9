"""The growth of a lesion from its confirmed diameters."""

from datetime import date
from decimal import Decimal

from dermetry.imaging.growth import Growth, growth
from dermetry.record.case import Case
from dermetry.record.finding import Measured


def growth_of(case: Case, lesion_id: str) -> Growth:
    """Give the growth of one lesion from its confirmed measurements, oldest first.

    Nodes grow by their short axis, all else by the longest diameter. Measurements of several
    evaluators are never mixed: then no rate is given, and it is said why.
    """
    lesion = case.lesion(lesion_id)
    is_node = lesion is not None and lesion.organ == "lymph_node"
    found = [
        (visit.visited_on, finding)
        for visit in case.visits
        for finding in visit.findings
        if finding.lesion_id == lesion_id and finding.is_confirmed and isinstance(finding, Measured)
    ]
    if len({finding.evaluator for _, finding in found}) > 1:
        return Growth(statement="Cannot be given: several evaluators measured it", visits_used=0)
    return growth(dated=[dated for on, each in found if (dated := point_of(on, each, is_node))])


def point_of(
    on: date, finding: Measured, is_node: bool
) -> tuple[date, float | None, float | None] | None:
    """Give one dated size with its standard deviation, or None where there is no size."""
    size: Decimal | None = finding.short_axis_mm if is_node else finding.longest_diameter_mm
    if size is None:
        return None
    sd = finding.uncertainty_mm
    return on, float(size), float(sd.combined) if sd else None
