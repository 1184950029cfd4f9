"""How numbers, dates and facts are said: one place, the same in every format."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, Decimal

from dermetry.record.finding import (
    Absent,
    Finding,
    Measured,
    MergedInto,
    NotDone,
    NotEvaluable,
    Progressed,
    SplitInto,
    TooSmall,
    TreatedLocally,
)
from dermetry.record.lesion import Lesion, is_newness_in_doubt
from dermetry.record.visit import Visit
from dermetry.report.values import Badge, BadgeKey
from dermetry.response.values import VisitCall

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BADGES: dict[str, tuple[BadgeKey, str]] = {
    "CR": ("cr", "Complete response"),
    "PR": ("pr", "Partial response"),
    "SD": ("sd", "Stable disease"),
    "PD": ("pd", "Progressive disease"),
    "NE": ("ne", "Not evaluable"),
    "NON-CR/NON-PD": ("nn", "Neither complete response nor progression"),
    "NED": ("cr", "No evidence of disease"),
    "NC": ("sd", "No change"),
    "iCR": ("cr", "Immune complete response"),
    "iPR": ("pr", "Immune partial response"),
    "iSD": ("sd", "Immune stable disease"),
    "iUPD": ("pd", "Immune unconfirmed progressive disease"),
    "iCPD": ("pd", "Immune confirmed progressive disease"),
    "NON-iCR/NON-iUPD": ("nn", "Neither immune complete response nor progression"),
}
BASELINE_BADGE = Badge("BL", "base", "Baseline")
NO_CALL_BADGE = Badge("no call", "none", "No call")
ROLES = {
    "target": "target",
    "non_target": "non-target",
    "new": "new lesion",
    "undecided": "role not decided",
}
UNITS = {"mm": "mm", "mm2": "mm²"}
SUM_NAMES = {"mm": "Sum of diameters", "mm2": "Sum of products"}
INTENDED_USE = (
    "Research and documentation aid; not cleared as a medical device; local regulatory "
    "assessment required before use in care; a clinician confirms each call.",
    "Not validated on cutaneous metastases nor on dark skin.",
)
INTERVAL_NOTE = (
    "± is the half width of the 95 % interval, rounded up to 0.1 mm, everywhere in this report."
)
TENTH = Decimal("0.1")
ISO_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
MM2 = re.compile(r"\bmm2\b")


def say_date(on: date | None) -> str:
    """Say a date so that day and month cannot be confused: 12 Jan 2026."""
    return "no date" if on is None else f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def in_words(text: str) -> str:
    """Give a sentence with its ISO dates said as ``say_date`` does, and mm² for mm2."""
    return MM2.sub("mm²", ISO_DATE.sub(lambda found: say_iso(found[0]), text))


def say_iso(text: str) -> str:
    """Say an ISO date; what only looks like one stays as it is."""
    try:
        return say_date(date.fromisoformat(text))
    except ValueError:
        return text


def say_number(value: Decimal) -> str:
    """Say a decimal as supplied, with one decimal place at least; nothing is rounded away."""
    shown = value.quantize(TENTH)
    if shown != value:
        return f"{value.normalize():f}".replace("-", "−")
    return f"{shown:f}".replace("-", "−")


def say_size(value: Decimal, unit: str) -> str:
    """Say a size or a sum with its unit: 34.8 mm, 351.0 mm²."""
    return f"{say_number(value)} {UNITS[unit]}"


def say_signed(value: Decimal) -> str:
    """Say a change with its sign, also plus."""
    return ("+" if value > 0 else "") + say_number(value)


def half_width(value: Decimal, interval: tuple[Decimal, Decimal]) -> Decimal:
    """Give the larger half of an interval around a value, rounded up to 0.1."""
    low, high = interval
    return max(value - low, high - value).quantize(TENTH, rounding=ROUND_CEILING)


def say_with_interval(
    value: Decimal, interval: tuple[Decimal, Decimal] | None, unit: str = "mm"
) -> str:
    """Say a value with ± its 95 % half width, or alone when no interval was stated."""
    if interval is None:
        return f"{say_number(value)} {unit}"
    return f"{say_number(value)} ± {say_number(half_width(value, interval))} {unit}"


def say_sum(call: VisitCall) -> str:
    """Say the sum of a call with its unit, and with its interval where it has one."""
    if call.total is None:
        return "no sum"
    interval = call.sum_interval_95_mm if call.unit == "mm" else None
    return say_with_interval(call.total, interval, UNITS[call.unit])


def main_diameter(finding: Measured, lesion: Lesion | None) -> Decimal | None:
    """Give the diameter that counts: short axis of a node, longest diameter of all else."""
    if lesion is not None and lesion.organ == "lymph_node":
        return finding.short_axis_mm
    return finding.longest_diameter_mm


def organ_words(lesion: Lesion) -> str:
    """Name an organ and place: right chest wall; lymph node, right axilla."""
    zone = (lesion.zone or "").replace("_", " ")
    site = lesion.site or zone
    # "left axilla" already says the side
    side = "" if lesion.laterality and site.startswith(lesion.laterality) else lesion.laterality
    place = " ".join(part for part in (side, site) if part)
    parts = [lesion.organ.replace("_", " ") if lesion.organ != "skin" else "", place]
    return ", ".join(part for part in parts if part) or "place not recorded"


def role_name(lesion: Lesion) -> str:
    """Name the role that was given to a lesion; one of doubt is not called new."""
    if lesion.role == "new" and is_newness_in_doubt(lesion=lesion):
        return "may be new (in doubt)"
    return ROLES[lesion.role]


def role_words(lesion: Lesion, calls: Iterable[VisitCall]) -> str:
    """Name the role of a lesion, saying so when the role or the lesion is only proposed."""
    used = (
        value.role
        for call in calls
        for value in call.values_used
        if value.lesion_id == lesion.lesion_id
    )
    suggested = next(used, None) if lesion.role == "undecided" else None
    words = f"{ROLES[suggested]} (suggested)" if suggested else role_name(lesion)
    return words + ("" if lesion.is_confirmed else ", proposed")


def describe_finding(finding: Finding, lesion: Lesion | None) -> tuple[str, str]:
    """Say a finding as a headline and a detail, in words of the ward."""
    headline, detail = _describe_kind(finding, lesion)
    return headline, "; ".join(part for part in (detail, spread_words(finding)) if part)


def spread_words(finding: Finding) -> str:
    """Say what share of its region a lesion covers and how many it is; empty: not stated."""
    share = getattr(finding, "percent_of_region", None)
    count = getattr(finding, "lesion_count", None)
    parts = [f"{say_number(share)} % of its region"] if share is not None else []
    if count is not None:
        parts.append("1 lesion" if count == 1 else f"{count} lesions")
    return ", ".join(parts)


def _describe_kind(finding: Finding, lesion: Lesion | None) -> tuple[str, str]:
    if isinstance(finding, Measured):
        return _describe_measured(finding, lesion)
    is_skin = lesion is None or lesion.organ == "skin"
    not_done = "Not photographed at this visit" if is_skin else "Not examined at this visit"
    if isinstance(finding, MergedInto):
        return f"Merged into {finding.into_lesion_id}", "measured as one"
    if isinstance(finding, SplitInto):
        return "Split into " + ", ".join(finding.fragment_ids), "fragments are measured"
    if isinstance(finding, TreatedLocally):
        return "Treated locally", finding.treatment
    if isinstance(finding, TooSmall):
        return "Present, too small to measure", ""
    headline = {
        Absent: "Absent: looked for and gone",
        NotDone: not_done,
        NotEvaluable: "Not evaluable",
        Progressed: "Clearly worse",
    }.get(type(finding), "Present, not measured")
    detail = getattr(finding, "reason", None) or ""
    if isinstance(finding, Progressed) and finding.has_grown_further is not None:
        further = "" if finding.has_grown_further else "not "
        detail = f"{further}grown further since the progression before; {detail}"
    return headline, detail


def _describe_measured(finding: Measured, lesion: Lesion | None) -> tuple[str, str]:
    value = main_diameter(finding, lesion)
    if value is None:
        return "Diameter not recorded", finding.method
    details = []
    if lesion is not None and lesion.organ == "lymph_node":
        details.append("short axis")
    if finding.perpendicular_mm is not None:
        details.append(f"across {say_number(finding.perpendicular_mm)} mm")
    if finding.interval_95_mm is None:
        details.append("uncertainty not stated")
    if finding.ulcerated:
        details.append("ulcerated")
    return say_with_interval(value, finding.interval_95_mm), ", ".join(details)


def next_visit_words(visit: Visit) -> str:
    """Say when the next visit is due and why; that no date is set is said too."""
    if visit.next_due_on is None:
        why = f" ({visit.next_reason})" if visit.next_reason else ""
        return f"No date is set for the next visit{why}."
    return say_date(visit.next_due_on) + (f": {visit.next_reason}" if visit.next_reason else "")


def badge_of(call: VisitCall) -> Badge:
    """Give the badge of a call; baseline and the lack of a call have their own."""
    if call.category is None:
        return BASELINE_BADGE if call.is_baseline else NO_CALL_BADGE
    return badge_for(call.category)


def badge_for(category: str) -> Badge:
    """Give the badge of a category."""
    key, meaning = BADGES[category]
    return Badge(say_category(category), key, meaning)


def say_category(category: str | None) -> str:
    """Say a category in a table; a missing one is a word, not a blank."""
    if category is None:
        return "none"
    return category.replace("NON-", "non-")
