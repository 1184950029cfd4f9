"""The growth of a lesion from its confirmed diameters."""

from dermetry.imaging.growth import Growth, growth
from dermetry.record.case import Case
from dermetry.record.finding import Measured


def growth_of(case: Case, lesion_id: str) -> Growth:
    """Give the growth of one lesion from its confirmed measurements, oldest first."""
    dated = []
    for visit in case.visits:
        for finding in visit.findings:
            if finding.lesion_id != lesion_id or not finding.is_confirmed:
                continue
            if isinstance(finding, Measured) and finding.longest_diameter_mm is not None:
                sd = finding.uncertainty_mm
                value = float(finding.longest_diameter_mm)
                dated.append((visit.visited_on, value, float(sd.combined) if sd else None))
    return growth(dated=dated)
