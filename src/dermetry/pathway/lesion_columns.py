"""The columns of a table of lesions, the words they may hold, and their limits."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import get_args

from dermetry.record.lesion import NonMeasurableReason, Organ, Role
from dermetry.record.patient import NOT_LOCAL, Treatment
from dermetry.record.value import LENGTH_LIMIT_MM, Laterality

LENGTHS = ("longest_diameter", "perpendicular", "short_axis")
IN_MM = tuple(f"{each}_mm" for each in LENGTHS)
AREA = "area_mm2"
# One standard deviation each, in mm, by cause; the first two are shared within a photograph.
UNCERTAINTIES = tuple(f"uncertainty_{each}_mm" for each in ("scale", "tilt", "outline", "repeat"))
SPREAD = ("percent_of_region", "lesion_count")
LIMITS = {
    AREA: LENGTH_LIMIT_MM**2,
    "percent_of_region": Decimal(100),
    "lesion_count": Decimal(9999),  # the record's typing guard
}
STATUSES = (
    "measured",
    "too_small",
    "absent",
    "present",
    "progressed",
    "not_done",
    "not_evaluable",
    "merged_into",
    "split_into",
    "treated_locally",
)
WORDS: Mapping[str, tuple[str, ...]] = {
    "status": STATUSES,
    "role": get_args(Role),
    "organ": get_args(Organ),
    "newness": ("unequivocal", "equivocal"),
    "non_measurable": get_args(NonMeasurableReason),
    "has_grown_further": ("yes", "no"),
    "clinically_stable": ("yes", "no"),
    "ulcerated": ("yes", "no"),
    "laterality": get_args(Laterality),
    "local_treatment": tuple(
        kind
        for kind in get_args(Treatment.model_fields["kind"].annotation)
        if kind not in NOT_LOCAL
    ),
}
DATES = (
    "visited_on",
    "baseline_on",
    "treatment_started_on",
    "first_seen_on",
    "proved_on",
    "local_treatment_on",
)
NEEDED = ("subject", "visited_on", "lesion_id")
REGIONS = ("regions_examined", "regions_not_examined")
TEXTS = ("reason", "into", "zone", "site", "method", "photographs", *REGIONS)
KNOWN = (
    *NEEDED,
    "evaluator",
    *IN_MM,
    AREA,
    *LENGTHS,
    "unit",
    *UNCERTAINTIES,
    *SPREAD,
    *(each for each in WORDS if each != "local_treatment"),
    *TEXTS,
    "baseline_on",
    "treatment_started_on",
    "first_seen_on",
    "proved_on",
    "local_treatment",
    "local_treatment_on",
)
TO_MM = {"mm": Decimal(1), "cm": Decimal(10)}
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_\-/ ]{0,63}")
ZONE = re.compile(r"[a-z][a-z0-9_]{1,63}")
BETWEEN = "|"  # between fragments, photographs, or regions in one cell
